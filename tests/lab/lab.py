"""lab - the whole laboratory: bridge, n1, n2 and the operations center."""

import os
import shutil
import signal
import sys
import tempfile

from .center import Center, mib_folders
from .host import Host
from .network import Network, source_folder
from .node import Node
from .outsider import Outsider
from .wait import wait_until
from .watch import BeatWatch


def build_folder():
    """Return the build to test: FIPD_BUILD, or build/dev."""
    return os.path.abspath(
        os.environ.get("FIPD_BUILD", os.path.join(source_folder(), "build", "dev")))


class Lab:
    """Use as a context manager: on leaving it, however, everything is gone."""

    def __init__(self, build=None, keep=False):
        self.build = build or build_folder()
        self.folder = tempfile.mkdtemp(prefix="fipd-lab-")
        self.keep = keep
        self.abandoned = False
        self.hosts = []
        self._handlers = {}

    def __enter__(self):
        self._die_tidily()
        try:
            self._make_hosts()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind, value, trace):
        self.close()

    def _die_tidily(self):
        """Make a signal that would end the program leave by way of the context manager."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            self._handlers[number] = signal.signal(number, lambda n, _: sys.exit(128 + n))

    def _make_hosts(self):
        self.network = self._add(Network(os.path.join(self.folder, "bridge"), self.keep))
        self.n1 = self._add(Node("n1", os.path.join(self.folder, "n1"), "192.168.0.1",
            "192.168.0.2", "02:00:00:00:00:01", self.build, self.keep))
        self.n2 = self._add(Node("n2", os.path.join(self.folder, "n2"), "192.168.0.2",
            "192.168.0.1", "02:00:00:00:00:02", self.build, self.keep))
        self.oc = self._add(Center(os.path.join(self.folder, "oc"),
            mib_folders(self.build), self.keep))
        self.nodes = (self.n1, self.n2)
        for node in self.nodes:
            self.network.connect(node, node.address, node.mac)
        self.network.connect(self.oc, "192.168.0.10", "02:00:00:00:00:10")

    def _add(self, host):
        self.hosts.append(host)
        return host

    def close(self):
        """End every program, host and file of the lab."""
        for host in reversed(self.hosts):
            host.close()
        self.hosts.clear()
        if not self.abandoned:
            shutil.rmtree(self.folder, ignore_errors=True)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers.clear()

    def abandon(self):
        """Leave everything as it is when the context ends (a lab that was made to be kept)."""
        self.hosts.clear()
        self.abandoned = True

    # What most tests do

    def configure(self, **settings):
        """Write both nodes' fipd.yaml: n1 active, n2 standby, and these settings."""
        self.n1.configure(**{"role": "active", **settings})
        self.n2.configure(**{"role": "standby", **settings})

    def enable_ipv6(self):
        """Give n1 2001:db8::1, n2 2001:db8::2 and the operations center 2001:db8::10."""
        for host, end in ((self.n1, "1"), (self.n2, "2"), (self.oc, "10")):
            self.network.add_ipv6(host, f"2001:db8::{end}")

    def start_pair(self, limit_s=30):
        """Start fipd on both nodes; wait until n1 is active and n2 standby."""
        for node in self.nodes:
            node.start_fipd()
        self.wait_roles("active", "standby", limit_s)

    def start_snmp(self):
        """Start snmptrapd, and snmpd and fipd-agentx on both nodes; wait until they answer."""
        self.oc.start_trapd()
        for node in self.nodes:
            node.start_snmpd()
            node.start_agent()
        for node in self.nodes:
            wait_until(lambda: self.answers(node), 20, f"FIPD-MIB answers on {node.name}")

    def add_third(self):
        """Connect one more host, which is no node: return it, its MAC ends in 66."""
        third = self._add(Outsider("third", os.path.join(self.folder, "third"),
            self.build, self.keep))
        self.network.connect(third, third.address, third.mac)
        return third

    def add_client(self, name, address, mac):
        """Connect one more host, which only asks for what the pair serves: return it."""
        client = self._add(Host(name, os.path.join(self.folder, name), self.keep))
        self.network.connect(client, address, mac)
        return client

    def add_node(self, name, address, peer, mac):
        """Connect one more host with fipd, which is not of the pair: return it."""
        node = self._add(Node(name, os.path.join(self.folder, name), address, peer, mac,
            self.build, self.keep))
        self.network.connect(node, address, mac)
        return node

    def answers(self, node):
        """Return whether FIPD-MIB can be read on a node."""
        try:
            return self.oc.get(node.address, "fipdRole.0")[0] in (
                "initial", "standby", "claiming", "active", "releasing", "held", "fault",
                "disabled")
        except (RuntimeError, IndexError):
            return False

    def roles(self):
        return tuple(node.role() for node in self.nodes)

    def wait_roles(self, first, second, limit_s):
        """Wait until n1 and n2 have these roles."""
        try:
            wait_until(lambda: self.roles() == (first, second), limit_s, "")
        except AssertionError:
            raise AssertionError(f"n1 never {first} and n2 {second}: "
                f"they are {self.roles()}") from None

    def watch_beats(self, node):
        return BeatWatch(self.network, node.name)

    def node_of(self, mac):
        return {node.mac: node for node in self.nodes}.get(mac)
