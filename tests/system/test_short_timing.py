"""Timings too short for a lease of whole seconds: the fence keeps the same promise."""

import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.fence import freeze_fence, wait_fence
from lab.wait import wait_until


class ShortTiming:
    """The same for each timing; only the classes below are run.

    A busy host may already have moved the F-IP before a test begins, so the node that is
    active then is the one to suffer.
    """

    def setUp(self):
        super().setUp()
        self.lab.configure(count=3, failback_delay="60 s", **self.TIMING)
        for node in self.lab.nodes:
            node.start_fipd()
        self.watch = self.oc.watch_arp(interval_ms=1)
        self.wait_settled()
        self.active, self.standby = sorted(self.lab.nodes, key=lambda node: node.role())
        self.fence = wait_fence(self.active)

    def wait_settled(self):
        wait_until(lambda: sorted(filter(None, self.lab.roles())) == ["active", "standby"],
            20, "one is active, the other standby")

    def assert_taken_over(self, moment):
        """The standby answers, the active has let go, and at no instant both answered."""
        wait_until(lambda: self.watch.first(self.standby.mac, moment), 10,
            "the standby answers")
        self.assertEqual([], self.active.floating())
        self.assert_one_holder(self.watch)

    def wait_said(self, number):
        wait_until(lambda: f"[FIP-{number}]" in self.active.fipd.output(), 10,
            f"the active says FIP-{number}")

    def test_killed_the_active_is_off_the_address_before_the_standby_takes_it(self):
        self.assert_taken_over(self.active.fipd.kill())

    def test_frozen_the_active_is_off_the_address_before_the_standby_takes_it(self):
        self.assert_taken_over(self.active.fipd.stop())

    def test_woken_after_the_takeover_it_holds_nothing_and_becomes_standby(self):
        self.assert_taken_over(self.active.fipd.stop())
        woken = self.active.fipd.resume()
        self.wait_settled()
        wait_until(lambda: self.watch.first(self.standby.mac, woken), 10,
            "the new active answers")
        self.wait_said(342)
        self.assert_one_holder(self.watch)

    def test_killed_with_its_fence_the_lease_ends_the_address_before_it_is_taken(self):
        moment = self.watch.last(self.active.mac)
        os.kill(freeze_fence(self.active), signal.SIGKILL)
        self.active.fipd.kill()
        self.assert_taken_over(moment)

    def test_told_to_stop_it_gives_the_address_up_and_leaves_no_fence(self):
        moment = self.watch.last(self.active.mac)
        self.assertEqual(0, self.active.fipd.terminate(),
            self.active.fipd.output()[-3000:])
        self.assert_taken_over(moment)
        self.assertFalse(os.path.exists(f"/proc/{self.fence}"))

    def test_a_killed_fence_is_replaced_by_one_that_works(self):
        os.kill(self.fence, signal.SIGKILL)
        wait_fence(self.active, other_than=self.fence)
        self.wait_said(340)
        self.wait_settled()
        self.active, self.standby = sorted(self.lab.nodes, key=lambda node: node.role())
        self.assert_taken_over(self.active.fipd.kill())

    def test_a_frozen_fence_is_replaced_while_the_address_is_held(self):
        freeze_fence(self.active)
        wait_fence(self.active, other_than=self.fence)
        self.wait_said(340)
        self.wait_settled()
        self.assert_one_holder(self.watch)


class TenMillisecondsTest(ShortTiming, LabCase):
    TIMING = {"interval": "10 ms"}


class HundredMillisecondsTest(ShortTiming, LabCase):
    TIMING = {"interval": "100 ms"}


if __name__ == "__main__":
    unittest.main()
