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

static void start_daemon(struct daemon *daemon)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", daemon->path);
	daemon->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_true(daemon->fd >= 0);
	assert_int_equal(
		bind(daemon->fd, (struct sockaddr *)&address, sizeof(address)), 0);
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

static void the_cstrap_line_reaches_syslog_bare(void **state)
{
	char text[256];

	log_cstrap(6, "Standby System(192.168.0.1) is an Active System renew.");
	assert_true(receive(*state, text, sizeof(text)) > 0);
	assert_memory_equal(text, "<29>", 4);
	assert_string_equal(text + 4 + strlen("Nov 22 18:40:01"),
		" CStrap(6) : Standby System(192.168.0.1) is an Active System renew.");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_line_reaches_syslog_with_tag_pair_and_id, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_line_above_the_threshold_is_not_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_cstrap_line_reaches_syslog_bare, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			lines_wait_while_the_syslog_daemon_is_away, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_daemon_that_does_not_read_costs_lines_and_never_blocks,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_path_that_is_too_long_is_refused, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
