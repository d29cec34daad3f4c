#include "words/original.h"

#include "unit/cmocka_all.h"

static const struct narrate_names names = {
	.pair = "web",
	.node = "n2",
	.own = "192.168.0.2",
	.peer = "192.168.0.1",
};

static struct event take(enum event_kind kind, enum reason reason)
{
	return (struct event){
		.kind = kind,
		.from = ROLE_STANDBY,
		.to = ROLE_ACTIVE,
		.reason = reason,
	};
}

static struct event be(enum role role, enum role peer)
{
	return (struct event){
		.kind = EVENT_ROLE_CHANGE,
		.from = ROLE_ACTIVE,
		.to = role,
		.peer = peer,
	};
}

static void the_texts_are_as_the_watchers_match_them(void **state)
{
	char text[ORIGINAL_TEXT_SIZE];

	(void)state;
	original_write(text, ORIGINAL_FAILOVER, &names);
	assert_string_equal(text,
		"CStrap(6) : Standby System(192.168.0.1) is an Active System renew.");
	original_write(text, ORIGINAL_FAILBACK, &names);
	assert_string_equal(
		text, "CStrap(5) : Standby System(192.168.0.2) is a Enable.");
	original_write(text, ORIGINAL_NONE, &names);
	assert_string_equal(text, "");
}

static void the_longest_addresses_fit(void **state)
{
	const char *address = "2001:db8:1111:2222:3333:4444:5555:6666";
	const struct narrate_names longest = { .own = address, .peer = address };
	char text[ORIGINAL_TEXT_SIZE];

	(void)state;
	original_write(text, ORIGINAL_FAILOVER, &longest);
	assert_string_equal(text,
		"CStrap(6) : Standby System(2001:db8:1111:2222:3333:4444:5555:6666) "
		"is an Active System renew.");
}

static void six_is_logged_when_the_peer_fails_or_is_taken_out(void **state)
{
	static const enum reason operators[] = {
		REASON_PEER_MAINTENANCE,
		REASON_FORCED,
		REASON_PEER_IS_OFF,
	};
	struct event event = take(EVENT_FAILOVER, REASON_PEER_SILENT);

	(void)state;
	assert_int_equal(original_line_of(&event, ORIGINAL_NONE, false), 6);
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		event = take(EVENT_SWITCHOVER, operators[i]);
		assert_int_equal(original_line_of(&event, ORIGINAL_NONE, false), 6);
	}
}

static void every_further_failover_is_logged(void **state)
{
	struct event event = take(EVENT_FAILOVER, REASON_PEER_LEFT);

	(void)state;
	assert_int_equal(original_line_of(&event, ORIGINAL_FAILOVER, false), 6);
	assert_int_equal(original_line_of(&event, ORIGINAL_FAILBACK, false), 6);
}

static void no_move_by_hand_is_logged(void **state)
{
	struct event event = take(EVENT_SWITCHOVER, REASON_SWITCHOVER);

	(void)state;
	assert_int_equal(original_line_of(&event, ORIGINAL_NONE, false), 0);
	event = take(EVENT_ROLE_CHANGE, REASON_FAILBACK);
	assert_int_equal(original_line_of(&event, ORIGINAL_NONE, false), 0);
}

static void the_preferred_node_is_home_and_logs_no_six(void **state)
{
	struct event event = take(EVENT_FAILOVER, REASON_PEER_SILENT);

	(void)state;
	assert_int_equal(original_line_of(&event, ORIGINAL_NONE, true), 0);
}

static void five_comes_after_six_only_and_once(void **state)
{
	struct event event = be(ROLE_STANDBY, ROLE_ACTIVE);

	(void)state;
	assert_int_equal(original_line_of(&event, ORIGINAL_NONE, false), 0);
	assert_int_equal(original_line_of(&event, ORIGINAL_FAILOVER, false), 5);
	assert_int_equal(original_line_of(&event, ORIGINAL_FAILBACK, false), 0);
}

static void five_waits_until_the_peer_has_the_fips(void **state)
{
	static const enum role elsewhere[] = { ROLE_UNKNOWN, ROLE_STANDBY, ROLE_FAULT };
	struct event event;

	(void)state;
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
		event = be(ROLE_STANDBY, elsewhere[i]);
		assert_int_equal(original_line_of(&event, ORIGINAL_FAILOVER, false), 0);
	}
	event = be(ROLE_FAULT, ROLE_ACTIVE);
	assert_int_equal(original_line_of(&event, ORIGINAL_FAILOVER, false), 0);
	event = be(ROLE_ACTIVE, ROLE_ACTIVE);
	assert_int_equal(original_line_of(&event, ORIGINAL_FAILOVER, false), 0);
}

static void the_node_that_becomes_the_preferred_one_is_home(void **state)
{
	struct event event = be(ROLE_ACTIVE, ROLE_STANDBY);

	(void)state;
	event.kind = EVENT_CONFIG_CHANGED;
	assert_int_equal(original_line_of(&event, ORIGINAL_FAILOVER, true), 5);
	assert_int_equal(original_line_of(&event, ORIGINAL_FAILOVER, false), 0);
	event = be(ROLE_INITIAL, ROLE_UNKNOWN);
	assert_int_equal(original_line_of(&event, ORIGINAL_FAILOVER, true), 0);
}

static void a_failback_without_an_event_is_told_by_one_of_its_own(void **state)
{
	struct event event = be(ROLE_STANDBY, ROLE_ACTIVE);

	(void)state;
	assert_false(original_owes_failback(&event, ORIGINAL_NONE, false));
	assert_false(original_owes_failback(&event, ORIGINAL_FAILBACK, false));
	assert_true(original_owes_failback(&event, ORIGINAL_FAILOVER, false));
	assert_int_equal(event.kind, EVENT_FAILBACK);
	assert_int_equal(event.reason, REASON_PEER_ACTIVE);
	assert_int_equal(original_line_of(&event, ORIGINAL_FAILOVER, false), 5);
	event = be(ROLE_ACTIVE, ROLE_STANDBY);
	assert_false(original_owes_failback(&event, ORIGINAL_FAILOVER, false));
	assert_true(original_owes_failback(&event, ORIGINAL_FAILOVER, true));
	assert_int_equal(event.reason, REASON_NONE);
	event = be(ROLE_FAULT, ROLE_ACTIVE);
	assert_false(original_owes_failback(&event, ORIGINAL_FAILOVER, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_texts_are_as_the_watchers_match_them),
		cmocka_unit_test(the_longest_addresses_fit),
		cmocka_unit_test(six_is_logged_when_the_peer_fails_or_is_taken_out),
		cmocka_unit_test(every_further_failover_is_logged),
		cmocka_unit_test(no_move_by_hand_is_logged),
		cmocka_unit_test(the_preferred_node_is_home_and_logs_no_six),
		cmocka_unit_test(five_comes_after_six_only_and_once),
		cmocka_unit_test(five_waits_until_the_peer_has_the_fips),
		cmocka_unit_test(the_node_that_becomes_the_preferred_one_is_home),
		cmocka_unit_test(a_failback_without_an_event_is_told_by_one_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
