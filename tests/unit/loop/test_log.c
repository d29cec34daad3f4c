#include "loop/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "unit/cmocka_all.h"

/* A syslog daemon of our own: a datagram socket in a folder of its own. */
struct daemon {
	char folder[32];
	char path[64];
	int fd;
};

static void start_as(struct daemon *daemon, int type)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", daemon->path);
	daemon->fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_true(daemon->fd >= 0);
	assert_int_equal(
		bind(daemon->fd, (struct sockaddr *)&address, sizeof(address)), 0);
}

static void start_daemon(struct daemon *daemon)
{
	start_as(daemon, SOCK_DGRAM);
}

static void stop_daemon(struct daemon *daemon)
{
	close(daemon->fd);
	unlink(daemon->path);
}

static int set_up(void **state)
{
	struct daemon *daemon = calloc(1, sizeof(*daemon));
	struct log_options options = { .threshold = MESSAGE_INFO };

	strcpy(daemon->folder, "/tmp/fipd-log-XXXXXX");
	assert_non_null(mkdtemp(daemon->folder));
	snprintf(daemon->path, sizeof(daemon->path), "%s/log", daemon->folder);
	start_daemon(daemon);
	options.syslog_path = daemon->path;
	assert_int_equal(log_open(&options), 0);
	log_set_pair("web");
	*state = daemon;
	return 0;
}

static int tear_down(void **state)
{
	struct daemon *daemon = *state;

	log_close();
	stop_daemon(daemon);
	rmdir(daemon->folder);
	free(daemon);
	return 0;
}

/* Return the length of the next datagram, 0 if there is none. */
static size_t receive(const struct daemon *daemon, char *text, size_t size)
{
	ssize_t length = recv(daemon->fd, text, size - 1, 0);

	text[length < 0 ? 0 : length] = '\0';
	return length < 0 ? 0 : (size_t)length;
}

static void a_line_reaches_syslog_with_tag_pair_and_id(void **state)
{
	char text[256];
	char expected[128];

	log_message(MESSAGE_WARNING, 312, "heartbeats cannot be sent: %s", "why");
	assert_true(receive(*state, text, sizeof(text)) > 0);
	snprintf(expected, sizeof(expected),
		" fipd[%ld]: web: heartbeats cannot be sent: why [FIP-312]",
		(long)getpid());
	assert_memory_equal(text, "<28>", 4);
	assert_string_equal(text + 4 + strlen("Nov 22 18:40:01"), expected);
}

static void a_line_above_the_threshold_is_not_written(void **state)
{
	char text[256];

	log_message(MESSAGE_DEBUG, 0, "a packet");
	assert_int_equal(receive(*state, text, sizeof(text)), 0);
}

static void a_line_of_the_original_has_its_tag_and_no_pair(void **state)
{
	char text[256];

	log_original(
		"CStrap(6) : Standby System(192.168.0.1) is an Active System renew.");
	assert_true(receive(*state, text, sizeof(text)) > 0);
	assert_memory_equal(text, "<29>", 4);
	assert_string_equal(text + 4 + strlen("Nov 22 18:40:01"),
		" logger: CStrap(6) : Standby System(192.168.0.1) is an Active System "
		"renew.");
}

static void lines_wait_while_the_syslog_daemon_is_away(void **state)
{
	struct daemon *daemon = *state;
	char text[256];

	stop_daemon(daemon);
	log_message(MESSAGE_INFO, 0, "first");
	log_message(MESSAGE_INFO, 0, "second");
	start_daemon(daemon);
	log_flush();
	assert_true(receive(daemon, text, sizeof(text)) > 0);
	assert_non_null(strstr(text, "web: first"));
	assert_true(receive(daemon, text, sizeof(text)) > 0);
	assert_non_null(strstr(text, "web: second"));
}

/* Read everything; return how many lines there were, the last one in text. */
static size_t drain(const struct daemon *daemon, char *text, size_t size)
{
	char line[256];
	size_t count = 0;

	do {
		while (receive(daemon, line, sizeof(line)) > 0) {
			snprintf(text, size, "%s", line);
			count++;
		}
		log_flush();
	} while (recv(daemon->fd, line, sizeof(line), MSG_PEEK) > 0);
	return count;
}

static void a_daemon_that_does_not_read_costs_lines_and_never_blocks(void **state)
{
	uint64_t lost_before = log_lost();
	char last[256] = "";
	char expected[64];
	size_t received;
	uint64_t lost;

	for (int i = 0; i < 2000; i++) {
		log_message(MESSAGE_INFO, 0, "line %d", i);
	}
	lost = log_lost() - lost_before;
	assert_true(lost > 0);
	received = drain(*state, last, sizeof(last));
	assert_int_equal(received, 2000 - lost + 1);
	snprintf(expected, sizeof(expected), "web: %llu log lines were lost",
		(unsigned long long)lost);
	assert_non_null(strstr(last, expected));
}

static void a_path_that_is_too_long_is_refused(void **state)
{
	char path[200];
	struct log_options options = { .syslog_path = path, .threshold = MESSAGE_INFO };

	(void)state;
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(log_open(&options), -ENAMETOOLONG);
}

static void write_line(struct log_line *line, const char *pair, int id,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

static void write_line(
	struct log_line *line, const char *pair, int id, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	log_line_write(line, pair, id, format, arguments);
	va_end(arguments);
	assert_int_equal(line->length_bytes, strlen(line->text));
}

static void a_line_names_the_pair_and_ends_with_the_id(void **state)
{
	struct log_line line;

	(void)state;
	write_line(&line, "web", 103, "standby to %s", "active");
	assert_string_equal(line.text, "web: standby to active [FIP-103]");
}

static void a_line_without_pair_and_id_is_the_text(void **state)
{
	struct log_line line;

	(void)state;
	write_line(&line, NULL, 0, "starting");
	assert_string_equal(line.text, "starting");
	write_line(&line, "", 0, "starting");
	assert_string_equal(line.text, "starting");
}

static void a_line_break_in_a_text_cannot_begin_a_line(void **state)
{
	struct log_line line;

	(void)state;
	write_line(&line, "web", 1, "a\nb\tc\x7f");
	assert_string_equal(line.text, "web: a b c  [FIP-1]");
}

static void a_long_text_is_cut_and_keeps_its_id(void **state)
{
	static char text[3 * LOG_LINE_MAX];
	struct log_line line;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	write_line(&line, "web", 312, "%s", text);
	assert_true(line.length_bytes < LOG_LINE_MAX);
	assert_string_equal(line.text + line.length_bytes - 11, "x [FIP-312]");
}

static const struct tm evening = {
	.tm_mon = 10,
	.tm_mday = 2,
	.tm_hour = 18,
	.tm_min = 40,
	.tm_sec = 1,
};

static void a_datagram_tells_the_level_and_the_tag(void **state)
{
	struct log_line line;
	struct log_line datagram;

	(void)state;
	write_line(&line, "web", 0, "text");
	log_line_datagram(&datagram, MESSAGE_ERROR, &evening, "fipd[12]: ", &line);
	assert_string_equal(datagram.text, "<27>Nov  2 18:40:01 fipd[12]: web: text");
	log_line_datagram(&datagram, MESSAGE_DEBUG, &evening, "fipd[12]: ", &line);
	assert_string_equal(datagram.text, "<31>Nov  2 18:40:01 fipd[12]: web: text");
}

static void the_datagram_of_the_longest_line_keeps_its_id(void **state)
{
	static char text[3 * LOG_LINE_MAX];
	struct log_line line;
	struct log_line datagram;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	write_line(&line, "web", 312, "%s", text);
	log_line_datagram(&datagram, MESSAGE_ERROR, &evening, "fipd[12]: ", &line);
	assert_string_equal(datagram.text + datagram.length_bytes - 11, "x [FIP-312]");
}

static void a_journals_datagram_has_the_fields_beside_the_line(void **state)
{
	struct log_line line;
	struct log_line datagram;

	(void)state;
	log_set_role(ROLE_ACTIVE);
	write_line(&line, "web", 106, "standby to active");
	log_line_fields(&datagram, MESSAGE_NOTICE, 106, &line);
	assert_string_equal(datagram.text,
		"PRIORITY=5\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=fipd\n"
		"MESSAGE_ID=f1bd5c0e6a1f4d0b9c3e7a52d4180106\nFIPD_ID=FIP-106\n"
		"FIPD_EVENT=failover\nFIPD_ROLE=active\nFIPD_PAIR=web\n"
		"MESSAGE=web: standby to active [FIP-106]\n");
	write_line(&line, "web", 303, "no event");
	log_line_fields(&datagram, MESSAGE_ERROR, 303, &line);
	assert_null(strstr(datagram.text, "FIPD_EVENT"));
	assert_non_null(strstr(datagram.text, "FIPD_ID=FIP-303\n"));
	write_line(&line, "web", 0, "no id");
	log_line_fields(&datagram, MESSAGE_DEBUG, 0, &line);
	assert_null(strstr(datagram.text, "_ID="));
}

static void the_journals_datagram_of_the_longest_line_is_whole(void **state)
{
	static char text[3 * LOG_LINE_MAX];
	struct log_line line;
	struct log_line datagram;

	(void)state;
	log_set_role(ROLE_RELEASING);
	log_set_pair(
		"a-pair-whose-name-is-as-long-as-a-name-may-be-in-a-configuration");
	memset(text, 'x', sizeof(text) - 1);
	write_line(&line, "web", 112, "%s", text);
	log_line_fields(&datagram, MESSAGE_ERROR, 112, &line);
	assert_string_equal(
		datagram.text + datagram.length_bytes - 12, "x [FIP-112]\n");
}

static void the_journal_gets_all_but_the_lines_of_the_original(void **state)
{
	struct daemon *daemon = *state;
	struct daemon journal = { 0 };
	struct log_options options = { .threshold = MESSAGE_INFO };
	char got[LOG_LINE_MAX];

	snprintf(journal.path, sizeof(journal.path), "%s/journal", daemon->folder);
	start_daemon(&journal);
	options.syslog_path = daemon->path;
	options.journal_path = journal.path;
	assert_int_equal(log_open(&options), 0);
	log_message(MESSAGE_INFO, 101, "started");
	log_original("CStrap(6) : x");
	assert_true(recv(journal.fd, got, sizeof(got), 0) > 0);
	assert_int_equal(recv(journal.fd, got, sizeof(got), 0), -1);
	got[recv(daemon->fd, got, sizeof(got) - 1, 0)] = '\0';
	assert_non_null(strstr(got, " logger: CStrap(6) : x"));
	assert_int_equal(recv(daemon->fd, got, sizeof(got), 0), -1);
	stop_daemon(&journal);
}

/* A socket of another type takes nothing, now or later. */
static void open_with_a_dead_journal(struct daemon *daemon, struct daemon *journal)
{
	struct log_options options = { .threshold = MESSAGE_INFO };

	snprintf(journal->path, sizeof(journal->path), "%s/journal", daemon->folder);
	options.syslog_path = daemon->path;
	options.journal_path = journal->path;
	assert_int_equal(log_open(&options), 0);
}

static void lines_go_to_syslog_where_the_journal_takes_none(void **state)
{
	struct daemon *daemon = *state;
	struct daemon journal = { 0 };
	uint64_t lost = log_lost();
	char text[256];

	open_with_a_dead_journal(daemon, &journal);
	start_as(&journal, SOCK_STREAM);
	for (int i = 0; i < 2; i++) {
		log_message(MESSAGE_WARNING, 312, "a line");
		log_flush();
		assert_true(receive(daemon, text, sizeof(text)) > 0);
		assert_memory_equal(text, "<28>", 4);
		assert_non_null(strstr(text, "]: web: a line [FIP-312]"));
		assert_int_equal(receive(daemon, text, sizeof(text)), 0);
	}
	assert_int_equal(log_lost(), lost);
	stop_daemon(&journal);
}

static void lines_that_waited_for_a_journal_that_fails_are_told_as_lost(void **state)
{
	struct daemon *daemon = *state;
	struct daemon journal = { 0 };
	char text[256];

	open_with_a_dead_journal(daemon, &journal);
	log_message(MESSAGE_INFO, 0, "first");
	log_message(MESSAGE_INFO, 0, "second");
	start_as(&journal, SOCK_STREAM);
	log_flush();
	assert_true(receive(daemon, text, sizeof(text)) > 0);
	assert_non_null(strstr(text, "web: 2 log lines were lost"));
	stop_daemon(&journal);
}

static void lines_go_to_stderr_where_syslog_takes_none(void **state)
{
	struct daemon *daemon = *state;
	uint64_t lost = log_lost();
	char text[256];
	int ends[2];
	int kept = dup(STDERR_FILENO);

	stop_daemon(daemon);
	start_as(daemon, SOCK_STREAM);
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	log_message(MESSAGE_INFO, 0, "first");
	log_original("CStrap(6) : x");
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(ends[1]);
	text[read(ends[0], text, sizeof(text) - 1)] = '\0';
	close(ends[0]);
	assert_string_equal(text, "web: first\nCStrap(6) : x\n");
	assert_int_equal(log_lost(), lost);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_names_the_pair_and_ends_with_the_id),
		cmocka_unit_test(a_line_without_pair_and_id_is_the_text),
		cmocka_unit_test(a_line_break_in_a_text_cannot_begin_a_line),
		cmocka_unit_test(a_long_text_is_cut_and_keeps_its_id),
		cmocka_unit_test(a_datagram_tells_the_level_and_the_tag),
		cmocka_unit_test(the_datagram_of_the_longest_line_keeps_its_id),
		cmocka_unit_test_setup_teardown(
			the_journal_gets_all_but_the_lines_of_the_original, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			lines_go_to_syslog_where_the_journal_takes_none, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			lines_that_waited_for_a_journal_that_fails_are_told_as_lost,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			lines_go_to_stderr_where_syslog_takes_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_line_reaches_syslog_with_tag_pair_and_id, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_line_above_the_threshold_is_not_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_line_of_the_original_has_its_tag_and_no_pair, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			lines_wait_while_the_syslog_daemon_is_away, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_daemon_that_does_not_read_costs_lines_and_never_blocks,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_path_that_is_too_long_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_journals_datagram_has_the_fields_beside_the_line, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			the_journals_datagram_of_the_longest_line_is_whole, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
