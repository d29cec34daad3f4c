"""network - the bridge between the hosts: cables that can be cut, packets that get lost.

The bridge is a host of its own.  Each cable is a veth pair: eth0 in the host, and the
bridge's port, which bears the host's name.
"""

import os
import re
import time

from .host import Host

RULES = "bridge lab"
OPERATION_AT = 8 + 15  # docs/heartbeat.md, "The fields": behind the UDP header


class Network(Host):
    """The switch of the lab."""

    def __init__(self, folder, keep=False):
        super().__init__("bridge", folder, keep)
        self.run(["ip", "link", "add", "br0", "type", "bridge", "stp_state", "0",
            "forward_delay", "0"])
        self.run(["ip", "link", "set", "br0", "up"])
        self.run(["nft", f"add table {RULES}; add chain {RULES} cuts "
            "{ type filter hook forward priority 0; }"])

    def lay(self, host, interface, mac, port):
        """Lay a cable from a new port of the bridge to a new interface of a host, down."""
        self.run(["ip", "link", "add", port, "type", "veth", "peer", "name", interface,
            "address", mac, "netns", str(host.pid)])
        self.run(["ip", "link", "set", port, "master", "br0", "up"])

    def connect(self, host, address, mac):
        """Lay a cable from the bridge to a host's eth0, with address/24 and MAC there."""
        self.lay(host, "eth0", mac, host.name)
        for setting in ("all", "default", "eth0"):
            host.run(["sh", "-c",
                f"echo 1 > /proc/sys/net/ipv6/conf/{setting}/disable_ipv6 || true"])
        host.run(["ip", "address", "add", f"{address}/24", "dev", "eth0"])
        host.run(["ip", "link", "set", "eth0", "up"])

    def add_ipv6(self, host, address):
        """Let a host speak IPv6 on eth0, with address/64."""
        for setting in ("all", "default", "eth0"):
            host.run(["sh", "-c", f"echo 0 > /proc/sys/net/ipv6/conf/{setting}/disable_ipv6"])
        host.run(["ip", "address", "add", f"{address}/64", "dev", "eth0", "nodad"])

    def lay_cross(self, first, second):
        """Lay a cable between two hosts' eth1: 10.0.0.1 and fd00::1, 10.0.0.2 and fd00::2."""
        first.run(["ip", "link", "add", "eth1", "type", "veth", "peer", "name", "eth1",
            "netns", str(second.pid)])
        for host, end in ((first, "1"), (second, "2")):
            host.run(["sh", "-c", "echo 0 > /proc/sys/net/ipv6/conf/eth1/disable_ipv6"])
            host.run(["ip", "link", "set", "eth1", "up"])
            host.run(["ip", "address", "add", f"10.0.0.{end}/24", "dev", "eth1"])
            host.run(["ip", "address", "add", f"fd00::{end}/64", "dev", "eth1", "nodad"])

    def cut(self, name):
        """Pull the cable of a host; return the moment."""
        moment = time.monotonic()
        self.run(["ip", "link", "set", name, "down"])
        return moment

    def mend(self, name):
        """Plug the cable of a host in again; return the moment."""
        self.run(["ip", "link", "set", name, "up"])
        return time.monotonic()

    def drop(self, rule):
        """Lose what a rule matches, e.g. 'iifname n1 udp dport 7900'; return the moment."""
        self.run(["nft", f"add rule {RULES} cuts {rule} counter drop"])
        return time.monotonic()

    def drop_heartbeats(self, source=None, port=7900, operation=None):
        """Lose the heartbeats, of one source or of all; the rest of the LAN lives on.

        With an operation (its number in the datagram), only those that carry it.
        """
        origin = f"iifname {source} " if source else ""
        carries = f" @th,{8 * OPERATION_AT},8 == {operation}" if operation else ""
        return self.drop(f"{origin}ether type ip udp dport {port}{carries}")

    def lose(self, percent, rule=""):
        """Lose this share of what a rule matches, or of everything; each packet by lot."""
        return self.drop(f"{rule} numgen random mod 100 < {percent}")

    def isolate(self, name, sends=True, hears=True):
        """Lose what a host sends, what it should hear, or both; its carrier stays up."""
        moment = time.monotonic()
        if sends:
            self.drop(f"iifname {name}")
        if hears:
            self.drop(f"oifname {name}")
        return moment

    def split(self, one, other):
        """Cut the segment in two: the hosts of one side do not reach those of the other."""
        moment = time.monotonic()
        for here, there in ((one, other), (other, one)):
            self.drop(f"iifname {{ {', '.join(here)} }} oifname {{ {', '.join(there)} }}")
        return moment

    def impair(self, name, duplicate=0, delay_ms=0):
        """Replace the cable of a host by a bad one; return its Process (see wire.py)."""
        self.run(["ip", "link", "set", name, "nomaster", "promisc", "on"])
        self.run(["ip", "link", "add", f"{name}-wire", "type", "veth", "peer", "name",
            f"{name}-port"])
        self.run(["ip", "link", "set", f"{name}-wire", "up", "promisc", "on"])
        self.run(["ip", "link", "set", f"{name}-port", "master", "br0", "up"])
        return self.start("wire", ["/usr/bin/python3", "-I",
            os.path.join(os.path.dirname(os.path.abspath(__file__)), "wire.py"),
            name, f"{name}-wire", str(duplicate), str(delay_ms)])

    def dropped(self):
        """Return how many packets the rules have dropped so far."""
        listed = self.run(["nft", "list", "chain", *RULES.split(), "cuts"]).stdout
        return sum(map(int, re.findall(r"counter packets (\d+)", listed)))

    def restore(self):
        """Lose nothing any more; cables that are cut stay so."""
        self.run(["nft", f"flush chain {RULES} cuts"])
        return time.monotonic()


def source_folder():
    """Return the top folder of the checkout."""
    return os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
