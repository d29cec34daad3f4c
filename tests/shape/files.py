"""files - rules about files, headers and directives."""

import os
import re
import subprocess

import includes
from limits import LIMITS

LINES_MAX = {".c": LIMITS["lines of a .c file"], ".h": LIMITS["lines of a .h file"],
    ".def": LIMITS["lines of a .c file"]}
# Rooms of core/ that are neither pure nor touch anything but text.
PLAIN = {"core/config", "core/schema", "core/values", "core/protocol"}
CONDITIONS = {"if", "ifdef", "ifndef", "elif"}
# Names that say nothing: what is put there has no home of its own.
EMPTY_NAMES = {"util", "utils", "utility", "utilities", "common", "misc", "helper", "helpers",
    "shared", "lib", "libs", "stuff", "tools", "manager", "managers", "general", "various"}


def check_length(tree):
    faults = []
    for source in tree.product:
        limit = LINES_MAX[os.path.splitext(source.path)[1]]
        if len(source.lines) > limit:
            faults.append(f"{source.path}: {len(source.lines)} lines, {limit} at most")
    return faults


def guard_of(tree, source):
    """Return the name that follows from how the header is included."""
    return "FIPD_" + re.sub(r"\W", "_", tree.layers.form_of(source.path)).upper()


def has_guard(tree, source):
    words = [(word, rest) for _, word, rest in source.directives]
    guard = guard_of(tree, source)
    return (len(words) >= 3 and words[0] == ("ifndef", guard)
        and words[1] == ("define", guard) and words[-1] == ("endif", ""))


def check_guards(tree):
    return [f"{source.path}: its guard must be {guard_of(tree, source)}"
        for source in tree.product
        if source.path.endswith(".h") and not has_guard(tree, source)]


def touches_world(layer):
    """Return whether a layer meets kernels, disks and sockets: a room of core/ that is no text."""
    return (layer is not None and os.path.dirname(layer.folder) == "core"
        and not layer.folder.endswith(".c") and layer.folder not in PLAIN
        and not includes.is_pure(layer))


def check_conditions(tree):
    faults = []
    for source in tree.product:
        directives = source.directives
        if source.path.endswith(".h") and has_guard(tree, source):
            directives = directives[1:]
        if not touches_world(tree.layers.layer_of(source.path)):
            faults += [f"{source.path}:{line}: #{word} is only for where the world is touched"
                for line, word, _ in directives if word in CONDITIONS]
    return faults


def check_comments(tree):
    """Each function that a header offers is explained right above."""
    faults = []
    for source in tree.product:
        if source.path.endswith(".h"):
            faults += [f"{source.path}:{offered.line}: {offered.name}: no comment above"
                for offered in source.prototypes + source.functions
                if not source.lines[offered.line - 2].rstrip().endswith("*/")]
    return faults


def check_purpose(tree):
    """A header opens with a block that says what its module is for."""
    faults = []
    for source in tree.product:
        name = os.path.splitext(os.path.basename(source.path))[0]
        if source.path.endswith(".h") and (source.lines[:1] != ["/*"]
                or not source.lines[1].startswith(f" * {name} - ")):
            faults.append(f"{source.path}:1: begin with a block ' * {name} - what it is for'")
    return faults


def check_typedefs(tree):
    faults = []
    for source in tree.all():
        for token, after in zip(source.tokens, source.tokens[1:]):
            if token.text == "typedef" and after.text in ("struct", "enum", "union"):
                faults.append(f"{source.path}:{token.line}: typedef {after.text}")
    return faults


def check_names(tree):
    faults = [f"{folder}/: a folder's name must say what is in it"
        for folder in tree.folders if os.path.basename(folder).lower() in EMPTY_NAMES]
    for source in tree.all():
        stem = os.path.splitext(os.path.basename(source.path))[0].lower()
        if stem in EMPTY_NAMES:
            faults.append(f"{source.path}: a file's name must say what is in it")
    return faults


def check_format(tree):
    """clang-format has nothing to change."""
    if not tree.paths():
        return []
    found = subprocess.run(["clang-format", "--dry-run", "-Werror", *tree.paths()],
        cwd=tree.root, capture_output=True, text=True, check=False)
    faults = {}
    for line in found.stderr.splitlines():
        match = re.match(r"(.*?):(\d+):\d+: error: code should be clang-formatted", line)
        if match:
            path = os.path.relpath(match.group(1), tree.root)
            faults.setdefault(path, match.group(2))
    if found.returncode != 0 and not faults:
        return [f"clang-format failed: {found.stderr.strip()[:400]}"]
    return [f"{path}:{line}: run clang-format -i" for path, line in faults.items()]


def is_catalogue(source):
    """Return whether a file holds the messages' texts: catalogue*.c, or rows in a .def."""
    name = os.path.basename(source.path)
    return name.startswith("catalogue") or name.endswith(".def")


def read_catalogue(tree):
    """Return the level of each id of the message catalogue.

    Two forms of a row: { 201, MESSAGE_ERROR, ... } in catalogue*.c, and in a .def file a
    macro's arguments, in which the number stands anywhere before the level.
    """
    levels = {}
    for source in filter(is_catalogue, tree.product):
        number = None
        for token in source.tokens:
            if re.fullmatch(r"\d{3}", token.text):
                number = token.text
            elif token.text.startswith("MESSAGE_") and number is not None:
                levels[number] = token.text
                number = None
            elif token.text in ("{", "}", ")"):
                number = None
    return levels


def check_ids(tree):
    """What is logged with an id is in the catalogue, at its level; as info, its end is."""
    levels = read_catalogue(tree)
    faults = []
    for source in tree.product:
        tokens = source.tokens
        if is_catalogue(source):
            continue
        for level, number in zip(tokens, tokens[2:]):
            if (level.text.startswith("MESSAGE_") and re.fullmatch(r"[23]\d\d", number.text)
                    and (number.text not in levels
                        or level.text not in (levels[number.text], "MESSAGE_INFO"))):
                faults.append(f"{source.path}:{number.line}: FIP-{number.text} is logged as "
                    f"{level.text}, in the catalogue it is {levels.get(number.text)}")
    return faults


def check_table(tree):
    """tests/README.md names only stories and system tests that exist, and leaves no cell empty."""
    folder = os.path.join(tree.root, "tests")
    faults = []
    with open(os.path.join(folder, "README.md")) as page:
        for number, line in enumerate(page, 1):
            names = [(f"stories/{name}.story", name) for name in re.findall(r"\*(\w+)\*", line)]
            names += [(f"system/{name}.py", name) for name in re.findall(r"`(test_\w+)`", line)]
            faults += [f"tests/README.md:{number}: there is no {name}"
                for path, name in names
                if name != "italics" and not os.path.exists(os.path.join(folder, path))]
            if re.search(r"\|\s*\|", line):
                faults.append(f"tests/README.md:{number}: an empty cell")
    return faults
