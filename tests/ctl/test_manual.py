"""fipctl(8) has each verb of fipctl's own table, with its options and arguments."""

import os
import re
import subprocess

from case import Case, environment

MANUAL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../ctl/fipctl.8")
MACROS = {"Op", "Oo", "Oc", "Cm", "Ar", "Ns", "|", "=", "..."}
EVERYWHERE = {"--control", "--timeout"}  # options that every verb takes


def chapter(name):
    with open(MANUAL) as file:
        return file.read().partition(f"\n.Sh {name}\n")[2].partition("\n.Sh ")[0]


def read_call(entry):
    """Return what an entry of SYNOPSIS shows: the verb and its arguments, and its options."""
    text = re.sub(r"(?m)^\.", "", entry)
    options = {"-" + name for name in re.findall(r"Fl (\S+)", text)}
    words = re.sub(r"Fl \S+( Ar \w+)?", "", text).split()
    return [word for word in words if word not in MACROS], options


def synopsis():
    """Return options and arguments by verb."""
    found = {}
    for entry in chapter("SYNOPSIS").split(".Nm\n")[1:]:
        words, options = read_call(entry)
        known = found.setdefault(words[0], (set(), []))
        known[0].update(options - EVERYWHERE)
        known[1].extend(word.lower() for word in words[1:])
    return found


class Manual(Case):
    plays_fipd = False

    def offered(self, *words):
        """Return what can stand for the last of the words, each with what it is."""
        done = subprocess.run([os.environ["FIPCTL"], "--complete", *words],
            capture_output=True, text=True, env=environment(), timeout=120)
        return dict(line.split("\t") for line in done.stdout.splitlines())

    def test_the_synopsis_has_every_verb_with_its_options_and_arguments(self):
        shown, verbs, usage = synopsis(), self.offered(""), self.said("--help")
        self.assertEqual(sorted(verbs), sorted(shown))
        for verb, (options, arguments) in shown.items():
            with self.subTest(verb):
                taken = set(self.offered(verb, "-")) - EVERYWHERE
                self.assertEqual(taken, {self.long_name(name, taken) for name in options})
                call = re.search(rf"^  {verb} (.*){re.escape(verbs[verb])}$", usage, re.M)[1]
                plain = re.sub(r"\[-[^]]*\]+", "", call).lower()
                self.assertEqual(re.findall(r"[\w-]+", plain), arguments)

    @staticmethod
    def long_name(name, taken):
        """A letter stands for the long name that begins with it."""
        return next((one for one in taken if len(name) == 2 and one[2:3] == name[1]), name)

    def test_each_verb_has_its_paragraph(self):
        told = re.findall(r"^\.It Cm ([\w-]+)", chapter("DESCRIPTION"), re.M)
        self.assertEqual(set(self.offered("")), set(told))
