"""rules_page BUILD_DIR - compare docs/rules.md with the rule table.

Every row of the table stands in the page, in order, with its roles, facts, duties and
reason; each story that a row names needs that row; and each fact of the table is explained.
"""

import glob
import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROW = re.compile(
    r"^\t\{ ROLE_\w+,\s+\{ ([^{}]*) \},\s+ROLE_\w+,\s+REASON_\w+,\s+([^{}]*?) \},$", re.M)
SECTION = re.compile(r"^### (\d+)\. (.+)\n\n(.+)\n((?:.*\n)*?)(?=##|\Z)", re.M)


def read(path):
    with open(os.path.join(TOP, path)) as file:
        return file.read()


def name(symbol):
    """NOT(FACT_PEER_HOLDS) -> *not peer holds*, DO_REMOVE -> *remove*."""
    words = re.sub(r"NOT\((\w+)\)", r"NOT_\1", symbol.strip())
    words = re.sub(r"(^|NOT_)(FACT|DO)_", r"\1", words)
    return "*" + words.lower().replace("_", " ") + "*"


def conditions(facts, duties, reason):
    """What the line below a row's heading has to say."""
    text = "When " + ", ".join(name(fact) for fact in facts.split(",")) + "."
    if duties != "DO_NOTHING":
        text += " Do " + ", ".join(name(duty) for duty in duties.split("|")) + "."
    return text if reason == "none" else f"{text} Reason `{reason}`."


def play(build):
    """Return (role, next, reason) of each row, and the rows that each story needs."""
    program = os.path.join(build, "tests", "stories", "stories")
    told = subprocess.run([program, "--rules"], capture_output=True, text=True).stdout
    rows = re.findall(r"^row \d+: (.+) -> (\w+), (\w+)$", told, re.M)
    needs = re.findall(r"^\S+ +(\w+)\.story\n     rows([ \d]*)$", told, re.M)
    return rows, {story: numbers.split() for story, numbers in needs}


def expected(rows):
    """Return the heading and the line below it that each row of the table needs."""
    paths = glob.glob(os.path.join(TOP, "core", "logic", "**", "failover.c"), recursive=True)
    table = ROW.findall(read(paths[0]))
    for (role, after, reason), (facts, duties) in zip(rows, table, strict=True):
        title = f"{role} stays" if after == "stays" else f"{role} → {after}"
        yield title, conditions(facts, duties, reason)


def check_stories(number, text, needs):
    stories = re.search(r"^Stor(?:y|ies): ((?:.*\n)*?.*\.)$", text, re.M)
    if stories is None:
        yield f"row {number}: no story is named"
        return
    for story in re.findall(r"`(\w+)`", stories[1]):
        if number not in needs.get(story, []):
            yield f"row {number}: the story {story} does not need it"


def check_rows(page, rows, needs):
    sections = SECTION.findall(page)
    wanted = list(expected(rows))
    if [section[0] for section in sections] != [str(i + 1) for i in range(len(wanted))]:
        yield f"{len(sections)} rows, {len(wanted)} are in the table, numbered from 1"
    for (number, title, line, text), (want_title, want_line) in zip(sections, wanted):
        if (title, line) != (want_title, want_line):
            yield f"row {number}: the table says\n  {want_title}\n  {want_line}"
        yield from check_stories(number, text, needs)


def check_facts(page):
    explained = set(re.findall(r"^\| (\*[\w ]+\*) \|", page, re.M))
    for line in re.findall(r"^When (\*.*?)\.(?: |$)", page, re.M):
        for fact in line.replace("*not ", "*").split(", "):
            if fact not in explained:
                yield f"the fact {fact} is not explained"


def main():
    if len(sys.argv) != 2:
        sys.exit("use: tests/stories/rules_page.py BUILD_DIR")
    page = read("docs/rules.md")
    rows, needs = play(os.path.abspath(sys.argv[1]))
    faults = [*check_rows(page, rows, needs), *check_facts(page)]
    for fault in faults:
        print(f"docs/rules.md: {fault}")
    print(f"{len(rows)} passed, {len(faults)} failed")
    sys.exit(1 if faults or not rows else 0)


main()
