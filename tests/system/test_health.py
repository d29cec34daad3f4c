"""Service checks and hooks as fipd takes them: a client in fipd-exec's place tells how they
stand, and the pair moves, raises alarms and ends them."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import json

from lab.case import LabCase
from lab.node import CONTROL
from lab.teller import Teller
from lab.wait import wait_until

TIMING = {"interval": "200 ms", "count": 10, "failback_delay": "500 ms"}
TASKS = {
    "checks": ["{ name: proxy, tcp: 127.0.0.1:3128, effect: demote }",
        "{ name: disk, command: [/usr/bin/true, hunter2x], user: nobody }"],
    "hooks": ["{ name: route, on: [active, standby], command: [/usr/bin/true], user: nobody }"],
}
GOOD = {"proxy": ("passed", "connected"), "disk": ("passed", "exit 0")}
HUNG = ("failed", "no answer within 1 s")
SILENT_S = 25  # ten seconds and what a busy machine needs


class ChecksTest(LabCase):
    def start(self, **settings):
        """Start the pair with checks, and a teller on each node to whom all is well."""
        self.start_watched(**TIMING, **TASKS, **settings)
        self.tellers = [self.add_teller(node) for node in self.lab.nodes]

    def add_teller(self, node, **more):
        teller = Teller(node, GOOD, **more)
        self.addCleanup(teller.close)
        return teller

    def alarms(self, node):
        """Return the open alarms as (kind, subject, severity)."""
        return [(alarm["kind"], alarm["subject"], alarm["severity"])
            for alarm in node.status()["alarms"]]

    def check(self, node):
        """Return exit code and line of `fipctl check`."""
        done = node.fipctl("check", check=False)
        return done.returncode, done.stdout.strip()

    def wait_alarms(self, node, *expected):
        wait_until(lambda: self.alarms(node) == list(expected), 20,
            f"the alarms of {node.name} are {expected}, not {self.alarms(node)}")

    def test_a_check_that_fails_moves_the_fips_and_no_echo_is_lost(self):
        """demote: the well peer takes over, and the F-IPs come home when it works again"""
        self.start()
        probe = self.oc.watch_echo()
        wait_until(lambda: any(answered for _, _, answered in probe.rows()), 10, "echoes")
        self.tellers[0].tell(proxy=HUNG)
        self.lab.wait_roles("standby", "active", 10)
        self.wait_alarms(self.n1, ("serviceFailed", "proxy", "major"))
        event = self.assert_told(self.n1, "serviceFailed")
        self.assertIn("service check proxy failed: no answer within 1 s", event["text"])
        self.assertTrue(self.n1.status()["outlook"]["unwell"])
        wait_until(lambda: self.n2.status()["outlook"]["peer_unwell"], 10, "n2 knows of it")
        self.assertEqual(1, self.check(self.n1)[0])
        self.assertIn("the service does not work on this node: proxy", self.check(self.n1)[1])
        self.assertIn("the service does not work on the peer", self.check(self.n2)[1])
        self.assertIn("only if the peer is lost", self.n1.fipctl("explain").stdout)
        self.pass_time(1.5)  # three failback delays
        self.lab.wait_roles("standby", "active", 1)
        self.tellers[0].tell(proxy=GOOD["proxy"])
        self.lab.wait_roles("active", "standby", 20)
        self.wait_alarms(self.n1)
        probe.settle()
        self.assertEqual(0, probe.lost(0, float("inf")))
        self.assert_one_holder(self.watch)

    def test_a_check_that_fails_on_both_moves_nothing(self):
        """an alarm each, and critical where the F-IPs are"""
        self.start()
        self.tellers[1].tell(proxy=HUNG)
        self.wait_alarms(self.n2, ("serviceFailed", "proxy", "major"))
        wait_until(lambda: self.n1.status()["outlook"]["peer_unwell"], 10, "n1 knows of it")
        self.tellers[0].tell(proxy=HUNG)
        self.wait_alarms(self.n1, ("serviceFailed", "proxy", "major"))
        code, line = self.check(self.n1)
        self.assertEqual(2, code)
        self.assertIn("active, but the service does not work: proxy", line)
        self.assertIn("one has failed on the peer too", self.n1.fipctl("explain").stdout)
        self.pass_time(1.5)
        self.assert_no_move()

    def test_a_check_that_reports_moves_nothing(self):
        """report: one alarm of severity minor, told apart from that of the other check"""
        self.start()
        self.tellers[0].tell(disk=("failed", "exit 1"))
        self.wait_alarms(self.n1, ("serviceFailed", "disk", "minor"))
        self.assertIn("service check disk failed: exit 1", self.check(self.n1)[1])
        self.assertEqual(["tcp 127.0.0.1:3128", "command /usr/bin/true"],
            [check["target"] for check in self.n1.status()["checks"]])
        self.tellers[1].tell(proxy=HUNG)
        wait_until(lambda: self.n1.status()["outlook"]["peer_unwell"], 10, "n1 knows of it")
        self.tellers[0].tell(proxy=HUNG)
        self.wait_alarms(self.n1, ("serviceFailed", "disk", "minor"),
            ("serviceFailed", "proxy", "major"))
        self.tellers[0].tell(disk=GOOD["disk"])
        self.wait_alarms(self.n1, ("serviceFailed", "proxy", "major"))
        self.assert_no_move()

    def test_what_is_not_told_is_unknown_and_moves_nothing(self):
        """fipd-exec gone, silent, or with another fipd.yaml: checksUnknown, and its end"""
        self.start()
        self.tellers[0].tell(proxy=HUNG)
        self.lab.wait_roles("standby", "active", 10)
        self.tellers[0].close()
        wait_until(lambda: [check["state"] for check in self.n1.status()["checks"]]
            == ["unknown", "unknown"], 10, "nothing is known")
        self.assert_told(self.n1, "checksUnknown", SILENT_S)
        self.assertTrue(self.n1.status()["outlook"]["unwell"])
        self.lab.wait_roles("standby", "active", 1)
        doctor = self.n1.fipctl("doctor", check=False).stdout
        self.assertIn("checks and hooks are configured and not run: fipd-exec is not connected",
            doctor)
        stranger = self.add_teller(self.n1, digest="0" * 64)
        answer = stranger.tell()
        self.assertEqual((False, "inconsistentValue"), (answer["ok"], answer["error"]))
        self.assertIn("another fipd.yaml", self.n1.status()["health"]["text"])
        stranger.close()
        well = self.add_teller(self.n1)
        self.lab.wait_roles("active", "standby", 20)
        self.assert_told(self.n1, "checksKnown")
        self.assertEqual("", self.n1.status()["health"]["text"])
        well.fall_silent()
        wait_until(lambda: not self.n1.status()["health"]["known"], SILENT_S,
            "silence is seen")

    def test_the_result_of_a_hook_is_an_event(self):
        """hookEnded each time; hookFailed and hookWorks when that changes"""
        self.start()
        teller = self.tellers[0]
        self.assertTrue(teller.hook("route", 7, True)["ok"])
        self.assertTrue(teller.hook("route", 8, False, "exit 2: no such gateway")["ok"])
        self.assertTrue(teller.hook("route", 9, False, "exit 2: no such gateway")["ok"])
        self.wait_alarms(self.n1, ("hookFailed", "route", "minor"))
        self.assertTrue(teller.hook("route", 10, True)["ok"])
        self.wait_alarms(self.n1)
        told = [event["kind"] for event in self.n1.events(self.newest["n1"])
            if event["subject"] == "route"]
        self.assertEqual(["hookEnded", "hookEnded", "hookFailed", "hookEnded", "hookEnded",
            "hookWorks"], told)
        hook = self.n1.status()["hooks"][0]
        self.assertEqual(("worked", 10, 4, 2), (hook["state"], hook["sequence"], hook["runs"],
            hook["failures"]))
        self.assertIn("hook", self.n1.fipctl("status").stdout)

    def test_a_reload_and_a_restart_end_what_was_raised(self):
        """other checks: the alarms of the former ones end, and fipd begins anew"""
        self.start()
        self.tellers[0].tell(disk=("failed", "exit 1"))
        self.wait_alarms(self.n1, ("serviceFailed", "disk", "minor"))
        self.n1.configure(role="active", **TIMING, checks=TASKS["checks"][:1])
        self.n1.fipctl("reload")
        self.wait_alarms(self.n1)
        changed = self.assert_told(self.n1, "configChanged")
        self.assertEqual("checks, hooks", changed["subject"])
        self.assertEqual(["proxy"], [check["name"] for check in self.n1.status()["checks"]])
        self.n1.configure(role="active", **TIMING)
        self.n1.fipctl("reload")
        self.tellers[1].tell(disk=("failed", "exit 1"))
        self.wait_alarms(self.n2, ("serviceFailed", "disk", "minor"))
        self.n2.fipd.kill()
        self.n2.start_fipd()
        self.lab.wait_roles("active", "standby", 20)
        self.wait_alarms(self.n2)
        self.add_teller(self.n2).tell(disk=("failed", "exit 1"))
        self.wait_alarms(self.n2, ("serviceFailed", "disk", "minor"))

    def test_only_root_and_fipd_tell_of_checks(self):
        """forbidden to whoever else may command fipd, and to readers; nonsense is refused"""
        self.start()
        self.n1.run(["chmod", "666", CONTROL])
        script = ("import socket, sys\nc = socket.socket(socket.AF_UNIX); c.settimeout(30)\n"
            f"c.connect('{CONTROL}'); c.sendall(sys.argv[1].encode() + b'\\n')\n"
            "print(c.makefile().readline())")
        request = {"op": "checks", "digest": self.tellers[0].digest, "checks": []}
        told = self.n1.run(["setpriv", "--reuid=4711", "--regid=4711", "--clear-groups",
            "/usr/bin/python3", "-c", script, json.dumps(request)]).stdout
        self.assertEqual("forbidden", json.loads(told)["error"])
        for wrong in ({"op": "checks"}, {**request, "checks": 3},
                {**request, "checks": [{"name": "proxy"}]},
                {**request, "checks": [{"name": "nobody", "state": "passed"}]},
                {"op": "hook", "name": "route"},
                {"op": "hook", "name": "nobody", "sequence": 1, "ok": True}):
            with self.subTest(wrong=wrong):
                self.assertEqual("badRequest", self.tellers[0].ask(**wrong)["error"])


if __name__ == "__main__":
    unittest.main()
