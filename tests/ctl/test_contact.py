"""What can go wrong between fipctl and fipd: every case in words, with its exit code."""

import os
import shutil
import socket
import subprocess

from case import Case, environment
from fake_fipd import HANG_UP, SILENCE

VERBS = [[], ["events"], ["watch"], ["watch", "--after", "0"], ["switchover"],
    ["set", "count=3"], ["show", "config"], ["reload"]]


class Unreachable(Case):
    plays_fipd = False

    def test_every_verb_tells_that_no_fipd_runs(self):
        for verb in VERBS:
            with self.subTest(verb=verb):
                text = self.complained(*verb, ends=69)
                self.assertIn(self.path, text)
                self.assertIn("systemctl start fipd", text)

    def test_a_socket_left_by_a_dead_fipd_is_told(self):
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(self.path)
        self.assertIn("nobody listens there", self.complained(ends=69))

    def test_permission_denied_is_explained(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become somebody else")
        os.chmod(self.folder, 0o755)
        program = shutil.copy(os.environ["FIPCTL"], self.folder)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.path)
            os.chmod(self.path, 0o600)
            listener.listen()
            done = subprocess.run([program, "--control", self.path], text=True,
                capture_output=True, env=environment(), timeout=60, cwd="/",
                user=65534, group=65534, extra_groups=[])
        self.assertEqual(done.returncode, 69, done.stderr)
        self.assertIn("be root or a member of group fipd", done.stderr)

    def test_a_file_that_is_no_socket_is_told(self):
        with open(self.path, "w"):
            pass
        self.assertIn("this is no socket", self.complained(ends=69))

    def test_a_path_too_long_is_told(self):
        self.path = "/tmp/" + "x" * 200
        self.assertIn("too long", self.complained(ends=69))

    def test_a_frozen_fipd_with_a_full_backlog_is_told(self):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.path)
            listener.listen(0)
            with socket.socket(socket.AF_UNIX) as first:
                first.connect(self.path)
                self.assertIn("frozen",
                    self.complained("--timeout", "0.2", ends=75))

    def test_a_full_backlog_that_passes_is_waited_for(self):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.path)
            listener.listen(0)
            listener.settimeout(60)
            with socket.socket(socket.AF_UNIX) as first:
                first.connect(self.path)
                running = subprocess.Popen(self.command("--timeout", "60"), text=True,
                    stderr=subprocess.PIPE, env=environment())
                listener.accept()[0].close()
                listener.accept()[0].close()
                _, complaint = running.communicate(timeout=120)
        self.assertEqual(running.returncode, 69, complaint)
        self.assertIn("went away", complaint)


class Broken(Case):
    def test_a_silent_fipd_is_a_timeout(self):
        self.fipd.handlers["status"] = lambda request: SILENCE
        text = self.complained("--timeout", "0.1", ends=75)
        self.assertIn("did not answer in time", text)

    def test_fipd_going_away_instead_of_answering_is_told(self):
        self.fipd.handlers["status"] = lambda request: HANG_UP
        self.assertIn("went away", self.complained(ends=69))

    def test_fipd_going_away_in_mid_answer_is_told(self):
        self.fipd.handlers["status"] = lambda request: (
            b'{"ok":true,"status":{"sys', HANG_UP)
        self.assertIn("went away", self.complained(ends=69))

    def test_garbage_is_told_by_every_verb(self):
        for op in ["status", "events", "subscribe", "action", "prepare", "reload"]:
            self.fipd.handlers[op] = lambda request: b"HTTP/1.1 400 Bad Request\r\n"
        for verb in VERBS:
            with self.subTest(verb=verb):
                text = self.complained(*verb, ends=1)
                self.assertIn("does not speak fipd's control protocol", text)

    def test_an_oversized_line_is_told(self):
        self.fipd.handlers["status"] = lambda request: b"x" * (1024 * 1024 + 1) + b"\n"
        self.assertIn("does not speak", self.complained(ends=1))

    def test_a_status_of_the_wrong_shape_is_told(self):
        self.fipd.handlers["status"] = lambda request: {"ok": True, "status": [1, 2]}
        self.assertIn("does not speak", self.complained(ends=1))

    def test_a_refusal_is_told_in_fipds_words(self):
        self.fipd.handlers["status"] = lambda request: {
            "ok": False, "error": "refused", "text": "not today"}
        self.assertEqual(self.complained(ends=1), "fipctl: refused: not today\n")

    def test_one_client_too_many_is_told_so_by_every_verb(self):
        def refuse(_request):
            return (b'{"ok":false,"error":"resourceUnavailable",'
                b'"text":"fipd serves 32 clients already"}\n', HANG_UP)

        for op in ["status", "events", "subscribe", "action", "prepare", "reload"]:
            self.fipd.handlers[op] = refuse
        for verb in VERBS:
            with self.subTest(verb=verb):
                self.assertEqual(self.complained(*verb, ends=1),
                    "fipctl: refused: fipd serves 32 clients already\n")
        self.assertIn("fipd serves 32 clients", self.fipctl("check", ends=3).stdout)

    def test_a_refusal_without_words_is_told(self):
        self.fipd.handlers["status"] = lambda request: {"ok": False}
        self.assertIn("gives no reason", self.complained(ends=1))
