"""disturbance - fipd's heartbeat and CPU while something else goes on.

What is measured alone and under each load in turn, round after round, can be compared: what
else the machine does meets all of them alike.
"""

import time
from statistics import median

from contestant import family
from usage import cpu_ms


# How the figures of several spans become one, where it is not by their median.
TOGETHER = {"largest_gap_ms": max, "failed": sum, "opened": sum, "closed": sum}


def beside(lab, seconds, disturb):
    """Return n1's CPU and the gaps between its beats while disturb runs for so long."""
    beats = lab.watch_beats(lab.n1)
    processes = family(lab.n1.fipd.pid)
    since, before = time.monotonic(), cpu_ms(processes)
    extra = disturb(seconds)
    until, after = time.monotonic(), cpu_ms(processes)
    gaps = beats.gaps_ms(since, until)
    beats.end()
    return {"cpu_ms_per_s": (after - before) / (until - since), "largest_gap_ms": max(gaps),
        "span_gap_ms": max(gaps), "median_gap_ms": median(gaps), **(extra or {})}


def rounds(lab, count, seconds, disturbances):
    """Measure beside each disturbance in turn, and so on; return {name: of all its spans}."""
    found = [{name: beside(lab, seconds, disturb) for name, disturb in disturbances.items()}
        for _ in range(count)]
    return {name: summed([each[name] for each in found]) for name in disturbances}


def summed(found):
    """Return the medians of several spans, but of the gaps the largest, of failures all.

    span_gap_ms is the median of what was the largest gap of each span.
    """
    return {name: TOGETHER.get(name, median)([each[name] for each in found])
        for name in found[0]}
