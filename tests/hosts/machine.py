"""machine - a host of the booted lab: a stock Debian under a systemd of its own.

Around it is a stage, the namespaces that every host of a lab has.  There the machine's disk,
an overlay over the base root with its changes in memory, is mounted, and a control-group tree
of version 2, and from there systemd-nspawn boots it, in a process namespace that the kernel ends
with the test.  So all of it is gone, whatever ends the test; empty control groups stay when it
is killed, and the next one removes them.  --register=no and --keep-unit are because the test's own host may have no systemd.
"""

import glob
import itertools
import os
import signal
import subprocess
import time

from lab.host import Host, SUICIDE
from lab.node import FipdHost
from lab.wait import wait_until

GROUPS = "/sys/fs/cgroup"
GROUP = "fipd-hosts"
NUMBERS = itertools.count()
MORTAL = SUICIDE + ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
    "--"]
BOOT_LIMIT_S = 60
DISK_SIZE = "2g"
INTERFACES = """\
auto lo
iface lo inet loopback

auto eth0
iface eth0 inet static
	address {address}/24
	gateway 192.168.0.10
"""
HOSTS_FILE = """\
127.0.0.1 localhost
127.0.1.1 {name}
192.168.0.1 n1
192.168.0.2 n2
192.168.0.10 oc
"""
NSPAWN = """\
mkdir {group} && echo $$ >{group}/cgroup.procs && exec systemd-nspawn --quiet --boot \
--machine={name} --directory={root} --register=no --keep-unit --console=pipe \
--link-journal=no --resolv-conf=off --timezone=off --capability=CAP_IPC_LOCK \
--network-interface=eth0
"""


class CannotBoot(RuntimeError):
    """This machine boots no root; the text says why."""


class Machine(FipdHost):
    """n1 or n2; power_on() boots it, and then run(), start() and seen() are inside."""

    def __init__(self, name, folder, network, address, mac, base):
        self.network = network
        self.address = address
        self.mac = mac
        self.base = base
        self.power = self.leader = None
        self.group = os.path.join(GROUPS, f"{GROUP}-{os.getpid()}-{next(NUMBERS)}-{name}")
        super().__init__(name, folder)
        self.disk = self.path("disk", "root")
        self.stage("mount", "-t", "cgroup2", "cgroup2", GROUPS)
        self._sweep_groups()
        # Where it is read-only, systemd-nspawn expects no udev that knows the cable.
        self.stage("mount", "-o", "remount,bind,ro", "/sys")
        self._mount_disk()
        self._introduce()

    # The stage

    def stage(self, *command):
        """Run a command beside the machine, not in it."""
        done = subprocess.run(Host.enter(self) + list(command), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        if done.returncode != 0:
            raise CannotBoot(f"{' '.join(command[:6])}: {done.stdout.strip()}")
        return done.stdout

    def _mount_disk(self):
        disk = self.path("disk")
        os.makedirs(disk)
        self.stage("mount", "-t", "tmpfs", "-o", f"mode=755,size={DISK_SIZE}", "tmpfs", disk)
        self.stage("mkdir", *[os.path.join(disk, name) for name in ("upper", "work", "root")])
        self.stage("mount", "-t", "overlay", "-o", f"lowerdir={self.base},"
            f"upperdir={disk}/upper,workdir={disk}/work", "overlay", self.disk)

    def _introduce(self):
        """Write what an installer asks for: the host's name and its address."""
        self.write("/etc/hostname", self.name + "\n")
        self.write("/etc/hosts", HOSTS_FILE.format(name=self.name))
        self.write("/etc/network/interfaces", INTERFACES.format(address=self.address))

    def write(self, path, text, mode=None):
        """Write a file on the machine's disk, whether it runs or not."""
        target = self.seen(path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        data = text if isinstance(text, bytes) else text.encode()
        with open(target, "wb") as file:
            file.write(data)
        if mode is not None:
            os.chmod(target, mode)

    def read(self, path):
        with open(self.seen(path), errors="replace") as file:
            return file.read()

    # Power

    def power_on(self, wait=True):
        """Boot; with wait, return once systemd says that the boot is over."""
        if not self._has_cable():
            self.network.lay(self, "eth0", self.mac, self.name)
        self._remove_groups(self.group)
        command = NSPAWN.format(name=self.name, root=self.disk, group=self.group)
        log_path = self.path("console.log")
        with open(log_path, "ab") as log:
            self.power = subprocess.Popen(Host.enter(self) + MORTAL + ["sh", "-c", command],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env=self.environment())
        wait_until(self._find_leader, 30, f"{self.name} has a first process", 0.005)
        if wait:
            self.wait_boot()

    def _has_cable(self):
        return subprocess.run(Host.enter(self) + ["ip", "link", "show", "eth0"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def _find_leader(self):
        """The first process of the machine: the child of nspawn that is number 1 inside."""
        if self.power.poll() is not None:
            raise CannotBoot(f"systemd-nspawn ended with {self.power.returncode}: "
                + self.console()[-500:].strip())
        for child in children(self.power.pid):
            if pid_inside(child) == "1" and executable(child).endswith("/systemd"):
                self.leader = child
                return True
        return False

    def wait_boot(self):
        """Wait until systemd has started everything; return "running" or "degraded"."""
        def booted():
            self.assert_powered()
            state = self.run(["systemctl", "is-system-running"], check=False).stdout.strip()
            return state if state in ("running", "degraded") else None
        return wait_until(booted, BOOT_LIMIT_S, lambda: f"{self.name} has booted; its console:\n"
            + self.console()[-3000:], 0.1)

    def assert_powered(self):
        if self.power is None or self.power.poll() is not None:
            raise CannotBoot(f"{self.name} is off; its console:\n" + self.console()[-3000:])

    def console(self):
        try:
            with open(self.path("console.log"), errors="replace") as log:
                return log.read()
        except OSError:
            return ""

    def power_off(self):
        """`systemctl poweroff`: return when all is over."""
        self.run(["systemctl", "--no-block", "poweroff"])
        self.wait_off()

    def wait_off(self, limit_s=60):
        wait_until(lambda: self.power.poll() is not None, limit_s, f"{self.name} is off", 0.01)
        self.leader = None

    def crash(self):
        """Kill the machine's first process, and so all of it; return the moment."""
        moment = time.monotonic()
        os.kill(self.leader, signal.SIGKILL)
        self.wait_off()
        return moment

    def close(self):
        if self.power is not None and self.power.poll() is None:
            self.power.kill()
            self.power.wait()
        self.leader = None
        self._remove_groups(self.group)
        super().close()

    def _remove_groups(self, group):
        """Remove a machine's control groups, once the kernel has let the last process go."""
        wait_until(lambda: self.stage("sh", "-c", f"find {group} -depth -type d -exec rmdir {{}} + "
            f"2>/dev/null; [ -d {group} ] || echo gone"), 30, f"{group} is empty", 0.05)

    def _sweep_groups(self):
        """Remove the groups of tests that were killed."""
        for path in self.stage("sh", "-c", f"ls -d {GROUPS}/{GROUP}-* 2>/dev/null || true").split():
            pid = path[len(f"{GROUPS}/{GROUP}-"):].split("-")[0]
            if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
                self._remove_groups(path)

    # Inside

    def enter(self):
        if self.leader is None:
            return super().enter()
        return ["nsenter", "-t", str(self.leader), "--mount", "--uts", "--ipc", "--net", "--pid",
            "--root", "--wd", "--"]

    def environment(self):
        return {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root", "LANG": "C.UTF-8", "TERM": "dumb"}

    def seen(self, path):
        if self.leader is None:
            return f"/proc/{self.pid}/root{self.disk}{path}"
        return f"/proc/{self.leader}/root{path}"

    def shell(self, text, check=True, limit_s=120):
        """Run a line of shell in root's home; return its CompletedProcess."""
        return self.run(["sh", "-c", f"cd /root && {text}"], check=check, limit_s=limit_s)

    def systemctl(self, *words, check=True):
        return self.run(["systemctl", *words], check=check)

    def show(self, unit, *properties):
        """Return properties of a unit as {name: value}."""
        told = self.systemctl("show", unit, "-p", ",".join(properties)).stdout
        return dict(line.split("=", 1) for line in told.splitlines() if "=" in line)

    def main_pid(self, unit="fipd"):
        """Return a unit's main process as the test's own host numbers it, 0 if there is none."""
        inside = self.show(unit, "MainPID")["MainPID"]
        if inside == "0":
            return 0
        return next((pid for pid in map(int, filter(str.isdigit, os.listdir("/proc")))
            if pid_inside(pid) == inside and same_space(pid, self.leader)), 0)

    def journal(self, *words):
        """Return what the journal says: journal("-u", "fipd")."""
        return self.run(["journalctl", "--no-pager", "-q", "-o", "short-iso-precise", *words],
            check=False).stdout

    def fipctl(self, *words, check=True):
        return self.run(["fipctl", *words], check=check)


def children(pid):
    """Return the children of a process and theirs."""
    found = []
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        try:
            with open(path) as file:
                found += map(int, file.read().split())
        except OSError:
            pass
    return found + [each for child in found for each in children(child)]


def pid_inside(pid):
    """Return a process's number in its innermost namespace, as text; "" if it is gone."""
    try:
        with open(f"/proc/{pid}/status") as file:
            return next((line.split()[-1] for line in file if line.startswith("NSpid:")), "")
    except OSError:
        return ""


def same_space(pid, other):
    try:
        return os.readlink(f"/proc/{pid}/ns/pid") == os.readlink(f"/proc/{other}/ns/pid")
    except OSError:
        return False


def executable(pid):
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""
