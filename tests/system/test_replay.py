"""What fipd records can be replayed: the same decisions, the same story, also as a test."""

import os
import struct
import subprocess
import sys
import unittest
import zlib

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.wait import wait_until

TIMING = {"interval": "500 ms", "count": 5, "failback_delay": "1 s"}
STEP = 4


class ReplayCase(LabCase):
    """What is recorded on a node, played again."""

    def replay(self, node, *words, ends=0):
        done = subprocess.run([node.program("fipctl"), "replay", *words],
            capture_output=True, text=True, timeout=60)
        self.assertEqual(ends, done.returncode, done.stdout + done.stderr)
        return done.stdout

    def file(self, node):
        return node.path("state/recording-000001")


class ReplayTest(ReplayCase):
    """A switchover, a crash, a takeover and a failback; then the recordings of both."""

    def setUp(self):
        super().setUp()
        self.lab.configure(**TIMING)
        self.lab.start_pair()
        self.n1.fipctl("switchover")
        self.lab.wait_roles("standby", "active", 10)
        self.n1.fipctl("switchover")
        self.lab.wait_roles("active", "standby", 10)
        self.n1.fipd.kill()
        wait_until(lambda: self.n2.role() == "active", 20, "n2 takes over")
        self.n1.start_fipd()
        self.lab.wait_roles("active", "standby", 20)
        for node in self.lab.nodes:
            self.assertEqual(0, node.fipd.terminate())

    def test_every_decision_is_the_same_and_the_story_that_of_the_journal(self):
        for node in self.lab.nodes:
            text = self.replay(node, node.path("state"))
            self.assertIn("every decision as recorded", text)
            with open(node.path("state/events.jsonl")) as journal:
                told = [line for line in journal if '"kind":"failover"' in line
                    or '"kind":"failback"' in line or '"kind":"switchover"' in line]
            self.assertEqual(len(told), sum(text.count(f"  {kind}: ")
                for kind in ("failover", "failback", "switchover")), text)

    def test_as_a_story_it_is_a_test_that_passes(self):
        for node in self.lab.nodes:
            path = node.path("recorded.story")
            with open(path, "w") as story:
                story.write(self.replay(node, "--as-story", self.file(node)))
            stories = os.path.join(self.lab.build, "tests", "stories", "stories")
            done = subprocess.run([stories, path], capture_output=True, text=True, timeout=60)
            self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def test_a_recorded_decision_that_was_changed_is_found(self):
        with open(self.file(self.n2), "rb") as file:
            content = bytearray(file.read())
        place = 0
        while content[place + 6] != STEP:
            place += struct.unpack_from("!H", content, place + 4)[0]
        end = place + struct.unpack_from("!H", content, place + 4)[0]
        content[end - 1] ^= 1
        struct.pack_into("!I", content, place, zlib.crc32(content[place + 4:end]))
        with open(self.n2.path("changed"), "wb") as file:
            file.write(content)
        text = self.replay(self.n2, self.n2.path("changed"), ends=1)
        self.assertIn(f"DIFFERS at byte {place} ", text)
        self.assertIn(": 1 decided otherwise", text)

    def test_the_recording_is_for_fipd_alone_and_holds_no_key(self):
        for node in self.lab.nodes:
            self.assertEqual(0o600, os.stat(self.file(node)).st_mode & 0o777)
            with open(self.file(node), "rb") as file, open(node.path("key")) as key:
                content, digits = file.read(), key.read().split()[1]
            self.assertNotIn(bytes.fromhex(digits), content)
            self.assertNotIn(digits.encode(), content)


class KillTest(ReplayCase):
    """Killed in the moment after a step that changes no role; then fipd is started again."""

    def refuse_and_be_killed(self):
        """Have n1's engine refuse an operator, which it tells in one step, and kill it."""
        self.assertNotEqual(0, self.n1.fipctl("switchover", check=False).returncode)
        self.n1.fipd.kill()

    def test_what_came_before_a_kill_is_in_the_recording(self):
        self.lab.configure(**TIMING)
        for _ in range(3):
            self.n1.start_fipd()
            wait_until(lambda: self.n1.role() == "active", 20, "n1 is active, alone")
            self.refuse_and_be_killed()
        self.n1.start_fipd()
        self.assertEqual(0, self.n1.fipd.terminate())
        text = self.replay(self.n1, self.n1.path("state"))
        told = [life.count("  actionRefused: ") for life in text.split("-- fipd ")[1:]]
        self.assertEqual([1, 1, 1, 0], told, text)
        self.assertIn("every decision as recorded", text)


if __name__ == "__main__":
    unittest.main()
