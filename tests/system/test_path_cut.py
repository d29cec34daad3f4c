"""Heartbeats get lost while the LAN lives: the F-IP still answers, so nobody takes it."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.wait import wait_until

TIMING = {"interval": "400 ms", "count": 10, "failback_delay": "1 s"}


class PathCutTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        self.watch = self.oc.watch_arp()
        wait_until(lambda: self.watch.first(self.n1.mac, 0), 5, "n1 answers for the F-IP")

    def assert_only_n1_ever_answered(self):
        self.assertEqual([self.n1.mac], [run[0] for run in self.watch.owners()])
        self.assertLess(self.watch.longest_silence(self.watch.rows()[0].asked), 100)

    def test_with_all_heartbeats_lost_n2_holds_back_and_n1_goes_on(self):
        self.network.drop_heartbeats()
        wait_until(lambda: self.n2.role() == "held", 15, "n2 is held")
        since = self.watch.last(self.n1.mac)
        wait_until(lambda: self.watch.last(self.n1.mac) > since + 6, 10, "6 s more")
        self.assertEqual(("active", "held"), self.lab.roles())
        self.network.restore()
        self.lab.wait_roles("active", "standby", 15)
        self.assert_only_n1_ever_answered()

    def test_with_n1s_heartbeats_lost_n2_holds_back(self):
        self.network.drop_heartbeats("n1")
        wait_until(lambda: self.n2.role() == "held", 15, "n2 is held")
        self.network.restore()
        self.lab.wait_roles("active", "standby", 15)
        self.assert_only_n1_ever_answered()

    def test_with_n2s_heartbeats_lost_nothing_moves(self):
        self.network.drop_heartbeats("n2")
        wait_until(lambda: self.n1.status()["peer"]["state"] == "communicationError", 15,
            "n1 misses its peer")
        self.assertEqual("active", self.n1.role())
        self.network.restore()
        wait_until(lambda: self.n1.status()["peer"]["state"] == "up", 15, "n1 hears it again")
        self.lab.wait_roles("active", "standby", 15)
        self.assert_only_n1_ever_answered()

    def test_held_n2_takes_over_once_the_segment_is_silent(self):
        self.network.drop_heartbeats()
        wait_until(lambda: self.n2.role() == "held", 15, "n2 is held")
        killed = self.n1.fipd.kill()
        wait_until(lambda: self.watch.first(self.n2.mac, killed), 20, "n2 answers")
        self.assert_one_holder(self.watch)


if __name__ == "__main__":
    unittest.main()
