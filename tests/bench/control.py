"""control - what a client's line costs fipd's loop, in processor time of its thread.

n1 is active with 10 F-IPs at 2 s x 5, and its journal holds 1,000 events.  One client sends a line,
waits for the answer, and reads how long the loop's thread has run since: so each figure has
the wake-ups in it that the line needs, and now and then another one.
"""

import os
import socket
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.lab import Lab
from lab.line_flood import LINES
from lab.node import CONTROL

from command import BUILD, markdown, take_options, write_json
from contestant import RAISED
from machine import describe
from measures import fips_of

EVENTS = 1000
EVENTS_IN_A_TURN = 16
# libevent reads 4 KiB at a time, with a look at everything else in between.
READS_OF_60_KIB = 15
# Names of what is asked, the line, and in how many turns it is answered.
CASES = (
    ("hello", '{"op":"hello"}', 1),
    ("status", LINES["status"], 1),
    ("1,000 events", LINES["events"], EVENTS // EVENTS_IN_A_TURN + 1),
    ("1 KiB that costs most to read, refused", LINES["short"], 1),
    ("1 KiB of rubbish", "[" * 1000, 1),
    ("60 KiB that cost most to read, refused", LINES["long"], READS_OF_60_KIB),
    ("prepare of one setting", '{"op":"prepare","set":[{"name":"count","value":"6"}]}', 1),
    ("prepare of 1 KiB: 62 F-IPs", LINES["change"], 1),
    ("prepare of 60 KiB: more F-IPs than there may be", LINES["long change"],
        READS_OF_60_KIB),
    ("restartPlan", '{"op":"restartPlan","span_s":0}', 1),
)


def median(numbers):
    return sorted(numbers)[len(numbers) // 2]


class Loop:
    """A client of n1's fipd, and the time that its loop has used."""

    def __init__(self, node):
        self.path = f"/proc/{node.fipd.pid}/task/{node.fipd.pid}/schedstat"
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.settimeout(60)
        self.connection.connect(node.seen(CONTROL))
        self.answers = self.connection.makefile("rb")

    def used_us(self):
        with open(self.path) as file:
            return int(file.read().split()[0]) / 1000

    def cost_us(self, line):
        """Return what one line costs; the loop is given a moment to fall asleep again."""
        before = self.used_us()
        self.connection.sendall(line.encode() + b"\n")
        self.answers.readline()
        time.sleep(0.005)
        return self.used_us() - before


def fill_journal(node, loop):
    """Change a setting until the journal holds the events."""
    number = 0
    while node.newest() < EVENTS:
        number += 1
        value = f'{{"op":"prepare","set":[{{"name":"failback_delay","value":"{1 + number % 9} s"}}]}}'
        for line in (value, '{"op":"commit"}'):
            loop.connection.sendall(line.encode() + b"\n")
            loop.answers.readline()


def measure(options):
    numbers = {"machine": describe("libjansson4")}
    count = 30 if options.quick else 300
    with Lab(BUILD) as lab:
        lab.configure(interval="2 s", count=5, fips=[f"{fip}/32" for fip in fips_of(10)])
        for node in lab.nodes:
            node.start_fipd(wrap=RAISED)
        lab.wait_roles("active", "standby", 60)
        loop = Loop(lab.n1)
        fill_journal(lab.n1, loop)
        numbers["cases"] = {}
        for name, line, turns in CASES:
            costs = [loop.cost_us(line) for _ in range(count)]
            numbers["cases"][name] = {"turns": turns, "us": costs}
    return numbers


def report(numbers):
    rows = [(name, f"{median(case['us']):.0f} us",
            f"{sorted(case['us'])[int(len(case['us']) * 0.99)]:.0f} us",
            str(case["turns"]), f"{median(case['us']) / case['turns']:.0f} us")
        for name, case in numbers["cases"].items()]
    print(numbers["machine"]["text"])
    print(markdown(("line", "median", "p99", "turns", "of one turn"), rows))


def main():
    options = take_options("control", __doc__.splitlines()[0], "30 lines of a kind, not 300")
    numbers = measure(options)
    report(numbers)
    write_json(options.json, numbers)


if __name__ == "__main__":
    main()
