"""The F-IPs' interface goes, comes back, is another one; somebody meddles with its addresses."""

import json
import os
import re
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import FLOATING
from lab.wait import wait_until

TIMING = {"interval": "1 s", "count": 5, "failback_delay": "1 s"}
BEAT_MS = 4000
MANY = [f"192.168.{100 + i // 250}.{1 + i % 250}/16" for i in range(999)]


class InterfaceCase(LabCase):
    def start_pair(self, **settings):
        self.lab.configure(**{**TIMING, **settings})
        self.lab.start_pair()
        self.watch = self.oc.watch_arp()
        wait_until(lambda: self.watch.first(self.n1.mac, 0), 5, "n1 answers for the F-IP")

    def addresses(self, node, interface=None):
        """Return every address of a node, or of one interface, as text."""
        where = ["dev", interface] if interface else []
        done = node.run(["ip", "-json", "address", "show", *where])
        return [f"{address['local']}/{address['prefixlen']}"
            for link in json.loads(done.stdout) for address in link.get("addr_info", [])]

    def holds(self, node):
        return f"{FLOATING}/32" in self.addresses(node)


class InterfaceLifeTest(InterfaceCase):
    def setUp(self):
        super().setUp()
        self.start_pair()

    def wait_failback(self):
        self.lab.wait_roles("active", "standby", 40)
        wait_until(lambda: self.watch.last(self.n1.mac) > self.watch.last(self.n2.mac), 10,
            "n1 answers again")
        self.assert_one_holder(self.watch)

    def test_set_down_and_up_the_fip_moves_and_returns(self):
        self.n1.run(["ip", "link", "set", "eth0", "down"])
        self.lab.wait_roles("fault", "active", 20)
        self.assertFalse(self.holds(self.n1))
        self.n1.run(["ip", "link", "set", "eth0", "up"])
        self.wait_failback()

    def test_deleted_and_made_anew_with_another_mac_it_is_used_again(self):
        self.n1.run(["ip", "link", "delete", "eth0"])
        self.lab.wait_roles("fault", "active", 20)
        self.n1.mac = "02:00:00:00:00:11"
        self.network.connect(self.n1, self.n1.address, self.n1.mac)
        self.lab.wait_roles("active", "standby", 40)
        wait_until(lambda: self.watch.first(self.n1.mac, 0), 10, "the new MAC answers")
        self.assert_one_holder(self.watch)

    def test_renamed_away_it_does_not_keep_the_fip(self):
        self.n1.run(["ip", "link", "set", "eth0", "name", "lan0"])
        self.lab.wait_roles("fault", "active", 20)
        self.assertFalse(self.holds(self.n1))
        self.assert_one_holder(self.watch)
        self.n1.run(["ip", "link", "set", "lan0", "name", "eth0"])
        self.wait_failback()

    def test_with_its_name_on_another_interface_the_fip_leaves_the_first(self):
        self.n1.run(["ip", "link", "add", "spare0", "type", "veth", "peer", "spare1"])
        self.n1.run(["sh", "-c", "ip link set eth0 name lan0 && ip link set spare0 name eth0"])
        wait_until(lambda: self.n2.role() == "active", 20, "n2 takes over")
        self.assertFalse(self.holds(self.n1))
        self.assert_one_holder(self.watch)

    def test_an_alias_elsewhere_is_left_alone(self):
        self.n1.run(["ip", "link", "add", "other0", "type", "veth", "peer", "other1"])
        self.n1.run(["ip", "address", "add", "192.168.7.7/32", "dev", "other0"])
        self.n1.run(["ip", "address", "add", "192.168.0.77/24", "dev", "eth0"])
        self.n1.fipctl("switchover")
        self.lab.wait_roles("standby", "active", 10)
        self.assertEqual(["192.168.7.7/32"], self.addresses(self.n1, "other0"))
        self.assertIn("192.168.0.77/24", self.addresses(self.n1, "eth0"))


class MeddlingTest(InterfaceCase):
    """What somebody removes is back before anybody misses it."""

    def start_monitor(self):
        monitor = self.n1.start("monitor", ["ip", "-ts", "monitor", "link", "address"])
        names = iter(range(1000))

        def hears():
            self.n1.run(["ip", "link", "set", "lo", "alias", f"ready{next(names)}"])
            return "lo:" in monitor.output()

        wait_until(hears, 5, "ip monitor listens")
        return monitor

    def gaps_ms(self, monitor, address):
        """Return how long an address was missing each time, by the kernel's stamps."""
        gaps, gone = [], None
        for stamp, what in re.findall(r"^\[\S+:([\d.]+)\] (.*)$", monitor.output(), re.M):
            if f" {address} " not in what:
                continue
            if what.startswith("Deleted"):
                gone = float(stamp)
            elif gone is not None:
                gaps.append(((float(stamp) - gone) % 60) * 1000)
                gone = None
        return gaps

    def assert_put_back(self, address):
        """Each of three removals is mended when the kernel tells of it, without a role change.

        That is long before the next beat, which would find it too.
        """
        monitor = self.start_monitor()
        for count in range(1, 4):
            self.n1.run(["ip", "address", "delete", address, "dev", "eth0"])
            wait_until(lambda: len(self.gaps_ms(monitor, address)) == count, 10,
                f"{address} is back")
        self.assertLess(max(self.gaps_ms(monitor, address)), BEAT_MS / 4)
        self.assertEqual(("active", "standby"), self.lab.roles())
        self.assertEqual([self.n1.mac], [run[0] for run in self.watch.owners()])

    def test_a_removed_fip_is_back_long_before_the_next_beat(self):
        self.start_pair(interval=f"{BEAT_MS} ms")
        self.assert_put_back(f"{FLOATING}/32")

    def test_one_removed_of_1000_is_back_long_before_the_next_beat(self):
        self.start_pair(interval=f"{BEAT_MS} ms", fips=[f"{FLOATING}/24", *MANY])
        self.assert_put_back("192.168.102.7/32")

    def test_a_fip_outside_the_network_of_the_real_ip_moves(self):
        self.oc.run(["ip", "route", "add", "10.20.0.0/16", "dev", "eth0"])
        self.start_pair(fips=[f"{FLOATING}/24", "10.20.30.40/16"])
        probe = self.oc.watch_echo("10.20.30.40")
        probe.settle()
        begun = probe.rows()[-1][1]
        self.n1.fipctl("switchover")
        self.lab.wait_roles("standby", "active", 10)
        probe.settle()
        self.assertEqual(0, probe.lost(begun))
        self.assertIn("10.20.30.40/32", self.addresses(self.n2, "eth0"))


if __name__ == "__main__":
    unittest.main()
