"""Somebody on the segment lies by ARP or ND: he makes no second holder, and is seen."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.frames import BROADCAST, arp_frame, neighbor_advert
from lab.node import FLOATING
from lab.options import timing
from lab.wait import wait_until

INTERVAL_MS, COUNT = timing(100, 3)
TIMING = {"interval": f"{INTERVAL_MS} ms", "count": COUNT, "failback_delay": "1 s"}
PERIOD_MS = INTERVAL_MS / 10  # a round of probes takes 0.375 intervals
LIMIT_S = 20 + 4 * COUNT * INTERVAL_MS / 1000
REQUEST, REPLY = 1, 2
NOBODY, NO_MAC = "0.0.0.0", "00:00:00:00:00:00"
FLOATING_6, ALL_NODES = "2001:db8::100", "33:33:00:00:00:01"


def probe(mac):
    """Return the question of a MAC for the F-IP, from nobody."""
    return arp_frame((mac, BROADCAST), REQUEST, (mac, NOBODY), (NO_MAC, FLOATING))


def claim(source, mac):
    """Return the frame, sent from source, that says that mac has the F-IP."""
    return arp_frame((source, BROADCAST), REQUEST, (mac, FLOATING), (NO_MAC, FLOATING))


def claim_6(source, mac):
    """Return the same for the F-IP of IPv6."""
    return neighbor_advert((source, ALL_NODES), FLOATING_6, mac)


class LiarTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.enable_ipv6()
        self.start_watched(fips=[f"{FLOATING}/24", f"{FLOATING_6}/64"], **TIMING)
        self.third = self.lab.add_third()

    def lie(self, *frames):
        liar = self.third.repeat(frames, PERIOD_MS)
        self.addCleanup(liar.kill)
        wait_until(liar.output, LIMIT_S, "he has begun")

    def wait_held(self):
        wait_until(lambda: self.n2.role() == "held", LIMIT_S, "n2 is held")

    def lose_n1(self):
        """n1 loses its power, as far as anybody can see."""
        self.network.cut("n1")
        self.n1.fipd.kill()

    def take(self, *words):
        return self.n2.fipctl("switchover", "--force", *words, check=False)

    def assert_refused(self, text):
        done = self.take()
        self.assertEqual(1, done.returncode, done.stdout + done.stderr)
        self.assertIn(text, done.stderr)
        self.assertEqual([], self.n2.floating())

    def assert_taken(self, *words):
        done = self.take(*words)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertEqual("active", self.n2.role())
        self.assertNotEqual([], self.n2.floating())

    def test_who_asks_in_the_name_of_the_dead_peer_is_told_and_overruled(self):
        """Security 2."""
        self.lie(probe(self.n1.mac))
        self.lose_n1()
        self.wait_held()
        self.assertEqual(self.n1.mac, self.assert_told(self.n2, "addressConflict")["mac"])
        self.assert_refused("keeps asking")
        self.assert_taken("--peer-is-off")

    def assert_overruled(self, frame):
        self.lie(frame)
        self.lose_n1()
        self.wait_held()
        self.assert_refused("still answers")
        self.assert_taken("--peer-is-off")

    def test_who_answers_in_the_name_of_the_dead_peer_is_overruled(self):
        """Security 3, lab P7."""
        self.assert_overruled(claim(self.n1.mac, self.n1.mac))

    def test_so_is_who_does_it_by_neighbor_discovery(self):
        """Security 3, by ND."""
        self.assert_overruled(claim_6(self.n1.mac, self.n1.mac))

    def assert_is_a_third_host(self, frame):
        self.lie(frame)
        self.lose_n1()
        self.wait_held()
        self.assertEqual(self.third.mac, self.assert_told(self.n2, "addressConflict")["mac"])
        self.assert_taken()

    def test_an_answer_from_elsewhere_is_not_the_peers(self):
        """The frame comes from another MAC than it names: a third host."""
        self.assert_is_a_third_host(claim(self.third.mac, self.n1.mac))

    def test_nor_is_one_by_neighbor_discovery(self):
        """The same by ND."""
        self.assert_is_a_third_host(claim_6(self.third.mac, self.n1.mac))

    def test_a_living_peer_is_no_third_host_whoever_has_its_real_ip(self):
        """Security 4: heartbeats are cut, and the real IP of n1 seems to be elsewhere."""
        self.lie(arp_frame((self.third.mac, BROADCAST), REPLY,
            (self.third.mac, self.n1.address), (self.third.mac, self.n1.address)))
        self.network.drop_heartbeats()
        self.wait_held()
        self.assert_refused("still answers")
        self.assertEqual("active", self.n1.role())
        self.assertNotIn("addressConflict", self.n2.kinds(self.newest["n2"]))
        self.assert_one_holder(self.watch)

    def test_a_false_answer_is_no_split_brain(self):
        """Security 11: n2 says that it has nothing, and somebody says that it has."""
        wait_until(lambda: self.n1.status()["peer"]["state"] == "up", LIMIT_S, "n2 is up")
        self.lie(claim(self.n2.mac, self.n2.mac))
        told = self.assert_told(self.n1, "addressConflict")
        self.assertEqual((self.n2.mac, "answeredByPeer"), (told["mac"], told["reason"]))
        self.assertNotIn("splitBrain", self.n1.kinds(self.newest["n1"]))
        self.assert_no_move()


if __name__ == "__main__":
    unittest.main()
