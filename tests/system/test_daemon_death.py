"""fipd is killed or frozen on the node that holds the F-IP: the kernel's lease ends it."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.fence import wait_fence
from lab.host import process_state
from lab.wait import wait_until

# The shortest timing whose lease keeps its promise: 2 s, gone before n2's 5 s are over.
TIMING = {"interval": "1 s", "count": 5, "failback_delay": "60 s"}
LONG = {**TIMING, "interval": "3 s"}  # a lease in which a busy machine starts fipd
WITNESS = "10.9.9.9"


class DaemonDeathCase(LabCase):
    timing = TIMING

    def setUp(self):
        super().setUp()
        self.lab.configure(**self.timing)
        self.lab.start_pair()
        self.watch = self.oc.watch_arp()
        wait_until(lambda: self.watch.first(self.n1.mac, 0), 5, "n1 answers for the F-IP")
        self.lease_s = self.n1.status()["settings"]["lease_s"]

    def lay_witness(self):
        """Set an address beside the F-IP that the same kernel ends a second after it."""
        self.n1.run(["ip", "address", "add", f"{WITNESS}/32", "dev", "lo", "valid_lft",
            str(self.lease_s + 1), "preferred_lft", str(self.lease_s + 1)])

    def has_witness(self):
        return WITNESS in self.n1.run(["ip", "address", "show", "dev", "lo"]).stdout

    def assert_gone_in_time(self, moment):
        """n1's kernel lets go of the F-IP before L + 1 s are over, and before n2 answers."""
        self.lay_witness()
        wait_until(lambda: not self.has_witness(), 10, "the witness is gone")
        self.assertEqual([], self.n1.floating())
        taken = wait_until(lambda: self.watch.first(self.n2.mac, moment), 15, "n2 answers")
        self.assertLess(self.watch.last(self.n1.mac), taken)
        self.assert_one_holder(self.watch)


class DaemonDeathTest(DaemonDeathCase):
    def test_killed_its_fip_is_gone_when_the_lease_ends_and_n2_takes_over(self):
        self.assert_gone_in_time(self.n1.fipd.kill())

    def test_frozen_its_fip_is_gone_when_the_lease_ends_and_n2_takes_over(self):
        self.assert_gone_in_time(self.n1.fipd.stop())

    def test_woken_after_the_takeover_it_holds_nothing_and_becomes_standby(self):
        self.assert_gone_in_time(self.n1.fipd.stop())
        woken = self.n1.fipd.resume()
        self.lab.wait_roles("standby", "active", 15)
        wait_until(lambda: self.watch.owners(woken), 10, "the F-IP is answered")
        self.assertEqual([self.n2.mac], [run[0] for run in self.watch.owners(woken)])
        self.assert_one_holder(self.watch)

    def test_woken_before_the_takeover_never_two_answer(self):
        stopped = self.n1.fipd.stop()
        wait_until(lambda: not self.n1.floating(), 10, "the kernel removes the F-IP")
        self.n1.fipd.resume()
        wait_until(lambda: sorted(filter(None, self.lab.roles())) == ["active", "standby"],
            20, "one is active, the other standby")
        self.assertTrue(self.watch.owners(stopped))
        self.assert_one_holder(self.watch)


class RestartTest(DaemonDeathCase):
    timing = LONG

    def test_restarted_within_the_lease_nothing_moves_and_nobody_notices(self):
        before = self.n2.status()["events"]["last_sequence"]
        killed = self.n1.fipd.kill()
        self.n1.start_fipd()
        self.lab.wait_roles("active", "standby", 15)
        wait_until(lambda: self.watch.last(self.n1.mac) > killed + 1.125 * self.lease_s + 1,
            30, "the F-IP outlives the old lease")
        self.assertEqual([self.n1.mac], [run[0] for run in self.watch.owners()])
        self.assertLess(self.watch.longest_silence(killed), 20)
        self.assertFalse([event for event in self.n2.events(before)
            if event["to"] != event["from"]], "n2 changed its role")


class OrphanedFenceTest(DaemonDeathCase):
    timing = {**TIMING, "interval": "1 s", "count": 3}

    def test_a_fence_that_outlived_its_fipd_does_not_act_under_the_next_one(self):
        fence = wait_fence(self.n1)
        before = self.n1.settle()
        self.n1.fipd.kill()
        self.n1.start_fipd()
        self.lab.wait_roles("active", "standby", 15)
        wait_until(lambda: process_state(fence) in "ZX", 10, "the former fence has ended")
        self.assertNotIn("fipRestored", self.n1.kinds(before))
        self.assertTrue(self.n1.floating())


class VerdictTest(DaemonDeathCase):
    """What the operations center polls: a dead fipd is critical before its peer is active.

    Its lease ends long before that; unit_signs_of_life has the moment.
    """

    timing = LONG

    def setUp(self):
        super().setUp()
        self.lab.start_snmp()
        self.wait_verdict("192.168.0.1", "ok")

    def wait_verdict(self, address, word):
        wait_until(lambda: self.oc.get(address, "fipdVerdict.0") == [word], 30,
            f"the verdict of {address} is {word}")

    def assert_critical(self):
        self.wait_verdict("192.168.0.1", "critical")
        self.assertEqual(["standby"], self.oc.get("192.168.0.2", "fipdRole.0"))
        self.assertEqual(["fipd is not heard", "critical", "1", "unknown", "unknown", "unknown"],
            self.oc.get("192.168.0.1", "fipdVerdictText.0", "fipdAlarmWorst.0",
                "fipdAlarmCount.0", "fipdRole.0", "fipdPeerState.0", "fipdLinkState.1"))
        self.wait_verdict("192.168.0.2", "warning")

    def test_killed_its_verdict_is_critical_and_no_state_is_told(self):
        self.n1.fipd.kill()
        self.assert_critical()

    def test_frozen_its_verdict_is_critical_until_it_goes_on(self):
        self.n1.fipd.stop()
        self.assert_critical()
        self.n1.fipd.resume()
        wait_until(lambda: self.oc.get("192.168.0.1", "fipdCoreStatus.0") == ["connected"], 30,
            "n1's fipd is heard again")


if __name__ == "__main__":
    unittest.main()
