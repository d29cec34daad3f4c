"""case - the base of the system tests: each test has a lab of its own."""

import os
import shutil
import time
import unittest

from .lab import Lab
from .options import OPTIONS
from .wait import wait_until
from .watch import Metronome


class LabCase(unittest.TestCase):
    """self.lab, self.n1, self.n2, self.oc and self.network; logs are kept on a failure."""

    def run(self, result=None):
        """Play the test as often as --runs says; a run that breaks is the last one."""
        for _ in range(OPTIONS.runs):
            result = super().run(result)
            if self._has_failed(result):
                break
        return result

    def _has_failed(self, result):
        """Return whether it broke, or one of its subTests."""
        return any(getattr(test, "test_case", test) is self
            for test, _ in result.failures + result.errors)

    def setUp(self):
        self.labs = []
        self.lab = self.add_lab()
        self.network, self.oc = self.lab.network, self.lab.oc
        self.n1, self.n2 = self.lab.nodes

    def add_lab(self):
        """Make a lab; it ends with the test."""
        lab = self.enterContext(Lab())
        self.addCleanup(self._keep_logs, lab, str(len(self.labs)))
        self.labs.append(lab)
        return lab

    def _keep_logs(self, lab, number):
        """Copy the lab's files to build/.../logs if this test failed."""
        if not self._has_failed(self._outcome.result):
            return
        target = os.path.join(lab.build, "logs", "system", self._testMethodName, number)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(lab.folder, target,
            ignore=lambda _, names: [name for name in names if name.endswith(".sock")])

    # What several tests do

    def start_watched(self, **settings):
        """Start the pair with these settings, and self.watch, which asks for the F-IP."""
        self.lab.configure(**settings)
        self.lab.start_pair()
        self.watch = self.oc.watch_arp()
        wait_until(lambda: self.watch.first(self.n1.mac, 0), 10, "n1 answers for the F-IP")
        self.mark()

    def watch_machine(self):
        """Start self.metronome, for what is measured from now on."""
        self.metronome = Metronome(self.network)

    def mark(self):
        """Let moves(), assert_no_move() and assert_told() begin here."""
        self.newest = {node.name: node.settle() for node in self.lab.nodes}

    def moves(self, node):
        return node.moves(self.newest[node.name])

    def pass_time(self, seconds):
        """Let a span pass in which something must not happen."""
        end = time.monotonic() + seconds
        wait_until(lambda: time.monotonic() > end, seconds + 10, "time passes", 0.1)

    # What several tests assert

    def assert_no_move(self):
        """No node has changed its role since mark()."""
        for node in self.lab.nodes:
            self.assertEqual([], self.moves(node), node.name)

    def assert_only_the_machine_moves(self, interval_ms, count):
        """No node has changed its role, unless this machine itself stood still meanwhile.

        What keeps a process waiting for half of the fence's time may take it the rest as
        well: then a move is no verdict on fipd.
        """
        if self.metronome.worst_ms(0) < interval_ms * (count - 1) / 2:
            self.assert_no_move()

    def assert_no_beat_missed(self, beats, interval_ms, since, until=float("inf")):
        """No beat of a beat watch came half an interval late, but for what the machine did.

        A busy machine lets every process wait: what the metronome saw is taken off.
        """
        self.assertLess(max(beats.gaps_ms(since, until)),
            1.5 * interval_ms + self.metronome.worst_ms(since, until))

    def assert_told(self, node, kind, limit_s=10):
        """A node tells an event of this kind after mark(); return it."""
        return wait_until(lambda: next((event for event in
            node.events(self.newest[node.name]) if event["kind"] == kind), None),
            limit_s, f"{node.name} tells {kind}")

    def assert_one_holder(self, watch, since=0):
        """No request of the ARP watch was answered by two MACs."""
        doubles = watch.doubles(since)
        self.assertEqual([], doubles[:5],
            f"{len(doubles)} requests were answered by both nodes")

    def assert_no_leaks(self):
        """Both fipd stop cleanly: exit 0, nothing leaked, no F-IP left in a kernel."""
        for node in self.lab.nodes:
            self.assertEqual(0, node.fipd.terminate(), node.fipd.output()[-3000:])
            self.assertEqual([], node.floating())
