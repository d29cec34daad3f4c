"""No key gets into a core dump: fipd ends without one, whatever limit the host sets."""

import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.fence import wait_fence
from lab.host import command_name
from lab.wait import wait_until

# The sanitizers would forbid dumps by themselves.
DUMPING = ["env", "ASAN_OPTIONS=disable_coredump=0", "prlimit", "--core=unlimited"]
# As the unit starts it: a user of its own with two capabilities.
UNIT = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups",
    "--inh-caps=-all,+net_admin,+net_raw", "--ambient-caps=-all,+net_admin,+net_raw"]


class CoreDumpTest(LabCase):
    def dumps(self, process):
        """Abort a process; return whether the kernel wrote a core dump of it."""
        process.popen.send_signal(signal.SIGABRT)
        end = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        self.assertEqual(signal.SIGABRT, end.si_status)
        return end.si_code == os.CLD_DUMPED

    def test_fipd_leaves_none_where_another_program_does(self):
        within = ["env", "-C", self.n1.folder, *DUMPING]
        sleeper = self.n1.start("sleeper", ["sleep", "60"], wrap=within)
        wait_until(lambda: command_name(sleeper.pid) == "sleep", 10, "the sleeper sleeps")
        if not self.dumps(sleeper):
            self.skipTest("this kernel writes no core dumps here")
        self.n1.configure(role="active")
        self.assertFalse(self.dumps(self.n1.start_fipd(wrap=within)))

    def test_the_fence_is_started_by_a_fipd_that_nobody_may_look_into(self):
        self.n1.configure(role="active", interval="100 ms", count=3)
        state = self.n1.path("state")
        for path in (self.n1.path("key"), state):
            os.chown(path, 65534, -1)
        self.n1.run(["chown", "nobody", "/run/fipd"])
        os.chmod(self.lab.folder, 0o755)
        self.n1.start_fipd(wrap=UNIT)
        self.assertEqual(0, os.stat(f"/proc/{self.n1.fipd.pid}/status").st_uid)
        wait_fence(self.n1)


if __name__ == "__main__":
    unittest.main()
