"""verdict - judge a round by what must always hold (docs/rules.md).

What one fault may cost stands in its row.  Of several at once only this is judged: never two
holders while the segment lives, and all is whole again in time.  A fault that meets a failback
interrupts a handover: it hits whichever node it is on, and the giver or the taker may wait the
window out.  The time that this machine kept processes waiting is taken off every limit in
milliseconds; never two at once is taken off nothing.
"""

from .ledger import moment_of
from .rig import COUNT, INTERVAL_MS
from .terms import (AT_ONCE, DETECTION, HEALED, NEVER, NO_GAP, ONE_WAY, REMOVED, SETTLE,
    SINGLE, TEMPEST, WHILE)

DETECTION_MS = INTERVAL_MS * COUNT
SETTLE_MS = DETECTION_MS + 5000
LONG_S = DETECTION_MS / 1000 + 1  # a fault of that span was noticed and settled while it lasted
GAP_MS = {NO_GAP: 50, AT_ONCE: 150, DETECTION: DETECTION_MS + INTERVAL_MS / 5 + 20,
    SETTLE: SETTLE_MS, WHILE: float("inf")}
HANDOVER_MS = 1000 + GAP_MS[DETECTION]  # the window, and then the segment is asked
MEETS_S = 1.1  # a handover that was begun may end so long after
LOOK_S = 0.3   # since it was looked who the holder is
TWO_MS = {REMOVED: 1150, ONE_WAY: INTERVAL_MS + 600, HEALED: INTERVAL_MS / 8 + 50}
SPOILED_MS = 60  # a node that is kept waiting for so long may lose its F-IPs

# The kernel goes on answering ARP for F-IPs that nobody can reach any more.
UNREACHABLE = {"lose the real IP", "lose the route"}
NOTICED_MS = INTERVAL_MS  # it is put back within that, or it is a fault

# Nobody takes away what an outsider sets while the daemon is not there to do it, or is off.
ADDED = {"add the F-IP", "add the F-IP with a prefix"}

# While the kernel holds the F-IPs and no daemon or fence can take them away, the peer must be
# able to ask the segment.  Both at once is beyond the rules (tests/explore/promise.c).
LEFT_TO_THE_KERNEL = {"kill with the fence", "pause daemon and fence", "freeze the fence",
    "kill the fence", "stop to restart"}
FENCE_AWAY = {"freeze the fence", "kill the fence"}  # meanwhile no F-IP can be taken
REFUSAL_MS = 11000  # until an F-IP that could not be taken is tried again
HARD_TO_ASK = {"net", "loss", "cable", "third"}


class Played:
    """A round as it was played: when each fault really began and ended, and whom it hit."""

    def __init__(self, planned, begun):
        self.planned = planned
        self.begun = begun
        self.faults = []  # [drawn, node, whether it is the holder, begin, end]
        self.healed = begun
        self.whole = None

    def story(self):
        """Return what was done when, in seconds from the begin, a line each."""
        lines = []
        for drawn, node, holds, begin, end in self.faults:
            until = f" to {end - self.begun:.3f}" if end else ""
            lines.append(f"{begin - self.begun:.3f}{until} s: {drawn.fault.name}"
                + (f" on {node.name}" if drawn.fault.on != "none" else "")
                + (" (the holder)" if holds and drawn.fault.on != "none" else ""))
        return lines


class Figures:
    """The longest times of a run, by fault."""

    def __init__(self):
        self.longest = {}  # (what, fault) -> (ms, round)
        self.faults = self.spoiled = self.beyond = 0
        self.rounds = 0  # in which every promise was kept

    def note(self, what, names, value_ms, number):
        for name in names:
            if value_ms > self.longest.get((what, name), (-1, 0))[0]:
                self.longest[what, name] = (value_ms, number)


class Judge:
    def __init__(self, witness, ledger):
        self.witness = witness
        self.ledger = ledger
        self.figures = Figures()

    def judge(self, played):
        """Return what is wrong with a round that is whole again, and note its figures."""
        until = played.whole
        spoiled = self.witness.worst_ms(played.begun, until) > SPOILED_MS
        single = played.planned.kind == SINGLE
        self.figures.faults += len(played.faults)
        self.figures.spoiled += spoiled
        wrong = self._two(played)
        wrong += self._settling(played)
        if single:
            wrong += self._gaps(played, not spoiled)
            wrong += [] if spoiled else self._unreachable(played)
            wrong += [] if spoiled else self._moves(played)
        self.figures.rounds += not wrong
        return wrong

    def _names(self, played):
        return [row[0].fault.name for row in played.faults]

    def _note(self, what, played, value_ms):
        names = self._names(played) if played.planned.kind == SINGLE else ["several at once"]
        self.figures.note(what, names, value_ms, played.planned.number)

    # Two holders

    def _two(self, played):
        names = set(self._names(played))
        things = {row[0].fault.touches for row in played.faults}
        if (names & LEFT_TO_THE_KERNEL and things & HARD_TO_ASK
                or names & ADDED and ("redundancy off" in names or "daemon" in things)):
            self.figures.beyond += 1
            return []
        wrong = []
        for family in self.witness.families:
            spans = family.overlaps(played.begun)
            if spans:
                wrong += self._two_of(played, spans)
        return wrong

    def _two_of(self, played, spans):
        kinds = {row[0].fault.overlap for row in played.faults}
        since = played.begun
        if HEALED in kinds or played.planned.kind == TEMPEST:
            kinds.add(HEALED)
            ends = [end or begin for *_, begin, end in played.faults]
            since = max(ends)
        two_ms = sum(max(0, last - max(first, since)) * 1000 + 1 for first, last in spans
            if last >= since)
        limit_ms = sum(TWO_MS[kind] for kind in kinds if kind != NEVER)
        self._note("two", played, two_ms)
        if limit_ms:
            limit_ms += self.witness.stood_still_ms(since, spans[-1][1])
        return [] if two_ms <= limit_ms else [
            f"two answered for {two_ms:.0f} ms, allowed are {limit_ms:.0f}, from "
            f"{spans[0][0] - played.begun:.3f} to {spans[-1][1] - played.begun:.3f} s"]

    # A failback under way

    def _events(self):
        return [event for name in ("n1", "n2") for event in self.ledger.events(name)]

    def _meets_failback(self, played):
        """Return whether the F-IPs were on their way home when the one fault was there."""
        *_, begin, end = played.faults[0]
        return any(event["kind"] == "failback"
            and begin - LOOK_S <= moment_of(event) <= (end or begin) + MEETS_S
            for event in self._events())

    # Nobody

    def _gaps(self, played, judged):
        drawn, node, holds, begin, end = played.faults[0]
        met = self._meets_failback(played)
        hit = holds or drawn.fault.anywhere or met
        gap = drawn.fault.gap if hit else NO_GAP
        if gap == DETECTION and (end or begin) - begin < LONG_S:
            gap = SETTLE
        least_ms = HANDOVER_MS if met else 0
        wrong = []
        for family in self.witness.families:
            for first, last, gap_ms in family.gaps(played.begun, played.whole):
                self._note("nobody" if hit else "nobody, not the holder's", played, gap_ms)
                limit_ms = (max(GAP_MS[gap], least_ms)
                    + self.witness.stood_still_ms(first, last))
                if judged and gap_ms > limit_ms:
                    wrong.append(f"nobody answered for {gap_ms:.0f} ms, allowed are "
                        f"{limit_ms:.0f}, from {first - played.begun:.3f} s")
        return wrong

    def _unreachable(self, played):
        """Return what is wrong with echoes of a holder without its real IP or a route."""
        drawn, _, holds, begin, end = played.faults[0]
        if drawn.fault.name not in UNREACHABLE or not holds:
            return []
        limit_ms = GAP_MS[DETECTION] + NOTICED_MS
        if end - begin < LONG_S:
            limit_ms = SETTLE_MS
        wrong = []
        for first, last, gap_ms in self.witness.echo_gaps(played.begun, played.whole):
            self._note("no echo", played, gap_ms)
            if gap_ms > limit_ms + self.witness.stood_still_ms(first, last):
                wrong.append(f"no echo was answered for {gap_ms:.0f} ms, allowed are "
                    f"{limit_ms:.0f}, from {first - played.begun:.3f} s")
        return wrong

    # Moves

    def _moves(self, played):
        drawn, _, holds, *_ = played.faults[0]
        hit = holds or drawn.fault.anywhere or self._meets_failback(played)
        events = self._events()
        failbacks = sum(event["kind"] == "failback" for event in events)
        moves = sum(event["to"] == "active" != event["from"] for event in events)
        limit = (drawn.fault.moves if hit else 0) + failbacks
        return [] if moves <= limit else [
            f"the F-IPs moved {moves} times, allowed are {limit} ({failbacks} of them failbacks)"]

    # Whole again

    def _settling(self, played):
        took_ms = (played.whole - played.healed) * 1000
        self._note("settled", played, took_ms)
        limit_ms = SETTLE_MS + self.witness.stood_still_ms(played.healed, played.whole)
        if set(self._names(played)) & FENCE_AWAY:
            limit_ms += REFUSAL_MS
        return [] if took_ms <= limit_ms else [
            f"whole again after {took_ms:.0f} ms, allowed are {limit_ms:.0f}"]
