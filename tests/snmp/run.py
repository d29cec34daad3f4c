"""run.py BUILD_DIR [--down SECONDS] [NAME...] - FIPD-MIB and fipd-agentx with a real snmpd.

--down says how long the receiver of informs is away in test_informs (60).  Needs root, the programs in BUILD_DIR and the base MIBs in BUILD_DIR/mibs (tests/mibs).
"""

import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
INSIDE = "FIPD_SNMP_BUILD"


def enter(build):
    """Run this again in a network namespace of its own, where every port is free."""
    environment = {**os.environ, INSIDE: os.path.abspath(build), "PYTHONDONTWRITEBYTECODE": "1"}
    command = ["unshare", "--net", "--", sys.executable, os.path.abspath(__file__),
        *sys.argv[1:]]
    os.execvpe(command[0], command, environment)


def take_options():
    """Hand --down over to the tests; what is left are names."""
    if "--down" in sys.argv:
        place = sys.argv.index("--down")
        os.environ["FIPD_DOWN_S"] = sys.argv[place + 1]
        del sys.argv[place:place + 2]


def main():
    take_options()
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if INSIDE not in os.environ:
        subprocess.run([os.path.join(HERE, "..", "mibs"), sys.argv[1]], check=True,
            stdout=subprocess.DEVNULL)
        enter(sys.argv[1])
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    sys.path[:0] = [HERE]
    sys.path.append(os.path.join(HERE, "..", "lab"))
    from instrument import be_prompt_apart
    be_prompt_apart()  # the agent waits 300 ms for what plays fipd, not longer
    loader = unittest.TestLoader()
    suite = (loader.loadTestsFromNames(sys.argv[2:]) if sys.argv[2:]
        else loader.discover(HERE, "test_*.py"))
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)


main()
