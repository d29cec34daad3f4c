"""What every test of fipctl needs: a folder, a played fipd and the program."""

import os
import shutil
import subprocess
import tempfile
import unittest

from fake_fipd import FakeFipd

LIMIT_S = 120


def environment(**changes):
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", **changes}


class Case(unittest.TestCase):
    plays_fipd = True
    path_of_commands = None  # a folder whose programs are found before the host's
    variables = {}  # of the environment, beside those that each has

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="fipd-ctl-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.path = os.path.join(self.folder, "control.sock")
        if self.plays_fipd:
            self.fipd = FakeFipd(self.path)
            self.addCleanup(self.fipd.close)

    def command(self, *words):
        return [os.environ["FIPCTL"], "--control", self.path, *words]

    def fipctl(self, *words, ends=0):
        """Run fipctl, check how it ends, and return what it wrote."""
        told = environment(**self.variables)
        if self.path_of_commands:
            told["PATH"] = f"{self.path_of_commands}:{told['PATH']}"
        done = subprocess.run(self.command(*words), capture_output=True, text=True,
            stdin=subprocess.DEVNULL, env=told, timeout=LIMIT_S)
        self.assertEqual(done.returncode, ends, done.stdout + done.stderr)
        return done

    def said(self, *words):
        """Run fipctl, which must succeed quietly, and return its standard output."""
        done = self.fipctl(*words)
        self.assertEqual(done.stderr, "")
        return done.stdout

    def complained(self, *words, ends):
        """Run fipctl, which must fail, and return its one complaint."""
        done = self.fipctl(*words, ends=ends)
        self.assertEqual(done.stdout, "")
        self.assertTrue(done.stderr.startswith("fipctl: "), done.stderr)
        return done.stderr
