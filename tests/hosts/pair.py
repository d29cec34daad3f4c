"""pair - the booted lab: n1, n2 and the operations center, and the packages to install there.

Making one and following the manual takes half a minute, so the tests share one (shared()) as
long as it stays as it should be; one that a failed test leaves behind is replaced.
"""

import os

from lab.center import Center, mib_folders
from lab.lab import Lab
from lab.network import Network
from lab.wait import wait_until
from debs import built
from machine import Machine
from manual import follow
from root import SUITE, root_of

MANUAL = "README.md"


class Pair(Lab):
    """Use as a context manager, as a Lab; its nodes are Machines, and off at first."""

    def __init__(self, suite=SUITE):
        self.base = root_of(suite)
        self.suite = suite
        super().__init__()

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
        """Do what the manual says, from the packages to the pair that works."""
        follow(self, MANUAL, "hosts")

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
            self.pair.boot()
            self.pair.bring_packages()
            self.pair.follow_manual()
            self.pair.wait_well()
        return self.pair

    def _mends(self):
        """Return whether the pair becomes as it should be within a while, by itself."""
        try:
            self.pair.wait_well(20)
        except AssertionError:
            return False
        return True

    def close(self):
        if self.pair is not None:
            pair, self.pair = self.pair, None
            pair.close()


SHARED = Shared()
