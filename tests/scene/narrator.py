"""narrator - prints what a scene does and what is seen, and counts what is not."""

import time

from lab.wait import TimedOut, wait_until


class Narrator:
    """Prints what is done and what is seen, each with the time since the start."""

    def __init__(self):
        self.started = time.monotonic()
        self.good = self.bad = 0

    def line(self, mark, text):
        print(f"{time.monotonic() - self.started:6.1f} s  {mark:8}  {text}", flush=True)

    def chapter(self, text):
        print(f"\n{text}", flush=True)

    def do(self, text):
        self.line("", text)

    def quote(self, text):
        for line in text.rstrip().splitlines():
            print(f"{'':20}  {line}", flush=True)

    def seen(self, holds, text):
        self.good += bool(holds)
        self.bad += not holds
        self.line("ok" if holds else "NOT SEEN", text)
        return holds

    def tally(self):
        took = time.monotonic() - self.started
        total = self.good + self.bad
        print(f"\n{self.good} of {total} things announced were seen, in {took:.0f} s.",
            flush=True)

    def awaits(self, condition, limit_s, text):
        """Wait for a condition and say whether it came; return its value or None."""
        try:
            value = wait_until(condition, limit_s, text)
        except TimedOut:
            value = None
        self.seen(value, text)
        return value
