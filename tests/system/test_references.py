"""References: a node that none of them answers does not keep the F-IP."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.wait import wait_until

TIMING = {"interval": "500 ms", "count": 10, "failback_delay": "1 s"}
ROUTER = "192.168.0.254"


class ReferencesTest(LabCase):
    def setUp(self):
        super().setUp()
        self.oc.run(["ip", "address", "add", f"{ROUTER}/24", "dev", "eth0"])

    def start_pair(self, *references):
        self.lab.configure(references=references, **TIMING)
        self.lab.start_pair()
        self.watch = self.oc.watch_arp()

    def lose_questions(self, node, address):
        """The node's questions for an address, and nothing else, do not get through."""
        self.network.drop(f"iifname {node.name} arp operation request "
            f"arp saddr ip {node.address} arp daddr ip {address}")

    def assert_moves_there_and_back(self, address):
        self.lose_questions(self.n1, address)
        self.lab.wait_roles("fault", "active", 30)
        self.assertEqual("noReference", self.n1.status()["role"]["reason"])
        self.network.restore()
        self.lab.wait_roles("active", "standby", 30)
        self.assert_one_holder(self.watch)

    def test_a_node_that_does_not_reach_it_hands_the_fip_over(self):
        self.start_pair(ROUTER)
        self.assert_moves_there_and_back(ROUTER)

    def test_the_gateway_is_the_default_router_of_the_time(self):
        for node in self.lab.nodes:
            node.run(["ip", "route", "add", "default", "via", "192.168.0.10"])
        self.start_pair("gateway")
        for node in self.lab.nodes:
            node.run(["ip", "route", "replace", "default", "via", ROUTER])
        self.assert_moves_there_and_back(ROUTER)

    def test_one_of_two_is_enough(self):
        self.start_pair(ROUTER, "192.168.0.10")
        self.lose_questions(self.n1, ROUTER)
        beats = self.lab.watch_beats(self.n1)
        wait_until(lambda: len(beats.rows()) > 20, 30, "twenty beats")
        self.assertEqual(("active", "standby"), self.lab.roles())


if __name__ == "__main__":
    unittest.main()
