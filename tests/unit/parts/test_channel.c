#include "unit/cmocka_all.h"

#include <string.h>

#include "parts/channel.h"

enum {
	US = 100,
	THEM = 200,
	LIMIT_US = 10 * SECOND_US,
};

/* A channel on which the peer has proven itself at now_us with sequence 5. */
static struct channel met(int64_t now_us)
{
	struct heartbeat mine = { 0 };
	struct heartbeat proof = { .incarnation = THEM, .sequence = 5, .echo = US };
	struct channel channel;

	channel_start(&channel, US, now_us);
	channel_stamp(&channel, &mine, now_us);
	proof.acknowledged = mine.sequence;
	assert_int_equal(channel_take(&channel, &proof, now_us), SESSION_BEGUN);
	return channel;
}

/* Let the channel hear a datagram that acknowledges its last one, age_us old. */
static void hear(struct channel *channel, uint32_t age_us, int64_t now_us)
{
	struct heartbeat heartbeat = {
		.incarnation = THEM,
		.echo = US,
		.sequence = channel->session.received + 1,
		.acknowledged = channel->session.sent,
		.acknowledged_age_us = age_us,
	};

	assert_int_equal(channel_take(channel, &heartbeat, now_us), SESSION_FRESH);
}

static void a_path_on_which_nothing_was_heard_is_down(void **state)
{
	struct channel channel;

	(void)state;
	channel_start(&channel, US, 0);
	channel_judge(&channel, LIMIT_US, 1);
	assert_int_equal(channel.state, CHANNEL_DOWN);
	assert_int_equal(channel_reason(&channel), REASON_PEER_SILENT);
	assert_int_equal(channel.downs, 0);
}

static void a_path_is_up_until_the_limit_has_passed(void **state)
{
	struct channel channel = met(SECOND_US);

	(void)state;
	channel_judge(&channel, LIMIT_US, 11 * SECOND_US - 1);
	assert_int_equal(channel.state, CHANNEL_UP);
	assert_int_equal(channel_reason(&channel), REASON_NONE);
	assert_int_equal(channel.downs, 0);
	channel_judge(&channel, LIMIT_US, 11 * SECOND_US);
	assert_int_equal(channel.state, CHANNEL_DOWN);
	assert_int_equal(channel.state_since_us, 11 * SECOND_US);
	assert_int_equal(channel.downs, 1);
}

static void a_peer_that_stopped_hearing_us_makes_it_one_way(void **state)
{
	struct channel channel = met(0);

	(void)state;
	channel_judge(&channel, LIMIT_US, 0);
	hear(&channel, 9 * SECOND_US, 9 * SECOND_US);
	channel_judge(&channel, LIMIT_US, 9 * SECOND_US);
	assert_int_equal(channel.state, CHANNEL_UP);
	hear(&channel, 10 * SECOND_US, 10 * SECOND_US);
	channel_judge(&channel, LIMIT_US, 10 * SECOND_US);
	assert_int_equal(channel.state, CHANNEL_ONE_WAY);
	assert_int_equal(channel_reason(&channel), REASON_ONE_WAY);
	assert_int_equal(channel.downs, 1);
}

static void a_path_that_is_cut_both_ways_is_down_and_never_one_way(void **state)
{
	struct channel channel = met(0);

	(void)state;
	hear(&channel, 2 * SECOND_US, 2 * SECOND_US);
	channel_judge(&channel, LIMIT_US, 11 * SECOND_US);
	assert_int_equal(channel.state, CHANNEL_UP);
	channel_judge(&channel, LIMIT_US, 12 * SECOND_US);
	assert_int_equal(channel.state, CHANNEL_DOWN);
}

static void a_silent_path_is_explained_by_what_its_socket_saw(void **state)
{
	struct channel channel;

	(void)state;
	channel_start(&channel, US, 0);
	channel.trouble = TROUBLE_UNUSABLE;
	assert_int_equal(channel_reason(&channel), REASON_LINK_UNUSABLE);
	channel.trouble = TROUBLE_REFUSED;
	assert_int_equal(channel_reason(&channel), REASON_PEER_REFUSES);
	channel.trouble = TROUBLE_UNAUTHENTIC;
	assert_int_equal(channel_reason(&channel), REASON_NOT_AUTHENTIC);
}

static void a_datagram_after_a_gap_counts_the_gap(void **state)
{
	struct heartbeat later = { .incarnation = THEM, .echo = US, .sequence = 9 };
	struct channel channel = met(0);

	(void)state;
	assert_int_equal(channel_take(&channel, &later, 1), SESSION_FRESH);
	assert_int_equal(channel.lost, 3);
	assert_int_equal(channel.received, 2);
	assert_int_equal(channel_take(&channel, &later, 2), SESSION_STALE);
	assert_int_equal(channel.stale, 1);
}

static void a_new_session_is_no_loss(void **state)
{
	struct heartbeat proof = {
		.incarnation = THEM + 1, .sequence = 90, .echo = US
	};
	struct heartbeat mine = { 0 };
	struct channel channel = met(0);

	(void)state;
	channel_stamp(&channel, &mine, 1);
	proof.acknowledged = mine.sequence;
	assert_int_equal(channel_take(&channel, &proof, 2), SESSION_BEGUN);
	assert_int_equal(channel.lost, 0);
}

static void the_round_trip_leaves_out_how_long_the_peer_took(void **state)
{
	struct heartbeat mine = { 0 };
	struct channel channel = met(0);

	(void)state;
	channel_stamp(&channel, &mine, SECOND_US);
	hear(&channel, 700 * MS_US, 1800 * MS_US);
	assert_int_equal(channel.round_trip_us, 100 * MS_US);
	assert_int_equal(channel.jitter_us, 0);
}

static void round_trip_and_jitter_are_smoothed(void **state)
{
	struct heartbeat mine = { 0 };
	struct channel channel = met(0);

	(void)state;
	channel_stamp(&channel, &mine, SECOND_US);
	hear(&channel, 0, SECOND_US + 800);
	channel_stamp(&channel, &mine, 2 * SECOND_US);
	hear(&channel, 0, 2 * SECOND_US + 1600);
	assert_int_equal(channel.round_trip_us, 900);
	assert_int_equal(channel.jitter_us, 50);
}

static void a_path_begins_down_and_is_watched_from_then_on(void **state)
{
	struct channel channel;

	(void)state;
	memset(&channel, 0xff, sizeof(channel));
	channel_start(&channel, US, 7);
	assert_int_equal(channel.state, CHANNEL_DOWN);
	assert_int_equal(channel.state_since_us, 7);
	assert_int_equal(channel.watched_us, 7);
	assert_false(channel.ever);
}

static void what_acknowledges_nothing_says_nothing_of_our_way_there(void **state)
{
	struct heartbeat deaf = { .incarnation = THEM, .echo = US, .sequence = 6 };
	struct channel channel = met(SECOND_US);

	(void)state;
	assert_int_equal(channel.heard_back_us, SECOND_US);
	assert_int_equal(channel_take(&channel, &deaf, 11 * SECOND_US), SESSION_FRESH);
	assert_int_equal(channel.heard_back_us, SECOND_US);
	channel_judge(&channel, LIMIT_US, 11 * SECOND_US);
	assert_int_equal(channel.state, CHANNEL_ONE_WAY);
}

static void an_answer_to_a_stranger_is_timed_as_well(void **state)
{
	struct heartbeat stranger = { .incarnation = THEM, .sequence = 5 };
	struct heartbeat answer = { 0 };
	struct channel channel;

	(void)state;
	channel_start(&channel, US, 0);
	assert_int_equal(channel_take(&channel, &stranger, 0), SESSION_UNPROVEN);
	channel_stamp_answer(&channel, &answer, SECOND_US);
	stranger.sequence = 6;
	stranger.echo = US;
	stranger.acknowledged = answer.sequence;
	assert_int_equal(
		channel_take(&channel, &stranger, SECOND_US + 500), SESSION_BEGUN);
	assert_int_equal(channel.round_trip_us, 500);
}

/* Let a datagram go out and come back this much later; return the jitter then. */
static int64_t jitter_after(struct channel *channel, int64_t trip_us)
{
	struct heartbeat mine = { 0 };
	int64_t now_us = channel->heard_us + SECOND_US;

	channel_stamp(channel, &mine, now_us);
	hear(channel, 0, now_us + trip_us);
	return channel->jitter_us;
}

static void jitter_is_how_much_each_trip_differs_from_the_one_before(void **state)
{
	struct channel channel = met(0);

	(void)state;
	assert_int_equal(jitter_after(&channel, 800), 0);
	assert_int_equal(jitter_after(&channel, 815), 0);
	assert_int_equal(jitter_after(&channel, 1615), 50);
	assert_int_equal(jitter_after(&channel, 1615), 47);
	assert_int_equal(jitter_after(&channel, 815), 94);
}

static void an_echo_in_no_time_is_no_measurement(void **state)
{
	struct channel channel = met(0);

	(void)state;
	jitter_after(&channel, 800);
	assert_int_equal(jitter_after(&channel, 0), 0);
	assert_int_equal(channel.round_trip_us, 800);
}

static void the_same_acknowledgement_is_measured_once(void **state)
{
	struct heartbeat mine = { 0 };
	struct channel channel = met(0);

	(void)state;
	channel_stamp(&channel, &mine, SECOND_US);
	hear(&channel, 0, SECOND_US + 800);
	hear(&channel, 0, SECOND_US + 90000);
	assert_int_equal(channel.round_trip_us, 800);
}

static void a_forgotten_peer_is_not_heard_on_the_path(void **state)
{
	struct channel channel = met(0);

	(void)state;
	channel_judge(&channel, LIMIT_US, 1);
	channel_forget(&channel, 2);
	channel_judge(&channel, LIMIT_US, 3);
	assert_int_equal(channel.state, CHANNEL_DOWN);
	assert_int_equal(channel.watched_us, 2);
	assert_int_equal(channel.received, 1);
}

static void a_word_proves_the_path_at_the_time_it_was_sent(void **state)
{
	struct channel channel = met(SECOND_US);
	struct heartbeat mine = { 0 };

	(void)state;
	assert_int_equal(channel.proven_us, SECOND_US);
	channel_stamp(&channel, &mine, 2 * SECOND_US);
	hear(&channel, 0, 9 * SECOND_US);
	assert_int_equal(channel.proven_us, 2 * SECOND_US);
	assert_int_equal(channel.heard_back_us, 9 * SECOND_US);
	assert_int_equal(channel.spoken_us, 2 * SECOND_US);
	hear(&channel, 4000000, 10 * SECOND_US);
	assert_int_equal(channel.spoken_us, 6 * SECOND_US);
}

static void a_word_sent_too_long_ago_to_be_remembered_proves_nothing(void **state)
{
	struct channel channel = met(SECOND_US);
	struct heartbeat word = {
		.incarnation = THEM,
		.echo = US,
		.sequence = 6,
		.acknowledged = 2,
	};
	struct heartbeat mine = { 0 };

	(void)state;
	for (unsigned i = 0; i <= CHANNEL_SENDINGS; i++) {
		channel_stamp(&channel, &mine, 2 * SECOND_US + i);
	}
	assert_int_equal(channel_take(&channel, &word, 3 * SECOND_US), SESSION_FRESH);
	assert_int_equal(channel.proven_us, SECOND_US);
	assert_int_equal(channel.spoken_us, 0);
	assert_int_equal(channel.acknowledged, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_on_which_nothing_was_heard_is_down),
		cmocka_unit_test(a_path_begins_down_and_is_watched_from_then_on),
		cmocka_unit_test(
			what_acknowledges_nothing_says_nothing_of_our_way_there),
		cmocka_unit_test(an_answer_to_a_stranger_is_timed_as_well),
		cmocka_unit_test(
			jitter_is_how_much_each_trip_differs_from_the_one_before),
		cmocka_unit_test(an_echo_in_no_time_is_no_measurement),
		cmocka_unit_test(a_path_is_up_until_the_limit_has_passed),
		cmocka_unit_test(a_peer_that_stopped_hearing_us_makes_it_one_way),
		cmocka_unit_test(
			a_path_that_is_cut_both_ways_is_down_and_never_one_way),
		cmocka_unit_test(a_silent_path_is_explained_by_what_its_socket_saw),
		cmocka_unit_test(a_datagram_after_a_gap_counts_the_gap),
		cmocka_unit_test(a_new_session_is_no_loss),
		cmocka_unit_test(the_round_trip_leaves_out_how_long_the_peer_took),
		cmocka_unit_test(round_trip_and_jitter_are_smoothed),
		cmocka_unit_test(the_same_acknowledgement_is_measured_once),
		cmocka_unit_test(a_forgotten_peer_is_not_heard_on_the_path),
		cmocka_unit_test(a_word_proves_the_path_at_the_time_it_was_sent),
		cmocka_unit_test(
			a_word_sent_too_long_ago_to_be_remembered_proves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
