"""selftest - each check finds the fault that was seeded for it, and nothing in good code."""

import os
import shutil
import subprocess
import tempfile
import unittest

import files
import functions
import includes
import symbols
import tree

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GOOD_HEADER = """/*
 * good - what a header looks like.
 */
#ifndef FIPD_LOGIC_GOOD_H
#define FIPD_LOGIC_GOOD_H

#include <stdbool.h>

struct pair {
	int (*compare)(int, int);
	int values[2];
};

/* Return whether a is good. */
bool good_is(int a, const struct pair *pair);

/* Say something, printf-like. */
void good_say(int a, int b, int c, int d, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

#endif
"""
GOOD_SOURCE = """#include "logic/good.h"

#include <string.h>

#define QUOTE '"'

/* "an unclosed quote, a { and a goto away; are no code here */
static const char *const words[] = { "if (a) {", "goto away;", "}}}" };

static int (*choose(int a))(int, int)
{
	const struct pair *pair = &(const struct pair){ .values = { a, '{' } };

	do {
		a--;
	} while (a > 0);
	return pair->compare;
}

bool good_is(int a, const struct pair *pair)
{
	if (a > 0) {
		goto out;
	} else if (a < 0) {
		return strlen(words[0]) > 0;
	}
	for (int i = 0; i < 2; i++) {
		if (pair->values[i] == '}') {
			while (a < 0) {
				a += choose(a)(a, QUOTE);
			}
		}
	}
out:
	return true;
}
"""


def function(lines, head="static int f(void)", before=""):
    body = "".join(f"\ta{line} = 0;\n" for line in range(lines))
    return f"{before}{head}\n{{\n{body}}}\n"


class Seeded(unittest.TestCase):
    """A small project in a folder of its own."""

    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="fipd-shape-")
        self.addCleanup(shutil.rmtree, self.root)
        self.write("core/logic/good.h", GOOD_HEADER)
        self.write("core/logic/good.c", GOOD_SOURCE)

    def write(self, path, text):
        whole = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "w", encoding="utf-8") as file:
            file.write(text)

    def tree(self):
        return tree.Tree(self.root)

    def expect(self, check, *starts):
        """The check finds one fault for each start, and no other."""
        code = self.tree()
        self.assertEqual(code.faults, [])
        faults = check(code)
        self.assertEqual(len(faults), len(starts), faults)
        for fault, start in zip(faults, starts):
            self.assertTrue(fault.startswith(start), fault)


class Scanner(Seeded):
    def test_good_code_is_read_whole(self):
        good = next(source for source in self.tree().product if source.path.endswith(".c"))
        self.assertEqual([(each.name, each.line, each.lines, each.nesting, each.parameters)
            for each in good.functions],
            [("choose", 10, 6, 1, 1), ("good_is", 20, 14, 3, 2)])

    def test_prototypes_are_told_from_other_declarations(self):
        header = next(source for source in self.tree().product if source.path.endswith(".h"))
        self.assertEqual([(each.name, each.line, each.parameters)
            for each in header.prototypes], [("good_is", 15, 2), ("good_say", 18, 5)])

    def test_what_cannot_be_read_is_a_fault(self):
        self.write("core/logic/open.c", "int f(void)\n{\n\tif (a) {\n}\n")
        self.assertEqual(len(self.tree().faults), 1)
        self.assertTrue(self.tree().faults[0].startswith("core/logic/open.c:2:"))

    def test_a_literal_does_not_end_a_block(self):
        self.write("core/logic/text.c", "int f(void)\n{\n\tputs(\"}\\\"}\");\n\tg('}');\n}\n")
        self.assertEqual(self.tree().faults, [])

    def test_a_loop_macro_counts_as_a_block(self):
        self.write("ctl/loop.c", "int f(void)\n{\n\tjson_array_foreach(a, i, v) {\n"
            "\t\tif (a) {\n\t\t\tg();\n\t\t}\n\t}\n}\n")
        self.assertEqual(
            [each.nesting for source in self.tree().product
                for each in source.functions if source.path.startswith("ctl")], [2])


class Functions(Seeded):
    def test_nothing_is_wrong_with_good_code(self):
        for check in (functions.check_length, functions.check_marks,
                functions.check_distribution, functions.check_nesting,
                functions.check_parameters, functions.check_goto, functions.check_braces):
            self.expect(check)

    def test_a_long_function_is_found(self):
        self.write("core/io/long.c", function(45) + function(46))
        self.expect(functions.check_length, "core/io/long.c:49: f: 46 lines")

    def test_a_long_function_of_a_test_is_found(self):
        self.write("tests/unit/test_long.c", function(46))
        self.expect(functions.check_length, "tests/unit/test_long.c:1: f")

    def test_a_marked_table_may_be_long(self):
        self.write("core/io/long.c", function(90, before="/* table */\n"))
        self.expect(functions.check_length)
        self.expect(functions.check_distribution)

    def test_a_mark_must_stand_right_above(self):
        self.write("core/io/long.c", function(90, before="/* table */\n\n"))
        self.expect(functions.check_length, "core/io/long.c:3: f")

    def test_a_mark_that_is_not_true_is_found(self):
        body = "int f(int a)\n{\n\twhile (a) {\n\t\tg();\n\t}\n}\n"
        self.write("core/io/a.c", "/* table */\n" + body)
        self.write("core/io/b.c", "/* flat switch */\n" + body)
        self.expect(functions.check_marks, "core/io/a.c:2: f", "core/io/b.c:2: f")

    def test_a_true_flat_switch_may_be_marked(self):
        self.write("core/io/a.c", "/* flat switch */\nint f(int a)\n{\n\tswitch (a) {\n"
            "\tcase 1:\n\t\treturn 1;\n\t}\n}\n")
        self.expect(functions.check_marks)

    def test_a_shifted_distribution_is_found(self):
        self.write("core/io/many.c", function(29) * 3)
        self.expect(functions.check_distribution, "product: 50 %", "product: 90 %")

    def test_the_tests_have_a_distribution_of_their_own(self):
        self.write("tests/unit/test_many.c", function(13) * 3)
        self.expect(functions.check_distribution, "tests: 50 %")

    def test_deep_nesting_is_found(self):
        deep = "".join(f"if (a{i}) {{\n" for i in range(4)) + "g();\n" + "}\n" * 4
        self.write("core/io/deep.c", f"int f(void)\n{{\n{deep}}}\n")
        self.expect(functions.check_nesting, "core/io/deep.c:1: f: nested 4 deep")

    def test_a_nested_switch_counts(self):
        self.write("core/io/deep.c", "int f(void)\n{\nfor (;;) {\nif (a) {\nswitch (a) {\n"
            "case 1: {\ng();\n}\n}\n}\n}\n}\n")
        self.expect(functions.check_nesting, "core/io/deep.c:1: f: nested 4 deep")

    def test_a_sixth_parameter_is_found(self):
        head = "int f(int a, int b, int c, int d, int (*e)(int, int), char g[2])"
        self.write("core/io/many.c", head + ";\n" + function(1, head))
        self.expect(functions.check_parameters, "core/io/many.c:2: f: 6",
            "core/io/many.c:1: f: 6")

    def test_a_goto_elsewhere_is_found(self):
        self.write("core/io/jump.c", "int f(void)\n{\n\tgoto away;\naway:\n\tg();\n}\n")
        self.expect(functions.check_goto, "core/io/jump.c:1: f: goto away")

    def test_missing_braces_are_found(self):
        self.write("core/io/bare.c", "int f(void)\n{\n\tif (a)\n\t\tg();\n\telse\n\t\th();\n"
            "\tfor (;;)\n\t\tg();\n\twhile (a);\n\tdo g(); while (a);\n}\n")
        self.expect(functions.check_braces, *(f"core/io/bare.c:{line}:"
            for line in (3, 5, 7, 9, 10, 10)))


class Files(Seeded):
    def test_nothing_is_wrong_with_good_code(self):
        shutil.copy(os.path.join(TOP, ".clang-format"), self.root)
        for check in (files.check_length, files.check_guards, files.check_conditions,
                files.check_purpose, files.check_comments, files.check_typedefs,
                files.check_names, files.check_ids, files.check_format):
            self.expect(check)

    def test_long_files_are_found(self):
        self.write("core/io/long.c", "int a;\n" * 301)
        self.write("core/io/long.h", "int a;\n" * 121)
        self.write("core/io/short.c", "int a;\n" * 300)
        self.expect(files.check_length, "core/io/long.c: 301", "core/io/long.h: 121")

    def test_a_missing_or_wrong_guard_is_found(self):
        self.write("core/io/bare.h", "int a;\n")
        self.write("ctl/other.h", "#ifndef OTHER_H\n#define OTHER_H\n#endif\n")
        self.write("ctl/right.h", "#ifndef FIPD_CTL_RIGHT_H\n#define FIPD_CTL_RIGHT_H\n#endif\n")
        self.expect(files.check_guards, "core/io/bare.h: its guard must be FIPD_IO_BARE_H",
            "ctl/other.h")

    def test_an_if_outside_of_io_is_found(self):
        text = "int a;\n#  ifdef X /* why */\nint b;\n#elif 1\n#endif\n"
        self.write("core/wire/branch.c", text)
        self.write("core/io/branch.c", text)
        self.expect(files.check_conditions, "core/wire/branch.c:2: #ifdef",
            "core/wire/branch.c:4: #elif")

    def test_an_if_inside_a_guard_is_found(self):
        self.write("ctl/a.h", "#ifndef FIPD_CTL_A_H\n#define FIPD_CTL_A_H\n#if 1\n#endif\n#endif\n")
        self.expect(files.check_conditions, "ctl/a.h:3: #if")

    def test_a_function_without_explanation_is_found(self):
        self.write("ctl/a.h", "/* One. */\nint one(void);\nint two(void);\n"
            "static inline int three(void)\n{\n\treturn 3;\n}\n")
        self.expect(files.check_comments, "ctl/a.h:3: two", "ctl/a.h:4: three")

    def test_a_header_without_a_purpose_is_found(self):
        self.write("ctl/a.h", "#ifndef FIPD_CTL_A_H\n#define FIPD_CTL_A_H\n#endif\n")
        self.write("ctl/b.h", "/*\n * c - another's.\n */\n")
        self.expect(files.check_purpose, "ctl/a.h:1", "ctl/b.h:1")

    def test_a_typedef_is_found(self):
        self.write("ctl/a.c", "typedef\nstruct x { int a; } y;\ntypedef int number;\n")
        self.write("tests/unit/test_a.c", "typedef enum { A } b;\n")
        self.expect(files.check_typedefs, "ctl/a.c:1", "tests/unit/test_a.c:1")

    def test_a_name_that_says_nothing_is_found(self):
        self.write("core/utils/a.c", "int a;\n")
        self.write("core/io/misc.c", "int a;\n")
        self.expect(files.check_names, "core/utils/", "core/io/misc.c")

    def test_an_id_that_is_not_in_the_catalogue_is_found(self):
        self.write("core/logic/catalogue_start.c",
            "const struct message m[] = { { 201, MESSAGE_ERROR, \"a\" } };\n")
        self.write("core/io/a.c", "void f(void)\n{\n\tsay(MESSAGE_ERROR, 201, \"a\");\n"
            "\tsay(MESSAGE_WARNING, 201, \"a\");\n\tsay(MESSAGE_INFO, 299, \"a\");\n"
            "\tsay(MESSAGE_INFO, 201, \"it is over\");\n}\n")
        self.expect(files.check_ids, "core/io/a.c:4: FIP-201", "core/io/a.c:5: FIP-299")

    def test_a_file_that_clang_format_would_change_is_found(self):
        shutil.copy(os.path.join(TOP, ".clang-format"), self.root)
        self.write("core/io/ugly.c", "int a;\nint  f( void ) { return 0 ; }\n")
        self.expect(files.check_format, "core/io/ugly.c:2")

    def test_a_table_of_tests_that_names_nothing_real_is_found(self):
        self.write("tests/stories/a_crash.story", "0 s start both\n")
        self.write("tests/system/test_crash.py", "")
        self.write("tests/README.md", "| a | *a_crash* | `test_crash` |\n"
            "| b | *no_crash*, *a_crash* | `test_none` |\n| c |  | `test_crash` |\n")
        self.expect(files.check_table, "tests/README.md:2: there is no no_crash",
            "tests/README.md:2: there is no test_none", "tests/README.md:3: an empty cell")


class Includes(Seeded):
    def test_nothing_is_wrong_with_good_code(self):
        for check in (includes.check_layers, includes.check_parents, includes.check_cycles):
            self.expect(check)

    def test_a_layer_that_must_not_be_seen_is_found(self):
        self.write("core/io/loop.h", "int a;\n")
        self.write("core/logic/bad.c", '#include "io/loop.h"\n')
        self.write("ctl/bad.c", '#include "io/loop.h"\n')
        self.write("core/fipd.c", '#include "io/loop.h"\n')
        self.expect(includes.check_layers, "core/logic/bad.c:1", "ctl/bad.c:1")

    def test_a_header_that_is_not_pure_is_found_in_logic(self):
        self.write("core/logic/bad.c", "#include <string.h>\n#include <stdio.h>\n")
        self.expect(includes.check_layers, "core/logic/bad.c:2: <stdio.h>")

    def test_wire_sees_the_plain_data_of_logic_only(self):
        self.write("core/logic/types.h", "int a;\n")
        self.write("core/wire/bad.c", '#include "logic/types.h"\n#include "logic/good.h"\n')
        self.expect(includes.check_layers, 'core/wire/bad.c:2: "logic/good.h"')

    def test_a_library_that_is_not_linked_is_found(self):
        self.write("core/control/bad.c", "#include <event2/event.h>\n#include <jansson.h>\n")
        for folder in ("core/io", "subagent", "subagent/agentx"):
            self.write(f"{folder}/a.c", "#include <net-snmp/agent/agent.h>\n")
        self.expect(includes.check_layers, "core/control/bad.c:1", "core/io/a.c:1",
            "subagent/a.c:1")

    def test_a_layer_inside_a_layer_is_one_of_its_own(self):
        self.write("subagent/agentx/a.h", "int a;\n")
        self.write("subagent/b.h", "int b;\n")
        self.write("subagent/agentx/a.c",
            '#include "subagent/agentx/a.h"\n#include "subagent/b.h"\n')
        self.write("subagent/b.c", '#include "subagent/agentx/a.h"\n')
        self.expect(includes.check_layers, "subagent/b.c:1")

    def test_an_include_without_its_layer_or_target_is_found(self):
        self.write("core/io/bad.c", '#include "loop.h"\n#include "io/nowhere.h"\n')
        self.expect(includes.check_layers, "core/io/bad.c:1", "core/io/bad.c:2")

    def test_a_folder_that_is_no_layer_is_found(self):
        self.write("core/extra/bad.c", "#include <stdio.h>\n")
        self.expect(includes.check_layers, "core/extra/bad.c:1")

    def test_an_include_that_leaves_its_folder_is_found(self):
        self.write("tests/unit/test_bad.c", '#include "../../core/io/loop.h"\n')
        self.expect(includes.check_parents, "tests/unit/test_bad.c:1")

    def test_a_circle_is_found(self):
        for name, other in ("ab", "bc", "ca"):
            self.write(f"core/io/{name}.h", f'#include "io/{other}.h"\n')
        self.expect(includes.check_cycles,
            "a circle: core/io/a.h -> core/io/b.h -> core/io/c.h -> core/io/a.h")


class Symbols(Seeded):
    def build(self, name, text):
        """Compile a library of one file as the check's own build would."""
        self.write(f"{name}.c", text)
        flags = symbols.OPTIONS[1].partition("=")[2].split()
        for command in (["cc", *flags, "-c", f"{name}.c", "-o", f"{name}.c.o"],
                ["ar", "rcs", f"libfipd_{name}.a", f"{name}.c.o"]):
            subprocess.run(command, cwd=self.root, check=True, capture_output=True)

    def test_constants_are_no_state(self):
        self.build("logic", 'static const char *const a[] = { "x", "y" };\n'
            "const char *f(int i) { return a[i]; }\n")
        self.assertEqual(symbols.check_state(self.root), [])

    def test_variables_are_found_wherever_they_hide(self):
        self.build("io", "int a;\nint b = 1;\nstatic int c;\n_Thread_local int e;\n"
            "int f(void) { static int d = 4; return ++c + ++d; }\n")
        faults = symbols.check_state(self.root)
        self.assertEqual(len(faults), 5, faults)

    def test_the_sink_of_the_log_is_the_only_exception(self):
        self.build("log", "static int sink;\nint f(void) { return ++sink; }\n")
        self.build("io", "static int sink;\nint g(void) { return ++sink; }\n")
        os.rename(os.path.join(self.root, "libfipd_log.a"),
            os.path.join(self.root, "libfipd_control.a"))
        faults = symbols.check_state(self.root)
        self.assertEqual(len(faults), 1, faults)
        self.assertTrue(faults[0].startswith("libfipd_io.a: io.c.o: sink"), faults)

    def test_a_variable_of_a_program_is_found(self):
        self.build("main", "int a;\n")
        folder = os.path.join(self.root, "CMakeFiles", "fipctl.dir", "ctl")
        os.makedirs(folder)
        os.rename(os.path.join(self.root, "main.c.o"), os.path.join(folder, "main.c.o"))
        os.remove(os.path.join(self.root, "libfipd_main.a"))
        self.assertEqual(len(symbols.check_state(self.root)), 1)

    def test_a_call_outside_the_list_is_found(self):
        self.build("logic", "#include <string.h>\n#include <time.h>\n"
            "long f(const char *s) { return (long)strlen(s) + time(NULL); }\n")
        self.build("wire", "#include <stdlib.h>\n#include <unistd.h>\n"
            "void *f(void) { return getpid() ? malloc(1) : NULL; }\n")
        self.assertEqual(symbols.check_purity(self.root),
            ["logic: logic.c.o calls time", "wire: wire.c.o calls getpid"])

    def test_a_missing_library_is_found(self):
        self.assertEqual(len(symbols.check_purity(self.root)), 2)

    def test_wire_that_calls_logic_is_found(self):
        self.build("logic", "int f(void) { return 1; }\n")
        self.build("wire", "int f(void);\nint g(void) { return f(); }\n")
        self.assertEqual(symbols.check_direction(self.root),
            ["wire: wire.c.o calls f of logic"])
