"""run BUILD_DIR - check the shape of the code: every rule of style.md that can be measured.

There is no list of exceptions.  First the checks are checked themselves: each must find a
fault that was seeded for it (selftest.py).  One line for each check; the faults below it.
"""

import os
import sys
import unittest

import files
import functions
import includes
import selftest
import symbols
import tree

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

SOURCE_CHECKS = (
    ("every file can be read as C", lambda code: code.faults),
    ("a function has 45 lines at most", functions.check_length),
    ("what is marked as a table or flat switch is one", functions.check_marks),
    ("functions have a median of 12 and a p90 of 28 lines", functions.check_distribution),
    ("statements are nested 3 deep at most", functions.check_nesting),
    ("a function has 5 parameters at most", functions.check_parameters),
    ("goto goes to out only", functions.check_goto),
    ("every control statement has braces", functions.check_braces),
    ("a .c file has 300 lines at most, a .h file 120", files.check_length),
    ("every header has the guard named after it", files.check_guards),
    ("#if is for core/io only", files.check_conditions),
    ("every header says what it is for", files.check_purpose),
    ("every function of a header is explained", files.check_comments),
    ("no typedef of a struct, enum or union", files.check_typedefs),
    ("no folder or file has a name that says nothing", files.check_names),
    ("every id that is logged is in the catalogue, at its level", files.check_ids),
    ("clang-format changes nothing", files.check_format),
    ("the table of tests names what exists", files.check_table),
    ("every layer includes only what it may", includes.check_layers),
    ("no include leaves its folder by ..", includes.check_parents),
    ("no files include each other in a circle", includes.check_cycles),
)
BUILT_CHECKS = (
    ("nothing holds mutable state but the log's sink", symbols.check_state),
    ("logic and wire call nothing outside their short lists", symbols.check_purity),
    ("wire calls no function of logic", symbols.check_direction),
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
        verdicts += [report(name, check(built)) for name, check in BUILT_CHECKS]
    print("\n".join(functions.describe(code)))
    print(f"{verdicts.count(True)} passed, {verdicts.count(False)} failed")
    sys.exit(0 if all(verdicts) else 1)


main()
