#include "unit/cmocka_all.h"

#include <string.h>

#include "model/types.h"
#include "parts/probe.h"

static const int64_t spacing_us = 150 * MS_US;
static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 9 };
static const uint8_t other[6] = { 2, 0, 0, 0, 0, 8 };

static unsigned run_round(struct probe *probe, int64_t until_us)
{
	unsigned sent = 0;
	int64_t now_us;

	for (now_us = 0; now_us < until_us; now_us += MS_US) {
		sent += probe_due(probe, spacing_us, now_us);
	}
	return sent;
}

static void a_round_is_five_probes_and_ends_a_spacing_after_the_last(void **state)
{
	struct probe probe;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	probe_begin(&probe, 0);
	assert_int_equal(run_round(&probe, 749 * MS_US), 5);
	assert_false(probe_has_ended(&probe, spacing_us, 749 * MS_US));
	assert_true(probe_has_ended(&probe, spacing_us, 750 * MS_US));
}

static void an_answer_spoils_the_round_but_not_the_next(void **state)
{
	struct probe probe;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	probe_begin(&probe, 0);
	probe_answer(&probe, mac, true, 100);
	run_round(&probe, 800 * MS_US);
	assert_true(probe_has_ended(&probe, spacing_us, 800 * MS_US));
	assert_true(probe.answered && probe.peer_answered);
	probe_restart(&probe, 800 * MS_US);
	assert_false(probe.answered || probe.peer_answered);
}

static void a_round_that_ended_long_ago_says_nothing_about_now(void **state)
{
	struct probe probe;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	probe_begin(&probe, 0);
	run_round(&probe, 750 * MS_US);
	assert_true(probe_has_ended(&probe, spacing_us, 1050 * MS_US));
	assert_false(probe_has_ended(&probe, spacing_us, 1051 * MS_US));
	assert_false(probe_is_outdated(&probe, spacing_us, 1050 * MS_US));
	assert_true(probe_is_outdated(&probe, spacing_us, 1051 * MS_US));
}

static void no_probe_runs_that_was_not_begun(void **state)
{
	struct probe probe;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	probe_restart(&probe, 0);
	assert_int_equal(run_round(&probe, SECOND_US), 0);
	assert_false(probe_has_ended(&probe, spacing_us, SECOND_US));
}

static void the_probes_of_a_round_are_evenly_spaced(void **state)
{
	struct probe probe;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	probe_begin(&probe, SECOND_US);
	for (int64_t now_us = SECOND_US; now_us < 1750 * MS_US; now_us += 150 * MS_US) {
		assert_false(probe_due(&probe, spacing_us, now_us - 1));
		assert_true(probe_due(&probe, spacing_us, now_us));
		assert_false(probe_is_over(&probe, now_us));
	}
	assert_false(probe_is_over(&probe, 1750 * MS_US - 1));
	assert_true(probe_is_over(&probe, 1750 * MS_US));
}

static void an_answer_is_remembered_with_its_time_and_whose_it_was(void **state)
{
	struct probe probe;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	probe_answer(&probe, mac, true, 7 * SECOND_US);
	assert_true(probe.answered && probe.peer_answered);
	assert_int_equal(probe.answered_us, 7 * SECOND_US);
	assert_memory_equal(probe.mac, mac, sizeof(mac));
	probe_answer(&probe, other, false, 8 * SECOND_US);
	assert_true(probe.peer_answered);
	assert_int_equal(probe.answered_us, 8 * SECOND_US);
	assert_int_equal(probe.peer_answered_us, 7 * SECOND_US);
	assert_memory_equal(probe.mac, other, sizeof(other));
}

static void a_round_given_up_sends_nothing_and_says_nothing(void **state)
{
	struct probe probe;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	probe_begin(&probe, 0);
	run_round(&probe, 100 * MS_US);
	probe_answer(&probe, mac, true, 100 * MS_US);
	probe_stop(&probe);
	assert_int_equal(run_round(&probe, SECOND_US), 0);
	assert_false(probe.answered || probe.peer_answered);
	assert_false(probe_is_over(&probe, SECOND_US));
	assert_false(probe_is_outdated(&probe, spacing_us, 2 * SECOND_US));
	assert_int_equal(probe.sent, 0);
}

/* Return when the second probe is due after a first one that was so late. */
static int64_t second_us(int64_t late_us)
{
	struct probe probe;

	memset(&probe, 0, sizeof(probe));
	probe_begin(&probe, 0);
	assert_true(probe_due(&probe, spacing_us, late_us));
	return probe.next_us;
}

static void a_late_probe_does_not_put_off_the_next_unless_it_is_very_late(void **state)
{
	(void)state;
	assert_int_equal(second_us(75 * MS_US), 150 * MS_US);
	assert_int_equal(second_us(75 * MS_US + 1), 150 * MS_US + 1);
	assert_int_equal(second_us(200 * MS_US), 275 * MS_US);
}

static int64_t spacing_seen(const int64_t *times_ms, size_t count)
{
	struct probe probe;

	memset(&probe, 0, sizeof(probe));
	probe_begin(&probe, MS_US);
	for (; count > 0; count--, times_ms++) {
		probe_meet(&probe, *times_ms * MS_US);
	}
	return probe.rival_spacing_us / MS_US;
}

static void the_longest_gap_between_probes_of_the_peer_is_its_pace(void **state)
{
	(void)state;
	assert_int_equal(spacing_seen((int64_t[]){ 1000 }, 1), 0);
	assert_int_equal(spacing_seen((int64_t[]){ 1000, 1150 }, 2), 150);
	assert_int_equal(spacing_seen((int64_t[]){ 1000, 1150, 1151 }, 3), 150);
	assert_int_equal(spacing_seen((int64_t[]){ 1000, 1150, 1450 }, 3), 300);
}

static void no_gap_between_two_rounds_of_the_peer_is_its_pace(void **state)
{
	(void)state;
	assert_int_equal(spacing_seen((int64_t[]){ 1000, 5500 }, 2), 4500);
	assert_int_equal(spacing_seen((int64_t[]){ 1000, 5501 }, 2), 0);
}

static void the_pace_of_the_peer_outlives_our_round_and_not_its_silence(void **state)
{
	struct probe probe;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	probe_meet(&probe, 2 * MS_US);
	probe_begin(&probe, 3 * MS_US);
	probe_meet(&probe, 4 * MS_US);
	probe_restart(&probe, 5 * MS_US);
	probe_stop(&probe);
	assert_int_equal(probe.rival_spacing_us, 2 * MS_US);
	probe_meet(&probe, 4505 * MS_US);
	assert_int_equal(probe.rival_spacing_us, 0);
}

static void only_probes_in_a_row_are_in_vain(void **state)
{
	struct probe probe;
	int64_t at_us = SECOND_US;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	for (unsigned i = 0; i < PROBES_IN_VAIN - 1; i++, at_us += MS_US) {
		assert_true(probe_repeat_due(&probe, MS_US, at_us));
	}
	assert_int_equal(probe.in_vain, PROBES_IN_VAIN - 1);
	assert_true(probe_repeat_due(&probe, MS_US, at_us));
	assert_int_equal(probe.in_vain, PROBES_IN_VAIN);
	assert_true(probe_repeat_due(&probe, MS_US, at_us + MS_US));
	assert_int_equal(probe.in_vain, PROBES_IN_VAIN);
	probe_restart(&probe, at_us);
	assert_int_equal(probe.in_vain, 0);
	probe.in_vain = PROBES_IN_VAIN;
	probe_answer(&probe, mac, true, at_us);
	assert_int_equal(probe.in_vain, 0);
}

static void it_is_known_since_when_a_rival_begins_the_round_anew(void **state)
{
	struct probe probe;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	probe_contest(&probe, mac, 5);
	assert_int_equal(probe.contested_us, 0);
	assert_false(probe.running);
	probe_begin(&probe, 0);
	run_round(&probe, 100 * MS_US);
	probe_contest(&probe, mac, 100 * MS_US);
	probe_contest(&probe, other, 200 * MS_US);
	assert_int_equal(probe.contested_us, 100 * MS_US);
	assert_int_equal(probe.sent, 0);
	assert_int_equal(probe.next_us, 200 * MS_US);
	assert_memory_equal(probe.mac, other, sizeof(other));
	probe_restart(&probe, 300 * MS_US);
	assert_int_equal(probe.contested_us, 100 * MS_US);
	probe_stop(&probe);
	assert_int_equal(probe.contested_us, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_probes_in_a_row_are_in_vain),
		cmocka_unit_test(
			a_round_is_five_probes_and_ends_a_spacing_after_the_last),
		cmocka_unit_test(it_is_known_since_when_a_rival_begins_the_round_anew),
		cmocka_unit_test(an_answer_spoils_the_round_but_not_the_next),
		cmocka_unit_test(a_round_that_ended_long_ago_says_nothing_about_now),
		cmocka_unit_test(no_probe_runs_that_was_not_begun),
		cmocka_unit_test(the_probes_of_a_round_are_evenly_spaced),
		cmocka_unit_test(
			an_answer_is_remembered_with_its_time_and_whose_it_was),
		cmocka_unit_test(a_round_given_up_sends_nothing_and_says_nothing),
		cmocka_unit_test(
			a_late_probe_does_not_put_off_the_next_unless_it_is_very_late),
		cmocka_unit_test(
			the_longest_gap_between_probes_of_the_peer_is_its_pace),
		cmocka_unit_test(no_gap_between_two_rounds_of_the_peer_is_its_pace),
		cmocka_unit_test(
			the_pace_of_the_peer_outlives_our_round_and_not_its_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
