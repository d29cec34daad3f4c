"""restart - ifupdown restarts the interface of the active node: how long does nobody answer?

The restart is what Debian's ifupdown does to a static interface (`ifdown -v -n`, `ifup -v -n`),
command by command.  Both pairs run side by side and are restarted in turn, so that what else
the machine does meets both alike.
"""

import contextlib
import os
import sys
import time
from statistics import median

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.lab import Lab
from lab.node import FLOATING
from lab.wait import wait_until

from command import BUILD, markdown, take_options, write_json
from contestant import Before, Case, Fipd, Keepalived
from instruments import pause
from machine import describe
from measures import settle

RUNS, QUICK_RUNS = 20, 3
# Each as it comes: fipd beats every 2 s; keepalived every second, and has priority 100.
FIPD_CASE = Case(2000, 5, [FLOATING], failback=False)
KEEPALIVED_CASE = Case(1000, 3, [FLOATING], failback=False)
GATEWAY = "192.168.0.10"
# ifupdown 0.8.41, method static: what it runs for `systemctl restart networking`.
IFDOWN = """\
ip route del default via {gateway} dev eth0 2>/dev/null || true
ip addr del {address}/24 broadcast 192.168.0.255 dev eth0 label eth0
ip -4 addr flush dev eth0
ip link set dev eth0 down
"""
IFUP = """\
ip addr add {address}/24 broadcast 192.168.0.255 dev eth0 label eth0
ip link set dev eth0 up
ip route add default via {gateway} dev eth0 onlink
"""
# Between the two systemd starts the unit again, and ifupdown runs its hooks.
DOWN_S = 0.1


class Default(Keepalived):
    """keepalived with the priority that it has by default, and one more."""

    priorities = {"n1": 101, "n2": 100}


def script(node, text):
    node.run(["sh", "-e", "-c", text.format(gateway=GATEWAY, address=node.address)])


def restart_once(pair, echo):
    """Restart the interface of whoever is active; return what it cost a client, in ms."""
    lab = pair.lab
    victim, survivor = lab.nodes if pair.roles()[0] == "active" else lab.nodes[::-1]
    since = time.monotonic()
    script(victim, IFDOWN)
    down = time.monotonic()
    pause(DOWN_S)
    script(victim, IFUP)
    up = time.monotonic()
    wait_until(lambda: pair.roles()[lab.nodes.index(survivor)] == "active", 60,
        f"{survivor.name} takes over from {victim.name}")
    settle(pair, victim)
    until = time.monotonic()
    echo.settle()
    # A node that has just been in fault gives way for a detection time: not this is measured.
    pause(pair.case.detection_ms / 1000)
    return {"outage": echo.outage_ms(since, until), "lost": echo.lost(since, until),
        "ifdown": (down - since) * 1000, "back": (up - since) * 1000}


def measure(labs, contestants, runs):
    """Restart each pair in turn; return the rows of each."""
    pairs = [(kind(labs.enter_context(Lab(BUILD))), case) for kind, case in contestants]
    rows = {pair.name: [] for pair, _ in pairs}
    echoes = {}
    for pair, case in pairs:
        pair.start(case)
        echoes[pair.name] = pair.lab.oc.watch_echo()
        settle(pair, pair.lab.n2)
    for number in range(runs):
        for pair, _ in pairs:
            rows[pair.name].append(restart_once(pair, echoes[pair.name]))
        print(f"{time.strftime('%H:%M:%S')}  run {number + 1}: " + ", ".join(
            f"{name} {found[-1]['outage']:.0f} ms" for name, found in rows.items()), flush=True)
    return rows


def summary_of(rows):
    outages = [row["outage"] for row in rows]
    return {"median": median(outages), "least": min(outages), "most": max(outages),
        "runs": len(outages), "lost": median(row["lost"] for row in rows)}


def main():
    given = take_options("restart", "measure a restart of ifupdown beside Debian's keepalived",
        f"{QUICK_RUNS} runs instead of {RUNS}", before=True)
    contestants = [(Fipd, FIPD_CASE), (Default, KEEPALIVED_CASE)]
    if given.before:
        Before.programs = os.path.abspath(given.before)
        contestants.append((Before, FIPD_CASE))
    machine = describe()
    with contextlib.ExitStack() as labs:
        rows = measure(labs, contestants, QUICK_RUNS if given.quick else RUNS)
    machine["load_at_end"] = os.getloadavg()[0]
    summary = {name: summary_of(found) for name, found in rows.items()}
    print(markdown(("", "longest time without an answer", "probes lost (one each ms)", "runs"),
        [(name, "{median:.0f} ms [{least:.0f}-{most:.0f}]".format(**figures),
            f"{figures['lost']:.0f}", str(figures["runs"])) for name, figures in summary.items()]))
    print(f"on {machine['text']}")
    write_json(given.json, {"machine": machine, "summary": summary, "runs": rows})


main()
