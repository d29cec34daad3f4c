"""Debian's packages of fipd: installed, upgraded, removed and purged on booted stock hosts.

FIPD_SUITE=trixie in the environment plays them on Debian 13, with packages that were built there.
"""

import filecmp
import glob
import os
import shutil
import subprocess
import tempfile
import unittest

from case import HostsCase
from debs import built
from lab.network import source_folder
from lab.wait import wait_until
from other_debs import for_suite, of_release
from pair import Pair
from root import SUITE as OWN_SUITE

RELEASE = "0.1.0"
SUITE = os.environ.get("FIPD_SUITE", OWN_SUITE)
UNITS = ("fipd", "fipd-agentx", "fipd-exec", "fipd-web")
DROP_IN = "/etc/snmp/snmpd.conf.d/fipd.conf"
SETTINGS = """\
redundancy: on
role: {role}
peer: {peer.address}
interface: eth0
failback_delay: 2 s
fips:
  - 192.168.0.100/24
"""
SECOND_PAIR = """\
redundancy: off
peer: 192.168.0.2
port: 7910
status_port: 7910
pair: lan
"""


def packages():
    """Return the paths of this tree's packages for the suite that is booted."""
    return built() if SUITE == OWN_SUITE else for_suite(SUITE)


def older():
    """Return the paths of the release's packages; it has no fipd-exec, and that package is empty."""
    return [path for path in of_release(RELEASE) if not path.rpartition("/")[2]
        .startswith("fipd-exec_")]


class PackagesCase(HostsCase):
    """self.n1, self.n2: stock hosts that have nothing of fipd but its packages as files."""

    def setUp(self):
        pair = self.enterContext(Pair(SUITE))
        self.use(pair)
        pair.boot()

    def apt(self, node, *words):
        """Run apt-get, which asks nothing."""
        return node.run(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-o",
            "Dpkg::Use-Pty=0", *words], limit_s=300).stdout

    def install(self, node, paths):
        """Install packages as an operator does who has them in a folder."""
        for path in paths:
            with open(path, "rb") as file:
                node.write("/root/debs/" + os.path.basename(path), file.read())
        return self.apt(node, "--no-install-recommends", "--reinstall", "install",
            *["/root/debs/" + os.path.basename(path) for path in paths])

    def configure(self):
        """Write what `fipctl setup` would, and start the pair."""
        key = self.n1.fipctl("keygen").stdout
        for node, peer, role in ((self.n1, self.n2, "active"), (self.n2, self.n1, "standby")):
            node.write("/etc/fipd/fipd.yaml", SETTINGS.format(role=role, peer=peer))
            node.write("/etc/fipd/key", key, 0o600)
            node.shell("chown fipd /etc/fipd/key && systemctl enable --now fipd")
        self.wait_well()

    def pair_of(self, paths):
        for node in self.lab.nodes:
            self.install(node, paths)
        self.configure()

    def assert_nothing_moved(self):
        """No role changed since start_probes() but by an announced restart."""
        for node in self.lab.nodes:
            self.assertEqual([], [move for move in self.moves(node)
                if "initial" not in move and move[2] != "restarted"], node.name)

    def states(self, node, *units):
        return [node.show(unit, "ActiveState")["ActiveState"] for unit in units or UNITS]

    def failed(self, node):
        return node.systemctl("--failed", "--no-legend").stdout.strip()

    def traces(self, node):
        """Return the files and folders that are named after fipd, root's home apart."""
        return node.shell("find / -xdev -name '*fipd*' -not -path '/proc/*' -not -path '/root/*' "
            "-not -path '/sys/*'").stdout.split()


class InstallTest(PackagesCase):
    def test_nothing_runs_and_nothing_fails_before_it_is_configured(self):
        self.install(self.n1, packages())
        self.assertEqual("disabled",
            self.n1.systemctl("is-enabled", "fipd", check=False).stdout.strip())
        self.n1.power_off()
        self.n1.power_on()
        self.assertEqual(["inactive"] * len(UNITS), self.states(self.n1))
        self.assertEqual("", self.failed(self.n1))
        self.assertEqual(" ".join(UNITS),
            self.n1.shell(f"echo $(id -un {' '.join(UNITS)})").stdout.strip())
        # As Debian's own snmpd.conf, and read by the snmpd that runs.
        self.assertEqual(self.n1.shell("stat -c '%U:%G %a' /etc/snmp/snmpd.conf").stdout,
            self.n1.shell("stat -c '%U:%G %a' " + DROP_IN).stdout)
        self.assertEqual(["active"], self.states(self.n1, "snmpd"))

    def test_a_start_without_a_configuration_fails_once(self):
        self.install(self.n1, packages())
        self.assertNotEqual(0, self.n1.systemctl("start", "fipd", check=False).returncode)
        shown = self.n1.show("fipd", "NRestarts", "ExecMainStatus", "ActiveState")
        self.assertEqual({"NRestarts": "0", "ExecMainStatus": "78", "ActiveState": "failed"},
            shown)

    def test_each_package_brings_what_it_needs_and_comes_later_if_it_likes(self):
        names = {os.path.basename(path).split("_")[0]: path for path in packages()}
        for node in self.lab.nodes:
            self.install(node, [names["fipd"]])
        self.configure()
        self.assertFalse(glob.glob(self.n1.seen("/usr/share/snmp/mibs/FIPD*")))
        self.install(self.n1, [names["fipd-snmp"]])
        self.assertEqual(["active", "active", "inactive", "inactive"], self.states(self.n1))
        self.install(self.n1, [names["fipd-web"], names["fipd-exec"]])
        self.assertEqual(["active"] * len(UNITS), self.states(self.n1))


class UpgradeTest(PackagesCase):
    def test_an_upgrade_of_the_active_node_moves_nothing_and_loses_no_probe(self):
        self.pair_of(older() if SUITE == OWN_SUITE else packages())
        before = self.n1.main_pid()
        self.start_probes()
        self.install(self.n1, packages())
        self.wait_well()
        self.assert_no_probe_lost(200)
        self.assert_nothing_moved()
        self.assertNotEqual(before, self.n1.main_pid())
        self.assertEqual(["active"] * len(UNITS), self.states(self.n1))
        self.assertEqual("", self.failed(self.n1))
        self.assertIn("fipd-agentx", self.n1.read(DROP_IN))
        with self.subTest("the standby"):
            self.install(self.n2, packages())
            self.wait_well()
            self.assert_no_probe_lost()
            self.assert_nothing_moved()

    def test_an_upgrade_restarts_what_runs_and_starts_nothing_else(self):
        self.pair_of(packages())
        self.n1.write("/etc/fipd/lan.yaml", SECOND_PAIR)
        self.n1.systemctl("start", "fipd@lan", "fipd-agentx@lan", "fipd-web@lan")
        self.n2.systemctl("stop", "fipd")
        units = ("fipd", "fipd@lan", "fipd-agentx", "fipd-agentx@lan", "fipd-web",
            "fipd-web@lan")
        before = [self.n1.main_pid(unit) for unit in units]
        for node in self.lab.nodes:
            self.install(node, packages())
        self.assertEqual(["inactive"] * len(UNITS), self.states(self.n2))
        self.assertEqual(["active"] * len(units), self.states(self.n1, *units))
        for unit, pid in zip(units, before):
            self.assertNotEqual(pid, self.n1.main_pid(unit), unit)


class RemovalTest(PackagesCase):
    def test_a_removal_hands_over_and_keeps_what_purge_removes(self):
        self.pair_of(packages())
        self.start_probes()
        self.apt(self.n1, "remove", *UNITS[:1])
        wait_until(lambda: self.n2.role() == "active", 20, "n2 is active", 0.1)
        self.assert_no_probe_lost(200)
        self.assertEqual(["/etc/fipd/fipd.yaml", "/etc/fipd/key"],
            self.n1.shell("ls /etc/fipd/*").stdout.split())
        self.assertEqual("", self.failed(self.n1))
        self.assertEqual(["active"], self.states(self.n1, "snmpd"))
        with self.subTest("installed again it goes on"):
            self.install(self.n1, packages())
            self.n1.systemctl("start", "fipd")
            self.wait_well()
        with self.subTest("purged it leaves the users and nothing else"):
            self.apt(self.n1, "purge", "fipd", "fipd-exec", "fipd-snmp", "fipd-web")
            self.assertEqual([], self.traces(self.n1))
            self.assertEqual("", self.failed(self.n1))
            self.assertEqual(["active"], self.states(self.n1, "snmpd"))
            self.assertNotIn("fipd", self.n1.systemctl("list-units", "--all", "--no-legend",
                "fipd*").stdout)
            self.assertNotIn("192.168.0.100", self.n1.shell("ip address").stdout)


class BuildTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def package(self, top, *words):
        """Run a tree's conf/package; return the paths that it names."""
        done = subprocess.run([os.path.join(top, "conf", "package"), *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout.split()

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def test_lintian_finds_nothing(self):
        changes = glob.glob(os.path.join(os.path.dirname(built()[0]), "*.changes"))
        done = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning",
            *changes], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual((0, ""), (done.returncode, done.stdout))

    def test_apparmor_reads_each_profile(self):
        profiles = glob.glob(os.path.join(source_folder(), "conf", "apparmor", "*"))
        self.assertEqual(3, len(profiles))
        for profile in profiles:
            done = subprocess.run(["apparmor_parser", "--skip-kernel-load", "--skip-cache", profile],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            self.assertEqual(0, done.returncode, done.stdout)

    def test_each_package_has_what_a_debugger_needs(self):
        for path in built():
            name, rest = os.path.basename(path).split("_", 1)
            self.assertTrue(os.path.exists(os.path.join(os.path.dirname(path),
                f"{name}-dbgsym_{rest}")), name)

    def test_the_same_source_makes_the_same_tarball_and_the_same_packages(self):
        first, = self.package(source_folder(), "--tarball", "--into", self.path("1"))
        second, = self.package(source_folder(), "--tarball", "--into", self.path("2"))
        self.assertTrue(filecmp.cmp(first, second, shallow=False))
        with self.subTest("the tarball alone makes the packages, byte for byte"):
            subprocess.run(["tar", "-x", "-f", first, "-C", self.folder], check=True)
            top, = glob.glob(self.path("fipd-*"))
            again = self.package(top, "--into", self.path("debs"))
            folder = os.path.dirname(built()[0])
            for path in again:
                self.assertTrue(filecmp.cmp(path, os.path.join(folder, os.path.basename(path)),
                    shallow=False), path)

    def test_a_prefix_is_where_the_units_start_the_programs(self):
        for prefix, words in (("/usr", ()), ("/opt/fipd", ["-DCMAKE_INSTALL_PREFIX=/opt/fipd"])):
            with self.subTest(prefix):
                subprocess.run(["cmake", "--preset", "release", "-B", self.folder, *words],
                    cwd=source_folder(), check=True, stdout=subprocess.DEVNULL)
                units = glob.glob(self.path("conf", "systemd", "*.service"))
                self.assertEqual(8, len(units))
                for unit in units:
                    with open(unit) as file:
                        starts = [line for line in file if line.startswith("ExecStart=")]
                    self.assertTrue(starts)
                    for line in starts:
                        self.assertTrue(line.startswith(f"ExecStart={prefix}/sbin/fipd"), line)
                with open(self.path("cmake_install.cmake")) as file:
                    self.assertIn("/etc/snmp/snmpd.conf.d/fipd.conf", file.read())
