"""mib/walk.txt is a walk of a real node.

A `...` in it stands for what differs from walk to walk.  Rows of events after the first are
left out.  FIPD_WRITE_WALK=1 tests/system/test_walk_page.py writes the page anew.
"""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.center import MIB
from lab.network import source_folder
from lab.teller import Teller
from lab.wait import wait_until

TASKS = {
    "checks": ["{ name: proxy, tcp: 127.0.0.1:3128, effect: demote }"],
    "hooks": ["{ name: route, on: [active, standby], command: [/usr/bin/true], user: nobody }"],
}
PAGE = os.path.join(source_folder(), "mib", "walk.txt")
LATER_EVENT = re.compile(r"FIPD-MIB::fipdEvent\w+\.([2-9]|\d\d+) = ")
# What differs from walk to walk: times, dates, counters that run, and what is random.
MOVING = (
    (re.compile(r"Timeticks: .*"), "Timeticks: ..."),
    (re.compile(r"(Date\S*|fipdStartTime\.0) = STRING: .*"), r"\1 = STRING: ..."),
    (re.compile(r"(fipdSetLock|fipdConfigDigest|fipdVersion)\.0 = (\S+) .*"), r"\1.0 = \2 ..."),
    (re.compile(r"(fipd(?:Link|Address|ActiveTime|DualActive|LateWake|TakeoverDur|LongestTake"
        r"|Event(?:Last|Silence|Dur)|Notifications(?:Sent|Queued))\S*)"
        r" = (Counter64|Counter32|Gauge32): .*"), r"\1 = \2: ..."),
    (re.compile(r"(fipd\w*IfIndex\S*) = (\S+) .*"), r"\1 = \2 ..."),
)


def masked(line):
    for pattern, replacement in MOVING:
        line = pattern.sub(replacement, line)
    return line


class WalkPageTest(LabCase):
    def test_the_page_is_a_walk_of_a_real_node(self):
        self.lab.configure(failback_delay="2 s", **TASKS)
        self.lab.start_pair()
        for node in self.lab.nodes:
            self.addCleanup(Teller(node, {"proxy": ("passed", "connected")}).close)
        self.lab.start_snmp()
        wait_until(lambda: self.oc.get(self.n1.address, "fipdPeerState.0") == ["up(2)"]
            or self.oc.get(self.n1.address, "fipdPeerState.0") == ["up"], 20, "the peer is up")
        done = self.oc.snmp("snmpwalk", self.n1.address, f"{MIB}::fipdMIB")
        lines = [masked(line) for line in done.stdout.splitlines()
            if not LATER_EVENT.match(line)]
        if os.environ.get("FIPD_WRITE_WALK"):
            with open(PAGE, "w") as page:
                page.write("\n".join(lines) + "\n")
        with open(PAGE) as page:
            self.assertEqual(page.read().splitlines(), lines)


if __name__ == "__main__":
    unittest.main()
