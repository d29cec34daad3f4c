"""case - the base of the tests with booted hosts: they share a pair that follows the manual."""

import os
import re
import shutil
import subprocess

from lab.case import LabCase
from lab.wait import wait_until
from lab.watch import Metronome
from pair import SHARED, Pair

PROBE_MS = 10


class HostsCase(LabCase):
    """self.lab, a booted pair that is as it should be: n1 active, n2 standby, SNMP served."""

    def setUp(self):
        self.use(SHARED.get())

    def use(self, pair):
        self.lab = pair
        self.n1, self.n2 = pair.nodes
        self.oc, self.network = pair.oc, pair.network
        self.addCleanup(self._keep_journals)

    def stock_pair(self):
        """Boot a pair of its own that has nothing of fipd yet; it ends with the test."""
        pair = self.enterContext(Pair())
        self.use(pair)
        pair.boot()
        pair.bring_packages()
        return pair

    def _keep_journals(self):
        """Keep the consoles and journals of a test that failed in build/.../logs."""
        if not self._has_failed(self._outcome.result):
            return
        target = os.path.join(self.lab.build, "logs", "hosts", self._testMethodName)
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(target)
        for node in self.lab.nodes:
            with open(os.path.join(target, node.name), "w") as file:
                file.write(node.console())
                if node.leader is not None:
                    file.write(node.journal("-b"))

    # Probes of the F-IP from the operations center

    def start_probes(self):
        """Ask for the F-IP every 10 ms from now on; let moves() begin here."""
        self.echo = self.oc.watch_echo(interval_ms=PROBE_MS)
        self.addCleanup(self.echo.end)
        self.probes(10)
        self.mark()
        self.since = self.echo.rows()[-1][1]

    def probes(self, number):
        """Let so many more probes be sent."""
        wanted = len(self.echo.rows()) + number
        wait_until(lambda: len(self.echo.rows()) >= wanted, 10 + number * PROBE_MS / 500,
            f"{number} probes of the F-IP", 0.05)

    def assert_no_probe_lost(self, at_least=100):
        """Every probe since start_probes() was answered, of at least so many."""
        if len(self.echo.between(self.since)) < at_least:
            self.probes(at_least)
        self.echo.settle()
        sent = self.echo.between(self.since)
        lost = [row for row in sent if not row[2]]
        self.assertEqual([], lost[:3], f"{len(lost)} of {len(sent)} probes lost")

    # What several tests wait for

    def wait_well(self, limit_s=60):
        self.lab.wait_well(limit_s)

    def wait_journal(self, node, pattern, *words, limit_s=20):
        """Wait for a line of the journal; return it."""
        def found():
            return next((line for line in node.journal("-b", *words).splitlines()
                if re.search(pattern, line)), None)
        return wait_until(found, limit_s, f"the journal of {node.name} says {pattern}", 0.1)
