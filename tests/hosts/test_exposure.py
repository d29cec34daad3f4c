"""What the units leave open, and what they deny: asked of systemd, of the kernel, and tried."""

import platform
import re
import unittest

from case import HostsCase
from lab.wait import wait_until

LIMITS = {"fipd": 1.9, "fipd-agentx": 1.4, "fipd-web": 1.4}
# It is root, and starts what its operator names.
OPEN = {"fipd-exec": 2.6}
BIND_SERVICE, NET_ADMIN, NET_RAW = 1 << 10, 1 << 12, 1 << 13
KILL, SETGID, SETUID = 1 << 5, 1 << 6, 1 << 7
KEPT = {"fipd": NET_ADMIN | NET_RAW, "fipd-agentx": 0, "fipd-web": BIND_SERVICE}
# By their numbers on amd64, with arguments by which each fails otherwise if it is let through.
DENIED = {"mount": 165, "umount2": 166, "ptrace": 101, "bpf": 321, "init_module": 175,
    "kexec_load": 246, "keyctl": 250, "setns": 308, "unshare": 272, "chroot": 161,
    "pivot_root": 155, "swapon": 167, "reboot": 169, "settimeofday": 164, "iopl": 172,
    "perf_event_open": 298, "process_vm_writev": 311, "setresuid": 117, "setgroups": 116,
    "io_uring_setup": 425, "userfaultfd": 323, "sethostname": 170}
EPERM = 1
# Files of the host that nobody but root may write, and what the sandbox hides.
WRITTEN = ("/etc/fipd/stranger", "/usr/stranger", "/proc/sys/kernel/hostname", "/sys/stranger",
    "/home/stranger", "/var/lib/stranger")
# perl-base is on every Debian, and can make any system call.
TRY = """\
for my $call (split /,/, $ARGV[0]) {
	my ($name, $number) = split /=/, $call;
	my $path = "/nowhere";
	$! = 0;
	my $result = syscall($number, $path, 0x7fffffff, 0, 0, 0);
	printf "tried %s %d\\n", $name, $result < 0 ? $!+0 : 0;
}
for my $path (split /,/, $ARGV[1]) {
	printf "wrote %s %d\\n", $path, open(my $file, ">", $path) ? 1 : 0;
}
print "done\\n";
"""
# Lines of a unit that are about the program in it, and not about its sandbox.
PROGRAM_LINES = re.compile(r"^(?:Type|NotifyAccess|ExecStart|ExecReload|WatchdogSec|Restart"
    r"|RestartSec|RestartPreventExitStatus|StateDirectory|RuntimeDirectory\w*|MemoryMax"
    r"|LoadCredential)=(?:.*\\\n)*.*\n", re.MULTILINE)


class ExposureTest(HostsCase):
    def exposure(self, unit):
        text = self.n1.shell(f"systemd-analyze security --no-pager {unit}").stdout
        return float(re.search(r"exposure level for \S+: ([\d.]+)", text)[1]), text

    def facts(self, pid):
        text = self.n1.run(["cat", f"/proc/{pid}/status"]).stdout
        return dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)

    def main_facts(self, unit):
        return self.facts(self.n1.show(unit, "MainPID")["MainPID"])

    def test_systemd_finds_little_to_blame(self):
        for unit, limit in {**LIMITS, **OPEN}.items():
            with self.subTest(unit):
                found, text = self.exposure(unit)
                self.assertLessEqual(found, limit, text)

    def test_the_kernel_holds_them_to_their_capabilities_and_filters(self):
        for unit, kept in KEPT.items():
            with self.subTest(unit):
                found = self.main_facts(unit)
                for kind in ("CapEff", "CapPrm", "CapBnd"):
                    self.assertEqual(kept, int(found[kind], 16), kind)
                self.assertEqual(("1", "2"), (found["NoNewPrivs"], found["Seccomp"]))
                self.assertGreater(int(found["Seccomp_filters"]), 1, "the unit's and its own")
                self.assertNotIn("0", found["Uid"].split())

    def test_fipd_exec_is_root_with_three_capabilities(self):
        found = self.main_facts("fipd-exec")
        for kind in ("CapEff", "CapPrm", "CapBnd"):
            self.assertEqual(KILL | SETGID | SETUID, int(found[kind], 16), kind)
        self.assertEqual(("1", "2"), (found["NoNewPrivs"], found["Seccomp"]))

    def test_the_fence_keeps_one_capability_and_adds_a_filter(self):
        self.lab_timing("100 ms", 3)
        self.addCleanup(self.lab_timing, "2 s", 5)
        pid = wait_until(lambda: self.n1.run(["pgrep", "-x", "fipd-fence"],
            check=False).stdout.strip(), 20, "there is a fence")
        wait_until(lambda: int(self.facts(pid)["CapPrm"], 16) == NET_ADMIN, 20,
            lambda: f"it has what it needs: {self.facts(pid)}")
        wait_until(lambda: int(self.facts(pid)["Seccomp_filters"])
            > int(self.main_facts("fipd")["Seccomp_filters"]), 20, "it has a filter of its own")
        self.assertEqual(0, int(self.facts(pid)["CapAmb"], 16) & ~NET_ADMIN)

    def lab_timing(self, interval, count):
        for node in self.lab.nodes:
            node.shell(f"fipctl set 'interval={interval}' count={count}")

    def test_each_socket_is_for_its_group(self):
        """given by a list of access, for the sandbox lets nobody change a file's group"""
        reading = "/run/fipd/control.sock.read"
        for socket, group, code in (("/run/fipd/control.sock", "fipd", 0), (reading, "fipd-read", 0),
                ("/run/fipd/control.sock", "fipd-read", 1), (reading, "fipd", 1),
                (reading, "nogroup", 1)):
            with self.subTest(socket=socket, group=group):
                done = self.n1.shell(f"setpriv --reuid nobody --regid {group} --clear-groups "
                    f"fipctl --control {socket} status", check=False)
                self.assertEqual(code, min(done.returncode, 1), done.stdout + done.stderr)

    def test_what_an_intruder_would_call_is_denied(self):
        if platform.machine() != "x86_64":
            self.skipTest("the numbers of the calls are those of amd64")
        for unit in LIMITS:
            with self.subTest(unit):
                said = self.try_within(unit)
                self.assertEqual({name: EPERM for name in DENIED},
                    {name: int(code) for name, code in re.findall(r"tried (\w+) (\d+)", said)})
                self.assertEqual(set(), set(re.findall(r"wrote (\S+) 1", said)))

    def try_within(self, unit):
        """Run TRY in the sandbox of a unit, a copy of it with another program; return its words."""
        text = PROGRAM_LINES.sub("", self.n1.read(f"/lib/systemd/system/{unit}.service"))
        calls = ",".join(f"{name}={number}" for name, number in DENIED.items())
        command = f"/usr/bin/perl /usr/local/lib/intruder.pl {calls} {','.join(WRITTEN)}"
        self.n1.write("/usr/local/lib/intruder.pl", TRY)
        self.n1.write("/run/systemd/system/intruder.service",
            text.replace("[Service]\n", "[Service]\nType=oneshot\n"
                f"ExecStart={command}\nStandardOutput=truncate:/run/intruder.said\n"))
        self.n1.shell("systemctl daemon-reload && systemctl start intruder")
        said = self.n1.read("/run/intruder.said")
        self.assertIn("done", said)
        self.n1.shell("rm /run/systemd/system/intruder.service && systemctl daemon-reload")
        return said


if __name__ == "__main__":
    unittest.main()
