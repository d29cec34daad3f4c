"""The judges of the torture: what breaks a promise is found, and what keeps it is not."""

import os
import sys
import time
import types
import unittest
from datetime import datetime, timezone

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.center import Trap
from torture.faults import FAULTS
from torture.ledger import Journal, Traps, clearing_kinds
from torture.plan import Drawn, Round, draw_plan
from torture.terms import SINGLE, STORM
from torture.verdict import Judge, Played
from torture.witness import ASK_MS, Family

FIRST, SECOND = "02:00:00:00:00:01", "02:00:00:00:00:02"
BEGUN = 100.0


def event(sequence, kind, clears=0, role=("standby", "standby"), path=0, at_s=0.0):
    date = datetime.fromtimestamp(time.time() - time.monotonic() + BEGUN + at_s, timezone.utc)
    return {"sequence": sequence, "kind": kind, "clears": clears, "path": path, "subject": "", "text": "",
        "from": role[0], "to": role[1], "mac": "",
        "date": date.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"}


def judge_events(*events):
    node = types.SimpleNamespace(name="n1", events=lambda after: list(events))
    return Journal(node, clearing_kinds()).take()


class Answers:
    """A witness that saw what it is given: (from, to, MAC) in ms from the begin."""

    def __init__(self, *spans):
        family = Family(None, {FIRST, SECOND})
        for since, until, mac in spans:
            family.rows += [types.SimpleNamespace(request=ms // ASK_MS, mac=mac,
                asked=BEGUN + ms / 1000, answered=BEGUN + ms / 1000)
                for ms in range(since, until, ASK_MS)]
        self.families = [family]

    def echo_gaps(self, since, until):
        """Echoes are answered when ARP is, but not for the first second of the fault."""
        return [(BEGUN + 0.5, BEGUN + 1.5, 1000)]

    def worst_ms(self, since, until):
        return 0

    def stood_still_ms(self, since, until):
        return 0


class VerdictTest(unittest.TestCase):
    def judge(self, names, answers, moves=0, kind=SINGLE, holds=True, home_s=None):
        """Judge a round of these faults from 0.5 to 2.5 s, whole again a second later."""
        faults = [next(fault for fault in FAULTS if fault.name == name) for name in names]
        node = types.SimpleNamespace(name="n1")
        planned = Round(1, kind, [Drawn(fault, "n1", 0.5, 2.5) for fault in faults])
        played = Played(planned, BEGUN)
        played.faults = [[drawn, node, holds, BEGUN + 0.5, BEGUN + 2.5]
            for drawn in planned.drawn]
        played.healed, played.whole = BEGUN + 2.5, BEGUN + 3.5
        events = [event(1, "failover", role=("standby", "active"))] * moves
        if home_s is not None:
            events.append(event(2, "failback", role=("active", "standby"), at_s=home_s))
        ledger = types.SimpleNamespace(events=lambda name: events if name == "n2" else [])
        return Judge(answers, ledger).judge(played)

    def test_a_kill_may_cost_the_detection_time_and_no_more(self):
        self.assertEqual([], self.judge(["kill"],
            Answers((0, 600, FIRST), (900, 3500, SECOND)), moves=1))
        self.assertIn("nobody answered", self.judge(["kill"],
            Answers((0, 600, FIRST), (1100, 3500, SECOND)), moves=1)[0])

    def test_one_request_that_both_answer_is_found(self):
        self.assertIn("two answered", self.judge(["kill"],
            Answers((0, 610, FIRST), (600, 3500, SECOND)), moves=1)[0])
        self.assertIn("two answered", self.judge(["kill", "cut heartbeats"],
            Answers((0, 610, FIRST), (600, 3500, SECOND)), kind=STORM)[0])

    def test_halves_that_met_again_have_a_moment(self):
        self.assertEqual([], self.judge(["cut the nodes apart"],
            Answers((0, 3500, FIRST), (900, 2540, SECOND)), moves=1))
        self.assertIn("two answered", self.judge(["cut the nodes apart"],
            Answers((0, 3500, FIRST), (900, 2700, SECOND)), moves=1)[0])

    def test_what_hits_the_other_node_costs_nothing(self):
        answers = Answers((0, 600, FIRST), (900, 3500, FIRST))
        self.assertEqual(1, len(self.judge(["kill"], answers, holds=False)))

    def test_a_fault_that_meets_a_failback_may_cost_a_handover(self):
        answers = Answers((0, 600, SECOND), (900, 3500, SECOND))
        for home_s, wrong in ((0.6, 0), (0.1, 2), (4.0, 2)):
            with self.subTest(home_s=home_s):
                self.assertEqual(wrong, len(self.judge(["set down by hand"], answers, moves=3,
                    holds=False, home_s=home_s)))

    def test_a_holder_that_answers_arp_and_no_echo_is_found(self):
        answers = Answers((0, 600, FIRST), (700, 3500, SECOND))
        self.assertIn("no echo", self.judge(["lose the real IP"], answers, moves=1)[0])
        self.assertEqual([], self.judge(["kill"], answers, moves=1))
        self.assertEqual([], self.judge(["lose the real IP"], Answers((0, 3500, FIRST)),
            holds=False))

    def test_what_moves_nothing_moves_nothing(self):
        answers = Answers((0, 3500, FIRST))
        self.assertEqual([], self.judge(["flood with noise"], answers))
        self.assertIn("moved", self.judge(["flood with noise"], answers, moves=1)[0])


class LedgerTest(unittest.TestCase):
    def test_a_good_journal_is_good(self):
        self.assertEqual([], judge_events(event(1, "started", role=("unknown", "initial")),
            event(2, "roleChange", role=("initial", "standby")), event(3, "peerLost"),
            event(4, "peerRecovered", clears=3)))

    def test_a_gap_a_number_twice_and_a_jump_of_the_role_are_found(self):
        start = event(1, "started", role=("unknown", "initial"))
        self.assertIn("the number before it", judge_events(start, event(3, "configChanged"))[0])
        self.assertIn("the number before it", judge_events(start, start)[0])
        self.assertIn("but the role was", judge_events(start,
            event(2, "failover", role=("standby", "active")))[0])

    def test_an_alarm_twice_and_an_end_of_nothing_are_found(self):
        self.assertIn("stands already", judge_events(event(1, "peerLost"),
            event(2, "peerLost"))[0])
        self.assertIn("ends", judge_events(event(1, "peerLost"),
            event(2, "peerRecovered", clears=1), event(3, "peerRecovered", clears=1))[0])

    def test_a_return_ends_a_leave_once_though_that_is_no_alarm(self):
        left = event(1, "peerLeft"), event(2, "peerRecovered")
        self.assertEqual([], judge_events(*left))
        self.assertIn("ends nothing", judge_events(*left, event(3, "peerRecovered"))[0])

    def test_a_missing_and_a_second_trap_are_found(self):
        traps = Traps(types.SimpleNamespace(trapd=types.SimpleNamespace(log_path="")))
        def comes(number):
            line = f"TRAP\tnow\t[10.1.0.1]\tfipdEventSequence = {number}\tfipdNodeName = n1\n"
            return list(traps._check(Trap(line)))
        self.assertEqual([[], []], [comes(1), comes(2)])
        self.assertTrue(comes(4))
        self.assertTrue(comes(4))
        traps.allow_repeat("n1")
        self.assertEqual([], comes(4))
        self.assertTrue(comes(4))
        traps.allow_repeat("n2")
        self.assertTrue(comes(4))
        traps.allow_repeat("n1")
        traps.end_round()
        self.assertTrue(comes(4))


class PlanTest(unittest.TestCase):
    def test_a_seed_draws_the_same_and_another_one_does_not(self):
        plans = [[str(each) for each in draw_plan(seed, 100)] for seed in (7, 7, 8)]
        self.assertEqual(plans[0], plans[1])
        self.assertNotEqual(plans[0], plans[2])
        self.assertEqual(100, sum(len(each.drawn) for each in draw_plan(7, 100)))

    def test_every_fault_is_drawn_in_the_end(self):
        drawn = {one.fault.name for each in draw_plan(1, 2000) for one in each.drawn}
        self.assertEqual({fault.name for fault in FAULTS}, drawn)


if __name__ == "__main__":
    unittest.main()
