"""docs/operation.md, "Replacing a node": another machine takes the place of a dead one, with a new
MAC and a new key; the other node serves meanwhile, and both are a pair again."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.wait import wait_until

NEW_KEY = "2 " + "a7" * 32 + "\n"
TIMING = {"interval": "500 ms", "count": 6, "failback_delay": "1 s"}


class ReplacementTest(LabCase):
    def setUp(self):
        super().setUp()
        self.start_watched(**TIMING)

    def switch_off(self, node):
        """The host is gone: its programs and its cable."""
        node.fipd.kill()
        self.network.cut(node.name)

    def replace(self, old, role):
        """Another machine with the old one's address and configuration; return it."""
        new = self.lab.add_node("new", old.address, old.peer, "02:00:00:00:00:99")
        new.configure(role=role, node=old.name, **TIMING)
        new.write_key(NEW_KEY)
        new.start_fipd()
        return new

    def renew_key(self, node):
        node.write_key(NEW_KEY)
        node.fipctl("reload")

    def assert_a_good_pair(self, *nodes):
        for node in nodes:
            wait_until(lambda: node.fipctl("check", check=False).returncode == 0, 30,
                f"{node.name} is as it should be")

    def test_the_standby_is_replaced_and_nothing_moves(self):
        self.switch_off(self.n2)
        self.assert_told(self.n1, "peerLost", 30)
        self.renew_key(self.n1)
        new = self.replace(self.n2, "standby")
        self.assert_told(self.n1, "peerRecovered", 30)
        self.assert_a_good_pair(self.n1, new)
        self.assertEqual("standby", new.role())
        self.assertEqual([], self.moves(self.n1))
        self.switch_off(self.n1)
        wait_until(lambda: new.role() == "active" and self.watch.last(new.mac), 40,
            "the new node takes over")
        self.assert_one_holder(self.watch)

    def test_the_active_is_replaced_and_the_fips_return_to_the_new_one(self):
        self.switch_off(self.n1)
        wait_until(lambda: self.n2.role() == "active", 40, "n2 takes over")
        self.renew_key(self.n2)
        new = self.replace(self.n1, "active")
        wait_until(lambda: new.role() == "active" and self.n2.role() == "standby", 40,
            "the F-IPs return to the preferred node")
        self.assert_a_good_pair(self.n2, new)
        wait_until(lambda: self.watch.last(new.mac), 20, "the new node answers")
        self.assert_one_holder(self.watch)
        self.assertEqual(0, self.n2.status()["counters"]["split_brains"])


if __name__ == "__main__":
    unittest.main()
