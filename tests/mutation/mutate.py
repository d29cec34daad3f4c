"""mutate - the mutation score of core/logic and core/wire.

Every small change of the core that its operators can make is compiled and run against the unit
tests that need nothing but the core, the stories and the explorer.  A change that no test
notices is printed as a diff: a test is missing there, or the change is equivalent.  The score
is killed / (all - equivalent); equivalent is what compiles to the same code, and what
equivalent.txt lists with its reason.  Headers, assertions and the prose of the catalogue are
not changed.

Operators:
"""

import argparse
import concurrent.futures
import difflib
import json
import os
import random
import sys
import time

import bench
import equivalent
import operators
import rules
import source

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(TOP, "build", "mutation")
RESULTS = os.path.join(FOLDER, "results.json")
COUNTED = ("killed", "survived")


class Result:
    def __init__(self, mutant, verdict, detail):
        self.mutant = mutant
        self.verdict = verdict
        self.detail = detail


def say(text):
    print(text, flush=True)


def read_arguments():
    listed = "\n".join(line for text in (operators.__doc__, rules.__doc__)
        for line in text.splitlines() if line.startswith("  ") and "see rules.py" not in line)
    parser = argparse.ArgumentParser(prog="tests/mutate", description=__doc__ + listed,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, metavar="N", help="only N mutants, by chance")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the sample")
    parser.add_argument("--file", action="append", metavar="PATH", help="only this file")
    parser.add_argument("--kind", action="append", choices=operators.KINDS, metavar="OPERATOR",
        help="only this operator")
    parser.add_argument("--mutant", action="append", metavar="ID",
        help="show this mutant as a diff, and run it")
    parser.add_argument("--again", action="store_true",
        help="only those that survived the last run")
    parser.add_argument("--list", action="store_true", help="list the mutants, run nothing")
    parser.add_argument("--quick", action="store_true",
        help="leave out the sanitizers, and the explorer at the scope of tests/run")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N")
    return parser.parse_args()


def read_mutants(paths):
    found = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            found += operators.mutants_of(source.Source(path, file.read()))
    return found


def choose(mutants, arguments):
    if arguments.file:
        mutants = [mutant for mutant in mutants
            if any(mutant.file.endswith(path) for path in arguments.file)]
    if arguments.kind:
        mutants = [mutant for mutant in mutants if mutant.kind in arguments.kind]
    if arguments.mutant:
        mutants = [mutant for mutant in mutants if mutant.id() in arguments.mutant]
    if arguments.again:
        with open(RESULTS, encoding="utf-8") as file:
            last = json.load(file)
        mutants = [mutant for mutant in mutants if last.get(mutant.id(), "") == "survived"]
    if arguments.sample and arguments.sample < len(mutants):
        mutants = random.Random(arguments.seed).sample(mutants, arguments.sample)
    return mutants


def diff_of(mutant):
    before = mutant.source.text.splitlines(keepends=True)
    after = mutant.apply().splitlines(keepends=True)
    lines = difflib.unified_diff(before, after, mutant.file, f"{mutant.file} ({mutant.id()})", n=2)
    return "".join(lines)


def judge_all(judge, mutants, listed, jobs):
    """Judge every mutant in parallel, show survivors at once; return the results in order."""
    started = time.monotonic()
    results = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for mutant, verdict in zip(mutants, pool.map(judge, mutants)):
            results.append(Result(mutant, *verdict))
            if verdict[0] == "survived" and mutant.key() not in listed:
                say(f"survived: {mutant.kind} in {mutant.owner}\n{diff_of(mutant)}")
            if len(results) % 200 == 0:
                survived = sum(result.verdict == "survived" for result in results)
                say(f"{len(results)} of {len(mutants)} after {time.monotonic() - started:.0f} s, "
                    f"{survived} survived")
    return results


def with_twins(listed, results):
    """Return the keys of the listed mutants and of those that compile to the same code."""
    keys = set(listed)
    twins = [result for result in results if result.verdict == "again"]
    for result in twins:
        if result.mutant.key() in listed:
            keys.add(result.detail.key())
    keys.update(result.mutant.key() for result in twins if result.detail.key() in keys)
    return keys


def tally(results, group, listed):
    """Return {group: [mutants, killed, equivalent, survived]}, what is no mutant left out."""
    sums = {}
    for result in results:
        if result.verdict in ("no-c", "again"):
            continue
        row = sums.setdefault(group(result.mutant), [0, 0, 0, 0])
        row[0] += 1
        alike = result.verdict == "same" or (
            result.verdict == "survived" and result.mutant.key() in listed)
        row[2 if alike else 1 if result.verdict == "killed" else 3] += 1
    return sums


def print_table(title, sums):
    say(f"\n{title:32}{'mutants':>8}{'killed':>8}{'equiv.':>8}{'survived':>9}{'score':>9}")
    total = [sum(column) for column in zip(*sums.values())] if sums else [0, 0, 0, 0]
    for name, row in [*sorted(sums.items()), ("all", total)]:
        say(f"{name:32}{row[0]:8}{row[1]:8}{row[2]:8}{row[3]:9}{score(row):>9}")
    return total


def score(row):
    telling = row[0] - row[2]
    return f"{100 * row[1] / telling:.1f} %" if telling else "-"


def check_list(results, listed, complete):
    """Return what is wrong with the list of equivalents."""
    faults = [f"listed as equivalent, but killed by {result.detail}:\n{diff_of(result.mutant)}"
        for result in results
        if result.verdict == "killed" and result.mutant.key() in listed]
    if complete:
        known = {result.mutant.key() for result in results}
        faults += [f"equivalent.txt:{entry.line}: there is no such mutant (any more)"
            for key, entry in listed.items() if key not in known]
    return faults


def keep(results):
    """Remember the verdicts, those of former runs included, for --again."""
    last = {}
    if os.path.exists(RESULTS):
        with open(RESULTS, encoding="utf-8") as file:
            last = json.load(file)
    last.update((result.mutant.id(), result.verdict) for result in results)
    with open(RESULTS, "w", encoding="utf-8") as file:
        json.dump(last, file)


def report(results, entries, arguments):
    listed = with_twins(entries, results)
    if arguments.mutant:
        for result in results:
            say(f"{result.mutant.id()}: {result.verdict} {result.detail or ''}")
    print_table("operator", tally(results, lambda mutant: mutant.kind, listed))
    total = print_table("file", tally(results, lambda mutant: mutant.file, listed))
    complete = not (arguments.sample or arguments.file or arguments.kind or arguments.mutant
        or arguments.again)
    faults = check_list(results, entries, complete)
    say("\n" + "\n".join(faults) if faults else "")
    return total, not faults


def main():
    arguments = read_arguments()
    started = time.monotonic()
    table = bench.Bench(TOP, FOLDER)
    listed = equivalent.read()
    mutants = choose(read_mutants(table.sources), arguments)
    if arguments.list:
        for mutant in mutants:
            say(f"{mutant.id()} {mutant.file}:{mutant.line} {mutant.owner} {mutant.kind}: "
                f"{mutant.before}  ->  {mutant.after}")
        sys.exit(0)
    for mutant in mutants if arguments.mutant else []:
        say(f"{mutant.kind} in {mutant.owner}\n{diff_of(mutant)}\n{equivalent.describe(mutant)}")
    table.build()
    table.prove()
    table.survey(not arguments.quick)

    def judge(mutant):
        return table.judge(mutant, not arguments.quick and mutant.key() not in listed)

    results = judge_all(judge, mutants, listed, arguments.jobs)
    table.prove()       # what failed for another reason than a mutant would show here
    keep(results)
    total, sound = report(results, listed, arguments)
    say(f"{total[1]} of {total[0] - total[2]} mutants killed ({score(total)}), {total[2]} "
        f"equivalent, {total[3]} survived; {(time.monotonic() - started) / 60:.0f} min")
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    try:
        main()
    except (bench.BenchError, equivalent.ListError) as reason:
        sys.exit(f"tests/mutate: {reason}")
