#include "run/finding.h"

#include <string.h>

#include "probe/probe.h"
#include "unit/cmocka_all.h"

static struct child_result result_of(enum child_end end, int code, const char *output)
{
	struct child_result result = { .end = end, .code = code, .took_ms = 7 };

	strncpy(result.output, output, CHILD_OUTPUT_MAX);
	return result;
}

static void assert_command(enum tally_state state, const char *text, enum child_end end,
	int code, const char *output)
{
	struct child_result result = result_of(end, code, output);
	struct finding finding;

	finding_of_command(&finding, &result, 2500);
	assert_string_equal(text, finding.text);
	assert_int_equal(state, finding.speaks_for);
	assert_int_equal(7, finding.took_ms);
}

static void the_end_of_a_command_is_told_with_its_first_line(void **state)
{
	(void)state;
	assert_command(TALLY_PASSED, "exit 0", CHILD_EXITED, 0, "");
	assert_command(
		TALLY_PASSED, "exit 0: moved", CHILD_EXITED, 0, "\n moved\nmore\n");
	assert_command(TALLY_FAILED, "exit 3: full", CHILD_EXITED, 3, "full");
	assert_command(TALLY_FAILED, "died of signal 11 (Segmentation fault)",
		CHILD_SIGNALED, 11, "  \n");
	assert_command(TALLY_FAILED, "not ended within 2500 ms, so it was ended: y",
		CHILD_TIMED_OUT, 9, "y\ny\n");
	assert_command(TALLY_UNKNOWN, "not run: there is no user alice", CHILD_NOT_RUN,
		127, "there is no user alice");
}

static void nothing_that_it_prints_acts(void **state)
{
	(void)state;
	assert_command(TALLY_FAILED, "exit 1: ?[31mred??? \xc3\xa4", CHILD_EXITED, 1,
		"\033[31mred\xff\xfe\x07 \xc3\xa4");
}

static void a_long_line_is_cut_between_characters(void **state)
{
	char output[201];
	struct child_result result;
	struct finding finding;

	(void)state;
	memset(output, 'x', 200);
	output[200] = '\0';
	memcpy(output + FINDING_TEXT_MAX - strlen("exit 1: ") - 1, "\xc3\xa4", 2);
	result = result_of(CHILD_EXITED, 1, output);
	finding_of_command(&finding, &result, 1000);
	assert_int_equal(FINDING_TEXT_MAX, strlen(finding.text));
	assert_int_equal('?', finding.text[FINDING_TEXT_MAX - 1]);
}

static void assert_probe(enum tally_state state, const char *text, enum child_end end,
	int code, const char *output)
{
	struct check check = { .kind = CHECK_HTTP, .timeout_ms = 1000 };
	struct child_result result = result_of(end, code, output);
	struct finding finding;

	finding_of_check(&finding, &result, &check);
	assert_string_equal(text, finding.text);
	assert_int_equal(state, finding.speaks_for);
}

static void a_probe_says_it_itself_in_its_last_line(void **state)
{
	(void)state;
	assert_probe(TALLY_PASSED, "HTTP 200", CHILD_EXITED, PROBE_GOOD,
		"waiting for the answer\nHTTP 200\n");
	assert_probe(TALLY_FAILED, "refused", CHILD_EXITED, PROBE_BAD, "a\nrefused\n");
	assert_probe(TALLY_UNKNOWN, "no libcurl", CHILD_EXITED, PROBE_UNABLE,
		"no libcurl\n");
	assert_probe(TALLY_FAILED, "no answer within 1 s: connecting to 192.0.2.1:80",
		CHILD_TIMED_OUT, 15, "looking up\nconnecting to 192.0.2.1:80\n");
	assert_probe(TALLY_FAILED, "died of signal 9 (Killed): looking up",
		CHILD_SIGNALED, 9, "looking up\n");
	assert_probe(TALLY_UNKNOWN, "not run: no user", CHILD_NOT_RUN, 127, "no user");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_end_of_a_command_is_told_with_its_first_line),
		cmocka_unit_test(nothing_that_it_prints_acts),
		cmocka_unit_test(a_long_line_is_cut_between_characters),
		cmocka_unit_test(a_probe_says_it_itself_in_its_last_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
