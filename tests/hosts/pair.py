"""pair - the booted lab: n1, n2 and the operations center, and the packages to install there.

Making one and following the manual takes half a minute, so the tests share one (shared()) as
long as it stays as it should be; one that a failed test leaves behind is replaced.
"""

import os
import re
import shutil
import signal

from lab.center import TRAPD_FORMAT, Center, mib_folders
from lab.lab import Lab
from lab.network import Network
from lab.prompts import read_blocks
from lab.wait import wait_until
from debs import built
from machine import Machine
from manual import follow
from root import SUITE, root_of

MANUAL = "README.md"
USERS = "/etc/fipd/snmp-users"  # fipctl setup leaves them there for the operations center
USER = re.compile(r"^createUser (\w+) (\S+) \"(\S+)\" (\S+) \"(\S+)\"$", re.MULTILINE)


class Pair(Lab):
    """Use as a context manager, as a Lab; its nodes are Machines, and off at first."""

    def __init__(self, suite=SUITE):
        self.base = root_of(suite)
        self.suite = suite
        self.receiver = None
        super().__init__()

    def _die_tidily(self):
        """unittest takes SystemExit for the fault of one test and goes on; an interrupt ends it."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            self._handlers[number] = signal.signal(number, signal.default_int_handler)

    def _make_hosts(self):
        self.network = self._add(Network(os.path.join(self.folder, "bridge")))
        self.n1, self.n2 = (self._add(Machine(name, os.path.join(self.folder, name),
            self.network, f"192.168.0.{name[1]}", f"02:00:00:00:00:0{name[1]}", self.base))
            for name in ("n1", "n2"))
        self.nodes = (self.n1, self.n2)
        self.oc = self._add(Center(os.path.join(self.folder, "oc"), mib_folders(self.build)))
        self.network.connect(self.oc, "192.168.0.10", "02:00:00:00:00:10")

    def boot(self):
        """Boot both nodes at the same time; return when both are up."""
        for node in self.nodes:
            node.power_on(wait=False)
        for node in self.nodes:
            node.wait_boot()

    def bring_packages(self):
        """Copy the packages into root's home on both nodes, as whoever downloaded them has."""
        for path in built():
            with open(path, "rb") as file:
                data = file.read()
            for node in self.nodes:
                node.write("/root/" + os.path.basename(path), data)

    def follow_manual(self):
        """Do what the manual says, from the packages to the pair that works and is polled."""
        follow(self, MANUAL, "hosts")
        self.start_receiver()
        self.write_snmp_conf()
        follow(self, MANUAL, "center")

    # The management station

    def start_receiver(self):
        """Start the operations center's snmptrapd, with the users that the nodes have."""
        self.users = re.findall(USER, self.n1.read(USERS))
        self.reader, self.operator = (user[0] for user in self.users[:2])
        with open(self.oc.path("snmptrapd.conf"), "w") as file:
            for user in self.users:
                file.write("createUser {} {} \"{}\" {} \"{}\"\n".format(*user)
                    + f"authUser log {user[0]} priv\n")
        self.receiver = self.oc.start("snmptrapd", ["snmptrapd", "-f", "-Lo", "-n", "-OQ", "-C",
            "-c", self.oc.path("snmptrapd.conf"), "-p", "/run/snmptrapd.pid", "-F",
            TRAPD_FORMAT, "udp:192.168.0.10:162"])

    def write_snmp_conf(self):
        """Write the operations center's snmp.conf as the manual has it, with the passwords."""
        _, _, authentication, _, privacy = self.users[0]
        text = "".join(line + "\n" for _, lines in read_blocks(MANUAL, "snmp.conf")
            for line in lines).replace("AUTHPASS", authentication).replace("PRIVPASS", privacy)
        folder = os.path.join(self.oc.environment()["HOME"], ".snmp")
        os.makedirs(folder)
        with open(os.path.join(folder, "snmp.conf"), "w") as file:
            file.write(text)

    def notifications(self):
        """Return what the nodes have notified the operations center of, oldest first."""
        return self.oc.traps(receiver=self.receiver) if self.receiver else []

    def access(self, name=None):
        """Return the options by which net-snmp's commands ask as a user, or as the reader."""
        name, auth, auth_word, privacy, word = next(user for user in self.users
            if user[0] == (name or self.reader))
        return ["-v3", "-u", name, "-l", "authPriv", "-a", auth, "-A", auth_word, "-x", privacy,
            "-X", word]

    def keep_journals(self, name):
        """Keep what consoles, journals and notifications say in build/.../logs/hosts/NAME."""
        target = os.path.join(self.build, "logs", "hosts", name)
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(target)
        for node in self.nodes:
            with open(os.path.join(target, node.name), "w") as file:
                file.write(node.console())
                if node.leader is not None:
                    file.write(node.journal("-b"))
        if self.receiver:
            shutil.copy(self.receiver.log_path, target)

    # Whether all is as it should be

    def quicken(self):
        """Let the F-IPs go home sooner than by default."""
        for node in reversed(self.nodes):
            node.fipctl("set", "failback_delay=1 s")

    def wait_role(self, node, role, limit_s):
        wait_until(lambda: node.role() == role, limit_s,
            lambda: f"{node.name} is {role}; it is {node.role()}", 0.05)

    def bring_home(self):
        """Bring the F-IPs to n1 as an operator does, if they are not there."""
        if self.roles() == ("standby", "active"):
            self.n2.fipctl("switchover", check=False)

    def is_well(self):
        """Return whether n1 is active, n2 standby, and `fipctl check` content with both."""
        try:
            return (self.roles() == ("active", "standby")
                and all(node.fipctl("check", check=False).returncode == 0
                    for node in self.nodes))
        except (OSError, RuntimeError, ValueError):
            return False

    def wait_well(self, limit_s=60):
        wait_until(self.is_well, limit_s, lambda: f"the pair is as it should be: {self.roles()}; "
            + "; ".join(node.fipctl("check", check=False).stdout.strip() for node in self.nodes),
            0.2)


class Shared:
    """The pair that the tests share."""

    def __init__(self):
        self.pair = None

    def get(self):
        """Return a pair that is as it should be: the one there is, or a new one."""
        if self.pair is not None and not self._mends():
            self.close()
        if self.pair is None:
            self.pair = Pair().__enter__()
            try:
                self._follow_manual()
            except BaseException:
                self.pair.keep_journals("manual")
                self.close()
                raise
        return self.pair

    def _follow_manual(self):
        self.pair.boot()
        self.pair.bring_packages()
        self.pair.follow_manual()
        self.pair.quicken()
        self.pair.wait_well()

    def _mends(self):
        """Return whether the pair becomes as it should be within a while, by itself."""
        try:
            self.pair.bring_home()
            self.pair.wait_well(20)
        except (AssertionError, OSError, RuntimeError):
            return False
        return True

    def close(self):
        if self.pair is not None:
            pair, self.pair = self.pair, None
            pair.close()


SHARED = Shared()
