#include "unit/cmocka_all.h"

#include "parts/wishes.h"

static void the_fips_are_pinned_until_they_are_not(void **state)
{
	struct wishes wishes = { 0 };

	(void)state;
	wishes_pin(&wishes, true);
	assert_true(wishes.pinned);
	wishes_pin(&wishes, false);
	assert_false(wishes.pinned);
}

static void a_takeover_is_forced_until_it_is_not(void **state)
{
	struct wishes wishes = { 0 };

	(void)state;
	assert_false(wishes_end_force(&wishes));
	wishes_force(&wishes, false);
	assert_true(wishes.forcing);
	assert_false(wishes.vouched);
	assert_false(wishes.forced_out);
	wishes_force(&wishes, true);
	assert_true(wishes.forcing && wishes.vouched);
	assert_true(wishes_end_force(&wishes));
	assert_false(wishes.forcing || wishes.vouched);
}

static void a_node_is_forced_out_until_it_is_not(void **state)
{
	struct wishes wishes = { 0 };

	(void)state;
	wishes_force_out(&wishes, true);
	assert_true(wishes.forced_out);
	assert_false(wishes.forcing);
	wishes_force_out(&wishes, false);
	assert_false(wishes.forced_out);
}

static void who_stops_for_good_does_not_depart(void **state)
{
	struct wishes wishes = { 0 };

	(void)state;
	wishes_stop(&wishes, STOP_NOW, 0);
	assert_true(wishes.stopping);
	assert_false(wishes.departing);
}

static void who_departs_for_a_restart_does_not_stop(void **state)
{
	struct wishes wishes = { 0 };

	(void)state;
	wishes_stop(&wishes, STOP_FOR_RESTART, 0);
	assert_true(wishes.departing);
	assert_false(wishes.stopping);
}

static void who_retires_stops_later(void **state)
{
	struct wishes wishes = { 0 };

	(void)state;
	wishes_stop(&wishes, STOP_RETIRING, 7);
	assert_true(wishes.retiring);
	assert_int_equal(wishes.retired_us, 7);
	assert_false(wishes.stopping || wishes.departing);
	wishes_stop(&wishes, STOP_NOW, 0);
	assert_false(wishes.retiring);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_retires_stops_later),
		cmocka_unit_test(the_fips_are_pinned_until_they_are_not),
		cmocka_unit_test(a_takeover_is_forced_until_it_is_not),
		cmocka_unit_test(a_node_is_forced_out_until_it_is_not),
		cmocka_unit_test(who_stops_for_good_does_not_depart),
		cmocka_unit_test(who_departs_for_a_restart_does_not_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
