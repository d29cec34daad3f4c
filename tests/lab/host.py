"""host - a network, mount and host-name namespace, and the programs that run in it.

The holder is a sleeping process; setpriv has the kernel kill it and every program started
here when the test that started them dies, unless the lab is to be kept.  Nothing here keeps
the output of who made it open: `tests/demo --keep | tee` ends.
"""

import os
import signal
import subprocess
import time

from .users import knows_programs, set_users
from .wait import wait_until

SUICIDE = ["setpriv", "--pdeathsig", "KILL", "--"]
RUN_LIMIT_S = 120


class Process:
    """A program in a host: signals go to it directly, its output to a file."""

    def __init__(self, name, popen, log_path):
        self.name = name
        self.popen = popen
        self.log_path = log_path
        self.stopped = False

    @property
    def pid(self):
        return self.popen.pid

    def alive(self):
        return self.popen.poll() is None

    def output(self):
        with open(self.log_path, errors="replace") as log:
            return log.read()

    def lines(self):
        """Return the lines of its output so far; one that is being written is left out."""
        text = self.output()
        return text[:text.rfind("\n") + 1].splitlines()

    def stop(self):
        """Freeze it with SIGSTOP; return when, once the kernel says it is frozen."""
        self.popen.send_signal(signal.SIGSTOP)
        self.stopped = True
        wait_until(lambda: process_state(self.pid) in "TtZX", 5, f"{self.name} freezes", 0.001)
        return time.monotonic()

    def resume(self):
        self.popen.send_signal(signal.SIGCONT)
        self.stopped = False
        return time.monotonic()

    def kill(self):
        """SIGKILL; return the moment."""
        moment = time.monotonic()
        if self.alive():
            self.popen.kill()
            self.popen.wait()
        return moment

    def terminate(self, limit_s=60):
        """SIGTERM, then SIGKILL after limit_s; return the exit code."""
        if not self.alive():
            return self.popen.returncode
        if self.stopped:
            self.resume()
        self.popen.terminate()
        try:
            return self.popen.wait(limit_s)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.popen.returncode


def process_state(pid):
    """Return the kernel's one-letter state of a process, X if there is none."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "X"


def command_name(pid):
    try:
        with open(f"/proc/{pid}/comm") as comm:
            return comm.read().strip()
    except OSError:
        return ""


class Host:
    """A host of the lab; its files are in folder, its name is its host name."""

    def __init__(self, name, folder, keep=False):
        self.name = name
        self.folder = folder
        self.keep = keep
        self.processes = []
        os.makedirs(folder)
        self.holder = subprocess.Popen(
            self._suicide() + ["unshare", "--net", "--mount", "--uts",
                "--propagation", "private", "--", "sleep", "infinity"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        try:
            self._furnish()
        except BaseException:
            self._end_holder()
            raise

    def _furnish(self):
        wait_until(self._ready, 10, f"the namespaces of {self.name}", 0.002)
        self.run(["hostname", self.name])
        self.run(["mount", "-t", "sysfs", "sysfs", "/sys"])
        self.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run"])
        self.run(["ip", "link", "set", "lo", "up"])
        if knows_programs():
            # What a test starts stays root, which its files belong to, unless it says otherwise.
            set_users(self, there=False)

    def _end_holder(self):
        self.holder.kill()
        self.holder.wait()

    def _suicide(self):
        return [] if self.keep else SUICIDE

    def _ready(self):
        if self.holder.poll() is not None:
            raise RuntimeError("cannot make namespaces: this must run as root, "
                "in a container with --privileged")
        return command_name(self.holder.pid) == "sleep"

    @property
    def pid(self):
        """The process that holds the namespaces: for `ip link ... netns PID` and nsenter."""
        return self.holder.pid

    def path(self, *parts):
        """Return a path in this host's own folder."""
        return os.path.join(self.folder, *parts)

    def seen(self, path):
        """Return how a path that only this host sees can be reached from outside."""
        return f"/proc/{self.pid}/root{path}"

    def enter(self):
        """Return the words to put before a command to run it here."""
        return ["nsenter", "-t", str(self.pid), "--net", "--mount", "--uts", "--"]

    def environment(self):
        home = self.path("home")
        os.makedirs(home, exist_ok=True)
        return {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": home, "LANG": "C.UTF-8", "SNMP_PERSISTENT_DIR": home,
            "ASAN_OPTIONS": "halt_on_error=1:detect_leaks=1:abort_on_error=0:exitcode=99",
            "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1:exitcode=99",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, command, check=True, limit_s=RUN_LIMIT_S, environment=None):
        """Run a command here to its end; return its CompletedProcess with text output."""
        done = subprocess.run(self.enter() + command, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=limit_s,
            env={**self.environment(), **(environment or {})}, start_new_session=True)
        if check and done.returncode != 0:
            raise RuntimeError(f"{self.name}: {' '.join(command)}: exit "
                f"{done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
        return done

    def start(self, name, command, environment=None, wrap=()):
        """Start a program here; its output goes to NAME.log in the host's folder."""
        log_path = self.path(name + ".log")
        with open(log_path, "ab") as log:
            popen = subprocess.Popen(
                self.enter() + self._suicide() + list(wrap) + command,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env={**self.environment(), **(environment or {})})
        process = Process(name, popen, log_path)
        self.processes.append(process)
        return process

    def close(self):
        """End every program of this host, then the host."""
        for process in reversed(self.processes):
            process.kill()
        self.kill_strays()
        self._end_holder()

    def kill_strays(self):
        """End what a program left behind in this host's network namespace."""
        own = os.stat(f"/proc/{self.pid}/ns/net").st_ino
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.stat(f"/proc/{entry}/ns/net").st_ino == own and int(entry) != self.pid:
                    os.kill(int(entry), signal.SIGKILL)
            except OSError:
                continue
