#include "unit/cmocka_all.h"

#include <string.h>

#include "protocol/alarms.h"

static void weigh(struct alarms *alarms, uint64_t sequence, enum event_kind kind,
	uint32_t path, uint64_t clears)
{
	struct entry entry = {
		.sequence = sequence,
		.clears = clears,
		.event = { .kind = kind, .link = path },
	};

	entry.severity = event_severity(kind);
	alarms_weigh(alarms, &entry);
}

static void what_another_kind_of_event_ends_is_an_alarm_until_then(void **state)
{
	struct alarms alarms = { 0 };

	(void)state;
	weigh(&alarms, 1, EVENT_PEER_LOST, 0, 0);
	weigh(&alarms, 2, EVENT_FIP_RESTORED, 0, 0);
	assert_int_equal(alarms.count, 1);
	assert_int_equal(alarms.list[0].sequence, 1);
	weigh(&alarms, 3, EVENT_PEER_RECOVERED, 0, 1);
	assert_int_equal(alarms.count, 0);
}

static void an_end_ends_its_own_alarm_only_and_the_rest_stays_in_order(void **state)
{
	struct alarms alarms = { 0 };

	(void)state;
	weigh(&alarms, 1, EVENT_LINK_DOWN, 1, 0);
	weigh(&alarms, 2, EVENT_LINK_DOWN, 2, 0);
	weigh(&alarms, 3, EVENT_CHECK_FAILED, 0, 0);
	weigh(&alarms, 4, EVENT_LINK_UP, 2, 2);
	assert_int_equal(alarms.count, 2);
	assert_int_equal(alarms.list[0].sequence, 1);
	assert_int_equal(alarms.list[1].sequence, 3);
}

static void an_alarm_raised_again_on_its_link_replaces_the_former_one(void **state)
{
	struct alarms alarms = { 0 };

	(void)state;
	weigh(&alarms, 1, EVENT_LINK_DOWN, 1, 0);
	weigh(&alarms, 2, EVENT_LINK_DOWN, 1, 0);
	assert_int_equal(alarms.count, 1);
	assert_int_equal(alarms.list[0].sequence, 2);
}

static void a_failback_of_the_first_release_ends_the_failover(void **state)
{
	struct alarms alarms = { 0 };

	(void)state;
	weigh(&alarms, 1, EVENT_FAILOVER, 0, 0);
	weigh(&alarms, 2, EVENT_STARTED, 0, 0);
	assert_int_equal(alarms.count, 1);
	weigh(&alarms, 3, EVENT_FAILBACK, 0, 0);
	assert_int_equal(alarms.count, 0);
}

static void a_start_of_the_first_release_ends_what_it_told(void **state)
{
	struct alarms alarms = { 0 };

	(void)state;
	weigh(&alarms, 1, EVENT_PEER_LOST, 0, 0);
	weigh(&alarms, 2, EVENT_CONFIG_MISMATCH, 0, 0);
	weigh(&alarms, 3, EVENT_STARTED, 0, 0);
	assert_int_equal(alarms.count, 0);
}

static void there_is_room_for_so_many_and_no_more(void **state)
{
	struct alarms alarms = { 0 };

	(void)state;
	for (uint32_t path = 1; path <= ALARMS_MAX + 1; path++) {
		weigh(&alarms, path, EVENT_LINK_DOWN, path, 0);
	}
	assert_int_equal(alarms.count, ALARMS_MAX);
	assert_int_equal(alarms.list[ALARMS_MAX - 1].sequence, ALARMS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_another_kind_of_event_ends_is_an_alarm_until_then),
		cmocka_unit_test(
			an_end_ends_its_own_alarm_only_and_the_rest_stays_in_order),
		cmocka_unit_test(
			an_alarm_raised_again_on_its_link_replaces_the_former_one),
		cmocka_unit_test(a_start_of_the_first_release_ends_what_it_told),
		cmocka_unit_test(a_failback_of_the_first_release_ends_the_failover),
		cmocka_unit_test(there_is_room_for_so_many_and_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
