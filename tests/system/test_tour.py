"""The README's tour does what it shows.

Each line `HOST# COMMAND` of the README's blocks marked ```tour is run in that host of a lab,
in order; what it prints must match the lines below it.  A `...` stands for anything, also
for lines that are left out.
"""

import os
import re
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.kept import write_scripts
from lab.network import source_folder

PROMPT = re.compile(r"^(n1|n2|oc)# (.+)$")
LIMIT_S = 30


def tour_steps():
    """Return the README's tour: host, command, and the lines that it shows."""
    with open(os.path.join(source_folder(), "README.md")) as file:
        blocks = re.findall(r"^```tour\n(.*?)^```$", file.read(), re.DOTALL | re.MULTILINE)
    steps = []
    for line in "".join(blocks).splitlines():
        prompt = PROMPT.match(line)
        if prompt:
            steps.append((prompt.group(1), prompt.group(2), []))
        else:
            steps[-1][2].append(line)
    return steps


def pattern_of(lines):
    """Return the regular expression for the lines that the README shows."""
    words = [re.escape(word) for word in "\n".join(lines).strip().split("...")]
    return re.compile(".*?".join(re.sub(r"(\\ )+", r"\\s+", word) for word in words) + r"\s*$",
        re.DOTALL)


class TourTest(LabCase):
    def test_the_tour_does_what_it_shows(self):
        steps = tour_steps()
        self.assertGreaterEqual(len(steps), 8)
        self.lab.configure(failback_delay="2 s")
        self.lab.start_pair()
        self.lab.start_snmp()
        enter, _ = write_scripts(self.lab)
        for host, command, lines in steps:
            with self.subTest(f"{host}# {command}"):
                self.follow([enter, host, "sh", "-c", command], pattern_of(lines))

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
