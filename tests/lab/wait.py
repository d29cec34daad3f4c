"""wait - no test sleeps a guess: it waits for a condition, with a limit."""

import time

PATIENCE = 4  # times as long as a calm machine may need: no verdict is a matter of speed


class TimedOut(AssertionError):
    """What was waited for did not come."""


def wait_until(condition, limit_s, what, pause_s=0.02):
    """Return the condition's first true value; raise TimedOut if it never comes.

    limit_s is what a calm machine needs at most; a busy one gets PATIENCE times as long.
    What is waited for may be a function that tells it when it did not come.
    """
    deadline = time.monotonic() + limit_s * PATIENCE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            told = what() if callable(what) else what
            raise TimedOut(f"not within {limit_s * PATIENCE} s: {told}")
        time.sleep(pause_s)
