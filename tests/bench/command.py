"""command - what the benchmarks have in common as commands: options, table, JSON.

Each takes --quick and --json, needs root, prints a table in Markdown and writes every
number to a file.
"""

import argparse
import json
import os

from lab.network import source_folder
from lab.released import releases

BUILD = os.path.join(source_folder(), "build", "release")


def take_options(name, description, quick, cases=(), against=False, before=False):
    """Return the options of tests/bench/NAME; quick says what --quick is, cases may be named."""
    parser = argparse.ArgumentParser(prog=f"tests/bench/{name}", description=description)
    parser.add_argument("--quick", action="store_true", help=quick)
    parser.add_argument("--json", metavar="FILE", help="where to write the numbers",
        default=os.path.join(BUILD, f"{name}.json"))
    if against:
        parser.add_argument("--against", metavar="VERSION", choices=sorted(releases()),
            help="compare with this release of fipd instead of keepalived")
    if before:
        parser.add_argument("--before", metavar="BUILD",
            help="the folder of another build, to be measured at the same time")
    if cases:
        parser.add_argument("cases", nargs="*", metavar="CASE",
            help=f"some of {', '.join(cases)}; all without")
    given = parser.parse_args()
    unknown = [case for case in getattr(given, "cases", ()) if case not in cases]
    if unknown:
        parser.error(f"{', '.join(unknown)}: there are {', '.join(cases)}")
    if os.geteuid() != 0:
        parser.error("the lab is made of network namespaces: run this as root")
    return given


def markdown(head, rows):
    """Return a table as text; each row has as many words as the head."""
    return "\n".join("| " + " | ".join(row) + " |" for row in
        (head, ("---",) * len(head), *rows))


def write_json(path, numbers):
    with open(path, "w") as file:
        json.dump(numbers, file, indent=1)
    print(f"all of it: {path}")
