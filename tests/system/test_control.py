"""Who may only read, or only connect, moves nothing, delays nothing and shuts nobody out."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import json

from lab.case import LabCase
from lab.node import CONTROL
from lab.options import timing
from lab.wait import wait_until

INTERVAL_MS, COUNT = timing(10, 3)
SPAN_S = max(4, INTERVAL_MS * 40 / 1000)
FLOOD = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lab",
    "line_flood.py")
READER, OTHER = 4711, 4712
COMMANDERS, READERS = 4721, 4722
READING = CONTROL + ".read"


class ControlTest(LabCase):
    def start_with_reader(self):
        """Start the pair; on n1 everybody may connect, as a reader too."""
        self.start_watched(interval=f"{INTERVAL_MS} ms", count=COUNT, failback_delay="1 s")
        self.n1.run(["chmod", "666", CONTROL, READING])
        self.beats = self.lab.watch_beats(self.n1)
        self.watch_machine()
        wait_until(lambda: len(self.beats.rows()) > 2, 10, "beats")

    def flood(self, uid, clients, kind, control=CONTROL):
        """Start so many clients of a user on n1; they end with the test."""
        return self.n1.start(f"{kind} of {uid}".replace(" ", "_"), ["/usr/bin/python3", FLOOD,
            control, str(clients), kind],
            wrap=["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"])

    def connected(self):
        """Return how many connections n1's fipd has accepted."""
        rows = self.n1.run(["cat", "/proc/net/unix"]).stdout.splitlines()
        return sum(row.endswith(" " + CONTROL) and row.split()[5] == "03" for row in rows)

    def ask_as(self, uid, group=None, control=CONTROL, **request):
        """Return the answer to one request of a user, with no group but this one."""
        # Who is refused is told so and shut out, perhaps before his request is written.
        script = ("import contextlib, socket, sys\n"
            "c = socket.socket(socket.AF_UNIX); c.settimeout(30)\n"
            f"c.connect('{control}')\n"
            "with contextlib.suppress(BrokenPipeError): "
            "c.sendall(sys.argv[1].encode() + b'\\n')\n"
            "print(c.makefile().readline())")
        return json.loads(self.n1.run(["setpriv", f"--reuid={uid}",
            f"--regid={group or uid}", "--clear-groups", "/usr/bin/python3", "-c", script,
            json.dumps(request)]).stdout)

    def is_polled(self):
        """Return whether n1's role can be asked for by SNMP."""
        return self.oc.snmp("snmpget", self.n1.address, "FIPD-MIB::fipdRole.0",
            options=("-OQv",), check=False).stdout.startswith("active")

    def complaints(self):
        """Return the lines about clients in n1's log."""
        return [line for line in self.n1.fipd.output().splitlines() if "[FIP-307]" in line]

    def test_lines_of_a_reader_delay_no_beat(self):
        """security 1: lines that cost much to read, from a user that may only read"""
        self.start_with_reader()
        since = self.beats.rows()[-1]
        for kind in ("short", "long", "longest", "events"):
            self.flood(READER, 2, kind, control=READING)
        self.pass_time(SPAN_S)
        self.assertEqual("0.2.0", self.ask_as(OTHER, op="hello")["version"])
        self.assert_no_beat_missed(self.beats, INTERVAL_MS, since)
        self.assert_only_the_machine_moves(INTERVAL_MS, COUNT)
        self.assert_one_holder(self.watch)

    def test_silent_clients_shut_nobody_out_and_fill_no_log(self):
        """security 7, 16, lab P17: as many as they like, of one user and of several"""
        self.start_with_reader()
        for uid in range(READER, READER + 5):
            self.flood(uid, 40, "silence")
        wait_until(lambda: self.connected() >= 28, 20, "they have what they can get")
        self.assertTrue(self.n1.fipctl("status").stdout)
        self.assertTrue(self.n1.status()["role"])
        self.assertTrue(wait_until(lambda: self.ask_as(9999, op="hello")["ok"], 20, "another is served"))
        self.assertLessEqual(len(self.complaints()), 6, self.complaints()[:20])
        self.assertTrue(self.complaints())
        self.assert_only_the_machine_moves(INTERVAL_MS, COUNT)

    def name_groups(self):
        """Let n1 have the two groups of the sockets, whatever this machine has.

        One has more members than a line of a kilobyte names.
        """
        path = self.n1.path("group")
        members = ",".join(f"operator-{number}" for number in range(200))
        with open("/etc/group") as file, open(path, "w") as copy:
            copy.write("".join(line for line in file if not line.startswith("fipd")))
            copy.write(f"fipd:x:{COMMANDERS}:{members}\nfipd-read:x:{READERS}:\n")
        self.n1.run(["mount", "--bind", path, "/etc/group"])

    def test_each_group_gets_what_it_is_trusted_with(self):
        """security 12: the file decides, whoever the user is and when he was made"""
        self.name_groups()
        self.lab.configure(interval="1 s", count=3)
        self.lab.start_pair()
        ask = self.ask_as
        self.assertTrue(ask(OTHER, COMMANDERS, op="restartPlan", span_s=0)["ok"])
        self.assertTrue(ask(OTHER, READERS, READING, op="status")["ok"])
        self.assertEqual("forbidden",
            ask(OTHER, READERS, READING, op="action", action="switchover")["error"])
        for group, socket in ((READERS, CONTROL), (COMMANDERS, READING), (OTHER, READING)):
            with self.assertRaisesRegex(RuntimeError, "Permission denied"):
                ask(OTHER, group, socket, op="hello")
        self.assertEqual("active", self.n1.role())

    def test_a_socket_that_its_group_cannot_be_given_is_open_to_nobody_else(self):
        """fipd may not give files away: it says so, and what would be right"""
        self.name_groups()
        self.lab.configure(redundancy="off")
        self.n1.start_fipd(wrap=["setpriv", "--bounding-set", "-chown"])
        for socket, group in ((CONTROL, "fipd"), (READING, "fipd-read")):
            about = self.n1.run(["stat", "-c", "%a %u %g", socket]).stdout.strip()
            self.assertEqual("600 0 0", about)
            self.assertRegex(self.n1.fipd.output(), f"{socket} is for root and .* cannot be "
                f"given to the group {group}: Operation not permitted;.*FIP-329")

    def test_a_control_socket_that_was_removed_comes_back(self):
        """lab P12: rm -rf /run/fipd; the folder is as it was, and nothing has moved"""
        self.name_groups()
        self.lab.configure(interval="1 s", count=3)
        self.n1.run(["sh", "-c", "chmod 0750 /run/fipd; chown 4711:4712 /run/fipd"])
        self.lab.start_pair()
        self.mark()
        self.n1.start_snmpd()
        self.n1.start_agent()
        wait_until(self.is_polled, 20, "the subagent answers")
        # That fipd asks no directory server again is seen by a group that has gone.
        self.n1.run(["umount", "/etc/group"])
        self.n1.run(["rm", "-rf", "/run/fipd"])
        wait_until(lambda: self.n1.role() == "active", 20, "the socket is there again")
        about = self.n1.run(["stat", "-c", "%a %u %g", "/run/fipd"]).stdout.strip()
        self.assertEqual("750 4711 4712", about)
        about = self.n1.run(["stat", "-c", "%a %g", CONTROL]).stdout.strip()
        self.assertEqual(f"660 {COMMANDERS}", about)
        self.n1.agent.kill()
        self.n1.start_agent()
        wait_until(self.is_polled, 20, "another subagent answers")
        self.assertIn("[FIP-328]", self.n1.fipd.output())
        self.assert_no_move()


if __name__ == "__main__":
    unittest.main()
