"""F-IPs of both families move together; what holds for IPv4 holds for IPv6."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import FLOATING
from lab.wait import wait_until

TIMING = {"interval": "1 s", "count": 5, "failback_delay": "1 s"}
FLOATING_6 = "2001:db8::100"


class Ipv6Test(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.enable_ipv6()
        self.lab.configure(fips=[f"{FLOATING}/24", f"{FLOATING_6}/64"], **TIMING)
        self.lab.start_pair()
        self.watches = [self.oc.watch_arp(FLOATING), self.oc.watch_arp(FLOATING_6)]
        self.probes = [self.oc.watch_echo(FLOATING), self.oc.watch_echo(FLOATING_6)]
        for probe in self.probes:
            probe.settle()

    def ipv6(self, node):
        """Return the kernel's entry of the IPv6 F-IP, or None."""
        done = node.run(["ip", "-json", "-6", "address", "show", "dev", "eth0"])
        entries = [entry for link in json.loads(done.stdout)
            for entry in link.get("addr_info", []) if entry.get("local") == FLOATING_6]
        return entries[0] if entries else None

    def assert_moved(self, giver, taker):
        """Both families answer at the taker, the giver has neither, never had both both."""
        for watch in self.watches:
            wait_until(lambda: watch.last(taker.mac)
                and watch.last(taker.mac) > (watch.last(giver.mac) or 0) + 0.5, 10,
                f"only {taker.name} answers")
            self.assert_one_holder(watch)
        self.assertIsNone(self.ipv6(giver))
        self.assertEqual([], giver.floating())

    def test_both_are_held_with_a_lease_and_are_no_source(self):
        entry = self.ipv6(self.n1)
        self.assertEqual(128, entry["prefixlen"])
        self.assertLessEqual(entry["valid_life_time"], 10)
        self.assertTrue(entry["deprecated"])
        done = self.n1.run(["ip", "-json", "route", "get", "2001:db8::10"])
        self.assertEqual("2001:db8::1", json.loads(done.stdout)[0]["prefsrc"])

    def test_a_switchover_there_and_back_loses_no_probe(self):
        begun = [probe.rows()[-1][1] for probe in self.probes]
        self.n1.fipctl("switchover")
        self.lab.wait_roles("standby", "active", 10)
        self.assert_moved(self.n1, self.n2)
        self.n1.fipctl("switchover")
        self.lab.wait_roles("active", "standby", 10)
        self.assert_moved(self.n2, self.n1)
        for probe, since in zip(self.probes, begun):
            probe.settle()
            self.assertEqual(0, probe.lost(since))

    def test_when_the_active_is_cut_off_both_answer_at_the_other(self):
        self.network.cut("n1")
        self.lab.wait_roles("fault", "active", 20)
        self.assert_moved(self.n1, self.n2)
        since = self.watches[1].last(self.n2.mac)
        for probe in self.probes:
            probe.settle()
            self.assertEqual(0, probe.lost(since))

    def test_a_killed_daemon_leaves_neither_when_the_other_takes_them(self):
        self.n1.fipd.kill()
        wait_until(lambda: self.n2.role() == "active", 20, "n2 takes over")
        self.assert_moved(self.n1, self.n2)

    def test_a_removed_one_is_put_back_without_a_role_change(self):
        self.n1.run(["ip", "address", "delete", f"{FLOATING_6}/128", "dev", "eth0"])
        wait_until(lambda: self.ipv6(self.n1), 5, "the F-IP is back")
        self.assertEqual(("active", "standby"), self.lab.roles())

    def test_the_path_cut_the_segment_is_asked_by_solicitation(self):
        self.lab.configure(fips=[f"{FLOATING_6}/64"], **TIMING)
        for node in self.lab.nodes:
            node.fipctl("reload")
        self.lab.wait_roles("active", "standby", 20)
        self.network.drop_heartbeats()
        wait_until(lambda: self.n2.role() == "held", 20, "n2 is held")
        self.network.restore()
        self.lab.wait_roles("active", "standby", 20)
        self.assertEqual([self.n1.mac], [run[0] for run in self.watches[1].owners()])


if __name__ == "__main__":
    unittest.main()
