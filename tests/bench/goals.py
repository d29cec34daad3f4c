"""goals - what was measured as a table, and the goals as ratios of one run."""

from statistics import median

from command import markdown

ROLES = ("active", "standby")
HEAD = ("", "CPU, us a beat", "wake-ups", "system calls", "sent a second", "private, kB",
    "PSS", "RSS", "threads", "descriptors", "written a day, MB")


def spread(values, write="{:.0f}"):
    """Return a median, and between which two values it lies."""
    if not values:
        return "-"
    low, middle, high = (write.format(number) for number in
        (min(values), median(values), max(values)))
    return middle if low == high else f"{middle} [{low}-{high}]"


def beat_rows(name, found):
    """Return a row for each role of a contestant; what it does beside beats is in brackets."""
    for role in ROLES:
        row = found[role]
        calls = "-" if row["calls"] is None else f"{row['calls']:.1f}"
        moves = f" ({found['moves']} moves)" if found["moves"] else ""
        yield (f"{name}, {role}{moves}", spread(row["cpu_us"]), spread(row["wakeups"], "{:.1f}"),
            calls, f"{median(row['sent']):.1f}", *(f"{row[field]:.0f}" for field in
                ("private", "pss", "rss", "threads", "descriptors")),
            f"{row['written_mb_a_day']:.1f}")


def beats_text(title, case):
    rows = [row for name, found in case.items() for row in beat_rows(name, found)]
    return markdown((title, *HEAD[1:]), rows)


def spans_text(title, case):
    """Return a table of single figures: {what: {contestant: values}}."""
    names = list(dict.fromkeys(name for found in case.values() for name in found))
    return markdown((title, *names), [(what, *(spread(found.get(name), "{:.1f}")
        for name in names)) for what, found in case.items()])


class Goal:
    """A goal of a figure: how to get it from the results, and what it may be at most, if that
    is said."""

    def __init__(self, text, limit, figures, unit=""):
        self.text = text
        self.limit = limit
        self.figures = figures
        self.unit = unit

    def values(self, results):
        """Return its values, [] where the cases that it needs were not run."""
        try:
            return self.figures(results)
        except KeyError:
            return []

    def row(self, values):
        measured = spread(values, "{:.2f}") + self.unit
        if self.limit is None:
            return (self.text, measured, "", "")
        return (self.text, measured, f"<= {self.limit:g}{self.unit}",
            "met" if median(values) <= self.limit else "missed")


def cpu(case, above, below, role="active", share=1):
    """Return the function that divides the CPU of two contestants, round by round."""
    def figures(results):
        found = results["beats"][case]
        return [ours / theirs / share for ours, theirs in
            zip(found[above][role]["cpu_us"], found[below][role]["cpu_us"])]
    return figures


def pairs_of(case, what, above, below):
    """Return the function that divides single figures, run by run."""
    return lambda results: [ours / theirs for ours, theirs in
        zip(results[case][what][above], results[case][what][below])]


def memory(what, *parts, share=1):
    def figures(results):
        found = results["memory"][what]
        return [sum(found[part][0] for part in parts) / share]
    return figures


def before(case, role):
    return Goal(f"({role} / before, {TIMINGS[case]})", None,
        cpu(case, "fipd", "fipd before", role))


TIMINGS = {"2s": "2 s x 5", "1s": "1 s x 3", "100ms": "100 ms x 3", "10ms": "10 ms x 3"}
TO_BOUND = {"100ms": (1.4, 1.5), "10ms": (1.4, 1.5), "2s": (2, 2)}
GOALS = (
    *(before(case, role) for case in TIMINGS for role in ROLES),
    Goal("the bound itself: active / keepalived's master, 100 ms x 3", 1.6,
        cpu("100ms", "bound", "keepalived")),
    *(Goal(f"(the real-time class alone: {role}, bound in it / bound, 100 ms x 3)", None,
        cpu("100ms", "bound, real-time", "bound", role)) for role in ROLES),
    *(Goal(f"active / bound, {TIMINGS[case]}", limits[0], cpu(case, "fipd", "bound"))
        for case, limits in TO_BOUND.items()),
    *(Goal(f"standby / bound, {TIMINGS[case]}", limits[1],
        cpu(case, "fipd", "bound", "standby")) for case, limits in TO_BOUND.items()),
    *(Goal(f"active / keepalived's master, {TIMINGS[case]}", 2.2,
        cpu(case, "fipd", "keepalived")) for case in ("1s", "2s")),
    *(Goal(f"50 instances / 50 x one, {role}", 1.1,
        cpu("instances", "50 instances", "1 instance", role)) for role in ROLES),
    *(Goal(f"20 subscribers / none, {role}", 1.1,
        cpu("subscribers", "20 subscribers", "0 subscribers", role)) for role in ROLES),
    Goal("private memory: fipd with fence", 1.6, memory("private", "fipd", "fence",
        share=1000), " MB"),
    Goal("private memory: with fipd-agentx too", 3.5, memory("private", "fipd", "fence",
        "fipd-agentx", share=1000), " MB"),
    Goal("PSS: fipd with fence / keepalived", 1, lambda results:
        [(results["memory"]["pss"]["fipd"][0] + results["memory"]["pss"]["fence"][0])
            / results["memory"]["pss"]["keepalived"][0]]),
    Goal("CPU of the taker with 1 F-IP, cut to +3 s / keepalived", 6,
        pairs_of("taker", "CPU of the taker, ms", "fipd", "keepalived")),
)


def goals_figures(results):
    return {goal.text: {"values": goal.values(results), "limit": goal.limit}
        for goal in GOALS if goal.values(results)}


def goals_text(results):
    rows = [goal.row(goal.values(results)) for goal in GOALS if goal.values(results)]
    return markdown(("goal", "measured", "limit", ""), rows) if rows else ""
