"""A day of a pair before the eyes of every management system, each of them the real one.

Active crashes, comes home, fipd is killed, snmpd stops where the F-IPs are, fipd-agentx is
killed, maintenance, a planned move: each system must show of each node what is true, and nothing else.  A table tells how long each
took; no time of it is asserted.
"""

import json
import os
import shutil
import tempfile
import time

from lab.case import LabCase
from lab.wait import wait_until
from packs import write_packs
from stations.icinga import Icinga
from stations.prometheus import Alertmanager, Prometheus
from stations.snmptt import Snmptt
from stations.station import CRITICAL, OK, POLL_S, UNKNOWN, WARNING
from stations.zabbix import Zabbix

LIMIT_S = 60  # four times as long on a busy machine
PAIR = "Alertmanager"
TRAPS = "SNMPTT"
ON_NODE = ("Prometheus, native", "Icinga, NRPE")  # what needs no SNMP


class Step:
    """What happens, and what each node must look like then; by_traps and of_pair: what the
    systems that only hear notifications, or tell one color for the pair, must show; on_node:
    what those show that ask the node without SNMP, if it is not the same."""

    def __init__(self, title, act, nodes, of_pair, by_traps, on_node=None):
        def named(colors):
            return dict(zip(("n1", "n2"), colors))
        self.title = title
        self.act = act
        self.nodes = named(nodes)
        self.special = {PAIR: {"pair": of_pair}, TRAPS: named(by_traps),
            **{name: named(on_node or nodes) for name in ON_NODE}}

    def expected(self, station):
        return self.special.get(station.name, self.nodes)


class TestLive(LabCase):
    def setUp(self):
        super().setUp()
        self.packs = tempfile.mkdtemp(prefix="fipd-packs-")
        self.addCleanup(shutil.rmtree, self.packs)
        write_packs(self.packs, poll_s=POLL_S)
        self.snmptt = Snmptt(self.lab, self.packs)
        self.zabbix = Zabbix(self.lab, self.packs, lambda: self.snmptt.log)
        self.prometheus = [Prometheus(self.lab, self.packs, source)
            for source in ("native", "snmp")]
        self.icinga = [Icinga(self.lab, self.packs, service)
            for service in ("fipd", "fipctl check")]
        self.stations = [self.snmptt, *self.prometheus, Alertmanager(self.lab, self.packs),
            *self.icinga, self.zabbix]
        self.table = []
        self.shown_panels = set()  # of the dashboard, those that have had something to show
        self.nrpe = {}

    # The pair

    def start_node(self, node):
        """Start everything that a node runs, as its boot does."""
        node.start_fipd()
        self.start_watchers(node)
        node.start_agent()

    def start_watchers(self, node):
        """Start what a node is asked by."""
        node.start_snmpd()
        node.start_web()
        self.nrpe[node.name] = self.icinga[1].start_nrpe(node)

    def power_off(self, node):
        """Stop all at once: a fipd that sees the cable go would still tell it, and it is
        sent when the node is back."""
        for process in (node.fipd, node.agent, node.snmpd, node.web, self.nrpe[node.name]):
            process.kill()
        node.kill_strays()
        self.network.cut(node.name)
        for address in node.floating():
            node.run(["ip", "address", "del", f"{address['local']}/{address['prefixlen']}",
                "dev", node.interface])

    def power_on(self, node):
        """Start a node again; return when the F-IPs have come home."""
        self.network.mend(node.name)
        self.start_node(node)
        self.lab.wait_roles("active", "standby", 60)

    def stop_watchers(self, node):
        """Stop snmpd in good order, and what else the node is asked by."""
        node.snmpd.terminate()
        node.web.kill()
        self.nrpe[node.name].kill()

    def switch_over_and_back(self):
        for first, second in (("standby", "active"), ("active", "standby")):
            self.n1.fipctl("switchover")
            self.lab.wait_roles(first, second, 30)

    # The day

    def steps(self):
        n1, n2 = self.n1, self.n2
        well = (OK, OK), OK, (OK, OK)
        return [
            Step("pair is healthy", lambda: None, *well),
            Step("n1, active, loses its power", lambda: self.power_off(n1),
                (UNKNOWN, WARNING), UNKNOWN, (OK, WARNING)),
            Step("n1 is back, and active again", lambda: self.power_on(n1), *well),
            Step("fipd of n2 is killed", lambda: n2.fipd.kill(),
                (WARNING, CRITICAL), CRITICAL, (WARNING, OK)),
            Step("fipd of n2 is started", n2.start_fipd, *well),
            Step("snmpd and fipd-web of n1, active, stop", lambda: self.stop_watchers(n1),
                (UNKNOWN, OK), UNKNOWN, (UNKNOWN, OK)),
            Step("snmpd and fipd-web of n1 are back", lambda: self.start_watchers(n1), *well),
            Step("fipd-agentx of n2 is killed", lambda: n2.agent.kill(),
                (OK, UNKNOWN), UNKNOWN, (OK, OK), (OK, OK)),
            Step("fipd-agentx of n2 is started", n2.start_agent, *well),
            Step("n2 is in maintenance", lambda: n2.fipctl("maintenance", "on"),
                (WARNING, WARNING), WARNING, (OK, OK)),
            Step("maintenance is over", lambda: n2.fipctl("maintenance", "off"), *well),
            Step("a switchover and back", self.switch_over_and_back, *well),
        ]

    def play(self, step):
        """Do what the step says; wait until all systems show it, and note when each did."""
        started = time.monotonic()
        step.act()
        seconds, shown = {}, {}

        def all_show_it():
            for station in self.stations:
                shown[station.name] = station.colors()
                if shown[station.name] == step.expected(station):
                    seconds.setdefault(station.name, time.monotonic() - started)
                else:
                    seconds.pop(station.name, None)
            return len(seconds) == len(self.stations)

        wait_until(all_show_it, LIMIT_S, lambda: f"{step.title}: " + "; ".join(
            f"{station.name} shows {shown.get(station.name)}, "
            f"not {step.expected(station)}" for station in self.stations
            if station.name not in seconds), 0.3)
        self.shown_panels |= self.panels_with_series()
        self.table.append((step.title, seconds))
        print(f"  {step.title}: {max(seconds.values()):.1f} s", flush=True)

    def test_a_day_of_the_pair(self):
        self.lab.configure(failback_delay="1 s")
        for node in self.lab.nodes:
            self.icinga[1].admit(node)
            self.start_node(node)
        self.lab.wait_roles("active", "standby", 30)
        for station in self.stations:
            station.start()
        for station in self.stations:
            wait_until(station.is_ready, LIMIT_S, f"{station.name} is ready", 0.3)
        try:
            for step in self.steps():
                self.play(step)
        finally:
            self.print_table()
        self.assert_nothing_else()

    def print_table(self):
        names = [station.name for station in self.stations]
        width = max(len(title) for title, _ in self.table) if self.table else 10
        print(f"\n| {'seconds until shown':{width}} | " + " | ".join(names) + " |")
        print("|" + "---|" * (len(names) + 1))
        for title, seconds in self.table:
            print(f"| {title:{width}} | " + " | ".join(
                f"{seconds[name]:{len(name)}.1f}" for name in names) + " |", flush=True)

    def panels(self):
        with open(os.path.join(self.packs, "grafana", "fipd.json")) as file:
            return json.load(file)["panels"]

    def panels_with_series(self):
        """Run each query of the Grafana dashboard; return which had series."""
        return {panel["title"] for panel in self.panels() for target in panel["targets"]
            if self.prometheus[0].query(target["expr"].replace("$pair", "lab"))}

    # Nothing else

    def assert_nothing_else(self):
        """No system has raised anything but what the steps were about."""
        n1, n2 = self.lab.nodes
        for source in self.prometheus:
            unknown = (n1, n2) if source.source == "snmp" else (n1,)
            self.assertEqual({("FipdCritical", source.instance(n2)),
                *(("FipdUnknown", source.instance(node)) for node in unknown),
                *(("FipdWarning", source.instance(node)) for node in (n1, n2))},
                source.ever_fired(), source.name)
        self.assertEqual({panel["title"] for panel in self.panels()}, self.shown_panels)
        self.assertEqual("", self.snmptt.unknown_traps())
        self.assertEqual([], self.zabbix.unsupported())
        self.assertEqual({("n1", "peerLost"), ("n2", "peerLost"), ("n2", "failover")},
            {(node, told.words["kind"]) for node, told in self.snmptt.raised()})
        self.assertEqual(sorted((node, told.text) for node, told in self.snmptt.raised()),
            self.zabbix.raised_by_traps())
        self.assertEqual(set(), self.zabbix.alarms(), "alarms that no notification ended")
        self.assertEqual([], [name for _, name, _ in self.zabbix.ever_raised()
            if "*UNKNOWN*" in name], "names that Zabbix could not complete")
        self.assertEqual({"n2"}, {node for node, name, _ in self.zabbix.ever_raised()
            if name.startswith("fipd: critical")})
