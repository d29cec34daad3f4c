"""idle - nothing happens for a minute at 10 ms x 3: what is lost all the same?

A pair of fipd and one of keepalived run in the same minute, so that both meet the same holes
in the machine's time.  How long the machine let a process of the same priority wait at the
worst stands beside them: beyond the fence's time, 20 ms, it is the machine that stood still.
"""

import contextlib
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.lab import Lab
from lab.node import FLOATING
from lab.watch import Metronome

from command import BUILD, markdown, take_options, write_json
from contestant import Case, Fipd, Keepalived
from machine import describe

INTERVAL_MS, COUNT = 10, 3
RUNS, SECONDS = 10, 60
HEAD = ("run", "fipd: probes lost", "longest", "keepalived: probes lost", "longest",
    "the machine let wait")


def settle(pair, case):
    pair.start(case)
    probe = pair.lab.oc.watch_echo()
    probe.settle()
    return probe


def run(seconds):
    """Let both pairs idle side by side; return what each lost, and how late the machine was."""
    case = Case(INTERVAL_MS, COUNT, [FLOATING], True)
    with contextlib.ExitStack() as labs:
        pairs = [kind(labs.enter_context(Lab(BUILD))) for kind in (Fipd, Keepalived)]
        probes = [settle(pair, case) for pair in pairs]
        metronome = Metronome(pairs[0].lab.network, interval_ms=1)
        begun = time.monotonic()
        time.sleep(seconds)
        ended = time.monotonic()
        for probe in probes:
            probe.settle()
        return {
            "late_ms": metronome.worst_ms(begun, ended),
            "pairs": {pair.name: {"lost": probe.lost(begun, ended),
                "outage_ms": probe.outage_ms(begun, ended),
                "roles": pair.roles()} for pair, probe in zip(pairs, probes)},
        }


def row(number, result):
    words = [str(number)]
    for name in ("fipd", "keepalived"):
        figures = result["pairs"][name]
        words += [str(figures["lost"]), f"{figures['outage_ms']:.1f} ms"]
    return (*words, f"{result['late_ms']:.1f} ms")


def main():
    given = take_options("idle", __doc__, quick=f"2 runs of 10 s instead of {RUNS} of {SECONDS}")
    runs, seconds = (2, 10) if given.quick else (RUNS, SECONDS)
    results = [run(seconds) for _ in range(runs)]
    print(markdown(HEAD, [row(i + 1, result) for i, result in enumerate(results)]))
    write_json(given.json, {"machine": describe(), "seconds": seconds, "runs": results})


if __name__ == "__main__":
    main()
