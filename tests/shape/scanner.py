"""scanner - C source as tokens, functions, prototypes and directives.

Enough of C to measure its shape: comments and literals are blanked, directives are set
apart, and the rest is read by brackets.  What it cannot read it refuses with ScanError; a
file is never skipped in silence.
"""

import bisect
import re

BLANKED = re.compile(
    r"/\*.*?\*/|//(?:\\\n|[^\n])*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
TOKEN = re.compile(r"[A-Za-z_]\w*|\d[\w.]*|\"\s*\"|'\s*'|[=!<>+*/%&|^-]=|\S")
DIRECTIVE = re.compile(r"^[ \t]*#[ \t]*(\w*)((?:\\\n|[^\n])*)", re.MULTILINE)
PAIRS = {")": "(", "]": "[", "}": "{"}
CONTROL = {"if", "for", "while", "switch"}
NOT_A_NAME = CONTROL | {"return", "sizeof", "_Alignof", "_Alignas", "_Static_assert",
    "static_assert", "typeof", "__attribute__", "__extension__", "else", "do", "case"}
MARKS = {"/* table */": "table", "/* flat switch */": "flat switch"}


class ScanError(Exception):
    """The file cannot be read as C by this scanner; line says where."""

    def __init__(self, line, text):
        super().__init__(text)
        self.line = line


class Token:
    __slots__ = ("text", "line")

    def __init__(self, text, line):
        self.text = text
        self.line = line


class Function:
    """A function's definition: where it is and what a rule may ask about it."""

    def __init__(self, name, line, mark):
        self.name = name
        self.line = line
        self.mark = mark
        self.is_static = False
        self.head = []
        self.opening = 0    # the index of its { among the tokens of its file
        self.parameters = 0
        self.lines = 0
        self.nesting = 0
        self.words = []
        self.unbraced = []


class Prototype:
    def __init__(self, name, line, parameters, head):
        self.name = name
        self.line = line
        self.parameters = parameters
        self.head = head


def blank(text, keep_literals):
    """Return text with comments (and the insides of literals) as spaces, line for line."""
    def replace(match):
        found = match.group(0)
        if found[0] in "\"'":
            if keep_literals:
                return found
            return found[0] + " " * (len(found) - 2) + found[0]
        return re.sub(r"[^\n]", " ", found)
    return BLANKED.sub(replace, text)


class Source:
    """One file of C."""

    def __init__(self, path, text):
        self.path = path
        self.lines = text.split("\n")
        if text.endswith("\n"):
            self.lines.pop()
        self.newlines = [match.start() for match in re.finditer("\n", text)]
        self.directives = self.find_directives(blank(text, True))
        code = DIRECTIVE.sub(lambda match: re.sub(r"[^\n]", " ", match.group(0)),
            blank(text, False))
        self.tokens = [Token(match.group(0), self.line_of(match.start()))
            for match in TOKEN.finditer(code)]
        self.closes = match_brackets(self.tokens)
        self.functions = []
        self.prototypes = []
        self.read_top_level()

    def line_of(self, offset):
        return bisect.bisect_left(self.newlines, offset) + 1

    def find_directives(self, text):
        """Return (line, word, rest) of each preprocessor directive."""
        return [(self.line_of(match.start(1)), match.group(1), match.group(2).strip())
            for match in DIRECTIVE.finditer(text)]

    def includes(self):
        """Return (line, form) of each include, form with its quotes or angle brackets."""
        return [(line, rest) for line, word, rest in self.directives if word == "include"]

    def read_top_level(self):
        start = index = 0
        while index < len(self.tokens):
            text = self.tokens[index].text
            if text == ";":
                self.take_declaration(self.tokens[start:index])
                start = index + 1
            elif text == "{" and is_function_head(self.tokens[start:index]):
                self.take_function(start, index)
                index = self.closes[index]
                start = index + 1
            elif text in "([{":
                index = self.closes[index]
            index += 1

    def take_declaration(self, tokens):
        tokens = without_attributes(tokens)
        found = find_name(tokens)
        if found is None or tokens[0].text == "typedef" or not is_function_head(tokens):
            return
        name, parameters = found
        self.prototypes.append(Prototype(name, tokens[0].line, parameters, tokens))

    def take_function(self, start, opening):
        head = without_attributes(self.tokens[start:opening])
        name, parameters = find_name(head)
        line = self.tokens[start].line
        closing = self.closes[opening]
        function = Function(name, line, self.mark_above(line))
        function.is_static = any(token.text == "static" for token in head)
        function.head = head
        function.opening = opening
        function.parameters = parameters
        function.lines = max(
            0, self.tokens[closing].line - self.tokens[opening].line - 1)
        function.words = [token.text for token in self.tokens[opening + 1:closing]]
        function.nesting = self.measure_nesting(opening, closing)
        function.unbraced = self.find_unbraced(opening, closing)
        self.functions.append(function)

    def mark_above(self, line):
        return MARKS.get(self.lines[line - 2].strip()) if line > 1 else None

    def measure_nesting(self, opening, closing):
        """Return the greatest number of blocks around a statement; initializers are none."""
        deepest = 0
        stack = []
        for index in range(opening + 1, closing):
            text = self.tokens[index].text
            if text == "{":
                stack.append(self.is_block(index, stack))
                deepest = max(deepest, sum(stack))
            elif text == "}":
                stack.pop()
        return deepest

    def is_block(self, index, stack):
        before = self.tokens[index - 1].text
        if stack and not stack[-1]:
            return False
        if before == ")":
            head = self.tokens[self.closes[index - 1] - 1].text
            # `for (...) {` and `json_array_foreach(...) {`, but not `return (struct x){`
            return head in CONTROL or (head not in NOT_A_NAME
                and re.match(r"[A-Za-z_]", head) is not None)
        return before in ("{", "}", ";", ":", "else", "do")

    def find_unbraced(self, opening, closing):
        """Return the lines of control statements whose body has no braces."""
        lines = []
        for index in range(opening + 1, closing):
            text = self.tokens[index].text
            if text in CONTROL:
                after = self.tokens[self.closes[index + 1] + 1].text
                if after != "{" and not self.ends_do(index, after):
                    lines.append(self.tokens[index].line)
            elif text in ("else", "do"):
                if self.tokens[index + 1].text not in ("{", "if"):
                    lines.append(self.tokens[index].line)
        return lines

    def ends_do(self, index, after):
        if self.tokens[index].text != "while" or after != ";":
            return False
        before = index - 1
        return (self.tokens[before].text == "}"
            and self.tokens[self.closes[before] - 1].text == "do")


def match_brackets(tokens):
    """Return the index of each bracket's partner, both ways."""
    partners = {}
    stack = []
    for index, token in enumerate(tokens):
        if token.text in "([{" and len(token.text) == 1:
            stack.append(index)
        elif token.text in PAIRS:
            if not stack or tokens[stack[-1]].text != PAIRS[token.text]:
                raise ScanError(token.line, f"'{token.text}' closes nothing")
            opening = stack.pop()
            partners[opening] = index
            partners[index] = opening
    if stack:
        raise ScanError(tokens[stack[-1]].line, f"'{tokens[stack[-1]].text}' is not closed")
    return partners


def without_attributes(tokens):
    kept = []
    closes = match_brackets(tokens)
    index = 0
    while index < len(tokens):
        if tokens[index].text == "__attribute__":
            index = closes[index + 1]
        else:
            kept.append(tokens[index])
        index += 1
    return kept


def outer_texts(tokens):
    """Return the texts that stand outside all brackets, an opening one included."""
    texts = []
    closes = match_brackets(tokens)
    index = 0
    while index < len(tokens):
        texts.append(tokens[index].text)
        if tokens[index].text in ("(", "[", "{"):
            index = closes[index]
        index += 1
    return texts


def is_function_head(tokens):
    tokens = without_attributes(tokens)
    if not tokens or tokens[-1].text != ")":
        return False
    texts = outer_texts(tokens)
    return "=" not in texts and "{" not in texts and find_name(tokens) is not None


def find_name(tokens):
    """Return the name and the number of parameters of a function's head, or None."""
    closes = match_brackets(tokens)
    for index, token in enumerate(tokens):
        if token.text != "(" or index == 0:
            continue
        name = tokens[index - 1].text
        if re.match(r"[A-Za-z_]", name) and name not in NOT_A_NAME and index > 1:
            if tokens[index + 1].text == "*" and closes[index] + 1 < len(tokens):
                continue    # `void (*f(int))(int)` and `int (*f)(int)`: the name is inside
            return name, count_parameters(tokens[index + 1:closes[index]])
    return None


def count_parameters(tokens):
    """Return how many there are; the ... of a printf-like function is none."""
    texts = outer_texts(tokens)
    if texts[-3:] == [".", ".", "."]:
        texts = texts[:-4]
    if not texts or texts == ["void"]:
        return 0
    return 1 + texts.count(",")
