"""A third host floods the nodes with what it made up, and with what it has recorded."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import collections
import random
import re

from lab.case import LabCase
from lab.frames import BROADCAST, arp_frame
from lab.node import FLOATING
from lab.wait import wait_until
from lab.watch import Capture

INTERVAL_MS = 500
TIMING = {"interval": f"{INTERVAL_MS} ms", "count": 8, "failback_delay": "1 s"}
FLOOD_S = 5
ENDLESS_S = 600
NO_MAC = "00:00:00:00:00:00"
START_OF_A_HEARTBEAT = bytes.fromhex("46500101" "0060")  # magic, version, key id, length


class ForgeryTest(LabCase):
    def setUp(self):
        super().setUp()
        self.third = self.lab.add_third()
        self.dice = random.Random(7900)

    def start(self):
        """Start the pair, the ARP watch, and a beat watch for each node."""
        self.start_watched(**TIMING)
        self.beats = [self.lab.watch_beats(node) for node in self.lab.nodes]
        self.watch_machine()
        wait_until(lambda: all(len(beat.rows()) > 2 for beat in self.beats), 10, "beats")

    def flood(self, data, seconds=FLOOD_S, hop_limit=255):
        """Send datagrams to the nodes as if from their peers; return how many went out."""
        frames = [self.third.datagram(node, datagram, hop_limit)
            for datagram in data for node in self.lab.nodes]
        self.dice.shuffle(frames)
        sent = self.third.send(frames[:1024], seconds)
        self.assertGreaterEqual(sent, len(frames[:1024]))
        return sent

    def assert_unmoved(self, since=0):
        """No beat is missed, no role has changed, never did two answer."""
        for beat in self.beats:
            self.assert_no_beat_missed(beat, INTERVAL_MS, since)
        self.assert_no_move()
        self.assertEqual(("active", "standby"), self.lab.roles())
        self.assert_one_holder(self.watch)

    def noise(self, start=b"", length_bytes=96):
        return start + self.dice.randbytes(length_bytes - len(start))

    def frames_of(self, capture, nodes):
        """Return all that was captured, to the nodes it was for and back to its senders."""
        sent = {node.address: capture.datagrams(node.address) for node in self.lab.nodes}
        frames = [self.third.datagram(node, datagram)
            for node in nodes for datagram in sent[node.peer][-250:]
            + sent[node.address][-100:]]
        self.dice.shuffle(frames)
        return frames

    def record_a_life(self):
        """Both nodes are active once, stop in good order; all they said is captured."""
        capture = Capture(self.network, "n1")
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        for node in self.lab.nodes:
            wait_until(lambda: node.role() == "active", 10, f"{node.name} is active")
            before = len(capture.rows())
            wait_until(lambda: len(capture.rows()) > before + 8, 20, "beats")
            self.assertEqual(0, node.fipd.terminate())
        return capture

    def forge(self, datagram):
        """Return a captured datagram that says something else, under a guessed seal."""
        place = self.dice.randrange(16, 80)
        return (datagram[:place] + self.dice.randbytes(1) + datagram[place + 1:-16]
            + self.dice.randbytes(16))

    def test_a_flood_of_noise_moves_nothing_and_delays_no_beat(self):
        """flooding datagrams"""
        self.start()
        noise = [self.noise(length_bytes=size) for size in range(1, 300)]
        sent = self.flood(noise + [self.noise(START_OF_A_HEARTBEAT) for _ in range(200)])
        self.assert_unmoved()
        print(f"{sent} datagrams in {FLOOD_S} s", end=" ")

    def test_a_flood_by_arp_moves_nothing_and_fills_no_log(self):
        """lab P16: probes and claims of 256 MACs"""
        self.start()
        before = [len(node.fipd.lines()) for node in self.lab.nodes]
        frames = []
        for end in range(256):
            mac = f"02:00:00:00:aa:{end:02x}"
            frames.append(arp_frame((mac, BROADCAST), 1, (mac, "0.0.0.0"), (NO_MAC, FLOATING)))
            frames.append(arp_frame((mac, BROADCAST), 1, (mac, FLOATING), (NO_MAC, FLOATING)))
        since = self.beats[0].rows()[-1]
        sent = self.third.send(frames, FLOOD_S)
        self.assertGreater(sent, len(frames))
        for node, old in zip(self.lab.nodes, before):
            new = node.fipd.lines()[old:]
            # One line a minute and cause, and the flood may last over the end of a minute.
            told = collections.Counter(re.findall(r"\[(FIP-\d+)\]", "\n".join(new)))
            self.assertLessEqual(max(told.values(), default=0), 2, new[:20])
        self.assert_told(self.n1, "addressConflict")
        self.assert_unmoved(since)

    def test_a_flood_of_forged_heartbeats_moves_nothing_and_delays_no_beat(self):
        """forged datagrams: what the nodes said, with a byte changed and a guessed seal"""
        capture = Capture(self.network, "n1")
        self.start()
        wait_until(lambda: len(capture.rows()) > 20, 20, "beats")
        frames = [self.third.datagram(node, self.forge(datagram))
            for node in self.lab.nodes
            for datagram in capture.datagrams(node.peer)[-10:] * 40]
        sent = self.third.send(frames, FLOOD_S)
        self.assert_unmoved()
        for node in self.lab.nodes:
            self.assertGreater(node.status()["links"][0]["unauthenticated"], 10)
        print(f"{sent} datagrams in {FLOOD_S} s", end=" ")

    def test_malformed_datagrams_are_counted_and_change_nothing(self):
        """malformed datagrams"""
        self.start()
        wrong_version = bytes.fromhex("46500901" "0060")
        wrong_length = bytes.fromhex("46500101" "0061")
        before = [node.status()["links"][0]["malformed"] for node in self.lab.nodes]
        self.flood([self.noise(wrong_version), self.noise(wrong_length)], seconds=0)
        self.flood([self.noise(START_OF_A_HEARTBEAT)], seconds=0, hop_limit=64)
        for node, count in zip(self.lab.nodes, before):
            wait_until(lambda: node.status()["links"][0]["malformed"] >= count + 2, 5,
                f"{node.name} has counted them")
        self.assert_unmoved()

    def test_replays_of_this_and_a_former_life_move_nothing(self):
        """replayed datagrams: old session, old incarnation, reflected"""
        capture = self.record_a_life()
        self.start()
        before = len(capture.rows())
        wait_until(lambda: len(capture.rows()) > before + 8, 20, "beats of this life")
        sent = self.third.send(self.frames_of(capture, self.lab.nodes), FLOOD_S)
        self.assert_unmoved()
        print(f"{sent} datagrams in {FLOOD_S} s", end=" ")

    def test_replays_of_a_dead_node_do_not_keep_it_alive(self):
        """replayed datagrams: n2 takes over as if nothing came"""
        self.start()
        capture = Capture(self.network, "n1")
        wait_until(lambda: len(capture.rows()) > 20, 20, "beats")
        killed = self.n1.fipd.kill()
        replay = self.third.start_sending(self.frames_of(capture, [self.n2]), ENDLESS_S)
        wait_until(lambda: self.watch.first(self.n2.mac, killed), 20, "n2 answers")
        self.assertTrue(replay.alive(), replay.output())
        self.assert_one_holder(self.watch)


if __name__ == "__main__":
    unittest.main()
