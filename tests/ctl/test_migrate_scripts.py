"""fipctl migrate: keepalived's scripts become checks and hooks of fipd, word by word."""

import json
import os
import re
import unittest

from migrate_case import INSTANCE, UNFINISHED, MigrateCase, hook_of, read_settings, usual_user

TRACKING = INSTANCE.replace("    virtual_ipaddress {",
    "    track_script {\n        up\n    }\n    virtual_ipaddress {")


def tracked(*lines, instance=TRACKING):
    """Return a script of these lines, from line 2 on, and an instance that tracks it."""
    return "\n".join(["vrrp_script up {", *lines, "}", ""]) + instance


# A configuration that is refused, and the complaint.
REFUSED = (
    (tracked("script /usr/bin/true", "interval soon"),
        "ka.conf:3: interval soon: 0 to 1000000 are possible"),
    (tracked("script /usr/bin/true", "timeout"),
        "ka.conf:3: timeout: a value is missing behind it"),
    (tracked("script /usr/bin/true", "rise -1"),
        "ka.conf:3: rise -1: 0 to 1000000 are possible"),
    (tracked("script /usr/bin/true", "fall 1.5"),
        "ka.conf:3: fall 1.5: 0 to 1000000 are possible"),
    (tracked("script /usr/bin/true", "weight 254"),
        "ka.conf:3: weight 254: weight: -253 to 253 are possible"),
    (tracked("script /usr/bin/true", "weight"),
        "ka.conf:3: weight: weight: -253 to 253 are possible"),
    (tracked("script /usr/bin/true", instance=TRACKING.replace("up", "up weight x")),
        "ka.conf:15: up weight: weight: -253 to 253 are possible"),
    (tracked("script \"/usr/bin/true"),
        "ka.conf:2: a \" is not closed; a string ends on its line by another \""),
)
# What is printed all the same, and what is said of it.
OPEN = (
    (TRACKING, "FILL IN: ka.conf:12: up: there is no vrrp_script of this name"),
    (tracked(), "FILL IN: ka.conf:1: vrrp_script up (to line 2): not translated: it "
        "has no script"),
    (tracked("script"), "FILL IN: ka.conf:2: script: not translated: a command is "
        "missing behind it"),
    (tracked("scrpt /usr/bin/true"), "FILL IN: ka.conf:2: scrpt: keepalived has no "
        "such keyword in vrrp_script; did you mean script?"),
    (tracked("script /usr/bin/true", "weight 0 reverse"), "FILL IN: ka.conf:16: up: "
        "not translated: reverse; let a program of its own end with 0 where all is well"),
    (tracked("script /usr/bin/true", instance=TRACKING.replace("up", "up wait 3")), "FILL IN: "
        "ka.conf:15: up: weight and a number are possible behind the name of a script"),
    (tracked("script /usr/bin/true", "interval 3601"), "FILL IN: ka.conf:3: interval: "
        "interval: 3601 s is above 3600 s; 1 s to 3600 s is allowed"),
    (tracked("script /usr/bin/true", "fall 101"), "FILL IN: ka.conf:3: fall: fall: 101 "
        "is above 100; 1 to 100 is allowed"),
    (tracked("script /usr/bin/true", "user nobody-knows-him"), "FILL IN: ka.conf:3: "
        "user: there is no user nobody-knows-him here, and fipd --check wants one"),
    (tracked("script /usr/bin/true", "user nobody wheel"), "NO COUNTERPART: ka.conf:3: "
        "user: group wheel: a command has the groups of its user"),
    (tracked("script /usr/bin/pgrep -x squid"), "FILL IN: ka.conf:2: script: "
        "keepalived runs its first word alone; if the others are arguments, put all of it in "
        "quotes and migrate again"),
    (tracked("script /usr/bin/none"), "FILL IN: ka.conf:2: script: /usr/bin/none does "
        "not exist; fipd --check wants a program that root alone can change: as install -o root "
        "-g root -m 755 makes it"),
    (INSTANCE.replace("state MASTER", "notify_stop /usr/bin/true"), "NO COUNTERPART: ka.conf:2: "
        "notify_stop: fipd-exec stops with fipd; ExecStopPost= in a drop-in of fipd's unit does "
        "it"),
    (INSTANCE.replace("state MASTER", "notify_master"), "FILL IN: ka.conf:2: notify_master: not "
        "translated: a command is missing behind it"),
)
# A command as it stands in a file, and its words, or why it is not translated.
COMMANDS = (
    ("/usr/bin/true", ["/usr/bin/true"]),
    ('"/usr/bin/true  -x   haproxy "', ["/usr/bin/true", "-x", "haproxy"]),
    ('"/usr/bin/true \'a b\' c"', ["/usr/bin/true", "a b", "c"]),
    ('"/usr/bin/true \\"a b\\" \\\\\\"c"', ["/usr/bin/true", "a b", '"c']),
    ('"/usr/bin/true a\'b c\'d"', ["/usr/bin/true", "ab cd"]),
    ('"/usr/bin/true \'a | b; c > d & $E * `f` < g\'"',
        ["/usr/bin/true", "a | b; c > d & $E * `f` < g"]),
    ('"/usr/bin/true caf\u00e9: [x] {y} %z, \'# no comment\'"',
        ["/usr/bin/true", "caf\u00e9:", "[x]", "{y}", "%z,", "# no comment"]),
    ('"killall -0 haproxy"', "'killall' is no absolute path; keepalived looks for it along its "
        "PATH, and fipd-exec does not: write what command -v 'killall' prints"),
    ('"exit 0"', "'exit' is no absolute path; "),
    ('""', "the command is empty"),
    ('"\'\' x"', "a word of it is empty, which fipd.yaml cannot have; "),
    ('"/usr/bin/true \'\'"', "a word of it is empty, which fipd.yaml cannot have; "),
    *((f'"/usr/bin/true {sign} x"', f"a {sign} outside quotes is for a shell, and none reads it; "
        "put the line into a script and name that") for sign in "|;&<>$*`"),
    ("\"/usr/bin/true it's\"", "the ' is not closed; "),
    ("'/usr/bin/true x'", "the ' is not closed; "),
    (r'"/usr/bin/true a\nb"', "a \\ before a letter, a digit or the end is another character to "
        "keepalived"),
    (r'"/usr/bin/true a\\nb"', "a \\ before a letter, "),
    ('"/usr/bin/true ${_INSTANCE}"', "a definition that keepalived makes itself is in it; "),
    ('"/usr/bin/true ' + 500 * "x" + '"', "makes the command too long; 512 bytes are allowed"),
    ('"/usr/bin/true' + 32 * " x" + '"', "'x' is one word too many; 32 are allowed"),
)
# A priority, a weight, what it does, and whether a person has to look at it.
WEIGHTS = (
    (150, "0", "demote", False),
    (150, "-60", "demote", False),
    (150, "60", "demote", False),
    (150, "-50", "report", True),
    (150, "20", "report", True),
    (101, "2", "demote", False),
    (100, "-1", "demote", False),
    (255, "-253", "report", False),
)


class MigrateScripts(MigrateCase):
    def test_what_cannot_be_read_is_refused_with_its_line(self):
        for text, complaint in REFUSED:
            with self.subTest(complaint):
                self.write(text)
                done = self.migrate("ka.conf", ends=1)
                self.assertEqual(("", f"fipctl: {complaint}\n"), (done.stdout, done.stderr))

    def test_what_must_be_decided_is_told_and_the_rest_is_printed(self):
        for text, told in OPEN:
            with self.subTest(told):
                self.write(text)
                done = self.migrate("ka.conf", ends=UNFINISHED)
                self.assertIn(f"fipctl: {told}", done.stderr)
                self.assertIn(f"# {told}", done.stdout)
                self.assertEqual("VI_1", read_settings(done.stdout)["pair"])

    def test_commands_are_cut_as_keepalived_cuts_them(self):
        for written, words in COMMANDS:
            with self.subTest(written):
                self.write(tracked(f"script {written}", "user nobody", "weight -60"))
                whole = isinstance(words, list)
                done = self.migrate("ka.conf", ends=0 if whole else UNFINISHED)
                if whole:
                    command = re.search(r"(?m)^    command: (.*)$", done.stdout)[1]
                    self.assertEqual(words, json.loads(command))
                    self.assertEqual([], self.check(done.stdout))
                else:
                    self.assertIn("FILL IN: ka.conf:2: script: not translated: ", done.stderr)
                    self.assertIn(words, done.stderr)
                    self.assertIn("\n#checks:\n", done.stdout)

    def test_every_name_of_a_script_becomes_one_that_fipd_takes(self):
        for name, taken in (("-", "_"), ("caf\u00e9", "caf--"), ("null", "null"),
                ('"a b"', "a-b"), ("reverse", "reverse"), (40 * "x", 31 * "x")):
            with self.subTest(name):
                text = tracked("script /usr/bin/true", "user nobody")
                self.write(re.sub(r"\bup\b", name, text))
                out = self.migrate("ka.conf").stdout
                self.assertIn(f"\n  - name: {taken}\n", out)
                self.assertEqual([], self.check(out))

    def test_a_hook_is_cut_likewise(self):
        self.write(INSTANCE.replace("state MASTER", "state MASTER\n    "
            "notify_master \"/usr/bin/true 'a b' c\" nobody\n    notify_master /usr/bin/false"))
        settings = read_settings(self.migrate("ka.conf").stdout)
        self.assertEqual([hook_of("notify_master", "active", ["/usr/bin/true", "a b", "c"],
            "nobody")], settings["hooks"])

    def test_a_weight_moves_the_fips_if_it_decides(self):
        for priority, weight, effect, told in WEIGHTS:
            with self.subTest(priority=priority, weight=weight):
                text = tracked("script /usr/bin/true", "user nobody", f"weight {weight}")
                self.write(text.replace("priority 150", f"priority {priority}"))
                done = self.migrate("ka.conf", ends=UNFINISHED if told else 0)
                self.assertIn(f"    effect: {effect}\n", done.stdout)
                self.assertIn(f"{weight}", done.stdout)
                self.assertEqual([], self.check(done.stdout))
        self.write(tracked("script /usr/bin/true", "user nobody", "weight 20")
            + "vrrp_sync_group G {\n  group {\n    VI_1\n  }\n}\n")
        self.assertIn("    effect: demote\n", self.migrate("ka.conf").stdout)

    def test_two_instances_that_become_one_pair_share_their_scripts(self):
        one = TRACKING.replace("state MASTER", "state MASTER\n    notify /usr/bin/true nobody\n"
            "    notify_master /usr/bin/true nobody")
        other = one.replace("VI_1", "VI_2").replace("0.2.100", "0.2.101").replace(
            "notify_master /usr/bin/true", "notify_master /usr/bin/false")
        self.write(tracked("script /usr/bin/true", "user nobody", instance=one) + other
            + "vrrp_sync_group G {\n  group {\n    VI_1\n    VI_2\n  }\n}\n")
        out = self.migrate("ka.conf").stdout
        self.assertEqual([], self.check(out))
        names = {name: [re.match("name: ([^;]+)", one)[1] for one in read_settings(out)[name]]
            for name in ("checks", "hooks")}
        self.assertEqual({"checks": ["up"], "hooks": ["notify_master", "notify",
            "notify_master-2"]}, names)
        self.assertIn("notify of both instances is the same command, which runs once", out)

    @unittest.skipUnless(os.geteuid() == 0, "gives a program to another user: needs root")
    def test_a_program_that_others_can_change_is_told_as_fipd_tells_it(self):
        program = self.write("#!/bin/sh\n", "program")
        os.chmod(program, 0o777)
        self.write(tracked(f"script {program}", "user nobody"))
        done = self.migrate("ka.conf", ends=UNFINISHED)
        fault = f"{program} has mode 0777, so that others can write it: chmod go-w {program}"
        self.assertIn(f"FILL IN: ka.conf:2: script: {fault}; fipd --check wants", done.stderr)
        self.assertIn(fault, self.check(done.stdout)[0])
        os.chmod(program, 0o755)
        self.assertEqual([], self.check(self.migrate("ka.conf").stdout))

    def test_a_script_without_a_user_has_keepaliveds(self):
        self.write(tracked("script /usr/bin/true"))
        out = self.migrate("ka.conf").stdout
        self.assertIn(f"\n    user: {usual_user()}\n", out)
        self.assertIn(f"keepalived runs it as {usual_user()} here", out)
