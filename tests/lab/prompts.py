"""prompts - what a page shows to be done in the hosts of a pair, and what is then seen.

In the fenced blocks that a test plays, `HOST# COMMAND` is a command in a host, and
`HOST: DEED` is what a person does there by hand.  The lines below are what is seen; a `...`
in them stands for anything, also for lines that are left out.  A command goes on in the next
line behind a backslash, and up to END if its first line ends with <<END.
"""

import os
import re
from dataclasses import dataclass, field

from .network import source_folder

PROMPT = re.compile(r"^(\w+)([#:]) (.+)$")
HERE = re.compile(r"<<'?(\w+)'?$")
HEADING = re.compile(r"^## (.+)$")


@dataclass
class Step:
    heading: str  # of the chapter that it is in
    host: str
    by_hand: bool
    text: str  # the command, or the deed
    lines: list = field(default_factory=list)

    def __str__(self):
        return f"{self.host}{':' if self.by_hand else '#'} {self.text}"


def read_page(name):
    """Return a page's text; a manual's, with its literal blocks as fenced ones."""
    with open(os.path.join(source_folder(), name), encoding="utf-8") as file:
        text = file.read()
    if name.endswith(".md"):
        return text
    text = re.sub(r"(?m)^\.Bd -literal.*$", "```literal", text)
    text = re.sub(r"(?m)^\.Ed$", "```", text)
    return text.replace("\\&", "").replace("\\e", "\\")


def read_blocks(page, *kinds):
    """Return (heading, lines) of each block that is fenced as ```KIND, in order."""
    blocks, heading, block = [], "", None
    for line in read_page(page).splitlines():
        if line.startswith("```"):
            block = [] if line[3:] in kinds else None
            if block is not None:
                blocks.append((heading, block))
        elif block is not None:
            block.append(line)
        elif found := HEADING.match(line):
            heading = found[1]
    return blocks


def read_steps(page, hosts, *kinds):
    """Return the steps of a page's blocks; a prompt begins with one of the hosts' names."""
    steps = []
    for heading, lines in read_blocks(page, *kinds):
        lines = iter(lines)
        for line in lines:
            prompt = PROMPT.match(line)
            if prompt and prompt[1] in hosts:
                steps.append(Step(heading, prompt[1], prompt[2] == ":",
                    whole_command(prompt[3], lines)))
            else:
                steps[-1].lines.append(line)
    return steps


def whole_command(first, lines):
    """Return a command with the lines that belong to it, which are taken from those behind."""
    taken, here = [first], HERE.search(first)
    while taken[-1] != here[1] if here else taken[-1].endswith("\\"):
        taken.append(next(lines))
    return "\n".join(taken)


def pattern_of(lines):
    """Return the regular expression for the lines that a page shows."""
    words = [re.escape(word) for word in "\n".join(lines).strip().split("...")]
    return re.compile(".*?".join(re.sub(r"(\\ )+", r"\\s+", word) for word in words) + r"\s*$",
        re.DOTALL)
