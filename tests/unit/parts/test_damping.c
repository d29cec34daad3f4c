#include "unit/cmocka_all.h"

#include <string.h>

#include "model/types.h"
#include "parts/damping.h"

static const int64_t minute_us = (int64_t)60 * SECOND_US;
static const int64_t hour_us = (int64_t)3600 * SECOND_US;

static void three_lives_in_ten_minutes_refuse_failback_for_a_minute(void **state)
{
	struct damping damping;

	(void)state;
	memset(&damping, 0, sizeof(damping));
	damping_note(&damping, 1, false, SECOND_US);
	damping_note(&damping, 2, false, 2 * SECOND_US);
	assert_false(damping_refuses(&damping, 2 * SECOND_US));
	damping_note(&damping, 3, false, 3 * SECOND_US);
	assert_true(damping_refuses(&damping, 62 * SECOND_US));
	assert_false(damping_refuses(&damping, 63 * SECOND_US));
}

static void the_backoff_doubles_up_to_an_hour(void **state)
{
	struct damping damping;
	int64_t now_us = 0;
	uint64_t life;

	(void)state;
	memset(&damping, 0, sizeof(damping));
	for (life = 1; life < 12; life++) {
		now_us += SECOND_US;
		damping_note(&damping, life, false, now_us);
	}
	assert_int_equal(damping.until_us - now_us, (int64_t)3600 * SECOND_US);
}

static void lives_that_were_announced_do_not_count(void **state)
{
	struct damping damping;

	(void)state;
	memset(&damping, 0, sizeof(damping));
	damping_note(&damping, 1, false, SECOND_US);
	for (uint64_t life = 2; life < 9; life++) {
		damping_note(&damping, life, true, (int64_t)life * SECOND_US);
	}
	damping_note(&damping, 9, false, 9 * SECOND_US);
	assert_false(damping_refuses(&damping, 9 * SECOND_US));
	/* Proven on another link too, it is the same life. */
	damping_note(&damping, 10, true, 10 * SECOND_US);
	damping_note(&damping, 10, false, 10 * SECOND_US);
	assert_false(damping_refuses(&damping, 10 * SECOND_US));
	damping_note(&damping, 11, false, 11 * SECOND_US);
	assert_true(damping_refuses(&damping, 11 * SECOND_US));
}

static void the_same_life_proven_again_is_not_a_new_one(void **state)
{
	struct damping damping;
	int times;

	(void)state;
	memset(&damping, 0, sizeof(damping));
	for (times = 1; times < 9; times++) {
		damping_note(&damping, 7, false, times * SECOND_US);
	}
	assert_false(damping_refuses(&damping, 9 * SECOND_US));
}

static void lives_far_apart_are_forgiven(void **state)
{
	struct damping damping;
	uint64_t life;

	(void)state;
	memset(&damping, 0, sizeof(damping));
	for (life = 1; life < 9; life++) {
		damping_note(&damping, life, false, (int64_t)life * 400 * SECOND_US);
		assert_false(
			damping_refuses(&damping, (int64_t)life * 400 * SECOND_US));
	}
}

static void each_further_life_doubles_the_backoff(void **state)
{
	static const int64_t minutes[] = { 1, 2, 4, 8, 16, 32, 60, 60 };
	struct damping damping;
	int64_t now_us = hour_us;

	(void)state;
	memset(&damping, 0, sizeof(damping));
	damping_note(&damping, 1, false, now_us);
	damping_note(&damping, 2, false, now_us);
	for (size_t i = 0; i < 8; i++) {
		now_us += SECOND_US;
		damping_note(&damping, 3 + i, false, now_us);
		assert_int_equal(damping.until_us - now_us, minutes[i] * minute_us);
	}
}

/* Three lives that end at end_us, the first of them span_us before. */
static void live_thrice(
	struct damping *damping, uint64_t first, int64_t span_us, int64_t end_us)
{
	damping_note(damping, first, false, end_us - span_us);
	damping_note(damping, first + 1, false, end_us - span_us / 2);
	damping_note(damping, first + 2, false, end_us);
}

static void ten_minutes_and_no_more_make_it_a_loop(void **state)
{
	struct damping damping;

	(void)state;
	memset(&damping, 0, sizeof(damping));
	live_thrice(&damping, 1, 10 * minute_us + 1, hour_us);
	assert_false(damping_refuses(&damping, hour_us));
	memset(&damping, 0, sizeof(damping));
	live_thrice(&damping, 1, 10 * minute_us, hour_us);
	assert_true(damping_refuses(&damping, hour_us));
}

static int64_t backoff_after_quiet_us(int64_t quiet_us)
{
	struct damping damping;
	int64_t now_us;

	memset(&damping, 0, sizeof(damping));
	live_thrice(&damping, 1, SECOND_US, hour_us);
	now_us = damping.until_us + quiet_us;
	live_thrice(&damping, 4, SECOND_US, now_us);
	return damping.until_us - now_us;
}

static void an_hour_of_quiet_forgives(void **state)
{
	(void)state;
	assert_int_equal(backoff_after_quiet_us(hour_us / 2), 2 * minute_us);
	assert_int_equal(backoff_after_quiet_us(hour_us), 2 * minute_us);
	assert_int_equal(backoff_after_quiet_us(hour_us + 1), minute_us);
}

static void a_longer_backoff_is_told_anew(void **state)
{
	struct damping damping;

	(void)state;
	memset(&damping, 0, sizeof(damping));
	live_thrice(&damping, 1, SECOND_US, hour_us);
	damping.told = true;
	damping_note(&damping, 3, false, hour_us + 1);
	assert_true(damping.told);
	damping_note(&damping, 4, false, hour_us + 1);
	assert_false(damping.told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			three_lives_in_ten_minutes_refuse_failback_for_a_minute),
		cmocka_unit_test(the_backoff_doubles_up_to_an_hour),
		cmocka_unit_test(lives_that_were_announced_do_not_count),
		cmocka_unit_test(the_same_life_proven_again_is_not_a_new_one),
		cmocka_unit_test(lives_far_apart_are_forgiven),
		cmocka_unit_test(each_further_life_doubles_the_backoff),
		cmocka_unit_test(ten_minutes_and_no_more_make_it_a_loop),
		cmocka_unit_test(an_hour_of_quiet_forgives),
		cmocka_unit_test(a_longer_backoff_is_told_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
