"""The original's acceptance test, and its two lines as log daemons and watchers find them."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.log_daemons import Journald, Rsyslog
from lab.node import CONTROL
from lab.syslog import SyslogListener
from lab.wait import wait_until

QUICK = {"interval": "400 ms", "count": 10, "failback_delay": "1 s"}
FAILOVER = "CStrap(6) : Standby System(192.168.0.1) is an Active System renew."
FAILBACK = "CStrap(5) : Standby System(192.168.0.2) is a Enable."


class OriginalLinesTest(LabCase):
    def stop_and_start_n1(self):
        """The active's system is stopped in order and started again."""
        self.lab.configure(**QUICK)
        self.lab.start_pair()
        self.assertEqual(0, self.n1.fipd.terminate())
        wait_until(lambda: self.n2.role() == "active", 20, "n2 takes over")
        self.n1.start_fipd()
        self.lab.wait_roles("active", "standby", 20)

    def test_four_kinds_of_rule_find_both_lines_in_rsyslog(self):
        log = self.n2.syslog = Rsyslog(self.n2)
        other = self.n1.syslog = Rsyslog(self.n1)
        self.stop_and_start_n1()
        wait_until(lambda: log.lines("raw-5") and len(log.lines("program-5")) == 2, 10,
            "rsyslogd has written both lines")
        self.assertEqual([f"logger|logger:| {FAILOVER}", f"logger|logger:| {FAILBACK}"],
            [line for line in log.lines("parts") if "CStrap" in line])
        for number, text in ((6, FAILOVER), (5, FAILBACK)):
            head = r"^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d n2 logger: "
            (found,) = log.grep(f"logger: CStrap({number})")
            self.assertRegex(found, head)
            self.assertTrue(found.endswith(f" logger: {text}"), found)
            self.assertEqual([found], log.lines(f"contains-{number}"))
            self.assertEqual([found], log.lines(f"raw-{number}"))
            self.assertIn(found, log.lines(f"program-{number}"))
        self.assertTrue(other.lines("all"))
        self.assertEqual([], other.lines("program-6") + other.grep("CStrap"))

    def test_journald_has_both_lines_under_the_identifier_logger(self):
        log = self.n2.syslog = Journald(self.n2)
        self.stop_and_start_n1()
        wait_until(lambda: len(log.messages("logger")) >= 2, 10, "both lines")
        self.assertEqual([FAILOVER, FAILBACK], log.messages("logger"))
        self.assertTrue(log.messages("fipd"))

    def test_a_fipd_that_is_started_anew_still_owes_the_second_line(self):
        self.lab.configure(**{**QUICK, "failback": "manual"})
        self.lab.start_pair()
        self.network.cut("n1")
        wait_until(lambda: self.n2.syslog.messages("logger") == [FAILOVER], 20, "(6)")
        self.network.mend("n1")
        self.lab.wait_roles("standby", "active", 20)
        self.n2.fipd.kill()
        wait_until(lambda: self.n1.role() == "active", 20, "n1 takes them home")
        self.n2.start_fipd()
        wait_until(lambda: self.n2.syslog.messages("logger") == [FAILOVER, FAILBACK], 20,
            "(5)")
        self.assertEqual([], self.n1.syslog.messages("logger"))


class InheritedStreamTest(LabCase):
    """A JOURNAL_STREAM of whoever started it names a stream that is not its standard error."""

    FOREIGN = {"JOURNAL_STREAM": "8:1"}

    def start(self, *log):
        """Start n1's fipd where its standard error is a file; return the process."""
        command = self.n1.fipd_command()
        place = command.index("--log")
        command[place:place + 2] = log
        self.n1.fipd = self.n1.start("fipd", command, environment=self.FOREIGN)
        wait_until(self.n1.fipd_answers, 30, "fipd answers")
        return self.n1.fipd

    def setUp(self):
        super().setUp()
        self.lab.configure(**QUICK)
        self.n1.syslog = SyslogListener(self.n1.path("log.sock"))

    def syslog(self):
        return [line for line in self.n1.syslog.lines() if "[FIP-101]" in line]

    def test_its_lines_go_to_syslog(self):
        fipd = self.start()
        wait_until(self.syslog, 30, "syslog has the start")
        self.assertEqual("", fipd.output())

    def test_lines_on_standard_error_are_plain(self):
        fipd = self.start("--log", "stderr")
        wait_until(lambda: "[FIP-101]" in fipd.output(), 30, "the start is on standard error")
        self.assertRegex(fipd.output(), r"(?m)^lab: started on node n1 .*\[FIP-101\]$")
        self.assertNotRegex(fipd.output(), r"(?m)^(<\d|PRIORITY=)")
        self.assertEqual([], self.syslog())
        for name, port in (("fipd-agentx", ["--agentx", "/nowhere"]), ("fipd-web", [])):
            helper = self.n1.start(name, [self.n1.program(name), "--control", CONTROL, *port],
                environment=self.FOREIGN)
            wait_until(helper.output, 30, f"{name} says something")
            self.assertNotRegex(helper.output(), r"(?m)^<\d")


if __name__ == "__main__":
    unittest.main()
