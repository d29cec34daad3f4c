"""A third fipd with the key of the pair speaks to one of the two: it is told on all three.

The third node is a real one with the same F-IP; only its peer's address is wrong.
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.wait import wait_until

TIMING = {"interval": "100 ms", "count": 3}
ADDRESS = "192.168.0.3"
LIMIT_S = 300  # only a fault reaches it


class ThirdNodeTest(LabCase):
    def setUp(self):
        super().setUp()
        self.third = self.lab.add_node("n3", ADDRESS, self.n1.address, "02:00:00:00:00:03")

    def start(self, **settings):
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        self.before = self.n1.settle(), self.n2.settle()
        self.third.configure(**{"role": "standby", **TIMING, **settings})
        self.third.start_fipd()

    def told(self, node, kind="thirdNode"):
        """Return the texts of a node's events of a kind."""
        return [event["text"] for event in node.events() if event["kind"] == kind]

    def wait_told(self, node, *words):
        wait_until(lambda: any(all(word in text for word in words) for text in self.told(node)),
            LIMIT_S, f"{node.name} tells {words}")

    def wait_over(self, *nodes):
        for node in nodes:
            wait_until(lambda: self.told(node, "thirdNodeEnd"), LIMIT_S,
                f"{node.name} tells the end")
            self.assertEqual([], [alarm["kind"] for alarm in node.status()["alarms"]
                if alarm["kind"] == "thirdNode"])

    def assert_nothing_moved(self):
        self.assertEqual([], self.n1.moves(self.before[0]) + self.n2.moves(self.before[1]))

    def test_it_is_told_on_all_three_and_so_is_its_end(self):
        self.start()
        self.wait_told(self.n1, f"{ADDRESS}, which is not the peer")
        self.wait_told(self.n2, f"speaks to peer {self.n1.address}")
        self.wait_told(self.third, f"{self.n1.address}, the peer of this node")
        self.assertIn("third node", self.n2.fipctl("check", check=False).stdout)
        self.third.fipd.terminate()
        self.wait_over(self.n1, self.n2)
        self.assertEqual(1, len(self.told(self.n1)))
        self.assertEqual(1, len(self.told(self.n2)))
        self.assert_nothing_moved()

    def test_one_that_takes_the_standby_for_its_peer_is_told_too(self):
        self.start(peer=self.n2.address, role="active")
        self.wait_told(self.n2, f"{ADDRESS}, which is not the peer")
        self.wait_told(self.n1, f"speaks to peer {self.n2.address}")
        self.wait_told(self.third, f"{self.n2.address}, the peer of this node")
        self.assert_nothing_moved()

    def test_one_with_another_key_is_told_nowhere(self):
        """It comes first, so it would have been told before the one with the right key."""
        self.third.write_key("1 " + "77" * 32 + "\n")
        self.start()
        wait_until(lambda: self.third.role() == "held", LIMIT_S, "it meets the F-IP")
        self.assertEqual([], self.told(self.n1))
        self.third.fipd.terminate()
        self.third.write_key("1 " + "5f" * 32 + "\n")
        self.third.start_fipd()
        self.wait_told(self.n1, ADDRESS)
        self.assertEqual(1, len(self.told(self.n1)))


if __name__ == "__main__":
    unittest.main()
