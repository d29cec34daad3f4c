"""The segment is cut in two, or a node is heard by nobody, or hears nobody."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import FLOATING
from lab.wait import wait_until
from lab.watch import EchoWatch

TIMING = {"interval": "400 ms", "count": 10}
DUEL_LIMIT_S = 0.4 + 0.6  # docs/rules.md, "What must always hold": H + 0.6 s
WAKE_UPS = 3  # of fipd until then: it sends, it hears, it gives way


class PartitionTest(LabCase):
    def cache_of(self, host):
        """Return the MAC that a host has in its ARP cache for the F-IP."""
        words = host.run(["ip", "neighbour", "show", FLOATING]).stdout.split()
        return words[words.index("lladdr") + 1] if "lladdr" in words else None

    def duel_limit_s(self, healed):
        """Return within which time one gives way, on a machine as busy as this one."""
        return DUEL_LIMIT_S + WAKE_UPS * self.metronome.worst_ms(healed) / 1000

    def split(self):
        """n1 and a client on one side, n2 and the center on the other: both active."""
        third = self.lab.add_third()
        probe = EchoWatch(third, FLOATING, interval_ms=50)
        wait_until(lambda: any(answered for _, _, answered in probe.rows()), 5, "echoes")
        self.network.split(("n1", "third"), ("n2", "oc"))
        self.lab.wait_roles("active", "active", 20)
        return third

    def test_both_sides_are_served_while_split_and_one_gives_way_on_healing(self):
        """everything cut, healed: the newer claim stays, and every cache points to it."""
        self.start_watched(**TIMING, failback_delay="60 s")
        self.watch_machine()
        third = self.split()
        self.assertEqual(self.n1.mac, self.cache_of(third))
        healed = self.network.restore()
        self.lab.wait_roles("standby", "active", 10)
        wait_until(lambda: self.cache_of(third) == self.n2.mac, 10, "third knows n2")
        doubles = [moment for moment, _ in self.watch.doubles()]
        self.assertLessEqual(max(doubles, default=healed) - healed,
            self.duel_limit_s(healed))
        self.assertEqual([("active", "standby", "duel")], self.moves(self.n1))
        self.assert_told(self.n1, "splitBrain")
        self.assert_told(self.n1, "splitBrainEnd")

    def test_after_healing_the_preferred_node_has_it_again_and_no_two_answer(self):
        """everything cut, healed: it goes home, once, by a handover."""
        self.start_watched(**TIMING, failback_delay="1 s")
        self.watch_machine()
        self.split()
        healed = self.network.restore()
        self.lab.wait_roles("active", "standby", 20)
        self.assert_one_holder(self.watch, healed + self.duel_limit_s(healed))
        self.assertEqual(["duel", "failback"],
            [reason for _, to, reason in self.moves(self.n1) if to != "claiming"])

    def test_heard_by_nobody_the_active_gives_way_to_the_one_that_is_heard(self):
        """one-way cut from the active, ARP with it: never two, and it goes home."""
        self.start_watched(**TIMING, failback_delay="1 s")
        cut = self.network.isolate("n1", hears=False)
        self.lab.wait_roles("standby", "active", 20)
        wait_until(lambda: self.watch.first(self.n2.mac, cut), 5, "n2 answers")
        self.network.restore()
        self.lab.wait_roles("active", "standby", 20)
        self.assert_one_holder(self.watch)

    def test_hearing_nobody_the_active_stays_and_nothing_moves(self):
        """one-way cut to the active: the standby hears it, so nothing moves."""
        self.start_watched(**TIMING, failback_delay="1 s")
        self.network.isolate("n1", sends=False)
        wait_until(lambda: self.n1.status()["peer"]["state"] != "up", 15, "n1 misses n2")
        self.pass_time(5)
        self.network.restore()
        wait_until(lambda: self.n1.status()["peer"]["state"] == "up", 15, "n1 hears n2")
        self.assert_no_move()
        self.assert_one_holder(self.watch)

    def test_a_flapping_cable_ends_with_one_holder_and_never_has_two(self):
        """flapping link: ten times out and in again."""
        self.start_watched(**TIMING, failback_delay="1 s")
        for _ in range(10):
            self.network.cut("n1")
            self.pass_time(0.3)
            self.network.mend("n1")
            self.pass_time(0.7)
        mended = self.network.mend("n1")
        self.lab.wait_roles("active", "standby", 30)
        wait_until(lambda: self.watch.first(self.n1.mac, mended), 10, "n1 answers")
        self.assert_one_holder(self.watch)
        self.assertLessEqual(len(self.moves(self.n2)), 10 * 4)


if __name__ == "__main__":
    unittest.main()
