"""The README's tour, and the session of FIPD-MIB(7), do what they show.

Each command of the README's blocks marked ```tour, and of the manual's literal ones, is run in
its host of a lab, in order; what it prints must match the lines below it (lab/prompts.py).
"""

import os
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.kept import write_scripts
from lab.prompts import pattern_of, read_steps

HOSTS = ("n1", "n2", "oc")
LIMIT_S = 30


class TourTest(LabCase):
    def test_the_tour_does_what_it_shows(self):
        self.play(read_steps("README.md", HOSTS, "tour"), failback_delay="2 s")

    def test_the_session_of_the_mibs_manual_does_what_it_shows(self):
        self.play(read_steps("mib/FIPD-MIB.7", HOSTS, "literal"), failback="manual")

    def play(self, steps, **settings):
        self.assertGreaterEqual(len(steps), 8)
        self.lab.configure(**settings)
        self.lab.start_pair()
        self.lab.start_snmp()
        enter, _ = write_scripts(self.lab)
        for step in steps:
            with self.subTest(str(step)):
                self.follow([enter, step.host, "sh", "-c", step.text], pattern_of(step.lines))

    def follow(self, command, pattern):
        """Run a command; what the node is still about to know may take a moment."""
        end = time.monotonic() + LIMIT_S
        while True:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S)
            seen = done.stdout + done.stderr
            if pattern.match(seen):
                return
            if time.monotonic() > end or "set" in command[-1].split()[0]:
                self.fail(f"expected {pattern.pattern}\nseen:\n{seen}")
            time.sleep(0.2)


if __name__ == "__main__":
    unittest.main()
