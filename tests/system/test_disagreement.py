"""The two nodes are configured so that they contradict each other."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import FLOATING
from lab.wait import wait_until

TIMING = {"interval": "200 ms", "count": 10, "failback_delay": "1 s"}
OTHER_FIP = "192.168.0.101"
OTHER_KEY = "1 " + "c0" * 32 + "\n"


class DisagreementTest(LabCase):
    def start(self, of_n2, of_n1=None):
        """Start the pair with settings of their own; the watch asks for the F-IP."""
        self.n1.configure(**{"role": "active", **TIMING, **(of_n1 or {})})
        self.n2.configure(**{"role": "standby", **TIMING, **of_n2})
        self.watch = self.oc.watch_arp()
        for node in self.lab.nodes:
            node.start_fipd()

    def assert_settles(self, first, second):
        """n1 and n2 come to these roles, stay there beyond the detection time."""
        self.lab.wait_roles(first, second, 30)
        self.mark()
        self.pass_time(4)
        self.assert_no_move()
        self.assert_one_holder(self.watch)

    def assert_mismatch(self, reason):
        """Both nodes tell what they disagree about, once."""
        for node in self.lab.nodes:
            told = wait_until(lambda: [event["reason"] for event in node.events()
                if event["kind"] == "configMismatch"], 20, f"{node.name} tells it")
            self.assertEqual([reason], told)
            self.assertNotEqual(0, node.fipctl("check", check=False).returncode, node.name)

    def assert_deaf_pair_is_safe(self):
        """Nodes that do not understand each other: one holds, the other asks the segment.

        When the holder is gone, the other has it.
        """
        wait_until(lambda: "active" in self.lab.roles(), 30, "one is active")
        holder = self.lab.nodes[self.lab.roles().index("active")]
        other = self.lab.nodes[1 - self.lab.nodes.index(holder)]
        wait_until(lambda: other.role() == "held", 30, "the other is held")
        self.pass_time(3)
        self.assertEqual({"active", "held"}, set(self.lab.roles()))
        killed = holder.fipd.kill()
        wait_until(lambda: self.watch.first(other.mac, killed), 30, "the other answers")
        self.assert_one_holder(self.watch)

    def test_both_configured_active_one_holds_it_and_it_does_not_wander(self):
        """both configured active"""
        self.start({"role": "active"})
        self.assert_settles("active", "standby")
        self.assert_mismatch("bothPreferred")

    def test_both_configured_standby_one_serves_all_the_same(self):
        """both configured standby"""
        self.start({"role": "standby"}, {"role": "standby"})
        self.assert_settles("active", "standby")
        self.assert_mismatch("nonePreferred")

    def test_different_intervals_move_nothing_and_the_longer_time_decides(self):
        """different H and N"""
        self.start({"interval": "1 s", "count": 6})
        self.assert_settles("active", "standby")
        self.assert_mismatch("timingDiffers")
        killed = self.n1.fipd.kill()
        taken = wait_until(lambda: self.watch.first(self.n2.mac, killed), 20, "n2 answers")
        self.assertGreater(taken - killed, 4.8)
        self.assert_one_holder(self.watch)

    def test_different_fips_are_told_by_no_automatic_failback(self):
        """different F-IPs: a takeover takes the own ones, and there is no way back."""
        self.start({"fips": [f"{OTHER_FIP}/24"]})
        self.lab.wait_roles("active", "standby", 20)
        self.assertFalse(self.n1.status()["system"]["in_sync"])
        self.assert_mismatch("fipsDiffer")
        self.network.cut("n1")
        wait_until(lambda: self.n2.role() == "active", 20, "n2 takes over")
        self.network.mend("n1")
        self.lab.wait_roles("standby", "active", 20)
        self.mark()
        self.pass_time(4)
        self.assert_no_move()
        self.assertIn(OTHER_FIP, self.n2.run(["ip", "address"]).stdout)
        self.assertNotIn(FLOATING, self.n1.run(["ip", "address"]).stdout)

    def test_different_keys_do_not_talk_and_never_two_hold(self):
        """different keys"""
        self.n2.write_key(OTHER_KEY)
        self.start({})
        self.assert_deaf_pair_is_safe()
        unauthenticated = [node.status()["links"][0]["unauthenticated"]
            for node in self.lab.nodes if node.fipd.alive()]
        self.assertGreater(min(unauthenticated), 5)

    def test_a_one_sided_key_does_not_talk_and_never_two_hold(self):
        """one-sided key"""
        self.start({"key_file": None, "auth": "none"})
        self.assert_deaf_pair_is_safe()

    def test_different_ports_do_not_talk_and_never_two_hold(self):
        """different ports"""
        self.start({"port": 7901})
        self.assert_deaf_pair_is_safe()

    def test_both_given_the_same_real_ip_never_two_hold(self):
        """both given the same real IP: n2 is a copy of n1, to the address."""
        self.n2.run(["ip", "address", "del", f"{self.n2.address}/24", "dev", "eth0"])
        self.n2.run(["ip", "address", "add", f"{self.n1.address}/24", "dev", "eth0"])
        self.start({"role": "active", "peer": self.n1.peer})
        wait_until(lambda: "active" in self.lab.roles(), 30, "one is active")
        self.pass_time(5)
        self.assertEqual(1, self.lab.roles().count("active"))
        self.assert_one_holder(self.watch)


if __name__ == "__main__":
    unittest.main()
