#include "model/event.h"

#include "unit/cmocka_all.h"

static void assert_alarm(
	enum note_kind begin, enum note_kind end, enum severity severity)
{
	assert_int_equal(note_severity(begin), severity);
	assert_int_equal(note_severity(end), SEVERITY_CLEARED);
	assert_int_equal(note_clears(end), begin);
	assert_int_equal(note_clears(begin), 0);
}

static void alarms_are_as_grave_as_what_is_lost(void **state)
{
	(void)state;
	assert_alarm(NOTE_SPLIT_BRAIN, NOTE_SPLIT_BRAIN_END, SEVERITY_CRITICAL);
	assert_alarm(NOTE_PEER_LOST, NOTE_PEER_RECOVERED, SEVERITY_MAJOR);
	assert_alarm(NOTE_ADDRESS_CONFLICT, NOTE_ADDRESS_CONFLICT_END, SEVERITY_MAJOR);
	assert_alarm(NOTE_CHECK_FAILED, NOTE_CHECK_PASSED, SEVERITY_MAJOR);
	assert_alarm(NOTE_LINK_DOWN, NOTE_LINK_UP, SEVERITY_MINOR);
	assert_alarm(NOTE_CONFIG_MISMATCH, NOTE_CONFIG_MATCH, SEVERITY_MINOR);
}

static void a_takeover_and_an_outsider_are_told_as_such(void **state)
{
	(void)state;
	assert_int_equal(note_severity(NOTE_FAILOVER), SEVERITY_MAJOR);
	assert_int_equal(note_severity(NOTE_FIP_RESTORED), SEVERITY_MINOR);
	assert_int_equal(note_severity(NOTE_STOPPED), SEVERITY_WARNING);
	assert_int_equal(note_severity(NOTE_ACTION_REFUSED), SEVERITY_WARNING);
}

static void what_was_wanted_is_neither_grave_nor_an_end(void **state)
{
	static const enum note_kind wanted[] = { NOTE_STARTED, NOTE_SWITCHOVER,
		NOTE_ROLE_CHANGE, NOTE_FAILBACK, NOTE_CONFIG_CHANGED };

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		assert_int_equal(note_severity(wanted[i]), SEVERITY_INDETERMINATE);
		assert_int_equal(note_clears(wanted[i]), 0);
	}
}

static void an_unknown_kind_clears_nothing(void **state)
{
	(void)state;
	assert_int_equal(note_clears((enum note_kind)(NOTE_LAST + 1)), 0);
	assert_int_equal(note_clears((enum note_kind) - 1), 0);
	assert_int_equal(
		note_severity((enum note_kind)(NOTE_LAST + 1)), SEVERITY_INDETERMINATE);
}

static void a_set_of_kinds_has_a_bit_for_each_that_there_is(void **state)
{
	(void)state;
	assert_int_equal(note_bit(NOTE_STARTED), 1);
	assert_int_equal(
		note_bit((enum note_kind)NOTE_LAST), UINT32_C(1) << (NOTE_LAST - 1));
	assert_int_equal(note_bit((enum note_kind)0), 0);
	assert_int_equal(note_bit((enum note_kind)(NOTE_LAST + 1)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alarms_are_as_grave_as_what_is_lost),
		cmocka_unit_test(a_takeover_and_an_outsider_are_told_as_such),
		cmocka_unit_test(what_was_wanted_is_neither_grave_nor_an_end),
		cmocka_unit_test(an_unknown_kind_clears_nothing),
		cmocka_unit_test(a_set_of_kinds_has_a_bit_for_each_that_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
