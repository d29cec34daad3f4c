"""run.py BUILD_DIR [NAME...] - the packs of conf/nms, with the real management systems.

Needs root, the programs in BUILD_DIR and the packages of tests/packages.
"""

import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build = os.path.abspath(sys.argv[1])
    os.environ["FIPD_BUILD"] = build
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    subprocess.run([os.path.join(HERE, "..", "mibs"), build], check=True,
        stdout=subprocess.DEVNULL)
    sys.path[:0] = [HERE, os.path.dirname(HERE)]
    names, sys.argv[1:] = sys.argv[2:], []
    loader = unittest.TestLoader()
    suite = (loader.loadTestsFromNames(names) if names
        else loader.discover(HERE, "test_*.py"))
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)


main()
