"""address_log - what the kernel of a node adds and removes on its interfaces, with times.

One witness sees both ends of a span, so that what it measures is no matter of who asked when.
"""

import datetime
import re

from .instrument import PRIORITY
from .wait import wait_until

ROW = re.compile(r"\[(\S+)\] (Deleted )?\d+: \S+\s+inet6? (\S+)/(\d+) ")
GROUP = "/proc/self/autogroup"  # as in instrument.be_prompt()
SIGN = "127.0.0.99"  # set and removed on lo: who sees it listens


class AddressLog:
    """Listens on a node from now on."""

    def __init__(self, node):
        self.process = node.start("address_log", ["sh", "-c",
            f"[ ! -e {GROUP} ] || echo {PRIORITY} > {GROUP}; "
            f"exec nice -n {PRIORITY} ip -ts -o monitor address"])

        def listens():
            for act in ("add", "del"):
                node.run(["ip", "address", act, f"{SIGN}/32", "dev", "lo"])
            return self.removals(SIGN)
        wait_until(listens, 20, "it listens")

    def removals(self, address):
        """Return when the kernel removed an address, in seconds, oldest first."""
        found = (ROW.match(line) for line in self.process.lines())
        return [datetime.datetime.fromisoformat(row[1]).timestamp() for row in found
            if row and row[2] and row[3] == address]
