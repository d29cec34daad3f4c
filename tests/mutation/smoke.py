"""smoke - does tests/mutate still measure?  Each operator on a piece of C that has one place for
it, and on the core some mutants that must be killed and one that cannot be.

The measurement itself takes too long for every run of tests/run; this takes seconds.
"""

import os
import sys
import unittest

import bench
import equivalent
import operators
import source

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(TOP, "build", "mutation-smoke")

PLACES = (
    ("relation", "bool f(int a) { return a < b; }", {"a >= b"}),
    ("boundary", "bool f(int a) { return a >= b; }", {"a > b"}),
    ("logic", "bool f(int a) { return a && b; }", {"a || b"}),
    ("negate", "void f(int a) { if (a) { g(); } }", {"if (!(a)) {"}),
    ("negate", "int f(int a) { int c = a ? b + 1 : d; }", {"a ? (d) : (b + 1);"}),
    ("operand", "bool f(int a) { return !a; }", {"return a;"}),
    ("operand", "bool f(int a) { return c && x->y(a); }", {"c && !x->y(a)", "!c && x->y(a)"}),
    ("arithmetic", "void f(int a) { a = b + c; }", {"b - c"}),
    ("arithmetic", "void f(struct x *a) { int *b = *a; c(&d, -e); }", set()),
    ("constant", "void f(int a) { a = 0x10u; }", {"0x11u", "0xfu", "0x0u"}),
    ("constant", "enum { LIMIT = 1 };", {"= 2 }", "= 0 }"}),
    ("statement", "void f(int a) { for (a = 1; a; a++) { a = 2; } }", {"{ ; }"}),
    ("statement", "void f(int a) { assert(a); (void)a; int b = a; struct x *c = a; }", set()),
    ("return", "int f(int a) { return a; }", {"return 0;", "return (a) + 1;"}),
    ("return", "enum x f(int a) { return A; }", {"return (A) + 1;", "return 0;"}),
    ("return", "struct x *f(int a) { return a; }", {"return NULL;"}),
    ("return", "struct x f(int a) { return a; }", {"return (struct x){ 0 };"}),
    ("entry", "static const int t[] = { [A] = 1, [B] = 2 };", {"{ [B] = 2 }", "{ [A] = 1, }"}),
    ("label", "void f(int a) { switch (a) { case A: case B: g(); } }",
        {"{ case B: g", "{ case A: g"}),
)
RULES = """static const struct rule rules[] = {
	{ A, { X }, B, REASON_NONE, DO_NOTHING },
	{ A, { Y, NOT(Z) }, ROLE_UNKNOWN, R, DO_ONE | DO_TWO },
	{ C, { X }, B, REASON_NONE, DO_NOTHING },
	{ C, { NOT(X) }, ROLE_UNKNOWN, REASON_NONE, DO_NOTHING },
};"""
MUST_DIE = (
    ("core/logic/engine/facts.c", "wins", "relation"),
    ("core/logic/parts/lease.c", "lease_has_expired", "boundary"),
    ("core/wire/heartbeat.c", "is_within", "logic"),
    ("core/logic/engine/failover.c", "rules", "rule-drop"),
    ("core/logic/parts/probe.c", "probe_has_ended", "return"),
)


def mutants_in(text, kind):
    return [mutant for mutant in operators.mutants_of(source.Source("x.c", text))
        if mutant.kind == kind]


class Operators(unittest.TestCase):
    def test_each_operator_makes_its_changes_and_no_others(self):
        for kind, text, expected in PLACES:
            with self.subTest(kind=kind, text=text):
                found = [mutant.after for mutant in mutants_in(text, kind)]
                self.assertEqual(len(found), len(expected), found)
                for part in expected:
                    self.assertTrue(any(part in after for after in found), (part, found))

    def test_rows_are_exchanged_only_where_both_can_match(self):
        self.assertEqual(len(mutants_in(RULES, "rule-swap")), 1)

    def test_every_fact_of_a_row_is_left_out_once(self):
        self.assertIn("{ A, { NOT(Z) }, ROLE_UNKNOWN, R, DO_ONE | DO_TWO },",
            [mutant.after for mutant in mutants_in(RULES, "rule-fact")])
        self.assertEqual(len(mutants_in(RULES, "rule-fact")), 5)

    def test_every_duty_of_a_row_is_left_out_once(self):
        self.assertEqual(["DO_TWO" in mutant.after for mutant in mutants_in(RULES, "rule-duty")],
            [True, False])

    def test_an_id_does_not_depend_on_the_line(self):
        text = "bool f(int a) { return a < b; }"
        self.assertEqual(mutants_in(text, "relation")[0].id(),
            mutants_in("\n\nint g;\n" + text, "relation")[0].id())

    def test_a_change_keeps_the_lines_below_where_they_are(self):
        text = "void f(int a)\n{\n\tg(a,\n\t\tb);\n\th();\n}\n"
        changed = mutants_in(text, "statement")[0].apply()
        self.assertEqual(changed.count("\n"), text.count("\n"))


class Core(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bench = bench.Bench(TOP, FOLDER)
        cls.bench.build(flavors=("plain",))
        cls.mutants = []
        for path in cls.bench.sources:
            with open(path, encoding="utf-8") as file:
                cls.mutants += operators.mutants_of(source.Source(path, file.read()))

    def test_the_core_as_it_is_passes(self):
        self.assertEqual([test.name for test in self.bench.quick
            if test.kills(self.bench.folder)], [])

    def test_mutants_that_must_die_do(self):
        for path, owner, kind in MUST_DIE:
            with self.subTest(file=path, kind=kind):
                mutant = next(mutant for mutant in self.mutants
                    if (mutant.file, mutant.owner, mutant.kind) == (path, owner, kind))
                self.assertEqual(self.bench.judge(mutant, False)[0], "killed", mutant.after)

    def test_a_mutant_that_compiles_to_the_same_code_is_known_as_such(self):
        source_of = self.mutants[0].source
        changed = operators.Mutant(source_of, source_of.owners[0], "none", [(0, 0, " ")])
        self.assertEqual(self.bench.judge(changed, False)[0], "same")

    def test_every_entry_of_the_list_names_a_mutant_that_survives_the_quick_tests(self):
        keys = {mutant.key(): mutant for mutant in self.mutants}
        entries = equivalent.read()
        for key in entries:
            self.assertIn(key, keys)
        for key in list(entries)[:1]:
            self.assertIn(self.bench.judge(keys[key], False)[0], ("survived", "same"))


if __name__ == "__main__":
    sys.exit(not unittest.main(verbosity=2, exit=False).result.wasSuccessful())
