#include "unit/cmocka_all.h"

#include "loop/quiet.h"

enum {
	MINUTE_US = 60000000
};

static void a_cause_is_told_once_a_minute_with_what_was_kept_back(void **state)
{
	struct quiet quiet = { 0 };
	unsigned kept_back = 99;

	(void)state;
	assert_true(quiet_allows(&quiet, 7, 5, &kept_back));
	assert_int_equal(kept_back, 0);
	for (int i = 0; i < 1000; i++) {
		assert_false(quiet_allows(&quiet, 7, 5 + i, &kept_back));
	}
	assert_false(quiet_allows(&quiet, 7, 5 + MINUTE_US - 1, &kept_back));
	assert_true(quiet_allows(&quiet, 7, 5 + MINUTE_US, &kept_back));
	assert_int_equal(kept_back, 1001);
	assert_true(quiet_allows(&quiet, 7, 5 + 2 * MINUTE_US, &kept_back));
	assert_int_equal(kept_back, 0);
}

static void causes_do_not_keep_each_other_back(void **state)
{
	struct quiet quiet = { 0 };
	unsigned kept_back;

	(void)state;
	for (uint64_t cause = 0; cause < QUIET_CAUSES_MAX; cause++) {
		assert_true(quiet_allows(&quiet, cause, 5, &kept_back));
	}
	assert_false(quiet_allows(&quiet, 0, 6, &kept_back));
}

static void however_many_causes_there_are_the_lines_are_bounded(void **state)
{
	struct quiet quiet = { 0 };
	unsigned told = 0;
	unsigned kept_back;

	(void)state;
	for (uint64_t cause = 0; cause < 10000; cause++) {
		told += quiet_allows(
			&quiet, cause, (int64_t)(cause % MINUTE_US), &kept_back);
	}
	assert_int_equal(told, QUIET_CAUSES_MAX);
	assert_true(quiet_allows(&quiet, 20000, 2 * MINUTE_US, &kept_back));
	assert_int_equal(kept_back, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cause_is_told_once_a_minute_with_what_was_kept_back),
		cmocka_unit_test(causes_do_not_keep_each_other_back),
		cmocka_unit_test(however_many_causes_there_are_the_lines_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
