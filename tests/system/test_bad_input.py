"""What an operator gets wrong: one clear line each, the right exit code, and no harm."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import time

from lab.case import LabCase
from lab.node import CONTROL
from lab.wait import wait_until

EXIT_USAGE, EXIT_UNAVAILABLE, EXIT_NO_PERMISSION, EXIT_CONFIG = 64, 69, 77, 78
TIMING = {"interval": "1 s", "count": 5, "failback_delay": "1 s"}
THREE_FAULTS = """\
redundancy: on
role: activ
peer: 192.168.0.2
intervall: 2 s
count: 0
fips:
  - 192.168.0.100/24
"""


class BadInputTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.configure(**TIMING)

    def assert_refuses(self, code, *words, **how):
        """fipd on n1 does not start: this exit code, one line with these words."""
        done = self.n1.try_fipd(**how)
        self.assertEqual(code, done.returncode, done.stderr)
        lines = [line for line in done.stderr.splitlines()
            if all(word in line for word in words)]
        self.assertEqual(1, len(lines), f"not one line with {words}: {done.stderr}")

    def test_every_fault_of_a_configuration_is_listed_with_its_place(self):
        self.n1.write_yaml(THREE_FAULTS)
        done = self.n1.try_fipd()
        self.assertEqual(EXIT_CONFIG, done.returncode)
        for place, words in ((":2:7:", "active"), (":4:1:", "interval"), (":5:8:", "count")):
            lines = [line for line in done.stderr.splitlines() if place in line]
            self.assertTrue(lines and words in lines[0], (place, words, done.stderr))

    def test_check_lists_the_faults_and_starts_nothing(self):
        self.n1.write_yaml(THREE_FAULTS)
        command = [self.n1.program("fipd"), "--check", self.n1.path("fipd.yaml")]
        done = self.n1.run(command, check=False)
        self.assertEqual(EXIT_CONFIG, done.returncode)
        self.assertEqual(3, (done.stdout + done.stderr).count("fipd.yaml:"))
        self.lab.configure()
        self.assertEqual(0, self.n1.run(command, check=False).returncode)

    def test_a_configuration_that_cannot_be_read_is_named(self):
        os.unlink(self.n1.path("fipd.yaml"))
        self.assert_refuses(EXIT_CONFIG, "fipd.yaml", "No such file")

    def test_a_missing_key_says_how_to_make_one(self):
        os.unlink(self.n1.path("key"))
        self.assert_refuses(EXIT_CONFIG, self.n1.path("key"), "keygen")

    def test_a_key_that_others_can_read_is_refused(self):
        self.n1.write_key("1 " + "ab" * 32 + "\n", 0o644)
        self.assert_refuses(EXIT_CONFIG, self.n1.path("key"), "chmod 640")

    def test_without_its_interface_it_says_so_once_and_waits_for_it_in_fault(self):
        self.n1.configure(role="active", **{**TIMING, "interface": "eth7"})
        self.n1.start_fipd()
        wait_until(lambda: self.n1.role() == "fault", 10, "fault")
        named = [line for line in self.n1.fipd.output().splitlines()
            if "eth7" in line and "[FIP-214]" in line]
        self.assertEqual(1, len(named), self.n1.fipd.output())
        self.n1.run(["ip", "link", "add", "eth7", "type", "veth", "peer", "name", "other"])
        self.n1.run(["ip", "link", "set", "other", "up"])
        self.n1.run(["ip", "address", "add", f"{self.n1.address}/24", "dev", "eth7"])
        self.n1.run(["ip", "link", "set", "eth7", "up"])
        wait_until(lambda: self.n1.role() == "active", 20, "the F-IP is held on it")

    def test_a_port_in_use_is_named(self):
        self.n1.start("squatter", ["/usr/bin/python3", "-c", "import socket, time; "
            "s = socket.socket(type=socket.SOCK_DGRAM); s.bind(('0.0.0.0', 7900)); "
            "time.sleep(600)"])
        wait_until(lambda: ":1EDC" in self.n1.run(["cat", "/proc/net/udp"]).stdout, 10,
            "the port is taken")
        self.assert_refuses(EXIT_UNAVAILABLE, "7900", "in use")

    def test_a_second_instance_is_refused_and_the_first_goes_on(self):
        self.lab.start_pair()
        self.assert_refuses(EXIT_UNAVAILABLE, self.n1.path("state"), "[FIP-205]")
        os.mkdir(self.n1.path("another"), 0o700)
        self.n1.configure(role="active", **{**TIMING, "port": 7901})
        self.assert_refuses(EXIT_UNAVAILABLE, CONTROL, "[FIP-206]",
            more=["--state", self.n1.path("another")])
        self.assertEqual(("active", "standby"), self.lab.roles())

    def test_a_control_path_that_leaves_no_room_for_the_readers_says_its_limit(self):
        """the kernel takes 107 bytes, and the second socket's path has five more"""
        self.assert_refuses(EXIT_USAGE, "[FIP-207]", "103 bytes", "at most 102", "--control",
            more=["--control", "/run/fipd/" + 93 * "c"])

    def test_without_the_capability_it_says_which_is_missing(self):
        self.assert_refuses(EXIT_NO_PERMISSION, "CAP_NET_ADMIN",
            wrap=["setpriv", "--bounding-set=-net_admin,-net_raw"])

    def test_a_bad_file_on_reload_keeps_the_old_configuration(self):
        self.lab.start_pair()
        before = self.n1.status()["settings"]
        self.n1.write_yaml(THREE_FAULTS)
        done = self.n1.fipctl("reload", check=False)
        self.assertNotEqual(0, done.returncode)
        self.assertIn(":4:1:", done.stdout + done.stderr)
        self.n1.fipd.popen.send_signal(1)
        wait_until(lambda: ":5:8:" in self.n1.fipd.output(), 5, "the log lists the faults")
        self.assertEqual(before, self.n1.status()["settings"])
        self.assertEqual("active", self.n1.role())

    def test_a_good_file_on_reload_is_in_force(self):
        self.lab.start_pair()
        self.n1.configure(role="active", **{**TIMING, "count": 6})
        self.n1.fipctl("reload")
        self.assertEqual(6, self.n1.status()["settings"]["count"])
        self.assertEqual(("active", "standby"), self.lab.roles())

    def test_without_snmpd_fipd_runs_and_the_agent_waits_and_says_so_once(self):
        self.lab.start_pair()
        agent = self.n1.start_agent()
        wait_until(lambda: agent.output().strip(), 10, "it says something")
        since = time.monotonic()
        wait_until(lambda: time.monotonic() > since + 8, 10, "time for some attempts")
        self.assertTrue(agent.alive(), agent.output())
        waiting = [line for line in agent.output().splitlines() if "snmpd" in line]
        self.assertEqual(1, len(waiting), agent.output())
        self.n1.start_snmpd()
        wait_until(lambda: self.lab.answers(self.n1), 20, "FIPD-MIB answers")

    def test_without_fipd_fipctl_says_so(self):
        done = self.n1.fipctl("status", check=False)
        self.assertNotEqual(0, done.returncode)
        self.assertIn(CONTROL, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
