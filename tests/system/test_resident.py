"""Resident F-IPs: services bind them on both nodes, the network sees them on one."""

import itertools
import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.bound import fetch_by_ftp, fetch_by_tls, start_ftp, start_tls
from lab.case import LabCase
from lab.network import source_folder
from lab.node import FLOATING
from lab.proxy import Proxy, fetch, start_origin
from lab.wait import wait_until

TIMING = {"interval": "1 s", "count": 5, "failback_delay": "1 s"}
FLOATING_6 = "2001:db8::100"


def readme_ports():
    """Return the README's lines for the squid of n1."""
    with open(os.path.join(source_folder(), "README.md")) as file:
        return re.search(r"^```squid\n(.*?)\n```$", file.read(),
            re.DOTALL | re.MULTILINE).group(1)


class ResidentTest(LabCase):
    def start_pair(self, **settings):
        self.lab.configure(resident="yes", **{**TIMING, **settings})
        self.lab.start_pair()
        self.watch = self.oc.watch_arp()
        wait_until(lambda: self.watch.first(self.n1.mac, 0), 5, "n1 answers for the F-IP")

    def on_loopback(self, node):
        """Return the addresses that a node has on lo beside its own."""
        done = node.run(["ip", "-json", "address", "show", "dev", "lo"])
        return sorted(f"{address['local']}/{address['prefixlen']}"
            for link in json.loads(done.stdout) for address in link.get("addr_info", [])
            if address.get("local") not in ("127.0.0.1", "::1"))

    def arp_settings(self, node, interface="eth0"):
        folder = f"/proc/sys/net/ipv4/conf/{interface}"
        done = node.run(["cat", f"{folder}/arp_ignore", f"{folder}/arp_announce"])
        return done.stdout.split()

    def test_a_client_of_squid_gets_through_failover_and_failback(self):
        self.start_pair()
        origin = start_origin(self.oc)
        proxies = [Proxy(node, FLOATING) for node in self.lab.nodes]
        wait_until(lambda: fetch(self.oc, FLOATING) == "n1", 10, "n1's squid serves")
        self.network.cut("n1")
        wait_until(lambda: fetch(self.oc, FLOATING) == "n2", 20, "n2's squid serves")
        self.network.mend("n1")
        self.lab.wait_roles("active", "standby", 40)
        wait_until(lambda: fetch(self.oc, FLOATING) == "n1", 10, "n1's squid serves again")
        # Squid listens at the F-IP only, and yet no node asks in the F-IP's name.
        clients = [client for client, _ in itertools.groupby(origin.lines())]
        self.assertEqual([self.n1.address, self.n2.address, self.n1.address], clients)
        self.assertEqual([True, True], [proxy.process.alive() for proxy in proxies])
        self.assert_one_holder(self.watch)

    def test_two_proxies_in_active_standby_as_the_readme_has_them(self):
        self.start_pair()
        start_origin(self.oc)
        ports = readme_ports()
        for node in self.lab.nodes:
            Proxy(node, ports=ports.replace(self.n1.address + ":", node.address + ":"))
        served = lambda: [fetch(self.oc, address, 8081)
            for address in (FLOATING, self.n1.address, self.n2.address)]
        self.assertEqual(["n1", "n1", "n2"], served())
        self.n1.fipctl("switchover")
        wait_until(lambda: served() == ["n2", "n1", "n2"], 20, "n2 serves at the F-IP")

    def test_ftp_and_tls_go_on_at_the_other_node(self):
        self.start_pair()
        start_origin(self.oc)
        for node in self.lab.nodes:
            start_ftp(node, FLOATING)
            start_tls(node, FLOATING, "192.168.0.10")
        served = lambda: [fetch_by_ftp(self.oc, FLOATING), fetch_by_tls(self.oc, FLOATING)]
        self.assertEqual(["n1", "n1"], served())
        self.network.cut("n1")
        wait_until(lambda: served() == ["n2", "n2"], 30, "n2 serves both")
        self.network.mend("n1")
        self.lab.wait_roles("active", "standby", 40)
        wait_until(lambda: served() == ["n1", "n1"], 20, "n1 serves both again")

    def test_what_the_network_sees_of_them_is_judged(self):
        self.start_pair(outsiders="tell")
        for node, present in zip(self.lab.nodes, (True, False)):
            self.assertIn("FIPD OK", node.fipctl("check", check=False).stdout)
            node.start_web()
            told = json.loads(node.web_answer("/api/v1/status")[1])
            self.assertIs(present, told["fips"][0]["present"])
        self.n2.run(["ip", "address", "add", f"{FLOATING}/24", "dev", "eth0"])
        wait_until(lambda: "FIPD CRITICAL - not active, but an F-IP is on this node" in
            self.n2.fipctl("check", check=False).stdout, 30, "n2 tells of it")

    def test_the_standby_has_them_and_answers_for_none(self):
        self.lab.enable_ipv6()
        self.start_pair(fips=[f"{FLOATING}/24", f"{FLOATING_6}/64"])
        watch_6 = self.oc.watch_arp(FLOATING_6)
        for node in self.lab.nodes:
            self.assertEqual([f"{FLOATING}/32", f"{FLOATING_6}/128"], self.on_loopback(node))
            self.assertEqual(["1", "2"], self.arp_settings(node))
        self.n1.fipctl("switchover")
        self.lab.wait_roles("standby", "active", 10)
        for watch in (self.watch, watch_6):
            wait_until(lambda: watch.last(self.n2.mac)
                and watch.last(self.n2.mac) > watch.last(self.n1.mac) + 1, 10, "n2 answers")
            self.assertEqual([self.n1.mac, self.n2.mac], [run[0] for run in watch.owners()])
            self.assert_one_holder(watch)

    def test_a_switchover_loses_no_probe(self):
        self.start_pair()
        probe = self.oc.watch_echo()
        probe.settle()
        begun = probe.rows()[-1][1]
        self.n1.fipctl("switchover")
        self.lab.wait_roles("standby", "active", 10)
        probe.settle()
        self.assertEqual(0, probe.lost(begun))

    def test_stopped_it_leaves_the_host_as_it_was(self):
        self.n1.run(["sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_announce"])
        self.n1.run(["ip", "address", "add", "10.9.9.9/32", "dev", "lo"])
        self.start_pair()
        self.assert_no_leaks()
        self.assertEqual(["10.9.9.9/32"], self.on_loopback(self.n1))
        self.assertEqual(["0", "1"], self.arp_settings(self.n1))
        self.assertEqual(["0", "0"], self.arp_settings(self.n2))
        self.assertFalse(os.path.exists(self.n1.path("state", "resident")))

    def test_killed_a_later_life_undoes_it(self):
        self.start_pair()
        self.n2.fipd.kill()
        self.assertEqual([f"{FLOATING}/32"], self.on_loopback(self.n2))
        self.n2.configure(role="standby", **TIMING)
        self.n2.start_fipd()
        wait_until(lambda: self.on_loopback(self.n2) == [], 5, "lo is as it was")
        self.assertEqual(["0", "0"], self.arp_settings(self.n2))

    def test_switched_off_by_a_reload_it_is_undone_and_the_fip_stays(self):
        self.start_pair()
        self.n1.configure(role="active", resident="no", **TIMING)
        self.n1.fipctl("reload")
        wait_until(lambda: self.on_loopback(self.n1) == [], 5, "lo is as it was")
        self.assertEqual(["0", "0"], self.arp_settings(self.n1))
        self.assertEqual(("active", "standby"), self.lab.roles())
        self.assertEqual([self.n1.mac], [run[0] for run in self.watch.owners()])

    def test_switched_on_and_off_by_a_set_no_probe_is_lost(self):
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        probe = self.oc.watch_echo()
        probe.settle()
        begun = probe.rows()[-1][1]
        for _ in range(3):
            for value in ("yes", "no"):
                for node in self.lab.nodes:
                    node.fipctl("set", f"resident={value}")
                    self.assertEqual([f"{FLOATING}/32"] if value == "yes" else [],
                        self.on_loopback(node))
        probe.settle()
        self.assertEqual(0, probe.lost(begun))
        self.assertEqual(("active", "standby"), self.lab.roles())

    def test_on_an_interface_made_anew_the_standby_is_quiet_again(self):
        self.start_pair()
        self.n2.run(["ip", "link", "delete", "eth0"])
        self.lab.wait_roles("active", "fault", 20)
        self.network.connect(self.n2, self.n2.address, self.n2.mac)
        wait_until(lambda: self.arp_settings(self.n2) == ["1", "2"], 5, "eth0 is quiet")
        self.lab.wait_roles("active", "standby", 20)


if __name__ == "__main__":
    unittest.main()
