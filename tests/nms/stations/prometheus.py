"""prometheus - Prometheus with both sources of metrics, snmp_exporter and Alertmanager."""

import urllib.parse

from .station import CRITICAL, OK, POLL_S, UNKNOWN, WARNING, Station

EXPORTER, PROMETHEUS, ALERTMANAGER = 9116, 9090, 9093
CONFIG = """\
global:
  scrape_interval: {poll}s
  scrape_timeout: {poll}s
  evaluation_interval: 1s
rule_files: [{rules}]
alerting:
  alertmanagers:
    - static_configs: [{{targets: ["127.0.0.1:{alertmanager}"]}}]
scrape_configs:
  - job_name: fipd
    honor_labels: true
    static_configs:
      - targets: ["192.168.0.1:7900", "192.168.0.2:7900"]
        labels: {{pair: lab}}
  - job_name: fipd-snmp
    metrics_path: /snmp
    params: {{module: [fipd]}}
    static_configs:
      - targets: [192.168.0.1, 192.168.0.2]
        labels: {{pair: lab}}
    relabel_configs:
      - {{source_labels: [__address__], target_label: __param_target}}
      - {{source_labels: [__param_target], target_label: instance}}
      - {{target_label: __address__, replacement: "127.0.0.1:{exporter}"}}
"""


class Prometheus(Station):
    """One of the two sources of one Prometheus; the first one starts the programs."""

    def __init__(self, lab, packs, source):
        super().__init__(lab, packs)
        self.source = source
        self.name = "Prometheus, " + {"snmp": "snmp_exporter", "native": "native"}[source]

    def start(self):
        if self.source != "native":
            return
        rules = [self.pack("prometheus", f"fipd.{source}.rules.yml")
            for source in ("snmp", "native")]
        config = self.write("prometheus/prometheus.yml", CONFIG.format(poll=POLL_S,
            rules=", ".join(rules), alertmanager=ALERTMANAGER, exporter=EXPORTER))
        self.oc.start("snmp_exporter", ["prometheus-snmp-exporter",
            f"--config.file={self.pack('snmp_exporter', 'snmp-0.21.yml')}",
            f"--web.listen-address=127.0.0.1:{EXPORTER}"])
        self.oc.start("alertmanager", ["prometheus-alertmanager",
            f"--config.file={self.pack('alertmanager', 'alertmanager.yml')}",
            f"--storage.path={self.oc.path('alertmanager')}", "--cluster.listen-address=",
            f"--web.listen-address=127.0.0.1:{ALERTMANAGER}"])
        self.oc.start("prometheus", ["prometheus", f"--config.file={config}",
            f"--storage.tsdb.path={self.oc.path('prometheus', 'data')}",
            f"--web.listen-address=127.0.0.1:{PROMETHEUS}"])

    def is_ready(self):
        return bool(self.query("up"))

    def query(self, expression):
        """Return the samples of an expression as [(labels, value)]."""
        answer = self.fetch(f"http://127.0.0.1:{PROMETHEUS}/api/v1/query?"
            + urllib.parse.urlencode({"query": expression}))
        if not answer or answer["status"] != "success":
            return None
        return [(each["metric"], float(each["value"][1])) for each in answer["data"]["result"]]

    def firing(self):
        return [labels for labels, _ in
            self.query(f'ALERTS{{alertstate="firing",source="{self.source}"}}') or ()]

    def instance(self, node):
        return node.address + (":7900" if self.source == "native" else "")

    def colors(self):
        """The gravest alert of each node; without a sample of its verdict it is unknown."""
        firing = self.firing()
        metric = {"snmp": "fipdVerdict", "native": "fipd_verdict"}[self.source]
        judged = {labels["instance"] for labels, _ in self.query(metric) or ()}
        colors = {}
        for node in self.lab.nodes:
            names = {labels["alertname"] for labels in firing
                if labels.get("instance") == self.instance(node)}
            colors[node.name] = next((color for name, color in (("FipdCritical", CRITICAL),
                ("FipdUnknown", UNKNOWN), ("FipdWarning", WARNING)) if name in names),
                OK if self.instance(node) in judged else "no verdict")
        return colors

    def ever_fired(self):
        """Return all alerts of this source that have fired so far, as {(name, instance)}."""
        return {(labels["alertname"], labels.get("instance")) for labels, _ in self.query(
            f'last_over_time(ALERTS{{alertstate="firing",source="{self.source}"}}[1h])') or ()}


class Alertmanager(Station):
    """What a person is told: alerts that are neither silenced nor inhibited."""

    name = "Alertmanager"

    def start(self):
        """Prometheus starts it."""

    def alerts(self):
        return self.fetch(f"http://127.0.0.1:{ALERTMANAGER}/api/v2/alerts")

    def is_ready(self):
        return self.alerts() is not None

    def told(self):
        """Return the names of the alerts that are sent."""
        return {alert["labels"]["alertname"] for alert in self.alerts() or ()
            if alert["status"]["state"] == "active"}

    def colors(self):
        """One color for the pair, as one message is sent for it."""
        told = self.told()
        if told & {"FipdCritical", "FipdNoActive", "FipdTwoActive", "FipdPairUnheard"}:
            color = CRITICAL
        elif "FipdUnknown" in told:
            color = UNKNOWN
        else:
            color = WARNING if "FipdWarning" in told else OK
        return {"pair": color}
