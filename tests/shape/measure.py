#!/usr/bin/env python3
"""measure [--list cycles|headers|functions|folders] [--limits] - the house in numbers.

Prints what is measured over merged modules (x.c with x.h of one folder) of the product, and
the limit of each; --list names the offenders, --limits prints the rows for docs/style.md.

  modules in a cycle: modules that use each other in a circle, by include or by call
  headers with one user: headers that exactly one module but their own includes
  extern functions with one client: of the offered functions (extern in a .c, or inline in a
      .h), the share that exactly one other module of the product names
  modules in a folder: the folder with the most, counted without its folders
  lines of a function: between its braces; p90 over those not marked as table or flat switch
"""

import argparse
import os
import sys

import functions
import modules
import tree
from limits import LIMITS

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def graph_of(code):
    if not hasattr(code, "graph"):
        code.graph = modules.Graph(code)
    return code.graph


def lone_share(graph):
    offered = len(graph.clients)
    return 100 * len(graph.lone_functions()) / offered if offered else 0


def largest_file(code, suffix):
    return max((len(source.lines) for source in code.product
        if source.path.endswith(suffix)), default=0)


def measure(code):
    """Return {name: value} for each limit that is about the product as a whole."""
    graph = graph_of(code)
    lines = functions.lengths(code.product) or [0]
    each = [function for source in code.product for function in source.functions]
    return {
        "modules in a cycle": sum(map(len, graph.cycles())),
        "headers with one user": len(graph.lone_headers()),
        "extern functions with one client, %": round(lone_share(graph), 1),
        "modules in a folder": max(map(len, graph.folders().values()), default=0),
        "lines of a function, median": functions.percentile(lines, 50),
        "lines of a function, p90": functions.percentile(lines, 90),
        "lines of a function, longest": max(lines),
        "nesting of statements": max((one.nesting for one in each), default=0),
        "parameters of a function": max((one.parameters for one in each), default=0),
        "lines of a .c file": largest_file(code, ".c"),
        "lines of a .h file": largest_file(code, ".h"),
    }


def describe(code):
    """Return the table, line for line."""
    graph = graph_of(code)
    values = measure(code)
    lines = [f"{'measured over merged modules of the product':45}  now  limit"]
    lines += [f"{name:45}{values[name]:>5}{limit:>7}{'' if values[name] <= limit else '  over'}"
        for name, limit in LIMITS.items()]
    headers = sum(source.path.endswith(".h") for source in code.product)
    lines.append(f"{len(graph.modules)} modules in {len(graph.folders())} folders, {headers} "
        f"headers, {len(graph.clients)} extern functions, {len(graph.used_functions())} of "
        f"them named by another module, {len(graph.lone_functions())} by exactly one; "
        f"{len(graph.cycles())} cycles")
    return lines


def list_cycles(graph):
    for part in graph.cycles():
        yield f"{len(part)} modules: {' '.join(part)}"
        yield from ("    " + line for line in graph.explain(part))


def clusters(pairs):
    """Return [(user, [what only it uses])], those with most first."""
    found = {}
    for user, thing in pairs:
        found.setdefault(user, []).append(thing)
    return sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))


def list_headers(graph):
    for user, headers in clusters((user, header) for header, user in graph.lone_headers()):
        yield f"{len(headers)} used by {user} only: {' '.join(headers)}"


def list_functions(graph):
    pairs = [(f"{module} for {user}", name) for module, name, user in graph.lone_functions()]
    for place, names in clusters(pairs):
        yield f"{len(names)} of {place} only: {' '.join(names)}"


def list_folders(graph):
    for folder, found in clusters((folder, module)
            for folder, names in graph.folders().items() for module in names):
        yield f"{len(found)} in {folder}/: {' '.join(map(os.path.basename, found))}"


LISTS = {"cycles": list_cycles, "headers": list_headers, "functions": list_functions,
    "folders": list_folders}


def over(code, name):
    value = measure(code)[name]
    return [] if value <= LIMITS[name] else [f"{value} {name}; {LIMITS[name]} is the limit"]


def check_cycles(code):
    return [f"a cycle of {len(part)}: {' '.join(part)}" for part in graph_of(code).cycles()]


def check_headers(code):
    return over(code, "headers with one user")


def check_clients(code):
    return over(code, "extern functions with one client, %")


def check_folders(code):
    limit = LIMITS["modules in a folder"]
    return [f"{folder}/: {len(found)} modules, {limit} at most"
        for folder, found in sorted(graph_of(code).folders().items()) if len(found) > limit]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", choices=LISTS)
    parser.add_argument("--limits", action="store_true")
    parser.add_argument("root", nargs="?", default=TOP)
    given = parser.parse_args()
    if given.limits:
        print("\n".join(f"| {name} | {limit} |" for name, limit in LIMITS.items()))
        return
    code = tree.Tree(given.root)
    print("\n".join(code.faults + describe(code)))
    if given.list:
        print("\n".join(LISTS[given.list](graph_of(code))))


if __name__ == "__main__":
    sys.exit(main())
