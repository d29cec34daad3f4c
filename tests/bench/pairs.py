"""pairs - what 1,000 pairs cost a Prometheus with snmp_exporter, by the packs of conf/nms.

All of it in one namespace: 2,000 played agents, the exporter and Prometheus with the shipped
rules, at the intervals that people use.  Then some nodes become critical.
"""

import json
import os
import sys
import tempfile
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.dirname(HERE), os.path.join(TOP, "conf", "nms"),
    os.path.join(TOP, "tests", "snmp")]

import ber
from lab.host import Host
from lab.wait import wait_until
from makers.facts import Facts
from makers.grafana import PANELS

from command import BUILD, markdown, take_options, write_json
from contestant import family
from machine import describe
from usage import cpu_ms, memory_kib

PAIRS = 1000
INTERVAL_S = 30
FAULTY = 20
PACKS = os.path.join(TOP, "conf", "nms")
CONFIG = """\
global: {{scrape_interval: {interval}s, scrape_timeout: 10s, evaluation_interval: 15s}}
rule_files: ["{packs}/prometheus/fipd.snmp.rules.yml"]
scrape_configs:
  - job_name: fipd-snmp
    metrics_path: /snmp
    params: {{module: [fipd]}}
    file_sd_configs: [{{files: ["{targets}"]}}]
    relabel_configs:
      - {{source_labels: [__address__], target_label: __param_target}}
      - {{source_labels: [__param_target], target_label: instance}}
      - {{target_label: __address__, replacement: "127.0.0.1:9116"}}
"""
# What a node answers: a list has FIPD-MIB's word for the active node and for the standby.
SCALARS = {"fipdVerdict": ["ok", "ok"], "fipdVerdictText": "as it should be",
    "fipdNodeName": "{node}", "fipdPairName": "{pair}",
    "fipdCoreStatus": ["connected", "connected"], "fipdRole": ["active", "standby"],
    "fipdMaintenance": ["false", "false"], "fipdPeerState": ["up", "up"],
    "fipdAlarmCount": 0, "fipdNotificationsDropped": 0}
COLUMNS = {"fipdLinkName": ((1,), "eth0"), "fipdLinkState": ((1,), ["up", "up"]),
    "fipdAddressState": ((1, 4, 192, 168, 0, 100), ["held", "absent"])}
TAGS = {"Gauge32": ber.UNSIGNED, "Counter32": ber.COUNTER}


def variables(facts):
    """Return what a played node answers, as played_agents.py reads it."""
    found = []
    for name, (index, value) in {**{name: ((0,), value) for name, value in SCALARS.items()},
            **COLUMNS}.items():
        tag = ber.OCTETS if isinstance(value, str) else TAGS.get(facts.type_of(name),
            ber.INTEGER)
        if isinstance(value, list):
            value = [facts.words(name)[word] for word in value]
        found.append((tuple(map(int, facts.oid(name).split("."))) + index, tag, value))
    return found


def address(number, node):
    return f"127.{node}.{number // 256}.{number % 256}"


class Center:
    """The namespace with agents, exporter and Prometheus."""

    def __init__(self, folder):
        self.host = Host("center", os.path.join(folder, "center"))
        self.faults = self.write("faults", "")
        facts = Facts(os.path.join(TOP, "mib", "FIPD-MIB.txt"), os.path.join(BUILD, "mibs"),
            os.path.join(TOP, "core", "logic", "model", "events.def"))
        told = self.write("facts.json", json.dumps({"variables": variables(facts),
            "verdict": [*map(int, facts.instance("fipdVerdict").split("."))]}))
        targets = self.write("targets.json", json.dumps([
            {"targets": [address(number, 1), address(number, 2)],
                "labels": {"pair": f"pair{number:04}"}} for number in range(PAIRS)]))
        config = self.write("prometheus.yml", CONFIG.format(interval=INTERVAL_S, packs=PACKS,
            targets=targets))
        self.programs = {
            "played agents": self.host.start("agents", ["/usr/bin/python3", "-B",
                os.path.join(HERE, "played_agents.py"), told, self.faults]),
            "snmp_exporter": self.host.start("exporter", ["prometheus-snmp-exporter",
                f"--config.file={PACKS}/snmp_exporter/snmp-0.21.yml",
                "--web.listen-address=127.0.0.1:9116"]),
            "Prometheus": self.host.start("prometheus", ["prometheus",
                f"--config.file={config}", f"--storage.tsdb.path={self.host.path('data')}",
                "--web.listen-address=127.0.0.1:9090"]),
        }

    def write(self, name, text):
        path = self.host.path(name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def api(self, path):
        url = f"http://127.0.0.1:9090/api/v1/{path}"
        done = self.host.run(["curl", "-sg", "-m", "60", url], check=False)
        try:
            return json.loads(done.stdout)["data"]
        except (ValueError, KeyError):
            return None

    def query(self, expression):
        found = self.api("query?" + urllib.parse.urlencode({"query": expression}))
        return [float(each["value"][1]) for each in found["result"]] if found else []

    def number(self, expression):
        return next(iter(self.query(expression)), 0.0)

    def pids(self):
        return {name: family(process.pid) for name, process in self.programs.items()}

    def break_nodes(self, count):
        """Let the standby of so many pairs be critical; return until all are alerted, s."""
        started = time.monotonic()
        self.write("faults", "\n".join(address(number, 2) for number in range(count)))
        wait_until(lambda: self.number(
            'count(ALERTS{alertname="FipdCritical",alertstate="firing"})') == count, 120,
            "all of them are alerted", 0.5)
        return time.monotonic() - started

    def page(self):
        """Return how long all queries of the dashboard took, for all pairs, ms."""
        started = time.monotonic()
        for panel in PANELS:
            self.query(panel[2].replace("$pair", ".*"))
        return (time.monotonic() - started) * 1000


def measure(center, seconds):
    wait_until(lambda: center.number('sum(up{job="fipd-snmp"})') == 2 * PAIRS,
        4 * INTERVAL_S, "all agents are heard", 1)
    pids = center.pids()
    before, since = {name: cpu_ms(each) for name, each in pids.items()}, time.monotonic()
    time.sleep(seconds)
    span_s = time.monotonic() - since
    found = {"cpu": {name: (cpu_ms(each) - before[name]) / span_s
        for name, each in pids.items()}}
    found["rss_mib"] = {name: memory_kib(each, "smaps_rollup", "Rss") / 1024
        for name, each in pids.items()}
    found["scrape_ms"] = [1000 * center.number(f"{what}(scrape_duration_seconds)")
        for what in ("avg", "max")]
    found["lost"] = center.number("count(up == 0) or vector(0)")
    found["rules_ms"] = 1000 * sum(group["evaluationTime"]
        for group in center.api("rules")["groups"])
    found["series"] = center.api("status/tsdb")["headStats"]["numSeries"]
    found["page_ms"] = center.page()
    found["other_alerts"] = center.number("count(ALERTS) or vector(0)")
    found["alerted_s"] = center.break_nodes(FAULTY)
    return found


def rows_of(found):
    yield "a scrape of one node: mean, longest", "{:.0f}, {:.0f} ms".format(*found["scrape_ms"])
    for name in found["cpu"]:
        yield (f"{name}: CPU, memory", f"{found['cpu'][name]:.0f} ms a second, "
            f"{found['rss_mib'][name]:.0f} MiB")
    yield "series; nodes not heard; alerts of healthy pairs", \
        f"{found['series']}; {found['lost']:.0f}; {found['other_alerts']:.0f}"
    yield "all rules once", f"{found['rules_ms']:.0f} ms"
    yield "all queries of the dashboard, all pairs", f"{found['page_ms']:.0f} ms"
    yield f"{FAULTY} nodes turn critical: until all are alerted", f"{found['alerted_s']:.0f} s"


def main():
    given = take_options("pairs", f"measure what {PAIRS} pairs cost Prometheus",
        "one minute instead of five")
    with tempfile.TemporaryDirectory(prefix="fipd-pairs-") as folder:
        center = Center(folder)
        try:
            found = measure(center, 60 if given.quick else 300)
        finally:
            center.host.close()
    print(markdown((f"{PAIRS:,} pairs, a poll each {INTERVAL_S} s", ""), rows_of(found)))
    machine = describe()
    print(f"on {machine['text']}")
    write_json(given.json, {"machine": machine, "results": found})


main()
