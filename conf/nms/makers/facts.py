"""facts - what the packs are made of: FIPD-MIB as smidump reads it, and the table of events."""

import os
import re
import subprocess

BASES = ("SNMPv2-TC", "INET-ADDRESS-MIB", "SNMP-FRAMEWORK-MIB")  # whose types are used
# The first objects of each notification, in this order: tests/nms/test_packs.py holds the
# MIB to it.
POSITIONS = ("fipdNodeName", "fipdPairName", "fipdEventSeverity", "fipdEventSequence",
    "fipdEventClears", "fipdEventKind", "fipdEventSubject", "fipdEventText")

# What event_weight() of core/logic/model/event.c tells as less grave than its kind.
LESSER = {"failover": "minor"}


def position(name):
    """Return the place of an object in each notification, counted from 1."""
    return POSITIONS.index(name) + 1


class Event:
    """A kind of event: its notification, and what it does to alarms."""

    def __init__(self, number, word, title, severity, remedy):
        self.number = number
        self.word = word  # peerLost
        self.title = title
        self.severity = severity.lower()
        self.remedy = remedy

    @property
    def raises(self):
        """An event that is critical, major or minor is an alarm; others stand alone."""
        return self.severity in ("critical", "major", "minor")

    @property
    def severities(self):
        """Return what a notification of it can say, its kind's own last."""
        return [each for each in (LESSER.get(self.word), self.severity) if each]

    @property
    def clears(self):
        """One that is cleared ends an alarm, if there is one; fipdEventClears says it."""
        return self.severity == "cleared"

    @property
    def notification(self):
        return "fipd" + self.word[0].upper() + self.word[1:]


def read_strings(text):
    """Return a row's string literals; those that stand beside each other are one."""
    one = r'"(?:[^"\\]|\\.)*"'
    found = re.findall(rf"{one}(?:\s+{one})*", text)
    return ["".join(re.findall(r'"((?:[^"\\]|\\.)*)"', each)).replace('\\"', '"')
        for each in found]


def read_events(path):
    """Return the kinds of events of events.def, in its order."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.DOTALL)
    events = []
    for row in re.split(r"^EVENT\(", text, flags=re.MULTILINE)[1:]:
        head = re.match(r'\w+, (\d+), "(\w+)", "[^"]*", (\w+),', row)
        title, _, remedy = read_strings(row[head.end():])[:3]
        events.append(Event(int(head[1]), head[2], title, head[3], remedy))
    return events


def dump(folders, module):
    """Return what smidump says of a module, as its Python form."""
    for folder in folders:
        if not os.path.isdir(folder):
            raise SystemExit(f"conf/nms/generate: {folder}: there is no such folder")
    text = subprocess.run(["smidump", "-c", "/dev/null", "-k", "-f", "python", module],
        env={"SMIPATH": ":".join(folders), "PATH": "/usr/bin:/bin"}, check=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    scope = {}
    exec(text, scope)  # smidump's own output
    return scope["MIB"]


class Facts:
    """oid(name), words(name), describe(name), columns(table), events, and poll_s."""

    def __init__(self, mib, bases, events, poll_s=30):
        self.mib = os.path.abspath(mib)
        self.bases = os.path.abspath(bases)
        dumped = dump([self.bases, os.path.dirname(self.mib)], self.mib)
        self.nodes = {**dumped["nodes"], **dumped["notifications"]}
        self.types = {name: node for module in BASES
            for name, node in dump([bases], module).get("typedefs", {}).items()}
        self.types.update(dumped["typedefs"])
        self.notifications = dumped["notifications"]
        self.events = read_events(events)
        self.poll_s = poll_s  # between two polls of a node

    @property
    def root(self):
        return self.oid("fipdMIB")

    def oid(self, name):
        """Return an object's OID without a dot before it."""
        return self.nodes[name]["oid"]

    def instance(self, name):
        """Return the OID of a scalar's value."""
        return self.oid(name) + ".0"

    def words(self, name):
        """Return an enumeration of an object or of a type as {word: number}."""
        node = self.types.get(name) or self.nodes[name]["syntax"]["type"]
        if "basetype" not in node:
            node = self.types.get(node["name"], {})
        return {word: int(each["number"]) for word, each in node.items()
            if isinstance(each, dict) and each.get("nodetype") == "namednumber"}

    def describe(self, name):
        """Return an object's DESCRIPTION on one line."""
        return " ".join(self.nodes[name]["description"].split())

    def unit(self, name):
        return self.nodes[name].get("units", "")

    def type_of(self, name):
        """Return the name of an object's type, or its base type if it has none."""
        node = self.nodes[name]["syntax"]["type"]
        return node.get("name") or node.get("basetype")

    def scalars(self, group):
        """Return the names of a group's scalars that can be read, in order."""
        prefix = self.oid(group) + "."
        return [name for name, node in self.nodes.items()
            if node["nodetype"] == "scalar" and node["oid"].startswith(prefix)]

    def columns(self, table):
        """Return the names of a table's columns that can be read, in order."""
        prefix = self.oid(table) + ".1."
        return [name for name, node in self.nodes.items()
            if node["nodetype"] == "column" and node["access"] != "noaccess"
            and node["oid"].startswith(prefix)]
