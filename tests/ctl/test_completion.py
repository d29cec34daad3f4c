"""TAB in bash and zsh: what is typed becomes what can stand there, from fipctl's own tables."""

import os
import re
import subprocess

from case import Case, environment
from terminal import Terminal

CONF = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../conf/completion")
LISTS = ("mute", "references", "direct_networks")  # of the settings with such values
# What is typed behind `fipctl ` before TAB, and the words that a shell then has.
TYPED = (
    ("swi", "switchover"),
    ("switchover --fo", "switchover --force"),
    ("maintenance of", "maintenance off"),
    ("maintenance on --n", "maintenance on --no-wait"),
    ("show ", "show config"),
    ("clear", "clear-fault"),
    ("doctor --lo", "doctor --lock"),
    ("explain al", "explain all"),
    ("explain FIP-106", "explain FIP-106"),
    ("set ro", "set role="),
    ("set role=st", "set role=standby"),
    ("set outsiders=t", "set outsiders=tell"),
    ("set interval=", "set interval=2 s"),
    ("set role=active failback_", "set role=active failback_delay="),
    ("set mute=peerLost,splitBrainE", "set mute=peerLost,splitBrainEnd"),
    ("set references=", "set references=gateway"),
    ("keygen 2 ./a-key-f", "keygen 2 ./a-key-file"),
    ("replay a-key", "replay a-key-file"),
    ("migrate a-key", "migrate a-key-file"),
    ("migrate --role st", "migrate --role standby"),
    ("--control a-k", "--control a-key-file"),
    ("--json stat", "--json status"),
    ("frobnicate ", "frobnicate"),
    ("reload ", "reload"),
)


class Completion(Case):
    plays_fipd = False

    def setUp(self):
        super().setUp()
        os.symlink(os.environ["FIPCTL"], os.path.join(self.folder, "fipctl"))
        with open(os.path.join(self.folder, "a-key-file"), "w"):
            pass

    def offered(self, *words):
        """Return what fipctl itself offers for the last of the words, a line each."""
        done = subprocess.run([os.environ["FIPCTL"], "--complete", *words],
            capture_output=True, text=True, env=environment(), timeout=120)
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        return done.stdout.splitlines()

    def test_every_verb_is_offered_with_what_the_usage_says_of_it(self):
        usage = self.said("--help")
        verbs = self.offered("")
        self.assertEqual(re.findall(r"^  ([a-z][a-z-]+) ", usage, re.M),
            [line.split("\t")[0] for line in verbs])
        for line in verbs:
            self.assertIn(line.split("\t")[1], usage)

    def test_every_value_that_is_offered_for_a_setting_is_one_that_fipd_takes(self):
        words = [line.split("\t")[0] for name in self.offered("set", "")
            for line in self.offered("set", name.split("\t")[0])]
        self.assertGreater(len(words), 60)
        self.assertEqual([], [fault for word in words for fault in self.faults_of(word)])

    def faults_of(self, word):
        """Return what fipd has against a setting; what else the file lacks stands at no line."""
        setting, value = word.split("=")
        path = os.path.join(self.folder, "fipd.yaml")
        with open(path, "w") as file:
            file.write(f"{setting}: {f'[{value}]' if setting in LISTS else value}\n")
        fipd = os.path.join(os.path.dirname(os.environ["FIPCTL"]), "fipd")
        done = subprocess.run([fipd, "--check", path], capture_output=True, text=True,
            env=environment(), timeout=120)
        return [line for line in done.stderr.splitlines() if "fipd.yaml:1:" in line]

    def play(self, command, prepare):
        """Type each row at a shell, and let it print the words that it then has."""
        shell = Terminal(command, {**environment(), "HOME": self.folder, "TERM": "dumb",
            "PATH": f"{self.folder}:/usr/bin:/bin"}, self.folder)
        self.addCleanup(shell.close)
        shell.type(f"{prepare}; words_of() {{ echo \"$*\"; }}; echo ready to \\type\r")
        shell.wait_for(re.compile("ready to type"))
        for number, (typed, expected) in enumerate(TYPED):
            with self.subTest(typed):
                # Control-A goes to the beginning of the line, and Control-E to its end.
                shell.type(f"fipctl {typed}\t\x01printf 'row{number}<%s>\\n' \"$(words_of \x05)\"\r")
                found = shell.wait_for(re.compile(rf"\nrow{number}<fipctl ?([^<>]*?) ?>\r"))
                self.assertEqual(expected, found[1])
        shell.type("exit\r")

    def test_bash(self):
        self.play(["/bin/bash", "--norc", "--noprofile", "-i"],
            f". /usr/share/bash-completion/bash_completion; . {CONF}/fipctl")

    def test_zsh(self):
        self.play(["/usr/bin/zsh", "-f", "-i"],
            f"fpath=({CONF} $fpath); autoload -U compinit; compinit -u -D; bindkey -e")
