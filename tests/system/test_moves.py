"""Planned moves lose no echo of a client: --runs N moves of each kind, 4 without it."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import time

from lab.case import LabCase
from lab.wait import wait_until

TIMING = {"interval": "400 ms", "count": 10, "failback_delay": "500 ms"}
RUNS = 4
LEASE_OVER_S = 3.25  # 1.125 L + 1 s
REQUEST, GRANT, TAKEN, RELEASED = 2, 3, 4, 5  # operations on the wire


class MovesTest(LabCase):
    def setUp(self):
        super().setUp()
        self.start_watched(**TIMING)
        self.probe = self.oc.watch_echo()
        wait_until(lambda: any(answered for _, _, answered in self.probe.rows()), 10, "echoes")

    def switch_over(self, first, second):
        self.n1.fipctl("switchover")
        self.lab.wait_roles(first, second, 10)

    def lost(self, spans):
        """Return how many of the millisecond echoes of these spans had no answer."""
        self.probe.settle()
        return [self.probe.lost(since, until) for since, until in spans]

    def assert_moved(self, runs):
        """n2 took the F-IP this often, and never did two answer."""
        self.assertEqual(runs, sum(to == "active" for _, to, _ in self.moves(self.n2)))
        self.assert_one_holder(self.watch)

    def test_no_switchover_loses_an_echo(self):
        """planned switchover: there and back, nothing lost over all of it"""
        begun = time.monotonic()
        for _ in range((RUNS + 1) // 2):
            self.switch_over("standby", "active")
            self.switch_over("active", "standby")
        self.assertEqual([0], self.lost([(begun, time.monotonic())]))
        self.assert_moved((RUNS + 1) // 2)

    def test_no_failback_loses_an_echo(self):
        """failback: nothing lost from the moment n1 is back until it has the F-IP"""
        spans = []
        for _ in range(RUNS):
            self.n1.fipctl("set", "redundancy=off")
            self.lab.wait_roles("disabled", "active", 10)
            self.pass_time(0.2)
            back = time.monotonic()
            self.n1.fipctl("set", "redundancy=on")
            self.lab.wait_roles("active", "standby", 20)
            spans.append((back, time.monotonic()))
        self.assertEqual([0] * RUNS, self.lost(spans))
        self.assert_moved(RUNS)

    def test_no_maintenance_loses_an_echo(self):
        """maintenance: nothing lost on the way to the peer, and on the way back"""
        begun = time.monotonic()
        for _ in range(RUNS):
            self.n1.fipctl("maintenance", "on")
            self.lab.wait_roles("standby", "active", 10)
            self.n1.fipctl("maintenance", "off")
            self.lab.wait_roles("active", "standby", 20)
        self.assertEqual([0], self.lost([(begun, time.monotonic())]))
        self.assert_moved(RUNS)

    def test_maintenance_for_a_time_ends_by_itself(self):
        """maintenance --for: over restarts, and when its time came while fipd was down"""
        self.n1.fipctl("maintenance", "on", "--for", "1 h")
        self.lab.wait_roles("standby", "active", 10)
        self.n1.fipd.terminate()
        self.n1.start_fipd()
        self.lab.wait_roles("standby", "active", 20)
        outlook = self.n1.status()["outlook"]
        self.assertTrue(outlook["maintenance"])
        self.assertTrue(0 < outlook["maintenance_ms"] <= 3600 * 1000)
        self.n1.fipctl("set", "maintenance_until=1")
        self.lab.wait_roles("active", "standby", 20)
        self.assertEqual(1, self.n1.kinds().count("maintenanceExpired"))
        self.n1.fipctl("maintenance", "on", "--for", "2 s")
        self.n1.fipd.terminate()
        over = time.time() + 3
        wait_until(lambda: time.time() > over, 20, "its time is over")
        self.n1.start_fipd()
        self.lab.wait_roles("active", "standby", 20)
        self.assertEqual(2, self.n1.kinds().count("maintenanceExpired"))
        self.assertFalse(self.n1.status()["outlook"]["maintenance"])
        # One that is begun without an end has none, whatever was set before.
        self.n1.fipctl("maintenance", "on", "--for", "1 h")
        self.n1.fipctl("maintenance", "on")
        self.assertEqual(0, self.n1.status()["outlook"]["maintenance_ms"])
        self.n1.fipctl("maintenance", "off")
        self.assert_one_holder(self.watch)

    def test_a_dry_run_tells_changed_from_unchanged(self):
        """set --dry-run: 2 and what would change, 0 where nothing would; nothing does"""
        newest = self.n1.newest()
        would = self.n1.fipctl("set", "count=11", "--dry-run", check=False)
        self.assertEqual(2, would.returncode, would.stderr)
        self.assertIn("count 10 to 11", would.stdout)
        same = self.n1.fipctl("set", "count=10", "--dry-run")
        self.assertEqual("nothing would change\n", same.stdout)
        self.assertEqual(newest, self.n1.newest())
        self.n1.fipctl("set", "count=11")
        self.n1.fipctl("set", "count=11", "--dry-run")

    def begin_switchover(self):
        self.assertTrue(self.n1.ask(op="action", action="switchover")["ok"])

    def interrupt(self, victim, other):
        """The F-IP is to go from n1 to n2, and a node dies on the way."""
        self.begin_switchover()
        killed = victim.fipd.kill()
        wait_until(lambda: self.watch.first(other.mac, killed + LEASE_OVER_S), 20,
            f"{other.name} has it")
        self.assertEqual("active", other.role())
        self.assert_one_holder(self.watch)

    def test_a_taker_that_dies_in_a_switchover_leaves_the_fip_to_the_giver(self):
        """planned switchover interrupted: by the death of the taker"""
        self.interrupt(self.n2, self.n1)

    def test_a_giver_that_dies_in_a_switchover_leaves_the_fip_to_the_taker(self):
        """planned switchover interrupted: by the death of the giver"""
        self.interrupt(self.n1, self.n2)

    def lose(self, operation):
        """Lose every message of a switchover that carries an operation, for 3 s."""
        self.network.drop_heartbeats(operation=operation)
        self.begin_switchover()
        wait_until(lambda: self.network.dropped() > 0, 5, "it is lost")
        self.pass_time(3)
        self.network.restore()
        wait_until(lambda: sorted(map(str, self.lab.roles())) == ["active", "standby"],
            20, "one holds")
        self.assert_one_holder(self.watch)

    def test_a_switchover_without_its_request_ends_with_one_holder(self):
        """planned switchover interrupted: the taker's request is lost"""
        self.lose(REQUEST)
        self.assertEqual("active", self.n1.role())

    def test_a_switchover_without_its_grant_ends_with_one_holder(self):
        """planned switchover interrupted: the giver's grant is lost"""
        self.lose(GRANT)

    def test_a_switchover_without_its_confirmation_ends_with_one_holder(self):
        """planned switchover interrupted: that the taker has it is lost"""
        self.lose(TAKEN)

    def test_a_switchover_without_its_end_ends_with_one_holder(self):
        """planned switchover interrupted: that the giver has released is lost"""
        self.lose(RELEASED)


if __name__ == "__main__":
    if "--runs" in sys.argv:
        place = sys.argv.index("--runs")
        RUNS = int(sys.argv[place + 1])
        del sys.argv[place:place + 2]
    unittest.main()
