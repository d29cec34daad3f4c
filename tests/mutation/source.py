"""source - a C file as tokens with offsets, and what owns each: a function, a table, an enum.

A careful tokenizer and not libclang: every mutant is a small edit of the text that is then
compiled by itself, so the compiler says what is no C, and what the edit is in must be known by
its brackets only.  The core is written to be read that way (braces always, no macros, shape
tests keep it so), and tests/packages needs no compiler library for it.
"""

import bisect
import re

BLANKED = re.compile(
    r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)
TOKEN = re.compile(r"[A-Za-z_]\w*|\d\w*|\"\s*\"|'\s*'|<<=|>>=|\.\.\."
    r"|->|\+\+|--|<<|>>|&&|\|\||[=!<>+*/%&|^-]=|\S")
OPENING = {"(": ")", "[": "]", "{": "}"}
TYPES = {"bool", "char", "double", "float", "int", "long", "short", "signed", "unsigned", "void"}
DECLARING = TYPES | {"const", "enum", "extern", "register", "static", "struct", "union",
    "volatile", "_Static_assert"}
CONTROL = {"break", "case", "continue", "default", "do", "else", "for", "goto", "if", "return",
    "switch", "while"}


class Token:
    __slots__ = ("text", "start", "end")

    def __init__(self, text, start):
        self.text = text
        self.start = start
        self.end = start + len(text)

    def is_word(self):
        return self.text[0].isalpha() or self.text[0] == "_"


class Owner:
    """What a piece of code belongs to: its name, and the indices of its brackets."""

    def __init__(self, kind, name, opening, closing, head):
        self.kind = kind            # "function", "table", "enum" or "type"
        self.name = name
        self.opening = opening
        self.closing = closing
        self.head = head            # the words before the name: its type


class Source:
    """One C file: text, tokens, partners of brackets, owners."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.newlines = [match.start() for match in re.finditer("\n", text)]
        code = DIRECTIVE.sub(blank_out, BLANKED.sub(blank_out_inside, text))
        self.tokens = [Token(match.group(0), match.start()) for match in TOKEN.finditer(code)]
        self.partner = self.match_brackets()
        self.owners = list(self.find_owners())

    def match_brackets(self):
        partner = {}
        stack = []
        for index, token in enumerate(self.tokens):
            if token.text in OPENING:
                stack.append(index)
            elif token.text in OPENING.values():
                opening = stack.pop()
                partner[opening] = index
                partner[index] = opening
        return partner

    def find_owners(self):
        start = index = 0
        while index < len(self.tokens):
            text = self.tokens[index].text
            if text == "{":
                yield self.name_owner(start, index)
                index = self.partner[index]
                start = start if self.texts(index + 1, index + 2) == [";"] else index + 1
            elif text in OPENING:
                index = self.partner[index]
            elif text == ";":
                start = index + 1
            index += 1

    def name_owner(self, start, opening):
        words = self.texts(start, opening)
        closing = self.partner[opening]
        if words[0] == "enum" and words[-1] not in ("=", ")"):
            return Owner("enum", words[1] if len(words) > 1 else "enum", opening, closing, [])
        if words[-1] == "=":
            end = words.index("[") if "[" in words else len(words) - 1
            return Owner("table", words[end - 1], opening, closing, words[:end - 1])
        if words[-1] != ")":
            return Owner("type", words[-1], opening, closing, [])
        name = self.partner[opening - 1] - 1
        return Owner("function", self.tokens[name].text, opening, closing,
            self.texts(start, name))

    def texts(self, first, end):
        return [token.text for token in self.tokens[first:end]]

    def span(self, first, last):
        """Return the text from one token to another, both included."""
        return self.text[self.tokens[first].start:self.tokens[last].end]

    def line_of(self, offset):
        return bisect.bisect_left(self.newlines, offset) + 1

    def lines_at(self, start, end):
        """Return start and end of the whole lines around a range of offsets."""
        first = self.text.rfind("\n", 0, start) + 1
        last = self.text.find("\n", max(start, end - 1))
        return first, len(self.text) if last < 0 else last

    def end_of_statement(self, index):
        """Return the index of the `;` that ends the statement beginning at index."""
        while self.tokens[index].text != ";":
            index = self.partner[index] + 1 if self.tokens[index].text in OPENING else index + 1
        return index

    def split(self, opening):
        """Return (first, last) of each part between the commas inside a pair of brackets."""
        parts = []
        first = index = opening + 1
        closing = self.partner[opening]
        while index <= closing:
            text = self.tokens[index].text
            if text == "," or index == closing:
                if first < index:
                    parts.append((first, index - 1))
                first = index + 1
            elif text in OPENING:
                index = self.partner[index]
            index += 1
        return parts


def blank_out(match):
    return re.sub(r"[^\n]", " ", match.group(0))


def blank_out_inside(match):
    found = match.group(0)
    if found[0] in "\"'":
        return found[0] + " " * (len(found) - 2) + found[0]
    return blank_out(match)
