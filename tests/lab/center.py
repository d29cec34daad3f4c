"""center - the operations center: snmptrapd and the net-snmp commands, and the watchers."""

import os
import re

from .host import Host
from .wait import wait_until
from .watch import ArpWatch, EchoWatch

MIB = "FIPD-MIB"
MIBS = "FIPD-MIB:SNMPv2-MIB"
# SNMP-COMMUNITY-MIB is not loaded: net-snmp complains of it on every command.
TRAP_ADDRESS = "SNMPv2-SMI::snmpModules.18.1.3.0"
TRAPD_FORMAT = "TRAP\\t%.4y-%.2m-%.2lT%.2h:%.2j:%.2k\\t%b\\t%v\\n"


class Trap:
    """A notification that snmptrapd logged: name, from, and values by object name."""

    def __init__(self, line):
        _, self.arrived, source, *varbinds = line.rstrip("\n").split("\t")
        self.source = re.search(r"\[([0-9.]+)\]", source).group(1)
        self.values = {}
        for varbind in varbinds:
            name, _, value = varbind.partition(" = ")
            self.values[plain_name(name)] = value.strip().strip('"')
        self.name = self.values.get("snmpTrapOID", "").split("::")[-1]

    def __repr__(self):
        return f"{self.name} from {self.source}: {self.values}"


def plain_name(name):
    """FIPD-MIB::fipdRole.0 -> fipdRole"""
    if name == TRAP_ADDRESS:
        return "snmpTrapAddress"
    return name.split("::")[-1].split(".")[0]


class Center(Host):
    """The operations center; mibs are the folders with every MIB module it needs."""

    def __init__(self, folder, mibs, keep=False):
        self.mibs = mibs
        self.trapd = None
        self.listens_at = "192.168.0.10"
        super().__init__("oc", folder, keep)

    def environment(self):
        return {**super().environment(), "MIBDIRS": ":".join(self.mibs), "MIBS": MIBS}

    def start_trapd(self):
        self.trapd = self.start_receiver("snmptrapd", 162)
        return self.trapd

    def start_receiver(self, name, port):
        """Start an snmptrapd at a port; wait until it listens."""
        with open(self.path(name + ".conf"), "w") as file:
            file.write("authCommunity log public\n")
        receiver = self.start(name, ["snmptrapd", "-f", "-Lo", "-n", "-OQ", "-C",
            "-c", self.path(name + ".conf"), "-p", f"/run/{name}.pid",
            "-F", TRAPD_FORMAT, f"udp:{self.listens_at}:{port}"])
        wait_until(lambda: f":{port:04X} " in self.run(["cat", "/proc/net/udp"]).stdout, 10,
            f"{name} listens")
        return receiver

    def traps(self, name=None, source=None, receiver=None):
        """Return the traps so far, of one name and of one node if they are given."""
        found = [Trap(line) for line in (receiver or self.trapd).lines()
            if line.startswith("TRAP\t")]
        return [trap for trap in found
            if (name is None or trap.name == name) and source in (None, trap.source)]

    # Commands: objects are names of FIPD-MIB without the module, "fipdRole.0"

    def get(self, address, *objects, options=("-OQv",)):
        """Return the values of objects on a node, as snmpget prints them."""
        done = self.snmp("snmpget", address, *[f"{MIB}::{name}" for name in objects],
            options=options)
        return [line.strip().strip('"') for line in done.stdout.splitlines()]

    def walk(self, address, name=None):
        """Return a subtree of a node (all of FIPD-MIB) as {name with index: value}."""
        done = self.snmp("snmpwalk", address, f"{MIB}::{name or 'fipdMIB'}", options=("-OQ",))
        pairs = [line.partition(" = ") for line in done.stdout.splitlines() if " = " in line]
        return {left.split("::")[-1]: right.strip().strip('"') for left, _, right in pairs}

    def set(self, address, *assignments, check=True):
        """SET in one PDU: each assignment is 'object type value'; return CompletedProcess."""
        words = []
        for assignment in assignments:
            name, kind, value = assignment.split(" ", 2)
            words += [f"{MIB}::{name}", kind, value]
        return self.snmp("snmpset", address, *words, community="private", check=check)

    def snmp(self, command, address, *words, options=(), community="public", check=True):
        return self.run([command, "-v2c", "-c", community, "-t", "10", "-r", "1", *options,
            address, *words], check=check)

    # Watchers

    def watch_arp(self, address="192.168.0.100", interval_ms=5):
        return ArpWatch(self, address, interval_ms=interval_ms)

    def watch_echo(self, address="192.168.0.100", interval_ms=1):
        return EchoWatch(self, address, interval_ms)


def mib_folders(build):
    """Return where the MIB modules are for a build: FIPD-MIB and the base modules."""
    return [os.path.join(build, "mib"), os.path.join(build, "mibs")]
