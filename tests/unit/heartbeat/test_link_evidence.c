#include "heartbeat/link_evidence.h"

#include <errno.h>

#include "unit/cmocka_all.h"

enum {
	INTERVAL_MS = 2000
};

static const int64_t start_us = 1000LL * SECOND_US;

static enum trouble judge(const struct link_evidence *evidence, int64_t later_us)
{
	return link_judge(evidence, INTERVAL_MS, start_us + later_us);
}

static void nothing_is_wrong_until_something_was_met(void **state)
{
	struct link_evidence evidence = { 0 };

	(void)state;
	assert_int_equal(judge(&evidence, 0), TROUBLE_NONE);
	evidence.error = 0;
	evidence.heard_us = start_us;
	assert_int_equal(judge(&evidence, 0), TROUBLE_NONE);
}

static void a_link_is_unusable_until_a_heartbeat_goes_out(void **state)
{
	struct link_evidence evidence = { 0 };

	(void)state;
	evidence.error = -ENETUNREACH;
	assert_int_equal(judge(&evidence, 60 * SECOND_US), TROUBLE_UNUSABLE);
	evidence.error = 0;
	assert_int_equal(judge(&evidence, 60 * SECOND_US), TROUBLE_NONE);
}

static void a_refusal_is_forgotten_after_three_intervals(void **state)
{
	struct link_evidence evidence = { 0 };

	(void)state;
	evidence.refused_us = start_us;
	assert_int_equal(judge(&evidence, 5 * SECOND_US), TROUBLE_REFUSED);
	assert_int_equal(judge(&evidence, 6 * SECOND_US), TROUBLE_NONE);
}

static void forgeries_matter_only_if_nothing_good_comes(void **state)
{
	struct link_evidence evidence = { 0 };

	(void)state;
	evidence.heard_us = start_us;
	evidence.forged_us = start_us + SECOND_US;
	assert_int_equal(judge(&evidence, SECOND_US), TROUBLE_NONE);
	evidence.forged_us = start_us + 4 * SECOND_US;
	assert_int_equal(judge(&evidence, 4 * SECOND_US), TROUBLE_NONE);
	evidence.forged_us = start_us + 4 * SECOND_US + 1;
	assert_int_equal(judge(&evidence, 5 * SECOND_US), TROUBLE_UNAUTHENTIC);
	evidence.heard_us = start_us + 7 * SECOND_US;
	assert_int_equal(judge(&evidence, 7 * SECOND_US), TROUBLE_NONE);
}

static void a_short_interval_is_remembered_for_three_seconds(void **state)
{
	struct link_evidence evidence = { 0 };

	(void)state;
	evidence.refused_us = start_us;
	assert_int_equal(
		link_judge(&evidence, 10, start_us + 2 * SECOND_US), TROUBLE_REFUSED);
	assert_int_equal(
		link_judge(&evidence, 10, start_us + 3 * SECOND_US), TROUBLE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_wrong_until_something_was_met),
		cmocka_unit_test(a_link_is_unusable_until_a_heartbeat_goes_out),
		cmocka_unit_test(a_refusal_is_forgotten_after_three_intervals),
		cmocka_unit_test(forgeries_matter_only_if_nothing_good_comes),
		cmocka_unit_test(a_short_interval_is_remembered_for_three_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
