#include "unit/cmocka_all.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "loop/log.h"
#include "node/event_log.h"
#include "unit/journal/journal_help.h"

enum {
	MINUTE_US = 60000000
};

struct fixture {
	struct bench bench;
	struct config config;
	struct event_log event_log;
	int fd; /* where a syslog daemon would listen */
};

static void begin(struct fixture *fixture)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct log_options options = { .threshold = MESSAGE_INFO };

	memset(fixture, 0, sizeof(*fixture));
	bench_begin(&fixture->bench);
	fixture->event_log.journal = fixture->bench.journal;
	fixture->event_log.config = &fixture->config;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/log",
		fixture->bench.folder.path);
	fixture->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_int_equal(
		bind(fixture->fd, (struct sockaddr *)&address, sizeof(address)), 0);
	options.syslog_path = address.sun_path;
	assert_int_equal(log_open(&options), 0);
}

static void end(struct fixture *fixture)
{
	log_close();
	close(fixture->fd);
	bench_end(&fixture->bench);
}

static void change_role(
	struct fixture *fixture, enum role from, enum role to, int64_t now_us)
{
	struct event event = {
		.kind = EVENT_ROLE_CHANGE,
		.from = from,
		.to = to,
		.reason = REASON_SEGMENT_SILENT,
	};

	event_log_add(&fixture->event_log, &event, NULL, now_us);
}

/* Return how many lines have come, the last one in text. */
static unsigned count_lines(const struct fixture *fixture, char *text, size_t size)
{
	unsigned count = 0;
	ssize_t length;

	while ((length = recv(fixture->fd, text, size - 1, 0)) > 0) {
		text[length] = '\0';
		count++;
	}
	return count;
}

static void who_answers_now_and_then_gets_a_line_a_minute(void **state)
{
	struct fixture fixture;
	char text[LOG_LINE_MAX];

	(void)state;
	begin(&fixture);
	for (int i = 0; i < 5; i++) {
		change_role(&fixture, ROLE_HELD, ROLE_CLAIMING, i);
		change_role(&fixture, ROLE_CLAIMING, ROLE_HELD, i);
	}
	assert_int_equal(count_lines(&fixture, text, sizeof(text)), 1);
	assert_int_equal(bench_append(&fixture.bench, EVENT_STOPPED)->sequence, 11);
	quiet_tick(&fixture.event_log.quiet, MINUTE_US);
	assert_int_equal(count_lines(&fixture, text, sizeof(text)), 1);
	assert_non_null(strstr(text, "claiming -> held"));
	assert_non_null(strstr(text, "(and 8 more in the meantime) [FIP-104]"));
	end(&fixture);
}

static void a_node_that_has_waited_for_long_enough_is_not_told_to_wait(void **state)
{
	struct fixture fixture;
	char text[LOG_LINE_MAX];

	(void)state;
	begin(&fixture);
	change_role(&fixture, ROLE_CLAIMING, ROLE_HELD, 0);
	change_role(&fixture, ROLE_HELD, ROLE_CLAIMING, 1);
	change_role(&fixture, ROLE_CLAIMING, ROLE_ACTIVE, 2);
	assert_int_equal(count_lines(&fixture, text, sizeof(text)), 2);
	assert_non_null(strstr(text, "claiming -> active"));
	quiet_tick(&fixture.event_log.quiet, MINUTE_US);
	assert_int_equal(count_lines(&fixture, text, sizeof(text)), 0);
	end(&fixture);
}

static void what_moves_the_fips_has_a_line_each(void **state)
{
	struct fixture fixture;
	char text[LOG_LINE_MAX];

	(void)state;
	begin(&fixture);
	for (int i = 0; i < 5; i++) {
		change_role(&fixture, ROLE_CLAIMING, ROLE_ACTIVE, i);
		change_role(&fixture, ROLE_ACTIVE, ROLE_FAULT, i);
	}
	assert_int_equal(count_lines(&fixture, text, sizeof(text)), 10);
	end(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_answers_now_and_then_gets_a_line_a_minute),
		cmocka_unit_test(
			a_node_that_has_waited_for_long_enough_is_not_told_to_wait),
		cmocka_unit_test(what_moves_the_fips_has_a_line_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
