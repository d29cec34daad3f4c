"""feed - what fipd, fipd-agentx and fipd-web use while nothing happens, with 1,000 F-IPs.

n1 is active at 100 ms x 5 and has both clients.  Builds that are compared idle at the same
time, each in a lab of its own.
"""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.lab import Lab
from lab.wait import wait_until

from command import BUILD, markdown, take_options, write_json
from contestant import RAISED, family
from machine import describe
from measures import fips_of
from usage import cpu_ms

FIPS = 1000
INTERVAL_MS = 100
SETTLE_S = 5  # all F-IPs are announced, and the agent has its rows


def start(lab):
    lab.configure(interval=f"{INTERVAL_MS} ms", count=5, pac="on", failback="manual",
        fips=[f"{fip}/24" for fip in fips_of(FIPS)])
    for node in lab.nodes:
        node.start_fipd(wrap=RAISED)
    lab.wait_roles("active", "standby", 60)
    node = lab.n1
    node.start_snmpd()
    node.start_agent()
    node.start_web()
    wait_until(lambda: "connected to snmpd" in node.agent.output(), 30, "the agent is there")
    return {"fipd": family(node.fipd.pid), "fipd-agentx": [node.agent.pid],
        "fipd-web": [node.web.pid]}


def idle(groups, seconds):
    """Return what each group of processes used meanwhile, in ms a second."""
    before = {name: cpu_ms(processes) for name, processes in groups.items()}
    since = time.monotonic()
    time.sleep(seconds)
    span_s = time.monotonic() - since
    return {name: (cpu_ms(processes) - before[name]) / span_s
        for name, processes in groups.items()}


def measure(builds, seconds):
    labs = [Lab(build) for build in builds.values()]
    try:
        groups = {}
        for build, lab in zip(builds, labs):
            lab.__enter__()
            groups |= {(build, name): found for name, found in start(lab).items()}
        time.sleep(SETTLE_S)
        return idle(groups, seconds)
    finally:
        for lab in labs:
            lab.close()


def main():
    given = take_options("feed", "measure what it costs to keep idle subscribers informed",
        "10 s instead of 60", before=True)
    builds = {"this build": BUILD}
    if given.before:
        builds["before"] = os.path.abspath(given.before)
    found = measure(builds, 10 if given.quick else 60)
    print(markdown((f"CPU, ms a second, {FIPS:,} F-IPs", *builds),
        [(name, *[f"{found[build, name]:.2f}" for build in builds])
            for name in ("fipd", "fipd-agentx", "fipd-web")]))
    machine = describe()
    print(f"on {machine['text']}")
    write_json(given.json, {"machine": machine, "results":
        {build: {name: found[build, name] for each, name in found if each == build}
            for build in builds}})


main()
