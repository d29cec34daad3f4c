"""The kernels' neighbour tables fail, lie or change: the heartbeat does not depend on them."""

import json
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.frames import arp_frame
from lab.options import timing
from lab.wait import wait_until

INTERVAL_MS, COUNT = timing(100, 3)
TIMING = {"interval": f"{INTERVAL_MS} ms", "count": COUNT, "failback_delay": "500 ms"}
INTERVAL_S = INTERVAL_MS / 1000
WATCHED_S = 20 * INTERVAL_S
LIMIT_S = 10 + 4 * COUNT * INTERVAL_S
BETWEEN = "iifname { n1, n2 } oifname { n1, n2 }"
OTHER_MAC = "02:00:00:00:00:22"
ADMINS = "02:00:00:00:00:77"  # an entry that an administrator has made


class NeighborCase(LabCase):
    family = "-4"

    def neighbors(self, node):
        """Return the kernel's entries of eth0, {address: entry}."""
        listed = node.run(["ip", "-json", self.family, "neigh", "show", "dev", "eth0"]).stdout
        return {entry["dst"]: entry for entry in json.loads(listed or "[]")}

    def make_entry(self, node):
        """Let the node's kernel want to send to the peer."""
        node.run(["bash", "-c", f"echo > /dev/udp/{node.peer}/9"])

    def lose_neighbors(self):
        """The kernels have no MAC for the other node, ask for it, and get no answer."""
        for node in self.lab.nodes:
            node.run(["ip", self.family, "neigh", "flush", "dev", "eth0"])
            self.make_entry(node)
        for node in self.lab.nodes:
            wait_until(lambda: self.neighbors(node).get(node.peer, {}).get("state")
                in (["INCOMPLETE"], ["FAILED"]), 20, f"{node.name}'s kernel knows no MAC")

    def assert_nothing_noticed(self, seconds=WATCHED_S):
        """Nothing moves for so long, and each node hears the other all the time."""
        self.pass_time(seconds)
        self.assert_no_move()
        for node in self.lab.nodes:
            kinds = node.kinds(self.newest[node.name])
            self.assertNotIn("peerLost", kinds, node.name)
            self.assertNotIn("linkDown", kinds, node.name)
            self.assertEqual("up", node.status()["peer"]["state"], node.name)
        self.assert_one_holder(self.watch)


class NeighborTest(NeighborCase):
    def setUp(self):
        super().setUp()
        self.start_watched(**TIMING)

    def test_with_arp_lost_between_the_nodes_nothing_moves(self):
        """Lab P1: the entries are gone and cannot be made anew; every heartbeat passes."""
        self.n1.run(["ip", "neigh", "add", "192.168.0.77", "lladdr", ADMINS, "dev", "eth0",
            "nud", "permanent"])
        self.network.drop(f"{BETWEEN} ether type arp")
        self.lose_neighbors()
        self.assert_nothing_noticed()
        for node in self.lab.nodes:
            fixed = {address: entry["lladdr"]
                for address, entry in self.neighbors(node).items()
                if "PERMANENT" in entry["state"]}
            self.assertEqual({"192.168.0.77": ADMINS} if node is self.n1 else {}, fixed)

    def test_with_everything_lost_from_n1_to_n2_one_holds_but_for_a_moment(self):
        """Lab P1: n2's kernel gets no answer for n1, and n1 must hear of n2's claim."""
        self.watch_machine()
        since = self.network.drop("iifname n1 oifname n2")
        self.n2.run(["ip", "neigh", "flush", "dev", "eth0"])
        self.lab.wait_roles("standby", "active", LIMIT_S)
        self.pass_time(WATCHED_S)
        doubles = [asked for asked, _ in self.watch.doubles(since)]
        if doubles:
            self.assertLess(doubles[-1] - doubles[0], INTERVAL_S + 0.6
                + self.metronome.worst_ms(since) / 1000)
        self.assertEqual(("standby", "active"), self.lab.roles())
        self.network.restore()
        self.lab.wait_roles("active", "standby", LIMIT_S)

    def test_a_liar_about_the_real_ips_cuts_nothing(self):
        """Security 4: a third host answers by ARP for both real IPs, and is believed."""
        third = self.lab.add_third()
        lies = [arp_frame((third.mac, node.mac), 2, (third.mac, node.peer),
            (node.mac, node.address)) for node in self.lab.nodes]

        def believed():
            third.send(lies)
            return all(self.neighbors(node).get(node.peer, {}).get("lladdr") == third.mac
                for node in self.lab.nodes)
        for node in self.lab.nodes:
            self.make_entry(node)
        wait_until(believed, 20, "both kernels believe the liar", 0.2)
        until = time.monotonic() + WATCHED_S
        while time.monotonic() < until:
            self.assertTrue(believed())
        self.assert_nothing_noticed(0)

    def test_a_changed_mac_is_followed_without_arp(self):
        self.network.drop(f"{BETWEEN} ether type arp")
        self.lose_neighbors()
        self.n2.run(["ip", "link", "set", "eth0", "address", OTHER_MAC])
        self.assert_nothing_noticed()
        self.assertEqual(OTHER_MAC,
            json.loads(self.n2.run(["ip", "-json", "link", "show", "eth0"]).stdout)[0]["address"])

    def test_a_node_that_comes_back_with_another_mac_is_found_by_arp(self):
        self.n2.fipd.kill()
        wait_until(lambda: self.n1.status()["peer"]["state"] != "up", LIMIT_S, "n2 is missed")
        self.n2.run(["ip", "link", "set", "eth0", "address", OTHER_MAC])
        self.n2.start_fipd()
        wait_until(lambda: self.n1.status()["peer"]["state"] == "up", LIMIT_S, "n1 hears n2")
        self.lab.wait_roles("active", "standby", LIMIT_S)
        self.assert_one_holder(self.watch)


class Ipv6NeighborTest(NeighborCase):
    """The same between real IPs of IPv6, by Neighbour Discovery."""

    family = "-6"

    def test_with_discovery_lost_between_the_nodes_nothing_moves(self):
        self.lab.enable_ipv6()
        for node, peer in ((self.n1, "2001:db8::2"), (self.n2, "2001:db8::1")):
            node.peer = peer
        self.start_watched(**TIMING)
        self.network.drop(f"{BETWEEN} icmpv6 type {{ nd-neighbor-solicit, nd-neighbor-advert }}")
        self.lose_neighbors()
        self.assert_nothing_noticed()


if __name__ == "__main__":
    unittest.main()
