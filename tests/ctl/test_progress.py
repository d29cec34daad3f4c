"""What takes more than a second says so at a terminal, and nowhere else."""

import re

from case import Case, environment
from fake_fipd import SILENCE
from terminal import Terminal

LINE = re.compile(r"\r\x1b\[K(fipctl: [^\r\n]*): \d+ s")


class Progress(Case):
    def at_a_terminal(self, *words):
        """Return all that a terminal got, and the exit code."""
        terminal = Terminal(self.command(*words), environment())
        self.addCleanup(terminal.close)
        code = terminal.finish()
        return terminal.text, code

    def test_a_handover_that_takes_its_time_is_waited_for_visibly(self):
        self.fipd.status["role"]["role"] = "active"
        text, code = self.at_a_terminal("maintenance", "on", "--timeout", "3")
        self.assertEqual(75, code)
        self.assertIn("fipctl: waiting for the outcome", LINE.findall(text))
        # The line is taken away before the verdict comes.
        self.assertRegex(text, r"\r\x1b\[Kfipctl: maintenance is on, but this node is active")

    def test_a_switchover_too(self):
        self.fipd.status["role"]["outcome"] = "inProgress"
        text, code = self.at_a_terminal("switchover", "--timeout", "3")
        self.assertEqual(75, code)
        self.assertIn("fipctl: waiting for the outcome", LINE.findall(text))

    def test_a_fipd_that_does_not_answer_is_waited_for_visibly(self):
        for words in (("status",), ("set", "count=6"), ("reload",)):
            for op in ("status", "prepare", "reload"):
                self.fipd.handlers[op] = lambda request: SILENCE
            with self.subTest(words):
                text, code = self.at_a_terminal(*words, "--timeout", "3")
                self.assertEqual(75, code)
                self.assertIn("fipctl: waiting for fipd's answer", LINE.findall(text))

    def test_the_doctor_says_what_it_is_looking_at(self):
        text, code = self.at_a_terminal("doctor", "--snmpd", "/nowhere")
        self.assertEqual(1, code)
        self.assertRegex(text, r"\r\x1b\[Kfipctl: looking at snmpd \.\.\.\r\x1b\[K")
        self.assertRegex(text, r"\r\x1b\[Kok    fipd ")

    def test_what_is_quick_shows_nothing(self):
        self.fipd.status["role"]["role"] = "standby"
        text, code = self.at_a_terminal("maintenance", "on")
        self.assertEqual((0, []), (code, LINE.findall(text)))
        self.assertNotIn("\x1b", text)

    def test_what_reads_stderr_and_is_no_terminal_gets_the_verdict_alone(self):
        self.fipd.status["role"]["role"] = "active"
        done = self.fipctl("maintenance", "on", "--timeout", "3", ends=75)
        self.assertEqual(1, done.stderr.count("\n"))
        self.assertNotIn("\r", done.stderr)
