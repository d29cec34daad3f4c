#include "unit/cmocka_all.h"

#include "logic/settings.h"
#include "logic/types.h"

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

static void the_default_lease_is_six_seconds_and_safe(void **state)
{
	struct settings settings = timing(2000, 5);

	(void)state;
	assert_int_equal(settings_lease_s(&settings), 6);
	assert_true(settings_lease_is_safe(&settings));
}

static void a_lease_is_never_shorter_than_a_second_or_two_beats(void **state)
{
	struct settings fast = timing(100, 5);
	struct settings few = timing(4000, 2);

	(void)state;
	assert_int_equal(settings_lease_s(&fast), 1);
	assert_int_equal(settings_lease_s(&few), 8);
}

static void a_renewal_half_a_beat_late_is_never_refused(void **state)
{
	uint32_t interval_ms;

	(void)state;
	for (interval_ms = INTERVAL_MIN_MS; interval_ms <= INTERVAL_MAX_MS;
		interval_ms += 10) {
		struct settings settings = timing(interval_ms, 5);
		int64_t lease_us = (int64_t)settings_lease_s(&settings) * SECOND_US;

		assert_true((int64_t)interval_ms * 1500 <= lease_us - SECOND_US / 2);
	}
}

static void a_lease_that_outlives_the_peers_patience_is_called_unsafe(void **state)
{
	struct settings fast = timing(100, 5);
	struct settings few = timing(4000, 2);

	(void)state;
	assert_false(settings_lease_is_safe(&fast));
	assert_false(settings_lease_is_safe(&few));
}

static void every_lease_called_safe_ends_within_the_peers_patience(void **state)
{
	uint32_t interval_ms;
	unsigned count;

	(void)state;
	for (interval_ms = INTERVAL_MIN_MS; interval_ms <= INTERVAL_MAX_MS;
		interval_ms += 490) {
		for (count = COUNT_MIN; count <= COUNT_MAX; count++) {
			struct settings settings = timing(interval_ms, (uint8_t)count);
			int64_t gone_us = settings_held_us(settings_lease_s(&settings));
			int64_t beats_us = (int64_t)interval_ms * MS_US * (count - 1);

			assert_true(!settings_lease_is_safe(&settings)
				    || gone_us <= beats_us);
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
	struct settings a = timing(2000, 5);
	struct settings b = a;

	(void)state;
	assert_true(settings_equal(&a, &b));
	b.failback_delay_ms = 1;
	assert_false(settings_equal(&a, &b));
	b = a;
	b.digest = 7;
	assert_false(settings_equal(&a, &b));
	b = a;
	b.preferred = true;
	assert_false(settings_equal(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_default_detection_takes_ten_seconds),
		cmocka_unit_test(the_default_lease_is_six_seconds_and_safe),
		cmocka_unit_test(a_lease_is_never_shorter_than_a_second_or_two_beats),
		cmocka_unit_test(a_renewal_half_a_beat_late_is_never_refused),
		cmocka_unit_test(
			a_lease_that_outlives_the_peers_patience_is_called_unsafe),
		cmocka_unit_test(
			every_lease_called_safe_ends_within_the_peers_patience),
		cmocka_unit_test(a_stall_is_hard_before_the_lease_may_have_run_out),
		cmocka_unit_test(
			a_held_fip_is_claimed_after_an_eighth_more_than_the_lease_and_a_second),
		cmocka_unit_test(settings_differ_if_any_member_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
