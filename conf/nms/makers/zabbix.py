"""zabbix - the templates for Zabbix 6 and 7: polls, discovery of F-IPs and links, traps.

What is wrong is one object's value (fipdVerdict), so that no trigger joins two polls: in a
planned move two of them belong to two moments.  Traps open and close problems of their own,
each under the number of its alarm (snmptt/snmptt.conf.fipd writes them).
"""

import hashlib
import uuid

from .yamltext import dump

TEMPLATE = "fipd by SNMP"
GROUP = "Templates/High availability"
TRAP_KEY = 'snmptrap["fipd (RAISE|CLEAR|NOTE) "]'
ANSWERS_KEY = "zabbix[host,snmp,available]"
TEXT_TYPES = ("SnmpAdminString", "OctetString", "DateAndTime")
# What is polled of each node, beside the counters.
POLLED = ("fipdVerdict", "fipdVerdictText", "fipdRole", "fipdRoleReasonText",
    "fipdMaintenance", "fipdPeerState", "fipdNodeName", "fipdPairName", "fipdVersion",
    "fipdConfigInSync", "fipdAlarmCount", "fipdTakeoverDuration", "fipdFailovers",
    "fipdFailbacks", "fipdSwitchovers", "fipdNotificationsDropped")
DISCOVERIES = (
    ("F-IPs", "FIP", "fipdAddressText", ("fipdAddressState", "fipdAddressConflicts")),
    ("Links", "LINK", "fipdLinkName", ("fipdLinkState", "fipdLinkLost",
        "fipdLinkRoundTrip", "fipdLinkDowns", "fipdLinkAuthFailures")),
)
PRIORITIES = {"critical": "DISASTER", "major": "HIGH", "minor": "AVERAGE"}
MACROS = (("{$FIPD.INTERVAL}", "{0}s", "Between two polls"),
    ("{$FIPD.SILENCE}", "{1}s", "Without an answer for so long, the node is unknown"),
    ("{$FIPD.DISCOVERY}", "1h", "Between two looks for new F-IPs and links"))


def made_id(*words):
    """Return a UUID of version 4, the same for the same words each time."""
    digest = hashlib.md5("/".join(("fipd", *words)).encode()).digest()
    return uuid.UUID(bytes=digest, version=4).hex


def speak(name):
    """fipdPeerState -> Peer state"""
    text = "".join(" " + letter.lower() if letter.isupper() else letter
        for letter in name.removeprefix("fipd")).strip()
    return text[0].upper() + text[1:]


class Writer:
    """Makes the template of one version of Zabbix."""

    def __init__(self, facts, version):
        self.facts = facts
        self.version = version
        self.maps = {}  # the value maps that items use

    # Items

    def item(self, name, suffix="", index=".0", more=""):
        """Return the item of one object; suffix is for its key, more for its name."""
        item = {
            "uuid": made_id("item", name), "name": speak(name) + more,
            "type": "SNMP_AGENT", "snmp_oid": self.facts.oid(name) + index,
            "key": f"{name}{suffix}", "delay": "{$FIPD.INTERVAL}",
            "description": self.facts.describe(name),
            "tags": [{"tag": "component", "value": "fipd"}]}
        kind = self.facts.type_of(name)
        words = self.facts.words(name) if kind not in TEXT_TYPES else {}
        if kind in TEXT_TYPES:
            item |= {"value_type": "CHAR", "trends": "0"}
        elif words:
            item["valuemap"] = {"name": self.map_of(name, kind, words)}
        elif self.facts.unit(name) in ("milliseconds", "seconds"):
            item["units"] = {"milliseconds": "ms", "seconds": "s"}[self.facts.unit(name)]
        return item

    def map_of(self, name, kind, words):
        """Return the name of the value map of an enumeration; keep the map."""
        title = speak(kind if kind not in ("Enumeration", None) else name)
        self.maps[title] = words
        return title

    def trap_item(self):
        return {"uuid": made_id("traps"), "name": "Notifications", "type": "SNMP_TRAP",
            "key": TRAP_KEY, "value_type": "LOG", "trends": "0", "delay": "0",
            "description": "The lines that SNMPTT writes by snmptt.conf.fipd.",
            "tags": [{"tag": "component", "value": "fipd"}],
            "triggers": [self.trap_trigger(severity) for severity in PRIORITIES]}

    def answers_item(self):
        return {"uuid": made_id("answers"), "name": "SNMP agent answers", "type": "INTERNAL",
            "key": ANSWERS_KEY, "delay": "{$FIPD.INTERVAL}",
            "tags": [{"tag": "component", "value": "fipd"}]}

    def items(self):
        polled = {name: self.item(name) for name in POLLED}
        polled["fipdVerdict"]["triggers"] = self.verdict_triggers()
        return [*polled.values(), self.answers_item(), self.trap_item()]

    # Triggers

    def trigger(self, name, expression, priority, event_name, **more):
        return {"uuid": made_id("trigger", name), "expression": expression, "name": name,
            "event_name": event_name, "priority": priority,
            "tags": [{"tag": "scope", "value": "availability"}], **more}

    def verdict_triggers(self):
        last = f"last(/{TEMPLATE}/fipdVerdict)"
        told = "{?last(/{HOST.HOST}/fipdVerdictText)}"
        twice = f"min(/{TEMPLATE}/fipdVerdict,#2)"  # not the midst of a planned move
        # snmpd without fipd-agentx answers, but has no verdict.
        silent = (f"max(/{TEMPLATE}/{ANSWERS_KEY},{{$FIPD.SILENCE}})=0 or "
            f"nodata(/{TEMPLATE}/fipdVerdict,{{$FIPD.SILENCE}})=1")
        return [
            self.trigger("fipd: critical", f"{last}=2 and {twice}>=2", "HIGH",
                f"fipd: critical: {told}"),
            self.trigger("fipd: warning", f"{last}<3 and {twice}=1", "WARNING",
                f"fipd: warning: {told}"),
            self.trigger("fipd: unknown", f"{silent} or {last}=3", "AVERAGE",
                "fipd: unknown: the node, its SNMP agent or fipd-agentx does not answer"),
        ]

    def trap_trigger(self, severity):
        """Return the trigger of the alarms of one severity that notifications raise."""
        def find(pattern):
            return f'find(/{TEMPLATE}/{TRAP_KEY},,"regexp","{pattern}")=1'
        trigger = self.trigger(f"fipd: alarm ({severity})",
            find(f"fipd RAISE severity={severity} "), PRIORITIES[severity],
            'fipd: {{ITEM.VALUE}.regsub("text=(.*)","\\1")}',
            recovery_mode="RECOVERY_EXPRESSION", recovery_expression=find("fipd CLEAR "),
            type="MULTIPLE", correlation_mode="TAG_VALUE", correlation_tag="alarm",
            manual_close="YES")
        trigger["tags"].append(
            {"tag": "alarm", "value": '{{ITEM.VALUE}.regsub("alarm=([0-9]+)","\\1")}'})
        return trigger

    # Discovery

    def discovery(self, title, macro, name, columns):
        key = f"fipd.{title.lower().replace('-', '')}.discovery"
        oid = f"discovery[{{#{macro}}},{self.facts.oid(name)}]"
        return {"uuid": made_id("discovery", title), "name": title, "type": "SNMP_AGENT",
            "snmp_oid": oid, "key": key, "delay": "{$FIPD.DISCOVERY}",
            "item_prototypes": [self.item(column, "[{#SNMPINDEX}]", ".{#SNMPINDEX}",
                f" of {{#{macro}}}") for column in columns]}

    # The whole

    def template(self):
        template = {"uuid": made_id("template"), "template": TEMPLATE, "name": TEMPLATE,
            "description": "One node of a pair of fipd. Link it to both nodes.",
            "groups": [{"name": GROUP}], "items": self.items(),
            "discovery_rules": [self.discovery(*each) for each in DISCOVERIES],
            "tags": [{"tag": "class", "value": "high-availability"}],
            "macros": [{"macro": macro, "description": text,
                "value": value.format(self.facts.poll_s, 2 * self.facts.poll_s)}
                for macro, value, text in MACROS]}
        template["valuemaps"] = [
            {"uuid": made_id("map", title), "name": title, "mappings": [
                {"value": str(number), "newvalue": word} for word, number in words.items()]}
            for title, words in self.maps.items()]
        return template

    def export(self):
        groups = "groups" if self.version == "6.0" else "template_groups"
        return {"zabbix_export": {"version": self.version,
            groups: [{"uuid": made_id("group"), "name": GROUP}],
            "templates": [self.template()]}}


def make(facts):
    head = "# {} - fipd for Zabbix {}, made by conf/nms/generate.\n"
    return {
        "zabbix/fipd_by_snmp.yaml": head.format("fipd_by_snmp.yaml", "6.0 and 6.2")
            + dump(Writer(facts, "6.0").export()),
        "zabbix/fipd_by_snmp_7.yaml": head.format("fipd_by_snmp_7.yaml", "7 (not run here)")
            + dump(Writer(facts, "7.0").export()),
    }
