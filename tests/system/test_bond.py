"""The real IP and the F-IPs are on a bond of two network cards, whose ports fail, go and come."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.bond import PORTS, Bond, lack_of_bonding
from lab.case import LabCase
from lab.node import FLOATING
from lab.options import timing
from lab.wait import wait_until
from lab.watch import ArpWatch, Capture, EchoWatch

INTERVAL_MS, COUNT = timing(400, 5)
TIMING = {"interval": f"{INTERVAL_MS} ms", "count": COUNT, "failback_delay": "1 s"}
INTERVAL_S = INTERVAL_MS / 1000
WATCHED_S = 2 * COUNT * INTERVAL_S
LIMIT_S = 10 + 4 * COUNT * INTERVAL_S
ASK_MS = 40  # a guest without the processor's help is slow
VLAN = 7
SECOND_VERSION_BYTES, COUNT_AT, MACS_AT, MAC_BYTES = 152, 87, 88, 6  # docs/heartbeat.md


def setUpModule():
    lack = lack_of_bonding()
    if lack:
        raise unittest.SkipTest(f"{lack}; tests/system/vm test_bond plays it in a guest")


def macs_said(datagram):
    """Return the MACs in a heartbeat of version 2; none of the first version."""
    if len(datagram) != SECOND_VERSION_BYTES:
        return set()
    ends = range(MACS_AT, MACS_AT + MAC_BYTES * datagram[COUNT_AT], MAC_BYTES)
    return {datagram[at:at + MAC_BYTES].hex(":") for at in ends}


class BondCase(LabCase):
    mode = ()
    allowed_ms = 0  # by which the bond itself may treat two addresses differently

    def setUp(self):
        super().setUp()
        self.bonds = {node.name: Bond(self.network, node, self.mode)
            for node in self.lab.nodes}
        self.client_interface = "eth0"

    def start(self):
        """Start the pair, what hears its words, and what asks for the F-IP."""
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        self.captures = {node.name: Capture(other, other.interface)
            for node, other in (self.lab.nodes, reversed(self.lab.nodes))}
        self.watch = ArpWatch(self.oc, FLOATING, self.client_interface, ASK_MS)
        self.wait_answer(self.n1)
        self.mark()

    def said(self, node):
        """Return the MACs that a node has said in its last word."""
        heard = self.captures[node.name].datagrams(node.address)
        return macs_said(heard[-1]) if heard else set()

    def wait_said(self, node, macs):
        wait_until(lambda: self.said(node) == macs, LIMIT_S,
            lambda: f"{node.name} says {self.said(node)} and not {macs}")

    def answers_of(self, node, since):
        macs = self.bonds[node.name].own_macs
        return [row for row in self.watch.rows() if row.mac in macs and row.asked >= since]

    def wait_answer(self, node, since=0):
        wait_until(lambda: self.answers_of(node, since), LIMIT_S,
            f"{node.name} answers for the F-IP")

    def wait_echo(self, probe, since):
        wait_until(lambda: any(answered for _, _, answered in probe.between(since)), LIMIT_S,
            "an echo of the F-IP")

    def cached(self):
        """Return the MAC that the client's kernel has for the F-IP."""
        told = self.oc.run(["ip", "-json", "neigh", "show", FLOATING]).stdout
        return next((entry.get("lladdr") for entry in json.loads(told or "[]")), None)

    def assert_no_conflict(self):
        """Nobody took a port of the other bond, or of the own one, for a third host."""
        for node in self.lab.nodes:
            if not node.fipd.alive():
                continue
            self.assertNotIn("addressConflict", node.kinds(), node.name)
            fip = node.status()["fips"][0]
            self.assertEqual(0, fip["conflicts"], f"{node.name}: {fip}")

    def assert_nothing_noticed(self):
        """For a while nothing moves, and each node hears the other."""
        self.pass_time(WATCHED_S)
        self.assert_no_move()
        for node in self.lab.nodes:
            self.assertNotIn("peerLost", node.kinds(self.newest[node.name]), node.name)
            self.assertEqual("up", node.status()["peer"]["state"], node.name)
        self.assert_no_conflict()

    def assert_never_both(self):
        """No request was answered by both nodes; one node may answer with several MACs."""
        macs = [self.bonds[node.name].own_macs for node in self.lab.nodes]
        both = [(asked, found) for asked, found in self.watch.doubles()
            if all(found & own for own in macs)]
        self.assertEqual([], both)


class Promises:
    """What holds for a bond of any mode."""

    def test_all_macs_of_a_bond_are_said_and_none_is_a_conflict(self):
        self.start()
        for node in self.lab.nodes:
            self.wait_said(node, self.bonds[node.name].macs())
        self.assertEqual([1, 0], [len(node.floating()) for node in self.lab.nodes])
        self.assert_nothing_noticed()

    def test_a_port_fails_over_and_nothing_moves(self):
        """And the F-IP is not missed for longer than the real IP, which no fipd moves."""
        self.start()
        self.watch_machine()
        bond = self.bonds["n1"]
        probes = [EchoWatch(self.oc, address, ASK_MS)
            for address in (FLOATING, self.n1.address)]
        worst_ms = [0, 0]
        for _ in PORTS:
            port = bond.active()
            since = bond.cut(port)
            for probe in probes:
                self.wait_echo(probe, since)
            self.wait_said(self.n1, bond.macs())
            bond.mend(port)
            self.assert_nothing_noticed()
            worst_ms = [max(worst, probe.outage_ms(since))
                for worst, probe in zip(worst_ms, probes)]
        self.assertLess(worst_ms[0],
            worst_ms[1] + 2 * ASK_MS + self.allowed_ms + self.metronome.worst_ms(0))

    def test_a_standby_that_hears_no_beat_is_answered_by_the_peer(self):
        self.start()
        self.network.drop_heartbeats()
        wait_until(lambda: self.n2.role() == "held", LIMIT_S, "n2 is held")
        self.pass_time(WATCHED_S)
        self.assertEqual(("active", "held"), self.lab.roles())
        self.assertEqual("answeredByPeer", self.moves(self.n2)[-1][2])
        self.assert_no_conflict()
        self.network.restore()
        self.lab.wait_roles("active", "standby", LIMIT_S)
        self.assert_never_both()

    def test_a_port_that_goes_and_comes_is_followed(self):
        self.start()
        bond = self.bonds["n1"]
        for port in PORTS:
            whole = bond.macs()
            bond.remove(port)
            self.wait_said(self.n1, bond.macs())
            bond.add(port)
            wait_until(lambda: bond.macs() == whole, LIMIT_S, "the port is back")
            self.wait_said(self.n1, whole)
        self.assert_nothing_noticed()

    def test_a_crash_moves_the_fip_to_the_other_bond_and_home(self):
        """A port of the dead node's bond that works again tells no client of the F-IP."""
        self.start()
        probe = EchoWatch(self.oc, FLOATING, ASK_MS)
        killed = self.n1.fipd.kill()
        self.wait_answer(self.n2, killed)
        self.wait_echo(probe, self.answers_of(self.n2, killed)[0].answered)
        self.bonds["n1"].cut("eth1")
        self.bonds["n1"].mend("eth1")
        self.pass_time(WATCHED_S)
        self.assertIn(self.cached(), self.bonds["n2"].own_macs)
        self.n1.start_fipd()
        self.lab.wait_roles("active", "standby", LIMIT_S)
        wait_until(lambda: self.cached() in self.bonds["n1"].own_macs, LIMIT_S,
            "the client knows n1")
        self.assert_never_both()
        self.assert_no_conflict()


class ActiveBackupTest(Promises, BondCase):
    """AFT: one port speaks, with the bond's MAC."""

    mode = ("active-backup",)


class OtherMacTest(Promises, BondCase):
    """One port speaks, with a MAC of its own, so that the bond's MAC changes."""

    mode = ("active-backup", "fail_over_mac", "active")


class BalanceTest(Promises, BondCase):
    """ALB: both ports speak, and an answer for the F-IP names the MAC of either."""

    mode = ("balance-alb",)
    allowed_ms = 3000  # until it tells a client the MAC of another port

    def test_answers_for_the_fip_name_either_port(self):
        self.start()
        macs = self.bonds["n1"].macs()
        self.assertEqual(2, len(macs))
        wait_until(lambda: {row.mac for row in self.watch.rows()} == macs, LIMIT_S,
            "answers of both ports")
        self.assert_nothing_noticed()


class VlanTest(BondCase):
    """The real IP and the F-IPs are on a VLAN on the bond."""

    mode = ("balance-alb",)

    def setUp(self):
        super().setUp()
        for node in self.lab.nodes:
            self.bonds[node.name].tag(VLAN)
        self.client_interface = f"eth0.{VLAN}"
        self.oc.run(["ip", "address", "flush", "dev", "eth0"])
        self.oc.run(["ip", "link", "add", "link", "eth0", "name", self.client_interface,
            "type", "vlan", "id", str(VLAN)])
        self.oc.run(["ip", "address", "add", "192.168.0.10/24", "dev", self.client_interface])
        self.oc.run(["ip", "link", "set", self.client_interface, "up"])

    def test_its_ports_are_said_too_and_a_crash_moves_the_fip(self):
        self.start()
        for node in self.lab.nodes:
            self.wait_said(node, self.bonds[node.name].macs())
        self.assert_nothing_noticed()
        self.wait_answer(self.n2, self.n1.fipd.kill())
        self.assert_never_both()
        self.assert_no_conflict()


if __name__ == "__main__":
    unittest.main()
