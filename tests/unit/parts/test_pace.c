#include "unit/cmocka_all.h"

#include "model/types.h"
#include "parts/pace.h"

static void a_beat_and_an_ask_are_due_at_the_start(void **state)
{
	struct pace pace = { 0 };

	(void)state;
	pace_start(&pace, 7 * SECOND_US);
	assert_int_equal(pace.beat_us, 7 * SECOND_US);
	assert_int_equal(pace.ask_us, 7 * SECOND_US);
	assert_int_equal(pace.wake_us, 0);
	assert_int_equal(pace.grace_until_us, 0);
	assert_false(pace.stalled);
}

static void a_beat_that_was_sent_late_does_not_shift_the_next_one(void **state)
{
	struct pace pace = { .beat_us = 100 };

	(void)state;
	pace_plan_beat(&pace, 50, 149);
	assert_int_equal(pace.beat_us, 150);
}

static void beats_that_were_missed_are_not_made_up_for(void **state)
{
	struct pace pace = { .beat_us = 100 };

	(void)state;
	pace_plan_beat(&pace, 50, 500);
	assert_int_equal(pace.beat_us, 550);
}

static void a_beat_that_would_be_due_again_at_once_waits_an_interval(void **state)
{
	struct pace pace = { .beat_us = 100 };

	(void)state;
	pace_plan_beat(&pace, 50, 150);
	assert_int_equal(pace.beat_us, 200);
}

static void a_beat_can_be_hurried_without_an_ask(void **state)
{
	struct pace pace = { .beat_us = 900, .ask_us = 800 };

	(void)state;
	pace_beat_now(&pace, 300);
	assert_int_equal(pace.beat_us, 300);
	assert_int_equal(pace.ask_us, 800);
}

static void an_ask_can_be_put_off_without_a_beat(void **state)
{
	struct pace pace = { .beat_us = 900, .ask_us = 800 };

	(void)state;
	pace_ask_at(&pace, 1000);
	assert_int_equal(pace.ask_us, 1000);
	assert_int_equal(pace.beat_us, 900);
}

static void grace_lasts_until_the_instant_that_was_granted(void **state)
{
	struct pace pace = { 0 };

	(void)state;
	pace_grant_grace(&pace, 70);
	assert_int_equal(pace.grace_until_us, 70);
	pace_grant_grace(&pace, 60);
	assert_int_equal(pace.grace_until_us, 60);
}

static void a_stall_is_kept_until_it_is_dealt_with(void **state)
{
	struct pace pace = { 0 };

	(void)state;
	pace_set_stalled(&pace, true);
	assert_true(pace.stalled);
	pace_set_stalled(&pace, false);
	assert_false(pace.stalled);
}

static void the_next_step_is_remembered_as_it_was_asked_for(void **state)
{
	struct pace pace = { .beat_us = 900 };

	(void)state;
	pace_wake_at(&pace, 850);
	assert_int_equal(pace.wake_us, 850);
	assert_int_equal(pace.beat_us, 900);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_beat_and_an_ask_are_due_at_the_start),
		cmocka_unit_test(a_beat_that_was_sent_late_does_not_shift_the_next_one),
		cmocka_unit_test(beats_that_were_missed_are_not_made_up_for),
		cmocka_unit_test(
			a_beat_that_would_be_due_again_at_once_waits_an_interval),
		cmocka_unit_test(a_beat_can_be_hurried_without_an_ask),
		cmocka_unit_test(an_ask_can_be_put_off_without_a_beat),
		cmocka_unit_test(grace_lasts_until_the_instant_that_was_granted),
		cmocka_unit_test(a_stall_is_kept_until_it_is_dealt_with),
		cmocka_unit_test(the_next_step_is_remembered_as_it_was_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
