"""manual - does in a booted pair what the manual shows, word for word.

The blocks are fenced ```hosts, with the prompts n1#, n2# and oc#; what is seen stands below,
`...` for anything.  A command without a line below may say what it likes: that it ends with
success is what counts.  One that only looks is asked again until it shows what it should, as a
person does who knows that a pair needs its seconds; all others are run once.
"""

import re

from lab.prompts import pattern_of, read_steps
from lab.wait import TimedOut, wait_until

HOSTS = ("n1", "n2", "oc")
LOOKS = re.compile(r"(fipctl( (status|check|doctor|events|explain)\b.*)?|snmp(get|walk)\b.*|"
    r"(ping|cat|ls|ip|systemctl (status|is-active|show)|journalctl)\b.*)$")
LIMIT_S = 30
COMMAND_LIMIT_S = 300


class ManualFails(AssertionError):
    """A command of the manual does not do what the manual shows."""


def follow(pair, page, kind, hosts=HOSTS):
    """Run each command of a page's blocks of a kind in its host; return how many there were."""
    steps = read_steps(page, hosts, kind)
    for step in steps:
        run_step(getattr(pair, step.host), step)
    return len(steps)


def run_step(host, step):
    """Run one command until it shows what the page says; raise ManualFails if it never does."""
    command = ["sh", "-c", f"cd; {step.text}"]
    pattern = pattern_of(step.lines) if step.lines else None
    done = None

    def is_as_shown():
        nonlocal done
        done = host.run(command, check=False, limit_s=COMMAND_LIMIT_S)
        if pattern is None:
            return done.returncode == 0
        return pattern.match(done.stdout + done.stderr) is not None

    try:
        if LOOKS.match(step.text):
            wait_until(is_as_shown, LIMIT_S, "", 0.3)
        elif not is_as_shown():
            raise TimedOut
    except TimedOut:
        shown = "\n".join(step.lines) if step.lines else "success"
        raise ManualFails(f"{step}\nThe manual shows:\n{shown}\nThere was, with exit code "
            f"{done.returncode}:\n{done.stdout}{done.stderr}") from None
