"""Hooks: each runs once and in order after what moves the F-IPs, and moves none itself."""

import json
import os
import sys
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests"))

from lab.case import LabCase
from lab.wait import wait_until

TIMING = {"interval": "200 ms", "count": 5, "failback": "manual"}
# In a test of moves each is a run of its own: so `--runs 10` is fifty of them.
MOVES = 5
# One line a run: what it was told.
NOTE = """\
#!/bin/sh
echo "$FIPD_HOOK $FIPD_SEQUENCE $FIPD_EVENT $FIPD_ROLE $FIPD_FORMER_ROLE $*" >>/run/notes/log
echo "moved to $FIPD_ROLE"
"""
# Its own arguments decide how it ends.
BAD = """\
#!/bin/sh
case $1 in
fail) echo "no such network"; exit 7 ;;
hang) trap '' TERM; while :; do sleep 1; done ;;
bomb) bomb() { bomb | bomb & }; bomb; sleep 1000 ;;
esac
"""


def hook(name, words, on="[active, standby]", more=""):
    return f"{{name: {name}, on: {on}, command: {json.dumps(words)}, user: nobody{more}}}"


class HooksTest(LabCase):
    def start_hooked(self, *hooks):
        self.lab.configure(**TIMING)
        for node in self.lab.nodes:
            node.run(["install", "-d", "-m", "777", "/run/notes"])
            self.note = node.write_program("note", NOTE)
            self.bad = node.write_program("bad", BAD)
        self.lab.configure(**TIMING, hooks=list(hooks))
        self.lab.start_pair()
        for node in self.lab.nodes:
            node.start_exec()
            wait_until(lambda: self.cursor(node) is not None, 20, f"{node.name} has a cursor")
        self.mark()

    def cursor(self, node):
        """Return how far the hooks have come, None before fipd-exec has said so."""
        answer = node.ask(op="acknowledge", cursor="hooks", sequence=0)
        return None if answer["new"] else answer["sequence"]

    def notes(self, node):
        done = node.run(["cat", "/run/notes/log"], check=False)
        return [line.split() for line in done.stdout.splitlines()]

    def switch(self, active):
        """Move the F-IPs to the other node than the active one; return it."""
        active.fipctl("switchover")
        roles = ("standby", "active") if active is self.n1 else ("active", "standby")
        self.lab.wait_roles(*roles, 30)
        return self.n2 if active is self.n1 else self.n1

    def ended(self, node, name=""):
        return [event for event in node.events(self.newest[node.name])
            if event["kind"] == "hookEnded" and name in event["subject"]]

    def await_runs(self, node, count, name="", limit_s=60):
        return wait_until(lambda: len(self.ended(node, name)) >= count and self.ended(node, name),
            limit_s, lambda: f"{count} hooks end on {node.name}: {self.ended(node, name)}")

    def test_each_runs_once_and_in_order_with_its_result_in_the_events(self):
        self.start_hooked(hook("first", ["/run/note", "a b"], more=", arguments: keepalived"),
            hook("second", ["/run/note"]), hook("third", ["/run/note"], on="[active]"))
        active = self.n1
        for _ in range(MOVES):
            active = self.switch(active)
        for node in self.lab.nodes:
            moves = [(event["sequence"], event["kind"], event["to"], event["from"])
                for event in node.events(self.newest[node.name])
                if event["from"] != event["to"] and event["to"] in ("active", "standby")]
            wanted = []
            for sequence, kind, to, before in moves:
                state = "MASTER" if to == "active" else "BACKUP"
                facts = [str(sequence), kind, to, before]
                wanted.append(["first", *facts, "a", "b", "INSTANCE", "lab", state,
                    "150" if node is self.n1 else "100"])
                wanted += [[name, *facts] for name in ("second", "third")[:1 + (to == "active")]]
            told = self.await_runs(node, len(wanted))
            self.assertEqual(wanted, self.notes(node), [event["text"] for event in told])
            self.assertEqual([row[0] for row in wanted], [event["subject"] for event in told])
            for row, event in zip(wanted, told):
                self.assertIn(f"for event {row[1]}: good, exit 0: moved to {row[3]}",
                    event["text"])
        self.assertGreaterEqual(len(moves), MOVES)

    def test_a_hook_that_hangs_or_fails_is_told_and_moves_nothing(self):
        self.start_hooked(hook("hang", ["/run/bad", "hang"], more=", timeout: 1s"),
            hook("fail", ["/run/bad", "fail"]), hook("after", ["/run/note"]))
        self.switch(self.n1)
        self.await_runs(self.n1, 3)
        self.mark()
        self.switch(self.n2)
        told = {event["subject"]: event["text"] for event in self.await_runs(self.n1, 3)}
        self.assertIn("not ended within 1 s, so it was ended", told["hang"])
        self.assertIn("exit 7: no such network", told["fail"])
        self.assertIn("exit 0: moved to active", told["after"])
        alarms = sorted((alarm["kind"], alarm["subject"]) for alarm in self.n1.status()["alarms"])
        self.assertEqual([("hookFailed", "fail"), ("hookFailed", "hang")], alarms)
        self.mark()
        self.pass_time(3)
        self.assert_no_move()
        done = self.n1.run(["pgrep", "-f", "/run/bad"], check=False)
        self.assertEqual("", done.stdout, "what was ended is gone")

    def test_a_fipd_exec_that_dies_makes_up_for_what_it_missed(self):
        self.start_hooked(hook("first", ["/run/note"]))
        self.n1.exec.kill()
        self.n2.exec.kill()
        self.switch(self.switch(self.n1))
        self.assertEqual([], self.notes(self.n1))
        self.n1.start_exec()
        self.await_runs(self.n1, 2)
        self.assertEqual(["standby", "active"], [row[3] for row in self.notes(self.n1)])

    def test_one_that_was_interrupted_runs_once_more_and_knows_it(self):
        waits = self.n1.write_program("waits", "#!/bin/sh\necho again=$FIPD_HOOK_AGAIN "
            ">>/run/notes/log\n[ -n \"$FIPD_HOOK_AGAIN\" ] || sleep 1000\n")
        self.n2.write_program("waits", "#!/bin/sh\n")
        self.start_hooked(hook("waits", [waits], on="[standby]", more=", timeout: 60s"))
        self.switch(self.n1)
        wait_until(lambda: self.notes(self.n1) == [["again="]], 20, "it runs")
        self.n1.exec.kill()
        self.n1.start_exec()
        self.await_runs(self.n1, 1)
        self.assertEqual([["again="], ["again=1"]], self.notes(self.n1))
        self.pass_time(2)
        self.assertEqual(1, len(self.ended(self.n1)))

    def test_the_example_of_a_route_follows_the_fip(self):
        words = ["/run/route", "198.51.100.0/24", "via", "192.168.0.10"]
        for node in self.lab.nodes:
            with open(os.path.join(TOP, "conf", "hooks", "route")) as example:
                node.write_program("route", example.read())
        self.start_hooked(hook("route", words, on="[active, standby]").replace("nobody", "root"))
        for active, other in ((self.n2, self.n1), (self.n1, self.n2)):
            self.switch(other)
            wait_until(lambda: self.route(active) and not self.route(other), 20,
                lambda: f"the route is on {active.name}: {self.ended(active)}")

    def route(self, node):
        return node.run(["ip", "route", "show", "exact", "198.51.100.0/24"]).stdout


if __name__ == "__main__":
    unittest.main()
