"""snmp - run the benchmark of fipd-agentx beside the least of subagents and keepalived's.

All of it in one lab of two nodes: n1 is polled by the client, on the wire.  A ratio is of
two figures of the same run.
"""

import json
import os
import signal
import sys
import time
from statistics import median

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.lab import Lab
from lab.node import AGENTX, FLOATING
from lab.wait import wait_until

from command import BUILD, markdown, take_options, write_json
from contestant import RAISED, Case, Keepalived
from disturbance import rounds
from machine import describe
from measures import fips_of

POLLER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "poller.py")
ROOT = ".1.3.6.1.4.1.8072.9999.9999.7900"
LEAST_ROOT = ".1.3.6.1.4.1.8072.9999.9999.7899"
LEAST_COUNT = 2000  # variables to walk
OBJECTS = {
    "built in (sysUpTime)": ".1.3.6.1.2.1.1.3.0",
    "least subagent": ".1.3.6.1.4.1.8072.9999.9999.7898.0",
    "fipd (fipdRole)": ROOT + ".1.3.1.0",
}
KEEPALIVED = {"keepalived (vrrpInstanceState)": ".1.3.6.1.4.1.9586.100.5.2.3.1.4.1"}
COUNT = ROOT + ".1.1.8.0"
SEQUENCE = ROOT + ".1.8.4.1.2"
INTERVAL_MS = 100


class Plan:
    def __init__(self, quick):
        self.gets = 300 if quick else 3000
        self.walks = 3 if quick else 20
        self.sets = 20 if quick else 100
        self.traps = 10 if quick else 60
        self.span_s = 5
        self.rounds = 1 if quick else 5


def poll(lab, *words, limit_s=300):
    done = lab.oc.run(["/usr/bin/python3", "-B", POLLER, *map(str, words)], limit_s=limit_s)
    return json.loads(done.stdout.splitlines()[-1])


def start_fipd(lab, fips):
    lab.configure(interval=f"{INTERVAL_MS} ms", count=5, fips=[f"{fip}/24" for fip in fips],
        failback="manual", failback_delay="1 s")
    for each in lab.nodes:
        each.start_fipd(wrap=RAISED)
    lab.wait_roles("active", "standby", 30)
    node = lab.n1
    node.start_snmpd()
    node.start_agent()
    node.start("static_agent", [os.path.join(BUILD, "tests", "bench", "bench_static_agent"),
        AGENTX, str(LEAST_COUNT)])
    for oid in OBJECTS.values():
        wait_until(lambda: answers(lab, oid), 30, f"{oid} answers")


def answers(lab, oid):
    """Return whether an object of n1 can be read; its MIB need not be known here."""
    done = lab.oc.run(["snmpget", "-v2c", "-c", "public", "-On", "-t", "1", "-r", "0",
        lab.n1.address, oid], check=False)
    return done.returncode == 0 and "No Such" not in done.stdout


def gets(plan):
    """GET of fipd's, the least subagent's and a built-in object; keepalived's in its lab."""
    with Lab(BUILD) as lab:
        start_fipd(lab, [FLOATING])
        found = poll(lab, "get", lab.n1.address, plan.gets,
            *[f"{name}={oid}" for name, oid in OBJECTS.items()])
    with Lab(BUILD) as lab:
        lab.n1.start_snmpd()
        Keepalived(lab).start(Case(INTERVAL_MS, 5, [FLOATING], False), "-x", "-A",
            "unix:" + AGENTX)
        oid = next(iter(KEEPALIVED.values()))
        wait_until(lambda: answers(lab, oid), 30, "keepalived's MIB answers")
        return found | poll(lab, "get", lab.n1.address, plan.gets,
            *[f"{name}={oid}" for name, oid in KEEPALIVED.items()])


def walks(plan):
    found = {}
    for count in (10, 1000):
        with Lab(BUILD) as lab:
            start_fipd(lab, fips_of(count))
            found[f"{count} F-IPs"] = walk_both(lab, plan.walks)
    return found


def walk_both(lab, rounds):
    """Walk FIPD-MIB and the least subagent's variables in turn; what fipd's took, and its ratio."""
    ours, least = [], []
    for _ in range(rounds):
        ours.append(poll(lab, "walk", lab.n1.address, 1, ROOT))
        least.append(poll(lab, "walk", lab.n1.address, 1, LEAST_ROOT))
    spans = sorted(each["median"] for each in ours)
    each_us = median(spans) * 1000 / ours[0]["variables"]
    least_us = median(found["median"] * 1000 / found["variables"] for found in least)
    return {"variables": ours[0]["variables"], "median": median(spans), "p99": spans[-1],
        "least_us": least_us, "of_least": each_us / least_us}


def trap_latency(lab, plan):
    """Return how long after the date of its event each trap came, in ms.

    The operator's request goes to the socket: a fipctl would end just when it is measured.
    """
    before = lab.n1.status()["events"]["last_sequence"]
    listener = lab.oc.start("traps", ["/usr/bin/python3", "-B", POLLER, "traps",
        str(plan.traps * 0.4 + 5), SEQUENCE])
    wait_until(lambda: "listening" in listener.output(), 10, "the receiver listens")
    for _ in range(plan.traps):
        lab.n1.ask(op="action", action="switchover")
        time.sleep(0.2)
    wait_until(lambda: not listener.alive(), 120, "the receiver has waited")
    came = {int(number): at for number, at in
        json.loads(listener.output().splitlines()[-1]).items()}
    # A date is cut to whole milliseconds: half of one is lost on average.
    return [came[event["sequence"]] - date_ms(event["date"]) - 0.5
        for event in lab.n1.events(before) if event["sequence"] in came]


def date_ms(text):
    whole, rest = text.rstrip("Z").split(".")
    return (time.mktime(time.strptime(whole + " UTC", "%Y-%m-%dT%H:%M:%S %Z"))
        - time.timezone) * 1000 + int(rest)


def loads(plan):
    with Lab(BUILD) as lab:
        start_fipd(lab, [FLOATING])
        node = lab.n1

        def frozen(seconds):
            node.snmpd.stop()
            time.sleep(seconds)
            node.snmpd.resume()

        def killed(seconds):
            node.agent.popen.send_signal(signal.SIGKILL)
            time.sleep(seconds)
            node.start_agent()

        def polled(seconds):
            return poll(lab, "flood", node.address, seconds, OBJECTS["fipd (fipdRole)"])

        disturbances = {"alone": time.sleep, "polled at the limit": polled,
            "snmpd frozen": frozen, "subagent killed": killed}
        found = rounds(lab, plan.rounds, plan.span_s, disturbances)
        lab.wait_roles("active", "standby", 10)
        back = until_answered(lab, plan)
        found_sets = poll(lab, "set", node.address, plan.sets, COUNT, 5, 6)
        return found, found_sets, trap_latency(lab, plan), back


def until_answered(lab, plan):
    """Kill snmpd and start it again; return how many ms later the MIB answered, each time."""
    spans = []
    for _ in range(plan.walks):
        lab.n1.snmpd.kill()
        lab.n1.start_snmpd()
        since = time.monotonic()
        wait_until(lambda: answers(lab, OBJECTS["fipd (fipdRole)"]), 60,
            "the MIB answers again", 0.01)
        spans.append((time.monotonic() - since) * 1000)
    return spans


def table(results):
    least = results["get"]["least subagent"]["median"]
    rows = []
    for name, found in results["get"].items():
        rows.append((f"GET, {name}", f"{found['median']:.0f} us", f"{found['p99']:.0f} us",
            f"{found['median'] / least:.2f} of the least subagent"))
    for name, found in results["walk"].items():
        rows.append((f"GETBULK walk, {name}: {found['variables']} variables",
            f"{found['median']:.1f} ms", f"{found['p99']:.1f} ms",
            f"{found['median'] * 1000 / found['variables']:.0f} us a variable, "
            f"{found['of_least']:.2f} of the least subagent"))
    rows.append(("SET of one object, on disk", f"{results['set']['median'] / 1000:.1f} ms",
        f"{results['set']['p99'] / 1000:.1f} ms", ""))
    back = results["back"]
    rows.append(("snmpd back to FIPD-MIB answered", f"{median(back):.0f} ms",
        f"{max(back):.0f} ms", ""))
    traps = results["traps"]
    rows.append((f"event to trap, {len(traps)} of them", f"{median(traps):.1f} ms",
        f"{max(traps):.1f} ms", ""))
    alone = results["load"]["alone"]
    for name, found in results["load"].items():
        more = f", {found['per_second']:.0f} GETs a second" if "per_second" in found else ""
        rows.append((f"gap between beats at 100 ms, {name}{more}",
            f"{found['median_gap_ms']:.1f} ms", f"{found['largest_gap_ms']:.1f} ms",
            f"fipd's CPU {found['cpu_ms_per_s'] / alone['cpu_ms_per_s']:.2f} of alone"))
    return markdown(("what", "median", "p99 or largest", "beside"), rows)


def main():
    given = take_options("snmp", "measure what SNMP costs fipd and its clients",
        "few rounds: about a minute")
    plan, machine = Plan(given.quick), describe()
    results = {"get": gets(plan), "walk": walks(plan)}
    results["load"], results["set"], results["traps"], results["back"] = loads(plan)
    print(table(results))
    print(f"on {machine['text']}")
    write_json(given.json, {"machine": machine, "results": results})


main()
