"""plan - the rounds of a run, drawn from its seed before anything runs."""

import random
from dataclasses import dataclass

from .faults import FAULTS
from .terms import SINGLE, STORM, TEMPEST

KINDS = ((SINGLE, 60), (STORM, 25), (TEMPEST, 15))
NAMES = {SINGLE: "single", STORM: "storm", TEMPEST: "tempest"}
COUNTS = {SINGLE: (1, 1), STORM: (2, 3), TEMPEST: (2, 4)}
SPANS_S = ((0.02, 0.28), (0.3, 0.9), (0.9, 2.0))  # below, about and beyond the detection time
STRIPS_APART = 15  # rounds: five removals in a minute are put right, with the sixth it is a fault


@dataclass
class Drawn:
    """A fault of a round: when it begins and ends, in seconds from the round's begin."""

    fault: object
    node: str
    begin_s: float
    end_s: float

    def __str__(self):
        where = {"none": "", "any": f" on {self.node}"}.get(self.fault.on,
            f" on the {self.fault.on}")
        until = f" to {self.end_s:.3f}" if self.fault.end else ""
        return f"{self.begin_s:.3f}{until} s: {self.fault.name}{where}"


@dataclass
class Round:
    number: int
    kind: int
    drawn: list

    def __str__(self):
        return f"round {self.number} ({NAMES[self.kind]}): " + "; ".join(map(str, self.drawn))


def draw_plan(seed, count, only=(), without=()):
    """Return rounds with so many faults in all; only and without are names of faults."""
    dice = random.Random(seed)
    faults = [fault for fault in FAULTS
        if (not only or fault.name in only) and fault.name not in without]
    rounds, drawn, stripped = [], 0, -STRIPS_APART
    while drawn < count:
        number = len(rounds) + 1
        allowed = [fault for fault in faults
            if fault.name != "strip the F-IP" or number >= stripped + STRIPS_APART]
        each = draw_round(dice, number, allowed, count - drawn)
        if not each.drawn:
            continue
        if any(one.fault.name == "strip the F-IP" for one in each.drawn):
            stripped = number
        rounds.append(each)
        drawn += len(each.drawn)
    return rounds


def draw_round(dice, number, faults, most):
    kind = dice.choices(*zip(*KINDS))[0]
    count = min(dice.randint(*COUNTS[kind]), most)
    kind = kind if count > 1 else SINGLE
    drawn, touched = [], set()
    for _ in range(count):
        one = draw_fault(dice, [fault for fault in faults if fault.kinds & kind], touched, kind)
        if one:
            drawn.append(one)
    return Round(number, kind, sorted(drawn, key=lambda one: one.begin_s))


def draw_fault(dice, faults, touched, kind):
    """Return a fault that touches nothing which another one of the round does, or None."""
    for _ in range(20 if faults else 0):
        fault = dice.choices(faults, [fault.weight for fault in faults])[0]
        node = dice.choice(("n1", "n2"))
        begin_s = 0 if kind == SINGLE else dice.uniform(0, 0.6)
        span_s = dice.uniform(*dice.choice(SPANS_S))
        things = {(fault.touches, name) for name in ("n1", "n2")
            if fault.on in ("none", "active", "standby") or name == node}
        if not things & touched:
            touched |= things
            return Drawn(fault, node, round(begin_s, 3),
                round(begin_s + (span_s if fault.end else 0), 3))
    return None
