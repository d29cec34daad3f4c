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
	struct action mine = { 0 };
	struct heartbeat proof = { .incarnation = THEM, .sequence = 5, .echo = US };
	struct link_watch link = { 0 };

	link_watch_start(&link, US, now_us);
	link_watch_stamp(&link, &mine, now_us);
	proof.acknowledged = mine.heartbeat.sequence;
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
	struct link_watch link = { 0 };

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
	struct link_watch link = { 0 };

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
	assert_int_equal(link_watch_take(&link, &later, 2), SESSION_REPLAYED);
	assert_int_equal(link.replayed, 1);
}

static void a_new_session_is_no_loss(void **state)
{
	struct heartbeat proof = {
		.incarnation = THEM + 1, .sequence = 90, .echo = US
	};
	struct action mine = { 0 };
	struct link_watch link = met(0);

	(void)state;
	link_watch_stamp(&link, &mine, 1);
	proof.acknowledged = mine.heartbeat.sequence;
	assert_int_equal(link_watch_take(&link, &proof, 2), SESSION_BEGUN);
	assert_int_equal(link.lost, 0);
}

static void the_round_trip_leaves_out_how_long_the_peer_took(void **state)
{
	struct action mine = { 0 };
	struct link_watch link = met(0);

	(void)state;
	link_watch_stamp(&link, &mine, SECOND_US);
	hear(&link, 700 * MS_US, 1800 * MS_US);
	assert_int_equal(link.round_trip_us, 100 * MS_US);
	assert_int_equal(link.jitter_us, 0);
}

static void round_trip_and_jitter_are_smoothed(void **state)
{
	struct action mine = { 0 };
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
	struct link_watch link = { 0 };

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
	struct action answer = { 0 };
	struct link_watch link = { 0 };

	(void)state;
	link_watch_start(&link, US, 0);
	assert_int_equal(link_watch_take(&link, &stranger, 0), SESSION_UNPROVEN);
	link_watch_stamp_answer(&link, &answer, SECOND_US);
	stranger.sequence = 6;
	stranger.echo = US;
	stranger.acknowledged = answer.heartbeat.sequence;
	assert_int_equal(
		link_watch_take(&link, &stranger, SECOND_US + 500), SESSION_BEGUN);
	assert_int_equal(link.round_trip_us, 500);
}

/* Let a datagram go out and come back this much later; return the jitter then. */
static int64_t jitter_after(struct link_watch *link, int64_t trip_us)
{
	struct action mine = { 0 };
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
	struct action mine = { 0 };
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
	struct action mine = { 0 };

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
	struct action mine = { 0 };

	(void)state;
	for (unsigned i = 0; i <= LINK_WATCH_SENDINGS; i++) {
		link_watch_stamp(&link, &mine, 2 * SECOND_US + i);
	}
	assert_int_equal(link_watch_take(&link, &word, 3 * SECOND_US), SESSION_FRESH);
	assert_int_equal(link.proven_us, SECOND_US);
	assert_int_equal(link.spoken_us, 0);
	assert_int_equal(link.acknowledged, 2);
}

static const uint8_t peer_mac[6] = { 2, 0, 0, 0, 0, 9 };

/* Let the link hear at now_us that the peer reads version 2 and has this MAC. */
static void hear_of_mac(struct link_watch *link, uint8_t last, int64_t now_us)
{
	struct heartbeat heartbeat = {
		.incarnation = THEM,
		.echo = US,
		.sequence = link->session.received + 1,
		.acknowledged = link->session.sent,
		.interval_ms = 2000,
		.version = 2,
		.reads = 2,
		.link_mac = { 2, 0, 0, 0, 0, last },
	};

	assert_int_equal(link_watch_take(link, &heartbeat, now_us), SESSION_FRESH);
}

static struct action stamped(struct link_watch *link, int64_t now_us)
{
	struct action mine = { .heartbeat.interval_ms = 1000 };

	link_watch_stamp(link, &mine, now_us);
	return mine;
}

static void until_the_peer_has_said_its_mac_all_goes_by_arp_in_version_1(void **state)
{
	struct link_watch link = met(SECOND_US);
	struct action mine = stamped(&link, SECOND_US);

	(void)state;
	assert_false(mine.direct);
	assert_false(mine.direct_only);
	assert_int_equal(mine.heartbeat.version, 0);
}

static void what_is_said_to_a_lively_peer_goes_to_its_mac_alone(void **state)
{
	struct link_watch link = met(SECOND_US);
	struct action mine;

	(void)state;
	hear_of_mac(&link, 9, 2 * SECOND_US);
	mine = stamped(&link, 2 * SECOND_US);
	assert_true(mine.direct);
	assert_true(mine.direct_only);
	assert_memory_equal(mine.peer_mac, peer_mac, sizeof(peer_mac));
	assert_int_equal(mine.heartbeat.version, 2);
	hear_of_mac(&link, 8, 3 * SECOND_US);
	assert_int_equal(stamped(&link, 3 * SECOND_US).peer_mac[5], 8);
}

static void a_mac_of_zero_is_none(void **state)
{
	struct link_watch link = met(SECOND_US);
	struct heartbeat routed = { .incarnation = THEM, .echo = US, .sequence = 7 };

	(void)state;
	hear_of_mac(&link, 9, 2 * SECOND_US);
	routed.version = 2;
	link_watch_take(&link, &routed, 2 * SECOND_US);
	assert_false(stamped(&link, 2 * SECOND_US).direct);
}

static void two_and_a_half_intervals_of_silence_call_for_arp_as_well(void **state)
{
	struct link_watch link = met(SECOND_US);

	(void)state;
	hear_of_mac(&link, 9, 2 * SECOND_US);
	/* The longer of both intervals counts: the peer's 2 s. */
	assert_true(stamped(&link, 7 * SECOND_US).direct_only);
	assert_false(stamped(&link, 7 * SECOND_US + 1).direct_only);
	assert_true(stamped(&link, 7 * SECOND_US + 1).direct);
}

static void a_peer_that_is_heard_but_does_not_hear_is_looked_for_by_arp(void **state)
{
	struct link_watch link = met(SECOND_US);
	struct heartbeat deaf = { .incarnation = THEM, .echo = US, .sequence = 8 };

	(void)state;
	hear_of_mac(&link, 9, 2 * SECOND_US);
	deaf.interval_ms = 2000;
	link_watch_take(&link, &deaf, 8 * SECOND_US);
	assert_true(stamped(&link, 8 * SECOND_US).direct);
	assert_false(stamped(&link, 8 * SECOND_US).direct_only);
}

static void the_own_interval_counts_where_it_is_the_longer_one(void **state)
{
	struct link_watch link = met(SECOND_US);
	struct action mine = { .heartbeat.interval_ms = 4000 };

	(void)state;
	hear_of_mac(&link, 9, 2 * SECOND_US);
	link_watch_stamp(&link, &mine, 12 * SECOND_US);
	assert_true(mine.direct_only);
	link_watch_stamp(&link, &mine, 12 * SECOND_US + 1);
	assert_false(mine.direct_only);
}

static void words_of_version_1_take_nothing_back(void **state)
{
	struct link_watch link = met(SECOND_US);

	(void)state;
	hear_of_mac(&link, 9, 2 * SECOND_US);
	hear(&link, 0, 2 * SECOND_US);
	assert_true(stamped(&link, 2 * SECOND_US).direct);
	assert_int_equal(stamped(&link, 2 * SECOND_US).heartbeat.version, 2);
}

static void a_new_life_is_tried_at_the_mac_of_the_former_one(void **state)
{
	struct link_watch link = met(SECOND_US);
	struct heartbeat reborn = {
		.incarnation = THEM + 1, .sequence = 1, .echo = US
	};
	struct action mine;

	(void)state;
	hear_of_mac(&link, 9, 2 * SECOND_US);
	reborn.acknowledged = stamped(&link, 2 * SECOND_US).heartbeat.sequence;
	assert_int_equal(link_watch_take(&link, &reborn, 2 * SECOND_US), SESSION_BEGUN);
	mine = stamped(&link, 2 * SECOND_US);
	assert_true(mine.direct);
	assert_false(mine.direct_only);
	assert_int_equal(mine.peer_mac[5], 9);
	assert_int_equal(mine.heartbeat.version, 0);
}

static void an_unproven_mac_is_tried_beside_arp_and_replaces_no_proven_one(void **state)
{
	struct link_watch link;
	struct heartbeat stranger = {
		.incarnation = THEM,
		.sequence = 5,
		.version = 2,
		.reads = 2,
		.link_mac = { 2, 0, 0, 0, 0, 7 },
	};
	struct action answer = { .heartbeat.interval_ms = 1000 };

	(void)state;
	link_watch_start(&link, US, SECOND_US);
	assert_int_equal(
		link_watch_take(&link, &stranger, SECOND_US), SESSION_UNPROVEN);
	link_watch_stamp_answer(&link, &answer, SECOND_US);
	assert_true(answer.direct);
	assert_false(answer.direct_only);
	assert_int_equal(answer.peer_mac[5], 7);
	assert_int_equal(stamped(&link, SECOND_US).heartbeat.version, 0);
	link = met(SECOND_US);
	hear_of_mac(&link, 9, 2 * SECOND_US);
	stranger.incarnation = THEM + 1;
	assert_int_equal(
		link_watch_take(&link, &stranger, 2 * SECOND_US), SESSION_UNPROVEN);
	assert_int_equal(stamped(&link, 2 * SECOND_US).peer_mac[5], 9);
}

static void a_forgotten_peer_has_said_nothing(void **state)
{
	static const uint8_t none[6] = { 0 };
	struct link_watch link = met(SECOND_US);

	(void)state;
	hear_of_mac(&link, 9, 2 * SECOND_US);
	link_watch_forget(&link, 2 * SECOND_US);
	assert_false(stamped(&link, 2 * SECOND_US).direct);
	assert_int_equal(stamped(&link, 2 * SECOND_US).heartbeat.version, 0);
	assert_int_equal(link.reads, 0);
	assert_false(link.mac_known);
	assert_false(link.mac_said);
	assert_memory_equal(link.mac, none, sizeof(none));
}

/* Words of version 1 have no MAC, and who reads that only is answered in it. */
static void a_peer_of_version_1_has_said_no_mac(void **state)
{
	struct link_watch link = met(SECOND_US);
	struct heartbeat old = { .incarnation = THEM,
		.echo = US,
		.sequence = link.session.received + 1,
		.acknowledged = link.session.sent,
		.interval_ms = 2000,
		.version = 1,
		.reads = 1,
		.link_mac = { 2, 0, 0, 0, 0, 9 } };

	(void)state;
	assert_int_equal(link_watch_take(&link, &old, 2 * SECOND_US), SESSION_FRESH);
	assert_false(link.mac_known);
	link.mac_known = true;
	old.sequence++;
	link_watch_take(&link, &old, 2 * SECOND_US);
	assert_false(link.mac_said);
	assert_int_equal(link.reads, 1);
	assert_int_equal(stamped(&link, 2 * SECOND_US).heartbeat.version, 0);
}

static void an_answer_goes_every_way_in_version_1(void **state)
{
	struct link_watch link = met(SECOND_US);
	struct action answer = { .heartbeat.interval_ms = 1000 };

	(void)state;
	hear_of_mac(&link, 9, 2 * SECOND_US);
	link_watch_stamp_answer(&link, &answer, 2 * SECOND_US);
	assert_true(answer.direct);
	assert_false(answer.direct_only);
	assert_int_equal(answer.heartbeat.version, 0);
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
		cmocka_unit_test(
			until_the_peer_has_said_its_mac_all_goes_by_arp_in_version_1),
		cmocka_unit_test(what_is_said_to_a_lively_peer_goes_to_its_mac_alone),
		cmocka_unit_test(a_mac_of_zero_is_none),
		cmocka_unit_test(
			two_and_a_half_intervals_of_silence_call_for_arp_as_well),
		cmocka_unit_test(
			a_peer_that_is_heard_but_does_not_hear_is_looked_for_by_arp),
		cmocka_unit_test(the_own_interval_counts_where_it_is_the_longer_one),
		cmocka_unit_test(words_of_version_1_take_nothing_back),
		cmocka_unit_test(a_new_life_is_tried_at_the_mac_of_the_former_one),
		cmocka_unit_test(
			an_unproven_mac_is_tried_beside_arp_and_replaces_no_proven_one),
		cmocka_unit_test(a_forgotten_peer_has_said_nothing),
		cmocka_unit_test(a_peer_of_version_1_has_said_no_mac),
		cmocka_unit_test(an_answer_goes_every_way_in_version_1),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
