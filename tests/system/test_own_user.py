"""Started by root without a unit: the programs take users of their own, and keep what they need."""

import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.fence import wait_fence
from lab.node import CONTROL
from lab.users import PROGRAMS, READERS, set_users
from lab.wait import wait_until

FIPD, AGENTX, WEB = (PROGRAMS[name] for name in ("fipd", "fipd-agentx", "fipd-web"))
BIND_SERVICE, NET_ADMIN, NET_RAW = 1 << 10, 1 << 12, 1 << 13
# Only root may look for leaks in what nobody may trace.
UNTOLD = ["env", "ASAN_OPTIONS=detect_leaks=0"]


def facts(pid):
    """Return what the kernel says of a process, name by name."""
    with open(f"/proc/{pid}/status") as status:
        return dict(line.rstrip("\n").split(":\t", 1) for line in status if ":\t" in line)


def capabilities(pid, kind):
    return int(facts(pid)["Cap" + kind], 16)


def limits(pid):
    """Return the hard limits of a process, by their names in /proc."""
    with open(f"/proc/{pid}/limits") as file:
        return {line[:26].strip(): line[47:68].strip() for line in file}


class OwnUserTest(LabCase):
    def setUp(self):
        super().setUp()
        os.chmod(self.lab.folder, 0o755)
        for node in self.lab.nodes:
            os.chmod(node.folder, 0o755)
            set_users(node, there=True)
            os.chown(node.path("key"), FIPD, -1)
        self.lab.configure(interval="100 ms", count=3)

    def start(self, node):
        return node.start_fipd(wrap=UNTOLD)

    def start_pair(self):
        for node in self.lab.nodes:
            self.start(node)
        self.lab.wait_roles("active", "standby", 30)

    def assert_user(self, pid, user, kept):
        """It has this user alone, these capabilities, and can get no others."""
        found = facts(pid)
        self.assertEqual([str(user)] * 4, found["Uid"].split())
        self.assertEqual([str(user)] * 4, found["Gid"].split())
        for kind in ("Prm", "Eff"):
            self.assertEqual(kept, capabilities(pid, kind), kind)
        self.assertEqual(0, capabilities(pid, "Bnd") & ~(NET_ADMIN | NET_RAW | BIND_SERVICE))
        self.assertEqual(("1", "2"), (found["NoNewPrivs"], found["Seccomp"]))

    def test_fipd_and_its_fence_keep_what_they_need(self):
        self.start_pair()
        pid = self.n1.fipd.pid
        fence = wait_fence(self.n1)
        self.assert_user(pid, FIPD, NET_ADMIN | NET_RAW)
        self.assertEqual({FIPD, READERS[1]}, set(map(int, facts(pid)["Groups"].split())))
        self.assertEqual(NET_ADMIN, capabilities(pid, "Amb"))
        self.assert_user(fence, FIPD, NET_ADMIN)
        self.assertEqual("2", facts(fence)["Seccomp_filters"])
        self.assertEqual(0, os.stat(f"/proc/{pid}/status").st_uid, "nobody may trace it")

    def test_what_the_unit_gives_is_had(self):
        """limits, nice value, groups of the sockets, owner and mode of the folders"""
        os.chmod(self.n1.path("state"), 0o750)
        self.n1.run(["rmdir", "/run/fipd"])
        self.start(self.n1)
        pid = self.n1.fipd.pid
        self.assertEqual(-10, os.getpriority(os.PRIO_PROCESS, pid))
        self.assertEqual("2000000", limits(pid)["Max realtime timeout"])
        for path, owner, group, mode in (
                (self.n1.path("state"), FIPD, FIPD, 0o40750),
                (self.n1.path("state", "events.jsonl"), FIPD, FIPD, 0o100640),
                (self.n1.seen("/run/fipd"), FIPD, FIPD, 0o40755),
                (self.n1.seen(CONTROL), FIPD, FIPD, 0o140660),
                (self.n1.seen(CONTROL + ".read"), FIPD, READERS[1], 0o140660)):
            found = os.stat(path)
            self.assertEqual((owner, group, mode), (found.st_uid, found.st_gid, found.st_mode),
                path)
        self.assertNotIn("FIP-329", self.n1.fipd.output())

    def test_the_limits_are_those_of_the_unit(self):
        """where root may raise them: not in every container"""
        if self.n1.run(["prlimit", "--memlock=unlimited", "--rtprio=10", "--nice=30", "true"],
                check=False).returncode != 0:
            self.skipTest("root may not raise its limits here")
        self.start(self.n1)
        found = limits(self.n1.fipd.pid)
        self.assertEqual(("unlimited", "30", "10"), tuple(found[name] for name in
            ("Max locked memory", "Max nice priority", "Max realtime priority")))

    def test_the_pair_works_as_it_does_under_the_unit(self):
        """taken, handed over, fenced, set by SET, read anew, restarted in the same folder"""
        self.start_pair()
        self.n1.fipctl("switchover")
        self.lab.wait_roles("standby", "active", 20)
        self.n2.fipd.stop()
        wait_until(lambda: self.n1.role() == "active", 20, "n1 has taken the F-IP")
        self.n2.fipd.resume()
        self.lab.wait_roles("active", "standby", 20)
        self.n1.fipctl("set", "failback=manual")
        self.n1.fipctl("reload")
        self.n1.fipd.kill()
        self.start(self.n1)
        wait_until(lambda: self.n1.role() in ("active", "standby"), 20, "n1 is back")
        self.assertIn("manual", self.n1.fipctl("show", "config").stdout)

    def test_the_other_programs_take_theirs(self):
        self.n1.configure(role="active", pac="on")
        self.start(self.n1)
        agent = self.n1.start("fipd-agentx", [*UNTOLD, self.n1.program("fipd-agentx"), "--control", CONTROL,
            "--lock", "/run/agentx/lock"])
        self.n1.start_web()
        wait_until(lambda: facts(agent.pid)["Seccomp"] == "2", 20, "fipd-agentx is confined")
        self.assert_user(agent.pid, AGENTX, 0)
        self.assertEqual({AGENTX, FIPD}, set(map(int, facts(agent.pid)["Groups"].split())))
        self.assert_user(self.n1.web.pid, WEB, BIND_SERVICE)
        self.assertEqual({WEB, READERS[1]},
            set(map(int, facts(self.n1.web.pid)["Groups"].split())))

    def test_what_root_had_run_before_goes_to_the_user(self):
        """the first start after an upgrade, of a pair that ran as root"""
        os.chown(self.n1.path("key"), 0, -1)
        root = self.n1.start("root", self.n1.fipd_command("--user", "root"))
        wait_until(lambda: os.path.exists(self.n1.seen(CONTROL)), 20, "it listens as root")
        wait_until(lambda: os.path.exists(self.n1.path("state", "epoch")), 20, "it has taken")
        self.assertEqual("0", facts(root.pid)["Uid"].split()[0])
        root.popen.send_signal(signal.SIGKILL)
        root.popen.wait()
        os.chown(self.n1.path("key"), FIPD, -1)
        self.start(self.n1)
        for name in ("", "lock", "events.jsonl", "epoch"):
            self.assertEqual(FIPD, os.stat(self.n1.path("state", name)).st_uid, name)

    def test_a_folder_with_anything_else_in_it_is_left_alone(self):
        with open(self.n1.path("state", "letters.txt"), "w") as file:
            file.write("not fipd's\n")
        done = self.n1.try_fipd(wrap=UNTOLD)
        self.assertEqual(71, done.returncode, done.stderr)
        self.assertIn("give it to the user", done.stderr)
        for name in ("", "letters.txt"):
            self.assertEqual(0, os.stat(self.n1.path("state", name)).st_uid, name)

    def test_a_user_that_is_not_there(self):
        done = self.n1.try_fipd(wrap=UNTOLD, more=["--user", "nobody-such"])
        self.assertEqual(64, done.returncode)
        self.assertIn("there is no user nobody-such: `systemd-sysusers` makes those of fipd, or "
            "name another one with --user [FIP-201]", done.stderr)

    def test_only_root_takes_another_user(self):
        done = self.n1.try_fipd(wrap=[*UNTOLD, "setpriv", "--reuid", "nobody", "--clear-groups"],
            more=["--user", "fipd"])
        self.assertEqual(77, done.returncode)
        self.assertIn("only root can start fipd as another user: leave --user out, or start it "
            "as root [FIP-210]", done.stderr)

    def test_without_the_user_it_stays_root_and_says_so(self):
        set_users(self.n1, there=False)
        self.n1.run(["chown", "0", self.n1.path("key")])
        self.n1.start_fipd()
        self.assertIn("there is no user fipd: fipd stays root", self.n1.fipd.output())
        self.assertIn("[FIP-228]", self.n1.fipd.output())
        self.assertEqual("2", facts(self.n1.fipd.pid)["Seccomp"])


if __name__ == "__main__":
    unittest.main()
