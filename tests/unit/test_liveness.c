#include "unit/cmocka_all.h"

#include <string.h>

#include "logic/liveness.h"

static const struct settings own = { .interval_ms = 2000, .count = 5 };

static struct heartbeat beat(uint32_t sequence, uint8_t role)
{
	struct heartbeat heartbeat;

	memset(&heartbeat, 0, sizeof(heartbeat));
	heartbeat.sequence = sequence;
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
	liveness_hear(&liveness, &heartbeat, true, now_us);
	return liveness;
}

static void a_peer_is_heard_until_the_detection_time_has_passed(void **state)
{
	struct liveness liveness = heard_at(SECOND_US);

	(void)state;
	assert_true(liveness_is_heard(&liveness, &own, 11 * SECOND_US - 1));
	assert_false(liveness_is_heard(&liveness, &own, 11 * SECOND_US));
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
	liveness_hear(&liveness, &slow, false, 0);
	assert_int_equal(liveness_detection_us(&liveness, &own), 50 * SECOND_US);
	slow.interval_ms = 10;
	slow.sequence = 3;
	liveness_hear(&liveness, &slow, false, 0);
	assert_int_equal(liveness_detection_us(&liveness, &own), 10 * SECOND_US);
}

static void gaps_in_the_sequence_are_lost_datagrams(void **state)
{
	struct liveness liveness = heard_at(0);
	struct heartbeat later = beat(5, ROLE_STANDBY);

	(void)state;
	liveness_hear(&liveness, &later, false, 0);
	assert_int_equal(liveness.lost, 3);
	assert_int_equal(liveness.received, 2);
}

static void a_new_session_is_a_restart_and_no_loss(void **state)
{
	struct liveness liveness = heard_at(0);
	struct heartbeat reborn = beat(100, ROLE_INITIAL);

	(void)state;
	liveness_hear(&liveness, &reborn, true, 0);
	assert_int_equal(liveness.restarts, 1);
	assert_int_equal(liveness.lost, 0);
}

static void a_peer_that_stops_is_gone_at_once_and_back_with_its_next_word(void **state)
{
	struct liveness liveness = heard_at(0);
	struct heartbeat heartbeat = beat(2, ROLE_DISABLED);

	(void)state;
	heartbeat.operation = OPERATION_LEAVING;
	liveness_hear(&liveness, &heartbeat, false, 1);
	assert_false(liveness_is_heard(&liveness, &own, 1));
	heartbeat = beat(3, ROLE_INITIAL);
	liveness_hear(&liveness, &heartbeat, true, 2);
	assert_true(liveness_is_heard(&liveness, &own, 2));
}

static void a_datagram_that_lay_in_the_socket_does_not_turn_time_back(void **state)
{
	struct liveness liveness = heard_at(5 * SECOND_US);
	struct heartbeat old = beat(2, ROLE_STANDBY);

	(void)state;
	liveness_hear(&liveness, &old, false, 3 * SECOND_US);
	assert_int_equal(liveness_silence_us(&liveness, 6 * SECOND_US), SECOND_US);
}

static void a_peer_that_holds_is_not_passive(void **state)
{
	struct liveness liveness = heard_at(0);
	struct heartbeat holding = beat(2, ROLE_INITIAL);

	(void)state;
	holding.role_flags = ROLE_FLAG_HOLDS;
	liveness_hear(&liveness, &holding, false, SECOND_US);
	assert_int_equal(liveness.passive_since_us, SECOND_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_peer_is_heard_until_the_detection_time_has_passed),
		cmocka_unit_test(a_peer_that_was_never_heard_is_not_heard),
		cmocka_unit_test(the_longer_timing_of_both_nodes_counts),
		cmocka_unit_test(gaps_in_the_sequence_are_lost_datagrams),
		cmocka_unit_test(a_new_session_is_a_restart_and_no_loss),
		cmocka_unit_test(
			a_peer_that_stops_is_gone_at_once_and_back_with_its_next_word),
		cmocka_unit_test(
			a_datagram_that_lay_in_the_socket_does_not_turn_time_back),
		cmocka_unit_test(a_peer_that_holds_is_not_passive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
