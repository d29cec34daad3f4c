"""Whoever has no key fills no log: not by ARP or ND, not by datagrams, not by ICMP."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.frames import BROADCAST, arp_frame, neighbor_advert, unreachable_frame
from lab.node import FLOATING
from lab.wait import wait_until

INTERVAL_MS = 100
TIMING = {"interval": f"{INTERVAL_MS} ms", "count": 3, "failback_delay": "1 s"}
FLOOD_S = 3
REQUEST, REPLY = 1, 2
NOBODY, NO_MAC = "0.0.0.0", "00:00:00:00:00:00"
FLOATING_6, ALL_NODES = "2001:db8::100", "33:33:00:00:00:01"
NO_PROTOCOL = 2  # an error that the kernel gives to the socket (icmp(7))


class LogLinesTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.enable_ipv6()
        self.third = self.lab.add_third()

    def begin(self):
        """Let told() begin here."""
        self.before = {node: len(node.fipd.output().splitlines()) for node in self.lab.nodes
            if node.fipd}

    def told(self, node):
        """Return the lines of a node's log since begin()."""
        return node.fipd.output().splitlines()[self.before[node]:]

    def lies(self):
        """Return ARP and ND by which many MACs, the nodes' among them, ask and claim."""
        macs = [f"02:66:00:00:00:{number:02x}" for number in range(60)]
        frames = []
        for mac in [*macs, self.n1.mac, self.n2.mac]:
            for address in (FLOATING, self.n1.address, self.n2.address):
                frames += [
                    arp_frame((mac, BROADCAST), REQUEST, (mac, address), (NO_MAC, address)),
                    arp_frame((mac, BROADCAST), REPLY, (mac, address), (mac, address))]
            frames += [
                arp_frame((mac, BROADCAST), REQUEST, (mac, NOBODY), (NO_MAC, FLOATING)),
                neighbor_advert((mac, ALL_NODES), FLOATING_6, mac)]
        return frames

    def let_pass(self, flood):
        """Let a flood go on for its time, and end it."""
        self.pass_time(FLOOD_S)
        self.assertTrue(flood.alive(), flood.output())
        flood.kill()

    def assert_few(self, node, most):
        lines = self.told(node)
        self.assertLessEqual(len(lines), most, lines[:20])

    def test_lies_without_an_end_at_the_survivor_are_told_once(self):
        """log lines: it stays held; test_forgery floods a pair"""
        self.start_watched(fips=[f"{FLOATING}/24", f"{FLOATING_6}/64"], **TIMING)
        flood = self.third.repeat(self.lies(), INTERVAL_MS / 10)
        wait_until(flood.output, 30, "it has begun")
        self.network.cut("n1")
        self.n1.fipd.kill()
        wait_until(lambda: self.n2.role() == "held", 30, "n2 is held")
        self.begin()
        self.let_pass(flood)
        self.assert_few(self.n2, 1)

    def test_forged_errors_of_the_network_cost_no_beat_and_no_line(self):
        """log lines: ICMP that quotes a heartbeat; each error takes the place of one send"""
        self.lab.configure(**TIMING)
        self.n1.start_fipd()
        wait_until(lambda: self.n1.role() == "active", 20, "n1 is active")
        beats = self.lab.watch_beats(self.n1)
        self.watch_machine()
        wait_until(lambda: len(beats.rows()) > 2, 10, "beats")
        forged = unreachable_frame((self.third.mac, self.n1.mac),
            (self.n2.address, self.n1.address), NO_PROTOCOL)
        flood = self.third.repeat([forged], INTERVAL_MS / 20)
        wait_until(flood.output, 30, "it has begun")
        self.begin()
        since = beats.rows()[-1]
        self.let_pass(flood)
        self.assert_few(self.n1, 0)
        self.assert_no_beat_missed(beats, INTERVAL_MS, since)


if __name__ == "__main__":
    unittest.main()
