"""fipd is killed or frozen on the node that holds the F-IP: the kernel's lease ends it."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.wait import wait_until

# The shortest timing whose lease keeps its promise: 2 s, gone before n2's 5 s are over.
TIMING = {"interval": "1 s", "count": 5, "failback_delay": "60 s"}


class DaemonDeathTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        self.watch = self.oc.watch_arp()
        wait_until(lambda: self.watch.first(self.n1.mac, 0), 5, "n1 answers for the F-IP")
        self.lease_s = self.n1.status()["settings"]["lease_s"]

    def assert_gone_in_time(self, moment):
        """n1 lets go of the F-IP within 1.125 L + 1 s, and n2 answers afterwards."""
        wait_until(lambda: self.watch.first(self.n2.mac, moment), 15, "n2 answers")
        self.assertLessEqual(self.watch.last(self.n1.mac) - moment,
            1.125 * self.lease_s + 1)
        self.assertEqual([], self.n1.floating())
        self.assert_one_holder(self.watch)

    def test_killed_its_fip_is_gone_when_the_lease_ends_and_n2_takes_over(self):
        self.assert_gone_in_time(self.n1.fipd.kill())

    def test_frozen_its_fip_is_gone_when_the_lease_ends_and_n2_takes_over(self):
        self.assert_gone_in_time(self.n1.fipd.stop())

    def test_woken_after_the_takeover_it_holds_nothing_and_becomes_standby(self):
        self.assert_gone_in_time(self.n1.fipd.stop())
        woken = self.n1.fipd.resume()
        self.lab.wait_roles("standby", "active", 15)
        wait_until(lambda: self.watch.owners(woken), 10, "the F-IP is answered")
        self.assertEqual([self.n2.mac], [run[0] for run in self.watch.owners(woken)])
        self.assert_one_holder(self.watch)

    def test_woken_before_the_takeover_never_two_answer(self):
        stopped = self.n1.fipd.stop()
        wait_until(lambda: not self.n1.floating(), 1.125 * self.lease_s + 1.5,
            "the kernel removes the F-IP")
        self.n1.fipd.resume()
        wait_until(lambda: sorted(filter(None, self.lab.roles())) == ["active", "standby"],
            20, "one is active, the other standby")
        self.assertTrue(self.watch.owners(stopped))
        self.assert_one_holder(self.watch)

    def test_restarted_within_the_lease_nothing_moves_and_nobody_notices(self):
        before = self.n2.status()["events"]["last_sequence"]
        killed = self.n1.fipd.kill()
        self.n1.start_fipd()
        self.lab.wait_roles("active", "standby", 15)
        wait_until(lambda: self.watch.last(self.n1.mac) > killed + 2 * self.lease_s + 1,
            15, "the F-IP outlives the old lease")
        self.assertEqual([self.n1.mac], [run[0] for run in self.watch.owners()])
        self.assertLess(self.watch.longest_gap_ms(killed), 100)
        self.assertFalse([event for event in self.n2.events(before)
            if event["to"] != event["from"]], "n2 changed its role")


if __name__ == "__main__":
    unittest.main()
