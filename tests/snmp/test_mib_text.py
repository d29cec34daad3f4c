"""The MIB's text: faultless for whoever compiles it, at whichever root."""

import difflib
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from lab import BUILD, mib_folders
from mibfile import Mib, dump

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MIB = os.path.join(TOP, "mib", "FIPD-MIB.txt")
OTHER_ROOT = "enterprises 99999"
ARC_ROOT = "enterprises 12345 7 1"
ARC_LINES = """\
+    ::= { fipdRoot2 1 }
+
+fipdRoot1 OBJECT IDENTIFIER ::= { enterprises 12345 }
+fipdRoot2 OBJECT IDENTIFIER ::= { fipdRoot1 7 }
"""
OTHER_LINES = """\
-    Integer32, Unsigned32, Gauge32, Counter32, Counter64
+    Integer32, Unsigned32, Gauge32, Counter32, Counter64,
+    enterprises
-        FROM INET-ADDRESS-MIB
-    netSnmpPlaypen
-        FROM NET-SNMP-MIB;
+        FROM INET-ADDRESS-MIB;
-    ::= { netSnmpPlaypen 7900 }
+    ::= { enterprises 99999 }
"""


def lint(folders):
    """Return everything that smilint has to say of FIPD-MIB."""
    done = subprocess.run(["smilint", "-c", "/dev/null", "-l", "6", "-s",
        os.path.join(folders[0], "FIPD-MIB.txt")], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, env={**os.environ, "SMIPATH": ":".join(folders)})
    return done.stdout


def read(path, encoding="ascii"):
    with open(path, "rb") as file:
        return file.read().decode(encoding)


def changed_lines(old, new):
    """Return the lines that differ between two texts, - before the old, + before the new."""
    lines = difflib.unified_diff(old.splitlines(True), new.splitlines(True), n=0)
    return "".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def configure(source, folder, root):
    """Configure a source folder for a root; return the CompletedProcess."""
    return subprocess.run(["cmake", "-G", "Ninja", "-S", source, "-B", folder,
        f"-DFIPD_MIB_ROOT={root}", "-DFIPD_TESTS=OFF"], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)


def header_root(build):
    """Return the root in the header that the program was compiled with."""
    with open(os.path.join(build, "generated", "mib", "root.h")) as file:
        line = re.search(r"^#define MIB_ROOT (.*)$", file.read(), re.MULTILINE)
    return tuple(map(int, line.group(1).split(",")))


class MibTextTest(unittest.TestCase):
    def generate(self, folder, root):
        """Configure the project for another root in a folder; return its MIB folders."""
        done = configure(TOP, folder, root)
        self.assertEqual(0, done.returncode, done.stdout)
        return [mib_folders(folder)[0], mib_folders()[1]]

    def test_smilint_says_nothing_of_the_file_in_the_repository(self):
        self.assertEqual("", lint([os.path.dirname(MIB), mib_folders()[1]]))

    def test_the_mib_as_built_is_the_file_in_the_repository(self):
        self.assertEqual(read(MIB), read(os.path.join(mib_folders()[0], "FIPD-MIB.txt")))

    def test_the_header_has_the_root_of_the_mib_as_built(self):
        self.assertEqual(Mib(mib_folders()).root, header_root(BUILD))

    def test_another_root_changes_these_lines_alone_and_the_header_with_them(self):
        root_line = OTHER_LINES.splitlines(True)[-1]
        for root, arcs, lines in ((OTHER_ROOT, (99999,), root_line),
                (ARC_ROOT, (12345, 7, 1), ARC_LINES)):
            with self.subTest(root), tempfile.TemporaryDirectory() as folder:
                folders = self.generate(folder, root)
                self.assertEqual("", lint(folders))
                self.assertEqual(OTHER_LINES.replace(root_line, lines),
                    changed_lines(read(MIB), read(os.path.join(folders[0], "FIPD-MIB.txt"))))
                self.assertEqual((1, 3, 6, 1, 4, 1, *arcs), Mib(folders).root)
                self.assertEqual(Mib(folders).root, header_root(folder))
                dotted = ".".join(map(str, Mib(folders).root))
                self.assertIn(f"view fipdRead  included .{dotted}\n",
                    read(os.path.join(folder, "conf/snmpd/fipd.conf"), "utf-8"))

    def test_another_number_below_the_same_parent_changes_the_root_line_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            folders = self.generate(folder, "netSnmpPlaypen 7901")
            self.assertEqual("", lint(folders))
            self.assertEqual("-    ::= { netSnmpPlaypen 7900 }\n"
                "+    ::= { netSnmpPlaypen 7901 }\n",
                changed_lines(read(MIB), read(os.path.join(folders[0], "FIPD-MIB.txt"))))

    def refuse(self, text):
        """Configure the project with another text in place of the MIB; it must fail so."""
        with tempfile.TemporaryDirectory() as folder:
            source = os.path.join(folder, "source")
            shutil.copytree(TOP, source, ignore=shutil.ignore_patterns("build", ".git", "tests"))
            with open(os.path.join(source, "mib", "FIPD-MIB.txt"), "w") as file:
                file.write(text)
            done = configure(source, os.path.join(folder, "build"), OTHER_ROOT)
        self.assertNotEqual(0, done.returncode)
        self.assertIn("mib/FIPD-MIB.txt must have this text exactly once",
            " ".join(done.stdout.split()))

    def test_a_mib_without_the_root_line_or_with_two_gets_no_other_root(self):
        line = "    ::= { netSnmpPlaypen 7900 }\n"
        self.refuse(read(MIB).replace(line, "    ::= { fipd 1 }\n"))
        self.refuse(read(MIB).replace(line, line + line))

    def test_a_root_that_is_none_is_refused_with_what_would_be_right(self):
        for root in ("private 5", "enterprises", "enterprises 0", "enterprises 12345.7.1",
                "enterprises 4294967296", "enterprises 1 2 3 4 5 6 7 8 9"):
            with self.subTest(root), tempfile.TemporaryDirectory() as folder:
                done = configure(TOP, folder, root)
                self.assertNotEqual(0, done.returncode)
                self.assertIn("must be 'netSnmpPlaypen N' or 'enterprises N'",
                    " ".join(done.stdout.split()))

    def test_enumerations_are_the_words_of_the_code_in_its_order(self):
        text = read(MIB)
        for row, path, convention in (
                (r"^REASON\(\w+, (\d+), \"(\w+)\"", "model/reasons.def", "FipdReasonCode"),
                (r"^EVENT\(\w+, (\d+), \"(\w+)\"", "model/events.def", "FipdEventCode"),
                (r"\[(ROLE_\w+)\] = \"(\w+)\"", "words/narrate.c", "FipdRoleCode")):
            code = read(os.path.join(TOP, "core", "logic", path), "utf-8")
            rows = re.findall(row, code, re.MULTILINE)
            numbers = [int(number) if number.isdigit() else place
                for place, (number, _) in enumerate(rows, 1)]
            self.assertEqual(sorted(set(numbers)), numbers, path)
            syntax = re.search(convention + r" ::= .*?SYNTAX INTEGER \{(.*?)\}", text,
                re.DOTALL).group(1)
            self.assertEqual([f"{word}({number})" for number, (_, word) in zip(numbers, rows)],
                re.findall(r"\w+\(\d+\)", syntax))

    def numbers(self):
        """Return {name: number below fipdMIB} of everything that has one."""
        own = dump([os.path.dirname(MIB), mib_folders()[1]], "FIPD-MIB")
        start = len(own["nodes"]["fipdMIB"]["oid"]) + 1
        return {name: node["oid"][start:] for kind in ("nodes", "notifications")
            for name, node in own[kind].items() if node["oid"][start:]}

    def test_no_number_of_the_release_has_changed(self):
        released = dict(reversed(line.split()) for line in
            read(os.path.join(TOP, "mib", "numbers.txt")).splitlines()[1:])
        self.assertGreater(len(released), 190)
        self.assertEqual(released, {name: number for name, number in self.numbers().items()
            if name in released})

    def test_what_is_new_since_the_release_is_in_the_list(self):
        released = read(os.path.join(TOP, "mib", "numbers.txt")).split()
        with open(os.path.join(TOP, "mib", "README.md"), encoding="utf-8") as file:
            listed = set(re.findall(r"`(fipd\w+)`", file.read()
                .split("## New since")[1].split("## Adding")[0]))
        own = Mib([os.path.dirname(MIB), mib_folders()[1]])
        self.assertEqual(set(), {name for name in [*own.objects, *own.notifications]
            if name not in released} - listed)
        self.assertEqual(set(), {name for name in listed if name not in self.numbers()})

    def test_net_snmp_reads_the_mib_without_a_word(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(["snmptranslate", "-M", ":".join(mib_folders()), "-m",
                "FIPD-MIB", "-On", "FIPD-MIB::fipdFailover"], stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True, env={**os.environ, "HOME": folder,
                    "SNMP_PERSISTENT_DIR": folder})
            # On a machine that never ran net-snmp it says where it keeps certificates.
            done.stderr = re.sub("(?m)^Created directory: .*\n", "", done.stderr)
        self.assertEqual("", done.stderr)
        self.assertTrue(done.stdout.strip().endswith(".0.6"))
