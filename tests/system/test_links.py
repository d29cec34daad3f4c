"""Two nodes joined by two segments: what one path loses, the other one carries."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.wait import wait_until

TIMING = {"interval": "400 ms", "count": 10, "failback_delay": "1 s"}


def cross(end, net="10.0.0."):
    """Return the entry of the cable between the nodes, seen from one end."""
    return (f"{{ name: cross, interface: eth1, address: '{net}{end}', "
        f"peer: '{net}{3 - end}' }}")


class LinksTest(LabCase):
    def setUp(self):
        super().setUp()
        self.network.lay_cross(self.n1, self.n2)

    def configure(self, net="10.0.0.", **settings):
        for end, node, role in ((1, self.n1, "active"), (2, self.n2, "standby")):
            node.configure(role=role, **{**TIMING, "links": [cross(end, net)], **settings})

    def start(self, **settings):
        self.configure(**settings)
        self.lab.start_pair()
        self.watch = self.oc.watch_arp()
        for node in self.lab.nodes:
            self.wait_links(node, "up", "up")
        self.mark()

    def links(self, node):
        return [link["state"] for link in node.status()["links"]]

    def wait_links(self, node, *states):
        wait_until(lambda: self.links(node) == list(states), 15,
            f"the links of {node.name} are {states}")

    def trouble(self, node, index):
        return node.status()["links"][index]["trouble"]

    def wait_trouble(self, node, index, word):
        wait_until(lambda: self.trouble(node, index) == word, 15,
            f"link {index} of {node.name} has trouble {word}")

    def cut_cross(self, state="down"):
        self.n1.run(["ip", "link", "set", "eth1", state])

    def mend_cross(self):
        self.cut_cross("up")
        self.n1.run(["ip", "address", "replace", "fd00::1/64", "dev", "eth1", "nodad"])

    def test_a_cut_link_is_an_event_and_moves_nothing(self):
        self.start()
        self.cut_cross()
        self.assertEqual("linkUnusable", self.assert_told(self.n1, "linkDown")["reason"])
        down = self.assert_told(self.n2, "linkDown")
        self.assertIn("cross", down["text"])
        self.wait_links(self.n2, "up", "down")
        self.assertEqual("unusable", self.trouble(self.n1, 1))
        self.mend_cross()
        for node in self.lab.nodes:
            self.assert_told(node, "linkUp")
            self.wait_links(node, "up", "up")
        self.assert_no_move()

    def test_without_heartbeats_on_the_lan_the_other_link_carries_the_pair(self):
        self.start()
        self.network.drop_heartbeats()
        for node in self.lab.nodes:
            self.assert_told(node, "linkDown")
            self.wait_links(node, "down", "up")
            self.assertEqual("up", node.status()["peer"]["state"])
        self.pass_time(5)
        self.assert_no_move()
        self.network.restore()
        self.wait_links(self.n2, "up", "up")

    def test_a_node_cut_from_the_lan_says_so_over_the_other_link(self):
        self.start()
        cut = self.network.cut("n1")
        self.lab.wait_roles("fault", "active", 10)
        wait_until(lambda: self.watch.first(self.n2.mac, cut), 5, "n2 answers")
        self.assertEqual("peerFault", self.moves(self.n2)[0][2], "it did not wait for silence")
        self.assert_one_holder(self.watch)

    def test_with_all_links_cut_the_standby_takes_over(self):
        self.start()
        self.cut_cross()
        self.wait_links(self.n2, "up", "down")
        self.network.cut("n1")
        wait_until(lambda: self.n2.role() == "active", 20, "n2 is active")
        lost = self.assert_told(self.n2, "peerLost")
        self.assertIn("eth0 and cross", lost["text"])
        self.assert_one_holder(self.watch)

    def test_heard_on_one_path_only_and_hearing_on_the_other_only_nothing_moves(self):
        """one-way cut of both paths, in opposite directions"""
        self.start()
        self.network.drop_heartbeats("n2")
        self.n2.run(["nft", "add table ip deaf; add chain ip deaf in "
            "{ type filter hook input priority 0; }; "
            "add rule ip deaf in iifname eth1 udp dport 7900 drop"])
        for node in self.lab.nodes:
            self.assert_told(node, "linkDown")
        self.pass_time(5)
        self.assert_no_move()
        self.assertEqual(["up", "up"], [node.status()["peer"]["state"]
            for node in self.lab.nodes])
        self.assert_one_holder(self.watch)

    def test_with_all_links_silent_and_the_lan_alive_the_standby_holds_back(self):
        """heartbeat path cut, LAN alive: on every path"""
        self.start()
        self.cut_cross()
        self.network.drop_heartbeats()
        wait_until(lambda: self.n2.role() == "held", 20, "n2 is held")
        self.network.restore()
        self.lab.wait_roles("active", "standby", 15)
        self.assertEqual([], self.moves(self.n1))
        self.assert_one_holder(self.watch)

    def test_a_second_link_of_ipv6_measures_its_round_trip(self):
        self.start(net="fd00::")
        for node in self.lab.nodes:
            link = node.status()["links"][1]
            self.assertEqual("cross", link["name"])
            self.assertTrue(link["own_address"].startswith("fd00::"))
            wait_until(lambda: all(0 < each["round_trip_us"] < 200000
                for each in node.status()["links"]), 10, "both round trips are measured")
        text = self.n1.fipctl("status").stdout
        self.assertRegex(text, r"link cross: up .* fd00::1 -> fd00::2 port 7900 over eth1\n"
            r" *round trip \d+\.\d+ ms")

    def test_a_pair_whose_real_ips_are_ipv6(self):
        self.lab.enable_ipv6()
        for end, node, role in ((1, self.n1, "active"), (2, self.n2, "standby")):
            node.configure(role=role, peer=f"'2001:db8::{3 - end}'", **TIMING)
        self.lab.start_pair()
        self.assertEqual("2001:db8::1", self.n1.status()["settings"]["own_address"])
        self.n1.fipctl("switchover")
        self.lab.wait_roles("standby", "active", 10)

    def test_a_reload_adds_a_link_and_leaves_the_first_alone(self):
        self.configure(links=None)
        self.lab.start_pair()
        sent = self.n1.status()["links"][0]["sent"]
        self.configure()
        for node in self.lab.nodes:
            node.fipctl("reload")
        for node in self.lab.nodes:
            self.wait_links(node, "up", "up")
        first = self.n1.status()["links"][0]
        self.assertGreaterEqual(first["sent"], sent)
        self.assertEqual(0, first["downs"])
        self.configure(links=None)
        for node in self.lab.nodes:
            node.fipctl("reload")
            self.assertEqual(["up"], self.links(node))
        self.assertEqual(("active", "standby"), self.lab.roles())

    def test_a_link_whose_interface_does_not_exist_yet_waits_for_it(self):
        self.n1.run(["ip", "link", "delete", "eth1"])
        self.configure()
        self.lab.start_pair()
        self.assertEqual("unusable", self.trouble(self.n1, 1))
        self.network.lay_cross(self.n1, self.n2)
        for node in self.lab.nodes:
            self.wait_links(node, "up", "up")

    def test_a_link_must_not_have_the_real_ip(self):
        self.n1.configure(role="active",
            links=["{ interface: eth1, address: 192.168.0.1, peer: 10.0.0.2 }"])
        done = self.n1.try_fipd()
        self.assertEqual(78, done.returncode)
        self.assertIn("the address towards peer 192.168.0.2 is that of a link",
            done.stdout + done.stderr)

    def test_a_peer_without_fipd_refuses(self):
        self.start()
        self.n2.fipd.kill()
        for index in (0, 1):
            self.wait_trouble(self.n1, index, "refused")
        self.n2.start_fipd()
        self.wait_links(self.n1, "up", "up")
        self.wait_trouble(self.n1, 1, "none")

    def test_a_peer_with_another_key_is_unauthentic(self):
        self.start()
        self.n2.write_key("1 " + "a0" * 32 + "\n")
        self.n2.fipctl("reload")
        for index in (0, 1):
            self.wait_trouble(self.n1, index, "unauthentic")
        self.assertEqual("notAuthentic", self.assert_told(self.n1, "peerLost")["reason"])


if __name__ == "__main__":
    unittest.main()
