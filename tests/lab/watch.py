"""watch - a program of this folder that measures in a process of its own.

A test that measured in its own process would measure itself.  A watcher appends one line
per observation to a file; the test reads what is complete when it wants to know.
"""

import os
import time

from .wait import wait_until

VERDICT_S = 1.1  # a probe without an answer for a second is lost
FOLDER = os.path.dirname(os.path.abspath(__file__))


class Watcher:
    """A running watcher: rows() are its observations, split into words."""

    def __init__(self, host, script, arguments, name=None):
        name = name or script
        self.path = host.path(f"{name}-{len(host.processes)}.rows")
        self.process = host.start(name, ["/usr/bin/python3", "-I",
            os.path.join(FOLDER, script + ".py"), self.path] + arguments)
        self._rows = []
        self._offset = 0
        wait_until(lambda: self._lives() and os.path.exists(self.path), 30, f"{name} starts")

    def _lives(self):
        if not self.process.alive():
            raise RuntimeError(f"{self.process.name} ended: {self.process.output()}")
        return True

    def rows(self):
        """Return every complete row so far."""
        self._lives()
        with open(self.path) as rows:
            rows.seek(self._offset)
            text = rows.read()
        whole = text[:text.rfind("\n") + 1]
        self._offset += len(whole)
        self._rows += [self.parse(line.split()) for line in whole.splitlines()]
        return self._rows

    def take(self):
        """Return every complete row since the last take, and forget them."""
        taken = list(self.rows())
        self._rows.clear()
        return taken

    def parse(self, words):
        return words

    def end(self):
        """End it: what it would see from now on takes processor time of what is measured."""
        self.process.kill()


class ArpRow:
    """One answer to 'who has the F-IP': which request, when asked, when answered, by whom."""

    __slots__ = ("request", "asked", "answered", "mac")

    def __init__(self, words):
        self.request = int(words[0])
        self.asked = float(words[1])
        self.answered = float(words[2])
        self.mac = words[3]


class ArpWatch(Watcher):
    """Asks every 5 ms who has an address (by ARP or ND), and notes which MACs answer."""

    def __init__(self, host, address, interface="eth0", interval_ms=5):
        super().__init__(host, "arp_watch", [interface, address, str(interval_ms)])

    def parse(self, words):
        return ArpRow(words)

    def doubles(self, since=0):
        """Return the requests that more than one MAC answered, as (time, MACs)."""
        macs = {}
        for row in self.rows():
            if row.asked >= since:
                macs.setdefault((row.request, row.asked), set()).add(row.mac)
        return [(asked, found) for (_, asked), found in macs.items() if len(found) > 1]

    def owners(self, since=0):
        """Return who answered one after the other: [[mac, first answer, last answer]...]."""
        runs = []
        for row in sorted((r for r in self.rows() if r.asked >= since),
                key=lambda r: r.answered):
            if runs and runs[-1][0] == row.mac:
                runs[-1][2] = row.answered
            else:
                runs.append([row.mac, row.answered, row.answered])
        return runs

    def first(self, mac, since):
        """Return when a MAC first answered a request of after since, or None."""
        times = [r.answered for r in self.rows() if r.mac == mac and r.asked >= since]
        return min(times) if times else None

    def last(self, mac):
        """Return when a MAC answered last, or None."""
        times = [r.answered for r in self.rows() if r.mac == mac]
        return max(times) if times else None

    def longest_silence(self, since):
        """Return how many requests in a row nobody answered, at most, since then.

        Requests, not a time: a busy machine that lets the watch itself wait asks less.
        """
        numbers = sorted({r.request for r in self.rows() if r.asked >= since})
        if not numbers:
            return float("inf")
        return max([0] + [b - a - 1 for a, b in zip(numbers, numbers[1:])])


class EchoWatch(Watcher):
    """Sends an ICMP echo request every millisecond; rows are (number, sent, answered).

    answered is 0 if no answer came within a second.
    """

    def __init__(self, host, address, interval_ms=1):
        super().__init__(host, "echo_watch", [address, str(interval_ms)])

    def parse(self, words):
        return int(words[0]), float(words[1]), float(words[2])

    def settle(self):
        """Wait until every probe sent so far is answered or lost."""
        beyond = time.monotonic() + VERDICT_S
        wait_until(lambda: any(sent > beyond for _, sent, _ in self.rows()[-50:]), 10,
            "the probes' verdicts", 0.05)

    def between(self, since, until=float("inf")):
        return [row for row in self.rows() if since <= row[1] <= until]

    def lost(self, since, until=float("inf")):
        """Return how many probes of this span had no answer within a second."""
        return sum(1 for _, _, answered in self.between(since, until) if not answered)

    def outage_ms(self, since, until=float("inf")):
        """Return the longest time without any answer in this span."""
        times = sorted(a for _, _, a in self.between(since, until) if a)
        gaps = [(b - a) * 1000 for a, b in zip([since] + times, times)]
        return max(gaps) if gaps else float("inf")


class Metronome(Watcher):
    """Notes how long this machine lets a process wait: rows are (due, seconds late)."""

    def __init__(self, host, interval_ms=5):
        super().__init__(host, "metronome", [str(interval_ms)])

    def parse(self, words):
        return float(words[0]), float(words[1])

    def worst_ms(self, since, until=float("inf")):
        """Return the longest that a process was kept waiting in this span."""
        return max([0] + [late * 1000 for due, late in self.rows()
            if due + late >= since and due <= until])


class BeatWatch(Watcher):
    """Notes each heartbeat that a node sends, as the bridge's port gets it: rows are times."""

    def __init__(self, network, name, port=7900):
        super().__init__(network, "beat_watch", [name, str(port)], name=f"beats-{name}")

    def parse(self, words):
        return float(words[0])

    def between(self, since, until=float("inf")):
        return [row for row in self.rows() if since <= row <= until]

    def gaps_ms(self, since, until=float("inf")):
        """Return the times between one heartbeat and the next in this span."""
        times = self.between(since, until)
        return [(b - a) * 1000 for a, b in zip(times, times[1:])]


class Capture(Watcher):
    """Keeps every datagram to the monitor port that passes a node's cable, either way."""

    def __init__(self, network, name, port=7900):
        super().__init__(network, "capture", [name, str(port)], name=f"capture-{name}")

    def parse(self, words):
        return float(words[0]), words[1], bytes.fromhex(words[2])

    def datagrams(self, source, since=0, until=float("inf")):
        """Return what came from an address in this span, oldest first."""
        return [data for moment, origin, data in self.rows()
            if origin == source and since <= moment <= until]
