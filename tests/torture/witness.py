"""witness - what the pair looks like from outside: who answers for the F-IPs, and when.

Three instruments on the client's host ask all the time: for the F-IP of IPv4 by ARP, for that
of IPv6 by neighbor solicitation, and by ICMP echo.  A fourth measures how long this machine
lets a process wait that should run.
"""

import bisect

from lab.node import FLOATING
from lab.watch import EchoWatch, Metronome

from .rig import FLOATING_6

ASK_MS = 10
ECHO_MS = 20
STRADDLE_S = 0.5  # answers to a request come within that
RUN_S = 5 * ASK_MS / 1000


class Family:
    """The answers for the F-IP of one family, of one round."""

    def __init__(self, watch, macs):
        self.watch = watch
        self.macs = macs
        self.rows = []

    def take(self, since):
        """Read what is new; forget what was asked before since."""
        kept = [row for row in self.rows if row.asked >= since - STRADDLE_S]
        self.rows = kept + [row for row in self.watch.take() if row.mac in self.macs]

    def overlaps(self, since):
        """Return the spans in which both nodes answered, as [first, last] request."""
        by_request = {}
        for row in self.rows:
            if row.asked >= since:
                by_request.setdefault((row.asked, row.request), set()).add(row.mac)
        spans = []
        for asked, _ in sorted(key for key, macs in by_request.items() if len(macs) > 1):
            if spans and asked - spans[-1][1] < RUN_S:
                spans[-1][1] = asked
            else:
                spans.append([asked, asked])
        return spans

    def gaps(self, since, until):
        """Return the spans in which nobody answered, as (begin, end, ms).

        A watch that was itself kept waiting asked less: requests count as well as time.
        """
        asked = sorted({(row.asked, row.request) for row in self.rows
            if since - STRADDLE_S <= row.asked <= until})
        gaps = []
        for (begin, first), (end, second) in zip(asked, asked[1:]):
            if end > since and second - first > 2:
                gaps.append((begin, end,
                    min((end - begin) * 1000, (second - first - 1) * ASK_MS)))
        return gaps


class Witness:
    """All that is seen from outside; the numbers of a round are those since its take()."""

    def __init__(self, rig):
        macs = {node.mac for node in rig.nodes}
        self.families = [Family(rig.oc.watch_arp(interval_ms=ASK_MS), macs),
            Family(rig.oc.watch_arp(FLOATING_6, interval_ms=ASK_MS), macs)]
        self.echo = EchoWatch(rig.oc, FLOATING, interval_ms=ECHO_MS)
        self.metronome = Metronome(rig.network)
        self.echoes = []
        self.late = []

    def take(self, since):
        """Read what all instruments saw; forget what is older than since."""
        for family in self.families:
            family.take(since)
        self.echoes = [row for row in self.echoes if row[1] >= since - STRADDLE_S]
        self.echoes += self.echo.take()
        self.late = [row for row in self.late if row[0] >= since - STRADDLE_S]
        self.late = sorted(self.late + self.metronome.take())

    def stood_still_ms(self, since, until):
        """Return how long this machine kept a process waiting in a span, all in all."""
        first = bisect.bisect_left(self.late, (since - STRADDLE_S,))
        return sum(late * 1000 for due, late in self.late[first:]
            if late > 0.001 and due + late >= since and due <= until)

    def worst_ms(self, since, until):
        """Return the longest that this machine kept a process waiting at once."""
        first = bisect.bisect_left(self.late, (since - STRADDLE_S,))
        return max((late * 1000 for due, late in self.late[first:]
            if due + late >= since and due <= until), default=0)

    def echo_gaps(self, since, until):
        """Return the spans between echoes that were answered, as (begin, end, ms)."""
        sent = sorted(sent for _, sent, answered in self.echoes
            if answered and since - STRADDLE_S <= sent)
        return [(begin, end, (end - begin) * 1000 - ECHO_MS)
            for begin, end in zip(sent, sent[1:]) if end > since and begin < until]

    def echo_answered(self, since):
        """Return whether an echo that was sent after a moment was answered."""
        return any(sent >= since and answered for _, sent, answered in self.echoes)
