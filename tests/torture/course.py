"""course - play a plan: begin and end each fault when it is due, wait until all is whole."""

import time
from collections import Counter

from lab.wait import TimedOut, wait_until

from .faults import kill_agent, kill_snmpd
from .ledger import Ledger
from .verdict import Judge, Played
from .witness import Witness

PATIENCE_S = 60  # a rig that is not whole by then never will be
TRAPS_S = 30     # snmpd and fipd-agentx come back, and all that was told is trapped
ECHO_S = 5
LOOKS = 5        # at a journal that grows
REPEAT_S = 1     # an operator says it again
STAYS_S = 0.25   # what has been begun shows by then


class Broken(Exception):
    """The rig does not come back: what it was asked for is in the text."""


class Course:
    """The rounds on one rig."""

    def __init__(self, rig):
        self.rig = rig
        self.witness = Witness(rig)
        self.ledger = Ledger(rig)
        self.judge = Judge(self.witness, self.ledger)
        self.now = None  # the round that is played
        self.wait_whole(time.monotonic())
        self.ledger.take()

    def play(self, planned):
        """Play a round; return it as Played, and what was wrong with it."""
        played = self.now = Played(planned, time.monotonic())
        self._suffer(played)
        played.healed = time.monotonic()
        wrong = []
        try:
            played.whole = self.wait_whole(played.healed)
            self._wait_echo(played.whole)
            wrong += self._wait_traps()
        except TimedOut as reason:
            raise Broken("\n".join([str(reason), *self.rig.dead()])) from None
        finally:
            self.rig.end_operators()
        self.witness.take(played.begun)
        wrong += self.judge.judge(played)
        wrong += self._alarms()
        return played, wrong

    def _suffer(self, played):
        steps = [(drawn.begin_s, number, drawn) for number, drawn in
            enumerate(played.planned.drawn)]
        steps += [(drawn.end_s, number, None) for number, drawn in
            enumerate(played.planned.drawn) if drawn.fault.end]
        rows = {}
        for due_s, number, drawn in sorted(steps, key=lambda step: step[:2]):
            time.sleep(max(0, played.begun + due_s - time.monotonic()))
            if drawn is not None:
                rows[number] = self._begin(played, drawn, number)
            else:
                self._end(rows[number], played, number)

    def _begin(self, played, drawn, number):
        """Begin a fault; return what its end needs."""
        rig, fault = self.rig, drawn.fault
        holder = rig.holder()
        node = {"active": holder, "standby": rig.other(holder)}.get(fault.on,
            rig.node(drawn.node))
        row = [drawn, node, node is holder, time.monotonic(), None]
        played.faults.append(row)
        if fault.begin in (kill_agent, kill_snmpd):
            self.ledger.traps.allow_repeat(node.name)
        return row, fault.begin(rig, node, self._name(played, number))

    def _end(self, begun, played, number):
        row, kept = begun
        drawn, node = row[:2]
        drawn.fault.end(self.rig, node, self._name(played, number), kept)
        row[4] = time.monotonic()

    @staticmethod
    def _name(played, number):
        return f"fault{played.planned.number}x{number}"

    # Whole again

    def wait_whole(self, since):
        """Wait until all is as it should be, and stays so for a moment; return since when."""
        state = {"why": "", "said": since, "whole": None}
        whys = Counter()

        def stays_whole():
            moment = time.monotonic()
            state["why"] = self._trouble(state, moment)
            if state["why"]:
                whys[state["why"]] += 1
                state["whole"] = None
                return None
            state["whole"] = state["whole"] or moment
            return state["whole"] if moment > state["whole"] + STAYS_S else None

        return wait_until(stays_whole, PATIENCE_S / 4,
            lambda: "it is not whole: " + "; ".join(f"{why} ({count} times)"
                for why, count in whys.most_common()), 0.03)

    def _trouble(self, state, moment):
        """Return what is not whole; say again what operators said if it was not heard."""
        statuses = [self.rig.status(node) for node in self.rig.nodes]
        why = self.rig.trouble(statuses)
        # Asking the kernels costs more than all else: at the begin and at the end.
        if not why and (state["whole"] is None or moment > state["whole"] + STAYS_S):
            why = self.rig.misplaced(statuses)
        if why and moment > state["said"] + REPEAT_S:
            state["said"] = moment
            for node, status in zip(self.rig.nodes, statuses):
                if status is not None:
                    self.rig.put_right(node, status)
        return why or self.rig.operating()

    def _wait_echo(self, since):
        def answered():
            self.witness.take(since - PATIENCE_S * 2)
            return self.witness.echo_answered(since)
        wait_until(answered, ECHO_S, "the F-IP answers no echo although all is whole", 0.02)

    def _wait_traps(self):
        """Wait until all that was told is trapped; return what is wrong with what was told."""
        wrong = self.ledger.take()

        def trapped():
            wrong.extend(self.ledger.traps.take())
            return not self.ledger.missing_traps()

        wait_until(trapped, TRAPS_S / 4, lambda: "; ".join(self.ledger.missing_traps()))
        self.ledger.traps.end_round()
        return wrong

    def _alarms(self):
        """Return what is wrong with the alarms that the nodes show."""
        wrong = []
        for node in self.rig.nodes:
            status = self.rig.status(node)
            # What was told since the journal was read is read first.
            for _ in range(LOOKS):
                if status is None or self.ledger.knows(status, node.name):
                    break
                wrong += self.ledger.take()
                status = self.rig.status(node)
            if status is not None:
                wrong += self.ledger.alarms_differ(status, node.name)
        return wrong
