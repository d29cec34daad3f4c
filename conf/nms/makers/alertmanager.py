"""alertmanager - alertmanager.yml: one message for a pair, the gravest alert of it."""

from .yamltext import dump

HEAD = """\
# alertmanager.yml - routes and inhibition for fipd's alerts, made by conf/nms/generate.
# Put your receiver in; or take route and inhibit_rules into your own file.
"""


def inhibit(source, target, *more):
    """Return the rule: of one pair, alerts that match source silence those of target."""
    return {"source_matchers": [source], "target_matchers": [target],
        "equal": ["pair", *more]}


def make(_):
    ours = 'alertname=~"Fipd.*"'
    return {"alertmanager/alertmanager.yml": HEAD + dump({
        "route": {"receiver": "operators", "routes": [
            {"matchers": [ours], "receiver": "operators", "group_by": ["pair"],
                "group_wait": "10s", "group_interval": "1m", "repeat_interval": "4h"}]},
        "inhibit_rules": [
            inhibit('alertname=~"FipdNoActive|FipdTwoActive"',
                'alertname=~"Fipd(Critical|Warning)"'),
            inhibit('alertname="FipdCritical"', 'alertname="FipdWarning"'),
            # That a node is unknown is never less than what another one says of itself.
            inhibit('alertname="FipdPairUnheard"', 'alertname="FipdUnknown"', "source"),
        ],
        "receivers": [{"name": "operators"}],
    })}
