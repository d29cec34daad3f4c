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
        self.lab.configure(**TIMING)
        self.start(self.n1)
        self.n2.start_fipd()
        self.lab.wait_roles("active", "standby", 20)
        self.mark()

    def start(self, node):
        node.start_fipd(wrap=["env", *(f"{name}={value}" for name, value in self.ahead.items())])

    def run_fipctl(self, node, *words, ends=0):
        """Run fipctl incident for a node; its ssh logs in at n2."""
        path = os.path.join(self.lab.folder, "bin")
        os.makedirs(path, exist_ok=True)
        with open(os.path.join(path, "ssh"), "w") as file:
            file.write(SSH.format(folder=self.lab.folder, fipctl=self.n2.program("fipctl"),
                control=self.n2.seen(CONTROL), state=self.n2.path("state")))
        os.chmod(file.name, 0o755)
        environment = {**os.environ, "PATH": path + ":" + os.environ["PATH"],
            **(self.ahead if node is self.n1 else {})}
        done = subprocess.run([node.program("fipctl"), "--control", node.seen(CONTROL),
            "incident", "--state", node.path("state"), *words],
            capture_output=True, text=True, timeout=60, env=environment, check=False)
        self.assertEqual(ends, done.returncode, done.stdout[-3000:] + done.stderr)
        return done.stdout if ends == 0 else done.stderr

    def keep_export(self, node, *words):
        """Write a node's export into a file, as somebody brings it along; return its path."""
        path = os.path.join(self.lab.folder, f"{node.name}.json")
        with open(path, "w") as file:
            file.write(self.run_fipctl(node, "--export", *words))
        return path

    def tell(self, *words):
        """Return what n1's fipctl tells of both sides, as JSON."""
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
        wait_until(lambda: self.n2.role() == "active", 20, "n2 takes over")
        self.start(self.n1)
        self.lab.wait_roles("active", "standby", 20)
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
        self.lab.wait_roles("standby", "active", 20)
        self.n1.settle()
        self.n2.settle()
        told = self.tell()
        with open(os.path.join(self.lab.folder, "ssh-words")) as file:
            words = file.read().split()
        self.assertEqual(["-o", "BatchMode=yes"], words[:2])
        self.assertEqual(["--", "n2", "fipctl", "incident", "--export"], words[4:9])
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
        self.lab.wait_roles("active", "active", 20)
        taken = self.assert_told(self.n2, "failover")
        wait_until(lambda: self.n1.status()["peer"]["state"] != "up", 20, "n1 misses n2")
        self.network.restore()
        self.lab.wait_roles("active", "standby", 30)
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


class AttackTest(IncidentCase):
    def test_an_arp_attack_is_told_with_its_mac(self):
        third = self.lab.add_third()
        third.own_fip()
        third.claim_fip()
        conflict = self.assert_told(self.n1, "addressConflict")
        third.disown_fip()
        self.n1.fipctl("switchover")  # a change of role writes the recording
        self.lab.wait_roles("standby", "active", 20)
        told = self.tell(str(conflict["sequence"]))
        self.assertEqual(0, self.item(told, self.n1, sequence=conflict["sequence"])["at_us"])
        self.assertIn(third.mac, self.item(told, self.n1, kind="answered")["text"])
        self.assertIn("Another host spoke for an address", " ".join(told["prevented_by"]))


if __name__ == "__main__":
    unittest.main()
