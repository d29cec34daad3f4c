"""What stops fipd, or ends it together with its fence, costs no more than the lease demands."""

import os
import signal
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.fence import freeze_fence
from lab.node import date_s
from lab.wait import wait_until

SECOND = {"interval": "1 s", "count": 3, "failback": "manual"}
TENTH = {"interval": "100 ms", "count": 3, "failback": "manual"}


class StallTest(LabCase):
    def stall(self, node, seconds):
        """Stop fipd for so long; return how long it really was stopped."""
        stopped = node.fipd.stop()
        self.pass_time(seconds)
        return node.fipd.resume() - stopped

    def late_s(self):
        """Return how long this machine let a process wait, since watch_machine()."""
        return self.metronome.worst_ms(0) / 1000

    def test_a_stall_that_the_fence_need_not_end_costs_nothing(self):
        self.start_watched(**SECOND)
        self.watch_machine()
        longest = 0
        for _ in range(3):
            longest = max(longest, self.stall(self.n1, 1.2))
            self.pass_time(1)   # it renews before the next one
        self.assertLess(longest, 1.5 + self.late_s())
        if self.late_s() < 0.3:     # else the fence may have had to end it
            self.assert_no_move()
            self.assertEqual([], [line for line in self.n1.fipd.output().splitlines()
                if "[FIP-342]" in line])
        self.assert_one_holder(self.watch)

    def test_a_lone_node_takes_back_after_one_round_of_probes(self):
        self.stand_alone()
        self.watch_machine()
        stalled = self.stall(self.n1, 2.3)
        wait_until(lambda: self.moves(self.n1)[-1:] == [("initial", "active", "peerSilent")],
            10, "n1 takes its F-IPs back")
        self.assertLess(stalled, 2.9 + self.late_s())
        if stalled < 2.9:   # else it waits as after a boot, for the detection time
            self.assertLess(self.span_without(), 1.5 + self.late_s())

    def stand_alone(self):
        """n2 is gone, for longer than any lease of it can last."""
        self.start_watched(**SECOND)
        self.n2.fipd.kill()
        self.pass_time(6.5)
        self.newest = {"n1": self.n1.settle()}

    def span_without(self):
        """Return how long n1 was not active, by its journal."""
        dates = [date_s(event) for event in self.n1.events(self.newest["n1"])
            if event["from"] != event["to"]]
        return dates[-1] - dates[0]

    def test_after_a_stall_beyond_the_detection_time_it_waits_as_after_a_boot(self):
        """The peer may have lived a whole life meanwhile: silence counts from now."""
        self.stand_alone()
        self.stall(self.n1, 3.2)
        wait_until(lambda: self.moves(self.n1)[-1:] == [("initial", "active", "peerSilent")],
            20, "n1 takes its F-IPs back")
        self.assertGreaterEqual(self.span_without(), 3)
        self.assert_one_holder(self.watch)

    def test_a_word_in_the_backlog_ends_the_haste(self):
        """The peer is back while the lone node stands still: nobody claims beside it."""
        self.stand_alone()
        stopped = self.n1.fipd.stop()
        self.n2.start_fipd()
        has_spoken = time.monotonic() - stopped < 2.3   # a busy machine starts it later
        self.pass_time(2.3 - (time.monotonic() - stopped))
        self.n1.fipd.resume()
        wait_until(lambda: sorted(filter(None, self.lab.roles())) == ["active", "standby"],
            20, "one is active, the other standby")
        if has_spoken:
            self.assertNotIn("peerSilent", [reason for _, _, reason in self.moves(self.n1)])
        self.assert_one_holder(self.watch)

    def test_a_lone_boot_takes_a_second_more_than_the_detection_time_at_most(self):
        self.lab.configure(**SECOND)
        self.watch_machine()
        self.n2.start_fipd()
        wait_until(lambda: self.n2.role() == "active", 20, "n2 serves alone")
        events = self.n2.events()
        taken = [date_s(event) for event in events if event["to"] == "active"]
        self.assertLess(taken[0] - date_s(events[0]), 4.0 + self.late_s())

    def test_when_the_fence_dies_with_fipd_no_second_lease_is_waited_for(self):
        self.start_watched(**TENTH)
        self.watch_machine()
        fence = freeze_fence(self.n1)
        killed = self.n1.fipd.kill()
        os.kill(fence, signal.SIGKILL)
        wait_until(lambda: self.watch.first(self.n2.mac, killed), 20, "n2 takes over")
        nobody = self.watch.first(self.n2.mac, killed) - self.watch.last(self.n1.mac)
        # Another lease is more than four seconds.
        self.assertLess(nobody, 2 + self.late_s())
        self.assert_one_holder(self.watch)


if __name__ == "__main__":
    unittest.main()
