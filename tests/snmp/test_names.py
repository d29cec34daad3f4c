"""mib/fipd-mibs: after it, FIPD-MIB loads by name on a host as Debian installs net-snmp."""

import os
import shutil
import subprocess
import tempfile
import unittest

from lab import BUILD

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRIPT = os.path.join(TOP, "mib", "fipd-mibs")
DEBIAN = "mibs :\n"
CONTROL = "Package: erlang-snmp\nVersion: 1\nArchitecture: all\nMaintainer: none\n" \
    "Description: the base MIBs\n"
# Hide this host's MIBs and settings behind those of a bare one, in a mount namespace.
HOST = """set -e
mount --bind "$BARE/mibs" /usr/share/snmp/mibs
mount --bind "$BARE/snmp" /etc/snmp
export HOME="$BARE" SNMP_PERSISTENT_DIR="$BARE/persistent"
unset MIBS MIBDIRS SNMPCONFPATH
"""


class NamesTest(unittest.TestCase):
    def setUp(self):
        self.bare = tempfile.mkdtemp(prefix="fipd-bare-")
        self.addCleanup(shutil.rmtree, self.bare)
        for folder in ("mibs", "snmp"):
            os.mkdir(os.path.join(self.bare, folder))
        shutil.copy("/usr/share/snmp/mibs/NET-SNMP-MIB.txt", os.path.join(self.bare, "mibs"))
        with open(os.path.join(self.bare, "snmp", "snmp.conf"), "w") as file:
            file.write(DEBIAN)
        self.package = self.make_package()

    def make_package(self):
        """Return a package that has the base MIBs where erlang-snmp has them."""
        tree = os.path.join(self.bare, "tree")
        mibs = os.path.join(tree, "usr/lib/erlang/lib/snmp-5/mibs")
        os.makedirs(mibs)
        os.mkdir(os.path.join(tree, "DEBIAN"))
        with open(os.path.join(tree, "DEBIAN", "control"), "w") as file:
            file.write(CONTROL)
        for module in os.listdir(os.path.join(BUILD, "mibs")):
            shutil.copy(os.path.join(BUILD, "mibs", module), os.path.join(mibs, module + ".mib"))
        package = os.path.join(self.bare, "erlang-snmp_1_all.deb")
        subprocess.run(["dpkg-deb", "--build", tree, package], check=True,
            stdout=subprocess.DEVNULL)
        return package

    def run_there(self, commands):
        return subprocess.run(["unshare", "--mount", "sh", "-c", HOST + commands],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "BARE": self.bare})

    def doctor(self):
        """Return what the doctor says of names there."""
        done = self.run_there(f"{BUILD}/fipctl --control /nowhere doctor --snmpd /dev/null"
            " --lock /nowhere || true")
        lines = [line for line in done.stdout.splitlines() if line[6:].startswith("names")]
        self.assertEqual(1, len(lines), done.stdout)
        return lines[0]

    def test_one_command_makes_a_bare_host_know_the_names_also_those_it_prints(self):
        question = "snmptranslate -On FIPD-MIB::fipdRole.0"
        self.assertNotEqual(0, self.run_there(question).returncode)
        done = self.run_there(f"{SCRIPT} {self.package}")
        self.assertEqual(0, done.returncode, done.stdout)
        done = self.run_there(question + f"; snmptranslate $({question}) .1.3.6.1.6.3.1.1.4.1.0")
        self.assertEqual([".1.3.6.1.4.1.8072.9999.9999.7900.1.3.1.0", "FIPD-MIB::fipdRole.0",
            "SNMPv2-MIB::snmpTrapOID.0"], done.stdout.split())

    def test_again_it_changes_nothing_and_needs_no_package(self):
        self.run_there(f"{SCRIPT} {self.package}")
        listing = f"cd {self.bare}; find mibs snmp -printf '%p %s %T@\\n' | sort"
        before = self.run_there(listing).stdout
        done = self.run_there(SCRIPT)
        self.assertEqual(0, done.returncode, done.stdout)
        self.assertEqual(before, self.run_there(listing).stdout)

    def test_nobody_but_root_may_write_where_it_downloads_to(self):
        tools = os.path.join(self.bare, "tools")
        os.mkdir(tools)
        with open(os.path.join(tools, "apt-get"), "w") as file:
            file.write('#!/bin/sh\nstat -c %a:%u . >"$BARE/folder"\necho "$*" >"$BARE/asked"\n'
                'cp "$BARE/erlang-snmp_1_all.deb" .\n')
        os.chmod(file.name, 0o755)
        done = self.run_there(f"PATH={tools}:$PATH {SCRIPT}")
        self.assertEqual(0, done.returncode, done.stdout)
        self.assertEqual("700:0\n", self.read("folder"))
        self.assertIn("-o APT::Sandbox::User=root download erlang-snmp", self.read("asked"))

    def read(self, *name):
        with open(os.path.join(self.bare, *name)) as file:
            return file.read()

    def test_an_older_mib_is_replaced_and_told(self):
        self.run_there(f"{SCRIPT} {self.package}")
        own = self.read("mibs", "FIPD-MIB.txt")
        with open(os.path.join(self.bare, "mibs", "FIPD-MIB.txt"), "w") as file:
            file.write(own.replace("fipdVerdictText", "fipdOldText"))
        done = self.run_there(SCRIPT)
        self.assertEqual(0, done.returncode, done.stdout)
        self.assertIn("/usr/share/snmp/mibs/FIPD-MIB.txt was another one", done.stdout)
        self.assertEqual(own, self.read("mibs", "FIPD-MIB.txt"))
        self.assertNotIn("was another one", self.run_there(SCRIPT).stdout)

    def test_without_a_network_and_a_package_it_says_how_to_bring_one(self):
        done = self.run_there(SCRIPT)
        self.assertNotEqual(0, done.returncode)
        self.assertIn("bring the file here and name it", done.stdout)

    def test_the_doctor_names_the_command_until_the_names_are_known(self):
        self.assertRegex(self.doctor(), r"^note .* run fipd-mibs")
        self.run_there(f"{SCRIPT} {self.package}")
        self.assertRegex(self.doctor(), r"^ok .* FIPD-MIB loads by name")

    def test_the_doctor_tells_a_mib_of_another_root(self):
        self.run_there(f"{SCRIPT} {self.package}")
        mib = os.path.join(self.bare, "mibs", "FIPD-MIB.txt")
        with open(mib) as file:
            text = file.read().replace("netSnmpPlaypen 7900 }", "netSnmpPlaypen 7901 }")
        with open(mib, "w") as file:
            file.write(text)
        self.assertRegex(self.doctor(), r"^fault .*7901\.1\.3\.1\.0.*another root")
