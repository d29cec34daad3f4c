"""table - medians, worst cases and ratios, as a table in Markdown."""

from statistics import median

from command import markdown


class Line:
    """One figure: how to take it from a run, and how to write it."""

    def __init__(self, name, value, write="{:.1f}", unit=" ms", worst=True):
        self.name = name
        self.value = value
        self.write = write
        self.unit = unit
        self.worst = worst

    def figures(self, rows):
        values = [self.value(row) for row in rows]
        return {"median": median(values), "worst": max(values), "runs": len(values)}

    def text(self, figures):
        if figures is None:
            return "-"
        shown = self.write.format(figures["median"])
        if self.worst and figures["runs"] > 1:
            shown += f" ({self.write.format(figures['worst'])})"
        return shown + self.unit


def field(name):
    return lambda row: row[name]


def ratio(name):
    return lambda row: row[name] / row["detection"]


def beyond(name):
    return lambda row: row[name] - row["detection"]


def of_kernel(name):
    return lambda row: beyond(name)(row) / row["kernel"]


LATENESS = Line("(a bare timer's worst lateness meanwhile)", field("lateness"), "{:.2f}")
CRASH = (
    Line("last beat to first answer", field("answered"), "{:.2f}"),
    Line("... / detection time", ratio("answered"), "{:.4f}", ""),
    Line("last beat to announcement", field("announced"), "{:.2f}"),
    Line("outage of a client", field("outage"), "{:.1f}"),
    LATENESS,
)
MANY = (
    Line("first F-IP's answer after the detection time", beyond("answered"), "{:.2f}"),
    Line("last F-IP's answer after it", beyond("all_answered"), "{:.2f}"),
    Line("first announcement after it", beyond("announced"), "{:.2f}"),
    Line("last F-IP's announcement after it", beyond("all_announced"), "{:.2f}"),
    Line("(the kernel's own time to add so many)", field("kernel"), "{:.2f}"),
    Line("... last answer / that", of_kernel("all_answered"), "{:.2f}", ""),
    Line("... last announcement / that", of_kernel("all_announced"), "{:.2f}", ""),
    LATENESS,
)
PLANNED = (
    Line("lost probes (1 each ms)", field("lost"), "{:.0f}", ""),
    Line("longest gap", field("gap")),
    Line("requests answered by both nodes", field("doubles"), "{:.0f}", ""),
    LATENESS,
)
LINES = {"crash": CRASH, "F-IPs": MANY, "switchover": PLANNED, "failback": PLANNED}


def lines_of(case):
    return next(lines for word, lines in LINES.items() if word in case)


class Table:
    """The results of every case; a number is the median (in brackets: the worst run)."""

    def __init__(self, results, programs):
        self.results = results
        self.programs = programs

    def summary(self):
        """Return every figure: summary[case][line][program] = median, worst, runs."""
        return {case: {line.name: {
                program: line.figures(rows[program]) if rows[program] else None
                for program in self.programs} for line in lines_of(case)}
            for case, rows in self.results.items()}

    def text(self):
        rows = []
        for case, lines in self.summary().items():
            runs = "/".join(str(len(self.results[case][program])) for program in self.programs)
            rows.append((f"**{case}** ({runs} runs)", "", "", ""))
            rows += [self.row(line, lines[line.name]) for line in lines_of(case)]
        return markdown(("what", *self.programs, " / ".join(self.programs)), rows)

    def row(self, line, figures):
        ours, theirs = (figures[program] for program in self.programs)
        quotient = ""
        if ours and theirs and theirs["median"] and not line.name.startswith("..."):
            quotient = f"{ours['median'] / theirs['median']:.2f}"
        return line.name, line.text(ours), line.text(theirs), quotient
