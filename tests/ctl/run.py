#!/usr/bin/python3
"""Test fipctl of a build folder against a played fipd: run.py BUILD_DIR [TEST...]"""

import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: run.py BUILD_DIR [TEST...]")
    program = os.path.join(os.path.abspath(sys.argv[1]), "fipctl")
    if not os.access(program, os.X_OK):
        sys.exit(f"{program}: no such program; build it with: ninja -C {sys.argv[1]} fipctl")
    os.environ["FIPCTL"] = program
    sys.path.insert(0, HERE)
    loader = unittest.defaultTestLoader
    suite = (loader.loadTestsFromNames(sys.argv[2:]) if sys.argv[2:]
        else loader.discover(HERE, "test_*.py", HERE))
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)


if __name__ == "__main__":
    main()
