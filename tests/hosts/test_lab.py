"""The booted lab itself: nothing of it is left, whatever ends the test."""

import glob
import os
import signal
import subprocess
import sys
import unittest

from lab.wait import wait_until

HERE = os.path.dirname(os.path.abspath(__file__))
BOOT_ONE = f"""\
import sys
sys.path[:0] = [{HERE!r}, {os.path.dirname(HERE)!r}]
from pair import Pair
with Pair() as pair:
    pair.n1.power_on()
    print(pair.folder, flush=True)
    sys.stdin.read()
"""


class LeftoverTest(unittest.TestCase):
    def boot_and_end(self, number):
        """Boot a host in a program of its own and send that a signal; return its lab's folder."""
        with subprocess.Popen([sys.executable, "-c", BOOT_ONE], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
            folder = program.stdout.readline().strip()
            self.assertNotEqual([], processes_of(program.pid))
            program.send_signal(number)
            program.wait()
        wait_until(lambda: not processes_of(program.pid), 20, "its processes end", 0.1)
        with open("/proc/mounts") as mounts:
            self.assertNotIn(folder, mounts.read())
        return folder

    def test_terminated_or_interrupted_it_removes_everything(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            folder = self.boot_and_end(number)
            self.assertFalse(os.path.exists(folder))

    def test_killed_it_leaves_no_process_and_no_mount(self):
        folder = self.boot_and_end(signal.SIGKILL)
        self.assertEqual([], glob.glob(folder + "/*/disk/*"))
        subprocess.run(["rm", "-r", folder], check=True)


def processes_of(pid):
    """Return the processes in the control groups of a test's machines."""
    found = []
    for path in glob.glob("/proc/[0-9]*/cgroup"):
        try:
            with open(path) as file:
                if f"/fipd-hosts-{pid}-" in file.read():
                    found.append(path)
        except OSError:
            pass
    return found
