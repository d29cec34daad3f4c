"""A key is replaced while the pair serves: received everywhere before it is sent with."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.wait import wait_until

OLD = "1 " + "5f" * 32 + "\n"
NEW = "2 " + "a7" * 32 + "\n"
TIMING = {"interval": "200 ms", "count": 20, "failback_delay": "1 s"}


class KeyRotationTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        for node in self.lab.nodes:
            wait_until(lambda: "roleChange" in self.roles_told(node), 10,
                f"{node.name} tells its role")

    def put(self, node, text):
        """Give a node other keys, and let both exchange beats with them."""
        node.write_key(text)
        node.fipctl("reload")
        self.beats()

    def received(self, node):
        return node.status()["links"][0]["received"]

    def beats(self):
        """Wait until each node has heard five beats more."""
        goals = [(node, self.received(node) + 5) for node in self.lab.nodes]
        for node, goal in goals:
            wait_until(lambda: self.received(node) >= goal, 15, f"{node.name} hears its peer")

    def roles_told(self, node):
        """Return the events but for those of the reloads themselves."""
        return [event["kind"] for event in node.events() if event["kind"] != "configChanged"]

    def refused(self):
        return [node.status()["links"][0]["unauthenticated"] for node in self.lab.nodes]

    def test_received_first_then_sent_a_new_key_refuses_no_beat_and_moves_nothing(self):
        before = [self.roles_told(node) for node in self.lab.nodes]
        for text in (OLD + NEW, NEW + OLD, NEW):
            for node in self.lab.nodes:
                self.put(node, text)
        self.assertEqual([0, 0], self.refused())
        self.assertEqual(("active", "standby"), self.lab.roles())
        self.assertEqual(before, [self.roles_told(node) for node in self.lab.nodes])

    def test_a_node_that_sends_with_a_key_the_other_lacks_is_named_as_such(self):
        self.n1.write_key(NEW)
        self.n1.fipctl("reload")
        for node in self.lab.nodes:
            wait_until(lambda: any(event["reason"] == "notAuthentic"
                for event in node.events() if event["kind"] == "peerLost"), 20,
                f"{node.name} says that the keys differ")
        self.assertGreater(min(self.refused()), 0)


if __name__ == "__main__":
    unittest.main()
