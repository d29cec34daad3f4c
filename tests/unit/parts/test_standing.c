#include "unit/cmocka_all.h"

#include "parts/standing.h"

static void a_node_with_redundancy_begins_in_the_initial_role(void **state)
{
	struct standing standing = { 0 };

	(void)state;
	standing_start(&standing, true, 70);
	assert_int_equal(standing.role, ROLE_INITIAL);
	assert_int_equal(standing.settled, ROLE_INITIAL);
	assert_int_equal(standing.reason, REASON_STARTED);
}

static void a_node_without_redundancy_begins_disabled(void **state)
{
	struct standing standing = { 0 };

	(void)state;
	standing_start(&standing, false, 70);
	assert_int_equal(standing.role, ROLE_DISABLED);
	assert_int_equal(standing.settled, ROLE_DISABLED);
	assert_int_equal(standing.reason, REASON_DISABLED);
}

static void a_life_has_no_role_before_its_start(void **state)
{
	struct standing standing = { .previous = ROLE_ACTIVE };

	(void)state;
	standing_start(&standing, true, 70);
	assert_int_equal(standing.previous, ROLE_UNKNOWN);
	assert_int_equal(standing.started_us, 70);
	assert_int_equal(standing.since_us, 70);
}

static void a_role_is_entered_for_a_reason_at_an_instant(void **state)
{
	struct standing standing = { 0 };

	(void)state;
	standing_start(&standing, true, 70);
	standing_enter(&standing, ROLE_STANDBY, REASON_PEER_ACTIVE, 90);
	assert_int_equal(standing.role, ROLE_STANDBY);
	assert_int_equal(standing.reason, REASON_PEER_ACTIVE);
	assert_int_equal(standing.since_us, 90);
	assert_int_equal(standing.started_us, 70);
}

static void a_role_entered_for_no_reason_keeps_the_one_before(void **state)
{
	struct standing standing = { 0 };

	(void)state;
	standing_start(&standing, true, 70);
	standing_enter(&standing, ROLE_CLAIMING, REASON_PEER_SILENT, 90);
	standing_enter(&standing, ROLE_ACTIVE, REASON_NONE, 95);
	assert_int_equal(standing.role, ROLE_ACTIVE);
	assert_int_equal(standing.reason, REASON_PEER_SILENT);
}

static void a_role_is_not_settled_by_entering_it(void **state)
{
	struct standing standing = { 0 };

	(void)state;
	standing_start(&standing, true, 70);
	standing_enter(&standing, ROLE_CLAIMING, REASON_PEER_SILENT, 90);
	assert_int_equal(standing.settled, ROLE_INITIAL);
	assert_int_equal(standing.previous, ROLE_UNKNOWN);
}

static void the_role_settled_before_becomes_the_previous_one(void **state)
{
	struct standing standing = { .settled = ROLE_STANDBY, .previous = ROLE_FAULT };

	(void)state;
	standing_settle(&standing, ROLE_ACTIVE);
	assert_int_equal(standing.settled, ROLE_ACTIVE);
	assert_int_equal(standing.previous, ROLE_STANDBY);
}

static void a_takeover_lasts_from_its_decision_to_its_end(void **state)
{
	struct standing standing = { 0 };

	(void)state;
	standing_decide(&standing, 100);
	assert_int_equal(standing.takeover_us, 0);
	standing_end_takeover(&standing, 130);
	assert_int_equal(standing.takeover_us, 30);
}

static void a_start_is_introduced_once(void **state)
{
	struct standing standing = { 0 };

	(void)state;
	assert_true(standing_introduce(&standing));
	assert_false(standing_introduce(&standing));
	assert_false(standing_introduce(&standing));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_node_with_redundancy_begins_in_the_initial_role),
		cmocka_unit_test(a_node_without_redundancy_begins_disabled),
		cmocka_unit_test(a_life_has_no_role_before_its_start),
		cmocka_unit_test(a_role_is_entered_for_a_reason_at_an_instant),
		cmocka_unit_test(a_role_entered_for_no_reason_keeps_the_one_before),
		cmocka_unit_test(a_role_is_not_settled_by_entering_it),
		cmocka_unit_test(the_role_settled_before_becomes_the_previous_one),
		cmocka_unit_test(a_takeover_lasts_from_its_decision_to_its_end),
		cmocka_unit_test(a_start_is_introduced_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
