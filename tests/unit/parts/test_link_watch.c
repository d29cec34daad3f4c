#include "unit/cmocka_all.h"

#include <string.h>

#include "parts/link_watch.h"

enum {
	US = 100,
	THEM = 200,
	LIMIT_US = 10 * SECOND_US,
};

/* A link on which the peer has proven itself at now_us with sequence 5. */
static struct link_watch met(int64_t now_us)
{
	struct heartbeat mine = { 0 };
	struct heartbeat proof = { .incarnation = THEM, .sequence = 5, .echo = US };
	struct link_watch link;

	link_watch_start(&link, US, now_us);
	link_watch_stamp(&link, &mine, now_us);
	proof.acknowledged = mine.sequence;
	assert_int_equal(link_watch_take(&link, &proof, now_us), SESSION_BEGUN);
	return link;
}

/* Let the link hear a datagram that acknowledges its last one, age_us old. */
static void hear(struct link_watch *link, uint32_t age_us, int64_t now_us)
{
	struct heartbeat heartbeat = {
		.incarnation = THEM,
		.echo = US,
		.sequence = link->session.received + 1,
		.acknowledged = link->session.sent,
		.acknowledged_age_us = age_us,
	};

	assert_int_equal(link_watch_take(link, &heartbeat, now_us), SESSION_FRESH);
}

static void a_path_on_which_nothing_was_heard_is_down(void **state)
{
	struct link_watch link;

	(void)state;
	link_watch_start(&link, US, 0);
	link_watch_judge(&link, LIMIT_US, 1);
	assert_int_equal(link.state, LINK_WATCH_DOWN);
	assert_int_equal(link_watch_reason(&link), REASON_PEER_SILENT);
	assert_int_equal(link.downs, 0);
}

static void a_path_is_up_until_the_limit_has_passed(void **state)
{
	struct link_watch link = met(SECOND_US);

	(void)state;
	link_watch_judge(&link, LIMIT_US, 11 * SECOND_US - 1);
	assert_int_equal(link.state, LINK_WATCH_UP);
	assert_int_equal(link_watch_reason(&link), REASON_NONE);
	assert_int_equal(link.downs, 0);
	link_watch_judge(&link, LIMIT_US, 11 * SECOND_US);
	assert_int_equal(link.state, LINK_WATCH_DOWN);
	assert_int_equal(link.state_since_us, 11 * SECOND_US);
	assert_int_equal(link.downs, 1);
}

static void a_peer_that_stopped_hearing_us_makes_it_one_way(void **state)
{
	struct link_watch link = met(0);

	(void)state;
	link_watch_judge(&link, LIMIT_US, 0);
	hear(&link, 9 * SECOND_US, 9 * SECOND_US);
	link_watch_judge(&link, LIMIT_US, 9 * SECOND_US);
	assert_int_equal(link.state, LINK_WATCH_UP);
	hear(&link, 10 * SECOND_US, 10 * SECOND_US);
	link_watch_judge(&link, LIMIT_US, 10 * SECOND_US);
	assert_int_equal(link.state, LINK_WATCH_ONE_WAY);
	assert_int_equal(link_watch_reason(&link), REASON_ONE_WAY);
	assert_int_equal(link.downs, 1);
}

static void a_path_that_is_cut_both_ways_is_down_and_never_one_way(void **state)
{
	struct link_watch link = met(0);

	(void)state;
	hear(&link, 2 * SECOND_US, 2 * SECOND_US);
	link_watch_judge(&link, LIMIT_US, 11 * SECOND_US);
	assert_int_equal(link.state, LINK_WATCH_UP);
	link_watch_judge(&link, LIMIT_US, 12 * SECOND_US);
	assert_int_equal(link.state, LINK_WATCH_DOWN);
}

static void a_silent_path_is_explained_by_what_its_socket_saw(void **state)
{
	struct link_watch link;

	(void)state;
	link_watch_start(&link, US, 0);
	link.trouble = TROUBLE_UNUSABLE;
	assert_int_equal(link_watch_reason(&link), REASON_LINK_UNUSABLE);
	link.trouble = TROUBLE_REFUSED;
	assert_int_equal(link_watch_reason(&link), REASON_PEER_REFUSES);
	link.trouble = TROUBLE_UNAUTHENTIC;
	assert_int_equal(link_watch_reason(&link), REASON_NOT_AUTHENTIC);
}

static void a_datagram_after_a_gap_counts_the_gap(void **state)
{
	struct heartbeat later = { .incarnation = THEM, .echo = US, .sequence = 9 };
	struct link_watch link = met(0);

	(void)state;
	assert_int_equal(link_watch_take(&link, &later, 1), SESSION_FRESH);
	assert_int_equal(link.lost, 3);
	assert_int_equal(link.received, 2);
	assert_int_equal(link_watch_take(&link, &later, 2), SESSION_STALE);
	assert_int_equal(link.stale, 1);
}

static void a_new_session_is_no_loss(void **state)
{
	struct heartbeat proof = {
		.incarnation = THEM + 1, .sequence = 90, .echo = US
	};
	struct heartbeat mine = { 0 };
	struct link_watch link = met(0);

	(void)state;
	link_watch_stamp(&link, &mine, 1);
	proof.acknowledged = mine.sequence;
	assert_int_equal(link_watch_take(&link, &proof, 2), SESSION_BEGUN);
	assert_int_equal(link.lost, 0);
}

static void the_round_trip_leaves_out_how_long_the_peer_took(void **state)
{
	struct heartbeat mine = { 0 };
	struct link_watch link = met(0);

	(void)state;
	link_watch_stamp(&link, &mine, SECOND_US);
	hear(&link, 700 * MS_US, 1800 * MS_US);
	assert_int_equal(link.round_trip_us, 100 * MS_US);
	assert_int_equal(link.jitter_us, 0);
}

static void round_trip_and_jitter_are_smoothed(void **state)
{
	struct heartbeat mine = { 0 };
	struct link_watch link = met(0);

	(void)state;
	link_watch_stamp(&link, &mine, SECOND_US);
	hear(&link, 0, SECOND_US + 800);
	link_watch_stamp(&link, &mine, 2 * SECOND_US);
	hear(&link, 0, 2 * SECOND_US + 1600);
	assert_int_equal(link.round_trip_us, 900);
	assert_int_equal(link.jitter_us, 50);
}

static void a_path_begins_down_and_is_watched_from_then_on(void **state)
{
	struct link_watch link;

	(void)state;
	memset(&link, 0xff, sizeof(link));
	link_watch_start(&link, US, 7);
	assert_int_equal(link.state, LINK_WATCH_DOWN);
	assert_int_equal(link.state_since_us, 7);
	assert_int_equal(link.watched_us, 7);
	assert_false(link.ever);
}

static void what_acknowledges_nothing_says_nothing_of_our_way_there(void **state)
{
	struct heartbeat deaf = { .incarnation = THEM, .echo = US, .sequence = 6 };
	struct link_watch link = met(SECOND_US);

	(void)state;
	assert_int_equal(link.heard_back_us, SECOND_US);
	assert_int_equal(link_watch_take(&link, &deaf, 11 * SECOND_US), SESSION_FRESH);
	assert_int_equal(link.heard_back_us, SECOND_US);
	link_watch_judge(&link, LIMIT_US, 11 * SECOND_US);
	assert_int_equal(link.state, LINK_WATCH_ONE_WAY);
}

static void an_answer_to_a_stranger_is_timed_as_well(void **state)
{
	struct heartbeat stranger = { .incarnation = THEM, .sequence = 5 };
	struct heartbeat answer = { 0 };
	struct link_watch link;

	(void)state;
	link_watch_start(&link, US, 0);
	assert_int_equal(link_watch_take(&link, &stranger, 0), SESSION_UNPROVEN);
	link_watch_stamp_answer(&link, &answer, SECOND_US);
	stranger.sequence = 6;
	stranger.echo = US;
	stranger.acknowledged = answer.sequence;
	assert_int_equal(
		link_watch_take(&link, &stranger, SECOND_US + 500), SESSION_BEGUN);
	assert_int_equal(link.round_trip_us, 500);
}

/* Let a datagram go out and come back this much later; return the jitter then. */
static int64_t jitter_after(struct link_watch *link, int64_t trip_us)
{
	struct heartbeat mine = { 0 };
	int64_t now_us = link->heard_us + SECOND_US;

	link_watch_stamp(link, &mine, now_us);
	hear(link, 0, now_us + trip_us);
	return link->jitter_us;
}

static void jitter_is_how_much_each_trip_differs_from_the_one_before(void **state)
{
	struct link_watch link = met(0);

	(void)state;
	assert_int_equal(jitter_after(&link, 800), 0);
	assert_int_equal(jitter_after(&link, 815), 0);
	assert_int_equal(jitter_after(&link, 1615), 50);
	assert_int_equal(jitter_after(&link, 1615), 47);
	assert_int_equal(jitter_after(&link, 815), 94);
}

static void an_echo_in_no_time_is_no_measurement(void **state)
{
	struct link_watch link = met(0);

	(void)state;
	jitter_after(&link, 800);
	assert_int_equal(jitter_after(&link, 0), 0);
	assert_int_equal(link.round_trip_us, 800);
}

static void the_same_acknowledgement_is_measured_once(void **state)
{
	struct heartbeat mine = { 0 };
	struct link_watch link = met(0);

	(void)state;
	link_watch_stamp(&link, &mine, SECOND_US);
	hear(&link, 0, SECOND_US + 800);
	hear(&link, 0, SECOND_US + 90000);
	assert_int_equal(link.round_trip_us, 800);
}

static void a_forgotten_peer_is_not_heard_on_the_path(void **state)
{
	struct link_watch link = met(0);

	(void)state;
	link_watch_judge(&link, LIMIT_US, 1);
	link_watch_forget(&link, 2);
	link_watch_judge(&link, LIMIT_US, 3);
	assert_int_equal(link.state, LINK_WATCH_DOWN);
	assert_int_equal(link.watched_us, 2);
	assert_int_equal(link.received, 1);
}

static void a_word_proves_the_path_at_the_time_it_was_sent(void **state)
{
	struct link_watch link = met(SECOND_US);
	struct heartbeat mine = { 0 };

	(void)state;
	assert_int_equal(link.proven_us, SECOND_US);
	link_watch_stamp(&link, &mine, 2 * SECOND_US);
	hear(&link, 0, 9 * SECOND_US);
	assert_int_equal(link.proven_us, 2 * SECOND_US);
	assert_int_equal(link.heard_back_us, 9 * SECOND_US);
	assert_int_equal(link.spoken_us, 2 * SECOND_US);
	hear(&link, 4000000, 10 * SECOND_US);
	assert_int_equal(link.spoken_us, 6 * SECOND_US);
}

static void a_word_sent_too_long_ago_to_be_remembered_proves_nothing(void **state)
{
	struct link_watch link = met(SECOND_US);
	struct heartbeat word = {
		.incarnation = THEM,
		.echo = US,
		.sequence = 6,
		.acknowledged = 2,
	};
	struct heartbeat mine = { 0 };

	(void)state;
	for (unsigned i = 0; i <= LINK_WATCH_SENDINGS; i++) {
		link_watch_stamp(&link, &mine, 2 * SECOND_US + i);
	}
	assert_int_equal(link_watch_take(&link, &word, 3 * SECOND_US), SESSION_FRESH);
	assert_int_equal(link.proven_us, SECOND_US);
	assert_int_equal(link.spoken_us, 0);
	assert_int_equal(link.acknowledged, 2);
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
