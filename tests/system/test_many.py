"""Many F-IPs move together: none is left behind, every client is told of each, and soon."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import FLOATING
from lab.wait import wait_until

TIMING = {"interval": "2 s", "count": 5, "failback": "manual"}  # a lease of 6 s
FIPS = ([FLOATING] + [f"10.20.{i // 250}.{1 + i % 250}" for i in range(899)]
    + [f"2001:db8::20:{i:x}" for i in range(100)])
CLIENTS = FIPS[1::10]  # that the operations center speaks to
SPEAK = """
import socket, sys
for address in sys.argv[1:]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    socket.socket(family, socket.SOCK_DGRAM).sendto(b"x", (address, 9))
"""


class ManyTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.enable_ipv6()
        self.oc.run(["ip", "route", "add", "10.20.0.0/16", "dev", "eth0"])
        self.lab.configure(fips=[f"{fip}/{64 if ':' in fip else 16}" for fip in FIPS],
            **TIMING)
        self.lab.start_pair()
        self.watch = self.oc.watch_arp(FIPS[-101])

    def held(self, node):
        done = node.run(["ip", "-json", "address", "show", "dev", "eth0"])
        entries = json.loads(done.stdout)[0]["addr_info"] if done.stdout.strip() else []
        return {entry["local"] for entry in entries} & set(FIPS)

    def believed(self):
        """Return at which MACs the operations center believes its F-IPs to be."""
        done = self.oc.run(["ip", "-json", "neighbour", "show", "dev", "eth0"])
        macs = {entry["dst"]: entry.get("lladdr") for entry in json.loads(done.stdout)}
        return {macs.get(fip) for fip in CLIENTS}

    def speak(self):
        self.oc.run(["/usr/bin/python3", "-c", SPEAK, *CLIENTS])

    def test_a_crash_moves_all_of_them_and_every_cache_follows(self):
        self.speak()
        wait_until(lambda: self.believed() == {self.n1.mac}, 10, "n1 is believed to have them")
        self.network.cut("n1")
        wait_until(lambda: self.believed() == {self.n2.mac}, 30, "every cache points to n2")
        self.assertEqual(set(FIPS), self.held(self.n2))
        wait_until(lambda: not self.held(self.n1), 10, "n1 has none of them")
        self.assert_one_holder(self.watch)

    def test_a_switchover_there_and_back_loses_no_probe(self):
        probe = self.oc.watch_echo(FIPS[-101])
        probe.settle()
        begun = probe.rows()[-1][1]
        self.n1.fipctl("switchover")
        self.lab.wait_roles("standby", "active", 20)
        self.assertEqual(set(), self.held(self.n1))
        self.n1.fipctl("switchover")
        self.lab.wait_roles("active", "standby", 20)
        self.assertEqual(set(FIPS), self.held(self.n1))
        probe.settle()
        self.assertEqual(0, probe.lost(begun))
        self.assert_one_holder(self.watch)

    def test_a_daemon_restarted_within_the_lease_finds_them_all(self):
        self.n1.fipd.kill()
        self.n1.start_fipd()
        self.lab.wait_roles("active", "standby", 20)
        self.assertEqual(set(FIPS), self.held(self.n1))
        self.assertEqual([self.n1.mac], [run[0] for run in self.watch.owners()])


class FirstOnesTest(LabCase):
    """The last F-IP is one of IPv6, which the kernel of n1 sets and that of n2 refuses."""

    fips = [f"10.20.0.{1 + i}" for i in range(70)]

    def setUp(self):
        super().setUp()
        self.network.add_ipv6(self.n1, "2001:db8::1")
        self.oc.run(["ip", "route", "add", "10.20.0.0/16", "dev", "eth0"])
        self.lab.configure(fips=[f"{fip}/16" for fip in self.fips] + ["2001:db8:20::1/64"],
            failback="manual")
        self.lab.start_pair()

    def believed(self):
        """Return at which MAC the operations center believes the first F-IP to be."""
        done = self.oc.run(["ip", "-json", "neighbour", "show", self.fips[0]])
        return [entry.get("lladdr") for entry in json.loads(done.stdout or "[]")]

    def test_the_first_ones_are_announced_while_the_last_one_is_not_set(self):
        self.oc.run(["/usr/bin/python3", "-c", SPEAK, self.fips[0]])
        wait_until(lambda: self.believed() == [self.n1.mac], 10, "n1 is believed to have it")
        self.network.cut("n1")
        wait_until(lambda: self.lab.roles()[1] == "fault", 30, "the kernel of n2 refuses")
        self.assertEqual([self.n2.mac], self.believed())


if __name__ == "__main__":
    unittest.main()
