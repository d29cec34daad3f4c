#include "unit/cmocka_all.h"

#include <string.h>

#include "parts/liveness.h"

static const struct settings own = { .interval_ms = 2000, .count = 5 };

static struct heartbeat beat(uint32_t round, uint8_t role)
{
	struct heartbeat heartbeat;

	memset(&heartbeat, 0, sizeof(heartbeat));
	heartbeat.incarnation = 7;
	heartbeat.round = round;
	heartbeat.interval_ms = 2000;
	heartbeat.count = 5;
	heartbeat.role = role;
	return heartbeat;
}

static struct liveness heard_at(int64_t now_us)
{
	struct liveness liveness;
	struct heartbeat heartbeat = beat(1, ROLE_STANDBY);

	memset(&liveness, 0, sizeof(liveness));
	liveness_start(&liveness, 0);
	liveness_hear(&liveness, &heartbeat, now_us, now_us);
	return liveness;
}

static void a_peer_is_heard_until_the_detection_time_has_passed(void **state)
{
	struct liveness liveness = heard_at(SECOND_US);

	(void)state;
	assert_true(liveness_is_heard(&liveness, &own, 11 * SECOND_US - 1));
	assert_false(liveness_is_heard(&liveness, &own, 11 * SECOND_US));
}

static void silence_counts_from_when_this_node_could_hear(void **state)
{
	struct liveness liveness = heard_at(SECOND_US);

	(void)state;
	assert_int_equal(liveness_silent_since_us(&liveness), SECOND_US);
	liveness_listen(&liveness, 5 * SECOND_US);
	assert_int_equal(liveness_silent_since_us(&liveness), 5 * SECOND_US);
	assert_int_equal(liveness_silence_us(&liveness, 7 * SECOND_US), 6 * SECOND_US);
	liveness_start(&liveness, 9 * SECOND_US);
	assert_int_equal(liveness_silent_since_us(&liveness), 9 * SECOND_US);
}

static void only_a_word_spoken_since_this_node_listens_tells_that_it_can_hear(
	void **state)
{
	struct liveness liveness = heard_at(SECOND_US);
	struct heartbeat heartbeat = beat(1, ROLE_STANDBY);

	(void)state;
	assert_true(liveness.spoken);
	liveness_listen(&liveness, 5 * SECOND_US);
	assert_false(liveness.spoken);
	liveness_hear(&liveness, &heartbeat, 6 * SECOND_US, 5 * SECOND_US);
	assert_false(liveness.spoken);
	liveness_hear(&liveness, &heartbeat, 6 * SECOND_US, 5 * SECOND_US + 1);
	assert_true(liveness.spoken);
	liveness_hear(&liveness, &heartbeat, 7 * SECOND_US, 0);
	assert_true(liveness.spoken);
	liveness_start(&liveness, 9 * SECOND_US);
	assert_false(liveness.spoken);
}

static void a_peer_that_was_never_heard_is_not_heard(void **state)
{
	struct liveness liveness;

	(void)state;
	memset(&liveness, 0, sizeof(liveness));
	liveness_start(&liveness, 0);
	assert_false(liveness_is_heard(&liveness, &own, 1));
}

static void the_longer_timing_of_both_nodes_counts(void **state)
{
	struct liveness liveness = heard_at(0);
	struct heartbeat slow = beat(2, ROLE_STANDBY);

	(void)state;
	slow.interval_ms = 10000;
	liveness_hear(&liveness, &slow, 0, 0);
	assert_int_equal(liveness_detection_us(&liveness, &own), 50 * SECOND_US);
	slow.interval_ms = 10;
	slow.round = 3;
	liveness_hear(&liveness, &slow, 0, 0);
	assert_int_equal(liveness_detection_us(&liveness, &own), 10 * SECOND_US);
}

static void another_incarnation_is_a_restart_and_its_words_are_new(void **state)
{
	struct liveness liveness = heard_at(0);
	struct heartbeat reborn = beat(1, ROLE_INITIAL);

	(void)state;
	reborn.incarnation = 8;
	assert_true(liveness_hear(&liveness, &reborn, 0, 0));
	assert_int_equal(liveness.restarts, 1);
	assert_int_equal(liveness.last.role, ROLE_INITIAL);
}

static void old_words_on_a_slow_path_are_a_sign_of_life_and_no_news(void **state)
{
	struct liveness liveness = heard_at(0);
	struct heartbeat newer = beat(5, ROLE_RELEASING);
	struct heartbeat older = beat(4, ROLE_ACTIVE);

	(void)state;
	assert_true(liveness_hear(&liveness, &newer, 1, -5));
	assert_false(liveness_hear(&liveness, &newer, 2, 2));
	assert_false(liveness_hear(&liveness, &older, 3, 3));
	assert_int_equal(liveness.spoken_us, -5);
	assert_int_equal(liveness.last.role, ROLE_RELEASING);
	assert_int_equal(liveness_silence_us(&liveness, 3), 0);
}

static void a_peer_that_stops_is_gone_at_once_and_back_with_its_next_word(void **state)
{
	struct liveness liveness = heard_at(0);
	struct heartbeat heartbeat = beat(2, ROLE_DISABLED);

	(void)state;
	heartbeat.operation = OPERATION_LEAVING;
	liveness_hear(&liveness, &heartbeat, 1, 1);
	assert_false(liveness_is_heard(&liveness, &own, 1));
	heartbeat = beat(3, ROLE_INITIAL);
	liveness_hear(&liveness, &heartbeat, 2, 2);
	assert_true(liveness_is_heard(&liveness, &own, 2));
}

static void a_datagram_that_lay_in_the_socket_does_not_turn_time_back(void **state)
{
	struct liveness liveness = heard_at(5 * SECOND_US);
	struct heartbeat old = beat(2, ROLE_STANDBY);

	(void)state;
	liveness_hear(&liveness, &old, 3 * SECOND_US, 3 * SECOND_US);
	assert_int_equal(liveness_silence_us(&liveness, 6 * SECOND_US), SECOND_US);
}

static void a_peer_that_holds_is_not_passive(void **state)
{
	struct liveness liveness = heard_at(0);
	struct heartbeat holding = beat(2, ROLE_INITIAL);

	(void)state;
	holding.role_flags = ROLE_FLAG_HOLDS;
	liveness_hear(&liveness, &holding, SECOND_US, SECOND_US);
	assert_int_equal(liveness.passive_since_us, SECOND_US);
	assert_false(liveness_is_passive(&liveness));
}

static void passive_is_who_waits_begins_or_has_failed(void **state)
{
	(void)state;
	for (int role = ROLE_INITIAL; role <= ROLE_DISABLED; role++) {
		struct liveness liveness = heard_at(0);
		struct heartbeat heartbeat = beat(2, (uint8_t)role);
		bool passive = role == ROLE_STANDBY || role == ROLE_INITIAL
			       || role == ROLE_FAULT;

		liveness_hear(&liveness, &heartbeat, SECOND_US, SECOND_US);
		assert_int_equal(liveness_is_passive(&liveness), passive);
		assert_int_equal(liveness.passive_since_us, passive ? 0 : SECOND_US);
	}
}

static void to_listen_anew_forgets_the_peer_but_not_its_restarts(void **state)
{
	struct liveness liveness = heard_at(0);

	(void)state;
	liveness.restarts = 3;
	liveness.left = true;
	liveness_start(&liveness, 7);
	assert_false(liveness.ever);
	assert_false(liveness.left);
	assert_int_equal(liveness.last.incarnation, 0);
	assert_int_equal(liveness.heard_us, 7);
	assert_int_equal(liveness.stable_since_us, 7);
	assert_int_equal(liveness.passive_since_us, 7);
	assert_int_equal(liveness.restarts, 3);
}

static void the_first_life_is_no_restart(void **state)
{
	struct liveness liveness = heard_at(0);

	(void)state;
	assert_int_equal(liveness.restarts, 0);
}

static void only_who_leaves_switched_off_has_left(void **state)
{
	struct liveness liveness = heard_at(0);
	struct heartbeat heartbeat = beat(2, ROLE_FAULT);

	(void)state;
	heartbeat.operation = OPERATION_LEAVING;
	liveness_hear(&liveness, &heartbeat, 1, 1);
	assert_false(liveness.left);
	heartbeat = beat(3, ROLE_DISABLED);
	liveness_hear(&liveness, &heartbeat, 1, 1);
	assert_false(liveness.left);
}

static void a_peer_hears_this_node_if_it_said_so_last(void **state)
{
	struct liveness liveness = heard_at(0);
	struct heartbeat heartbeat = beat(2, ROLE_STANDBY);

	(void)state;
	assert_false(liveness_hears_us(&liveness));
	heartbeat.flags = FLAG_HEARS_YOU;
	liveness_hear(&liveness, &heartbeat, 1, 1);
	assert_true(liveness_hears_us(&liveness));
	liveness.ever = false;
	assert_false(liveness_hears_us(&liveness));
}

static void the_longer_lease_of_both_nodes_has_to_run_out(void **state)
{
	struct liveness liveness = heard_at(0);
	struct heartbeat slow = beat(2, ROLE_STANDBY);

	(void)state;
	assert_int_equal(liveness_peer_lease_s(&liveness, &own), 6);
	slow.interval_ms = 4000;
	liveness_hear(&liveness, &slow, 0, 0);
	assert_int_equal(liveness_peer_lease_s(&liveness, &own), 13);
	liveness.ever = false;
	assert_int_equal(liveness_peer_lease_s(&liveness, &own), 6);
}

static void macs_stay_those_of_the_last_words_that_said_some(void **state)
{
	const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
	struct liveness liveness = heard_at(SECOND_US);
	struct heartbeat telling = beat(2, ROLE_STANDBY);
	struct heartbeat silent = beat(3, ROLE_ACTIVE);

	(void)state;
	telling.mac_count = 1;
	memcpy(telling.macs[0], mac, sizeof(mac));
	liveness_hear(&liveness, &telling, 0, 0);
	liveness_hear(&liveness, &silent, 0, 0);
	assert_int_equal(liveness.last.role, ROLE_ACTIVE);
	assert_int_equal(liveness.last.mac_count, 1);
	assert_memory_equal(liveness.last.macs[0], mac, sizeof(mac));
	telling.round = 4;
	telling.macs[0][5] = 2;
	liveness_hear(&liveness, &telling, 0, 0);
	assert_int_equal(liveness.last.macs[0][5], 2);
	/* A new life that can say MACs has not said them yet; an older fipd cannot. */
	silent.incarnation = 8;
	silent.reads = 2;
	liveness_hear(&liveness, &silent, 0, 0);
	assert_int_equal(liveness.last.mac_count, 1);
	silent.incarnation = 9;
	silent.reads = 1;
	liveness_hear(&liveness, &silent, 0, 0);
	assert_int_equal(liveness.last.mac_count, 0);
	liveness_hear(&liveness, &telling, 0, 0);
	liveness_start(&liveness, 0);
	assert_int_equal(liveness.last.mac_count, 0);
}

static const uint8_t first[6] = { 2, 0, 0, 0, 0, 1 };
static const uint8_t second[6] = { 2, 0, 0, 0, 0, 2 };

static void anybody_may_be_a_peer_of_which_no_mac_is_known(void **state)
{
	struct liveness liveness = { .ever = false };

	(void)state;
	assert_null(liveness_mac(&liveness));
	assert_true(liveness_may_be(&liveness, first));
	liveness_learn(&liveness, first);
	assert_memory_equal(liveness_mac(&liveness), first, sizeof(first));
	assert_false(liveness_wants(&liveness, first));
	assert_true(liveness_wants(&liveness, second));
	assert_true(liveness_may_be(&liveness, first));
	assert_false(liveness_may_be(&liveness, second));
}

static void a_mac_that_the_segment_names_is_kept_once_the_peer_was_heard(void **state)
{
	struct liveness liveness = { .ever = false };
	struct heartbeat silent = beat(1, ROLE_ACTIVE);

	(void)state;
	liveness_learn(&liveness, second);
	liveness_learn(&liveness, first);
	liveness_hear(&liveness, &silent, 0, 0);
	liveness_learn(&liveness, second);
	assert_true(liveness_may_be(&liveness, first));
	assert_false(liveness_may_be(&liveness, second));
	liveness_start(&liveness, 1);
	assert_null(liveness_mac(&liveness));
	liveness = heard_at(0);
	liveness_learn(&liveness, first);
	assert_false(liveness_may_be(&liveness, second));
}

static void what_the_peer_says_of_its_macs_counts_alone(void **state)
{
	struct liveness liveness = { .ever = false };
	struct heartbeat telling = beat(1, ROLE_ACTIVE);

	(void)state;
	liveness_learn(&liveness, first);
	telling.mac_count = 2;
	memcpy(telling.macs[0], second, sizeof(second));
	telling.macs[1][5] = 9;
	liveness_hear(&liveness, &telling, 0, 0);
	assert_memory_equal(liveness_mac(&liveness), second, sizeof(second));
	assert_true(liveness_may_be(&liveness, second));
	assert_true(liveness_may_be(&liveness, telling.macs[1]));
	assert_false(liveness_may_be(&liveness, first));
	telling.mac_count = 1;
	telling.round++;
	liveness_hear(&liveness, &telling, 0, 0);
	assert_memory_equal(liveness_mac(&liveness), second, sizeof(second));
}

static void who_is_said_to_be_off_is_back_with_its_next_word(void **state)
{
	struct liveness liveness = heard_at(SECOND_US);
	struct heartbeat heartbeat = beat(2, ROLE_ACTIVE);

	(void)state;
	liveness_dismiss(&liveness);
	assert_false(liveness_is_heard(&liveness, &own, SECOND_US));
	liveness_hear(&liveness, &heartbeat, SECOND_US, SECOND_US);
	assert_true(liveness_is_heard(&liveness, &own, SECOND_US));
}

static bool unwell_after(uint8_t version, uint64_t incarnation, uint8_t role_flags)
{
	struct liveness liveness = heard_at(SECOND_US);
	struct heartbeat heartbeat = beat(2, ROLE_STANDBY);

	heartbeat.version = 2;
	heartbeat.role_flags = ROLE_FLAG_UNWELL | ROLE_FLAG_HOLDS;
	liveness_hear(&liveness, &heartbeat, SECOND_US, SECOND_US);
	heartbeat.round = 3;
	heartbeat.version = version;
	heartbeat.incarnation = incarnation;
	heartbeat.role_flags = role_flags;
	liveness_hear(&liveness, &heartbeat, SECOND_US, SECOND_US);
	assert_int_equal(liveness.last.role_flags & ROLE_FLAG_HOLDS,
		role_flags & ROLE_FLAG_HOLDS);
	return (liveness.last.role_flags & ROLE_FLAG_UNWELL) != 0;
}

static void what_version_1_cannot_say_stays_true_of_the_same_life(void **state)
{
	(void)state;
	assert_true(unwell_after(1, 7, 0));
	assert_true(unwell_after(0, 7, ROLE_FLAG_HOLDS));
	assert_false(unwell_after(1, 8, 0));
	assert_false(unwell_after(2, 7, 0));
	assert_true(unwell_after(2, 7, ROLE_FLAG_UNWELL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence_counts_from_when_this_node_could_hear),
		cmocka_unit_test(
			only_a_word_spoken_since_this_node_listens_tells_that_it_can_hear),
		cmocka_unit_test(a_peer_is_heard_until_the_detection_time_has_passed),
		cmocka_unit_test(a_peer_that_was_never_heard_is_not_heard),
		cmocka_unit_test(the_longer_timing_of_both_nodes_counts),
		cmocka_unit_test(
			another_incarnation_is_a_restart_and_its_words_are_new),
		cmocka_unit_test(
			old_words_on_a_slow_path_are_a_sign_of_life_and_no_news),
		cmocka_unit_test(
			a_peer_that_stops_is_gone_at_once_and_back_with_its_next_word),
		cmocka_unit_test(
			a_datagram_that_lay_in_the_socket_does_not_turn_time_back),
		cmocka_unit_test(a_peer_that_holds_is_not_passive),
		cmocka_unit_test(passive_is_who_waits_begins_or_has_failed),
		cmocka_unit_test(to_listen_anew_forgets_the_peer_but_not_its_restarts),
		cmocka_unit_test(the_first_life_is_no_restart),
		cmocka_unit_test(only_who_leaves_switched_off_has_left),
		cmocka_unit_test(a_peer_hears_this_node_if_it_said_so_last),
		cmocka_unit_test(the_longer_lease_of_both_nodes_has_to_run_out),
		cmocka_unit_test(macs_stay_those_of_the_last_words_that_said_some),
		cmocka_unit_test(anybody_may_be_a_peer_of_which_no_mac_is_known),
		cmocka_unit_test(
			a_mac_that_the_segment_names_is_kept_once_the_peer_was_heard),
		cmocka_unit_test(what_the_peer_says_of_its_macs_counts_alone),
		cmocka_unit_test(who_is_said_to_be_off_is_back_with_its_next_word),
		cmocka_unit_test(what_version_1_cannot_say_stays_true_of_the_same_life),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
