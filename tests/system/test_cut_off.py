"""A node that is cut off: its own events arrive when it is back, each of them and in order."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import time

from lab.case import LabCase
from lab.wait import wait_until

PORT = 1162
SPANS_S = (2.5, 20, 40)
ALIVE = ["snmpget", "-v2c", "-c", "public", "-On", "-t", "10", "-r", "0", "127.0.0.1",
    "1.3.6.1.2.1.1.3.0"]


class CutOffTest(LabCase):
    """Informs of fipd-agentx go to one receiver, what snmpd sends by trap2sink to another."""

    def setUp(self):
        super().setUp()
        self.lab.configure(interval="100 ms", count=20, failback_delay="1 s",
            resend_after_cut="yes")
        self.receiver = self.oc.start_receiver("informed", PORT)
        for node in self.lab.nodes:
            node.write_informs(f"-v 2c -c public 192.168.0.10:{PORT}\n")
        self.lab.start_pair()
        self.lab.start_snmp()
        self.settings = 0

    def numbers(self, node, receiver):
        return [int(trap.values["fipdEventSequence"]) for trap in
            self.oc.traps(source=node.address, receiver=receiver)
            if "fipdEventSequence" in trap.values]

    def wait_all(self, node, receiver):
        """Wait until a receiver has every event of a node, however often."""
        wait_until(lambda: set(self.numbers(node, receiver)) >= set(range(1, node.newest() + 1)),
            30, lambda: f"of {node.newest()} events of {node.name} only "
            f"{sorted(set(self.numbers(node, receiver)))} are at {receiver.name}")

    def make_event(self, node):
        self.settings += 1
        node.fipctl("set", f"failback_delay={1000 + self.settings} ms")

    def cut_off(self, span_s):
        """Cut n1 off; both snmpd are asked meanwhile, and something happens on both."""
        self.network.cut("n1")
        since = time.monotonic()
        while time.monotonic() - since < span_s:
            for node in self.lab.nodes:
                self.assertIn("Timeticks", node.run(ALIVE).stdout)
                self.make_event(node)
            self.pass_time(0.5)
        self.network.mend("n1")
        self.lab.wait_roles("active", "standby", 60)

    def test_for_some_seconds_or_longer_loses_none_of_its_events(self):
        for span_s in SPANS_S:
            self.cut_off(span_s)
        for node in self.lab.nodes:
            for receiver in (self.receiver, self.oc.trapd):
                self.wait_all(node, receiver)
            came = self.numbers(node, self.receiver)
            first = list(dict.fromkeys(came))
            self.assertEqual(sorted(first), first, f"{node.name}: informs out of order")
            again = self.numbers(node, self.oc.trapd)
            print(f"{node.name}: {len(first)} events, {len(came) - len(first)} informs and "
                f"{len(again) - len(set(again))} traps twice; ", end="", flush=True)


if __name__ == "__main__":
    unittest.main()
