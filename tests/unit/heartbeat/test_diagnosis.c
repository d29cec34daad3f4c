#include "heartbeat/diagnosis.h"

#include <errno.h>

#include "unit/cmocka_all.h"

enum {
	INTERVAL_MS = 2000
};

static const int64_t start_us = 1000LL * SECOND_US;

static enum trouble tell(const struct diagnosis *diagnosis, int64_t later_us)
{
	return diagnosis_tell(diagnosis, INTERVAL_MS, start_us + later_us);
}

static void nothing_is_wrong_until_something_was_met(void **state)
{
	struct diagnosis diagnosis = { 0 };

	(void)state;
	assert_int_equal(tell(&diagnosis, 0), TROUBLE_NONE);
	diagnosis_send(&diagnosis, 0);
	diagnosis_hear(&diagnosis, start_us);
	assert_int_equal(tell(&diagnosis, 0), TROUBLE_NONE);
}

static void a_path_is_unusable_until_a_heartbeat_goes_out(void **state)
{
	struct diagnosis diagnosis = { 0 };

	(void)state;
	diagnosis_send(&diagnosis, -ENETUNREACH);
	assert_int_equal(tell(&diagnosis, 60 * SECOND_US), TROUBLE_UNUSABLE);
	diagnosis_send(&diagnosis, 0);
	assert_int_equal(tell(&diagnosis, 60 * SECOND_US), TROUBLE_NONE);
}

static void a_refusal_is_forgotten_after_three_intervals(void **state)
{
	struct diagnosis diagnosis = { 0 };

	(void)state;
	diagnosis_refuse(&diagnosis, start_us);
	assert_int_equal(tell(&diagnosis, 5 * SECOND_US), TROUBLE_REFUSED);
	assert_int_equal(tell(&diagnosis, 6 * SECOND_US), TROUBLE_NONE);
}

static void a_peer_that_is_heard_does_not_refuse(void **state)
{
	struct diagnosis diagnosis = { 0 };

	(void)state;
	diagnosis_refuse(&diagnosis, start_us);
	diagnosis_hear(&diagnosis, start_us);
	assert_int_equal(tell(&diagnosis, 0), TROUBLE_NONE);
}

static void forgeries_matter_only_if_nothing_good_comes(void **state)
{
	struct diagnosis diagnosis = { 0 };

	(void)state;
	diagnosis_hear(&diagnosis, start_us);
	diagnosis_forge(&diagnosis, start_us + SECOND_US);
	assert_int_equal(tell(&diagnosis, SECOND_US), TROUBLE_NONE);
	diagnosis_forge(&diagnosis, start_us + 4 * SECOND_US);
	assert_int_equal(tell(&diagnosis, 4 * SECOND_US), TROUBLE_NONE);
	diagnosis_forge(&diagnosis, start_us + 4 * SECOND_US + 1);
	assert_int_equal(tell(&diagnosis, 5 * SECOND_US), TROUBLE_UNAUTHENTIC);
	diagnosis_hear(&diagnosis, start_us + 7 * SECOND_US);
	assert_int_equal(tell(&diagnosis, 7 * SECOND_US), TROUBLE_NONE);
}

static void a_short_interval_is_remembered_for_three_seconds(void **state)
{
	struct diagnosis diagnosis = { 0 };

	(void)state;
	diagnosis_refuse(&diagnosis, start_us);
	assert_int_equal(diagnosis_tell(&diagnosis, 10, start_us + 2 * SECOND_US),
		TROUBLE_REFUSED);
	assert_int_equal(
		diagnosis_tell(&diagnosis, 10, start_us + 3 * SECOND_US), TROUBLE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_wrong_until_something_was_met),
		cmocka_unit_test(a_path_is_unusable_until_a_heartbeat_goes_out),
		cmocka_unit_test(a_refusal_is_forgotten_after_three_intervals),
		cmocka_unit_test(a_peer_that_is_heard_does_not_refuse),
		cmocka_unit_test(forgeries_matter_only_if_nothing_good_comes),
		cmocka_unit_test(a_short_interval_is_remembered_for_three_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
