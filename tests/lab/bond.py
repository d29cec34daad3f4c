"""bond - a node whose real IP and F-IPs are on bond0, with two network cards as its ports.

A kernel without bonding has none; tests/system/vm boots one that has.
"""

import json
import subprocess

from .wait import wait_until

WATCH_MS = 20  # how often the kernel looks at the carriers of the ports
PORTS = ("eth0", "eth1")


def lack_of_bonding():
    """Return why there can be no bond here, or None."""
    done = subprocess.run(["unshare", "--net", "ip", "link", "add", "bond9", "type", "bond"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return None if done.returncode == 0 else f"this kernel has no bonding ({done.stderr.strip()})"


class Bond:
    """bond0 of a node; eth0 has the cable that bears the node's name, eth1 a second one."""

    def __init__(self, network, node, mode):
        self.network = network
        self.node = node
        self.cables = dict(zip(PORTS, (node.name, node.name + "b")))
        second_mac = f"{node.mac[:-2]}1{node.mac[-1]}"
        network.lay(node, "eth1", second_mac, self.cables["eth1"])
        node.run(["ip", "link", "add", "bond0", "type", "bond", "mode", *mode,
            "miimon", str(WATCH_MS)])
        node.run(["ip", "address", "flush", "dev", "eth0"])
        for port in PORTS:
            self.add(port)
        self.own_macs = self.macs() | {node.mac, second_mac}
        self._move_to("bond0")
        wait_until(lambda: len(self.working()) == len(PORTS), 10, "both ports work")

    def _move_to(self, interface):
        """Let the real IP and what fipd serves be on an interface from now on."""
        self.node.run(["ip", "link", "set", interface, "up"])
        self.node.run(["ip", "address", "add", f"{self.node.address}/24", "dev", interface])
        self.node.interface = interface

    def tag(self, number):
        """Let the real IP and what fipd serves be on a VLAN on the bond."""
        self.node.run(["ip", "address", "flush", "dev", "bond0"])
        self.node.run(["ip", "link", "add", "link", "bond0", "name", f"bond0.{number}",
            "type", "vlan", "id", str(number)])
        self._move_to(f"bond0.{number}")

    # Ports and cables

    def add(self, port):
        """Make an interface a port of the bond; a port has to be down for that."""
        self.node.run(["ip", "link", "set", port, "down"])
        self.node.run(["ip", "link", "set", port, "master", "bond0"])
        self.node.run(["ip", "link", "set", port, "up"])

    def remove(self, port):
        self.node.run(["ip", "link", "set", port, "nomaster"])

    def cut(self, port):
        """Pull the cable of a port and wait until the bond knows; return when it was."""
        moment = self.network.cut(self.cables[port])
        wait_until(lambda: port not in self.working(), 10, f"{port} has failed")
        return moment

    def mend(self, port):
        self.network.mend(self.cables[port])
        wait_until(lambda: port in self.working(), 10, f"{port} works again")

    # What the kernel tells

    def _links(self):
        """Return the bond and its ports, as `ip -json -details` tells them."""
        told = self.node.run(["ip", "-json", "-details", "link", "show"]).stdout
        return [link for link in json.loads(told)
            if link["ifname"] == "bond0" or link.get("master") == "bond0"]

    def macs(self):
        """Return every MAC from which the bond speaks."""
        return {link["address"] for link in self._links()}

    def working(self):
        """Return the ports that the bond would use."""
        return [link["ifname"] for link in self._links()
            if link["linkinfo"].get("info_slave_data", {}).get("mii_status") == "UP"]

    def active(self):
        """Return the port that speaks, or speaks where the bond has no reason to choose."""
        path = "/sys/class/net/bond0/bonding/active_slave"
        return self.node.run(["cat", path]).stdout.strip()
