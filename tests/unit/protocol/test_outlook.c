#include "protocol/status.h"

#include <string.h>

#include "node/status_build.h"
#include "unit/cmocka_all.h"

static void no_member_is_missing_from_the_table(void **state)
{
	struct outlook outlook;
	struct outlook found = { 0 };
	json_t *json;

	(void)state;
	memset(&outlook, 0x01, sizeof(outlook));
	outlook.mismatch = REASON_FIPS_DIFFER;
	json = outlook_to_json(&outlook);
	assert_int_equal(json_object_size(json), 16);
	assert_true(outlook_from_json(&found, json));
	assert_true(found.pinned && found.peer_pinned);
	assert_true(found.peer_maintenance && found.split && found.conflict);
	assert_true(found.cut_off && found.unwell && found.peer_unwell);
	assert_int_equal(found.mismatch, REASON_FIPS_DIFFER);
	assert_int_equal(found.stable_ms, 0x0101010101010101);
	assert_int_equal(found.restart_ms, 0x0101010101010101);
	json_decref(json);
}

static void an_older_fipd_has_none(void **state)
{
	struct outlook outlook = { .retry_ms = 5 };

	(void)state;
	assert_true(outlook_from_json(&outlook, NULL));
	assert_int_equal(outlook.retry_ms, 5);
}

static struct engine make_engine(void)
{
	const struct settings settings = {
		.enabled = true, .node = 1, .count = 5, .links = 1, .interval_ms = 2000
	};
	struct engine engine;

	engine_start(&engine, &settings, 1, 0, SECOND_US);
	return engine;
}

static struct outlook look_at(const struct engine *engine, int64_t now_us)
{
	struct outlook outlook = { 0 };

	status_build_fill_outlook(&outlook, engine, 90 * SECOND_US, now_us);
	return outlook;
}

static void instants_become_spans_that_end_at_0(void **state)
{
	struct engine engine = make_engine();
	struct outlook outlook;

	(void)state;
	engine.handover.retry_us = 30 * SECOND_US;
	engine.damping.until_us = 40 * SECOND_US;
	engine.fitness.yielding_until_us = 50 * SECOND_US;
	engine.fitness.refused_until_us = 60 * SECOND_US;
	engine.fitness.often_until_us = 70 * SECOND_US;
	outlook = look_at(&engine, 20 * SECOND_US);
	assert_int_equal(outlook.retry_ms, 10000);
	assert_int_equal(outlook.damped_ms, 20000);
	assert_int_equal(outlook.modest_ms, 30000);
	assert_int_equal(outlook.fault_ms, 50000);
	assert_int_equal(outlook.restart_ms, 70000);
	outlook = look_at(&engine, 100 * SECOND_US);
	assert_int_equal(outlook.retry_ms, 0);
	assert_int_equal(outlook.fault_ms, 0);
	assert_int_equal(outlook.restart_ms, 0);
}

static void a_part_of_a_millisecond_is_still_waited_for(void **state)
{
	struct engine engine = make_engine();

	(void)state;
	engine.fitness.yielding_until_us = 20 * SECOND_US + 1;
	assert_int_equal(look_at(&engine, 20 * SECOND_US).modest_ms, 1);
}

static void what_a_silent_peer_said_counts_no_more(void **state)
{
	struct engine engine = make_engine();

	(void)state;
	engine.liveness.ever = true;
	engine.liveness.heard_us = 20 * SECOND_US;
	engine.liveness.last = (struct heartbeat){ .role = ROLE_ACTIVE,
		.interval_ms = 2000,
		.count = 5,
		.flags = FLAG_PINNED | FLAG_MAINTENANCE };
	assert_true(look_at(&engine, 21 * SECOND_US).peer_pinned);
	assert_true(look_at(&engine, 21 * SECOND_US).peer_maintenance);
	assert_false(look_at(&engine, 60 * SECOND_US).peer_pinned);
	assert_false(look_at(&engine, 60 * SECOND_US).peer_maintenance);
}

static void what_is_not_stable_has_no_time_of_stability(void **state)
{
	struct engine engine = make_engine();

	(void)state;
	assert_int_equal(look_at(&engine, 20 * SECOND_US).stable_ms, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_member_is_missing_from_the_table),
		cmocka_unit_test(an_older_fipd_has_none),
		cmocka_unit_test(instants_become_spans_that_end_at_0),
		cmocka_unit_test(a_part_of_a_millisecond_is_still_waited_for),
		cmocka_unit_test(what_a_silent_peer_said_counts_no_more),
		cmocka_unit_test(what_is_not_stable_has_no_time_of_stability),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
