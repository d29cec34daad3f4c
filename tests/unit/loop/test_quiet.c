#include "loop/quiet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "loop/log.h"
#include "unit/cmocka_all.h"

enum {
	MINUTE_US = 60000000
};

static const struct quiet_line bad = { 7, MESSAGE_ERROR, 312 };
static const struct quiet_line good = { 7, MESSAGE_INFO, 312 };

/* Where a syslog daemon would listen. */
struct fixture {
	struct quiet quiet;
	char folder[32];
	struct sockaddr_un address;
	int fd;
	char text[LOG_LINE_MAX]; /* the last line */
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct log_options options = { .threshold = MESSAGE_INFO };

	strcpy(fixture->folder, "/tmp/fipd-quiet-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	fixture->address.sun_family = AF_UNIX;
	snprintf(fixture->address.sun_path, sizeof(fixture->address.sun_path), "%s/log",
		fixture->folder);
	fixture->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fixture->fd, (struct sockaddr *)&fixture->address,
				 sizeof(fixture->address)),
		0);
	options.syslog_path = fixture->address.sun_path;
	assert_int_equal(log_open(&options), 0);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	log_close();
	close(fixture->fd);
	unlink(fixture->address.sun_path);
	rmdir(fixture->folder);
	free(fixture);
	return 0;
}

/* Return how many lines have come since the last call. */
static unsigned count_lines(struct fixture *fixture)
{
	unsigned count = 0;
	ssize_t length;

	while ((length = recv(fixture->fd, fixture->text, sizeof(fixture->text) - 1, 0))
		> 0) {
		fixture->text[length] = '\0';
		count++;
	}
	return count;
}

static bool ends(const struct fixture *fixture, const char *ending)
{
	size_t length = strlen(fixture->text);

	return length >= strlen(ending)
	       && strcmp(fixture->text + length - strlen(ending), ending) == 0;
}

static void a_cause_is_told_once_a_minute_with_what_was_kept_back(void **state)
{
	struct fixture *fixture = *state;
	struct quiet *quiet = &fixture->quiet;

	for (int i = 0; i < 1000; i++) {
		quiet_log(quiet, &bad, 5 + i, "bad %d", i);
	}
	assert_int_equal(count_lines(fixture), 1);
	assert_true(ends(fixture, ": bad 0 [FIP-312]"));
	quiet_log(quiet, &bad, 5 + MINUTE_US, "bad again");
	assert_int_equal(count_lines(fixture), 1);
	assert_true(
		ends(fixture, "bad again (and 999 more in the meantime) [FIP-312]"));
	quiet_log(quiet, &bad, 5 + 2 * MINUTE_US, "bad at last");
	assert_int_equal(count_lines(fixture), 1);
	assert_true(ends(fixture, ": bad at last [FIP-312]"));
}

static void the_last_word_about_a_cause_is_written_when_its_minute_is_over(void **state)
{
	struct fixture *fixture = *state;
	struct quiet *quiet = &fixture->quiet;

	quiet_log(quiet, &bad, 1, "bad");
	quiet_log(quiet, &good, 2, "good");
	assert_int_equal(count_lines(fixture), 2);
	quiet_log(quiet, &bad, 3, "bad");
	quiet_log(quiet, &good, 4, "good");
	quiet_log(quiet, &bad, 5, "bad for good");
	quiet_tick(quiet, MINUTE_US);
	assert_int_equal(count_lines(fixture), 0);
	quiet_tick(quiet, 1 + MINUTE_US);
	assert_int_equal(count_lines(fixture), 1);
	assert_true(
		ends(fixture, "bad for good (and 2 more in the meantime) [FIP-312]"));
	quiet_log(quiet, &bad, 2 + MINUTE_US, "bad");
	quiet_tick(quiet, 3 + MINUTE_US);
	assert_int_equal(count_lines(fixture), 0);
	quiet_tick(quiet, 1 + 2 * MINUTE_US);
	assert_int_equal(count_lines(fixture), 1);
	assert_true(ends(fixture, ": bad [FIP-312]"));
	quiet_tick(quiet, 4 * MINUTE_US);
	assert_int_equal(count_lines(fixture), 0);
}

static void what_is_not_true_any_more_is_not_written(void **state)
{
	struct fixture *fixture = *state;
	struct quiet *quiet = &fixture->quiet;

	quiet_log(quiet, &bad, 1, "bad");
	quiet_log(quiet, &bad, 2, "bad");
	quiet_forget(quiet, bad.cause);
	quiet_tick(quiet, 2 * MINUTE_US);
	assert_int_equal(count_lines(fixture), 1);
}

static void another_line_tells_what_was_kept_back_before_it(void **state)
{
	struct fixture *fixture = *state;
	struct quiet *quiet = &fixture->quiet;

	quiet_log(quiet, &bad, 1, "bad");
	quiet_log(quiet, &bad, 2, "bad");
	quiet_log(quiet, &good, 3, "good");
	assert_int_equal(count_lines(fixture), 2);
	assert_true(ends(fixture, "good (and 1 more in the meantime) [FIP-312]"));
	quiet_tick(quiet, 2 * MINUTE_US);
	assert_int_equal(count_lines(fixture), 0);
}

static void causes_do_not_keep_each_other_back(void **state)
{
	struct fixture *fixture = *state;
	struct quiet_line line = bad;

	for (line.cause = 0; line.cause < QUIET_CAUSES_MAX; line.cause++) {
		quiet_log(&fixture->quiet, &line, 5, "bad");
		assert_int_equal(count_lines(fixture), 1);
	}
}

static void however_many_causes_there_are_the_lines_are_bounded(void **state)
{
	struct fixture *fixture = *state;
	struct quiet_line line = bad;
	unsigned lines = 0;

	for (line.cause = 0; line.cause < 10000; line.cause++) {
		quiet_log(&fixture->quiet, &line, (int64_t)line.cause, "bad");
		lines += count_lines(fixture);
	}
	assert_int_equal(lines, QUIET_CAUSES_MAX);
	quiet_log(&fixture->quiet, &line, 2 * MINUTE_US, "bad");
	assert_int_equal(count_lines(fixture), 1);
	assert_true(ends(fixture, ": bad [FIP-312]"));
}

static void however_many_kinds_of_lines_a_cause_has_they_are_bounded(void **state)
{
	struct fixture *fixture = *state;
	struct quiet_line line = bad;
	unsigned lines = 0;

	for (line.id = 1; line.id < 100; line.id++) {
		quiet_log(&fixture->quiet, &line, 5, "bad");
		lines += count_lines(fixture);
	}
	assert_int_equal(lines, QUIET_KINDS_MAX);
}

static void a_place_is_not_taken_from_what_is_still_to_be_told(void **state)
{
	struct fixture *fixture = *state;
	struct quiet_line line = bad;

	for (line.cause = 0; line.cause < QUIET_CAUSES_MAX; line.cause++) {
		quiet_log(&fixture->quiet, &line, 5, "bad");
		quiet_log(&fixture->quiet, &line, 6, "worse");
		assert_int_equal(count_lines(fixture), 1);
	}
	quiet_log(&fixture->quiet, &line, 5 + MINUTE_US, "new");
	assert_int_equal(count_lines(fixture), 2);
	assert_true(ends(fixture, ": new [FIP-312]"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_cause_is_told_once_a_minute_with_what_was_kept_back, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			the_last_word_about_a_cause_is_written_when_its_minute_is_over,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_not_true_any_more_is_not_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			another_line_tells_what_was_kept_back_before_it, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			causes_do_not_keep_each_other_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			however_many_causes_there_are_the_lines_are_bounded, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			however_many_kinds_of_lines_a_cause_has_they_are_bounded,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_place_is_not_taken_from_what_is_still_to_be_told, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
