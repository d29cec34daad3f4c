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

static void tell(struct fixture *fixture, enum event_kind kind, enum reason reason)
{
	struct event event = { .kind = kind, .reason = reason };

	event_log_add(&fixture->event_log, &event, NULL, 0);
}

static const char *actor_of(const struct fixture *fixture, uint64_t sequence)
{
	return journal_find(fixture->bench.journal, sequence)->actor;
}

static void what_was_asked_for_has_its_actor_and_what_happens_beside_it_none(
	void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	strcpy(fixture.event_log.actor, "user alice (1000)");
	tell(&fixture, EVENT_CONFIG_CHANGED, REASON_NONE);
	tell(&fixture, EVENT_PEER_LOST, REASON_PEER_SILENT);
	tell(&fixture, EVENT_ACTION_REFUSED, REASON_PEER_SILENT);
	fixture.event_log.actor[0] = '\0';
	tell(&fixture, EVENT_CONFIG_CHANGED, REASON_NONE);
	folder_settle(&fixture.bench.folder);
	assert_string_equal(actor_of(&fixture, 1), "user alice (1000)");
	assert_string_equal(actor_of(&fixture, 2), "");
	assert_string_equal(actor_of(&fixture, 3), "user alice (1000)");
	assert_string_equal(actor_of(&fixture, 4), "");
	end(&fixture);
}

static void the_end_of_an_action_has_the_actor_of_its_beginning(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	strcpy(fixture.event_log.operator, "user alice (1000)");
	tell(&fixture, EVENT_ROLE_CHANGE, REASON_SWITCHOVER);
	tell(&fixture, EVENT_ROLE_CHANGE, REASON_PEER_SILENT);
	fixture.event_log.operator[0] = '\0';
	tell(&fixture, EVENT_SWITCHOVER, REASON_SWITCHOVER);
	folder_settle(&fixture.bench.folder);
	assert_string_equal(actor_of(&fixture, 1), "user alice (1000)");
	assert_string_equal(actor_of(&fixture, 2), "");
	assert_string_equal(actor_of(&fixture, 3), "");
	end(&fixture);
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
	assert_non_null(strstr(text, "claiming to held"));
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
	assert_non_null(strstr(text, "claiming to active"));
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

/* The F-IPs went to the peer, or came from it. */
static void move(
	struct fixture *fixture, enum event_kind kind, enum role from, enum role to)
{
	struct event event = {
		.kind = kind,
		.from = from,
		.to = to,
		.peer = to == ROLE_STANDBY ? ROLE_ACTIVE : ROLE_UNKNOWN,
	};

	fixture->event_log.journal = fixture->bench.journal;
	event_log_add(&fixture->event_log, &event, NULL, 0);
}

static void assert_last_line(const struct fixture *fixture, const char *expected)
{
	char text[LOG_LINE_MAX];

	assert_true(count_lines(fixture, text, sizeof(text)) > 0);
	assert_non_null(strstr(text, expected));
}

static void the_lines_of_the_original_are_a_pair_over_a_restart(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	strcpy(fixture.event_log.own, "192.168.0.2");
	strcpy(fixture.event_log.peer, "192.168.0.1");
	move(&fixture, EVENT_FAILBACK, ROLE_ACTIVE, ROLE_STANDBY);
	assert_last_line(&fixture, "[FIP-105]");
	move(&fixture, EVENT_FAILOVER, ROLE_STANDBY, ROLE_ACTIVE);
	assert_last_line(&fixture,
		" logger: CStrap(6) : Standby System(192.168.0.1) is an Active System "
		"renew.");
	bench_reopen(&fixture.bench);
	move(&fixture, EVENT_ROLE_CHANGE, ROLE_ACTIVE, ROLE_STANDBY);
	assert_last_line(&fixture,
		" logger: CStrap(5) : Standby System(192.168.0.2) is a Enable.");
	bench_reopen(&fixture.bench);
	move(&fixture, EVENT_ROLE_CHANGE, ROLE_ACTIVE, ROLE_STANDBY);
	assert_last_line(&fixture, "[FIP-104]");
	end(&fixture);
}

static void a_preferred_node_logs_no_line_of_the_original(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	fixture.config.role = CONFIG_ROLE_ACTIVE;
	move(&fixture, EVENT_FAILOVER, ROLE_STANDBY, ROLE_ACTIVE);
	assert_last_line(&fixture, "[FIP-106]");
	end(&fixture);
}

static const struct entry *entry_at(struct fixture *fixture, uint64_t sequence)
{
	folder_settle(&fixture->bench.folder);
	return journal_find(fixture->bench.journal, sequence);
}

static void settle(
	struct fixture *fixture, enum role from, enum role to, enum role peer)
{
	const struct event standing = {
		.from = from, .to = to, .peer = peer, .reason = REASON_INTERFACE_DOWN
	};

	event_log_settle(&fixture->event_log, &standing, false, 0);
}

static void a_failover_is_cleared_by_whatever_brings_the_roles_back(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	fixture.config.role = CONFIG_ROLE_ACTIVE;
	move(&fixture, EVENT_FAILOVER, ROLE_STANDBY, ROLE_ACTIVE);
	settle(&fixture, ROLE_ACTIVE, ROLE_ACTIVE, ROLE_UNKNOWN);
	assert_null(entry_at(&fixture, 2));
	settle(&fixture, ROLE_ACTIVE, ROLE_ACTIVE, ROLE_STANDBY);
	assert_int_equal(entry_at(&fixture, 2)->event.kind, EVENT_FAILOVER_END);
	assert_int_equal(entry_at(&fixture, 2)->clears, 1);
	move(&fixture, EVENT_FAILBACK, ROLE_ACTIVE, ROLE_STANDBY);
	assert_int_equal(entry_at(&fixture, 3)->clears, 0);
	assert_int_equal(entry_at(&fixture, 3)->severity, SEVERITY_INDETERMINATE);
	end(&fixture);
}

static void the_operator_confirms_a_failover(void **state)
{
	const struct event standing = { .to = ROLE_ACTIVE, .peer = ROLE_STANDBY };
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	event_log_settle(&fixture.event_log, &standing, true, 0);
	assert_null(entry_at(&fixture, 1));
	move(&fixture, EVENT_FAILOVER, ROLE_STANDBY, ROLE_ACTIVE);
	event_log_settle(&fixture.event_log, &standing, true, 0);
	assert_int_equal(entry_at(&fixture, 2)->clears, 1);
	assert_int_equal(entry_at(&fixture, 2)->event.reason, REASON_CONFIRMED);
	end(&fixture);
}

static void a_node_in_fault_has_one_alarm_until_it_serves(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	settle(&fixture, ROLE_STANDBY, ROLE_FAULT, ROLE_ACTIVE);
	settle(&fixture, ROLE_FAULT, ROLE_FAULT, ROLE_ACTIVE);
	assert_int_equal(entry_at(&fixture, 1)->severity, SEVERITY_MAJOR);
	assert_null(entry_at(&fixture, 2));
	settle(&fixture, ROLE_FAULT, ROLE_HELD, ROLE_UNKNOWN);
	assert_int_equal(entry_at(&fixture, 2)->clears, 1);
	assert_int_equal(entry_at(&fixture, 3)->event.to, ROLE_HELD);
	settle(&fixture, ROLE_HELD, ROLE_ACTIVE, ROLE_UNKNOWN);
	assert_int_equal(entry_at(&fixture, 4)->clears, 3);
	end(&fixture);
}

static void a_start_clears_what_the_former_life_left_open(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	move(&fixture, EVENT_PEER_LOST, ROLE_STANDBY, ROLE_STANDBY);
	move(&fixture, EVENT_FAILOVER, ROLE_STANDBY, ROLE_ACTIVE);
	bench_reopen(&fixture.bench);
	move(&fixture, EVENT_STARTED, ROLE_UNKNOWN, ROLE_INITIAL);
	assert_int_equal(entry_at(&fixture, 3)->event.kind, EVENT_PEER_RECOVERED);
	assert_int_equal(entry_at(&fixture, 3)->clears, 1);
	assert_string_equal(entry_at(&fixture, 3)->text,
		"alarm peerLost ended: fipd has started and looks for itself what is "
		"wrong");
	assert_int_equal(entry_at(&fixture, 4)->event.kind, EVENT_STARTED);
	settle(&fixture, ROLE_INITIAL, ROLE_STANDBY, ROLE_ACTIVE);
	assert_int_equal(entry_at(&fixture, 5)->clears, 2);
	end(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_was_asked_for_has_its_actor_and_what_happens_beside_it_none),
		cmocka_unit_test(the_end_of_an_action_has_the_actor_of_its_beginning),
		cmocka_unit_test(who_answers_now_and_then_gets_a_line_a_minute),
		cmocka_unit_test(
			a_node_that_has_waited_for_long_enough_is_not_told_to_wait),
		cmocka_unit_test(what_moves_the_fips_has_a_line_each),
		cmocka_unit_test(the_lines_of_the_original_are_a_pair_over_a_restart),
		cmocka_unit_test(a_preferred_node_logs_no_line_of_the_original),
		cmocka_unit_test(
			a_failover_is_cleared_by_whatever_brings_the_roles_back),
		cmocka_unit_test(the_operator_confirms_a_failover),
		cmocka_unit_test(a_node_in_fault_has_one_alarm_until_it_serves),
		cmocka_unit_test(a_start_clears_what_the_former_life_left_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
