"""An snmpd or a subagent that is frozen, killed or overrun holds up SNMP, and nothing else."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import time

from lab.case import LabCase
from lab.wait import wait_until

INTERVAL_MS = 100
FROZEN_S = 30


class SnmpdFrozenTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.configure(interval=f"{INTERVAL_MS} ms", count=20, failback_delay="1 s")
        self.lab.start_pair()
        self.lab.start_snmp()
        wait_until(lambda: self.trapped(self.newest_number()), 15, "all events so far are trapped")

    def newest_number(self):
        return self.n1.status()["events"]["last_sequence"]

    def trapped(self, sequence):
        """Return n1's traps of an event."""
        return [trap for trap in self.oc.traps(source=self.n1.address)
            if trap.values.get("fipdEventSequence") == str(sequence)]

    def make_event(self, delay):
        """Change a setting of n1; return the sequence number of the event."""
        before = self.newest_number()
        self.n1.fipctl("set", f"failback_delay={delay}")
        return wait_until(lambda: self.newest_number() > before and self.newest_number(), 5,
            "an event")

    def test_thirty_seconds_of_it_move_nothing_and_delay_no_heartbeat(self):
        newest = [node.status()["events"]["last_sequence"] for node in self.lab.nodes]
        beats = [self.lab.watch_beats(node) for node in self.lab.nodes]
        self.watch_machine()
        since = self.n1.snmpd.stop()
        sequence = self.make_event("2 s")
        wait_until(lambda: time.monotonic() > since + FROZEN_S, FROZEN_S + 5, "30 s pass")
        thawed = self.n1.snmpd.resume()
        for watch in beats:
            gaps = watch.gaps_ms(since, thawed)
            self.assertGreater(len(gaps), FROZEN_S * 1000 / INTERVAL_MS * 0.9)
            self.assert_no_beat_missed(watch, INTERVAL_MS, since, thawed)
        self.assertEqual([], [event for node, last in zip(self.lab.nodes, newest)
            for event in node.events(last) if event["from"] != event["to"]])
        wait_until(lambda: self.trapped(sequence), 30, "the event is trapped")
        later = self.make_event("3 s")
        wait_until(lambda: self.trapped(later), 30, "the next event is trapped")
        self.assertEqual(1, len(self.trapped(sequence)))
        self.assertTrue(self.lab.answers(self.n1))

    def assert_no_beat_missed_for(self, seconds):
        """n1 goes on sending as if nothing were, for so many seconds from now."""
        beats = self.lab.watch_beats(self.n1)
        self.watch_machine()
        since = time.monotonic()
        self.pass_time(seconds)
        until = time.monotonic()
        self.assertGreater(len(beats.gaps_ms(since, until)),
            seconds * 1000 / INTERVAL_MS * 0.9)
        self.assert_no_beat_missed(beats, INTERVAL_MS, since, until)

    def test_polling_without_a_pause_changes_nothing(self):
        self.mark()
        walkers = [self.oc.start(f"walker{number}", ["sh", "-c",
            f"while :; do snmpbulkwalk -v2c -c public -t 5 {self.n1.address}"
            " .1.3.6.1.4.1.8072.9999.9999.7900 >/dev/null; done"]) for number in range(4)]
        self.assert_no_beat_missed_for(10)
        for walker in walkers:
            walker.kill()
        self.assert_no_move()

    def test_a_killed_or_frozen_subagent_changes_nothing_and_the_mib_answers_again(self):
        self.mark()
        self.n1.agent.stop()
        self.assert_no_beat_missed_for(5)
        self.n1.agent.kill()
        self.assert_no_beat_missed_for(2)
        self.assert_no_move()
        sequence = self.make_event("2 s")
        self.n1.start_agent()
        wait_until(lambda: self.lab.answers(self.n1), 30, "the MIB answers again")
        wait_until(lambda: self.trapped(sequence), 30, "the event of meanwhile is trapped")

    def test_events_while_snmpd_is_away_are_trapped_in_order_when_it_is_back(self):
        self.n1.snmpd.kill()
        first, second = self.make_event("2 s"), self.make_event("3 s")
        self.n1.start_snmpd()
        wait_until(lambda: self.trapped(second), 30, "the second event is trapped")
        numbers = [int(trap.values["fipdEventSequence"])
            for trap in self.oc.traps(source=self.n1.address)
            if "fipdEventSequence" in trap.values]
        self.assertEqual(sorted(set(numbers)), numbers)
        self.assertLessEqual({first, second}, set(numbers))


if __name__ == "__main__":
    unittest.main()
