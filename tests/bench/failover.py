"""failover - run the cases of the benchmark with fipd and keepalived in turn (see README.md).

Each case runs in batches, first fipd, then keepalived, then fipd again, so that what else
the machine does meets both alike.
"""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.lab import Lab
from lab.node import FLOATING

from command import BUILD, take_options, write_json
from contestant import Case, Fipd, Keepalived, Released
from machine import describe
from measures import crashes, failbacks, fips_of, switchovers, takeovers
from table import Table

MANY = (1, 10, 100, 1000)
SIDES = (("on the subnet", "192.168"), ("off it", "10.9"))


class Plan:
    """How often each case runs: runs are split in batches."""

    def __init__(self, quick):
        self.slow = (1, 1) if quick else (2, 2)       # runs in a batch, batches
        self.fast = (3, 1) if quick else (10, 2)
        self.moves = (2, 1) if quick else (10, 2)
        self.many = (1, 1) if quick else (5, 1)


class Bench:
    """Runs cases and collects their rows: results[case][contestant] = rows."""

    def __init__(self, plan, contestants):
        self.plan = plan
        self.contestants = contestants
        self.results = {}
        self.troubles = []

    def note(self, text):
        print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)

    def batches(self, name, size, measure):
        """Let each contestant measure in turn, in labs of their own."""
        rows = self.results.setdefault(name, {kind.name: [] for kind in self.contestants})
        runs, batches = size
        for kind in self.contestants * batches:
            try:
                with Lab(BUILD) as lab:
                    for row in measure(kind(lab), runs):
                        rows[kind.name].append(row)
            except (AssertionError, RuntimeError, OSError) as reason:
                self.trouble(name, kind.name, reason)
        self.note(f"{name}: " + ", ".join(
            f"{len(found)} runs of {kind}" for kind, found in rows.items()))

    def trouble(self, name, kind, reason):
        self.troubles.append({"case": name, "program": kind, "text": str(reason)})
        self.note(f"{name}: {kind}: {reason}")

    # The cases

    def crash(self, interval_ms, count, size, period_us):
        case = Case(interval_ms, count, [FLOATING], failback=False)
        self.batches(f"crash {case.timing()}", size,
            lambda pair, runs: crashes(pair, case, runs, period_us))

    def crash_2s(self):
        self.crash(2000, 5, self.plan.slow, 500)

    def crash_100ms(self):
        self.crash(100, 3, self.plan.fast, 200)

    def crash_10ms(self):
        self.crash(10, 3, self.plan.fast, 100)

    def many(self):
        for count in MANY:
            for side, network in SIDES[:1 if count == 1 else None]:
                case = Case(100, 3, fips_of(count, network), failback=False)
                self.batches(f"{count} F-IPs {side}", self.plan.many,
                    lambda pair, runs: takeovers(pair, case, runs, network == "192.168"))

    def switchover(self):
        case = Case(400, 5, [FLOATING], failback=True)
        self.batches("switchover", self.plan.moves,
            lambda pair, runs: switchovers(pair, case, runs))

    def failback(self):
        case = Case(400, 5, [FLOATING], failback=True)
        self.batches("failback", self.plan.moves,
            lambda pair, runs: failbacks(pair, case, runs))


CASES = {
    "crash-2s": Bench.crash_2s,
    "crash-100ms": Bench.crash_100ms,
    "crash-10ms": Bench.crash_10ms,
    "switchover": Bench.switchover,
    "failback": Bench.failback,
    "many": Bench.many,
}


def main():
    given = take_options("failover", "measure fipd against Debian's keepalived",
        "few runs: about 3 minutes", CASES, against=True)
    if given.against:
        Released.version = given.against
        Released.name = f"fipd {given.against}"
    contestants = (Fipd, Released if given.against else Keepalived)
    started, machine = time.monotonic(), describe()
    bench = Bench(Plan(given.quick), contestants)
    for name, run in CASES.items():
        if not given.cases or name in given.cases:
            run(bench)
    machine["load_at_end"] = os.getloadavg()[0]
    table = Table(bench.results, [kind.name for kind in contestants])
    print(table.text())
    print(f"{time.monotonic() - started:.0f} s on {machine['text']}")
    write_json(given.json, {"machine": machine, "quick": given.quick,
        "summary": table.summary(), "runs": bench.results, "troubles": bench.troubles})
    sys.exit(1 if bench.troubles else 0)


main()
