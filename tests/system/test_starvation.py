"""fipd gets no processor time, or the whole host is paused, with a short timing."""

import contextlib
import os
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.fence import pause_host, resume_host, wait_fence
from lab.wait import wait_until

TIMING = {"interval": "10 ms", "count": 3, "failback_delay": "60 s"}
STARVED_S = 0.5
SPIN = f"""
import time
end = time.monotonic() + {STARVED_S}
while time.monotonic() < end:
    pass
"""


def be_urgent_on(processors):
    os.sched_setaffinity(0, processors)
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))


@contextlib.contextmanager
def starved(process, measuring):
    """Leave a process only a processor that something urgent keeps busy for a while.

    No weight or nice value is enough: among groups of processes the kernel shares evenly.
    What measures keeps away from it: a question that the starved processor is to deliver
    would reach one node before the takeover and the other after it.
    """
    processors = os.sched_getaffinity(0)
    one = {min(processors)}
    os.sched_setaffinity(measuring.pid, processors - one or processors)
    os.sched_setaffinity(process.pid, one)
    spinner = subprocess.Popen(["/usr/bin/python3", "-I", "-c", SPIN],
        preexec_fn=lambda: be_urgent_on(one))
    try:
        yield
    finally:
        spinner.wait()
        os.sched_setaffinity(process.pid, processors)
        os.sched_setaffinity(measuring.pid, processors)


class StarvationTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.configure(**TIMING)
        for node in self.lab.nodes:
            node.start_fipd()
        self.watch = self.oc.watch_arp(interval_ms=1)
        self.wait_settled()
        self.active, self.standby = sorted(self.lab.nodes, key=lambda node: node.role())
        wait_fence(self.active)

    def wait_settled(self):
        wait_until(lambda: sorted(filter(None, self.lab.roles())) == ["active", "standby"],
            20, "one is active, the other standby")

    def test_starved_the_active_never_answers_beside_the_other(self):
        begun = time.monotonic()
        with starved(self.active.fipd, self.watch.process):
            wait_until(lambda: self.watch.first(self.standby.mac, begun), 10,
                "the standby answers")
        self.wait_settled()
        self.assert_one_holder(self.watch)

    def test_a_paused_host_that_goes_on_lets_go_within_300_ms(self):
        moment = self.network.cut(self.active.name)
        fence = pause_host(self.active)
        wait_until(lambda: self.watch.first(self.standby.mac, moment), 10,
            "the standby answers")
        self.network.mend(self.active.name)
        woken = resume_host(self.active, fence)
        self.wait_settled()
        wait_until(lambda: self.watch.rows()[-1].asked > woken + 1, 10, "a second more")
        self.assertEqual([], self.watch.doubles(woken + 0.3))

    def test_a_raised_priority_is_that_of_the_session_too(self):
        """Else it counts for nothing: among sessions the kernel shares evenly."""
        self.standby.fipd.terminate()
        fipd = self.standby.start_fipd()
        path = f"/proc/{fipd.pid}/autogroup"
        if not os.path.exists(path):
            self.skipTest("this kernel knows no autogroups")
        with open(path) as group:
            self.assertRegex(group.read(), r" nice -10$")


if __name__ == "__main__":
    unittest.main()
