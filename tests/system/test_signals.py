"""No signal ends or stops fipd, its fence, fipd-agentx, fipd-web or fipd-exec but those documented."""

import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.fence import wait_fence
from lab.host import process_state
from lab.wait import wait_until

TIMING = {"interval": "100 ms", "count": 3, "failback_delay": "60 s"}
DOCUMENTED = {signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT}
FAULTS = {signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSEGV,
    signal.SIGSYS, signal.SIGTRAP}
STRAY = sorted(signal.valid_signals() - DOCUMENTED - FAULTS)


class SignalTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.configure(**TIMING)
        self.lab.start_pair()

    def assert_survives(self, pid, numbers):
        for number in numbers:
            os.kill(pid, number)
        self.assertNotIn(process_state(pid), "TtZX")

    def test_the_active_node_takes_every_stray_signal_without_a_move(self):
        fence = wait_fence(self.n1)
        before = self.n1.settle()
        self.assert_survives(self.n1.fipd.pid, STRAY)
        self.assert_survives(fence, STRAY + [signal.SIGTERM, signal.SIGINT])
        wait_until(self.n1.fipd_answers, 10, "fipd answers after the signals")
        self.assertEqual(fence, wait_fence(self.n1))
        self.assertEqual([], self.n1.moves(before))

    def test_a_hangup_still_reads_the_configuration_anew(self):
        before = self.n1.settle()
        self.n1.configure(**{**self.n1.settings, "failback_delay": "50 s"})
        os.kill(self.n1.fipd.pid, signal.SIGHUP)
        wait_until(lambda: "configChanged" in self.n1.kinds(before), 10, "the change is told")

    def test_the_clients_of_fipd_take_them_too(self):
        self.n1.start_snmpd()
        agent, web = self.n1.start_agent(), self.n1.start_web()
        self.assert_survives(web.pid, STRAY)
        wait_until(lambda: self.n1.web_answer("/healthz")[0] == "200", 10, "the page is there")
        wait_until(lambda: b"fipd" in self.read_name(agent.pid), 10, "fipd-agentx runs")
        self.assert_survives(agent.pid, STRAY)
        self.n1.configure(**{**self.n1.settings, "checks": ["{name: c, tcp: 127.0.0.1:9}"]})
        self.n1.fipctl("reload")
        runner = self.n1.start_exec()
        self.assert_survives(runner.pid, STRAY)
        wait_until(lambda: "Hangup: reading" in runner.output(), 10, "a hangup reads the file")

    def read_name(self, pid):
        with open(f"/proc/{pid}/cmdline", "rb") as words:
            return words.read()


if __name__ == "__main__":
    unittest.main()
