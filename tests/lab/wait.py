"""wait - no test sleeps a guess: it waits for a condition, with a limit."""

import time


class TimedOut(AssertionError):
    """What was waited for did not come."""


def wait_until(condition, limit_s, what, pause_s=0.02):
    """Return the condition's first true value; raise TimedOut after limit_s."""
    deadline = time.monotonic() + limit_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimedOut(f"not within {limit_s} s: {what}")
        time.sleep(pause_s)
