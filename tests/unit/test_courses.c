/* The small courses of the engine: lease, probe, announcer, damping, handover,
 * election. */
#include "unit/cmocka_all.h"

#include <string.h>

#include "logic/announcer.h"
#include "logic/damping.h"
#include "logic/election.h"
#include "logic/handover.h"
#include "logic/lease.h"
#include "logic/probe.h"

static const int64_t interval_us = 2 * SECOND_US;
static const struct settings six_seconds = { .interval_ms = 2000, .count = 5 };
static const struct settings fenced = { .interval_ms = 800, .count = 3 };
static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 9 };

static void a_lease_is_stale_half_a_second_before_its_end(void **state)
{
	struct lease lease = { .state = LEASE_NONE };

	(void)state;
	lease_ask(&lease, &six_seconds, SECOND_US);
	assert_false(lease_is_stale(&lease, 6499 * MS_US));
	assert_true(lease_is_stale(&lease, 6500 * MS_US));
}

static void a_found_lease_ends_when_the_kernel_says(void **state)
{
	struct lease lease = { .state = LEASE_NONE };

	(void)state;
	lease_find(&lease, &six_seconds, 2 * SECOND_US, 10 * SECOND_US);
	assert_int_equal(lease.state, LEASE_HELD);
	assert_false(lease_is_stale(&lease, 11499 * MS_US));
	assert_true(lease_is_stale(&lease, 11500 * MS_US));
}

static void a_renewal_begins_the_lease_anew(void **state)
{
	struct lease lease = { .state = LEASE_NONE };

	(void)state;
	lease_ask(&lease, &six_seconds, 0);
	lease_renew(&lease, &fenced, 5 * SECOND_US);
	assert_false(lease_is_stale(&lease, 6299 * MS_US));
	assert_true(lease_is_stale(&lease, 6300 * MS_US));
}

static void until_a_removal_is_confirmed_the_kernel_may_hold(void **state)
{
	struct lease lease = { .state = LEASE_NONE };

	(void)state;
	assert_false(lease_may_hold(&lease));
	lease_ask(&lease, &six_seconds, 0);
	lease_remove(&lease, 0);
	assert_true(lease_may_hold(&lease));
}

static unsigned run_round(struct probe *probe, int64_t until_us)
{
	unsigned sent = 0;
	int64_t now_us;

	for (now_us = 0; now_us < until_us; now_us += MS_US) {
		sent += probe_due(probe, interval_us, now_us);
	}
	return sent;
}

static void a_round_is_five_probes_and_clear_if_nobody_answers(void **state)
{
	struct probe probe;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	probe_begin(&probe, 0);
	assert_int_equal(run_round(&probe, 749 * MS_US), 5);
	assert_false(probe_is_clear(&probe, 749 * MS_US));
	assert_true(probe_is_clear(&probe, 750 * MS_US));
}

static void an_answer_spoils_the_round_but_not_the_next(void **state)
{
	struct probe probe;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	probe_begin(&probe, 0);
	probe_answer(&probe, mac, true, 100);
	run_round(&probe, 800 * MS_US);
	assert_true(probe_is_over(&probe, 800 * MS_US));
	assert_false(probe_is_clear(&probe, 800 * MS_US));
	probe_restart(&probe, 800 * MS_US);
	run_round(&probe, 1600 * MS_US);
	assert_true(probe_is_clear(&probe, 1600 * MS_US));
}

static void a_round_that_ended_long_ago_says_nothing_about_now(void **state)
{
	struct probe probe;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	probe_begin(&probe, 0);
	run_round(&probe, 750 * MS_US);
	assert_false(probe_is_outdated(&probe, interval_us, 1050 * MS_US));
	assert_true(probe_is_outdated(&probe, interval_us, 1051 * MS_US));
}

static void no_probe_runs_that_was_not_begun(void **state)
{
	struct probe probe;

	(void)state;
	memset(&probe, 0, sizeof(probe));
	probe_restart(&probe, 0);
	assert_int_equal(run_round(&probe, SECOND_US), 0);
	assert_false(probe_is_clear(&probe, SECOND_US));
}

static unsigned announcements(int64_t silent_us, int64_t from_us, int64_t until_us)
{
	struct announcer announcer;
	unsigned announced = 0;
	int64_t now_us;

	announcer_begin(&announcer, 0);
	for (now_us = 0; now_us < until_us; now_us += 50 * MS_US) {
		bool due = announcer_due(&announcer, interval_us, silent_us, now_us);

		announced += due && now_us >= from_us;
	}
	return announced;
}

static void taking_is_announced_five_times_in_three_seconds(void **state)
{
	(void)state;
	assert_int_equal(announcements(0, 0, 100 * MS_US), 1);
	assert_int_equal(announcements(0, 0, 3100 * MS_US), 5);
	assert_int_equal(announcements(0, 0, 50 * SECOND_US), 5);
}

static void every_minute_it_is_announced_again(void **state)
{
	unsigned announced = announcements(0, 10 * SECOND_US, 610 * SECOND_US);

	(void)state;
	assert_in_range(announced, 8, 12);
}

static void while_the_peer_is_silent_every_beat_announces(void **state)
{
	unsigned announced =
		announcements(22 * SECOND_US, 4 * SECOND_US, 22 * SECOND_US);

	(void)state;
	assert_in_range(announced, 8, 10);
}

static void three_lives_in_ten_minutes_refuse_failback_for_a_minute(void **state)
{
	struct damping damping;

	(void)state;
	memset(&damping, 0, sizeof(damping));
	damping_note(&damping, 1, SECOND_US);
	damping_note(&damping, 2, 2 * SECOND_US);
	assert_false(damping_refuses(&damping, 2 * SECOND_US));
	damping_note(&damping, 3, 3 * SECOND_US);
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
		damping_note(&damping, life, now_us);
	}
	assert_int_equal(damping.until_us - now_us, (int64_t)3600 * SECOND_US);
}

static void the_same_life_proven_again_is_not_a_new_one(void **state)
{
	struct damping damping;
	int times;

	(void)state;
	memset(&damping, 0, sizeof(damping));
	for (times = 1; times < 9; times++) {
		damping_note(&damping, 7, times * SECOND_US);
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
		damping_note(&damping, life, (int64_t)life * 400 * SECOND_US);
		assert_false(
			damping_refuses(&damping, (int64_t)life * 400 * SECOND_US));
	}
}

static struct heartbeat grant(uint32_t transaction)
{
	struct heartbeat heartbeat;

	memset(&heartbeat, 0, sizeof(heartbeat));
	heartbeat.operation = OPERATION_GRANT;
	heartbeat.transaction = transaction;
	return heartbeat;
}

static void a_grant_counts_for_its_own_transaction_within_a_second(void **state)
{
	struct handover handover;
	struct heartbeat mine;
	struct heartbeat other;

	(void)state;
	memset(&handover, 0, sizeof(handover));
	handover_request(&handover, false, 0);
	mine = grant(handover.transaction);
	other = grant(handover.transaction + 1);
	assert_true(handover_is_granted(&handover, &mine, SECOND_US - 1));
	assert_false(handover_is_granted(&handover, &mine, SECOND_US));
	assert_false(handover_is_granted(&handover, &other, 1));
}

static void a_grant_that_nobody_asked_for_counts_nothing(void **state)
{
	struct handover handover;
	struct heartbeat heartbeat = grant(0);

	(void)state;
	memset(&handover, 0, sizeof(handover));
	assert_false(handover_is_granted(&handover, &heartbeat, 1));
}

static void the_operators_action_ends_with_an_outcome(void **state)
{
	struct handover handover;

	(void)state;
	memset(&handover, 0, sizeof(handover));
	handover_request(&handover, true, 0);
	handover.progress = PROGRESS_RUNNING;
	handover_end(&handover, REASON_HANDOVER_TIMEOUT);
	assert_int_equal(handover.progress, PROGRESS_FAILED);
	assert_int_equal(handover.refusal, REASON_HANDOVER_TIMEOUT);
	handover_invite(&handover, 0);
	handover.progress = PROGRESS_RUNNING;
	handover_end(&handover, REASON_NONE);
	assert_int_equal(handover.progress, PROGRESS_SUCCEEDED);
}

static void words_of_a_handover_are_repeated_every_twenty_ms(void **state)
{
	struct handover handover;
	int64_t now_us;
	int sent = 0;

	(void)state;
	memset(&handover, 0, sizeof(handover));
	handover_request(&handover, false, 0);
	for (now_us = 0; now_us < SECOND_US; now_us += MS_US) {
		sent += handover_repeat_due(&handover, now_us);
	}
	assert_int_equal(sent, 50);
}

static void the_order_is_fitness_epoch_preference_number(void **state)
{
	const struct candidate order[] = {
		{ true, 9, false, 2 },
		{ true, 5, true, 2 },
		{ true, 5, false, 1 },
		{ true, 5, false, 2 },
		{ false, 9, true, 1 },
	};
	size_t i;
	size_t j;

	(void)state;
	for (i = 0; i < 5; i++) {
		for (j = 0; j < 5; j++) {
			assert_true(i == j
				    || election_wins(&order[i], &order[j]) == (i < j));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lease_is_stale_half_a_second_before_its_end),
		cmocka_unit_test(a_found_lease_ends_when_the_kernel_says),
		cmocka_unit_test(a_renewal_begins_the_lease_anew),
		cmocka_unit_test(until_a_removal_is_confirmed_the_kernel_may_hold),
		cmocka_unit_test(a_round_is_five_probes_and_clear_if_nobody_answers),
		cmocka_unit_test(an_answer_spoils_the_round_but_not_the_next),
		cmocka_unit_test(a_round_that_ended_long_ago_says_nothing_about_now),
		cmocka_unit_test(no_probe_runs_that_was_not_begun),
		cmocka_unit_test(taking_is_announced_five_times_in_three_seconds),
		cmocka_unit_test(every_minute_it_is_announced_again),
		cmocka_unit_test(while_the_peer_is_silent_every_beat_announces),
		cmocka_unit_test(
			three_lives_in_ten_minutes_refuse_failback_for_a_minute),
		cmocka_unit_test(the_backoff_doubles_up_to_an_hour),
		cmocka_unit_test(the_same_life_proven_again_is_not_a_new_one),
		cmocka_unit_test(lives_far_apart_are_forgiven),
		cmocka_unit_test(
			a_grant_counts_for_its_own_transaction_within_a_second),
		cmocka_unit_test(a_grant_that_nobody_asked_for_counts_nothing),
		cmocka_unit_test(the_operators_action_ends_with_an_outcome),
		cmocka_unit_test(words_of_a_handover_are_repeated_every_twenty_ms),
		cmocka_unit_test(the_order_is_fitness_epoch_preference_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
