#include "unit/cmocka_all.h"

#include <string.h>

#include "parts/session.h"

enum {
	US = 100,
	THEM = 200,
	FORMER = 150
};

static struct heartbeat from(
	uint64_t incarnation, uint32_t sequence, uint64_t echo, uint32_t acknowledged)
{
	struct heartbeat heartbeat;

	memset(&heartbeat, 0, sizeof(heartbeat));
	heartbeat.incarnation = incarnation;
	heartbeat.sequence = sequence;
	heartbeat.echo = echo;
	heartbeat.acknowledged = acknowledged;
	return heartbeat;
}

static enum session_verdict take(struct session *session, uint64_t incarnation,
	uint32_t sequence, uint64_t echo, uint32_t acknowledged)
{
	struct heartbeat heartbeat = from(incarnation, sequence, echo, acknowledged);

	return session_take(session, &heartbeat, SECOND_US);
}

static struct heartbeat stamp(struct session *session)
{
	struct heartbeat heartbeat = from(0, 0, 0, 0);

	session_stamp(session, &heartbeat, SECOND_US);
	return heartbeat;
}

static struct session met(void)
{
	struct session session;

	session_start(&session, US);
	stamp(&session);
	assert_int_equal(take(&session, THEM, 5, US, 1), SESSION_BEGUN);
	return session;
}

static void a_peer_that_proves_nothing_is_only_answered(void **state)
{
	struct session session;

	(void)state;
	session_start(&session, US);
	stamp(&session);
	assert_int_equal(take(&session, THEM, 5, 0, 0), SESSION_UNPROVEN);
	assert_int_equal(session.peer, 0);
}

static void the_answer_lets_the_peer_prove_itself(void **state)
{
	struct session session;
	struct heartbeat answer = from(0, 0, 0, 0);

	(void)state;
	session_start(&session, US);
	take(&session, THEM, 5, 0, 0);
	session_stamp_answer(&session, &answer, SECOND_US);
	assert_int_equal(answer.echo, THEM);
	assert_int_equal(answer.acknowledged, 5);
	assert_true(answer.flags & FLAG_HELLO);
	assert_int_equal(take(&session, THEM, 6, US, answer.sequence), SESSION_BEGUN);
}

static void without_a_session_a_beat_speaks_to_anybody_whatever_arrived(void **state)
{
	struct session session;
	struct heartbeat beat;

	(void)state;
	session_start(&session, US);
	take(&session, FORMER, 5, 0, 0);
	beat = stamp(&session);
	assert_int_equal(beat.echo, 0);
	assert_int_equal(beat.acknowledged, 0);
	assert_true(beat.flags & FLAG_HELLO);
}

static void a_proof_must_name_a_sequence_that_was_sent(void **state)
{
	struct session session;

	(void)state;
	session_start(&session, US);
	stamp(&session);
	assert_int_equal(take(&session, THEM, 5, US, 2), SESSION_UNPROVEN);
	assert_int_equal(take(&session, THEM, 5, US, 0), SESSION_UNPROVEN);
}

static void a_proof_of_an_earlier_session_is_worth_nothing_later(void **state)
{
	struct session session = met();

	(void)state;
	assert_int_equal(take(&session, FORMER, 9, US, 1), SESSION_UNPROVEN);
	assert_int_equal(session.peer, THEM);
}

static void a_replay_in_the_session_is_told_as_one(void **state)
{
	struct session session = met();

	(void)state;
	assert_int_equal(take(&session, THEM, 6, US, 1), SESSION_FRESH);
	assert_int_equal(take(&session, THEM, 6, US, 1), SESSION_REPLAYED);
	assert_int_equal(take(&session, THEM, 5, US, 1), SESSION_REPLAYED);
}

static void a_datagram_for_our_former_life_is_only_answered(void **state)
{
	struct session session = met();
	struct heartbeat answer = from(0, 0, 0, 0);

	(void)state;
	assert_int_equal(take(&session, THEM, 7, FORMER, 1), SESSION_UNPROVEN);
	assert_int_equal(session.received, 5);
	session_stamp_answer(&session, &answer, SECOND_US);
	assert_int_equal(answer.echo, THEM);
	assert_int_equal(answer.acknowledged, 7);
	assert_int_equal(take(&session, THEM, 5, FORMER, 1), SESSION_REPLAYED);
}

static void our_own_datagram_reflected_is_told_as_a_replay(void **state)
{
	struct session session = met();

	(void)state;
	assert_int_equal(take(&session, US, 99, THEM, 5), SESSION_REPLAYED);
}

static void a_replay_does_not_turn_our_heartbeats_away_from_the_peer(void **state)
{
	struct session session = met();

	(void)state;
	take(&session, FORMER, 1000, 0, 0);
	assert_int_equal(stamp(&session).echo, THEM);
}

static void an_answer_echoes_the_unproven_peer(void **state)
{
	struct session session = met();
	struct heartbeat answer = from(0, 0, 0, 0);

	(void)state;
	take(&session, FORMER, 1000, 0, 0);
	session_stamp_answer(&session, &answer, SECOND_US);
	assert_int_equal(answer.echo, FORMER);
	assert_int_equal(answer.acknowledged, 1000);
}

static void ten_answers_a_second_are_given_at_most(void **state)
{
	struct session session;
	int64_t now_us;
	int given = 0;

	(void)state;
	session_start(&session, US);
	for (now_us = 0; now_us < SECOND_US; now_us += MS_US) {
		given += session_may_answer(&session, now_us);
	}
	assert_int_equal(given, 10);
}

static void an_acknowledgement_tells_its_age(void **state)
{
	struct session session = met();
	struct heartbeat heartbeat = from(0, 0, 0, 0);

	(void)state;
	session_stamp(&session, &heartbeat, 3 * SECOND_US);
	assert_int_equal(heartbeat.acknowledged, 5);
	assert_int_equal(heartbeat.acknowledged_age_us, 2 * SECOND_US);
}

static void a_forgotten_peer_must_prove_itself_again(void **state)
{
	struct session session = met();

	(void)state;
	session_forget(&session);
	assert_int_equal(take(&session, THEM, 6, US, 1), SESSION_UNPROVEN);
}

/* The first outputs of splitmix64 from the seed 0, as its authors publish them. */
static void the_next_incarnation_is_one_round_of_splitmix64(void **state)
{
	(void)state;
	assert_true(session_next_incarnation(0) == 0xe220a8397b1dcdafu);
	assert_true(
		session_next_incarnation(0x9e3779b97f4a7c15u) == 0x6e789e6aa1b965f4u);
}

static void no_incarnation_is_zero(void **state)
{
	(void)state;
	assert_true(session_next_incarnation(-0x9e3779b97f4a7c15u) == 1);
}

static void a_life_begins_with_nothing_known_and_nothing_sent(void **state)
{
	struct session session;

	(void)state;
	memset(&session, 0xff, sizeof(session));
	session_start(&session, US);
	assert_int_equal(session.own, US);
	assert_int_equal(session.peer, 0);
	assert_int_equal(session.sent, 0);
	assert_int_equal(session.received, 0);
	assert_true(session_may_answer(&session, 0));
}

static void a_proof_may_name_any_sequence_since_the_last_proof(void **state)
{
	struct session session = met();

	(void)state;
	stamp(&session);
	stamp(&session);
	assert_int_equal(take(&session, FORMER, 9, US, 1), SESSION_UNPROVEN);
	assert_int_equal(take(&session, FORMER, 9, US, 4), SESSION_UNPROVEN);
	assert_int_equal(take(&session, FORMER, 9, US, 2), SESSION_BEGUN);
	assert_int_equal(take(&session, THEM, 9, US, 3), SESSION_UNPROVEN);
}

static void a_new_session_starts_from_the_number_that_proved_it(void **state)
{
	struct session session = met();
	struct heartbeat next;

	(void)state;
	assert_int_equal(session.received_us, SECOND_US);
	assert_int_equal(take(&session, THEM, 5, US, 1), SESSION_REPLAYED);
	next = stamp(&session);
	assert_int_equal(next.incarnation, US);
	assert_int_equal(next.sequence, 2);
	assert_int_equal(next.echo, THEM);
	assert_int_equal(next.acknowledged, 5);
	assert_false(next.flags & FLAG_HELLO);
}

static void who_does_not_know_this_node_yet_may_speak_in_its_session(void **state)
{
	struct session session = met();
	struct heartbeat heartbeat = from(THEM, 6, 0, 0);

	(void)state;
	assert_int_equal(
		session_take(&session, &heartbeat, 3 * SECOND_US), SESSION_FRESH);
	assert_int_equal(session.received, 6);
	assert_int_equal(session.received_us, 3 * SECOND_US);
}

static void an_answer_acknowledges_the_unproven_word_with_its_age(void **state)
{
	struct session session;
	struct heartbeat answer = from(0, 0, 0, 0);

	(void)state;
	session_start(&session, US);
	take(&session, THEM, 5, 0, 0);
	session_stamp_answer(&session, &answer, 3 * SECOND_US);
	assert_int_equal(answer.echo, THEM);
	assert_int_equal(answer.acknowledged, 5);
	assert_int_equal(answer.acknowledged_age_us, 2 * SECOND_US);
	assert_int_equal(answer.sequence, 1);
}

static void an_age_that_no_field_can_hold_is_the_greatest(void **state)
{
	struct session session = met();
	struct heartbeat heartbeat = from(0, 0, 0, 0);

	(void)state;
	session_stamp(&session, &heartbeat, SECOND_US + UINT32_MAX);
	assert_true(heartbeat.acknowledged_age_us == UINT32_MAX);
	session_stamp(&session, &heartbeat, SECOND_US + (int64_t)UINT32_MAX + 1);
	assert_true(heartbeat.acknowledged_age_us == UINT32_MAX);
	session_stamp(&session, &heartbeat, SECOND_US + (int64_t)UINT32_MAX - 1);
	assert_true(heartbeat.acknowledged_age_us == UINT32_MAX - 1);
}

static void to_forget_the_peer_forgets_its_numbers(void **state)
{
	struct session session = met();
	struct heartbeat heartbeat;

	(void)state;
	take(&session, FORMER, 9, 0, 0);
	session_forget(&session);
	heartbeat = stamp(&session);
	assert_int_equal(heartbeat.echo, 0);
	assert_int_equal(heartbeat.acknowledged, 0);
	assert_int_equal(heartbeat.sequence, 2);
	assert_int_equal(take(&session, THEM, 1, US, 1), SESSION_UNPROVEN);
	assert_int_equal(take(&session, THEM, 1, US, 2), SESSION_BEGUN);
}

static void answers_are_a_tenth_of_a_second_apart(void **state)
{
	struct session session;

	(void)state;
	session_start(&session, US);
	assert_true(session_may_answer(&session, SECOND_US));
	assert_false(session_may_answer(&session, 1100 * MS_US - 1));
	assert_true(session_may_answer(&session, 1100 * MS_US));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_peer_that_proves_nothing_is_only_answered),
		cmocka_unit_test(the_answer_lets_the_peer_prove_itself),
		cmocka_unit_test(
			without_a_session_a_beat_speaks_to_anybody_whatever_arrived),
		cmocka_unit_test(a_proof_must_name_a_sequence_that_was_sent),
		cmocka_unit_test(a_proof_of_an_earlier_session_is_worth_nothing_later),
		cmocka_unit_test(a_replay_in_the_session_is_told_as_one),
		cmocka_unit_test(a_datagram_for_our_former_life_is_only_answered),
		cmocka_unit_test(our_own_datagram_reflected_is_told_as_a_replay),
		cmocka_unit_test(
			a_replay_does_not_turn_our_heartbeats_away_from_the_peer),
		cmocka_unit_test(an_answer_echoes_the_unproven_peer),
		cmocka_unit_test(ten_answers_a_second_are_given_at_most),
		cmocka_unit_test(an_acknowledgement_tells_its_age),
		cmocka_unit_test(a_forgotten_peer_must_prove_itself_again),
		cmocka_unit_test(the_next_incarnation_is_one_round_of_splitmix64),
		cmocka_unit_test(no_incarnation_is_zero),
		cmocka_unit_test(a_life_begins_with_nothing_known_and_nothing_sent),
		cmocka_unit_test(a_proof_may_name_any_sequence_since_the_last_proof),
		cmocka_unit_test(a_new_session_starts_from_the_number_that_proved_it),
		cmocka_unit_test(
			who_does_not_know_this_node_yet_may_speak_in_its_session),
		cmocka_unit_test(an_answer_acknowledges_the_unproven_word_with_its_age),
		cmocka_unit_test(an_age_that_no_field_can_hold_is_the_greatest),
		cmocka_unit_test(to_forget_the_peer_forgets_its_numbers),
		cmocka_unit_test(answers_are_a_tenth_of_a_second_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
