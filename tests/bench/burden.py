"""burden - what fipd costs a host that has nothing to do, beside keepalived and the least.

Contestants run at the same time, each in a lab of its own, and are measured in the same
spans, round after round: what else the machine does meets all of them alike.  A ratio is
of two figures of one span.
"""

import contextlib
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.lab import Lab
from lab.node import FLOATING
from lab.wait import wait_until

from command import BUILD, take_options, write_json
from contestant import Before, Bound, Case, Fipd, Keepalived, RealTimeBound, family
from goals import ROLES, TIMINGS, beats_text, goals_figures, goals_text, spans_text
from instances import Instances, Watched
from instruments import Asker, Wiretap, pause
from machine import Others, describe
from measures import fips_of, settle
from usage import count_calls, cpu_ms, held, packets_sent, spent, used

POLLER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "poller.py")
ROLE_OBJECT = ".1.3.6.1.4.1.8072.9999.9999.7900.1.3.1.0"
CALM_LIMIT_S = 60
DAY_S = 86400
COUNTS = {"2s": (2000, 5), "1s": (1000, 3), "100ms": (100, 3), "10ms": (10, 3)}
AFTER_CUT_S = 3
LOOK_S = 1
SUBSCRIBERS = 20


class Plan:
    def __init__(self, quick):
        self.rounds = 4 if quick else 6    # even: see subscribers()
        self.span_s = 2 if quick else 10
        self.beats = 3 if quick else 10    # in a span at least
        self.starts = 1 if quick else 5
        self.takers = 2 if quick else 10

    def length_s(self, case):
        """Return how long a span is: so many seconds, or so many beats."""
        return max(self.span_s, self.beats * case.interval_ms / 1000)


class Figures:
    """What one node of a pair used in each round; of many instances, each of them."""

    def __init__(self, pair, node):
        self.pair = pair
        self.node = node
        self.rows = {name: [] for name in ("cpu_us", "waited_us", "wakeups", "sent")}
        self.share = getattr(pair, "count", 1)
        self.written = self.seconds = 0
        self.own_us = 0

    def begin(self):
        self.processes = self.pair.processes(self.node)
        self.sent = packets_sent(self.node.pid)
        self.before = spent(self.processes)

    def end(self, interval_ms):
        """End a span: a beat is an interval, whatever an instance or a fence did in it."""
        span = used(self.before, spent(self.processes))
        self.own_us = span["cpu_us"]
        beats = span["seconds"] * 1000 / interval_ms * self.share
        for name in ("cpu_us", "waited_us", "wakeups"):
            self.rows[name].append(span[name] / beats)
        self.rows["sent"].append((packets_sent(self.node.pid) - self.sent)
            / span["seconds"] / self.share)
        self.written += span["written"] / self.share
        self.seconds += span["seconds"]

    def result(self, calls_a_second, interval_ms):
        calls = calls_a_second and calls_a_second * interval_ms / 1000 / self.share
        return {**self.rows, "calls": calls,
            "written_mb_a_day": self.written / self.seconds * DAY_S / 1e6,
            **{name: number / self.share for name, number in
                held(self.pair.processes(self.node)).items()}}


def is_settled(pair):
    return pair.roles() == ("active", "standby") and pair.is_whole()


def wait_calm(pairs, interval_ms):
    """Wait until each pair is whole and its active sends little but beats."""
    def sent():
        return [packets_sent(pair.lab.n1.pid) for pair in pairs]

    for pair in pairs:
        wait_until(lambda: is_settled(pair), CALM_LIMIT_S, lambda: f"{pair.name} is whole")
    deadline, before = time.monotonic() + CALM_LIMIT_S, sent()
    while time.monotonic() < deadline:
        pause(1)
        after = sent()
        most = max((new - old) / getattr(pair, "count", 1) for pair, new, old in
            zip(pairs, after, before))
        if most <= 3 + 2 * 1000 / interval_ms:
            return
        before = after


def one_round(figures, case, plan, others):
    """Let a span pass; who is measured first at its begin is so at its end."""
    others.begin()
    begun = own_cpu_s()
    for each in figures:
        each.begin()
    pause(plan.length_s(case))
    for each in figures:
        each.end(case.interval_ms)
    others.end(own_cpu_s() - begun + sum(each.own_us for each in figures) / 1e6)


def own_cpu_s():
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measure(pairs, case, plan, others, turn=lambda number: None):
    """Measure pairs that run; return {contestant: {role: its figures}}.

    turn() may change something before each round, and before system calls are counted.
    """
    figures = [Figures(pair, node) for pair in pairs for node in pair.lab.nodes]
    wait_calm(pairs, case.interval_ms)
    moves = [pair.moves() for pair in pairs]
    for number in range(plan.rounds):
        turn(number)
        one_round(figures, case, plan, others)
        for pair in pairs:
            wait_until(lambda: is_settled(pair), CALM_LIMIT_S, f"{pair.name} is whole")
    moves = [pair.moves() - before for pair, before in zip(pairs, moves)]
    turn(plan.rounds)
    calls = count_calls([pair.processes(node) for pair in pairs for node in pair.lab.nodes],
        plan.length_s(case))
    rows = [each.result(count, case.interval_ms) for each, count in zip(figures, calls)]
    return {pair.name: {"moves": moved, "active": rows[2 * i], "standby": rows[2 * i + 1]}
        for i, (pair, moved) in enumerate(zip(pairs, moves))}


def side_by_side(makers, cases, plan, others):
    """Start a pair by each maker, with its case, and measure all of them at once."""
    with contextlib.ExitStack() as labs:
        pairs = [make(labs.enter_context(Lab(BUILD))) for make in makers]
        for pair, case in zip(pairs, cases):
            pair.start(case)
        return measure(pairs, cases[0], plan, others)


# The cases

def timing(name):
    case = Case(*COUNTS[name], [FLOATING], failback=True)

    def run(plan, others):
        kinds = (Fipd, *([Before] if Before.programs else []), Bound, RealTimeBound,
            Keepalived)
        return side_by_side(kinds, [case] * len(kinds), plan, others)
    return run


def named(kind, name):
    """Return the maker of a pair that has a name of its own."""
    def make(lab):
        pair = kind(lab)
        pair.name = name
        return pair
    return make


def fips(plan, others):
    counts = (1, 100, 1000)
    makers = [named(kind, f"{kind.name}, {count:,} F-IP" + ("s" if count > 1 else ""))
        for count in counts for kind in (Fipd, Keepalived)]
    cases = [Case(100, 3, fips_of(count), failback=True) for count in counts for _ in "ab"]
    return side_by_side(makers, cases, plan, others)


def instances(plan, others):
    case = Case(100, 3, [FLOATING], failback=True)
    makers = [lambda lab, count=count: Instances(lab, count) for count in (1, 10, 50)]
    return side_by_side(makers, [case] * 3, plan, others)


def subscribers(plan, others):
    """Give two pairs the subscribers in turn: what else differs between them cancels out."""
    case = Case(100, 3, [FLOATING], failback=True)
    with contextlib.ExitStack() as labs:
        pairs = [Watched(labs.enter_context(Lab(BUILD)), name) for name in "ab"]
        for pair in pairs:
            pair.start(case)

        def turn(number):
            pairs[(number + 1) % 2].watch(0)
            pairs[number % 2].watch(SUBSCRIBERS)

        found = measure(pairs, case, plan, others, turn)
    return {"0 subscribers": woven(found["b"], found["a"], plan.rounds),
        f"{SUBSCRIBERS} subscribers": woven(found["a"], found["b"], plan.rounds)}


def woven(first, second, rounds):
    """Return the figures of first in even rounds and of second in odd ones, as of one pair."""
    turns = [(first, second)[number % 2] for number in range(rounds + 1)]
    return {"moves": first["moves"] + second["moves"], **{role: {
            name: [turn[role][name][number] for number, turn in enumerate(turns[:-1])]
            if isinstance(value, list) else turns[-1][role][name]
            for name, value in first[role].items()} for role in ROLES}}


def memory(_plan, _others):
    """Return what each program of an active node holds: {figure: {program: [number]}}."""
    case = Case(100, 3, [FLOATING], failback=True)
    with contextlib.ExitStack() as labs:
        pairs = [kind(labs.enter_context(Lab(BUILD))) for kind in (Fipd, Keepalived)]
        for pair in pairs:
            pair.start(case)
        ours, theirs = pairs
        node = ours.lab.n1
        node.start_snmpd()
        node.start_web()
        first_answer(ours.lab)
        wait_calm(pairs, case.interval_ms)
        fence = [pid for pid in family(node.fipd.pid) if pid != node.fipd.pid]
        found = {name: held(processes) for name, processes in {
            "fipd": [node.fipd.pid], "fence": fence, "fipd-agentx": [node.agent.pid],
            "fipd-web": [node.web.pid], "keepalived": theirs.processes(theirs.lab.n1),
        }.items()}
    return {figure: {name: [each[figure]] for name, each in found.items()}
        for figure in ("private", "pss", "rss", "threads", "descriptors")}


def first_answer(lab):
    """Start fipd-agentx on n1; return how many ms later FIPD-MIB is first answered."""
    poller = lab.oc.start("first", ["/usr/bin/python3", "-B", POLLER, "first",
        lab.n1.address, ROLE_OBJECT])
    wait_until(lambda: "asking" in poller.output(), 30, "the poller asks")
    begun = time.monotonic()
    lab.n1.start_agent()
    wait_until(lambda: not poller.alive(), CALM_LIMIT_S, "FIPD-MIB is answered")
    return (json.loads(poller.lines()[-1])["answered"] - begun) * 1000


def start(plan, _others):
    """Return how long what takes from the start of both nodes on, in ms."""
    found = {}
    for _ in range(plan.starts):
        for name in ("100ms", "2s"):
            for kind in (Fipd, Keepalived):
                with Lab(BUILD) as lab:
                    for what, value in start_once(kind(lab), name).items():
                        found.setdefault(f"{what}, {TIMINGS[name]}", {}).setdefault(
                            kind.name, []).append(value)
        for count in (1, 1000):
            found.setdefault(f"start of fipd-agentx to its first answer, {count:,} F-IP(s)",
                {}).setdefault("fipd", []).append(subagent_ms(count))
    return found


def start_once(pair, name):
    """Start both nodes at once; the segment sees when the F-IP is first answered for."""
    lab, found = pair.lab, {}
    tap = Wiretap(lab)
    with Asker(lab, 1000, [FLOATING]):
        begun = time.monotonic()
        pair.start(Case(*COUNTS[name], [FLOATING], failback=True))
        wait_until(lambda: tap.read().owners, CALM_LIMIT_S, "the F-IP is answered for")
    found["start to the F-IP's first answer"] = (tap.owners[0][0] - begun) * 1000
    return found


def subagent_ms(count):
    with Lab(BUILD) as lab:
        pair = Fipd(lab)
        pair.start(Case(100, 3, fips_of(count), failback=True))
        lab.n1.start_snmpd()
        return first_answer(lab)


def taker(plan, _others):
    """Crash the active of both pairs at once; return what the other node used until +3 s."""
    case = Case(100, 3, [FLOATING], failback=False)
    found = {}
    with contextlib.ExitStack() as labs:
        pairs = [kind(labs.enter_context(Lab(BUILD))) for kind in (Fipd, Keepalived)]
        for pair in pairs:
            pair.start(case)
        for _ in range(plan.takers):
            for pair in pairs:
                settle(pair, pair.lab.n2 if pair.roles()[0] == "active" else pair.lab.n1)
            for pair, value in zip(pairs, take_over(pairs)):
                found.setdefault(pair.name, []).append(value)
    return {"CPU of the taker, ms": found}


def take_over(pairs):
    victims = [pair.lab.n1 if pair.roles()[0] == "active" else pair.lab.n2 for pair in pairs]
    takers = [pair.processes(pair.lab.n2 if victim is pair.lab.n1 else pair.lab.n1)
        for pair, victim in zip(pairs, victims)]
    before = [cpu_ms(processes) for processes in takers]
    for pair, victim in zip(pairs, victims):
        pair.lab.network.cut(victim.name)
    pause(AFTER_CUT_S)
    after = [cpu_ms(processes) for processes in takers]
    for pair, victim in zip(pairs, victims):
        pair.lab.network.mend(victim.name)
    return [new - old for new, old in zip(after, before)]


BEATS = {**{name: timing(name) for name in COUNTS}, "subscribers": subscribers, "fips": fips,
    "instances": instances}
SPANS = {"memory": memory, "start": start, "taker": taker}
TITLES = {**TIMINGS, "subscribers": "100 ms x 3, subscribers", "fips": "100 ms x 3, F-IPs",
    "instances": "100 ms x 3, each instance", "memory": "an active node: kB, and how many",
    "start": "ms", "taker": ""}


class Bench:
    """Runs cases and collects what they found."""

    def __init__(self, plan):
        self.plan = plan
        self.others = Others()
        self.results = {"beats": {}}
        self.troubles = []

    def run(self, name):
        """Run a case; print its table."""
        begun = time.monotonic()
        self.others.look(LOOK_S)
        try:
            found = {**BEATS, **SPANS}[name](self.plan, self.others)
        except (AssertionError, RuntimeError, OSError) as reason:
            self.troubles.append({"case": name, "text": str(reason)})
            print(f"{name}: {reason}", flush=True)
            return
        if name in BEATS:
            self.results["beats"][name] = found
        else:
            self.results[name] = found
        text = beats_text if name in BEATS else spans_text
        print(text(TITLES[name], found))
        print(f"({name}: {time.monotonic() - begun:.0f} s)\n", flush=True)


def main():
    given = take_options("burden", __doc__, "short spans: a case takes half a minute",
        (*BEATS, *SPANS), before=True)
    Before.programs = given.before and os.path.abspath(given.before)
    started, machine = time.monotonic(), describe()
    bench = Bench(Plan(given.quick))
    for name in (*BEATS, *SPANS):
        if not given.cases or name in given.cases:
            bench.run(name)
    machine["load_at_end"] = os.getloadavg()[0]
    machine["others"] = vars(bench.others)
    print(goals_text(bench.results))
    print(f"\n{time.monotonic() - started:.0f} s on {machine['text']}, "
        f"{machine['load_at_end']:.1f} at the end; {bench.others.text()}")
    write_json(given.json, {"machine": machine, "quick": given.quick,
        "goals": goals_figures(bench.results), "results": bench.results,
        "troubles": bench.troubles})
    sys.exit(1 if bench.troubles else 0)


main()
