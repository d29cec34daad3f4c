"""run.py BUILD_DIR [--runs N] [NAME...] - fipd on booted Debian hosts, as the manual has it.

Needs root, the packages of tests/packages and a way to Debian's mirror for the first run.
The last line names what this machine cannot do, if no root boots here.
"""

import os
import signal
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CANNOT = "this machine cannot boot a Debian root: "


def cannot_boot():
    """Boot the root once; return why it does not, or None."""
    from lab.wait import TimedOut
    from pair import Pair
    try:
        with Pair() as pair:
            pair.n1.power_on()
    except (RuntimeError, TimedOut, OSError) as reason:
        return str(reason).strip()
    return None


class PromptResult(unittest.TextTestResult):
    """Tells what went wrong when it did, and not after minutes of other tests."""

    def addError(self, test, err):
        super().addError(test, err)
        self.stream.writeln(self.errors[-1][1])

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.stream.writeln(self.failures[-1][1])

    def printErrors(self):
        pass


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    # A shell that runs this in the background has interrupts ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    build = os.path.abspath(sys.argv[1])
    os.environ["FIPD_BUILD"] = build
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    subprocess.run([os.path.join(HERE, "..", "mibs"), build], check=True,
        stdout=subprocess.DEVNULL)
    sys.path[:0] = [HERE, os.path.dirname(HERE)]
    del sys.argv[1]
    from lab import options  # takes --runs from the command line
    names, sys.argv[1:] = sys.argv[1:], []
    reason = cannot_boot()
    if reason is not None:
        print(reason)
        sys.exit(CANNOT + " ".join(reason.split())[:300])
    from debs import built
    from pair import SHARED
    built()  # once, before any test waits for them
    loader = unittest.TestLoader()
    suite = (loader.loadTestsFromNames(names) if names
        else loader.discover(HERE, "test_*.py"))
    try:
        result = unittest.TextTestRunner(verbosity=2, resultclass=PromptResult).run(suite)
    finally:
        SHARED.close()
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)


main()
