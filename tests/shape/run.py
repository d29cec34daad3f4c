"""run BUILD_DIR - check the shape of the code: every rule of docs/style.md that can be measured.

There is no list of exceptions, and limits.py has every number.  First the checks are checked
themselves: each must find a fault that was seeded for it (selftest.py).  One line for each
check; the faults below it.
"""

import os
import sys
import unittest

import dialect
import files
import functions
import includes
import measure
import pages
import selftest
import symbols
import tree
from limits import LIMITS

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

SOURCE_CHECKS = (
    ("every file can be read as C", lambda code: code.faults),
    (f"a function has {functions.LINES_MAX} lines at most", functions.check_length),
    ("what is marked as a table or flat switch is one", functions.check_marks),
    (f"functions have a median of {functions.LINES_MEDIAN} and a p90 of "
        f"{functions.LINES_P90} lines", functions.check_distribution),
    (f"statements are nested {functions.NESTING_MAX} deep at most", functions.check_nesting),
    (f"a function has {functions.PARAMETERS_MAX} parameters at most",
        functions.check_parameters),
    ("goto goes to out only", functions.check_goto),
    ("every control statement has braces", functions.check_braces),
    ("a pointer is compared with NULL", dialect.check_pointers),
    ("sizeof has parentheses", dialect.check_sizeof),
    ("declarations stand at the head of a block, a blank line after them",
        dialect.check_declarations),
    (f"a .c file has {files.LINES_MAX['.c']} lines at most, a .h file "
        f"{files.LINES_MAX['.h']}", files.check_length),
    ("every header has the guard named after it", files.check_guards),
    ("#if is only for where the world is touched", files.check_conditions),
    ("every header says what it is for", files.check_purpose),
    ("every function of a header is explained", files.check_comments),
    ("no typedef of a struct, enum or union", files.check_typedefs),
    ("no folder or file has a name that says nothing", files.check_names),
    ("every id that is logged is in the catalogue, at its level", files.check_ids),
    ("clang-format changes nothing", files.check_format),
    ("the table of tests names what exists", files.check_table),
    ("every layer includes only what it may", includes.check_layers),
    ("no include leaves its folder by ..", includes.check_parents),
    ("no modules use each other in a circle", measure.check_cycles),
    (f"{LIMITS['headers with one user']} headers at most have one user",
        measure.check_headers),
    (f"{LIMITS['extern functions with one client, %']} % at most of the extern functions have "
        "one client", measure.check_clients),
    (f"a folder has {LIMITS['modules in a folder']} modules at most", measure.check_folders),
    ("every link of a page leads somewhere", pages.check_links),
    ("every file that a page or manual names is there", pages.check_names),
    ("every page and file that the code cites is there", pages.check_citations),
    ("every manual of ours that is referred to is there", pages.check_manuals),
    ("mandoc complains of no manual", pages.check_lint),
    ("docs/style.md states every limit", pages.check_limits),
    ("every row of docs/original.md names what shows it", pages.check_original),
)
BUILT_CHECKS = (
    ("nothing holds mutable state but the log's sink", symbols.check_state),
    ("logic and wire call nothing outside their short lists", symbols.check_purity),
    ("wire calls no function of logic, and what is pure sees what is pure",
        symbols.check_direction),
)


def report(name, faults):
    print(f"{'FAIL' if faults else 'ok  '} {name}", flush=True)
    for fault in faults:
        print(f"       {fault}")
    return not faults


def check_itself():
    """Run the tests of the checks; return how they would be reported as one check."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(selftest)
    result = unittest.TestResult()
    suite.run(result)
    return [f"{case.id()}: {text.strip().splitlines()[-1]}"
        for case, text in result.failures + result.errors]


def main():
    if len(sys.argv) != 2:
        sys.exit("use: tests/shape/run.py BUILD_DIR")
    code = tree.Tree(TOP)
    built = os.path.join(os.path.abspath(sys.argv[1]), "shape")
    verdicts = [report("every check finds the fault seeded for it", check_itself())]
    verdicts += [report(name, check(code)) for name, check in SOURCE_CHECKS]
    faults = symbols.build(TOP, built)
    verdicts.append(report("libraries and programs build without sanitizers", faults))
    if not faults:
        verdicts += [report(name, check(built, code.layers)) for name, check in BUILT_CHECKS]
    print("\n".join(functions.describe(code) + measure.describe(code)))
    print(f"{verdicts.count(True)} passed, {verdicts.count(False)} failed")
    sys.exit(0 if all(verdicts) else 1)


main()
