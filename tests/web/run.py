"""run.py BUILD_DIR [NAME...] - fipd-web of a build folder, mostly against a played fipd.

Runs in a network namespace of its own, where every port is free.  Needs root.
"""

import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
INSIDE = "FIPD_WEB_BUILD"


def enter(build):
    """Run this again in a network namespace of its own."""
    environment = {**os.environ, INSIDE: os.path.abspath(build),
        "FIPD_BUILD": os.path.abspath(build), "PYTHONDONTWRITEBYTECODE": "1"}
    command = ["unshare", "--net", "--", sys.executable, os.path.abspath(__file__),
        *sys.argv[1:]]
    os.execvpe(command[0], command, environment)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if INSIDE not in os.environ:
        enter(sys.argv[1])
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    # The played fipd is that of the tests of fipctl.
    sys.path[:0] = [HERE, os.path.join(HERE, "..", "ctl")]
    loader = unittest.TestLoader()
    suite = (loader.loadTestsFromNames(sys.argv[2:]) if sys.argv[2:]
        else loader.discover(HERE, "test_*.py", HERE))
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)


main()
