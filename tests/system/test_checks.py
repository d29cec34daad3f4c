"""Service checks: an F-IP leaves the node whose service fails, where the other one is well."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import FLOATING
from lab.proxy import PORT, Proxy, fetch, start_origin
from lab.wait import wait_until

TIMING = {"interval": "500 ms", "count": 5, "failback": "manual"}
# A squid that is stopped still accepts connections: the kernel does.  Only an answer counts.
SQUID = ("{{name: squid, http: 'http://{address}:%d/', status: 200-499, interval: 1s, "
    "timeout: 1s, rise: 2, fall: 2, effect: {effect}}}" % PORT)


class ChecksTest(LabCase):
    def start_checked(self, effect="demote"):
        """Start squid on both nodes, and the pair with a check of it."""
        start_origin(self.oc)
        self.proxies = {}
        self.lab.configure(**TIMING)
        for node in self.lab.nodes:
            self.proxies[node.name] = Proxy(node, "0.0.0.0")
            node.configure(**{**node.settings, "checks":
                [SQUID.format(address=node.address, effect=effect)]})
        self.lab.start_pair()
        for node in self.lab.nodes:
            node.start_exec()
        for node in self.lab.nodes:
            self.await_check(node, "passed")
        self.mark()

    def await_check(self, node, state):
        wait_until(lambda: node.check("squid")["state"] == state, 40,
            lambda: f"the check on {node.name} is {state}: {node.check('squid')}")

    def alarms(self, node):
        return [(alarm["kind"], alarm["subject"]) for alarm in node.status()["alarms"]]

    def test_a_squid_that_hangs_moves_the_fip_and_no_probe_is_lost(self):
        self.start_checked()
        probe = self.oc.watch_echo(FLOATING)
        probe.settle()
        begun = probe.rows()[-1][1]
        self.assertEqual("n1", fetch(self.oc, FLOATING))
        self.proxies["n1"].process.stop()
        self.lab.wait_roles("standby", "active", 40)
        self.assertEqual("n2", fetch(self.oc, FLOATING))
        told = self.assert_told(self.n1, "serviceFailed")
        self.assertEqual("squid", told["subject"])
        self.assertIn("no answer within 1 s", told["text"])
        self.assertEqual([("active", "standby", "checkFailed")], self.moves(self.n1)[:1])
        probe.settle()
        self.assertEqual(0, probe.lost(begun))
        self.proxies["n1"].process.resume()
        self.await_check(self.n1, "passed")
        self.assert_told(self.n1, "serviceWorks")
        self.assertNotIn(("serviceFailed", "squid"), self.alarms(self.n1))
        self.n2.fipctl("switchover")
        self.lab.wait_roles("active", "standby", 30)
        probe.settle()
        self.assertEqual(0, probe.lost(begun))

    def test_what_fails_on_both_nodes_moves_nothing(self):
        self.start_checked()
        for node in (self.n2, self.n1):
            self.proxies[node.name].process.stop()
            self.await_check(node, "failed")
        self.pass_time(5)
        self.assert_no_move()
        for node in self.lab.nodes:
            self.assertEqual([("serviceFailed", "squid")], self.alarms(node))
            self.assertEqual(1, node.kinds(self.newest[node.name]).count("serviceFailed"))

    def test_a_check_that_only_reports_moves_nothing(self):
        self.start_checked("report")
        self.proxies["n1"].process.stop()
        self.await_check(self.n1, "failed")
        self.assert_told(self.n1, "serviceFailed")
        self.pass_time(5)
        self.assert_no_move()

    def test_a_reload_of_fipd_reaches_fipd_exec(self):
        self.lab.configure(**TIMING, checks=["{name: a, command: [/bin/true], user: nobody, rise: 1}"])
        self.lab.start_pair()
        self.n1.start_exec()
        wait_until(lambda: self.n1.check("a")["state"] == "passed", 20, "a passed")
        self.n1.configure(**{**self.n1.settings, "checks":
            ["{name: b, command: [/bin/false], user: nobody, fall: 1}"]})
        self.n1.fipctl("reload")
        wait_until(lambda: self.n1.check("b")["state"] == "failed", 20, "b failed")
        self.assertTrue(self.n1.status()["health"]["known"])

    def test_a_fipd_exec_that_dies_or_hangs_moves_nothing(self):
        self.start_checked()
        self.n1.exec.stop()
        wait_until(lambda: not self.n1.status()["health"]["known"], 40, "nothing is known")
        self.await_check(self.n1, "unknown")
        self.assert_told(self.n1, "checksUnknown", 30)
        self.n1.exec.resume()
        self.await_check(self.n1, "passed")
        self.assert_told(self.n1, "checksKnown")
        self.n1.exec.kill()
        wait_until(lambda: not self.n1.status()["health"]["known"], 20, "nothing is known")
        self.n1.start_exec()
        self.await_check(self.n1, "passed")
        self.assert_no_move()


if __name__ == "__main__":
    unittest.main()
