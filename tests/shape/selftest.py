"""selftest - each check finds the fault that was seeded for it, and nothing in good code."""

import os
import shutil
import subprocess
import tempfile
import unittest

import dialect
import files
import functions
import includes
import layers
import limits
import measure
import modules
import pages
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

GOOD_LAYERS = """
function(fipd_layer name folder)
	fipd_view(${name} ${name} ${LAYER_SEES})
endfunction()
# fipd_layer(extra core/extra)
fipd_layer(logic   core/logic)
fipd_layer(wire    core/wire    SEES logic)
fipd_layer(control core/control
	SEES logic)
set(all logic wire)
fipd_layer(io      core/io      SEES ${all} control)
target_link_libraries(fipd_control PUBLIC PkgConfig::JANSSON)
foreach(user io)
	target_link_libraries(fipd_${user} PRIVATE PkgConfig::EVENT)
endforeach()
fipd_program(fipd core/fipd.c SEES logic wire control io)
fipd_program(fipctl ctl SEES logic wire control)
target_include_directories(fipctl PRIVATE ${CMAKE_BINARY_DIR}/generated)
configure_file(mib/root.h.in ${CMAKE_BINARY_DIR}/generated/mib/root.h @ONLY)
include(cmake/Subagent.cmake)
"""
GOOD_SUBAGENT = """
fipd_layer(subagent subagent SEES logic control)
file(GLOB agentx CONFIGURE_DEPENDS subagent/agentx/*.c)
add_executable(fipd-agentx ${agentx})
fipd_view(fipd_agentx subagent logic control)
target_include_directories(fipd-agentx PRIVATE ${fipd_agentx_VIEW})
target_link_libraries(fipd-agentx PRIVATE fipd_subagent netsnmp)
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
        self.write("CMakeLists.txt", GOOD_LAYERS)
        self.write("cmake/Subagent.cmake", GOOD_SUBAGENT)

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
        self.write("core/io/many.c", function(25) * 3)
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
        self.write("core/io/long.c", "int a;\n" * 601)
        self.write("core/io/long.h", "int a;\n" * 201)
        self.write("core/io/short.c", "int a;\n" * 600)
        self.expect(files.check_length, "core/io/long.c: 601", "core/io/long.h: 201")

    def test_a_missing_or_wrong_guard_is_found(self):
        self.write("core/io/bare.h", "int a;\n")
        self.write("ctl/other.h", "#ifndef OTHER_H\n#define OTHER_H\n#endif\n")
        self.write("ctl/right.h", "#ifndef FIPD_CTL_RIGHT_H\n#define FIPD_CTL_RIGHT_H\n#endif\n")
        self.expect(files.check_guards, "core/io/bare.h: its guard must be FIPD_IO_BARE_H",
            "ctl/other.h")

    def test_a_guard_follows_from_the_form_of_the_include(self):
        self.write("CMakeLists.txt", GOOD_LAYERS + "fipd_layer(parts core/logic/parts)\n"
            "fipd_layer(web web)\n")
        for path in ("core/logic/parts/a.h", "web/http/b.h", "subagent/agentx/c.h"):
            self.write(path, "int a;\n")
        self.expect(files.check_guards,
            "core/logic/parts/a.h: its guard must be FIPD_PARTS_A_H",
            "subagent/agentx/c.h: its guard must be FIPD_SUBAGENT_AGENTX_C_H",
            "web/http/b.h: its guard must be FIPD_WEB_HTTP_B_H")

    def test_an_if_where_no_world_is_touched_is_found(self):
        text = "int a;\n#  ifdef X /* why */\nint b;\n#elif 1\n#endif\n"
        for folder in ("core/wire", "core/io", "subagent"):
            self.write(f"{folder}/branch.c", text)
        self.expect(files.check_conditions, "core/wire/branch.c:2: #ifdef",
            "core/wire/branch.c:4: #elif", "subagent/branch.c:2: #ifdef",
            "subagent/branch.c:4: #elif")

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

    def test_a_row_of_a_def_file_is_in_the_catalogue(self):
        self.write("core/logic/events.def",
            "EVENT(ROLE_ACTIVE, 201, \"a\", MESSAGE_ERROR, \"b\")\n")
        self.write("core/io/a.c", "void f(void)\n{\n\tsay(MESSAGE_ERROR, 201, \"a\");\n"
            "\tsay(MESSAGE_ERROR, 202, \"a\");\n}\n")
        self.expect(files.check_ids, "core/io/a.c:4: FIP-202")

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
        for check in (includes.check_layers, includes.check_parents):
            self.expect(check)

    def test_a_layer_that_must_not_be_seen_is_found(self):
        self.write("core/io/loop.h", "int a;\n")
        self.write("core/logic/bad.c", '#include "io/loop.h"\n')
        self.write("ctl/bad.c", '#include "io/loop.h"\n')
        self.write("core/fipd.c", '#include "io/loop.h"\n')
        self.expect(includes.check_layers, "core/logic/bad.c:1", "ctl/bad.c:1")

    def test_a_header_that_is_not_pure_is_found_in_logic(self):
        self.write("core/logic/bad.c", "#include <string.h>\n#include <time.h>\n")
        self.expect(includes.check_layers, "core/logic/bad.c:2: <time.h>")

    def test_what_the_build_makes_is_for_those_who_are_given_its_folder(self):
        self.write("ctl/good.c", '#include "mib/root.h"\n')
        self.write("core/io/bad.c", '#include "mib/root.h"\n')
        self.expect(includes.check_layers, "core/io/bad.c:1")

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


class Layers(Seeded):
    def sees(self, path):
        return self.tree().layers.layer_of(path).sees

    def test_a_layer_sees_itself_and_what_its_line_says(self):
        self.assertEqual(self.sees("core/io/a.c"), {"io", "logic", "wire", "control"})
        self.assertEqual(self.sees("core/control/a.c"), {"control", "logic"})

    def test_a_folder_made_by_hand_sees_its_view(self):
        self.assertEqual(self.sees("subagent/agentx/a.c"), {"subagent", "logic", "control"})

    def test_a_mount_given_by_hand_is_one(self):
        self.write("cmake/Subagent.cmake", GOOD_SUBAGENT + "set_property(GLOBAL PROPERTY "
            "FIPD_FOLDER_agentx ${CMAKE_SOURCE_DIR}/subagent/agentx)\n")
        self.assertEqual(self.tree().layers.form_of("subagent/agentx/a.h"), "agentx/a.h")

    def test_a_comment_and_a_function_make_no_layer(self):
        self.assertIsNone(self.tree().layers.layer_of("core/extra/a.c"))


class Modules(Seeded):
    def user(self, name, *forms, calls=()):
        text = "".join(f'#include "io/{form}.h"\n' for form in forms)
        body = "".join(f"\t{call}();\n" for call in calls)
        self.write(f"core/io/{name}.c", f"{text}void {name}_run(void)\n{{\n{body}}}\n")

    def offer(self, name, *functions, extra=""):
        self.write(f"core/io/{name}.h",
            extra + "".join(f"void {each}(void);\n" for each in functions))

    def test_nothing_is_wrong_with_good_code(self):
        for check in (measure.check_cycles, measure.check_headers, measure.check_clients,
                measure.check_folders):
            self.expect(check)

    def test_a_circle_of_headers_is_found(self):
        for name, other in ("ab", "bc", "ca"):
            self.write(f"core/io/{name}.h", f'#include "io/{other}.h"\n')
        self.expect(measure.check_cycles,
            "a cycle of 3: core/io/a core/io/b core/io/c")

    def test_a_circle_through_a_source_is_found(self):
        self.offer("a", "a_run")
        self.offer("b", "b_run", extra='#include "io/a.h"\n')
        self.user("a", "b")
        self.expect(measure.check_cycles, "a cycle of 2: core/io/a core/io/b")

    def test_a_circle_of_calls_only_is_found(self):
        self.offer("all", "a_run", "b_run")
        self.user("a", "all", calls=["b_run"])
        self.user("b", "all", calls=["a_run"])
        self.expect(measure.check_cycles, "a cycle of 2: core/io/a core/io/b")

    def test_a_member_or_a_static_function_of_that_name_is_no_call(self):
        self.offer("all", "a_run", "b_run")
        self.user("a", "all", calls=["x.b_run", "x->b_run"])
        self.user("b", "all", calls=["a_run"])
        self.write("core/io/c.c", "static void b_run(void)\n{\n}\n")
        self.expect(measure.check_cycles)

    def test_headers_with_one_user_are_counted(self):
        for number in range(48):
            self.offer(f"h{number}")
            self.user(f"u{number}", f"h{number}")
        self.expect(measure.check_headers, "48 headers with one user")

    def test_a_header_with_two_users_or_its_own_only_is_not_counted(self):
        self.offer("a", "a_run")
        self.offer("b", "b_run")
        self.user("a", "a", "b")
        self.user("c", "b")
        self.assertEqual(measure.graph_of(self.tree()).lone_headers(), [])

    def test_functions_with_one_client_are_counted(self):
        self.offer("a", "a_run", "a_unused")
        self.offer("b", "b_run")
        self.user("a")
        self.user("b")
        self.user("c", "a", "b", calls=["a_run", "b_run"])
        self.expect(measure.check_clients, "66.7 extern functions with one client")
        self.user("d", "a", "b", calls=["a_run"])
        self.expect(measure.check_clients)

    def test_a_full_folder_is_found(self):
        for number in range(17):
            self.user(f"u{number}")
        self.expect(measure.check_folders, "core/io/: 17 modules")

    def test_components_are_those_that_reach_each_other(self):
        edges = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": {"e"}, "e": {"d"}, "f": {"a"}}
        self.assertEqual(sorted(map(sorted, modules.components(edges))),
            [["a", "b", "c"], ["d", "e"], ["f"]])


class Dialect(Seeded):
    def body(self, *lines, head="int f(struct x *p, int n)"):
        text = "".join(f"\t{line}\n" if line else "\n" for line in lines)
        self.write("core/io/a.c", "struct x {\n\tstruct x *next;\n\tint count;\n"
            f"\tchar text[9];\n}};\n{head}\n{{\n{text}}}\n")

    def test_nothing_is_wrong_with_good_code(self):
        for check in (dialect.check_pointers, dialect.check_sizeof,
                dialect.check_declarations):
            self.expect(check)

    def test_sizeof_without_parentheses_is_found(self):
        self.body("n = sizeof(p);", "n = sizeof *p;")
        self.expect(dialect.check_sizeof, "core/io/a.c:9")

    def test_pointers_that_are_not_compared_are_found(self):
        self.body("if (!p) {", "}", "if (p->next && n) {", "}", "return n && p->next->next;",
            "n = p ? 1 : 2;", "while (p) {", "}", "n = !strchr(p->text, 1);")
        self.expect(dialect.check_pointers,
            *(f"core/io/a.c:{line}" for line in (8, 10, 12, 13, 14, 16)))

    def test_variables_and_results_of_the_tree_are_known(self):
        self.write("core/io/b.h", "struct x *find(int);\nint count(int);\n")
        self.body("const struct x *a = p, *b;", "", "if (n || b) {", "}",
            "return !find(1) || !count(2);")
        self.expect(dialect.check_pointers, "core/io/a.c:10: b", "core/io/a.c:12: find ( 1 )")

    def test_what_is_no_pointer_or_compared_is_none(self):
        self.body("int a = n * 2;", "", "if (p != NULL && !n && a && !p->count) {", "}",
            "return f(p, n && a) && !p->text[0] && !*p->text;")
        self.expect(dialect.check_pointers)

    def test_a_declaration_after_a_statement_is_found(self):
        self.body("int a = 1;", "", "a = 2;", "struct x *b = p;", "size_t c;")
        self.expect(dialect.check_declarations, "core/io/a.c:11", "core/io/a.c:12")

    def test_a_missing_blank_line_is_found(self):
        self.body("int a = 1;", "if (a) {", "\tint b;", "\tb = 2;", "}")
        self.expect(dialect.check_declarations, "core/io/a.c:8", "core/io/a.c:10")

    def test_a_statement_is_no_declaration(self):
        self.body("_Alignas(int) char b[8];", "int a[2] = { 1, 2 };", "", "for (int i = 0; i < 2; i++) {", "\ta[i] = 1;",
            "}", "p->count = n;", "*p = (struct x){ .count = 1 };", "f(p, n * n);",
            "each(n, p) {", "\tf(p, n);", "}", "out:", "switch (n) {", "case 1:",
            "\treturn 1;", "}")
        self.expect(dialect.check_declarations)


class Pages(Seeded):
    def test_a_link_that_leads_nowhere_is_found(self):
        self.write("docs/a.md", "# One `word`\n[b](b.md) [c](c.md#one-word)\n"
            "[x](../core/logic/good.h) [y](https://a.b/c) [z](#one-word)\n"
            "[u](#none)\n```\n[v](none.md)\n```\n")
        self.write("docs/c.md", "## One, word\n")
        self.expect(pages.check_links, "docs/a.md:2: b.md", "docs/a.md:4: #none")

    def test_a_name_that_is_not_there_is_found(self):
        self.write("docs/a.md", "`core/logic/good.c`, `good.h`, `logic/good.h`, `go*.c`,\n"
            "`good.{c,h}`, `/etc/fipd/fipd.yaml`, `fipd.conf`, `mib/root.h`, `core/io/none.c`\n"
            "`none.c`, `core/none/`, `none.c:12`, none.c\n")
        self.expect(pages.check_names, "docs/a.md:2: there is no core/io/none.c",
            "docs/a.md:3: there is no none.c", "docs/a.md:3: there is no core/none/",
            "docs/a.md:3: there is no none.c")

    def test_a_name_in_a_manual_is_looked_up(self):
        self.write("ctl/fipctl.8", ".Pa core/logic/good.c\n.Pa core/logic/none.c\n"
            ".Pa /etc/fipd/none.c\n.Xr fipctl 8\n.Xr fipnone 8\n.Xr ip 8\n")
        self.expect(pages.check_names, "ctl/fipctl.8:2: there is no core/logic/none.c")
        self.expect(pages.check_manuals, "ctl/fipctl.8:5: there is no manual fipnone(8)")

    def test_what_mandoc_says_of_a_manual_is_found(self):
        head = ".Dd November 30, 2026\n.Dt FIPCTL 8\n.Os\n.Sh NAME\n.Nm fipctl\n.Nd a program\n"
        self.write("ctl/fipctl.8", head + ".Sh DESCRIPTION\nOne. Two.\n" + "word " * 20 + "end\n")
        self.expect(pages.check_lint, "ctl/fipctl.8:8:6: WARNING: new sentence, new line",
            "ctl/fipctl.8:9:104: STYLE: input text line longer than 80 bytes")
        self.write("ctl/fipctl.8", head + ".Sh DESCRIPTION\nOne.\n.Xr fipnone 8\n")
        self.expect(pages.check_lint)

    def test_a_citation_of_a_page_that_is_not_there_is_found(self):
        self.write("docs/rules.md", "# Rules\n")
        self.write("core/io/a.c", "/* See docs/rules.md and\n * none.md, <net/if.h>, a.c. */\n"
            "const char *a = \"other.md\"; /* none.c */\n")
        self.write("tests/a.py", "# as none.md says, and none.c\n")
        self.expect(pages.check_citations, "core/io/a.c:2: there is no none.md",
            "core/io/a.c:3: there is no none.c", "tests/a.py:1: there is no none.md")

    def test_a_limit_that_style_does_not_state_is_found(self):
        rows = [f"| {name} | {limit} |\n" for name, limit in limits.LIMITS.items()]
        self.write("docs/style.md", "".join(rows))
        self.expect(pages.check_limits)
        self.write("docs/style.md", "".join(rows[1:]) + "| modules in a cycle | 1 |\n")
        self.expect(pages.check_limits, "docs/style.md: no row | modules in a cycle | 0 |")

    def test_a_missing_style_is_found(self):
        self.expect(pages.check_limits, "docs/style.md is not there")

    def test_a_row_of_the_original_that_nothing_shows_is_found(self):
        head = "| in the original | in fipd | shown by |\n|---|---|---|\n"
        good = head + "| a | b | `test_crash`, *a_crash*, `unit_lease` |\n| c | d | fipd(8) |\n"
        for path in ("tests/system/test_crash.py", "tests/stories/a_crash.story",
                "tests/unit/parts/test_lease.c"):
            self.write(path, "")
        self.write("docs/original.md", good)
        self.expect(pages.check_original, "docs/original.ja.md is not there")
        self.write("docs/original.ja.md", good)
        self.expect(pages.check_original)
        self.write("docs/original.ja.md", head + "| a | b | `test_none`, *no_crash*, `unit_no` |\n"
            "| c | d | not tested |\n| e |  | `web/test_no.py` |\n")
        self.expect(pages.check_original, "docs/original.ja.md:3: there is no test_none",
            "docs/original.ja.md:3: there is no unit_no",
            "docs/original.ja.md:3: there is no no_crash",
            "docs/original.ja.md:4: neither a test nor a page shows it",
            "docs/original.ja.md:5: there is no web/test_no.py",
            "docs/original.ja.md:5: an empty cell",
            "docs/original.ja.md: other rows than docs/original.md, or in another order")


class Symbols(Seeded):
    def build(self, name, text):
        """Compile a library of one file as the check's own build would."""
        self.write(f"{name}.c", text)
        flags = symbols.OPTIONS[1].partition("=")[2].split()
        for command in (["cc", *flags, "-c", f"{name}.c", "-o", f"{name}.c.o"],
                ["ar", "rcs", f"libfipd_{name}.a", f"{name}.c.o"]):
            subprocess.run(command, cwd=self.root, check=True, capture_output=True)

    def layers(self):
        return layers.Layers(self.root)

    def test_constants_are_no_state(self):
        self.build("logic", 'static const char *const a[] = { "x", "y" };\n'
            "const char *f(int i) { return a[i]; }\n")
        self.assertEqual(symbols.check_state(self.root, self.layers()), [])

    def test_variables_are_found_wherever_they_hide(self):
        self.build("io", "int a;\nint b = 1;\nstatic int c;\n_Thread_local int e;\n"
            "int f(void) { static int d = 4; return ++c + ++d; }\n")
        faults = symbols.check_state(self.root, self.layers())
        self.assertEqual(len(faults), 5, faults)

    def test_the_sink_of_the_log_is_the_only_exception(self):
        self.build("log", "static int sink;\nint f(void) { return ++sink; }\n")
        self.build("io", "static int sink;\nint g(void) { return ++sink; }\n")
        os.rename(os.path.join(self.root, "libfipd_log.a"),
            os.path.join(self.root, "libfipd_control.a"))
        faults = symbols.check_state(self.root, self.layers())
        self.assertEqual(len(faults), 1, faults)
        self.assertTrue(faults[0].startswith("libfipd_io.a: io.c.o: sink"), faults)

    def test_a_variable_of_a_program_is_found(self):
        self.build("main", "int a;\n")
        folder = os.path.join(self.root, "CMakeFiles", "fipctl.dir", "ctl")
        os.makedirs(folder)
        os.rename(os.path.join(self.root, "main.c.o"), os.path.join(folder, "main.c.o"))
        os.remove(os.path.join(self.root, "libfipd_main.a"))
        self.assertEqual(len(symbols.check_state(self.root, self.layers())), 1)

    def test_a_call_outside_the_list_is_found(self):
        self.build("logic", "#include <string.h>\n#include <time.h>\n"
            "long f(const char *s) { return (long)strlen(s) + time(NULL); }\n")
        self.build("wire", "#include <stdlib.h>\n#include <unistd.h>\n"
            "void *f(void) { return getpid() ? malloc(1) : NULL; }\n")
        self.assertEqual(symbols.check_purity(self.root, self.layers()),
            ["logic: logic.c.o calls time", "wire: wire.c.o calls getpid"])

    def test_a_room_of_logic_may_call_those_that_it_sees(self):
        self.write("CMakeLists.txt", "fipd_layer(logic core/logic)\n"
            "fipd_layer(parts core/logic/parts SEES logic)\n")
        self.build("logic", "int f(void) { return 1; }\nint g(void);\n"
            "int h(void) { return g(); }\n")
        self.build("parts", "#include <stdio.h>\nint f(void);\nint g(void)\n"
            "{ return f(); }\n")
        self.assertEqual(symbols.check_purity(self.root, self.layers()),
            ["logic: logic.c.o calls g"])

    def test_a_pure_layer_that_sees_another_is_found(self):
        self.write("CMakeLists.txt", "fipd_layer(io core/io)\n"
            "fipd_layer(logic core/logic SEES io)\n")
        self.assertEqual(symbols.check_direction(self.root, self.layers()),
            ["logic sees io, which is not pure"])

    def test_a_missing_library_is_found(self):
        self.assertEqual(len(symbols.check_purity(self.root, self.layers())), 2)

    def test_wire_that_calls_logic_is_found(self):
        self.build("logic", "int f(void) { return 1; }\n")
        self.build("wire", "int f(void);\nint g(void) { return f(); }\n")
        self.assertEqual(symbols.check_direction(self.root, self.layers()),
            ["wire: wire.c.o calls f of logic"])
