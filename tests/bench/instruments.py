"""instruments - what measures: the wiretap at the bridge, the asker at the client.

Both are C programs of this folder; the wiretap's rows carry the kernel's time stamps, in
seconds of time.monotonic().
"""

import os
import time

from lab.wait import wait_until

PORTS = ("n1", "n2", "oc")


class Wiretap:
    """The frames that matter, as the ports of the bridge get them."""

    def __init__(self, lab):
        self.path = lab.network.path("wiretap.rows")
        self.process = lab.network.start("wiretap",
            [program(lab, "wiretap"), self.path, *PORTS])
        self.beats = []      # (time, node)
        self.owners = []     # (time, node, address, last answer of the one before)
        self.announced = []  # (time, node, address)
        self.doubles = []    # (time, address)
        self._offset = 0
        wait_until(lambda: os.path.exists(self.path), 10, "the wiretap starts")

    def read(self):
        """Take in what was noted since the last call."""
        if not self.process.alive():
            raise RuntimeError(f"the wiretap ended: {self.process.output()}")
        with open(self.path) as rows:
            rows.seek(self._offset)
            text = rows.read()
        whole = text[:text.rfind("\n") + 1]
        self._offset += len(whole)
        for line in whole.splitlines():
            self._take(line.split())
        return self

    def _take(self, words):
        moment = float(words[1])
        if words[0] == "beat":
            self.beats.append((moment, words[2]))
        elif words[0] == "owner":
            self.owners.append((moment, words[2], words[3], float(words[4])))
        elif words[0] == "announced":
            self.announced.append((moment, words[2], words[3]))
        elif words[0] == "double":
            self.doubles.append((moment, words[2]))

    def owner(self, address):
        """Return the node that answered last for an address, or None."""
        names = [row[1] for row in self.read().owners if row[2] == address]
        return names[-1] if names else None

    def last_beat(self, node, before):
        return max(moment for moment, name in self.beats if name == node and moment < before)

    def taken(self, node, since):
        """Return when node first answered for each address since then, and the outage."""
        return {address: (moment, last) for moment, name, address, last in self.owners
            if name == node and moment >= since}

    def told(self, node, since):
        """Return when node first announced each address since then."""
        return {address: moment for moment, name, address in self.announced
            if name == node and moment >= since}


class Asker:
    """Asks by ARP for addresses in turn, one each period; use as a context manager."""

    def __init__(self, lab, period_us, addresses):
        self.path = lab.oc.path(f"asker-{len(lab.oc.processes)}.rows")
        self.process = lab.oc.start("asker",
            [program(lab, "asker"), self.path, "eth0", str(period_us), *addresses])

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.process.kill()

    def lateness_ms(self, since, until):
        """Return how late its timer woke it at worst in this span, for want of a processor."""
        with open(self.path) as rows:
            found = [line.split() for line in rows if line.endswith("\n")]
        return max((float(late) for _, moment, late in found
            if since <= float(moment) and float(moment) - float(late) / 1000 <= until),
            default=0.0)


def program(lab, name):
    return os.path.join(lab.build, "tests", "bench", "bench_" + name)


def pause(seconds):
    """Let time pass: here it is what is measured, not what is waited for."""
    time.sleep(max(seconds, 0))
