"""metronome FILE INTERVAL_MS - how long this machine lets a process wait that should run.

On each processor a process of its own, with the priority that fipd has, wants to wake every
INTERVAL_MS.  One row per wake-up: when it was due, and how many seconds later it came.
"""

import os
import sys
import time

sys.path.append(os.path.dirname(os.path.abspath(__file__)))

from instrument import be_prompt


def beat(rows, processor, interval_s, parent):
    """Note each wake-up on a processor for as long as the parent lives."""
    os.sched_setaffinity(0, {processor})
    due = time.monotonic()
    while os.getppid() == parent:
        time.sleep(max(0, due - time.monotonic()))
        now = time.monotonic()
        rows.write(f"{due:.6f} {now - due:.6f}\n")
        due = max(due + interval_s, now)


def main():
    path, interval_s = sys.argv[1], float(sys.argv[2]) / 1000
    be_prompt()
    first, *others = sorted(os.sched_getaffinity(0))
    with open(path, "a", buffering=1) as rows:
        for processor in others:
            own = os.getpid()
            if os.fork() == 0:
                beat(rows, processor, interval_s, own)
                return
        beat(rows, first, interval_s, os.getppid())


main()
