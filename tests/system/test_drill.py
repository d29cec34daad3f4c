"""fipctl drill: what it foretells of a takeover is what then happens, and it moves nothing."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import CONTROL
from lab.wait import wait_until

STEPS = 5  # wake-ups of fipd on the way from the silence to the first answer
TIMING = {"interval": "400 ms", "count": 10, "failback_delay": "1 s"}


class DrillTest(LabCase):
    def drill(self, node, ends=0):
        done = node.run([node.program("fipctl"), "--control", CONTROL, "drill", "--json",
            "--state", node.path("state")], check=False)
        self.assertEqual(ends, done.returncode, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def faults(self, told):
        return {finding["subject"] for finding in told["findings"]
            if finding["health"] == "fault"}

    def test_a_real_crash_falls_within_what_both_nodes_foretold(self):
        self.start_watched(**TIMING)
        self.watch_machine()
        told = [self.drill(node) for node in self.lab.nodes]
        self.assert_no_move()
        self.assertEqual(told[0]["crash"], told[1]["crash"])
        cut = self.network.cut("n1")
        answered = wait_until(lambda: self.watch.first(self.n2.mac, cut), 30, "n2 answers") - cut
        self.assertGreaterEqual(answered * 1e6, told[0]["crash"]["least_us"])
        self.assertLessEqual(answered * 1e6, told[0]["crash"]["most_us"]
            + STEPS * 1000 * self.metronome.worst_ms(cut))
        self.assertLessEqual({"roles", "peer", "link"}, self.faults(self.drill(self.n2, ends=1)))

    def test_what_keeps_the_other_node_from_taking_over_is_a_no_on_both(self):
        self.start_watched(**TIMING)
        self.n2.fipctl("maintenance", "on")
        wait_until(lambda: self.n1.status()["outlook"]["peer_maintenance"], 10, "n1 hears of it")
        for node in self.lab.nodes:
            self.assertIn("maintenance", self.faults(self.drill(node, ends=1)))
        self.n2.fipctl("maintenance", "off")
        wait_until(lambda: not self.n1.status()["outlook"]["peer_maintenance"], 10, "and of that")
        self.n2.fipctl("set", "fips=192.168.0.100/24,192.168.0.101/24")
        wait_until(lambda: not self.n1.status()["system"]["in_sync"], 10, "n1 hears of the list")
        for node in self.lab.nodes:
            self.assertEqual({"F-IPs"}, self.faults(self.drill(node, ends=1)))
        self.assert_no_move()


if __name__ == "__main__":
    unittest.main()
