"""run - "How to add things" in docs/structure.md is true: a scratch kind of event, a reason, a
setting and a verb are added in a copy of the tree, each in just the files that its list names."""

import os
import re
import sys
import unittest

from tree import TOP, Copy, listed

sys.path.insert(0, os.path.join(TOP, "tests", "ctl"))
from fake_fipd import FakeFipd  # pylint: disable=wrong-import-position

EVENTS = "core/logic/model/events.def"
REASONS = "core/logic/model/reasons.def"
NARRATE = "core/logic/words/narrate.c"
MIB = "mib/FIPD-MIB.txt"
STRUCT = "core/schema/config_struct.h"
SCHEMA = "core/schema/schema.c"
OBJECTS = "subagent/mib/mib.c"
VERB = "ctl/verbs/verb_scratch.c"
VERBS = "ctl/main.c"

EVENT_ROW = '''EVENT(SCRATCH, {kind}, "scratch", "scratched", WARNING, NONE, WARNING, write_scratch,
	NOTHING,
	"Something was scratched",
	"A test has done it.",
	"Nothing.",
	"試験",
	"試験しました{{because}}")
'''
SENTENCE = '''static void write_scratch(struct sentence *sentence)
{
	add(sentence, "something was scratched");
}

'''
NOTIFICATION = '''fipdScratch NOTIFICATION-TYPE
    OBJECTS {{
        fipdNodeName, fipdPairName, fipdEventSeverity,
        fipdEventSequence, fipdEventClears, fipdEventKind,
        fipdEventSubject, fipdEventText, fipdEventDate, fipdEventRole,
        fipdEventPreviousRole, fipdEventReason, fipdEventPeerRole
    }}
    STATUS      current
    DESCRIPTION
        "Something was scratched."
    ::= {{ fipdNotifications {kind} }}

'''

SETTING_ROW = '''	{
		.name = "rest",
		.type = SCHEMA_SPAN,
		.settable = true,
		.offset = offsetof(struct config, rest_ms),
		.minimum = 1000, .maximum = 60000,
		.initial = "7 s",
		.object = "fipdRest",
		.group = "settings", .key = "rest_ms",
		.description = "Time for which this node rests.",
	},
'''
OBJECT_ROW = '''
	SETTING("fipdRest", 1, 24, UNSIGNED, 1000, 60000, GET_NUMBER, config.rest_ms,
		"rest", TEXT_SPAN),'''
OBJECT = '''fipdRest OBJECT-TYPE
    SYNTAX      Unsigned32 (1000..60000)
    UNITS       "milliseconds"
    MAX-ACCESS  read-write
    STATUS      current
    DESCRIPTION
        "Time for which this node rests."
    ::= { fipdSettings 24 }

'''

VERB_FILE = '''#include <stdio.h>

#include "verbs/verb.h"

static int run_scratch(const struct options *options)
{
	printf("scratched by %s\\n", options->words[0]);
	return EXIT_DONE;
}

const struct verb verb_scratch = {
	.name = "scratch",
	.arguments = "",
	.help = "scratch something",
	.run = run_scratch,
};
'''


def rows(copy, path):
    """Return (number, word) of each row of a .def file."""
    return re.findall(r'^[A-Z]+\(\w+, (\d+), "(\w+)"', copy.read(path), re.M)


def add_event(copy):
    last, word = rows(copy, EVENTS)[-1]
    kind = int(last) + 1
    copy.append(EVENTS, EVENT_ROW.format(kind=kind))
    copy.insert_before(NARRATE, "static void write_failover_end(", SENTENCE)
    copy.insert_behind(MIB, f" {word}({last})", f", scratch({kind})")
    copy.insert_behind(MIB, f" {word}({kind - 2})", f", scratch({kind - 1})")
    copy.insert_behind(MIB, f"::= {{ fipdNotifications {last} }}\n\n",
        NOTIFICATION.format(kind=kind))
    name = "fipd" + word[0].upper() + word[1:]
    copy.replace(MIB, f"{name}\n    }}", f"{name}, fipdScratch\n    }}")


def add_reason(copy):
    last, word = rows(copy, REASONS)[-1]
    copy.append(REASONS, f'REASON(ITCH, {int(last) + 1}, "itch",\n\t"this node itches", NULL,\n'
        '\t"試験")\n')
    copy.insert_behind(MIB, f" {word}({last})", f", itch({int(last) + 1})")


def add_setting(copy):
    copy.insert_before(STRUCT, "\tuint32_t failback_delay_ms;\n", "\tuint32_t rest_ms;\n")
    copy.insert_before(SCHEMA, "\t{\n\t\t.name = \"key_file\",\n", SETTING_ROW)
    copy.insert_behind(OBJECTS, '"references", TEXT_LIST),', OBJECT_ROW)
    copy.insert_behind(MIB, "::= { fipdSettings 23 }\n\n", OBJECT)
    copy.replace(MIB, " fipdReferences\n    }", " fipdReferences, fipdRest\n    }")


def add_verb(copy):
    copy.write(VERB, VERB_FILE)
    copy.insert_before(VERBS, "\tVERB(replay)\n", "\tVERB(scratch) \\\n")


class Adding(unittest.TestCase):
    """One copy for all four: it takes a minute of one core to build."""

    @classmethod
    def setUpClass(cls):
        cls.copy = Copy()
        cls.addClassCleanup(cls.copy.remove)
        cls.touched = {}
        for heading, add in (("A setting", add_setting), ("A kind of event", add_event),
                ("A reason", add_reason), ("A verb", add_verb)):
            cls.copy.touched = set()
            add(cls.copy)
            cls.touched[heading] = cls.copy.touched
        cls.copy.build()

    def test_each_list_of_the_page_names_the_files_that_were_touched(self):
        for heading, touched in self.touched.items():
            with self.subTest(heading):
                self.assertEqual(
                    {name.replace("NAME", "scratch") for name in listed(heading)}, touched)

    def test_a_kind_of_event_can_be_looked_up(self):
        kind = int(rows(self.copy, EVENTS)[-1][0])
        self.assertIn(f"FIP-{100 + kind}  Something was scratched",
            self.copy.run("fipctl", "explain", f"FIP-{100 + kind}"))

    def test_a_verb_can_be_called_and_is_in_the_usage(self):
        self.assertEqual("scratched by scratch\n", self.copy.run("fipctl", "scratch"))
        self.assertRegex(self.copy.run("fipctl", "--help"), r"\n  scratch +scratch something\n")

    def test_the_english_page_has_the_words_of_the_rows(self):
        words = self.copy.read_made("web/words.js")
        self.assertIn('\tscratch: "scratched",\n', words)
        self.assertIn('\titch: "this node itches",\n', words)

    def test_the_mib_has_the_words_and_numbers_of_the_rows(self):
        text = self.copy.read(MIB)
        for path, convention in ((EVENTS, "FipdEventCode"), (REASONS, "FipdReasonCode")):
            syntax = re.search(convention + r" ::= .*?SYNTAX INTEGER \{(.*?)\}", text,
                re.S).group(1)
            self.assertEqual(re.findall(r"(\w+)\((\d+)\)", syntax),
                [(word, number) for number, word in rows(self.copy, path)])

    def test_a_setting_is_in_the_example_and_the_manual(self):
        self.assertIn("Allowed: 1 s to 60 s; default: 7 s.\n# Can be set at run time, over SNMP "
            "as fipdRest.\n#rest: 7 s\n", self.copy.run("fipd", "--schema", "yaml"))
        self.assertIn(".It Cm rest : Ar time\n", self.copy.run("fipd", "--schema", "mdoc"))

    def test_a_setting_is_read_and_its_range_is_told(self):
        self.assertIn("rest: 90 s is above 60 s; 1 s to 60 s is allowed", self.check("90 s"))
        self.assertNotIn("rest", self.check("9 s"))

    def check(self, value):
        path = self.copy.path("scratch.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"peer: 192.0.2.2\nfips: [192.0.2.9/24]\nrest: {value}\n")
        return self.copy.run("fipd", "--check", path)

    def test_a_setting_is_read_from_the_status_and_shown(self):
        path = os.path.join(self.copy.folder, "control.sock")
        fipd = FakeFipd(path)
        self.addCleanup(fipd.close)
        fipd.status["settings"]["rest_ms"] = 8000
        self.assertIn("\nrest: 8000 ms\n",
            self.copy.run("fipctl", "--control", path, "show", "config"))


if __name__ == "__main__":
    sys.exit(not unittest.main(argv=[sys.argv[0], "-v"], exit=False).result.wasSuccessful())
