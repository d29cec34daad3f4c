#include "unit/cmocka_all.h"

#include "model/types.h"
#include "parts/fitness.h"

static const int64_t minute_us = 60 * SECOND_US;

static struct fitness well(void)
{
	return (struct fitness){ .interface_up = true };
}

/* Put an F-IP back so many times, the last time at end_us, a second apart. */
static struct fitness restored(unsigned times, int64_t end_us)
{
	struct fitness fitness = well();

	while (times-- > 0) {
		fitness_count_restore(&fitness, end_us - times * SECOND_US);
	}
	return fitness;
}

static void a_node_with_its_interface_up_is_able(void **state)
{
	struct fitness fitness = { 0 };

	(void)state;
	assert_false(fitness_is_able(&fitness, SECOND_US));
	fitness_set_interface(&fitness, true, LACK_INTERFACE);
	assert_true(fitness_is_able(&fitness, SECOND_US));
	fitness_set_interface(&fitness, false, LACK_ROUTE);
	assert_int_equal(fitness.lack, LACK_ROUTE);
	assert_false(fitness_is_able(&fitness, SECOND_US));
}

static void a_refusal_of_the_kernel_disables_until_its_end(void **state)
{
	struct fitness fitness = well();

	(void)state;
	fitness_refuse(&fitness, 10 * SECOND_US);
	assert_false(fitness_is_able(&fitness, 10 * SECOND_US - 1));
	assert_true(fitness_is_able(&fitness, 10 * SECOND_US));
}

static void five_restorations_within_a_minute_are_borne(void **state)
{
	struct fitness fitness = restored(FITNESS_RESTORES, minute_us);

	(void)state;
	assert_true(fitness_is_able(&fitness, minute_us));
	assert_int_equal(fitness.often_until_us, 0);
}

static void the_sixth_within_a_minute_means_a_minutes_pause(void **state)
{
	struct fitness fitness = restored(FITNESS_RESTORES + 1, minute_us);

	(void)state;
	assert_false(fitness_is_able(&fitness, 2 * minute_us - 1));
	assert_true(fitness_is_able(&fitness, 2 * minute_us));
}

static void only_restorations_of_the_last_minute_count(void **state)
{
	struct fitness early = restored(FITNESS_RESTORES, 10 * SECOND_US);
	struct fitness late = early;

	(void)state;
	/* The first of the five was at 6 s. */
	fitness_count_restore(&early, 6 * SECOND_US + minute_us);
	assert_int_equal(early.often_until_us, 0);
	fitness_count_restore(&late, 6 * SECOND_US + minute_us - 1);
	assert_int_equal(late.often_until_us, 6 * SECOND_US + 2 * minute_us - 1);
}

static void the_oldest_restoration_makes_room_for_the_newest(void **state)
{
	struct fitness fitness = restored(FITNESS_RESTORES, 10 * SECOND_US);

	(void)state;
	fitness_count_restore(&fitness, 10 * minute_us);
	assert_int_equal(fitness.restores_us[0], 10 * minute_us);
	assert_int_equal(fitness.restores_us[1], 7 * SECOND_US);
	assert_int_equal(fitness.restore_next, 1);
}

static void a_node_that_yields_is_able_all_the_same(void **state)
{
	struct fitness fitness = well();

	(void)state;
	fitness_yield(&fitness, 10 * SECOND_US);
	assert_int_equal(fitness.yielding_until_us, 10 * SECOND_US);
	assert_true(fitness_is_able(&fitness, SECOND_US));
}

static void the_operator_ends_both_pauses_at_once(void **state)
{
	struct fitness fitness = restored(FITNESS_RESTORES + 1, minute_us);

	(void)state;
	fitness_refuse(&fitness, 2 * minute_us);
	fitness_clear(&fitness, minute_us + 1);
	assert_int_equal(fitness.refused_until_us, minute_us + 1);
	assert_int_equal(fitness.often_until_us, minute_us + 1);
	assert_true(fitness_is_able(&fitness, minute_us + 1));
}

static void the_operator_brings_no_interface_up(void **state)
{
	struct fitness fitness = { 0 };

	(void)state;
	fitness_clear(&fitness, minute_us);
	assert_false(fitness_is_able(&fitness, minute_us));
}

static void an_unwell_node_is_able_and_only_a_change_is_news(void **state)
{
	struct fitness fitness = well();

	(void)state;
	assert_false(fitness_set_unwell(&fitness, false));
	assert_true(fitness_set_unwell(&fitness, true));
	assert_true(fitness.unwell);
	assert_true(fitness_is_able(&fitness, SECOND_US));
	assert_false(fitness_set_unwell(&fitness, true));
	assert_true(fitness_set_unwell(&fitness, false));
	assert_false(fitness.unwell);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_node_with_its_interface_up_is_able),
		cmocka_unit_test(a_refusal_of_the_kernel_disables_until_its_end),
		cmocka_unit_test(five_restorations_within_a_minute_are_borne),
		cmocka_unit_test(the_sixth_within_a_minute_means_a_minutes_pause),
		cmocka_unit_test(only_restorations_of_the_last_minute_count),
		cmocka_unit_test(the_oldest_restoration_makes_room_for_the_newest),
		cmocka_unit_test(a_node_that_yields_is_able_all_the_same),
		cmocka_unit_test(the_operator_ends_both_pauses_at_once),
		cmocka_unit_test(the_operator_brings_no_interface_up),
		cmocka_unit_test(an_unwell_node_is_able_and_only_a_change_is_news),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
