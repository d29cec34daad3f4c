"""The MIB's text: faultless for whoever compiles it, at whichever root."""

import os
import re
import subprocess
import tempfile
import unittest

from lab import BUILD, mib_folders
from mibfile import Mib

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OTHER_ROOT = "enterprises 99999"


def lint(folders):
    """Return everything that smilint has to say of FIPD-MIB."""
    done = subprocess.run(["smilint", "-c", "/dev/null", "-l", "6", "-s",
        os.path.join(folders[0], "FIPD-MIB.txt")], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, env={**os.environ, "SMIPATH": ":".join(folders)})
    return done.stdout


def header_root(build):
    """Return the root in the header that the program was compiled with."""
    with open(os.path.join(build, "generated", "mib", "root.h")) as file:
        line = re.search(r"^#define MIB_ROOT (.*)$", file.read(), re.MULTILINE)
    return tuple(map(int, line.group(1).split(",")))


class MibTextTest(unittest.TestCase):
    def generate(self, folder, root):
        """Configure the project for another root in a folder; return its MIB folders."""
        subprocess.run(["cmake", "-G", "Ninja", "-S", TOP, "-B", folder, f"-DFIPD_MIB_ROOT={root}",
            "-DFIPD_TESTS=OFF"], check=True, stdout=subprocess.DEVNULL)
        return [mib_folders(folder)[0], mib_folders()[1]]

    def test_smilint_says_nothing_of_the_mib_as_built(self):
        self.assertEqual("", lint(mib_folders()))

    def test_the_header_has_the_root_of_the_mib_as_built(self):
        self.assertEqual(Mib(mib_folders()).root, header_root(BUILD))

    def test_another_root_is_as_faultless_and_is_the_same_in_text_and_header(self):
        with tempfile.TemporaryDirectory() as folder:
            folders = self.generate(folder, OTHER_ROOT)
            self.assertEqual("", lint(folders))
            self.assertEqual((1, 3, 6, 1, 4, 1, 99999), Mib(folders).root)
            self.assertEqual(Mib(folders).root, header_root(folder))

    def test_a_root_that_is_none_is_refused_with_what_would_be_right(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(["cmake", "-G", "Ninja", "-S", TOP, "-B", folder,
                "-DFIPD_MIB_ROOT=private 5"], stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True)
            self.assertNotEqual(0, done.returncode)
            self.assertIn("must be 'netSnmpPlaypen N' or 'enterprises N'",
                " ".join(done.stdout.split()))

    def test_enumerations_are_the_words_of_the_code_in_its_order(self):
        with open(os.path.join(TOP, "core", "logic", "narrate.c")) as file:
            code = file.read()
        with open(os.path.join(TOP, "mib", "FIPD-MIB.txt.in")) as file:
            text = file.read()
        for table, convention in (("reason_words", "FipdReasonCode"),
                ("kind_words", "FipdEventCode"), ("role_words", "FipdRoleCode")):
            rows = re.search(table + r"\[.*?\{(.*?)\};", code, re.DOTALL).group(1)
            words = re.findall(r'= "(\w+)"', rows)
            syntax = re.search(convention + r" ::= .*?SYNTAX INTEGER \{(.*?)\}", text,
                re.DOTALL).group(1)
            self.assertEqual([f"{word}({number})" for number, word in
                enumerate(words, 1)], re.findall(r"\w+\(\d+\)", syntax))

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
