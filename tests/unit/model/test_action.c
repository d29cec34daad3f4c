#include "unit/cmocka_all.h"

#include <string.h>

#include "model/action.h"

static void each_action_is_empty_but_for_its_kind(void **state)
{
	struct actions actions;
	struct action empty;

	(void)state;
	memset(&actions, 0xff, sizeof(actions));
	memset(&empty, 0, sizeof(empty));
	actions_clear(&actions);
	for (int kind = ACTION_SEND; kind <= ACTION_ASK_REFERENCES; kind++) {
		struct action *action = actions_add(&actions, (enum action_kind)kind);

		assert_ptr_equal(action, &actions.list[kind - ACTION_SEND]);
		assert_int_equal(action->kind, kind);
		empty.kind = (enum action_kind)kind;
		assert_memory_equal(action, &empty, sizeof(empty));
	}
}

static void a_step_begins_with_nothing_to_do_and_no_time_to_wake(void **state)
{
	struct actions actions;

	(void)state;
	memset(&actions, 0xff, sizeof(actions));
	actions_clear(&actions);
	assert_int_equal(actions.count, 0);
	assert_int_equal(actions.rule_count, 0);
	assert_int_equal(actions.wake_us, 0);
}

static void a_hold_names_the_lease_and_the_fence_of_its_settings(void **state)
{
	const struct settings relaxed = { .interval_ms = 2000, .count = 5 };
	const struct settings fast = { .interval_ms = 100, .count = 3 };
	struct action action;

	(void)state;
	actions_set_lease(&action, &relaxed);
	assert_int_equal(action.lease_s, 6);
	assert_int_equal(action.fence_us, 0);
	actions_set_lease(&action, &fast);
	assert_int_equal(action.lease_s, 3);
	assert_int_equal(action.fence_us, 250 * MS_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_action_is_empty_but_for_its_kind),
		cmocka_unit_test(a_step_begins_with_nothing_to_do_and_no_time_to_wake),
		cmocka_unit_test(a_hold_names_the_lease_and_the_fence_of_its_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
