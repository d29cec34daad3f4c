"""rig - the lab that is tortured: two nodes, a client, an outsider, and SNMP on a wire apart."""

import json
import os
import re
import socket
import time

from lab.fence import fence_pid
from lab.lab import Lab
from lab.node import CONTROL, FLOATING
from lab.wait import wait_until
from lab.watch import Capture

INTERVAL_MS = 100
COUNT = 3
FLOATING_6 = "2001:db8::100"
FIPS = (FLOATING, FLOATING_6)
ANSWER_S = 0.5
RECORD_S = 0.5
RECORDS = 200
SETTINGS = {
    "interval": f"{INTERVAL_MS} ms", "count": COUNT, "failback_delay": "1 s",
    "fips": [f"{FLOATING}/24", f"{FLOATING_6}/64"],
}
LINK = {"n1": ("10.0.0.1", "10.0.0.2"), "n2": ("10.0.0.2", "10.0.0.1")}
MANAGEMENT = {"n1": "10.1.0.1", "n2": "10.1.0.2", "oc": "10.1.0.10"}
# Those stand for a while after the last sign, this one until the roles are as configured.
LASTING = {"addressConflict", "outsider", "failover"}
OURS = "0xf1"  # fipd's own address protocol


class Rig(Lab):
    """A lab that is whole and quiet after start(); faults act on it by its methods."""

    def __init__(self):
        super().__init__()
        self.linked = False
        self.begun = []
        self.records = {}

    def start(self):
        """Lay the further wires, start all programs, wait until all is whole."""
        self.enable_ipv6()
        self.network.lay_cross(self.n1, self.n2)
        self.lay_management()
        self.third = self.add_third()
        self.network.add_ipv6(self.third, "2001:db8::66")
        for node in self.nodes:
            self.write_settings(node)
        self.start_pair()
        self.start_snmp()

    def lay_management(self):
        """Connect eth9 of both nodes and of the operations center to a bridge apart."""
        self.network.run(["ip", "link", "add", "br9", "type", "bridge"])
        self.network.run(["ip", "link", "set", "br9", "up"])
        for host in (*self.nodes, self.oc):
            port, address = f"{host.name}-m", MANAGEMENT[host.name]
            self.network.run(["ip", "link", "add", port, "type", "veth", "peer", "name",
                "eth9", "netns", str(host.pid)])
            self.network.run(["ip", "link", "set", port, "master", "br9", "up"])
            host.run(["ip", "address", "add", f"{address}/24", "dev", "eth9"])
            host.run(["ip", "link", "set", "eth9", "up"])
            host.managed_at = address
        for node in self.nodes:
            node.center = self.oc.managed_at
        self.oc.listens_at = self.oc.managed_at

    def answers(self, node):
        """Return whether FIPD-MIB can be read on a node, on the wire apart."""
        done = self.oc.snmp("snmpget", node.managed_at, "FIPD-MIB::fipdRole.0",
            check=False, options=("-OQv",))
        return done.returncode == 0 and "No Such" not in done.stdout

    # Settings and the operator.  Nothing here waits for a node that may be frozen.

    def write_settings(self, node):
        """Write a node's fipd.yaml as it should be now: with the second link or without."""
        own, peer = LINK[node.name]
        link = f"{{ name: cross, interface: eth1, address: {own}, peer: {peer} }}"
        node.configure(role="active" if node is self.n1 else "standby",
            links=[link] if self.linked else None, **SETTINGS)

    def relink(self, linked):
        """Add the second link on both nodes, or remove it."""
        self.linked = linked
        for node in self.nodes:
            self.write_settings(node)
            self.reload(node)

    def reload(self, node):
        self.operate(node, "reload")

    def operate(self, node, *words):
        """Begin a fipctl command on a node."""
        self._begin(node, [node.program("fipctl"), "--control", CONTROL, *words])

    def set(self, node, *assignments):
        """Begin a SET on a node; each assignment is 'object type value'."""
        words = []
        for assignment in assignments:
            name, kind, value = assignment.split(" ", 2)
            words += [f"FIPD-MIB::{name}.0", kind, value]
        self._begin(self.oc, ["snmpset", "-v2c", "-c", "private", "-t", "1", "-r", "0",
            node.managed_at, *words])

    def _begin(self, host, command):
        self.begun.append(host.start("operator", command))

    def operating(self):
        """Return what an operator began and is not over, in words, or nothing."""
        return ", ".join(" ".join(process.popen.args[-3:]) for process in self.begun
            if process.alive())

    def end_operators(self):
        """End what operators began and what still waits for an answer."""
        for process in self.begun:
            process.kill()
        self.begun.clear()

    def ask(self, node, **request):
        """Put a request to a node; return its answer, None if it does not answer soon."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(ANSWER_S)
                connection.connect(node.seen(CONTROL))
                connection.sendall(json.dumps(request).encode() + b"\n")
                return json.loads(connection.makefile().readline())
        except (OSError, ValueError):
            return None

    def status(self, node):
        return (self.ask(node, op="status") or {}).get("status")

    def role(self, node):
        status = self.status(node)
        return status and status["role"]["role"]

    def holder(self):
        """Return the node whose kernel has the F-IPs, n1 if neither has or both have."""
        return self.n2 if self.holds(self.n2) and not self.holds(self.n1) else self.n1

    def put_right(self, node, status):
        """Say once more what an operator's last word was, if a node did not hear it."""
        if status["outlook"]["maintenance"]:
            self.operate(node, "set", "maintenance=no")
        if not status["settings"]["redundancy"]:
            self.operate(node, "set", "redundancy=on")
        if status["settings"]["failback_delay_ms"] != 1000:
            self.operate(node, "set", "failback_delay=1 s")
        if len(status["links"]) != 1 + self.linked:
            self.reload(node)

    # Cuts: each fault has a chain of its own, so that it ends without ending another

    def cut(self, name, *rules):
        chain = f"bridge lab {name}"
        text = f"add chain {chain} {{ type filter hook forward priority 1; }}\n" + "".join(
            f"add rule {chain} {rule}\n" for rule in rules)
        self.nft(text)

    def heal(self, name):
        chain = f"bridge lab {name}"
        self.nft(f"flush chain {chain}\ndelete chain {chain}\n")

    def nft(self, text):
        path = os.path.join(self.folder, "rules.nft")
        with open(path, "w") as file:
            file.write(text)
        self.network.run(["nft", "-f", path])

    # Programs

    def signal_fence(self, node, number):
        """Send a signal to a node's fence; return its process id, None if there is none."""
        pid = fence_pid(node)
        self.signal(pid, number)
        return pid

    @staticmethod
    def signal(pid, number):
        try:
            if pid is not None:
                os.kill(pid, number)
        except ProcessLookupError:
            pass

    def terminate(self, node):
        """Have fipd stop in good order; not waited for."""
        node.fipd.popen.terminate()

    def start_fipd(self, node):
        """Start fipd once its last life is over; not waited for: it may start into a fault."""
        wait_until(lambda: not node.fipd.alive(), 10, f"fipd on {node.name} ends")
        node.start_fipd(wait=False)

    def start_snmpd(self, node):
        node.run(["rm", "-f", "/run/agentx/master"])
        node.start_snmpd()

    def forget_fips(self, node):
        """A host that lost power comes back without what its kernel held."""
        for family in ("-4", "-6"):
            node.run(["ip", family, "address", "flush", "dev", "eth0", "proto", OURS],
                check=False)

    def restore_ipv6(self, node):
        """The kernel forgot these when the interface went down."""
        node.run(["ip", "address", "replace", f"2001:db8::{node.name[1]}/64", "dev", "eth0",
            "nodad"])

    def wait_told_down(self, node):
        """Wait until the kernel has told a node that its cable is out."""
        wait_until(lambda: "NO-CARRIER" in node.run(["ip", "link", "show", "eth0"]).stdout, 5,
            "the carrier is lost")

    def record(self):
        """Add what both nodes say in a moment to the records of this run."""
        capture = Capture(self.network, "n1")
        end = time.monotonic() + RECORD_S
        wait_until(lambda: time.monotonic() > end, RECORD_S, "a moment passes")
        for node in self.nodes:
            kept = self.records.get(node.address, []) + capture.datagrams(node.address)
            self.records[node.address] = kept[-RECORDS:]
        capture.end()

    # What the nodes' kernels say

    def holds(self, node):
        """Return which F-IPs a node's kernel has on eth0."""
        shown = node.run(["ip", "-o", "address", "show", "dev", "eth0"], check=False).stdout
        return {address for address in FIPS
            if re.search(rf" {re.escape(address)}/", shown)}

    def trouble(self, statuses):
        """Return what the nodes say that is not yet as it should be, in words, or nothing."""
        if None in statuses:
            return "a node does not answer"
        roles = [status["role"]["role"] for status in statuses]
        if sorted(roles) != ["active", "standby"]:
            return f"the roles are {roles}"
        for node, status in zip(self.nodes, statuses):
            links = [link["state"] for link in status["links"]]
            if status["peer"]["state"] != "up" or links != ["up"] * (1 + self.linked):
                return f"{node.name} says its peer is {status['peer']['state']}, links {links}"
            alarms = [alarm["text"] for alarm in status["alarms"]
                if alarm["kind"] not in LASTING]
            if alarms or status["outlook"]["maintenance"]:
                return f"{node.name} has alarms: {alarms}"
        return None

    def misplaced(self, statuses):
        """Return which kernel has F-IPs that it should not have, or lacks them, or nothing."""
        for node, status in zip(self.nodes, statuses):
            role, held = status["role"]["role"], self.holds(node)
            if held != (set(FIPS) if role == "active" else set()):
                return f"{node.name} is {role} and has {held or 'no F-IP'}"
        return None

    def dead(self):
        """Return the programs of the nodes that ended although nobody ended them."""
        return [f"{process.name} on {node.name} ended with {process.popen.returncode}:\n"
            f"{process.output()[-2000:]}" for node in self.nodes
            for process in (node.fipd, node.snmpd, node.agent) if not process.alive()]

    def other(self, node):
        return self.n2 if node is self.n1 else self.n1

    def node(self, name):
        return self.n1 if name == "n1" else self.n2
