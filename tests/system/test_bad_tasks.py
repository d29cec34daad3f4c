"""Checks and hooks that are wrong or behave badly: what is said of each, and that nothing else
happens.  The tables are the documentation of it; a text may be one of several libraries'."""

import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.bound import wait_bound
from lab.case import LabCase
from lab.wait import wait_until

SERVICES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lab",
    "bad_services.py")
FAILED, PASSED, UNKNOWN = "failed", "passed", "unknown"
NAME_FAULT = "(Temporary failure in name resolution|Name or service not known)"

# Target, state, and what is said, as an expression for all of it.
TARGETS = [
    ("tcp: 127.0.0.1:9", FAILED, r"127\.0\.0\.1:9: Connection refused"),
    ("tcp: '[::1]:9'", FAILED, r"\[::1\]:9: (Connection refused|Cannot assign requested address)"),
    ("tcp: nowhere.invalid:80", FAILED, "nowhere.invalid has no address: " + NAME_FAULT),
    ("tcp: 203.0.113.1:80", FAILED, r"203\.0\.113\.1:80: Network is unreachable"),
    ("tcp: 192.168.0.77:80", FAILED, r"no answer within 1 s: connecting to 192\.168\.0\.77:80"),
    ("tcp: 127.0.0.1:8001", PASSED, r"127\.0\.0\.1:8001 accepts connections"),
    ("http: http://127.0.0.1:9/", FAILED, ".*Couldn't connect to server"),
    ("http: http://nowhere.invalid/", FAILED, "Could not resolve host: nowhere.invalid"),
    ("http: http://127.0.0.1:8001/", FAILED,
        "no answer within 1 s: waiting for the answer to http://127.0.0.1:8001/"),
    ("http: http://127.0.0.1:8002/", PASSED, "HTTP 200, the body cut after 64 KiB"),
    ("http: http://127.0.0.1:8003/", FAILED, "Received HTTP/0.9 when not allowed"),
    ("http: http://127.0.0.1:8004/", FAILED, "Empty reply from server"),
    ("http: http://127.0.0.1:8005/", FAILED, "HTTP 500, and good is 200-399"),
    ("http: http://127.0.0.1:8006/", PASSED, "HTTP 302"),
    ("http: http://127.0.0.1:8007/", FAILED,
        "no answer within 1 s: waiting for the answer to http://127.0.0.1:8007/"),
    ("http: https://127.0.0.1:8005/", FAILED, "no answer within 1 s: .*|.*wrong version number.*"),
    ("http: https://127.0.0.1:8008/", FAILED, "SSL certificate problem: self-signed certificate"),
]
SH = "/bin/sh"
# The words of a command.
COMMANDS = [
    (["/bin/sleep", "1000"], FAILED, "not ended within 1 s, so it was ended"),
    ([SH, "-c", "trap '' TERM; while :; do /bin/sleep 1; done"], FAILED,
        "not ended within 1 s, so it was ended"),
    (["/usr/bin/yes"], FAILED, "not ended within 1 s, so it was ended: y"),
    ([SH, "-c", "kill -SEGV $$"], FAILED, r"died of signal 11 \(Segmentation fault\)"),
    ([SH, "-c", "printf '\\033[2J\\377\\n\\007'; exit 3"], FAILED, r"exit 3: \?\[2J\?"),
    ([SH, "-c", "exit 4"], FAILED, "exit 4"),
    ([SH, "-c", "for i in 1 2 3 4 5 6 7 8; do setsid sleep 4321 & sleep 4321 & done"], PASSED,
        "exit 0"),
    ([SH, "-c", "cat /etc/shadow"], FAILED, "exit 1: cat: /etc/shadow: Permission denied"),
    ([SH, "-c", "exec cat </dev/stdin"], PASSED, "exit 0"),
    (["/run/text"], UNKNOWN, "not run: /run/text cannot be run: Exec format error"),
    (["/run/orphan"], UNKNOWN, "not run: /run/orphan cannot be run: No such file or directory"),
    (["/run/closed"], UNKNOWN, "not run: /run/closed cannot be run: Permission denied"),
]
# What is refused when it is read: program, its user, and why.
REFUSED = [
    ("/run/missing", "nobody", "/run/missing does not exist"),
    ("/run/open", "nobody", "/run/open has mode 0777, so that others can write it: "
        "chmod go-w /run/open"),
    ("/run/grouped", "nobody", "/run/grouped has mode 0775, so that others can write it: "
        "chmod go-w /run/grouped"),
    ("/run/foreign", "nobody", "/run/foreign belongs to user 65534; it must belong to root: "
        "chown root /run/foreign"),
    ("/run/wide/program", "nobody", "/run/wide has mode 0777, so that others can write it: "
        "chmod go-w /run/wide"),
    ("/run/link", "nobody", "/run/open has mode 0777, so that others can write it: "
        "chmod go-w /run/open"),
    ("/run/plain", "nobody", "/run/plain is no program: chmod 755 /run/plain"),
    ("/run/wide", "nobody", "/run/wide has mode 0777, so that others can write it: "
        "chmod go-w /run/wide"),
    ("/bin/true", "no-such-user", "there is no user no-such-user, as whom the command shall run"),
]
# Arguments of fipd-exec, its exit code and what it says.
CALLS = [
    ("--port 80", 64, "fipd-exec: --port is no option; try fipd-exec --help"),
    ("--config", 64, "fipd-exec: --config needs a value; try fipd-exec --help"),
    ("--check=x", 64, "fipd-exec: --check takes no value; try fipd-exec --help"),
    ("now", 64, "fipd-exec: now is one argument too many; try fipd-exec --help"),
    ("--check --config /nonexistent", 78, "fipd-exec: /nonexistent: cannot be read: No such file or directory"),
]


def check_line(number, target):
    return (f"{{name: c{number}, {target}, interval: 2s, timeout: 1s, rise: 1, fall: 1}}")


def command(words, user="nobody"):
    return f"command: {json.dumps(words)}, user: {user}"


class BadTasksTest(LabCase):
    def setUp(self):
        super().setUp()
        self.lab.configure()
        write = self.n1.write_program
        write("text", "no program\n")
        write("orphan", "#!/nonexistent\n")
        write("closed", "#!/bin/sh\n", 0o700)
        write("plain", "#!/bin/sh\n", 0o644)
        write("open", "#!/bin/sh\n", 0o777)
        write("grouped", "#!/bin/sh\n", 0o775)
        write("foreign", "#!/bin/sh\n")
        self.n1.run(["chown", "nobody", "/run/foreign"])
        self.n1.run(["mkdir", "-m", "777", "/run/wide"])
        self.n1.run(["cp", "/bin/true", "/run/wide/program"])
        self.n1.run(["ln", "-s", "open", "/run/link"])

    def start_services(self):
        path = self.n1.path("certificate.pem")
        self.n1.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
            "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out",
            path + ".crt"])
        with open(path, "a") as file, open(path + ".crt") as certificate:
            file.write(certificate.read())
        services = self.n1.start("services", ["/usr/bin/python3", SERVICES, path])
        wait_bound(self.n1, services, "127.0.0.1", 8008)

    def start_checks(self, targets):
        lines = [check_line(i, target) for i, target in enumerate(targets)]
        self.lab.configure()
        self.n1.configure(**{**self.n1.settings, "role": "active", "checks": lines})
        self.lab.start_pair()
        self.n1.start_exec()
        self.mark()

    def assert_states(self, rows):
        """Each of (state, expression) is what fipd knows of the check of that number."""
        for number, (state, expression) in enumerate(rows):
            found = lambda: self.n1.check(f"c{number}")
            wait_until(lambda: (found()["state"], bool(re.fullmatch(expression, found()["text"])))
                == (state, True), 60, lambda: f"{rows[number]}, and there is {found()}")

    def test_what_is_said_of_targets_that_are_bad(self):
        self.start_services()
        self.start_checks([target for target, _, _ in TARGETS])
        self.assert_states([row[1:] for row in TARGETS])
        self.assert_no_move()

    def test_what_is_said_of_commands_that_are_bad(self):
        self.start_checks([command(words) for words, _, _ in COMMANDS])
        self.assert_states([row[1:] for row in COMMANDS])
        self.assert_no_move()
        self.n1.exec.terminate()
        left = self.n1.run(["pgrep", "-f", "sleep 4321"], check=False).stdout
        self.assertEqual("", left, "what they left behind is ended")

    def test_what_is_said_of_programs_that_others_could_change(self):
        self.start_checks([command([path], user) for path, user, _ in REFUSED])
        # What is told is cut; all of it stands in the log, with its place.
        self.assert_states([(UNKNOWN, re.escape(f"not run: {why}"[:127])) for _, _, why in REFUSED])
        said = self.n1.exec.output()
        path = self.n1.path("fipd.yaml")
        for number, (_, _, why) in enumerate(REFUSED):
            self.assertRegex(said, rf"{path}:\d+:\d+: checks: c{number}: {re.escape(why)}")
        done = self.n1.run([self.n1.program("fipd-exec"), "--check", "--config", path],
            check=False)
        self.assertEqual((78, len(REFUSED)), (done.returncode, done.stderr.count("\n")))
        self.assert_no_move()

    def test_a_file_that_others_may_change_runs_nothing(self):
        path = self.n1.path("fipd.yaml")
        self.start_checks([command(["/bin/true"]), "tcp: 127.0.0.1:9"])
        self.assert_states([(PASSED, "exit 0"), (FAILED, r".*refused")])
        os.chmod(path, 0o666)
        os.kill(self.n1.exec.pid, 1)
        why = re.escape(f"not run: {path}: with checks or hooks nobody but root may change it, "
            f"and {path} has mode 0666"[:127])
        self.assert_states([(UNKNOWN, f"{why}.*")] * 2)
        os.chmod(path, 0o644)
        os.kill(self.n1.exec.pid, 1)
        self.assert_states([(PASSED, "exit 0"), (FAILED, r".*refused")])

    def test_a_file_that_is_wrong_changes_nothing(self):
        self.start_checks([command(["/bin/true"])])
        self.assert_states([(PASSED, "exit 0")])
        with open(self.n1.path("fipd.yaml"), "a") as file:
            file.write("hooks: [{name: x}]\n")
        os.kill(self.n1.exec.pid, 1)
        path = self.n1.path("fipd.yaml")
        wait_until(lambda: f"{path} is not in force: what was read before stays"
            in self.n1.exec.output(), 20, "it says so")
        self.assert_states([(PASSED, "exit 0")])

    def test_nobody_else_can_have_a_command_run(self):
        self.start_checks([command(["/bin/true"])])
        done = self.n1.fipctl("set", "checks=[]", check=False)
        self.assertNotEqual(0, done.returncode)
        answer = self.n1.ask(op="prepare", set=[{"name": "checks", "value": "[]"}])
        self.assertFalse(answer["ok"], answer)
        self.assert_states([(PASSED, "exit 0")])

    def test_what_is_said_of_wrong_calls(self):
        for words, code, text in CALLS:
            with self.subTest(words):
                done = self.n1.run([self.n1.program("fipd-exec"), *words.split()], check=False)
                self.assertEqual((code, text), (done.returncode, done.stderr.strip()))


if __name__ == "__main__":
    unittest.main()
