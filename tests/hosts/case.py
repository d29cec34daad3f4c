"""case - the base of the tests with booted hosts: they share a pair that follows the manual."""

import os
import re
import signal
import time

from lab.case import LabCase
from lab.wait import wait_until
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
        self.heard = len(pair.notifications())
        self.begun = time.time()
        self.addCleanup(self._keep_journals)

    def stock_pair(self):
        """Boot a pair of its own that has nothing of fipd yet; it ends with the test."""
        pair = self.enterContext(Pair())
        self.use(pair)
        pair.boot()
        pair.bring_packages()
        return pair

    def _keep_journals(self):
        """Keep consoles and journals of a test that failed in build/.../logs; end its pair."""
        if not self._has_failed(self._outcome.result):
            return
        self.lab.keep_journals(self._testMethodName)
        if self.lab is SHARED.pair:
            SHARED.close()

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

    def assert_answered(self, limit_s=30):
        """The F-IP is answered again, by whichever node: twenty probes in a row."""
        def answered():
            rows = self.echo.rows()[-20:]
            return len(rows) == 20 and all(row[2] for row in rows)
        wait_until(answered, limit_s, "the F-IP is answered", 0.1)

    def outage_ms(self):
        """Return the longest time since start_probes() in which no probe was answered."""
        self.echo.settle()
        return self.echo.outage_ms(self.since)

    # What several tests do

    def restart_as_announced(self, node):
        node.shell("fipctl restart-plan && systemctl restart fipd")

    def forget_restarts(self):
        """Let the peer begin anew with n1's lives, of which three damp a failback."""
        self.restart_as_announced(self.n2)
        self.wait_well()

    def kill_fipd(self, node, number):
        """Send a signal to fipd; after SIGKILL, return once another one runs."""
        before = node.main_pid()
        os.kill(before, number)
        if number == signal.SIGKILL:
            wait_until(lambda: node.main_pid() not in (0, before) and node.role(), 20,
                f"{node.name} has another fipd", 0.1)

    def change_both(self, *settings):
        """`fipctl set` on both nodes, the standby first."""
        for node in (self.n2, self.n1):
            node.fipctl("set", *settings)

    def edit(self, node, path, change):
        """Change a file of a node for this test; return what it was."""
        before = node.read(path)
        self.addCleanup(node.write, path, before)
        node.write(path, change(before))
        return before

    # What several tests wait for

    def wait_well(self, limit_s=60):
        self.lab.wait_well(limit_s)

    def wait_journal(self, node, pattern, *words, limit_s=20):
        """Wait for a line of the journal since the test has begun; return it."""
        def found():
            return next((line for line in node.journal(f"--since=@{self.begun:.6f}",
                *words).splitlines()
                if re.search(pattern, line)), None)
        return wait_until(found, limit_s, f"the journal of {node.name} says {pattern}", 0.1)

    def assert_no_role_change(self):
        """The F-IP has not moved since mark(); what a restart of fipd tells is no move."""
        held = {"active", "standby", "fault"}
        for node in self.lab.nodes:
            self.assertEqual([], [move for move in self.moves(node)
                if move[0] in held and move[1] in held], node.name)

    # SNMP, from the operations center

    def poll(self, node, *objects):
        """Return objects of FIPD-MIB as the reader gets them."""
        done = self.oc.run(["snmpget", *self.lab.access(), "-OQv", node.address,
            *[f"FIPD-MIB::{name}" for name in objects]])
        return [line.strip('"') for line in done.stdout.splitlines()]

    def set_object(self, node, *words, user=None):
        """SET as the operator; return the CompletedProcess."""
        return self.oc.run(["snmpset", *self.lab.access(user or self.lab.operator), node.address,
            "FIPD-MIB::" + words[0], *words[1:]], check=False)

    def assert_set(self, node, *words):
        done = self.set_object(node, *words)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def assert_trap(self, name, node, limit_s=30):
        """A notification of this name came from a node since setUp; return it."""
        def found():
            return next((trap for trap in self.lab.notifications()[self.heard:]
                if trap.name == name and trap.source == node.address), None)
        return wait_until(found, limit_s, lambda: f"{name} comes from {node.name}; there came "
            f"{[(trap.name, trap.source) for trap in self.lab.notifications()[self.heard:]]}", 0.2)
