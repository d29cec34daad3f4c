"""network - the bridge between the hosts: cables that can be cut, packets that get lost.

The bridge is a host of its own.  Each cable is a veth pair: eth0 in the host, and the
bridge's port, which bears the host's name.
"""

import os
import time

from .host import Host

RULES = "bridge lab"


class Network(Host):
    """The switch of the lab."""

    def __init__(self, folder, keep=False):
        super().__init__("bridge", folder, keep)
        self.run(["ip", "link", "add", "br0", "type", "bridge", "stp_state", "0",
            "forward_delay", "0"])
        self.run(["ip", "link", "set", "br0", "up"])
        self.run(["nft", f"add table {RULES}; add chain {RULES} cuts "
            "{ type filter hook forward priority 0; }"])

    def connect(self, host, address, mac):
        """Lay a cable from the bridge to a host's eth0, with address/24 and MAC there."""
        self.run(["ip", "link", "add", host.name, "type", "veth", "peer", "name", "eth0",
            "address", mac, "netns", str(host.pid)])
        for setting in ("all", "default", "eth0"):
            host.run(["sh", "-c",
                f"echo 1 > /proc/sys/net/ipv6/conf/{setting}/disable_ipv6 || true"])
        host.run(["ip", "address", "add", f"{address}/24", "dev", "eth0"])
        host.run(["ip", "link", "set", "eth0", "up"])
        self.run(["ip", "link", "set", host.name, "master", "br0", "up"])

    def add_ipv6(self, host, address):
        """Let a host speak IPv6 on eth0, with address/64."""
        for setting in ("all", "default", "eth0"):
            host.run(["sh", "-c", f"echo 0 > /proc/sys/net/ipv6/conf/{setting}/disable_ipv6"])
        host.run(["ip", "address", "add", f"{address}/64", "dev", "eth0", "nodad"])

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

    def drop_heartbeats(self, source=None, port=7900):
        """Lose the heartbeats, of one source or of all; the rest of the LAN lives on."""
        origin = f"iifname {source} " if source else ""
        return self.drop(f"{origin}ether type ip udp dport {port}")

    def restore(self):
        """Lose nothing any more; cables that are cut stay so."""
        self.run(["nft", f"flush chain {RULES} cuts"])
        return time.monotonic()


def source_folder():
    """Return the top folder of the checkout."""
    return os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
