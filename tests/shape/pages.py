"""pages - what a page, a manual or a comment names is there.

Links between pages (with their anchors), file names in backticks, paths in the manuals, pages
that the code cites, and the numbers of docs/style.md.
"""

import fnmatch
import os
import re
import subprocess

from limits import LIMITS

MANUALS = (".5", ".7", ".8")
PAGES = (".md", *MANUALS)
# What mandoc says of this host, and not of the manual.
HOST_SAYS = re.compile(r"referenced manual not found|outdated mandoc\.db")
SCRIPTS = (".py", ".cmake", ".js", ".sh")
LEFT_OUT = {"build", "node_modules", "__pycache__"}
# Endings by which a bare word is a file of this tree.
SOURCES = r"(?:c|h|def|py|md|story|cmake|in)"
LINK = re.compile(r"\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^\s*(```|~~~)")
NAME = re.compile(r"(?<![\w/.<~@$\-])(?:[\w*{},.-]+/)*[\w*{},-][\w*{},.-]*(?:\.[a-z0-9]+|/)(?![\w/<])")
CITED = re.compile(r"(?<![\w/.<~@$\"-])(?:[\w-]+/)*[\w-]+\." + SOURCES + r"\b(?!/)")
COMMENT = re.compile(
    r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|/\*.*?\*/|//[^\n]*", re.DOTALL)


class Shelf:
    """Every file of the tree, and how one may be named."""

    def __init__(self, tree):
        self.root = tree.root
        self.layers = tree.layers
        self.files = set()
        self.folders = set()
        for folder, below, names in os.walk(tree.root):
            below[:] = sorted(name for name in below
                if name not in LEFT_OUT and name[0] not in "._")
            place = os.path.relpath(folder, tree.root)
            self.folders.add(place)
            self.files |= {os.path.normpath(os.path.join(place, name)) for name in names}
        self.tops = {name for name in self.folders if "/" not in name}
        self.names = {os.path.basename(path) for path in self.files}
        self.tails = {tail for path in self.files | self.folders for tail in tails_of(path)}

    def read(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8") as file:
            return file.read()

    def ending(self, *endings):
        return sorted(path for path in self.files if path.endswith(endings))

    def has(self, name):
        """Return whether a file or folder is named by this, by its end or through a layer."""
        return all(self.has_one(each) for each in expand(name))

    def has_one(self, name):
        name = name.rstrip("/").removeprefix("./").replace("NAME", "*")
        if "*" in name:
            return any(fnmatch.fnmatch(path, name) or fnmatch.fnmatch(path, "*/" + name)
                for path in self.files)
        return (name in self.tails or name in self.layers.generated
            or self.layers.find(name) is not None)

    def is_local(self, name):
        """Return whether a word means a file of this tree, and not one that is installed."""
        first = name.split("/")[0]
        if "/" in name:
            return (first in self.tops or (name.endswith("/") and first not in LEFT_OUT)
                or re.search(r"\." + SOURCES + "$", name) is not None)
        return re.fullmatch(r"[\w*{},-]+\." + SOURCES, name) is not None


def tails_of(path):
    parts = path.split("/")
    return {"/".join(parts[index:]) for index in range(len(parts))}


def expand(name):
    """Return the names that {a,b} stands for."""
    match = re.search(r"\{([^{}]*)\}", name)
    if match is None:
        return [name]
    return [one for part in match.group(1).split(",")
        for one in expand(name[:match.start()] + part.strip() + name[match.end():])]


def shelf_of(tree):
    if not hasattr(tree, "shelf"):
        tree.shelf = Shelf(tree)
    return tree.shelf


def prose(text):
    """Yield (number, line) of a page without its fenced blocks."""
    fenced = False
    for number, line in enumerate(text.split("\n"), 1):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, line


def anchors(text):
    """Return the anchors of a page's headings, as GitHub makes them."""
    found = set()
    for _, line in prose(text):
        if re.match(r"#{1,6} ", line):
            plain = re.sub(r"[`*]|\[|\]\([^)]*\)", "", line.lstrip("#").strip().lower())
            found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found | set(re.findall(r'(?:id|name)="([^"]+)"', text))


def check_links(tree):
    shelf = shelf_of(tree)
    faults = []
    for page in shelf.ending(".md"):
        for number, line in prose(shelf.read(page)):
            faults += [f"{page}:{number}: {target} leads nowhere"
                for target in LINK.findall(CODE.sub("", line))
                if not leads(shelf, page, target)]
    return faults


def leads(shelf, page, target):
    if re.match(r"[a-z]+:", target):
        return True
    path, _, anchor = target.partition("#")
    path = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
    if path not in shelf.files and path not in shelf.folders:
        return False
    return not anchor or not path.endswith(".md") or anchor in anchors(shelf.read(path))


def check_names(tree):
    """Each file that a page names in backticks, or a manual at all, is there."""
    shelf = shelf_of(tree)
    faults = []
    for page in shelf.ending(*PAGES):
        for number, line in prose(shelf.read(page)):
            texts = CODE.findall(line) if page.endswith(".md") else [plain(line)]
            faults += [f"{page}:{number}: there is no {name}"
                for text in texts for name in local_names(shelf, text)
                if not is_there(shelf, page, name)]
    return faults


def plain(line):
    """Return a line of a manual without its markup."""
    return re.sub(r"\\f[A-Z]|\\&", "", line.replace("\\-", "-"))


def local_names(shelf, text):
    names = [match.group(0).rstrip(".,") for match in NAME.finditer(text)]
    if re.fullmatch(r"[\w./{},*-]+/[\w./{},*-]+", text) and text.split("/")[0] in shelf.tops:
        names.append(text)
    return sorted({name for name in names if shelf.is_local(name)})


def is_there(shelf, page, name):
    beside = os.path.normpath(os.path.join(os.path.dirname(page), name))
    return beside in shelf.files or beside in shelf.folders or shelf.has(name)


def comments(path, text):
    """Yield (line, text) of what a file says to its reader: comments; of a script, all of it."""
    if path.endswith(SCRIPTS) or os.path.basename(path) == "CMakeLists.txt":
        for number, line in enumerate(text.split("\n"), 1):
            yield number, line
        return
    for match in COMMENT.finditer(text):
        if match.group(0)[0] == "/":
            first = text.count("\n", 0, match.start()) + 1
            for number, line in enumerate(match.group(0).split("\n"), first):
                yield number, line


def check_citations(tree):
    """Each page that the code cites is there, and each file that a comment names.

    A script's text is more than comments, so there only pages count; the selftest seeds faults.
    """
    shelf = shelf_of(tree)
    faults = []
    for path in shelf.ending(".c", ".h", ".def", ".story", "CMakeLists.txt", *SCRIPTS):
        if path == "tests/shape/selftest.py":
            continue
        for number, line in comments(path, shelf.read(path)):
            faults += [f"{path}:{number}: there is no {name}"
                for name in CITED.findall(line)
                if (name.endswith(".md") or path.endswith((".c", ".h", ".def")))
                and is_meant(shelf, name) and not is_there(shelf, path, name)]
    return faults


def is_meant(shelf, name):
    """Return whether a citation is of this tree: a page always, a system's header not."""
    return not name.endswith(".h") or name.split("/")[0] in shelf.tops | {
        layer.mount for layer in shelf.layers.by_folder.values()}


def check_manuals(tree):
    """A manual of ours that another one or a page refers to is there."""
    shelf = shelf_of(tree)
    faults = []
    for page in shelf.ending(*PAGES):
        for number, line in enumerate(shelf.read(page).split("\n"), 1):
            found = re.findall(r"^\.Xr (fip[\w.-]+|FIPD-MIB) (\d)|\b(fip[\w.-]+|FIPD-MIB)\((\d)\)",
                plain(line))
            faults += [f"{page}:{number}: there is no manual {one or two}({three or four})"
                for one, three, two, four in found
                if f"{one or two}.{three or four}" not in shelf.names]
    return faults


def check_lint(tree):
    """mandoc has nothing to say of a manual, not even of its style."""
    shelf = shelf_of(tree)
    faults = []
    for page in shelf.ending(*MANUALS):
        done = subprocess.run(["mandoc", "-Tlint", page], cwd=tree.root, capture_output=True,
            text=True)
        faults += [line.removeprefix("mandoc: ") for line in
            (done.stdout + done.stderr).splitlines() if not HOST_SAYS.search(line)]
    return faults


def check_limits(tree):
    """docs/style.md states each limit in a row `| name | number |`."""
    path = "docs/style.md"
    if path not in shelf_of(tree).files:
        return [f"{path} is not there; tests/shape/measure.py --limits prints its rows"]
    rows = {tuple(cell.strip() for cell in line.strip("| \n").split("|"))[:2]
        for line in shelf_of(tree).read(path).split("\n") if line.startswith("|")}
    return [f"{path}: no row | {name} | {limit} |" for name, limit in LIMITS.items()
        if (name, str(limit)) not in rows]


ORIGINAL = ("docs/original.md", "docs/original.ja.md")
# How a test is named there, and the end of its file's path.
SHOWN = (
    (re.compile(r"`(test_\w+)`"), "system/{}.py"),
    (re.compile(r"`(unit_\w+)`"), "{}.c"),
    (re.compile(r"`(\w+/test_\w+\.py)`"), "{}"),
    (re.compile(r"\*(\w+)\*"), "stories/{}.story"),
)
SAID = re.compile(r"fip[\w.-]+\(\d\)|\]\(")


def rows_of(text):
    """Yield (number, cells) of each row of a page's tables, without their heads."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        below = lines[number] if number < len(lines) else ""
        if line.startswith("| ") and not below.startswith("|--"):
            yield number, [cell.strip() for cell in line.strip("|").split("|")]


def check_original(tree):
    """Each row of docs/original.md names what shows it; the Japanese page has the same rows."""
    shelf, faults, shown = shelf_of(tree), [], {}
    for page in ORIGINAL:
        if page not in shelf.files:
            return [f"{page} is not there"]
        rows = list(rows_of(shelf.read(page)))
        shown[page] = [cells[-1] for _, cells in rows]
        for number, cells in rows:
            faults += [f"{page}:{number}: {fault}" for fault in faults_of_row(shelf, cells)]
    if shown[ORIGINAL[0]] != shown[ORIGINAL[1]]:
        faults.append(f"{ORIGINAL[1]}: other rows than {ORIGINAL[0]}, or in another order")
    return faults


def faults_of_row(shelf, cells):
    names = [(name, form.format(name.replace("unit_", "test_"))) for pattern, form in SHOWN
        for name in pattern.findall(cells[-1])]
    faults = [f"there is no {name}" for name, path in names if path not in shelf.tails]
    if not all(cells):
        faults.append("an empty cell")
    elif not names and not SAID.search(cells[-1]):
        faults.append("neither a test nor a page shows it")
    return faults
