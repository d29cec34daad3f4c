"""From booted stock hosts to a pair that works, by the manual's text alone."""

import json

from case import HostsCase
from lab.prompts import read_steps
from manual import HOSTS
from pair import MANUAL

UNITS = ("fipd", "fipd-agentx", "fipd-exec", "fipd-web")


class ManualTest(HostsCase):
    def test_the_manual_makes_a_pair_of_stock_hosts(self):
        # setUp followed it, and each command did what is shown there
        self.assertGreater(len(read_steps(MANUAL, HOSTS, "hosts")), 5)
        for node in self.lab.nodes:
            with self.subTest(node.name):
                self.assertEqual("", node.systemctl("--failed", "--no-legend").stdout.strip())
                for unit in UNITS:
                    self.assertEqual("active", node.show(unit, "ActiveState")["ActiveState"])
                    self.assertEqual("enabled",
                        node.systemctl("is-enabled", unit, check=False).stdout.strip())

    def test_doctor_finds_nothing(self):
        for node in self.lab.nodes:
            with self.subTest(node.name):
                done = node.fipctl("doctor", "--json", check=False)
                findings = json.loads(done.stdout)
                self.assertEqual(0, done.returncode, done.stdout)
                self.assertTrue(findings)

    def test_the_operations_center_polls_and_sets(self):
        for node in self.lab.nodes:
            self.assertEqual([node.role()], self.poll(node, "fipdRole.0"))
        self.assertIn("5", self.poll(self.n1, "fipdMonitorCount.0")[0])
        self.assert_set(self.n1, "fipdMonitorCount.0", "u", "6")
        self.assertEqual("6 heartbeats", self.poll(self.n1, "fipdMonitorCount.0")[0])
        self.assert_set(self.n1, "fipdMonitorCount.0", "u", "5")

    def test_failover_and_failback_as_the_operations_center_sees_them(self):
        self.forget_restarts()
        self.start_probes()
        self.n1.crash()
        self.lab.wait_role(self.n2, "active", 30)
        self.assert_trap("fipdFailover", self.n2)
        self.assert_answered()
        self.n1.power_on()
        self.wait_well()
        self.assert_trap("fipdFailback", self.n2)
        self.assert_answered()
