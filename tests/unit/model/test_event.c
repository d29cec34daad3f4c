#include "model/event.h"

#include "unit/cmocka_all.h"

static void assert_alarm(
	enum event_kind begin, enum event_kind end, enum severity severity)
{
	assert_int_equal(event_severity(begin), severity);
	assert_int_equal(event_severity(end), SEVERITY_CLEARED);
	assert_int_equal(event_clears(end), begin);
	assert_int_equal(event_clears(begin), 0);
}

static void alarms_are_as_grave_as_what_is_lost(void **state)
{
	(void)state;
	assert_alarm(EVENT_SPLIT_BRAIN, EVENT_SPLIT_BRAIN_END, SEVERITY_CRITICAL);
	assert_alarm(EVENT_PEER_LOST, EVENT_PEER_RECOVERED, SEVERITY_MAJOR);
	assert_alarm(
		EVENT_ADDRESS_CONFLICT, EVENT_ADDRESS_CONFLICT_END, SEVERITY_MAJOR);
	assert_alarm(EVENT_CHECK_FAILED, EVENT_CHECK_PASSED, SEVERITY_MAJOR);
	assert_alarm(EVENT_LINK_DOWN, EVENT_LINK_UP, SEVERITY_MINOR);
	assert_alarm(EVENT_CONFIG_MISMATCH, EVENT_CONFIG_MATCH, SEVERITY_MINOR);
}

static void a_takeover_and_an_outsider_are_told_as_such(void **state)
{
	(void)state;
	assert_alarm(EVENT_FAILOVER, EVENT_FAILBACK, SEVERITY_MAJOR);
	assert_alarm(EVENT_FAILOVER, EVENT_FAILOVER_END, SEVERITY_MAJOR);
	assert_alarm(EVENT_OUT_OF_SERVICE, EVENT_OUT_OF_SERVICE_END, SEVERITY_MAJOR);
	assert_int_equal(event_severity(EVENT_FIP_RESTORED), SEVERITY_WARNING);
	assert_int_equal(event_severity(EVENT_STOPPED), SEVERITY_WARNING);
	assert_int_equal(event_severity(EVENT_ACTION_REFUSED), SEVERITY_WARNING);
}

static void what_was_wanted_is_neither_grave_nor_an_end(void **state)
{
	static const enum event_kind wanted[] = { EVENT_STARTED, EVENT_SWITCHOVER,
		EVENT_ROLE_CHANGE, EVENT_CONFIG_CHANGED };

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		assert_int_equal(event_severity(wanted[i]), SEVERITY_INDETERMINATE);
		assert_int_equal(event_clears(wanted[i]), 0);
	}
}

static void an_unknown_kind_clears_nothing(void **state)
{
	(void)state;
	assert_int_equal(event_clears((enum event_kind)(EVENT_LAST + 1)), 0);
	assert_int_equal(event_clears((enum event_kind) - 1), 0);
	assert_int_equal(event_severity((enum event_kind)(EVENT_LAST + 1)),
		SEVERITY_INDETERMINATE);
}

static void a_set_of_kinds_has_a_bit_for_each_that_there_is(void **state)
{
	(void)state;
	assert_int_equal(event_bit(EVENT_STARTED), 1);
	assert_int_equal(event_bit((enum event_kind)EVENT_LAST),
		UINT64_C(1) << (EVENT_LAST - 1));
	assert_int_equal(event_bit((enum event_kind)0), 0);
	assert_int_equal(event_bit((enum event_kind)(EVENT_LAST + 1)), 0);
}

static void a_set_of_all_kinds_is_a_number_that_every_reader_of_json_keeps(void **state)
{
	uint64_t all = 0;
	unsigned count = 0;

	(void)state;
	for (unsigned kind = 1; kind <= EVENT_LAST; kind++) {
		uint64_t bit = event_bit((enum event_kind)kind);

		assert_int_equal(all & bit, 0);
		all |= bit;
		count += bit != 0;
	}
	assert_int_equal(__builtin_popcountll(all), count);
	assert_true((uint64_t)(double)all == all && all < UINT64_C(1) << 53);
}

static void a_failover_from_a_peer_that_left_in_good_order_is_minor(void **state)
{
	struct event event = { .kind = EVENT_FAILOVER, .reason = REASON_PEER_LEFT };

	(void)state;
	event.peer = ROLE_RELEASING;
	assert_int_equal(event_weight(&event), SEVERITY_MINOR);
	event.peer = ROLE_FAULT;
	assert_int_equal(event_weight(&event), SEVERITY_MAJOR);
	event.peer = ROLE_UNKNOWN;
	event.reason = REASON_PEER_SILENT;
	assert_int_equal(event_weight(&event), SEVERITY_MAJOR);
	event.kind = EVENT_PEER_LEFT;
	event.reason = REASON_PEER_LEFT;
	assert_int_equal(event_weight(&event), SEVERITY_WARNING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alarms_are_as_grave_as_what_is_lost),
		cmocka_unit_test(a_takeover_and_an_outsider_are_told_as_such),
		cmocka_unit_test(what_was_wanted_is_neither_grave_nor_an_end),
		cmocka_unit_test(an_unknown_kind_clears_nothing),
		cmocka_unit_test(a_set_of_kinds_has_a_bit_for_each_that_there_is),
		cmocka_unit_test(
			a_set_of_all_kinds_is_a_number_that_every_reader_of_json_keeps),
		cmocka_unit_test(
			a_failover_from_a_peer_that_left_in_good_order_is_minor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
