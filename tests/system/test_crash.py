"""A node crashes: its cable is pulled, as far as the other node can see."""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.wait import wait_until

STEPS = 5  # wake-ups of fipd on the way from the silence to the first answer
QUICK = {"interval": "400 ms", "count": 10, "failback_delay": "1 s"}
HEAD = r"<29>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d logger: "
FAILOVER_LINE = "CStrap(6) : Standby System(192.168.0.1) is an Active System renew."
FAILBACK_LINE = "CStrap(5) : Standby System(192.168.0.2) is a Enable."


class CrashTest(LabCase):
    def crash_and_return(self):
        """n1 crashes, n2 takes over, n1 returns and has the F-IP again."""
        self.network.cut("n1")
        wait_until(lambda: self.n2.role() == "active", 20, "n2 takes over")
        self.network.mend("n1")
        self.lab.wait_roles("active", "standby", 20)

    def trap_of_n2(self, name):
        """Return the values of n2's only trap of this name."""
        traps = wait_until(lambda: self.oc.traps(name, self.n2.address), 10, name)
        self.assertEqual(1, len(traps), traps)
        return traps[0].values

    def lines_of_original(self, node):
        """Return the whole datagrams in which a line of the original may be."""
        return [line for line in node.syslog.lines() if "CStrap" in line or "logger" in line]

    def assert_names_everything(self, values, previous, role, reason):
        self.assertEqual("n2", values["fipdNodeName"])
        self.assertEqual("lab", values["fipdPairName"])
        self.assertEqual((previous, role, reason), (values["fipdEventPreviousRole"],
            values["fipdEventRole"], values["fipdEventReason"]))
        self.assertEqual(self.n2.address, values["snmpTrapAddress"])
        event = [event for event in self.n2.events()
            if event["sequence"] == int(values["fipdEventSequence"])]
        self.assertEqual(values["fipdEventText"], event[0]["text"])
        self.assertRegex(values["fipdEventDate"], r"^20\d\d-\d+-\d+,\d+:\d+:\d+")

    def test_with_the_defaults_n2_answers_8_to_10_3_s_after_the_crash(self):
        self.lab.configure()
        self.lab.start_pair()
        watch = self.oc.watch_arp()
        self.watch_machine()
        wait_until(lambda: watch.first(self.n1.mac, 0), 5, "n1 answers")
        cut = self.network.cut("n1")
        answered = wait_until(lambda: watch.first(self.n2.mac, cut), 15, "n2 answers") - cut
        self.assertGreaterEqual(answered, 8.0)
        self.assertLessEqual(answered,
            10.3 + STEPS * self.metronome.worst_ms(cut) / 1000)

    def test_failover_and_failback_are_trapped_with_all_that_an_nms_needs(self):
        self.lab.configure(**QUICK)
        self.lab.start_pair()
        self.lab.start_snmp()
        self.crash_and_return()
        self.assert_names_everything(
            self.trap_of_n2("fipdFailover"), "standby", "active", "peerSilent")
        failback = self.trap_of_n2("fipdFailback")
        self.assert_names_everything(
            failback, failback["fipdEventPreviousRole"], "standby", "failback")

    def test_the_standby_logs_the_two_lines_of_the_original_letter_for_letter(self):
        self.lab.configure(**QUICK)
        self.lab.start_pair()
        self.crash_and_return()
        wait_until(lambda: len(self.lines_of_original(self.n2)) >= 2, 5, "both lines")
        lines = self.lines_of_original(self.n2)
        for line, text in zip(lines, (FAILOVER_LINE, FAILBACK_LINE), strict=True):
            self.assertRegex(line, f"^{HEAD}{re.escape(text)}$")
        self.assertEqual([], self.lines_of_original(self.n1))

    def test_both_daemons_end_cleanly_and_take_the_fip_along(self):
        self.lab.configure(**QUICK)
        self.lab.start_pair()
        self.crash_and_return()
        self.assert_no_leaks()

    def test_traps_come_from_the_real_ip_while_the_fip_is_held(self):
        self.lab.configure(**QUICK)
        self.lab.start_pair()
        self.lab.start_snmp()
        self.n1.fipctl("switchover")
        wait_until(lambda: self.oc.traps("fipdSwitchover"), 10, "the switchover's trap")
        self.assertLessEqual({trap.source for trap in self.oc.traps()},
            {self.n1.address, self.n2.address})


if __name__ == "__main__":
    unittest.main()
