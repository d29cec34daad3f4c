#include "loop/logline.h"

#include <stdio.h>
#include <string.h>

#include "unit/cmocka_all.h"

static void write_line(struct logline *line, const char *pair, int id,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

static void write_line(
	struct logline *line, const char *pair, int id, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	logline_write(line, pair, id, format, arguments);
	va_end(arguments);
	assert_int_equal(line->length_bytes, strlen(line->text));
}

static void a_line_names_the_pair_and_ends_with_the_id(void **state)
{
	struct logline line;

	(void)state;
	write_line(&line, "web", 103, "standby -> %s", "active");
	assert_string_equal(line.text, "web: standby -> active [FIP-103]");
}

static void a_line_without_pair_and_id_is_the_text(void **state)
{
	struct logline line;

	(void)state;
	write_line(&line, NULL, 0, "starting");
	assert_string_equal(line.text, "starting");
	write_line(&line, "", 0, "starting");
	assert_string_equal(line.text, "starting");
}

static void a_line_break_in_a_text_cannot_begin_a_line(void **state)
{
	struct logline line;

	(void)state;
	write_line(&line, "web", 1, "a\nb\tc\x7f");
	assert_string_equal(line.text, "web: a b c  [FIP-1]");
}

static void a_long_text_is_cut_and_keeps_its_id(void **state)
{
	static char text[3 * LOGLINE_MAX];
	struct logline line;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	write_line(&line, "web", 312, "%s", text);
	assert_true(line.length_bytes < LOGLINE_MAX);
	assert_string_equal(line.text + line.length_bytes - 11, "x [FIP-312]");
}

static void the_cstrap_line_is_as_the_watchers_match_it(void **state)
{
	struct logline line;

	(void)state;
	logline_cstrap(
		&line, 6, "Standby System(192.168.0.1) is an Active System renew.");
	assert_string_equal(line.text,
		"CStrap(6) : Standby System(192.168.0.1) is an Active System renew.");
}

static const struct tm evening = {
	.tm_mon = 10,
	.tm_mday = 2,
	.tm_hour = 18,
	.tm_min = 40,
	.tm_sec = 1,
};

static void a_cstrap_datagram_has_no_tag_and_is_daemon_notice(void **state)
{
	struct logline line;
	struct logline datagram;

	(void)state;
	logline_cstrap(&line, 5, "Standby System(192.168.0.2) is a Enable.");
	logline_datagram(&datagram, MESSAGE_NOTICE, &evening, "", &line);
	assert_string_equal(datagram.text,
		"<29>Nov  2 18:40:01 "
		"CStrap(5) : Standby System(192.168.0.2) is a Enable.");
}

static void a_datagram_tells_the_level_and_the_tag(void **state)
{
	struct logline line;
	struct logline datagram;

	(void)state;
	write_line(&line, "web", 0, "text");
	logline_datagram(&datagram, MESSAGE_ERROR, &evening, "fipd[12]: ", &line);
	assert_string_equal(datagram.text, "<27>Nov  2 18:40:01 fipd[12]: web: text");
	logline_datagram(&datagram, MESSAGE_DEBUG, &evening, "fipd[12]: ", &line);
	assert_string_equal(datagram.text, "<31>Nov  2 18:40:01 fipd[12]: web: text");
}

static void the_datagram_of_the_longest_line_keeps_its_id(void **state)
{
	static char text[3 * LOGLINE_MAX];
	struct logline line;
	struct logline datagram;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	write_line(&line, "web", 312, "%s", text);
	logline_datagram(&datagram, MESSAGE_ERROR, &evening, "fipd[12]: ", &line);
	assert_string_equal(datagram.text + datagram.length_bytes - 11, "x [FIP-312]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_names_the_pair_and_ends_with_the_id),
		cmocka_unit_test(a_line_without_pair_and_id_is_the_text),
		cmocka_unit_test(a_line_break_in_a_text_cannot_begin_a_line),
		cmocka_unit_test(a_long_text_is_cut_and_keeps_its_id),
		cmocka_unit_test(the_cstrap_line_is_as_the_watchers_match_it),
		cmocka_unit_test(a_cstrap_datagram_has_no_tag_and_is_daemon_notice),
		cmocka_unit_test(a_datagram_tells_the_level_and_the_tag),
		cmocka_unit_test(the_datagram_of_the_longest_line_keeps_its_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
