"""measures - the cases of the benchmark: each yields rows of numbers, in ms.

A crash is the bridge's port of the active node going down: at once nothing comes from it
any more and nothing reaches it, and no program of its host can say farewell.  What counts
is what the segment sees: from the last heartbeat on the wire to the first answer, and the
first announcement, of the survivor.
"""

import random
import time

from lab.node import FLOATING
from lab.wait import wait_until

from instruments import Asker, Wiretap, pause, program

MOVE_LIMIT_S = 60
MANY_SAMPLES = 10


def fips_of(count):
    """Return the single F-IP of the lab, or that many of a network of their own."""
    if count == 1:
        return [FLOATING]
    return [f"192.168.{100 + number // 250}.{1 + number % 250}" for number in range(count)]


def settle(pair, node):
    """Wait until node is standby, hears its peer and is heard."""
    lab = pair.lab
    wanted = ("standby", "active") if node is lab.n1 else ("active", "standby")
    try:
        wait_until(lambda: pair.roles() == wanted and pair.is_whole(), MOVE_LIMIT_S, "")
    except AssertionError:
        raise AssertionError(f"{node.name} is not standby beside its active peer after "
            f"{MOVE_LIMIT_S} s: {pair.roles()}") from None
    # A beat for all the rest; the random part takes the crash out of step with them.
    pause(pair.case.interval_ms / 1000 * (1.5 + random.random()) + 0.1)


def crash_once(pair, tap, asker, watched):
    """Crash the active node; return its times once the survivor answers for all watched."""
    lab = pair.lab
    victim = lab.n1 if pair.roles()[0] == "active" else lab.n2
    survivor = lab.n2 if victim is lab.n1 else lab.n1
    wait_until(lambda: tap.owner(watched[0]) == victim.name, MOVE_LIMIT_S,
        f"{victim.name} answers")
    cut = lab.network.cut(victim.name)
    wait_until(lambda: len(tap.read().taken(survivor.name, cut)) >= len(watched),
        MOVE_LIMIT_S, f"{survivor.name} answers")
    wait_until(lambda: len(tap.read().told(survivor.name, cut)) >= len(pair.case.fips),
        MOVE_LIMIT_S, f"{survivor.name} announces")
    lab.network.mend(victim.name)
    settle(pair, victim)
    return times_of(pair, tap, survivor, victim, cut) | {
        "kernel": kernel_ms(lab, victim, len(pair.case.fips)),
        "lateness": asker.lateness_ms(cut, max(tap.told(survivor.name, cut).values()))}


def kernel_ms(lab, node, count):
    """Return how long the kernel of a standby takes to add so many addresses."""
    return float(node.run([program(lab, "adder"), "eth0", str(count)]).stdout)


def times_of(pair, tap, survivor, victim, cut):
    taken, told = tap.taken(survivor.name, cut), tap.told(survivor.name, cut)
    first = min(moment for moment, _ in taken.values())
    beat = tap.last_beat(victim.name, first)
    return {
        "detection": pair.detection_ms(survivor),
        "answered": (first - beat) * 1000,
        "all_answered": (max(moment for moment, _ in taken.values()) - beat) * 1000,
        "announced": (min(told.values()) - beat) * 1000,
        "all_announced": (max(told.values()) - beat) * 1000,
        "outage": max(moment - last for moment, last in taken.values()) * 1000,
    }


def crashes(pair, case, runs, period_us):
    """Crash whoever is active, runs times; n1 does not take the F-IPs back."""
    watched = case.fips[::max(len(case.fips) // MANY_SAMPLES, 1)]
    if case.fips[-1] not in watched:
        watched.append(case.fips[-1])
    pair.start(case)
    tap = Wiretap(pair.lab)
    with Asker(pair.lab, period_us, watched) as asker:
        settle(pair, pair.lab.n2)
        for _ in range(runs):
            yield crash_once(pair, tap, asker, watched)


def planned(pair, instruments, taker, move):
    """Do a planned move to taker; return what it cost a client that probes every ms."""
    tap, asker, echo = instruments
    wait_until(lambda: echo.rows() and tap.owner(FLOATING), 10, "the probes run")
    doubles = len(tap.read().doubles)
    since = time.monotonic()
    move()
    wait_until(lambda: tap.owner(FLOATING) == taker.name, MOVE_LIMIT_S,
        f"{taker.name} takes the F-IP")
    until = time.monotonic() + 0.5
    settle(pair, pair.lab.n2 if taker is pair.lab.n1 else pair.lab.n1)
    echo.settle()
    return {
        "lost": echo.lost(since, until),
        "gap": echo.outage_ms(since, until),
        "doubles": len(tap.read().doubles) - doubles,
        "lateness": asker.lateness_ms(since, until),
    }


def switchovers(pair, case, runs):
    """Move the F-IP from node to node on demand, runs times."""
    pair.start(case)
    tap, echo = Wiretap(pair.lab), pair.lab.oc.watch_echo()
    with Asker(pair.lab, 1000, [FLOATING]) as asker:
        for number in range(runs):
            holder, taker = pair.lab.nodes if number % 2 == 0 else pair.lab.nodes[::-1]
            yield planned(pair, (tap, asker, echo), taker,
                lambda: pair.switch_over(holder))


def failbacks(pair, case, runs):
    """Crash n1 and plug it in again, runs times; what is measured is the way back."""
    pair.start(case)
    tap, echo = Wiretap(pair.lab), pair.lab.oc.watch_echo()
    with Asker(pair.lab, 1000, [FLOATING]) as asker:
        for _ in range(runs):
            wait_until(lambda: tap.owner(FLOATING) == "n1", MOVE_LIMIT_S, "n1 answers")
            pair.lab.network.cut("n1")
            wait_until(lambda: tap.owner(FLOATING) == "n2", MOVE_LIMIT_S, "n2 answers")
            yield planned(pair, (tap, asker, echo), pair.lab.n1,
                lambda: pair.lab.network.mend("n1"))


def cpu_ms(processes):
    """Return what processes have used of the processors."""
    total_ns = 0
    for pid in processes:
        with open(f"/proc/{pid}/schedstat") as stat:
            total_ns += int(stat.read().split()[0])
    return total_ns / 1e6


def memory_kib(processes, file, field):
    total = 0
    for pid in processes:
        with open(f"/proc/{pid}/{file}") as status:
            total += sum(int(line.split()[1]) for line in status
                if line.startswith(field + ":"))
    return total


def idle(pairs, case, seconds):
    """Leave the pairs alone, all at the same time; return one row for each."""
    taps = []
    for pair in pairs:
        pair.start(case)
        taps.append(Wiretap(pair.lab))
    pause(2 * case.detection_ms / 1000)
    since, before = time.monotonic(), [usage(pair) for pair in pairs]
    pause(seconds)
    until, after = time.monotonic(), [usage(pair) for pair in pairs]
    return [idle_row(pair, tap, (since, until), (old, new))
        for pair, tap, old, new in zip(pairs, taps, before, after)]


def usage(pair):
    return [cpu_ms(pair.processes(node)) for node in pair.lab.nodes]


def idle_row(pair, tap, span, used):
    seconds = span[1] - span[0]
    cpu = [(new - old) / seconds * 60 for old, new in zip(*used)]
    rss, pss = ([memory_kib(pair.processes(node), file, field) / 1024
        for node in pair.lab.nodes] for file, field in
        (("status", "VmRSS"), ("smaps_rollup", "Pss")))
    return {
        "cpu_active": cpu[0], "cpu_standby": cpu[1],
        "rss": max(rss), "pss": max(pss),
        "datagrams": tap.beats_between(*span) / seconds,
    }
