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

from contestant import RAISED
from instruments import Asker, Wiretap, pause, program

MOVE_LIMIT_S = 60


def fips_of(count, network="192.168"):
    """Return the single F-IP of the lab, or that many of a network of their own."""
    if count == 1:
        return [FLOATING]
    return [f"{network}.{100 + number // 250}.{1 + number % 250}" for number in range(count)]


def widen(lab):
    """Let the subnet of the nodes and their client be 192.168.0.0/16."""
    n1, n2 = lab.nodes
    for host, address in ((n1, n1.address), (n2, n2.address), (lab.oc, n1.center)):
        host.run(["ip", "address", "add", f"{address}/16", "dev", "eth0"])
        host.run(["ip", "address", "delete", f"{address}/24", "dev", "eth0"])


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
    """Return how long the kernel of a standby takes to add so many addresses.

    Whoever asks for them has the nice value with which the daemons are started.
    """
    return float(node.run(RAISED + [program(lab, "adder"), "eth0", str(count)]).stdout)


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
    watched = case.fips if len(case.fips) == 1 else [case.fips[0], case.fips[-1]]
    pair.start(case)
    tap = Wiretap(pair.lab)
    with Asker(pair.lab, period_us, watched) as asker:
        settle(pair, pair.lab.n2)
        for _ in range(runs):
            yield crash_once(pair, tap, asker, watched)


def takeovers(pair, case, runs, on_subnet):
    """Crash the active of a pair with many F-IPs, on the subnet of the real IPs or off it."""
    if on_subnet:
        widen(pair.lab)
    yield from crashes(pair, case, runs, 100)


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
