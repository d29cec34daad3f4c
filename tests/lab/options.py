"""options - what a system test is told on its command line beside what unittest reads.

    --runs N         play each test so often, each time in a lab of its own (1)
    --timing MSxN    interval in ms and count, where a test leaves both free: 2000x5
"""

import argparse
import re
import sys


def read_timing(text):
    found = re.fullmatch(r"(\d+)x(\d+)", text)
    if not found:
        raise argparse.ArgumentTypeError("wants the interval in ms and the count: 2000x5")
    return int(found[1]), int(found[2])


def take():
    """Read the options, and leave the rest of the command line to unittest."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--timing", type=read_timing)
    options, sys.argv[1:] = parser.parse_known_args()
    return options


OPTIONS = take()


def timing(interval_ms, count):
    """Return the interval in ms and the count: these, or what --timing says."""
    return OPTIONS.timing or (interval_ms, count)
