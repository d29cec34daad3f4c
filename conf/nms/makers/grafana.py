"""grafana - fipd.json: all pairs on one page, and one pair in detail.

Each query takes both sources, fipd-web's metrics and those of snmp_exporter.  What counts all
pairs reads what the rules of prometheus/ record, so that 1,000 pairs cost a page nothing.
"""

import json

VERDICT = '(fipdVerdict{{{0}}} or fipd_verdict{{{0}}})'
ACTIVE = '(fipdRole{{fipdRole="active",{0}}} or fipd_role{{state="active",{0}}})'
PAIR = 'pair=~"$pair"'
PAIRS = "(fipd:snmp:pair_verdict or fipd:native:pair_verdict)"
PAIRS_ACTIVE = "(fipd:snmp:pair_active or fipd:native:pair_active)"
COLORS = (("0", "ok", "green"), ("1", "warning", "yellow"), ("2", "critical", "red"),
    ("3", "unknown", "purple"))


def fraction(name, snmp):
    return f"(rate({snmp}{{{PAIR}}}[5m]) or rate({name}{{{PAIR}}}[5m]))"


# Title, kind of panel, query, legend, width and height.
PANELS = (
    ("Pairs that are ok", "stat", f"count({PAIRS} == 0) or vector(0)", "ok", 4, 4),
    ("Pairs with a warning", "stat", f"count({PAIRS} == 1) or vector(0)", "warning", 4, 4),
    ("Pairs that are critical", "stat", f"count({PAIRS} == 2) or vector(0)", "critical", 4, 4),
    ("Pairs without exactly one active node", "stat",
        f"count({PAIRS_ACTIVE} != 1) or vector(0)", "pairs", 6, 4),
    ("Nodes that do not answer", "stat",
        'count(up{job=~"fipd|fipd-snmp"} == 0) or vector(0)', "nodes", 6, 4),
    ("Pairs that are not ok", "table", f"sort_desc({PAIRS} > 0)", "{{pair}}", 24, 8),
    ("Verdict", "state-timeline", VERDICT.format(PAIR), "{{pair}} {{instance}}", 12, 8),
    ("Active", "state-timeline", ACTIVE.format(PAIR), "{{pair}} {{instance}}", 12, 8),
    ("Changes of the active node, a day", "timeseries",
        f"changes({PAIRS_ACTIVE.split(' or ')[0][1:]}[1d]) or "
        f"changes({PAIRS_ACTIVE.split(' or ')[1][:-1]}[1d])", "{{pair}}", 12, 8),
    ("Heartbeats lost a second", "timeseries", fraction("fipd_link_lost_total",
        "fipdLinkLost"), "{{pair}} {{instance}} {{link}}{{fipdLinkName}}", 12, 8),
)


def thresholds(kind):
    if kind != "state-timeline":
        return {"mode": "absolute", "steps": [{"color": "blue", "value": None}]}
    return {"mode": "absolute", "steps": [
        {"color": color, "value": None if value == "0" else int(value)}
        for value, _, color in COLORS]}


def mappings(title):
    if title != "Verdict":
        return []
    return [{"type": "value", "options": {value: {"text": text, "color": color, "index": index}
        for index, (value, text, color) in enumerate(COLORS)}}]


def panel(number, place, spec):
    title, kind, query, legend, width, height = spec
    return {"id": number, "title": title, "type": kind,
        "datasource": {"type": "prometheus", "uid": "${datasource}"},
        "gridPos": {"x": place[0], "y": place[1], "w": width, "h": height},
        "fieldConfig": {"defaults": {"thresholds": thresholds(kind),
            "mappings": mappings(title)}, "overrides": []},
        "targets": [{"refId": "A", "expr": query, "legendFormat": legend,
            "instant": kind in ("stat", "table"),
            "format": "table" if kind == "table" else "time_series"}]}


def panels():
    x = y = 0
    made = []
    for number, spec in enumerate(PANELS, 1):
        width, height = spec[4:]
        made.append(panel(number, (x, y), spec))
        x += width
        if x >= 24:
            x, y = 0, y + height
    return made


def make(_):
    variables = [
        {"name": "datasource", "type": "datasource", "query": "prometheus"},
        {"name": "pair", "type": "query", "includeAll": True, "multi": True,
            "datasource": {"type": "prometheus", "uid": "${datasource}"},
            "query": "label_values(up, pair)", "refresh": 2},
    ]
    dashboard = {"uid": "fipd", "title": "fipd: pairs", "schemaVersion": 37,
        "description": "Made by conf/nms/generate.", "tags": ["fipd"], "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"}, "templating": {"list": variables},
        "panels": panels()}
    return {"grafana/fipd.json": json.dumps(dashboard, indent=1, ensure_ascii=False) + "\n"}
