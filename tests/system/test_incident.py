"""fipctl incident: what it tells of a crash, a partition, a move and an attack is what was."""

import json
import os
import struct
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.case import LabCase
from lab.node import CONTROL
from lab.wait import wait_until

INTERVAL_S, COUNT = 0.2, 5
TIMING = {"interval": "200 ms", "count": COUNT, "failback_delay": "1 s"}
HOUR_S = 3600
LIMIT_S = 120
SSH = """#!/bin/sh
# ssh of this lab: it logs in at n2 and runs what it is told there.
printf '%s\\n' "$@" > {folder}/ssh-words
while [ "$1" != -- ]; do shift; done
shift 3
exec env -u LD_PRELOAD {fipctl} --control {control} "$@" --state {state}
"""


class IncidentCase(LabCase):
    """n1's wall clock is an hour ahead, for fipd and for fipctl."""

    def setUp(self):
        super().setUp()
        with open(self.n1.path("offset"), "wb") as file:
            file.write(struct.pack("q", HOUR_S))
        shim = os.path.join(self.lab.build, "tests", "system", "wall_clock.so")
        linked = self.n1.run(["ldd", self.n1.program("fipd")]).stdout.split()
        before = [word for word in linked if word.startswith("/") and "asan" in word]
        self.ahead = {"LD_PRELOAD": ":".join(before + [shim]),
            "WALL_CLOCK_OFFSET": self.n1.path("offset")}
        # It logs in at n2.
        self.write_ssh(SSH.format(folder=self.lab.folder, fipctl=self.n2.program("fipctl"),
            control=self.n2.seen(CONTROL), state=self.n2.path("state")))
        self.lab.configure(**TIMING)
        self.start(self.n1)
        self.n2.start_fipd()
        self.lab.wait_roles("active", "standby", LIMIT_S)
        self.mark()

    def start(self, node):
        node.start_fipd(wrap=["env", *(f"{name}={value}" for name, value in self.ahead.items())])

    def write_ssh(self, script):
        """Write the ssh that fipctl finds; without a script there is none to be found."""
        self.path = os.path.join(self.lab.folder, "bin" if script else "empty")
        os.makedirs(self.path, exist_ok=True)
        if script:
            with open(os.path.join(self.path, "ssh"), "w") as file:
                file.write(script)
            os.chmod(file.name, 0o755)
            self.path += ":" + os.environ["PATH"]

    def run_fipctl(self, node, *words, ends=0):
        """Run fipctl incident for a node; its ssh is what write_ssh() wrote last."""
        environment = {**os.environ, "PATH": self.path,
            **(self.ahead if node is self.n1 else {})}
        done = subprocess.run([node.program("fipctl"), "--control", node.seen(CONTROL),
            "incident", "--state", node.path("state"), *words],
            capture_output=True, text=True, timeout=LIMIT_S, env=environment, check=False)
        self.assertEqual(ends, done.returncode, done.stdout[-3000:] + done.stderr)
        self.complaints = done.stderr
        return done.stdout if ends == 0 else done.stderr

    def is_recorded(self, node):
        """Return whether the newest move of a node's journal is in its recording, too."""
        items = json.loads(self.run_fipctl(node, "--export", "--since", "600"))["items"]
        moves = [item for item in items if "sequence" in item and "to" in item]
        return "rules" in max(moves, key=lambda item: item["sequence"])

    def wait_recorded(self):
        """A thread of fipd writes the recording once a role has changed: wait until it has."""
        for node in self.lab.nodes:
            if node.fipd.alive():
                node.settle(LIMIT_S)
            wait_until(lambda: self.is_recorded(node), LIMIT_S, f"{node.name} has recorded it")

    def keep_export(self, node, *words):
        """Write a node's export into a file, as somebody brings it along; return its path."""
        self.wait_recorded()
        path = os.path.join(self.lab.folder, f"{node.name}.json")
        with open(path, "w") as file:
            file.write(self.run_fipctl(node, "--export", *words))
        return path

    def tell(self, *words):
        """Return what n1's fipctl tells of both sides, as JSON."""
        self.wait_recorded()
        return json.loads(self.run_fipctl(self.n1, "--json", "--peer", "n2", *words))

    def item(self, told, node, **members):
        """Return the first item of the timeline with these members."""
        found = [item for item in told["timeline"] if item["node"] == node.name
            and all(item.get(name) == value for name, value in members.items())]
        self.assertTrue(found, (node.name, members, json.dumps(told["timeline"], indent=1)))
        return found[0]

    def assert_related(self, told):
        """The clocks were related, though the wall clocks are an hour apart."""
        clocks = told["clocks"]
        self.assertIsNotNone(clocks)
        # Both hosts have the same CLOCK_BOOTTIME here: the true offset is 0.
        self.assertLessEqual(abs(clocks["offset_us"]), clocks["error_us"])
        self.assertLess(clocks["error_us"], 100000)


class CrashTest(IncidentCase):
    def crash(self):
        self.n1.fipd.kill()
        wait_until(lambda: self.n2.role() == "active", LIMIT_S, "n2 takes over")
        self.start(self.n1)
        self.lab.wait_roles("active", "standby", LIMIT_S)
        return next(event for event in self.n2.events(self.newest["n2"])
            if event["to"] == "active")

    def test_a_crash_is_told_by_both_sides_on_one_axis(self):
        taken = self.crash()
        path = self.keep_export(self.n1, "--since", "120")
        told = json.loads(self.run_fipctl(self.n2, str(taken["sequence"]), "--json",
            "--file", path))
        self.assert_related(told)
        self.assertEqual(taken["text"], self.item(told, self.n2, sequence=taken["sequence"],
            at_us=0)["text"])
        self.assertIn("peerSilent", self.item(told, self.n2, to="active")["reason"])
        outage = told["outage"]
        self.assertEqual(("n2", False, 0), (outage["taker"], outage["planned"],
            outage["both_us"]))
        self.assertGreater(outage["least_us"], 0)  # the lease ends before the other takes
        self.assertGreaterEqual(outage["most_us"], (COUNT - 1) * INTERVAL_S * 1e6)
        held = [hold for hold in told["holds"] if hold["node"] == "n1" and hold["from_us"] < 0]
        self.assertEqual("lease", held[-1]["end"])
        self.assertLess(held[-1]["until_us"], 0)
        silence = [s for s in told["silences"] if s["node"] == "n2" and s["from_us"] < 0]
        self.assertGreaterEqual(silence[-1]["missing"], COUNT - 1)
        starts = [item["at_us"] for item in told["timeline"] if item["kind"] == "start"]
        self.assertGreater(starts[-1], held[-1]["until_us"])
        self.assertIn("ended without a word", " ".join(told["prevented_by"]))

    def test_one_side_alone_text_picture_and_bad_input(self):
        taken = self.crash()
        number = str(taken["sequence"])
        text = self.run_fipctl(self.n2, number)
        self.assertIn("this node's only", text)
        self.assertIn("What would have prevented it?", text)
        self.assertIn("Open: whether the peer died", text)
        page = self.run_fipctl(self.n2, number, "--html", "--file",
            self.keep_export(self.n1, "--since", "120"))
        for word in ("<script", "http:", "https:", "url("):
            self.assertNotIn(word, page)
        self.assertIn("<svg", page)
        path = os.path.join(self.lab.folder, "bad")
        good = self.keep_export(self.n1, "--since", "120")
        with open(good) as file:
            document = json.load(file)
        for content, fault in (
                ("", "bad: it is empty"),
                ("no JSON", "an export is one JSON object"),
                (json.dumps(document)[:-9], "an export is one JSON object"),
                ("{}", "bad: it is no export; `fipctl incident --export` makes one"),
                (json.dumps({**document, "version": 9}),
                    "it is an export of version 9, and this fipctl reads 1"),
                (json.dumps({**document, "pair": "other"}),
                    "the other side is of pair other, and this node of pair lab"),
                (json.dumps({**document, "own": "192.168.0.7"}),
                    "the other side is n1 (192.168.0.7), and the peer of n2 is 192.168.0.1"),
                (json.dumps({**document, "beats": [[1]]}),
                    "its list beats is missing or has a row that cannot be"),
                (json.dumps({**document, "end_us": "x"}),
                    "its member end_us is missing or no number of microseconds")):
            with open(path, "w") as file:
                file.write(content)
            self.assertIn(fault, self.run_fipctl(self.n2, number, "--file", path, ends=1))
        self.assertIn("there is no event 9999; the journal has 1 to ",
            self.run_fipctl(self.n2, "9999", ends=1))
        self.assertIn("the number of an event is expected",
            self.run_fipctl(self.n2, "yesterday", ends=64))
        self.assertIn("No such file", self.run_fipctl(self.n2, "--file", "/nowhere", ends=1))
        self.assertIn("a host's name does not begin with -",
            self.run_fipctl(self.n1, "--peer=-oProxyCommand=id", ends=1))


class MoveTest(IncidentCase):
    def test_a_planned_move_fetched_by_ssh_lost_nothing(self):
        self.n1.fipctl("switchover")
        self.lab.wait_roles("standby", "active", LIMIT_S)
        told = self.tell()
        with open(os.path.join(self.lab.folder, "ssh-words")) as file:
            words = file.read().split()
        self.assertEqual(["-o", "BatchMode=yes"], words[:2])
        self.assertEqual(["--", "n2", "fipctl", "incident", "--export"], words[6:11])
        self.assert_related(told)
        outage = told["outage"]
        self.assertEqual(("n2", True, 0), (outage["taker"], outage["planned"],
            outage["both_us"]))
        self.assertLess(outage["most_us"], COUNT * INTERVAL_S * 1e6)
        self.assertEqual("switchover", self.item(told, self.n2, to="active")["reason"])
        self.assertIn("it was a planned move", " ".join(told["prevented_by"]))
        held = [hold for hold in told["holds"] if hold["node"] == "n1"]
        self.assertEqual("released", held[-1]["end"])


class PartitionTest(IncidentCase):
    def test_a_partition_has_both_holding_and_names_a_second_link(self):
        self.network.split(("n1",), ("n2", "oc"))
        self.lab.wait_roles("active", "active", LIMIT_S)
        taken = self.assert_told(self.n2, "failover", LIMIT_S)
        wait_until(lambda: self.n1.status()["peer"]["state"] != "up", LIMIT_S, "n1 misses n2")
        self.network.restore()
        self.lab.wait_roles("active", "standby", LIMIT_S)
        self.mark()
        path = self.keep_export(self.n1, "--since", "120")
        told = json.loads(self.run_fipctl(self.n2, str(taken["sequence"]), "--json",
            "--file", path))
        self.assert_related(told)
        self.assertGreater(told["outage"]["both_us"], 0)
        self.assertEqual({"n1", "n2"}, {silence["node"] for silence in told["silences"]})
        answers = " ".join(told["prevented_by"])
        self.assertIn("A second heartbeat link", answers)
        self.assertIn("references", answers)


class PeerTest(IncidentCase):
    def test_what_ssh_may_bring_is_said_in_one_line(self):
        for script, fault in (
                (None, "ssh: No such file or directory; --peer needs it, --file takes what "
                    "`fipctl incident --export` printed there"),
                ("exit 255", "n2: ssh could not log in there; it must be able to without a "
                    "password (BatchMode)"),
                ("exit 127", "n2: there is no fipctl in its path"),
                ("exit 64", "n2: its fipctl does not know incident --export: it is an older one"),
                ("exit 69", "n2: fipctl incident --export ended there with 69"),
                ("echo '{}'; exit 1", "n2: fipctl incident --export ended there with 1"),
                ("kill -9 $$", "n2: ssh was ended by a signal"),
                ("exit 0", "n2: it is empty"),
                ("echo '{}'", "n2: it is no export; `fipctl incident --export` makes one"),
                ("echo Welcome to n2", "n2: line 1, column 7: '[' or '{' expected near 'Welcome'; an "
                    "export is one JSON object; a login script there must print nothing else"),
                ("printf '\\033[31m'", "n2: line 1, column 1: '[' or '{' expected near '?'; an "
                    "export is one JSON object; a login script there must print nothing else"),
                ("exec yes", "n2: it is longer than 16 MiB, as no export is")):
            with self.subTest(script=script):
                self.write_ssh(script and f"#!/bin/sh\n{script}\n")
                told = self.run_fipctl(self.n1, "--peer", "n2", "--since", "60", ends=1)
                self.assertEqual(f"fipctl: {fault}\n", told)

    def test_the_real_ssh_that_is_refused(self):
        done = self.n1.run([self.n1.program("fipctl"), "--control", CONTROL, "incident",
            "--state", self.n1.path("state"), "--peer", "127.0.0.1", "--since", "60"], check=False)
        self.assertEqual(1, done.returncode)
        self.assertIn("port 22: Connection refused", done.stderr)
        self.assertIn("fipctl: 127.0.0.1: ssh could not log in there; it must be able to "
            "without a password (BatchMode)\n", done.stderr)

    def test_it_is_told_where_fipd_is_down_by_what_that_left(self):
        self.n1.fipctl("switchover")
        self.lab.wait_roles("standby", "active", LIMIT_S)
        self.wait_recorded()
        self.n1.fipd.kill()
        told = self.tell()
        self.assertEqual(f"fipctl: fipd does not run here: this is what it left in "
            f"{self.n1.path('state')}\n", self.complaints)
        self.assert_related(told)
        self.assertEqual("switchover", self.item(told, self.n2, to="active")["reason"])
        os.remove(self.n1.path("state", "events.jsonl"))
        complaints = self.run_fipctl(self.n1, ends=69).splitlines()
        self.assertIn("fipd", complaints[0])
        self.assertEqual(f"fipctl: {self.n1.path('state', 'events.jsonl')}: No such file or "
            "directory; without fipd its journal is read from there (--state FOLDER)",
            complaints[1])


class AttackTest(IncidentCase):
    def test_an_arp_attack_is_told_with_its_mac(self):
        third = self.lab.add_third()
        third.own_fip()
        third.claim_fip()
        conflict = self.assert_told(self.n1, "addressConflict", LIMIT_S)
        third.disown_fip()
        self.n1.fipctl("switchover")  # a change of role writes the recording
        self.lab.wait_roles("standby", "active", LIMIT_S)
        told = self.tell(str(conflict["sequence"]))
        self.assertEqual(0, self.item(told, self.n1, sequence=conflict["sequence"])["at_us"])
        self.assertIn(third.mac, self.item(told, self.n1, kind="answered")["text"])
        self.assertIn("Another host spoke for an address", " ".join(told["prevented_by"]))
        # That the peer has its own addresses is as it should be.
        self.assertEqual([], [item["text"] for item in told["timeline"]
            if item["kind"] in ("answered", "rival", "neighbor") and third.mac not in item["text"]])


if __name__ == "__main__":
    unittest.main()
