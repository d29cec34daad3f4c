#include "unit/cmocka_all.h"

#include "model/settings.h"
#include "model/types.h"

static struct settings timing(uint32_t interval_ms, uint8_t count)
{
	return (struct settings){ .interval_ms = interval_ms, .count = count };
}

static void the_default_detection_takes_ten_seconds(void **state)
{
	struct settings settings = timing(2000, 5);

	(void)state;
	assert_int_equal(settings_detection_us(&settings), 10 * SECOND_US);
}

static void the_default_lease_is_six_seconds_and_needs_no_fence(void **state)
{
	struct settings settings = timing(2000, 5);

	(void)state;
	assert_int_equal(settings_lease_s(&settings), 6);
	assert_int_equal(settings_fence_us(&settings), 0);
	assert_int_equal(settings_refusal_us(&settings), 5500 * MS_US);
}

static void a_fenced_lease_outlasts_its_fence_by_what_a_renewal_may_be_late(
	void **state)
{
	struct settings slow = timing(1010, 5);
	struct settings edge = timing(600, 5);

	(void)state;
	assert_int_equal(settings_fence_us(&slow), 4545 * MS_US);
	assert_int_equal(settings_lease_s(&slow), 7);
	assert_int_equal(settings_fence_us(&edge), 2700 * MS_US);
	assert_int_equal(settings_lease_s(&edge), 5);
	edge = timing(700, 5);
	assert_int_equal(settings_fence_us(&edge), 3150 * MS_US);
	assert_int_equal(settings_lease_s(&edge), 5);
	edge = timing(300, 5);
	assert_int_equal(settings_fence_us(&edge), 1350 * MS_US);
	assert_int_equal(settings_lease_s(&edge), 3);
}

static void a_fenced_lease_is_three_seconds_or_two_beats(void **state)
{
	struct settings fast = timing(100, 5);
	struct settings few = timing(4000, 2);

	(void)state;
	assert_int_equal(settings_lease_s(&fast), 3);
	assert_int_equal(settings_lease_s(&few), 8);
}

static void the_fence_ends_half_a_beat_before_the_peers_patience(void **state)
{
	struct settings shortest = timing(10, 3);
	struct settings few = timing(4000, 2);

	(void)state;
	assert_int_equal(settings_fence_us(&shortest), 25 * MS_US);
	assert_int_equal(settings_refusal_us(&shortest), 24844);
	assert_int_equal(settings_fence_us(&few), 6 * SECOND_US);
}

static void assert_gone_in_time(uint32_t interval_ms, unsigned count)
{
	struct settings settings = timing(interval_ms, (uint8_t)count);
	int64_t beat_us = (int64_t)interval_ms * MS_US;
	int64_t beats_us = beat_us * (count - 1);
	int64_t asked_us = beat_us * count - beat_us * 3 / 8;
	int64_t fence_us = settings_fence_us(&settings);
	int64_t gone_us = settings_held_us(settings_lease_s(&settings));

	assert_true(fence_us > 0 ? fence_us < asked_us : gone_us <= beats_us);
	assert_true(settings_refusal_us(&settings) + SECOND_US / 2
		    <= (int64_t)settings_lease_s(&settings) * SECOND_US);
	/* A renewal that is a quarter as late again as it is due is not refused. */
	assert_true(beat_us * 5 / 4 <= settings_refusal_us(&settings));
}

static void fence_or_lease_end_within_the_peers_patience_at_any_timing(void **state)
{
	uint32_t interval_ms;
	unsigned count;

	(void)state;
	for (interval_ms = INTERVAL_MIN_MS; interval_ms <= INTERVAL_MAX_MS;
		interval_ms += 490) {
		for (count = COUNT_MIN; count <= COUNT_MAX; count++) {
			assert_gone_in_time(interval_ms, count);
		}
	}
}

static void a_stall_is_hard_before_the_lease_may_have_run_out(void **state)
{
	struct settings usual = timing(2000, 5);
	struct settings fast = timing(100, 5);

	(void)state;
	assert_int_equal(settings_stall_limit_us(&usual), 5500 * MS_US);
	assert_int_equal(settings_stall_limit_us(&fast), 400 * MS_US);
}

static void a_held_fip_is_claimed_after_an_eighth_more_than_the_lease_and_a_second(
	void **state)
{
	(void)state;
	assert_int_equal(settings_held_us(6), 7750 * MS_US);
}

static void settings_differ_if_any_member_does(void **state)
{
	const struct settings plain = timing(2000, 5);
	struct settings others[12];

	(void)state;
	for (size_t i = 0; i < 12; i++) {
		others[i] = plain;
	}
	others[0].enabled = true;
	others[1].preferred = true;
	others[2].automatic_failback = true;
	others[3].maintenance = true;
	others[4].references = true;
	others[5].links = 2;
	others[6].node = 2;
	others[7].count = 6;
	others[8].pair = 3;
	others[9].interval_ms = 1000;
	others[10].failback_delay_ms = 1;
	others[11].digest = 7;
	assert_true(settings_equal(&plain, &plain));
	for (size_t i = 0; i < 12; i++) {
		assert_false(settings_equal(&plain, &others[i]));
	}
}

static void below_three_seconds_and_a_quarter_of_silence_a_fence_is_needed(void **state)
{
	struct settings just = timing(130, 26);
	struct settings short_of = timing(57, 58);

	(void)state;
	assert_int_equal(settings_fence_us(&just), 0);
	assert_int_equal(settings_lease_s(&just), 2);
	assert_true(settings_fence_us(&short_of) > 0);
}

static void a_lease_as_short_as_it_may_be_needs_no_fence(void **state)
{
	struct settings settings = timing(1000, 5);

	(void)state;
	assert_int_equal(settings_fence_us(&settings), 0);
	assert_int_equal(settings_lease_s(&settings), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_default_detection_takes_ten_seconds),
		cmocka_unit_test(the_default_lease_is_six_seconds_and_needs_no_fence),
		cmocka_unit_test(
			a_fenced_lease_outlasts_its_fence_by_what_a_renewal_may_be_late),
		cmocka_unit_test(a_fenced_lease_is_three_seconds_or_two_beats),
		cmocka_unit_test(the_fence_ends_half_a_beat_before_the_peers_patience),
		cmocka_unit_test(
			fence_or_lease_end_within_the_peers_patience_at_any_timing),
		cmocka_unit_test(a_stall_is_hard_before_the_lease_may_have_run_out),
		cmocka_unit_test(
			a_held_fip_is_claimed_after_an_eighth_more_than_the_lease_and_a_second),
		cmocka_unit_test(settings_differ_if_any_member_does),
		cmocka_unit_test(
			below_three_seconds_and_a_quarter_of_silence_a_fence_is_needed),
		cmocka_unit_test(a_lease_as_short_as_it_may_be_needs_no_fence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
