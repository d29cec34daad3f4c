#include "unit/cmocka_all.h"

#include <string.h>

#include "model/types.h"
#include "parts/announcement.h"

enum {
	BEGUN_US = 5 * SECOND_US,
	INTERVAL_US = 2 * SECOND_US,
	SETTLED_US = 10 * SECOND_US, /* all first announcements have been made */
};

static struct announcement begun(void)
{
	struct announcement announcement;

	memset(&announcement, 0, sizeof(announcement));
	announcement_begin(&announcement, BEGUN_US);
	return announcement;
}

static bool is_due(
	struct announcement *announcement, int64_t silent_us, int64_t after_us)
{
	return announcement_due(
		announcement, INTERVAL_US, silent_us, BEGUN_US + after_us);
}

/* Assert that it is due exactly then, not a microsecond before. */
static void assert_due(
	struct announcement *announcement, int64_t silent_us, int64_t after_us)
{
	assert_false(is_due(announcement, silent_us, after_us - 1));
	assert_true(is_due(announcement, silent_us, after_us));
}

static void taking_is_announced_at_once_and_five_times_in_six_seconds(void **state)
{
	static const int64_t steps_ms[] = { 0, 100, 300, 1000, 3000, 6000 };
	struct announcement announcement = begun();

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		assert_due(&announcement, 0, steps_ms[i] * MS_US);
	}
	assert_false(is_due(&announcement, 0, 50 * SECOND_US));
}

static void a_defence_begins_again_but_rarely(void **state)
{
	struct announcement announcement = begun();

	(void)state;
	assert_true(is_due(&announcement, 0, SETTLED_US));
	announcement_defend(&announcement, BEGUN_US + SETTLED_US + 1);
	assert_int_equal(BEGUN_US + SETTLED_US + 1, announcement.begun_us);
	assert_due(&announcement, 0, SETTLED_US + 1);
	assert_due(&announcement, 0, SETTLED_US + 1 + 100 * MS_US);
}

static void a_defence_that_comes_too_early_is_made_when_it_may(void **state)
{
	struct announcement announcement = begun();

	(void)state;
	assert_true(is_due(&announcement, 0, 3000 * MS_US));
	announcement_defend(&announcement, BEGUN_US + 3500 * MS_US);
	assert_due(&announcement, 0, 6000 * MS_US);
	announcement_defend(&announcement, BEGUN_US + 6001 * MS_US);
	announcement_defend(&announcement, BEGUN_US + 10 * SECOND_US);
	assert_int_equal(BEGUN_US, announcement.begun_us);
	assert_due(&announcement, 0, 10 * SECOND_US);
	assert_false(is_due(&announcement, 0, 50 * SECOND_US));
}

static int64_t refresh_us(int64_t begun_us, unsigned rounds)
{
	struct announcement announcement = {
		.begun_us = begun_us,
		.next_us = begun_us + SETTLED_US,
		.rounds = 6 + rounds,
	};

	assert_true(
		announcement_due(&announcement, INTERVAL_US, 0, begun_us + SETTLED_US));
	return announcement.next_us - begun_us - SETTLED_US;
}

static void every_minute_it_is_announced_again_give_or_take_a_tenth(void **state)
{
	int64_t shortest_us = INT64_MAX;
	int64_t longest_us = 0;

	(void)state;
	for (int64_t begun_us = 1; begun_us < 2000; begun_us++) {
		int64_t span_us = refresh_us(begun_us * 7919, 0);

		shortest_us = span_us < shortest_us ? span_us : shortest_us;
		longest_us = span_us > longest_us ? span_us : longest_us;
	}
	assert_in_range(shortest_us, 54 * SECOND_US, 54100 * MS_US);
	assert_in_range(longest_us, 65900 * MS_US, 66 * SECOND_US - 1);
}

static void two_rounds_are_never_equally_long_and_never_in_step(void **state)
{
	(void)state;
	for (unsigned rounds = 0; rounds < 100; rounds++) {
		int64_t span_us = refresh_us(SECOND_US, rounds);

		assert_int_not_equal(span_us, refresh_us(SECOND_US, rounds + 1));
		assert_int_not_equal(span_us, refresh_us(2 * SECOND_US, rounds));
		assert_int_equal(span_us, refresh_us(SECOND_US, rounds));
	}
}

static void while_the_peer_is_silent_every_beat_announces(void **state)
{
	struct announcement announcement = begun();
	int64_t silent_us = 21 * SECOND_US;

	(void)state;
	for (int64_t after_ms = 0; after_ms <= 6000; after_ms += 100) {
		is_due(&announcement, silent_us, after_ms * MS_US);
	}
	for (int64_t after_s = 8; after_s <= 22; after_s += 2) {
		assert_due(&announcement, silent_us, after_s * SECOND_US);
	}
	assert_false(is_due(&announcement, silent_us, 60 * SECOND_US));
}

static void what_comes_late_is_not_made_up_for_by_a_burst(void **state)
{
	struct announcement announcement = begun();

	(void)state;
	assert_true(is_due(&announcement, 0, 100 * MS_US));
	assert_due(&announcement, 0, 300 * MS_US);
	announcement = begun();
	assert_true(is_due(&announcement, 0, 2 * SECOND_US));
	assert_due(&announcement, 0, 3 * SECOND_US);
}

static void to_begin_again_announces_at_once(void **state)
{
	struct announcement announcement = begun();

	(void)state;
	is_due(&announcement, 0, 0);
	is_due(&announcement, 0, SETTLED_US);
	assert_int_equal(announcement.rounds, 2);
	announcement_begin(&announcement, BEGUN_US + SETTLED_US);
	assert_int_equal(announcement.rounds, 0);
	assert_due(&announcement, 0, SETTLED_US);
	assert_due(&announcement, 0, SETTLED_US + 100 * MS_US);
}

static void the_last_of_the_first_waits_for_three_beats_of_a_slow_pair(void **state)
{
	struct announcement announcement = begun();

	(void)state;
	for (int64_t us = 0; us <= 3 * SECOND_US; us += MS_US) {
		announcement_due(&announcement, 3 * SECOND_US, 0, BEGUN_US + us);
	}
	assert_int_equal(announcement.rounds, 5);
	assert_int_equal(announcement.next_us, BEGUN_US + 9 * SECOND_US);
}

static void what_may_have_been_missed_is_announced_once_more_and_no_plan_is_lost(
	void **state)
{
	struct announcement announcement = begun();

	(void)state;
	assert_true(is_due(&announcement, 0, 0));
	assert_int_equal(announcement.told_us, BEGUN_US);
	announcement_repeat(&announcement, BEGUN_US + 50 * MS_US);
	assert_due(&announcement, 0, 50 * MS_US);
	assert_int_equal(announcement.told_us, BEGUN_US + 50 * MS_US);
	assert_due(&announcement, 0, 100 * MS_US);
	assert_due(&announcement, 0, 300 * MS_US);
	/* What is due already is not put off. */
	announcement_repeat(&announcement, BEGUN_US + 2 * SECOND_US);
	assert_int_equal(announcement.next_us, BEGUN_US + SECOND_US);
	assert_true(is_due(&announcement, 0, 2 * SECOND_US));
	assert_due(&announcement, 0, 3 * SECOND_US);
	announcement_repeat(&announcement, BEGUN_US + 4 * SECOND_US);
	assert_due(&announcement, 0, 4 * SECOND_US);
	assert_due(&announcement, 0, 6 * SECOND_US);
}

static void the_last_of_the_first_comes_after_six_seconds_of_a_fast_pair(void **state)
{
	struct announcement announcement = begun();

	(void)state;
	for (int64_t us = 0; us <= 3 * SECOND_US; us += MS_US) {
		announcement_due(&announcement, 100 * MS_US, 0, BEGUN_US + us);
	}
	assert_int_equal(announcement.rounds, 5);
	assert_int_equal(announcement.next_us, BEGUN_US + 6 * SECOND_US);
}

/* In a replay it must be the same again, also in that of a later fipd. */
static void the_spread_of_the_refresh_is_this_one(void **state)
{
	(void)state;
	assert_int_equal(refresh_us(1, 0), 65616971);
	assert_int_equal(refresh_us(1, 1), 57085445);
	assert_int_equal(refresh_us(INT64_C(10000000000000), 2), 63815301);
	assert_int_equal(refresh_us(123456789, 2), 61248010);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			taking_is_announced_at_once_and_five_times_in_six_seconds),
		cmocka_unit_test(a_defence_begins_again_but_rarely),
		cmocka_unit_test(a_defence_that_comes_too_early_is_made_when_it_may),
		cmocka_unit_test(
			every_minute_it_is_announced_again_give_or_take_a_tenth),
		cmocka_unit_test(two_rounds_are_never_equally_long_and_never_in_step),
		cmocka_unit_test(while_the_peer_is_silent_every_beat_announces),
		cmocka_unit_test(what_comes_late_is_not_made_up_for_by_a_burst),
		cmocka_unit_test(to_begin_again_announces_at_once),
		cmocka_unit_test(
			the_last_of_the_first_waits_for_three_beats_of_a_slow_pair),
		cmocka_unit_test(
			what_may_have_been_missed_is_announced_once_more_and_no_plan_is_lost),
		cmocka_unit_test(
			the_last_of_the_first_comes_after_six_seconds_of_a_fast_pair),
		cmocka_unit_test(the_spread_of_the_refresh_is_this_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
