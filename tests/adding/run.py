"""run - "How to add things" in docs/structure.md is true: a scratch kind of event, a reason and
a setting are added in a copy of the tree, each in just the files that its list names."""

import re
import sys
import unittest

from tree import Copy, listed

EVENTS = "core/logic/model/events.def"
REASONS = "core/logic/model/reasons.def"
NARRATE = "core/logic/words/narrate.c"
MIB = "mib/FIPD-MIB.txt"
PAGE = "web/page/messages.js"

EVENT_ROW = '''EVENT(SCRATCH, {kind}, "scratch", "scratched", MINOR, NONE, WARNING, write_scratch,
	"Something was scratched",
	"A test has done it.",
	"Nothing.")
'''
SENTENCE = '''static void write_scratch(struct sentence *sentence)
{
	add(sentence, "something was scratched");
}

'''
NOTIFICATION = '''fipdScratch NOTIFICATION-TYPE
    OBJECTS {{
        fipdEventSequence, fipdEventDate, fipdEventSeverity,
        fipdEventClears, fipdNodeName, fipdPairName, fipdEventRole,
        fipdEventPreviousRole, fipdEventReason, fipdEventPeerRole,
        fipdEventText
    }}
    STATUS      current
    DESCRIPTION
        "Something was scratched."
    ::= {{ fipdNotifications {kind} }}

'''


def rows(copy, path):
    """Return (number, word) of each row of a .def file."""
    return re.findall(r'^[A-Z]+\(\w+, (\d+), "(\w+)"', copy.read(path), re.M)


def add_event(copy):
    last, word = rows(copy, EVENTS)[-1]
    kind = int(last) + 1
    copy.append(EVENTS, EVENT_ROW.format(kind=kind))
    copy.insert_before(NARRATE, "void narrate_event(", SENTENCE)
    copy.insert_behind(MIB, f" {word}({last})", f", scratch({kind})")
    copy.insert_behind(MIB, f" {word}({kind - 2})", f", scratch({kind - 1})")
    copy.insert_behind(MIB, f"::= {{ fipdNotifications {last} }}\n\n",
        NOTIFICATION.format(kind=kind))
    name = "fipd" + word[0].upper() + word[1:]
    copy.replace(MIB, f"{name}\n    }}", f"{name}, fipdScratch\n    }}")
    copy.insert_before(PAGE, "\t\t},\n\t\tseverity: {\n\t\t\tcleared: \"解消\"",
        '\t\t\tscratch: "試験",\n')


def add_reason(copy):
    last, word = rows(copy, REASONS)[-1]
    copy.append(REASONS, f'REASON(ITCH, {int(last) + 1}, "itch",\n\t"this node itches", NULL)\n')
    copy.insert_behind(MIB, f" {word}({last})", f", itch({int(last) + 1})")
    copy.insert_before(PAGE, "\t\t},\n\t\tkind: {\n\t\t\tstarted: \"開始\"",
        '\t\t\titch: "試験",\n')


class Adding(unittest.TestCase):
    """One copy for all three: it takes a minute of one core to build."""

    @classmethod
    def setUpClass(cls):
        cls.copy = Copy()
        cls.addClassCleanup(cls.copy.remove)
        cls.touched = {}
        for heading, add in (("A kind of event", add_event), ("A reason", add_reason)):
            cls.copy.touched = set()
            add(cls.copy)
            cls.touched[heading] = cls.copy.touched
        cls.copy.build()

    def test_each_list_of_the_page_names_the_files_that_were_touched(self):
        for heading, touched in self.touched.items():
            with self.subTest(heading):
                self.assertEqual(listed(heading), touched)

    def test_a_kind_of_event_can_be_looked_up(self):
        kind = len(rows(self.copy, EVENTS))
        self.assertIn(f"FIP-{100 + kind}  Something was scratched",
            self.copy.run("fipctl", "explain", f"FIP-{100 + kind}"))

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


if __name__ == "__main__":
    sys.exit(not unittest.main(argv=[sys.argv[0], "-v"], exit=False).result.wasSuccessful())
