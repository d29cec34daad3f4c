"""operators - the small changes that a test must notice, each under the name of its kind.

  relation   a comparison turned into its opposite: < >=, > <=, == !=
  boundary   the limit moved by one: < <=, > >=
  logic      && for ||, and back
  negate     the condition of an if, a loop or a ?: turned round
  operand    one side of a condition turned round: x and !x
  arithmetic + -, * /, % *, & |, << >>, += -=, ++ --
  constant   a number one more, one less, 0; true and false
  statement  an assignment, call, break or return left out
  return     another value returned: the opposite, 0, one more, NULL, all zero
  entry      an entry of a table or of an initializer left out
  label      a case left out
  rule-...   see rules.py

Nothing inside assert() is changed: an assertion is no behaviour.  Nor is the catalogue of
messages: it is prose, and tests/shape compares it with what is logged.
"""

import hashlib
import re

import rules
import source as c

RELATION = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
BOUNDARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
LOGIC = {"&&": "||", "||": "&&"}
ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "&": "|", "|": "&", "^": "|",
    "<<": ">>", ">>": "<<", "+=": "-=", "-=": "+=", "/=": "*=", "*=": "/=", "|=": "&=",
    "&=": "|=", "^=": "|=", "++": "--", "--": "++"}
KINDS = ("relation", "boundary", "logic", "negate", "operand", "arithmetic", "constant",
    "statement", "return", "entry", "label") + rules.KINDS
BEFORE_OPERAND = {"(", "&&", "||", "return", "=", "?", ","}
AFTER_OPERAND = {")", "&&", "||", ";", "?"}
TEXTS = ["struct", "message"]
NUMBER = re.compile(r"(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)$")


class Mutant:
    """One change of one file.  Its id comes from what it changes, not from where that is."""

    def __init__(self, source, owner, kind, edits):
        self.source = source
        self.file = source.path
        self.owner = owner.name
        self.function = owner.name if owner.kind == "function" else None
        self.kind = kind
        self.edits = sorted(edits)              # (start, end, new text)
        first, last = source.lines_at(self.edits[0][0], self.edits[-1][1])
        self.line = source.line_of(self.edits[0][0])
        self.before = squeeze(source.text[first:last])
        self.after = squeeze(self.apply(first, last))
        self.nth = 1

    def apply(self, first=0, last=None):
        """Return the changed text, or that of a part of it."""
        text = self.source.text
        last = len(text) if last is None else last
        parts = []
        for start, end, new in self.edits:
            # As many lines as before: what is below must compile to the same.
            lost = text.count("\n", start, end) - new.count("\n")
            parts += [text[first:start], new, "\n" * max(lost, 0)]
            first = end
        return "".join(parts) + text[first:last]

    def key(self):
        return (self.file, self.owner, self.before, self.after, self.nth)

    def id(self):
        return hashlib.sha256("\0".join(map(str, self.key())).encode()).hexdigest()[:8]


def squeeze(text):
    return " ".join(text.split())


def mutants_of(source):
    """Return every mutant of a file, in the order of its text."""
    found = []
    for owner in source.owners:
        if owner.kind == "type" or owner.head[-2:] == TEXTS:
            continue
        if owner.kind == "table" and owner.head[-2:] == ["struct", "rule"]:
            changes = rules.changes_of(source, owner)
        else:
            changes = Changes(source, owner).all()
        found += [Mutant(source, owner, kind, edits) for kind, edits in changes]
    return number(found)


def number(mutants):
    """Drop what two kinds of change have in common, and count what looks the same."""
    seen = {}
    kept = []
    for mutant in sorted(mutants, key=lambda mutant: mutant.edits[0][:2]):
        text = mutant.apply()
        like = seen.setdefault(mutant.key(), [])
        if text not in like and text != mutant.source.text:
            like.append(text)
            mutant.nth = len(like)
            kept.append(mutant)
    return kept


class Changes:
    """The changes of one owner: (kind, edits) each."""

    def __init__(self, source, owner):
        self.source = source
        self.owner = owner
        self.tokens = source.tokens
        self.dead = self.find_assertions()

    def all(self):
        if self.owner.kind == "table":
            yield from self.of_initializer(self.owner.opening)
        for index in range(self.owner.opening + 1, self.owner.closing):
            if index not in self.dead:
                yield from self.at_token(index)
        if self.owner.kind == "function":
            yield from self.of_statements()

    def find_assertions(self):
        dead = set()
        for index in range(self.owner.opening, self.owner.closing):
            if self.tokens[index].text in ("assert", "_Static_assert"):
                dead.update(range(index, self.source.partner[index + 1] + 2))
        return dead

    def text(self, index):
        return self.tokens[index].text

    def replace(self, index, new):
        return [(self.tokens[index].start, self.tokens[index].end, new)]

    def wrap(self, first, last, before, after):
        """Return the edits that put something before and after a run of tokens."""
        start, end = self.tokens[first].start, self.tokens[last].end
        return [(start, end, before + self.source.text[start:end] + after)]

    def cut(self, first, last):
        return [(self.tokens[first].start, self.tokens[last].end, "")]

    def at_token(self, index):
        text = self.text(index)
        if text in RELATION:
            yield "relation", self.replace(index, RELATION[text])
        if text in BOUNDARY:
            yield "boundary", self.replace(index, BOUNDARY[text])
        if text in LOGIC:
            yield "logic", self.replace(index, LOGIC[text])
        if text in ARITHMETIC and self.is_arithmetic(index):
            yield "arithmetic", self.replace(index, ARITHMETIC[text])
        if text in ("true", "false"):
            yield "constant", self.replace(index, "false" if text == "true" else "true")
        if text[0].isdigit():
            yield from self.of_number(index)
        if text in ("if", "while"):
            last = self.source.partner[index + 1]
            yield "negate", self.wrap(index + 1, last, "(!", ")")
        if text == "?":
            yield from self.of_choice(index)
        if text == "{":
            yield from self.of_initializer(index)
        yield from self.of_operand(index)

    def is_arithmetic(self, index):
        text, before = self.text(index), self.tokens[index - 1]
        if text in ("++", "--") or text.endswith("="):
            return True
        if before.text in c.TYPES or before.text.endswith("_t"):
            return False
        if before.text in c.CONTROL or before.text == "sizeof":
            return False
        if text == "*" and self.text(index - 2) in ("struct", "enum", "union", "const"):
            return False
        return before.is_word() or before.text[0].isdigit() or before.text in (")", "]")

    def of_number(self, index):
        match = NUMBER.match(self.text(index))
        if match is None:
            return
        base = 16 if match.group(1)[:2] in ("0x", "0X") else 10
        value = int(match.group(1), base)
        for other in {value + 1, max(value - 1, 0), 0} - {value}:
            form = f"0x{other:x}" if base == 16 else str(other)
            yield "constant", self.replace(index, form + match.group(2))

    def of_choice(self, index):
        """Swap what a ?: chooses: the same as to negate its condition."""
        first = index + 1
        colon, depth = first, 0
        while self.text(colon) != ":" or depth > 0:
            depth += (self.text(colon) == "?") - (self.text(colon) == ":")
            colon = self.source.partner[colon] + 1 if self.text(colon) in c.OPENING else colon + 1
        last = colon + 1
        depth = 0
        while self.text(last) not in (";", ",", ")", "]", "}", ":") or depth > 0:
            depth += (self.text(last) == "?") - (self.text(last) == ":")
            last = self.source.partner[last] + 1 if self.text(last) in c.OPENING else last + 1
        one, other = self.source.span(first, colon - 1), self.source.span(colon + 1, last - 1)
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        yield "negate", [(start, end, f"({other}) : ({one})")]

    def of_operand(self, index):
        """Turn round one word or call that stands alone on a side of a condition."""
        if self.text(index) == "!" and self.text(index + 1) != "=":
            yield "operand", self.replace(index, "")
            return
        before = self.text(index - 1)
        if not self.tokens[index].is_word() or before not in BEFORE_OPERAND:
            return
        last = index
        while self.text(last + 1) in ("->", ".", "[", "("):
            ahead = last + 1
            last = self.source.partner[ahead] if self.text(ahead) in c.OPENING else ahead + 1
        after = self.text(last + 1)
        in_condition = before in LOGIC or after in LOGIC or after == "?"
        if after in AFTER_OPERAND and in_condition:
            yield "operand", self.wrap(index, last, "!", "")

    def of_initializer(self, index):
        """Leave out an entry: `[X] = y`, `.x = y`, or a row that is a pair of braces."""
        for first, last in self.source.split(index):
            if self.text(first) in ("[", ".", "{"):
                end = last + 1 if self.text(last + 1) == "," else last
                yield "entry", self.cut(first, end)

    def of_statements(self):
        index = self.owner.opening + 1
        while index < self.owner.closing:
            if self.begins_statement(index) and index not in self.dead:
                yield from self.of_statement(index)
            index += 1

    def begins_statement(self, index):
        before = self.text(index - 1)
        if before == ":":
            return self.is_label(index - 1)
        if before == "}":
            return self.text(index) not in (";", ",", ")")
        return before in (";", "{") and not self.is_in_parentheses(index)

    def is_in_parentheses(self, index):
        """Whether the nearest open bracket is none of a block: the head of a for."""
        depth = 0
        for before in range(index - 1, self.owner.opening - 1, -1):
            text = self.text(before)
            depth += (text in c.OPENING.values()) - (text in c.OPENING)
            if depth < 0:
                return text != "{"
        return False

    def is_label(self, colon):
        index = colon
        while self.text(index) not in ("case", "default", ";", "{", "}", "?"):
            index -= 1
        return self.text(index) in ("case", "default")

    def of_statement(self, index):
        text = self.text(index)
        if text == "return":
            yield from self.of_return(index)
        elif text == "case":
            colon = index
            while self.text(colon) != ":":
                colon += 1
            yield "label", self.cut(index, colon)
        elif text in ("break", "continue"):
            yield "statement", self.cut(index, index)
        elif self.is_expression(index):
            yield "statement", self.cut(index, self.source.end_of_statement(index) - 1)

    def is_expression(self, index):
        text = self.text(index)
        if text in c.CONTROL or text in c.DECLARING or text in "{};" or text.endswith("_t"):
            return False
        if text in (".", "["):
            return False            # an initializer's entry
        after = self.tokens[index + 1]
        if self.tokens[index].is_word() and (after.is_word() or after.text == "*"):
            return False            # a declaration
        return self.source.texts(index, index + 3) != ["(", "void", ")"]

    def of_return(self, index):
        end = self.source.end_of_statement(index)
        if end == index + 1:
            yield "statement", self.cut(index, index)
            return
        first, last = index + 1, end - 1
        start, stop = self.tokens[first].start, self.tokens[last].end
        value = self.source.text[start:stop]
        for other in other_values(self.owner.head, value):
            yield "return", [(start, stop, other)]


def other_values(head, value):
    """Return what a function with this head may wrongly return."""
    words = [word for word in head if word not in ("static", "const", "inline")]
    if words[-1] == "*":
        return ["NULL"] if value != "NULL" else []
    if words == ["bool"]:
        opposite = {"true": "false", "false": "true"}
        return [opposite.get(value, f"!({value})")]
    if words[0] == "struct":
        return [f"(struct {words[1]}){{ 0 }}"]
    return [f"({value}) + 1"] + (["0"] if value != "0" else [])
