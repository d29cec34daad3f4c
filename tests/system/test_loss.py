"""Every fifth packet of the whole LAN is lost for a minute: nothing moves."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase

MINUTE_S = 60
SHORT = {"interval": "200 ms", "count": 5, "failback_delay": "1 s"}


class LossTest(LabCase):
    def start(self, lab, **settings):
        """Start a pair; return it with the newest event of each node."""
        lab.configure(**settings)
        lab.start_pair()
        return lab, [node.settle() for node in lab.nodes]

    def assert_nothing_moved(self, lab, newest):
        for node, last in zip(lab.nodes, newest):
            told = [event["text"] for event in node.events(last)
                if event["kind"] not in ("linkDown", "linkUp")]
            self.assertEqual([], told, f"{node.name} {node.settings}")
        self.assertEqual(("active", "standby"), lab.roles())

    def test_a_fifth_lost_for_a_minute_moves_nothing(self):
        """1-30 % loss: at the default timing, and beside it at 200 ms x 5."""
        pairs = [self.start(self.lab),
            self.start(self.add_lab(), **SHORT)]
        for lab, _ in pairs:
            lab.network.lose(20)
        self.pass_time(MINUTE_S)
        for lab, newest in pairs:
            # Of 60 beats, at 2 s, fewer than two are lost in one minute of 10,000.
            self.assertGreater(lab.network.dropped(), 1)
            self.assert_nothing_moved(lab, newest)


if __name__ == "__main__":
    unittest.main()
