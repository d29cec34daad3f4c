"""ledger - what the nodes tell, checked as it comes: journals, alarms and traps.

Every event has the next number, each role begins where the last one ended, no alarm is raised
while it stands nor cleared while it does not, and each event arrives as a trap once and in
order.
"""

import os
import re
import time
from collections import Counter
from datetime import datetime

from lab.center import Trap

EVENTS = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__)))), "core", "logic", "model", "events.def")


def clearing_kinds():
    """Return {word of a kind: word of the kind that it clears} of core/logic/model."""
    with open(EVENTS) as file:
        rows = re.findall(r'^EVENT\((\w+), \d+, "(\w+)", "[^"]*", \w+, (\w+),', file.read(), re.M)
    words = {name: word for name, word, _ in rows}
    return {word: words[clears] for _, word, clears in rows if clears != "NONE"}


def moment_of(event):
    """Return when an event was told, by the clock of time.monotonic(): to the millisecond."""
    told = datetime.fromisoformat(event["date"].replace("Z", "+00:00"))
    return told.timestamp() - time.time() + time.monotonic()


class Journal:
    """The events of a node."""

    def __init__(self, node, clears):
        self.node = node
        self.clears = clears
        self.raising = set(clears.values())
        self.last = 0
        self.role = None
        self.open = {}  # the alarms that stand: number -> (kind, path, subject)
        self.left = False  # the peer has left in good order, which is no alarm
        self.fresh = []

    def take(self):
        """Read what is new into fresh; return what is wrong with it."""
        self.fresh = self.node.events(self.last)
        return [fault for event in self.fresh for fault in self._check(event)]

    def _check(self, event):
        told = f"{self.node.name} #{event['sequence']} {event['kind']} ({event['text']})"
        if event["sequence"] != self.last + 1:
            yield f"{told}: the number before it is {self.last}"
        self.last = event["sequence"]
        if event["from"] != event["to"] or event["kind"] == "started":
            if event["kind"] != "started" and event["from"] != self.role:
                yield f"{told}: comes from {event['from']}, but the role was {self.role}"
            self.role = event["to"]
        yield from self._check_alarm(event, told)

    def _check_alarm(self, event, told):
        kind, about = event["kind"], (event["kind"], event["path"], event["subject"])
        if kind in self.raising:
            if about in self.open.values():
                yield f"{told}: stands already"
            self.open[event["sequence"]] = about
        elif event["clears"]:
            ended = self.open.pop(event["clears"], None)
            if ended != (self.clears.get(kind), *about[1:]):
                yield f"{told}: ends {event['clears']}, which was {ended}"
        elif kind in self.clears and kind != "failback" and not (
                kind == "peerRecovered" and self.left):
            yield f"{told}: ends nothing"
        if kind in ("peerLeft", "peerRecovered"):
            self.left = kind == "peerLeft"


class Traps:
    """What snmptrapd received, read on from where it was read last."""

    def __init__(self, center):
        self.log_path = center.trapd.log_path
        self.offset = 0
        self.last = {}  # the number of the newest event of each node
        self.repeats = Counter()

    def allow_repeat(self, name):
        """A node's fipd-agentx or snmpd is killed: what was just sent may come once more."""
        self.repeats[name] += 1

    def end_round(self):
        """What has not come again by now will not."""
        self.repeats.clear()

    def take(self):
        """Return what is wrong with the traps that are new."""
        with open(self.log_path, errors="replace") as log:
            log.seek(self.offset)
            text = log.read()
        whole = text[:text.rfind("\n") + 1]
        self.offset += len(whole.encode(errors="replace"))
        traps = [Trap(line) for line in whole.splitlines() if line.startswith("TRAP\t")]
        return [fault for trap in traps for fault in self._check(trap)]

    def _check(self, trap):
        number = trap.values.get("fipdEventSequence")
        if number is None:
            return
        name = trap.values.get("fipdNodeName", "?")
        before = self.last.get(name, 0)
        if int(number) == before and self.repeats[name] > 0:
            self.repeats[name] -= 1
        elif int(number) != before + 1:
            yield f"trap of {name} #{number} ({trap.name}): the trap before it is #{before}"
        self.last[name] = int(number)


class Ledger:
    """Journals, alarms and traps of both nodes."""

    def __init__(self, rig):
        clears = clearing_kinds()
        self.journals = {node.name: Journal(node, clears) for node in rig.nodes}
        self.traps = Traps(rig.oc)

    def take(self):
        """Read all that is new; return what is wrong."""
        faults = []
        for journal in self.journals.values():
            faults += journal.take()
        return faults + self.traps.take()

    def events(self, name):
        """Return the events of a node that the last take() read."""
        return self.journals[name].fresh

    def missing_traps(self):
        """Return what was told and has not arrived, in words, or nothing."""
        return [f"{name} told #{journal.last}, trapped is #{self.traps.last.get(name, 0)}"
            for name, journal in self.journals.items()
            if self.traps.last.get(name, 0) < journal.last]

    def knows(self, status, name):
        """Return whether all events have been read that a node's status knows of."""
        return status["events"]["last_sequence"] == self.journals[name].last

    def alarms_differ(self, status, name):
        """Return what is wrong with the alarms that a node's status shows, or nothing."""
        told = sorted(self.journals[name].open)
        shown = sorted(alarm["sequence"] for alarm in status["alarms"])
        return [] if told == shown else [
            f"{name}: by its journal the alarms {told} stand, its status shows {shown}"]
