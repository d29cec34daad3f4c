#include "run/tally.h"
#include "unit/cmocka_all.h"

enum {
	RISE = 2,
	FALL = 3,
};

static void take(struct tally *tally, const char *results)
{
	for (; *results != '\0'; results++) {
		tally_take(tally,
			*results == '+'   ? TALLY_PASSED
			: *results == '-' ? TALLY_FAILED
					  : TALLY_UNKNOWN,
			RISE, FALL);
	}
}

static void assert_state(enum tally_state state, const char *results)
{
	struct tally tally;

	tally_init(&tally);
	take(&tally, results);
	assert_string_equal(tally_word(state), tally_word(tally.state));
}

static void nothing_is_known_before_enough_results(void **state)
{
	(void)state;
	assert_state(TALLY_UNKNOWN, "");
	assert_state(TALLY_UNKNOWN, "+");
	assert_state(TALLY_UNKNOWN, "--");
	assert_state(TALLY_PASSED, "++");
	assert_state(TALLY_FAILED, "---");
}

static void only_results_in_a_row_count(void **state)
{
	(void)state;
	assert_state(TALLY_PASSED, "++--+--+--");
	assert_state(TALLY_FAILED, "---+-+-+");
	assert_state(TALLY_PASSED, "---+-++");
}

static void a_check_that_cannot_ask_is_unknown_after_fall_times(void **state)
{
	(void)state;
	assert_state(TALLY_FAILED, "---oo");
	assert_state(TALLY_UNKNOWN, "---ooo");
	assert_state(TALLY_PASSED, "++oo+oo");
	assert_state(TALLY_UNKNOWN, "---ooo--");
}

static void a_change_is_told_once(void **state)
{
	struct tally tally;

	(void)state;
	tally_init(&tally);
	assert_false(tally_take(&tally, TALLY_FAILED, 1, 2));
	assert_true(tally_take(&tally, TALLY_FAILED, 1, 2));
	assert_false(tally_take(&tally, TALLY_FAILED, 1, 2));
	assert_true(tally_take(&tally, TALLY_PASSED, 1, 2));
	assert_false(tally_take(&tally, TALLY_UNKNOWN, 1, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_known_before_enough_results),
		cmocka_unit_test(only_results_in_a_row_count),
		cmocka_unit_test(a_check_that_cannot_ask_is_unknown_after_fall_times),
		cmocka_unit_test(a_change_is_told_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
