"""case - the base of the system tests: each test has a lab of its own."""

import os
import shutil
import unittest

from .lab import Lab


class LabCase(unittest.TestCase):
    """self.lab, self.n1, self.n2, self.oc and self.network; logs are kept on a failure."""

    def setUp(self):
        self.lab = Lab()
        self.enterContext(self.lab)
        self.network, self.oc = self.lab.network, self.lab.oc
        self.n1, self.n2 = self.lab.nodes
        self.addCleanup(self._keep_logs)

    def _keep_logs(self):
        """Copy the lab's files to build/.../logs if this test failed."""
        outcome = self._outcome.result
        if not any(test is self for test, _ in outcome.failures + outcome.errors):
            return
        target = os.path.join(self.lab.build, "logs", "system", self._testMethodName)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.lab.folder, target,
            ignore=lambda _, names: [name for name in names if name.endswith(".sock")])

    # What several tests assert

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
