"""prometheus - alert rules, for fipd-web's own metrics and for those of snmp_exporter.

Both are made of one list, so that they agree: a rule is a condition on what a source calls
its metrics.  Each target, or each metric, has the label pair; the rules count per pair.
"""

from .yamltext import dump

ANSWER_S = 10  # an answer comes within that, after it was asked for


class Source:
    """How one source names things: PromQL that gives 1 or 0, with instance and pair."""

    def __init__(self, name, job, verdict, active, told):
        self.name = name
        self.job = job
        self.verdict = verdict  # of a node: 0 to 3
        self.active = active  # 1 for each node that is active
        self.told = told  # the annotation that tells why
        self.up = f'up{{job="{job}"}}'
        # Each node of which nothing is known: no answer, no verdict in it, or "unknown".
        self.unheard = f"({self.up} unless on (instance) {verdict} < 3)"


SNMP = Source("snmp", "fipd-snmp", "fipdVerdict", 'fipdRole{fipdRole="active"}',
    "{{ with printf \"fipdVerdictText{instance='%s'}\" $labels.instance | query }}"
    "{{ . | first | label \"fipdVerdictText\" }}{{ end }}")
NATIVE = Source("native", "fipd", "fipd_verdict", 'fipd_role{state="active"}',
    "On the node: fipctl check")


def alert(name, expression, wait, severity, summary, description):
    """Return one rule; it waits before it fires, if a time is given."""
    rule = {"alert": name, "expr": expression}
    if wait:
        rule["for"] = wait
    rule["labels"] = {"severity": severity}
    rule["annotations"] = {"summary": summary, "description": description}
    return rule


def pair_rules(source, twice):
    """Return the rules that count the nodes of a pair.

    The nodes are polled one after the other, so a planned move can look for one poll as if
    no node, or both, were active: these rules wait.
    """
    active = f"(sum by (pair) ({source.active}) or 0 * count by (pair) ({source.up}))"
    unheard = f"count by (pair) {source.unheard}"
    where = "pair {{ $labels.pair }}"
    return [
        alert("FipdNoActive", f"{active} == 0 unless on (pair) {source.unheard}", twice,
            "critical", f"{where}: no node holds the F-IPs",
            "Both nodes are heard, and neither is active."),
        alert("FipdTwoActive", f"{active} > 1", twice, "critical",
            f"{where}: both nodes hold the F-IPs",
            "Stop fipd on the node that must not be active."),
        alert("FipdPairUnheard", f"{unheard} == count by (pair) ({source.up})", twice,
            "critical", f"{where}: nothing is known of any node",
            "Nobody answers on its nodes: look whether their users are served."),
    ]


def node_rules(source, twice):
    """Return the rules on one node.

    A critical node is told as warning too, which Alertmanager silences: so what gets worse
    from one to the other is told all the time.
    """
    where = "{{ $labels.instance }} of pair {{ $labels.pair }}"
    return [
        alert("FipdCritical", f"{source.verdict} == 2", twice, "critical",
            f"{where}: critical", source.told),
        alert("FipdWarning", f"{source.verdict} > 0 < 3", twice, "warning",
            f"{where}: warning", source.told),
        alert("FipdUnknown", source.unheard, twice, "unknown",
            f"{where}: nothing is known of it",
            "The node, an agent on it or the way to it is down; the other node tells more."),
    ]


def recordings(source):
    """Return what a page of many pairs asks: computed once, and not by each browser."""
    return [
        {"record": f"fipd:{source.name}:pair_verdict",
            "expr": f"max by (pair) ({source.verdict} < 3)"},
        {"record": f"fipd:{source.name}:pair_active",
            "expr": f"sum by (pair) ({source.active}) or "
                f"0 * count by (pair) ({source.up})"},
    ]


def snmp_only():
    return [alert("FipdNotificationsLost", "increase(fipdNotificationsDropped[10m]) > 0",
        None, "warning", "{{ $labels.instance }} of pair {{ $labels.pair }}: "
        "notifications were dropped", "Read fipdEventTable: the events are there.")]


def rules(source, twice, more=()):
    """Return a rules file; the label source keeps alerts of the two files apart."""
    alerts = [*node_rules(source, twice), *pair_rules(source, twice), *more]
    for rule in alerts:
        rule["labels"]["source"] = source.name
    head = (f"# fipd.{source.name}.rules.yml - alerts on fipd, made by conf/nms/generate.\n"
        f"# For targets of the job {source.job} that have the label pair: README.md.\n"
        f"# What has to be seen by two polls waits for {twice}: --poll.\n")
    return head + dump({"groups": [
        {"name": f"fipd-{source.name}", "rules": [*recordings(source), *alerts]}]})


def make(facts):
    twice = f"{facts.poll_s + ANSWER_S}s"  # longer than until the next poll
    return {"prometheus/fipd.snmp.rules.yml": rules(SNMP, twice, snmp_only()),
        "prometheus/fipd.native.rules.yml": rules(NATIVE, twice)}
