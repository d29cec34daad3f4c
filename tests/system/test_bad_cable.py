"""A bad cable: frames come twice, overtake each other, or come when it is too late."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import signal

from lab.case import LabCase
from lab.wait import wait_until

TIMING = {"interval": "400 ms", "count": 10, "failback_delay": "1 s"}
SHORT = {"interval": "100 ms", "count": 20, "failback_delay": "1 s"}


class BadCableTest(LabCase):
    def test_sent_twice_and_out_of_order_moves_nothing(self):
        """duplication, reordering: a third comes twice, each up to three beats late"""
        self.network.impair("n1", duplicate=30, delay_ms=300)
        self.start_watched(**SHORT)
        self.pass_time(15)
        self.assert_no_move()
        self.assertEqual(("active", "standby"), self.lab.roles())
        links = [node.status()["links"][0] for node in self.lab.nodes]
        self.assertGreater(min(link["duplicates"] for link in links), 5)
        self.assert_one_holder(self.watch)

    def test_after_a_delay_beyond_detection_one_gives_way(self):
        """delay spike beyond detection: all of it comes late, and one holds it after"""
        wire = self.network.impair("n1")
        self.start_watched(**TIMING)
        wire.popen.send_signal(signal.SIGUSR1)
        wait_until(lambda: self.n2.role() == "active", 20, "n2 hears nothing any more")
        wire.popen.send_signal(signal.SIGUSR2)
        wait_until(lambda: self.moves(self.n1)[-1:] == [("standby", "active", "failback")],
            20, "n1 gave way, and has it again")
        self.mark()
        self.pass_time(5)
        self.assert_no_move()


if __name__ == "__main__":
    unittest.main()
