"""Nothing happens: a node that only beats is woken by beats, and asks the disk for little."""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase

TIMING = {"interval": "2 s", "count": 5}
SPAN_S = 20


class IdleTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        self.mark()

    def beats(self, node):
        """Return how many heartbeats a node has sent and received."""
        link = node.status()["links"][0]
        return link["sent"] + link["received"]

    def wakes(self, node):
        """Return how often the first thread of fipd has waited for something."""
        with open(f"/proc/{node.fipd.popen.pid}/task/{node.fipd.popen.pid}/status") as status:
            return int(re.search(r"^voluntary_ctxt_switches:\s*(\d+)", status.read(), re.M)[1])

    def test_what_wakes_an_idle_node_is_its_beats(self):
        beats = {node: self.beats(node) for node in self.lab.nodes}
        self.pass_time(2)  # what that asking has left behind
        before = {node: self.wakes(node) for node in self.lab.nodes}
        self.pass_time(SPAN_S)
        after = {node: self.wakes(node) for node in self.lab.nodes}
        self.assert_no_move()
        for node in self.lab.nodes:
            self.assertLess(after[node] - before[node], 2 * (self.beats(node) - beats[node]))

    def test_an_idle_node_does_not_write_each_second(self):
        sizes = {node: set() for node in self.lab.nodes}
        for _ in range(SPAN_S):
            self.pass_time(1)
            for node in self.lab.nodes:
                sizes[node].add(os.stat(node.path("state/recording-000001")).st_size)
        self.assert_no_move()
        for node in self.lab.nodes:
            self.assertLessEqual(len(sizes[node]), 2, f"{node.name}: {sizes[node]}")


if __name__ == "__main__":
    unittest.main()
