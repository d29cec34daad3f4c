"""checks - the largest gap between two heartbeats beside checks and hooks, and beside none.

n1 beats at 100 ms.  Round after round it has no fipd-exec, checks that hang, a thousand checks a
minute, and a hook that forks without end; so what else the machine does meets all of them alike.
"""

import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.lab import Lab
from lab.wait import wait_until

from command import BUILD, markdown, take_options, write_json
from contestant import RAISED
from disturbance import beside
from machine import describe

INTERVAL_MS, COUNT = 100, 5
GOAL_MS = INTERVAL_MS + 5
BOMB = "#!/bin/sh\nbomb() { bomb | bomb & }\nbomb\nsleep 1000\n"
# 32 checks at 1,920 ms each are 1,000 a minute.
MANY, EVERY = 32, "1920 ms"


def check(number, rest, interval="1s"):
    return f"{{name: c{number}, {rest}, interval: {interval}, timeout: 1s}}"


def command(words):
    return f"command: {json.dumps(words)}, user: nobody"


def thousand():
    kinds = (command(["/bin/true"]), "tcp: 127.0.0.1:9", "http: http://127.0.0.1:9/")
    return [check(i, kinds[i % len(kinds)], EVERY) for i in range(MANY)]


# What fipd.yaml has besides, and whether the F-IPs move in the middle, so that hooks run.
CASES = {
    "none": ({}, False),
    "8 checks that hang": ({"checks": [check(i, command(["/bin/sleep", "1000"])) for i in range(8)]},
        False),
    "1,000 checks a minute": ({"checks": thousand()}, False),
    "a hook that forks without end": ({"hooks": ["{name: bomb, on: [active, standby], "
        "command: [/run/bomb], user: nobody, timeout: 3s}"]}, True),
}


def begin(lab, settings):
    """Have these settings in force on n1, and a fipd-exec if there is anything to run."""
    lab.n1.configure(role="active", interval=f"{INTERVAL_MS} ms", count=COUNT, failback="manual",
        **settings)
    lab.n1.fipctl("reload")
    if settings:
        lab.n1.start_exec()


def measure_case(lab, seconds, name):
    settings, moves = CASES[name]
    begin(lab, settings)

    def disturb(span):
        if moves:
            active = lab.n1 if lab.n1.role() == "active" else lab.n2
            active.fipctl("switchover")
        time.sleep(span)

    found = beside(lab, seconds, disturb)
    if settings:
        lab.n1.exec.terminate()
    wait_until(lambda: not strays(lab.n1), 60, "all that ran has ended")
    return found


def strays(node):
    return node.run(["pgrep", "-f", "/run/bomb|sleep 1000"], check=False).stdout.strip()


def measure(options):
    seconds, count = (6, 2) if options.quick else (20, 5)
    numbers = {"machine": describe("libjansson4"), "cases": {name: [] for name in CASES}}
    with Lab(BUILD) as lab:
        lab.configure(interval=f"{INTERVAL_MS} ms", count=COUNT, failback="manual")
        lab.n1.write_program("bomb", BOMB)
        for node in lab.nodes:
            node.start_fipd(wrap=RAISED)
        lab.wait_roles("active", "standby", 60)
        for _ in range(count):
            for name in CASES:
                numbers["cases"][name].append(measure_case(lab, seconds, name))
                print(f"{name}: {numbers['cases'][name][-1]}", file=sys.stderr)
    return numbers


def report(numbers):
    rows = [(name, f"{max(span['largest_gap_ms'] for span in spans):.1f} ms",
            f"{sorted(span['span_gap_ms'] for span in spans)[len(spans) // 2]:.1f} ms",
            f"{sorted(span['cpu_ms_per_s'] for span in spans)[len(spans) // 2]:.1f} ms")
        for name, spans in numbers["cases"].items()]
    print(numbers["machine"]["text"])
    print(markdown(("beside", "largest gap", "of a span, median", "CPU of fipd a second"), rows))
    print(f"goal: {GOAL_MS} ms at most")


def main():
    options = take_options("checks", __doc__.splitlines()[0], "2 rounds of 6 s, not 5 of 20 s")
    numbers = measure(options)
    report(numbers)
    write_json(options.json, numbers)


if __name__ == "__main__":
    main()
