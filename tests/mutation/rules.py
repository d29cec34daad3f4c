"""rules - changes of the rule table in core/logic/engine/failover.c.

  rule-fact    a fact of a row left out
  rule-negate  a fact of a row turned into its opposite
  rule-drop    a row left out
  rule-swap    two neighbouring rows exchanged, if both could match at once
  rule-next    another role entered, or none
  rule-reason  the reason left out
  rule-duty    a duty left out
"""

KINDS = ("rule-fact", "rule-negate", "rule-drop", "rule-swap", "rule-next", "rule-reason",
    "rule-duty")
STAY = "ROLE_UNKNOWN"
OTHER_ROLE = {
    "ROLE_INITIAL": "ROLE_STANDBY",
    "ROLE_STANDBY": "ROLE_CLAIMING",
    "ROLE_CLAIMING": "ROLE_STANDBY",
    "ROLE_ACTIVE": "ROLE_CLAIMING",
    "ROLE_RELEASING": "ROLE_STANDBY",
    "ROLE_HELD": "ROLE_STANDBY",
    "ROLE_FAULT": "ROLE_STANDBY",
    "ROLE_DISABLED": "ROLE_FAULT",
}


class Row:
    """One rule: its fields as runs of tokens (first, last)."""

    def __init__(self, source, first, last):
        self.first = first
        self.last = last
        fields = source.split(first)
        self.role = source.span(*fields[0])
        self.facts = source.split(fields[1][0])
        self.terms = {source.span(*fact) for fact in self.facts}
        self.next, self.reason, self.duties = fields[2:5]


def changes_of(source, owner):
    """Return (kind, edits) of each change of the table."""
    rows = [Row(source, first, last) for first, last in source.split(owner.opening)]
    for row in rows:
        yield from of_row(source, row)
    for row, below in zip(rows, rows[1:]):
        if may_meet(row, below):
            yield "rule-swap", [
                replace(source, row.first, row.last, source.span(below.first, below.last)),
                replace(source, below.first, below.last, source.span(row.first, row.last))]


def replace(source, first, last, new):
    return (source.tokens[first].start, source.tokens[last].end, new)


def may_meet(row, below):
    """Whether two rows can match in one situation: the same role, no contradicting facts."""
    if row.role != below.role and "ROLE_ANY" not in (row.role, below.role):
        return False
    return not any(opposite(term) in below.terms for term in row.terms)


def opposite(term):
    return term[len("NOT("):-1] if term.startswith("NOT(") else f"NOT({term})"


def of_row(source, row):
    yield "rule-drop", [replace(source, row.first, row.last + 1, "")]
    for first, last in row.facts:
        end = last + 1 if source.tokens[last + 1].text == "," else last
        left_out = "" if len(row.facts) > 1 else "FACT_NONE"
        yield "rule-fact", [replace(source, first, end, left_out)]
        yield "rule-negate", [replace(source, first, last, opposite(source.span(first, last)))]
    yield from of_outcome(source, row)


def of_outcome(source, row):
    role = source.span(*row.next)
    if role == STAY:
        target = "ROLE_CLAIMING" if row.role == "ROLE_STANDBY" else "ROLE_STANDBY"
        yield "rule-next", [replace(source, *row.next, target)]
    else:
        yield "rule-next", [replace(source, *row.next, STAY)]
        yield "rule-next", [replace(source, *row.next, OTHER_ROLE.get(role, STAY))]
    if source.span(*row.reason) != "REASON_NONE":
        yield "rule-reason", [replace(source, *row.reason, "REASON_NONE")]
    duties = [duty for duty in source.span(*row.duties).replace(" ", "").split("|")
        if duty != "DO_NOTHING"]
    for duty in duties:
        rest = " | ".join(other for other in duties if other != duty) or "DO_NOTHING"
        yield "rule-duty", [replace(source, *row.duties, rest)]
