"""lab - a real snmpd, snmptrapd and fipd-agentx around a played fipd, in one folder.

Runs in a network namespace that run.py made, so that fixed ports on 127.0.0.1 are free.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import ber
from fake_core import FakeCore
from mibfile import Mib

BUILD = os.environ.get("FIPD_SNMP_BUILD", "")
PORT, TRAP_PORT = 16100, 16200
LIMIT_S = 120
TRAP_OID = ".1.3.6.1.6.3.1.1.4.1.0"
SNMPD_CONF = """\
agentAddress udp:127.0.0.1:{port}
rwcommunity private 127.0.0.1
com2sec -Cn web webUser 127.0.0.1 webPrivate
group webGroup v2c webUser
view everything included .1
access webGroup web v2c noauth exact everything everything none
master agentx
agentXSocket unix:{folder}/agentx
agentXTimeout 5
agentXRetries 0
trap2sink 127.0.0.1:{trap_port} public
"""


def mib_folders(build=None):
    build = build or BUILD
    return [os.path.join(build, "mib"), os.path.join(build, "mibs")]


def wait_until(condition, what, limit_s=LIMIT_S):
    """Wait for a condition to be true; return its value."""
    end = time.monotonic() + limit_s
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"not seen within {limit_s} s: {what}")
        time.sleep(0.02)
    return value


class Lab(unittest.TestCase):
    """The base of the tests: self.core, self.manager, self.mib, and the three programs."""

    mib = None

    def setUp(self):
        Lab.mib = Lab.mib or Mib(mib_folders())
        self.folder = tempfile.mkdtemp(prefix="fipd-snmp-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.addCleanup(self.end)
        self.programs = {}
        self.core = FakeCore(self.path("control"))
        self.manager = ber.Manager(PORT)

    def end(self):
        for program in self.programs.values():
            program.kill()
            program.wait()
        self.manager.close()
        if os.path.exists(self.path("agent.log")):
            self.assertNotRegex(self.log("agent"), "Sanitizer|runtime error|Assertion")
        failed = any(test is self for test, _ in
            self._outcome.result.failures + self._outcome.result.errors)
        for name in ("agent", "snmpd") if failed else ():
            if os.path.exists(self.path(name + ".log")):
                sys.stderr.write(f"--- {name}.log\n{self.log(name)}")

    def path(self, name):
        return os.path.join(self.folder, name)

    # Programs

    def start(self, name, command):
        environment = {**os.environ, "SNMP_PERSISTENT_DIR": self.path("persistent"),
            "MIBS": "", "ASAN_OPTIONS": "abort_on_error=1", "LC_ALL": "C.UTF-8"}
        with open(self.path(name + ".log"), "ab") as log:
            self.programs[name] = subprocess.Popen(command, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, env=environment)

    def log(self, name):
        with open(self.path(name + ".log"), errors="replace") as file:
            return file.read()

    def start_snmpd(self):
        with open(self.path("snmpd.conf"), "w") as file:
            file.write(SNMPD_CONF.format(port=PORT, trap_port=TRAP_PORT, folder=self.folder))
        self.start("snmpd", ["snmpd", "-f", "-Lo", "-C", "-c", self.path("snmpd.conf"),
            "-p", self.path("snmpd.pid"), "-I", "-smux,mteTrigger,mteTriggerConf"])
        wait_until(lambda: os.path.exists(self.path("agentx")), "snmpd's AgentX socket")

    def start_agent(self, *more, name="agent"):
        self.start(name, [os.path.join(BUILD, "fipd-agentx"), "--control",
            self.path("control"), "--agentx", self.path("agentx"), "--lock",
            self.path("lock"), "--informs", self.path("informs.conf"), "--user", "root", *more])

    def start_trapd(self):
        with open(self.path("trapd.conf"), "w") as file:
            file.write("disableAuthorization yes\n")
        self.start("trapd", ["snmptrapd", "-f", "-Lo", "-n", "-On", "-Oe", "-C", "-c",
            self.path("trapd.conf"), "-p", self.path("trapd.pid"), "-F", "TRAP\\t%v\\n",
            f"udp:127.0.0.1:{TRAP_PORT}"])
        wait_until(lambda: f":{TRAP_PORT:04X} " in open("/proc/net/udp").read(), "snmptrapd")

    def start_all(self):
        self.start_snmpd()
        self.start_agent()
        self.wait_current()

    def kill(self, name, number=signal.SIGKILL):
        self.programs[name].send_signal(number)
        self.programs[name].wait()
        if name == "snmpd" and os.path.exists(self.path("agentx")):
            os.unlink(self.path("agentx"))

    def freeze(self, name):
        """Stop a program and return when it has stopped."""
        process = self.programs[name]
        process.send_signal(signal.SIGSTOP)
        wait_until(lambda: ") T " in open(f"/proc/{process.pid}/stat").read(), "SIGSTOP")

    def thaw(self, name):
        self.programs[name].send_signal(signal.SIGCONT)

    # The MIB

    def oid(self, name, *index):
        """Return the OID of an instance by name: of a scalar, or of a column's row."""
        return self.mib.objects[name].oid + (index or (0,))

    def read(self, name, *index):
        return self.manager.get(self.oid(name, *index))[0][1][1]

    def wait_value(self, name, value):
        wait_until(lambda: self.read(name) == value, f"{name} is {value}")

    def wait_current(self):
        self.wait_value("fipdCoreStatus", 1)

    def whole(self):
        """Return every variable of FIPD-MIB, in order."""
        return self.manager.walk(self.mib.root)

    # Notifications

    def traps(self, name="trapd"):
        """Return the varbinds of fipd's traps that snmptrapd has logged, as {oid: text}."""
        own = "." + ".".join(map(str, self.mib.root)) + ".0."
        text = self.log(name)
        whole = text[:text.rfind("\n") + 1]  # the last line may be being written
        lines = [line.split("\t")[1:] for line in whole.splitlines()
            if line.startswith("TRAP\t")]
        found = [dict(varbind.split(" = ", 1) for varbind in line) for line in lines]
        return [trap for trap in found if own in trap.get(TRAP_OID, "")]

    def trapped(self, name="trapd"):
        """Return the sequence numbers of the traps so far."""
        prefix = "." + ".".join(map(str, self.mib.objects["fipdEventSequence"].oid)) + "."
        return [int(text.split()[-1]) for trap in self.traps(name)
            for name, text in trap.items() if name.startswith(prefix)]

    def wait_trapped(self, count):
        wait_until(lambda: len(self.trapped()) >= count, f"{count} traps")
