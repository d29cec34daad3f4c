"""equivalent - the reviewed list of mutants that no test can tell from the core.

An entry of equivalent.txt names a mutant by what it changes, and says in words why that cannot
change what the core does:

    core/logic/parts/lease.c: lease_ask
    - the source line as it is, its spaces squeezed
    + the line as the mutant has it
    = why no caller can see the difference

`#2` after the function's name is the second mutant that looks like that.  An entry that fits no
mutant any more is an error, so is one whose mutant a test kills: the list cannot rot.
"""

import os
import re

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "equivalent.txt")
HEAD = re.compile(r"(\S+): (\S+)(?: #(\d+))?$")
MARKS = "-+="


class ListError(Exception):
    """The list cannot be read; the text says where."""


class Entry:
    def __init__(self, line, key, reason):
        self.line = line
        self.key = key
        self.reason = reason


def read(path=PATH):
    """Return {key: Entry}, key as Mutant.key() has it."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    entries = {}
    line = 1
    for block in re.split(r"\n(?:[ \t]*\n)+", text):
        words = [part for part in block.split("\n") if part and not part.startswith("#")]
        if words:
            entry = read_entry(words, line)
            if entry.key in entries:
                raise ListError(f"{path}: {words[0]}: the same mutant twice")
            entries[entry.key] = entry
        line += block.count("\n") + 2
    return entries


def read_entry(words, line):
    head = HEAD.match(words[0])
    parts = {"-": [], "+": [], "=": []}
    for word in words[1:]:
        if word[0] not in MARKS:
            raise ListError(f"{words[0]}: a line begins with none of {MARKS}: {word}")
        parts[word[0]].append(word[1:].strip())
    before, after, reason = (" ".join(parts[mark]).strip() for mark in MARKS)
    if head is None or not before or not reason:
        raise ListError(f"{words[0]}: an entry is FILE: FUNCTION and lines with {MARKS}")
    key = (head.group(1), head.group(2), before, after, int(head.group(3) or 1))
    return Entry(line, key, reason)


def describe(mutant, reason="..."):
    """Return a mutant as an entry of the list."""
    nth = f" #{mutant.nth}" if mutant.nth > 1 else ""
    return (f"{mutant.file}: {mutant.owner}{nth}\n- {mutant.before}\n+ {mutant.after}\n"
        f"= {reason}\n")
