"""Somebody else owns the F-IP, or keeps removing it from the node that holds it."""

import os
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import FLOATING
from lab.wait import wait_until

TIMING = {"interval": "400 ms", "count": 10, "failback_delay": "1 s"}


class ConflictTest(LabCase):
    def strip(self):
        """An administrator removes the F-IP from n1."""
        self.n1.run(["ip", "address", "del", f"{FLOATING}/32", "dev", "eth0"])

    def test_owned_by_a_third_host_at_start_it_is_not_taken_and_the_mac_is_told(self):
        """F-IP owned by a third host, at start: held; taken when the third lets go."""
        third = self.lab.add_third()
        third.own_fip()
        self.lab.configure(**TIMING)
        for node in self.lab.nodes:
            node.start_fipd()
        wait_until(lambda: "held" in self.lab.roles(), 20, "one is held")
        told = wait_until(lambda: [event for node in self.lab.nodes
            for event in node.events() if event["kind"] == "addressConflict"], 10, "told")
        self.assertEqual({third.mac}, {event["mac"] for event in told})
        self.assertEqual([], self.n1.floating() + self.n2.floating())
        third.disown_fip()
        self.lab.wait_roles("active", "standby", 30)

    def test_claimed_by_a_third_host_while_active_it_is_defended_and_stays(self):
        """F-IP owned by a third host, while active: told with its MAC, nothing moves."""
        self.start_watched(**TIMING)
        third = self.lab.add_third()
        third.own_fip()
        third.claim_fip()
        self.assertEqual(third.mac, self.assert_told(self.n1, "addressConflict")["mac"])
        third.disown_fip()
        since = time.monotonic()
        wait_until(lambda: self.watch.last(self.n1.mac) > since + 1, 10, "n1 answers")
        self.assertEqual([self.n1.mac], [run[0] for run in self.watch.owners(since)])
        self.assert_no_move()

    def test_removed_again_and_again_the_other_node_has_it(self):
        """F-IP removed again and again: fault after the sixth time, the peer serves."""
        self.start_watched(**TIMING)
        for _ in range(5):
            self.strip()
            wait_until(self.n1.floating, 5, "it is put back")
        self.assertEqual(("active", "standby"), self.lab.roles())
        self.strip()
        self.lab.wait_roles("fault", "active", 10)
        self.assertIn(("active", "fault", "removedTooOften"), self.moves(self.n1))
        self.assert_one_holder(self.watch)


if __name__ == "__main__":
    unittest.main()
