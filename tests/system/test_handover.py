"""A handover is planned: no probe of a millisecond is lost, never do two nodes answer."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.wait import wait_until

TIMING = {"interval": "1 s", "count": 5, "failback_delay": "1 s"}


class HandoverTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        self.watch = self.oc.watch_arp()
        self.probe = self.oc.watch_echo()
        self.probe.settle()
        self.begun = self.probe.rows()[-1][1]

    def detection_ms(self):
        return self.n2.status()["settings"]["interval_ms"] * TIMING["count"]

    def assert_nothing_lost(self, since):
        self.probe.settle()
        self.assertEqual(0, self.probe.lost(since))
        self.assert_one_holder(self.watch)

    def test_a_switchover_there_and_back_loses_no_probe(self):
        self.n1.fipctl("switchover")
        self.lab.wait_roles("standby", "active", 10)
        self.n1.fipctl("switchover")
        self.lab.wait_roles("active", "standby", 10)
        self.assert_nothing_lost(self.begun)
        self.assertEqual([self.n1.mac, self.n2.mac, self.n1.mac],
            [run[0] for run in self.watch.owners()])

    def test_a_failback_loses_no_probe(self):
        self.network.cut("n1")
        wait_until(lambda: self.n2.role() == "active", 15, "n2 takes over")
        mended = self.network.mend("n1")
        self.lab.wait_roles("active", "standby", 15)
        self.assert_nothing_lost(mended + 0.1)

    def test_a_switched_over_fip_stays_where_the_operator_put_it(self):
        self.n2.fipctl("switchover")
        self.lab.wait_roles("standby", "active", 10)
        beats = self.lab.watch_beats(self.n2)
        wait_until(lambda: len(beats.rows()) >= 4, 10, "four beats, thrice the delay")
        self.assertEqual(("standby", "active"), self.lab.roles())


class StopTest(LabCase):
    """Each node in turn is stopped while it is active, and started again as the standby."""

    def setUp(self):
        super().setUp()
        self.start_watched(interval="100 ms", count=3, failback="manual")
        self.probe = self.oc.watch_echo(interval_ms=0.5)
        self.probe.settle()

    def stop(self, active, other):
        stopped = self.probe.rows()[-1][1]
        self.assertEqual(0, active.fipd.terminate())
        self.assertEqual([], active.floating())
        wait_until(lambda: other.role() == "active", 5, "the standby takes over")
        self.probe.settle()
        self.assertEqual(0, self.probe.lost(stopped))
        self.assertIn("peerLeft", [reason for _, _, reason in other.moves()])

    def start(self, node, other):
        node.start_fipd()
        wait_until(lambda: node.role() == "standby", 10, "the standby is back")
        wait_until(lambda: other.status()["peer"]["state"] == "up", 5, "it is heard")

    def test_a_stop_of_the_active_loses_no_probe(self):
        for active, other in ((self.n1, self.n2), (self.n2, self.n1)):
            self.stop(active, other)
            self.start(active, other)
        self.assert_one_holder(self.watch)


if __name__ == "__main__":
    unittest.main()
