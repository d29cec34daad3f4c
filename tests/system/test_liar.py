"""Somebody on the segment lies by ARP or ND: he makes no second holder, and is seen."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.frames import BROADCAST, arp_frame, neighbor_advert, neighbor_probe
from lab.node import FLOATING, date_s
from lab.options import timing
from lab.wait import wait_until

INTERVAL_MS, COUNT = timing(10, 3)
# Where the active lives on: at 10 ms x 3 a machine that stands still for 20 ms moves the F-IP.
LIVING_MS, LIVING_COUNT = timing(100, 3)
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


class LiarCase(LabCase):
    def start_beside_third(self, interval_ms, count):
        self.lab.enable_ipv6()
        self.start_watched(interval=f"{interval_ms} ms", count=count, failback_delay="1 s",
            fips=[f"{FLOATING}/24", f"{FLOATING_6}/64"])
        self.watch_machine()
        self.third = self.lab.add_third()

    def lie(self, *frames):
        liar = self.third.repeat(frames, PERIOD_MS)
        self.addCleanup(liar.kill)
        wait_until(liar.output, LIMIT_S, "he has begun")

    def wait_held(self):
        wait_until(lambda: self.n2.role() == "held", LIMIT_S, "n2 is held")

    def assert_refused(self, text, *words):
        done = self.take(*words)
        self.assertEqual(1, done.returncode, done.stdout + done.stderr)
        self.assertIn(text, done.stderr)
        self.assertEqual([], self.n2.floating())

    def take(self, *words):
        return self.n2.fipctl("switchover", "--force", *words, check=False)



class DeadPeerTest(LiarCase):
    """The active is dead, and somebody speaks in its name."""

    def setUp(self):
        super().setUp()
        self.start_beside_third(INTERVAL_MS, COUNT)

    def lose_n1(self):
        """n1 loses its power, as far as anybody can see."""
        self.lab.wait_roles("active", "standby", LIMIT_S)
        self.newest = {"n2": self.n2.settle()}
        self.network.cut("n1")
        self.n1.fipd.kill()

    def assert_soon(self, event):
        """It came within two detection times of n1's last word: one after n1 was missed."""
        lost = self.assert_told(self.n2, "peerLost")
        self.assertLess(date_s(event) - date_s(lost),
            (COUNT * INTERVAL_MS + self.metronome.worst_ms(0)) / 1000)

    def assert_taken(self, *words):
        done = self.take(*words)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertEqual("active", self.n2.role())
        self.assertNotEqual([], self.n2.floating())

    def test_who_asks_in_the_name_of_the_dead_peer_is_told_and_overruled(self):
        """Security 2."""
        self.assert_asker_is_overruled(probe(self.n1.mac))

    def test_so_is_who_asks_by_neighbor_discovery(self):
        """Security 2, by ND."""
        self.assert_asker_is_overruled(neighbor_probe(self.n1.mac, FLOATING_6))

    def assert_asker_is_overruled(self, frame):
        self.lie(frame)
        self.lose_n1()
        self.wait_held()
        told = self.assert_told(self.n2, "addressConflict")
        self.assertEqual(self.n1.mac, told["mac"])
        self.assert_soon(told)
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
        told = self.assert_told(self.n2, "addressConflict")
        self.assertEqual(self.third.mac, told["mac"])
        self.assert_soon(told)
        self.assert_taken()

    def test_an_answer_from_elsewhere_is_not_the_peers(self):
        """The frame comes from another MAC than it names: a third host."""
        self.assert_is_a_third_host(claim(self.third.mac, self.n1.mac))

    def test_nor_is_one_by_neighbor_discovery(self):
        """The same by ND."""
        self.assert_is_a_third_host(claim_6(self.third.mac, self.n1.mac))


class LivingPeerTest(LiarCase):
    """The active lives, whatever somebody says in its name or in that of its peer."""

    def setUp(self):
        super().setUp()
        self.start_beside_third(LIVING_MS, LIVING_COUNT)

    def test_nobody_can_vouch_that_a_peer_is_off_that_is_heard(self):
        """Nor can a liar help him: n1 is a proven active."""
        self.assert_refused("the peer is heard", "--peer-is-off")
        self.lie(probe(self.n1.mac), claim(self.third.mac, self.n1.mac))
        self.assert_refused("the peer is heard", "--peer-is-off")
        self.assert_no_move()
        self.assert_one_holder(self.watch)

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
