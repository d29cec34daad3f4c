"""terms - the words of the table of faults: what a fault is, and what it may cost."""

from dataclasses import dataclass
from typing import Callable, Optional

# The kinds of rounds in which a fault is drawn.
SINGLE = 1   # one fault: each has limits of its own
STORM = 2    # several at once, the segment alive: never two holders
TEMPEST = 4  # all at once: it settles when all is whole again
ALL = SINGLE | STORM | TEMPEST

# For how long nobody may answer, and for how long two may.
NO_GAP = "none"
AT_ONCE = "at once"       # what a handover or a farewell takes
DETECTION = "detection"
SETTLE = "settling"       # what settling takes
WHILE = "while"           # as long as the fault lasts
NEVER = "never"
ONE_WAY = "one way"       # half of the segment is cut
REMOVED = "removed"       # an outsider's F-IP: fipd removes one a second
HEALED = "healed"         # as long as the cut, and until the halves have met again


@dataclass(frozen=True)
class Fault:
    """A row of the table.

    begin(rig, node, name) returns what end(rig, node, name, kept) needs; end is None if
    nothing has to be undone.  on says whom it hits: any, active, standby, none.  Two faults
    that touch the same thing of a node are never drawn at once.
    """

    name: str
    begin: Callable
    end: Optional[Callable]
    kinds: int
    weight: int
    on: str
    touches: str
    gap: str
    moves: int
    overlap: str
    anywhere: bool = False  # its limits hold wherever it hits, else only on the holder
