#include "engine/due.h"

#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

enum {
	FAR_US = 2000 * SECOND_US,
};

static const int64_t now_us = (int64_t)1000 * SECOND_US;

/* An engine in a role that hears its peer and to which nothing is due at now_us. */
static struct engine idle(enum role role)
{
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;

	engine->standing.role = role;
	engine->liveness.heard_us = now_us;
	engine->pace.beat_us = FAR_US;
	engine->pace.ask_us = 0;
	engine->reference_watch.ask_us = FAR_US;
	engine->announcement.next_us = FAR_US;
	engine->handover.repeat_us = 0;
	return scene.engine;
}

static struct actions perform(struct engine *engine, int64_t at_us)
{
	struct actions actions;

	actions_clear(&actions);
	due_perform(STEP(engine, at_us, &actions));
	return actions;
}

static unsigned count(const struct actions *actions, enum action_kind kind)
{
	unsigned found = 0;

	for (unsigned i = 0; i < actions->count; i++) {
		found += actions->list[i].kind == kind;
	}
	return found;
}

/* Assert that this many datagrams are sent then, the first with that operation. */
static void assert_sent(
	struct engine *engine, int64_t at_us, unsigned copies, enum operation operation)
{
	struct actions actions = perform(engine, at_us);

	assert_int_equal(count(&actions, ACTION_SEND), copies);
	for (unsigned i = 0; i < actions.count && copies > 0; i++) {
		if (actions.list[i].kind == ACTION_SEND) {
			assert_int_equal(
				actions.list[i].heartbeat.operation, operation);
		}
	}
}

static void assert_silent(struct engine *engine, int64_t at_us)
{
	assert_sent(engine, at_us, 0, OPERATION_NONE);
}

static void a_standby_asks_after_two_beats_and_a_quarter_ten_times_a_beat(void **state)
{
	struct engine engine = idle(ROLE_STANDBY);
	int64_t silent_us = now_us + 4500 * MS_US;

	(void)state;
	assert_silent(&engine, silent_us - 1);
	assert_sent(&engine, silent_us, 1, OPERATION_ASK);
	assert_silent(&engine, silent_us + 200 * MS_US - 1);
	assert_sent(&engine, silent_us + 200 * MS_US, 1, OPERATION_ASK);
}

static void an_active_asks_after_a_beat_and_a_quarter_eight_times_a_beat(void **state)
{
	struct engine engine = idle(ROLE_ACTIVE);
	int64_t silent_us = now_us + 2500 * MS_US;

	(void)state;
	assert_silent(&engine, silent_us - 1);
	assert_sent(&engine, silent_us, 1, OPERATION_ASK);
	assert_silent(&engine, silent_us + 250 * MS_US - 1);
	assert_sent(&engine, silent_us + 250 * MS_US, 1, OPERATION_ASK);
}

static void a_slower_peer_is_given_the_time_of_its_own_beats(void **state)
{
	struct engine engine = idle(ROLE_STANDBY);

	(void)state;
	engine.liveness.last.interval_ms = 4000;
	assert_silent(&engine, now_us + 9000 * MS_US - 1);
	assert_sent(&engine, now_us + 9000 * MS_US, 1, OPERATION_ASK);
	engine = idle(ROLE_STANDBY);
	engine.liveness.last.interval_ms = 500;
	assert_silent(&engine, now_us + 4500 * MS_US - 1);
}

static void who_begins_asks_at_once_until_the_peer_is_heard(void **state)
{
	struct engine engine = idle(ROLE_INITIAL);

	(void)state;
	assert_silent(&engine, now_us);
	engine.liveness.ever = false;
	assert_sent(&engine, now_us, 1, OPERATION_ASK);
	assert_sent(&engine, now_us + 200 * MS_US, 1, OPERATION_ASK);
}

static void who_claims_beside_an_unfit_peer_asks_it_ten_times_a_beat(void **state)
{
	struct engine engine = idle(ROLE_CLAIMING);

	(void)state;
	engine.liveness.last.healthy = 1;
	assert_silent(&engine, now_us);
	engine.liveness.last.healthy = 0;
	assert_sent(&engine, now_us, 1, OPERATION_ASK);
	assert_silent(&engine, now_us + 200 * MS_US - 1);
	assert_sent(&engine, now_us + 200 * MS_US, 1, OPERATION_ASK);
	engine.liveness.left = true;
	assert_silent(&engine, now_us + 400 * MS_US);
	engine = idle(ROLE_STANDBY);
	engine.liveness.last.healthy = 0;
	assert_silent(&engine, now_us);
}

static void new_settings_are_told_until_they_are_acknowledged(void **state)
{
	struct engine engine = idle(ROLE_ACTIVE);

	(void)state;
	engine.liveness.last.interval_ms = 1000;
	engine.liveness.last.acknowledged_round = 6;
	engine.exchange.news_round = 7;
	assert_sent(&engine, now_us, 1, OPERATION_ASK);
	/* Ten times in a beat of a peer that is faster than we are now. */
	assert_silent(&engine, now_us + 100 * MS_US - 1);
	assert_sent(&engine, now_us + 100 * MS_US, 1, OPERATION_ASK);
	engine.liveness.last.acknowledged_round = 7;
	assert_silent(&engine, now_us + SECOND_US);
	engine.exchange.news_round = 0;
	engine.liveness.last.acknowledged_round = 0;
	assert_silent(&engine, now_us + SECOND_US);
}

static void who_is_just_back_says_so_each_twenty_milliseconds_for_a_second(void **state)
{
	struct engine engine = idle(ROLE_STANDBY);

	(void)state;
	engine.liveness.last.acknowledged_round = 6;
	engine.exchange.news_round = 7;
	engine.liveness.listening_us = now_us - SECOND_US + 1;
	assert_sent(&engine, now_us, 1, OPERATION_ASK);
	assert_silent(&engine, now_us + 20 * MS_US - 1);
	assert_sent(&engine, now_us + 20 * MS_US, 1, OPERATION_ASK);
	assert_silent(&engine, now_us + 220 * MS_US - 1);
	engine = idle(ROLE_STANDBY);
	engine.liveness.last.acknowledged_round = 6;
	engine.exchange.news_round = 7;
	engine.liveness.listening_us = now_us - SECOND_US;
	assert_sent(&engine, now_us, 1, OPERATION_ASK);
	assert_silent(&engine, now_us + 200 * MS_US - 1);
	engine = idle(ROLE_STANDBY);
	engine.liveness.last.interval_ms = 100;
	engine.liveness.last.acknowledged_round = 6;
	engine.exchange.news_round = 7;
	engine.liveness.listening_us = now_us;
	assert_sent(&engine, now_us, 1, OPERATION_ASK);
	assert_silent(&engine, now_us + 10 * MS_US - 1);
	assert_sent(&engine, now_us + 10 * MS_US, 1, OPERATION_ASK);
	engine = idle(ROLE_STANDBY);
	engine.settings.interval_ms = 100;
	engine.liveness.last.interval_ms = 100;
	engine.liveness.last.acknowledged_round = 6;
	engine.exchange.news_round = 7;
	engine.liveness.listening_us = now_us;
	assert_sent(&engine, now_us, 1, OPERATION_ASK);
	assert_silent(&engine, now_us + 10 * MS_US - 1);
	assert_sent(&engine, now_us + 10 * MS_US, 1, OPERATION_ASK);
}

static void a_slower_peer_learns_new_settings_in_our_own_rhythm(void **state)
{
	struct engine engine = idle(ROLE_STANDBY);

	(void)state;
	engine.liveness.last.acknowledged_round = 6;
	engine.exchange.news_round = 7;
	engine.liveness.last.interval_ms = 4000;
	assert_sent(&engine, now_us, 1, OPERATION_ASK);
	assert_silent(&engine, now_us + 200 * MS_US - 1);
	assert_sent(&engine, now_us + 200 * MS_US, 1, OPERATION_ASK);
}

static void who_is_not_heard_cannot_learn_settings(void **state)
{
	struct engine engine = idle(ROLE_STANDBY);

	(void)state;
	engine.liveness.last.acknowledged_round = 6;
	engine.exchange.news_round = 7;
	engine.liveness.left = true;
	assert_silent(&engine, now_us);
}

static void beats_keep_their_rhythm_and_are_never_made_up_for(void **state)
{
	struct engine engine = idle(ROLE_FAULT);

	(void)state;
	engine.pace.beat_us = now_us;
	assert_silent(&engine, now_us - 1);
	assert_sent(&engine, now_us + 300, 1, OPERATION_NONE);
	assert_int_equal(engine.pace.beat_us, now_us + 2 * SECOND_US);
	engine.liveness.heard_us = now_us + 4 * SECOND_US;
	assert_sent(&engine, now_us + 4 * SECOND_US, 1, OPERATION_NONE);
	assert_int_equal(engine.pace.beat_us, now_us + 6 * SECOND_US);
}

/* The word that is answered comes before this; if it is lost, this costs an eighth. */
static void beside_an_active_peer_a_standbys_own_beat_waits_an_eighth_longer(
	void **state)
{
	struct engine engine = idle(ROLE_STANDBY);

	(void)state;
	engine.pace.beat_us = now_us;
	assert_sent(&engine, now_us, 1, OPERATION_NONE);
	assert_int_equal(engine.pace.beat_us, now_us + 2250 * MS_US);
	engine.liveness.last.role = ROLE_STANDBY;
	engine.pace.beat_us = now_us;
	perform(&engine, now_us);
	assert_int_equal(engine.pace.beat_us, now_us + 2 * SECOND_US);
}

static bool renews(enum role role, enum lease_state held, bool gone, int64_t age_us)
{
	struct engine engine = idle(role);
	struct actions actions;

	lease_ask(&engine.lease, &engine.settings, now_us - age_us);
	engine.lease.state = held;
	engine.lease.gone = gone;
	engine.pace.beat_us = now_us;
	actions = perform(&engine, now_us);
	return count(&actions, ACTION_RENEW) == 1 && actions.list[0].lease_s == 6;
}

static void a_beat_renews_what_is_held_and_fresh_and_complete(void **state)
{
	(void)state;
	assert_true(renews(ROLE_ACTIVE, LEASE_HELD, false, 0));
	assert_true(renews(ROLE_INITIAL, LEASE_HELD, false, 0));
	assert_false(renews(ROLE_STANDBY, LEASE_HELD, false, 0));
	assert_false(renews(ROLE_ACTIVE, LEASE_ASKED, false, 0));
	assert_false(renews(ROLE_ACTIVE, LEASE_HELD, true, 0));
	assert_true(renews(ROLE_ACTIVE, LEASE_HELD, false, 5500 * MS_US - 1));
	assert_false(renews(ROLE_ACTIVE, LEASE_HELD, false, 5500 * MS_US));
}

static void a_grant_is_said_once_the_removal_is_done_and_repeated(void **state)
{
	struct engine engine = idle(ROLE_RELEASING);

	(void)state;
	lease_remove(&engine.lease, now_us);
	assert_silent(&engine, now_us);
	engine.lease.state = LEASE_NONE;
	assert_sent(&engine, now_us, 1, OPERATION_GRANT);
	assert_silent(&engine, now_us + 20 * MS_US - 1);
	assert_sent(&engine, now_us + 20 * MS_US, 1, OPERATION_GRANT);
}

static void a_taker_says_that_it_has_taken_for_a_second(void **state)
{
	struct engine engine = idle(ROLE_ACTIVE);

	(void)state;
	engine.handover.confirming = true;
	engine.handover.begun_us = now_us;
	assert_sent(&engine, now_us, 1, OPERATION_TAKEN);
	assert_sent(&engine, now_us + SECOND_US - 1, 1, OPERATION_TAKEN);
	engine.handover.repeat_us = 0;
	assert_silent(&engine, now_us + SECOND_US);
	assert_silent(&engine, now_us + SECOND_US + 50 * MS_US);
}

static void requests_and_invitations_are_repeated_until_they_are_overdue(void **state)
{
	struct engine engine = idle(ROLE_STANDBY);

	(void)state;
	handover_request(&engine.handover, false, false, now_us);
	assert_sent(&engine, now_us, 1, OPERATION_REQUEST);
	assert_sent(&engine, now_us + SECOND_US - 1, 1, OPERATION_REQUEST);
	assert_silent(&engine, now_us + SECOND_US + 20 * MS_US);
	assert_int_equal(
		engine.handover.retry_us, now_us + 21 * SECOND_US + 20 * MS_US);
	assert_false(engine.handover.requesting);
	engine = idle(ROLE_ACTIVE);
	handover_invite(&engine.handover, now_us);
	assert_sent(&engine, now_us, 1, OPERATION_NONE);
	assert_silent(&engine, now_us + 20 * MS_US - 1);
}

static unsigned complaints_of(enum progress progress)
{
	struct engine engine = idle(ROLE_STANDBY);
	struct actions actions;

	handover_request(&engine.handover, true, false, now_us);
	engine.handover.progress = progress;
	actions = perform(&engine, now_us + SECOND_US);
	return count(&actions, ACTION_EMIT);
}

static void only_an_operators_move_in_vain_is_told(void **state)
{
	(void)state;
	assert_int_equal(complaints_of(PROGRESS_RUNNING), 1);
	assert_int_equal(complaints_of(PROGRESS_IDLE), 0);
}

static void a_leaver_says_it_three_times_and_a_loser_once(void **state)
{
	struct engine engine = idle(ROLE_STANDBY);

	(void)state;
	engine.exchange.farewell = OPERATION_RELEASED;
	lease_remove(&engine.lease, now_us);
	assert_silent(&engine, now_us);
	engine.lease.state = LEASE_NONE;
	assert_sent(&engine, now_us, 1, OPERATION_RELEASED);
	assert_silent(&engine, now_us);
	engine.exchange.farewell = OPERATION_LEAVING;
	engine.standing.role = ROLE_DISABLED;
	assert_sent(&engine, now_us, 3, OPERATION_LEAVING);
	assert_silent(&engine, now_us);
}

static void a_removal_without_an_answer_is_asked_for_again(void **state)
{
	struct engine engine = idle(ROLE_STANDBY);
	struct actions actions;

	(void)state;
	lease_remove(&engine.lease, now_us);
	actions = perform(&engine, now_us + 100 * MS_US - 1);
	assert_int_equal(count(&actions, ACTION_RELEASE), 0);
	actions = perform(&engine, now_us + 100 * MS_US);
	assert_int_equal(count(&actions, ACTION_RELEASE), 1);
	actions = perform(&engine, now_us + 200 * MS_US - 1);
	assert_int_equal(count(&actions, ACTION_RELEASE), 0);
}

static void who_is_off_or_about_to_restart_has_no_duties(void **state)
{
	struct engine engine = idle(ROLE_DISABLED);

	(void)state;
	engine.pace.beat_us = now_us;
	assert_silent(&engine, now_us);
	engine = idle(ROLE_ACTIVE);
	engine.pace.beat_us = now_us;
	engine.wishes.departing = true;
	assert_silent(&engine, now_us);
}

static void a_departure_is_said_thrice_with_the_kernels_lease_only(void **state)
{
	struct engine engine = idle(ROLE_ACTIVE);
	struct actions actions;

	(void)state;
	engine.settings.interval_ms = 400;
	engine.settings.count = 3;
	engine.lease.state = LEASE_HELD;
	actions_clear(&actions);
	due_depart(STEP(&engine, now_us, &actions));
	assert_int_equal(actions.list[0].kind, ACTION_RENEW);
	assert_int_equal(actions.list[0].lease_s, 3);
	assert_int_equal(actions.list[0].fence_us, 0);
	assert_int_equal(count(&actions, ACTION_SEND), 3);
	engine.lease.state = LEASE_NONE;
	actions_clear(&actions);
	due_depart(STEP(&engine, now_us, &actions));
	assert_int_equal(count(&actions, ACTION_RENEW), 0);
}

/* An engine all of whose instants lie in the past. */
static struct engine past(enum role role)
{
	struct engine engine = idle(role);

	engine.pace.beat_us = 0;
	engine.reference_watch.ask_us = 0;
	engine.announcement.next_us = 0;
	engine.liveness.heard_us = 0;
	return engine;
}

static void assert_wakes(const struct engine *engine, int64_t after_us)
{
	assert_int_equal(due_next_us(engine, now_us), now_us + after_us);
}

/* Assert that it wakes for an instant that lies offset_us behind the field's. */
static void assert_wakes_for(struct engine *engine, int64_t *field, int64_t offset_us)
{
	int64_t before = *field;

	*field = now_us + 100 - offset_us;
	assert_wakes(engine, 100);
	/* What is due now has been done. */
	*field = now_us - offset_us;
	assert_int_not_equal(due_next_us(engine, now_us), now_us);
	*field = before;
}

static void held_asks_densely_where_a_dead_peer_may_have_answered_last(void **state)
{
	struct engine engine = idle(ROLE_HELD);

	(void)state;
	engine.liveness.heard_us = now_us - SECOND_US;
	engine.probe.answered_us = now_us;
	engine.probe.next_us = now_us;
	perform(&engine, now_us);
	assert_int_equal(engine.probe.next_us, now_us + SECOND_US);
	perform(&engine, now_us + SECOND_US);
	assert_int_equal(engine.probe.next_us, now_us + 1100 * MS_US);
	engine.settings.interval_ms = 10;
	perform(&engine, now_us + 1100 * MS_US);
	assert_int_equal(engine.probe.next_us, now_us + 1102 * MS_US);
	engine.liveness.heard_us = 0;
	perform(&engine, now_us + 1102 * MS_US);
	assert_int_equal(engine.probe.next_us, now_us + 1107 * MS_US);
}

static void it_wakes_once_a_beat_at_least(void **state)
{
	struct engine engine = past(ROLE_STANDBY);

	(void)state;
	assert_wakes(&engine, 2 * SECOND_US);
}

static void it_wakes_for_what_time_decides_about_the_peer(void **state)
{
	struct engine engine = past(ROLE_STANDBY);

	(void)state;
	assert_wakes_for(&engine, &engine.liveness.heard_us, 10 * SECOND_US);
	assert_wakes_for(&engine, &engine.liveness.heard_us, 9250 * MS_US);
	assert_wakes_for(&engine, &engine.liveness.heard_us, 4500 * MS_US);
	assert_wakes_for(&engine, &engine.liveness.stable_since_us, 20 * SECOND_US);
	assert_wakes_for(&engine, &engine.liveness.passive_since_us, SECOND_US / 2);
	assert_wakes_for(&engine, &engine.pace.grace_until_us, 0);
	assert_wakes_for(&engine, &engine.handover.retry_us, 0);
	assert_wakes_for(&engine, &engine.probe.answered_us, 7750 * MS_US);
	assert_wakes_for(&engine, &engine.probe.contested_us, 10 * SECOND_US);
	assert_wakes_for(&engine, &engine.liveness.listening_us, 10 * SECOND_US);
	/* A node that began to listen later waits longer, and judges as ever. */
	engine.liveness.listening_us = now_us - SECOND_US;
	assert_wakes_for(&engine, &engine.liveness.heard_us, 10 * SECOND_US);
}

static void it_wakes_for_what_time_decides_about_its_role(void **state)
{
	struct engine engine = past(ROLE_STANDBY);

	(void)state;
	assert_wakes_for(&engine, &engine.standing.since_us, 10 * SECOND_US);
	assert_wakes_for(&engine, &engine.standing.since_us, SECOND_US);
	assert_wakes_for(&engine, &engine.standing.since_us, SECOND_US / 2);
}

static void it_wakes_for_what_is_to_be_sent_or_asked(void **state)
{
	struct engine engine = past(ROLE_STANDBY);

	(void)state;
	assert_wakes_for(&engine, &engine.pace.beat_us, 0);
	assert_wakes_for(&engine, &engine.pace.ask_us, 0);
	assert_wakes_for(&engine, &engine.reference_watch.ask_us, 0);
	assert_wakes_for(&engine, &engine.handover.repeat_us, 0);
	engine.probe.running = true;
	assert_wakes_for(&engine, &engine.probe.next_us, 0);
	engine = past(ROLE_HELD);
	assert_wakes_for(&engine, &engine.probe.next_us, 0);
	engine = past(ROLE_ACTIVE);
	assert_wakes_for(&engine, &engine.announcement.next_us, 0);
}

static void it_wakes_for_what_an_alarm_asks_of_it(void **state)
{
	struct engine engine = past(ROLE_ACTIVE);

	(void)state;
	engine.conflict.on = true;
	assert_wakes_for(&engine, &engine.probe.next_us, 0);
	engine = past(ROLE_ACTIVE);
	engine.split_brain.on = true;
	assert_wakes_for(&engine, &engine.probe.next_us, 0);
	engine = past(ROLE_STANDBY);
	engine.settings.expels = true;
	engine.outsider.copy.fip = 1;
	assert_wakes_for(&engine, &engine.outsider.expel_us, 0);
}

static void it_wakes_for_the_lease(void **state)
{
	struct engine engine = past(ROLE_ACTIVE);

	(void)state;
	engine.lease.refusal_us = 5500 * MS_US;
	engine.lease.state = LEASE_HELD;
	assert_wakes_for(&engine, &engine.lease.renewed_us, 5500 * MS_US);
	engine.lease.state = LEASE_REMOVING;
	assert_wakes_for(&engine, &engine.lease.retry_us, 0);
}

static void nothing_that_is_not_its_business_wakes_it(void **state)
{
	struct engine engine = past(ROLE_STANDBY);

	(void)state;
	engine.probe.next_us = now_us + 100;
	engine.announcement.next_us = now_us + 100;
	engine.lease.retry_us = now_us + 100;
	assert_wakes(&engine, 2 * SECOND_US);
	engine = past(ROLE_DISABLED);
	engine.pace.beat_us = now_us + 100;
	engine.pace.ask_us = now_us + 100;
	assert_wakes(&engine, 2 * SECOND_US);
}

static void in_a_duel_an_active_beacons_also_to_a_rival_that_it_hears(void **state)
{
	struct engine engine = idle(ROLE_ACTIVE);

	(void)state;
	assert_silent(&engine, now_us);
	engine.split_brain.on = true;
	assert_sent(&engine, now_us, 1, OPERATION_NONE);
	assert_silent(&engine, now_us + 250 * MS_US - 1);
	assert_sent(&engine, now_us + 250 * MS_US, 1, OPERATION_NONE);
}

static void an_active_tells_news_at_the_pace_of_its_beacons_to_an_equal_peer(
	void **state)
{
	struct engine engine = idle(ROLE_ACTIVE);

	(void)state;
	engine.liveness.last.interval_ms = 2000;
	engine.liveness.last.acknowledged_round = 6;
	engine.exchange.news_round = 7;
	assert_sent(&engine, now_us, 1, OPERATION_ASK);
	assert_silent(&engine, now_us + 250 * MS_US - 1);
	assert_sent(&engine, now_us + 250 * MS_US, 1, OPERATION_ASK);
}

static void without_a_fence_a_lease_is_renewed_with_the_beats_only(void **state)
{
	struct engine engine = idle(ROLE_ACTIVE);
	struct actions actions;

	(void)state;
	lease_ask(&engine.lease, &engine.settings, now_us);
	engine.lease.state = LEASE_HELD;
	actions = perform(&engine, now_us + 3 * SECOND_US);
	assert_int_equal(count(&actions, ACTION_RENEW), 0);
}

static void packets_are_no_longer_sent_on_a_second_after_the_handover(void **state)
{
	struct engine engine = idle(ROLE_STANDBY);
	struct actions actions;

	(void)state;
	engine.handover.relaying = true;
	engine.standing.since_us = now_us;
	actions_clear(&actions);
	due_end_relay(STEP(&engine, now_us + SECOND_US - 1, &actions));
	assert_int_equal(count(&actions, ACTION_RELAY), 0);
	due_end_relay(STEP(&engine, now_us + SECOND_US, &actions));
	assert_int_equal(count(&actions, ACTION_RELAY), 1);
}

static void packets_are_sent_on_for_less_long_by_a_node_that_stops(void **state)
{
	struct engine engine = idle(ROLE_STANDBY);
	struct actions actions;

	(void)state;
	engine.handover.relaying = true;
	engine.standing.since_us = now_us;
	engine.wishes.retiring = true;
	actions_clear(&actions);
	due_end_relay(STEP(&engine, now_us + 400 * MS_US - 1, &actions));
	assert_int_equal(count(&actions, ACTION_RELAY), 0);
	due_end_relay(STEP(&engine, now_us + 400 * MS_US, &actions));
	assert_int_equal(count(&actions, ACTION_RELAY), 1);
	assert_false(engine.handover.relaying);
}

/* table */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_standby_asks_after_two_beats_and_a_quarter_ten_times_a_beat),
		cmocka_unit_test(
			an_active_asks_after_a_beat_and_a_quarter_eight_times_a_beat),
		cmocka_unit_test(a_slower_peer_is_given_the_time_of_its_own_beats),
		cmocka_unit_test(who_begins_asks_at_once_until_the_peer_is_heard),
		cmocka_unit_test(
			who_claims_beside_an_unfit_peer_asks_it_ten_times_a_beat),
		cmocka_unit_test(
			who_is_just_back_says_so_each_twenty_milliseconds_for_a_second),
		cmocka_unit_test(new_settings_are_told_until_they_are_acknowledged),
		cmocka_unit_test(a_slower_peer_learns_new_settings_in_our_own_rhythm),
		cmocka_unit_test(who_is_not_heard_cannot_learn_settings),
		cmocka_unit_test(beats_keep_their_rhythm_and_are_never_made_up_for),
		cmocka_unit_test(a_beat_renews_what_is_held_and_fresh_and_complete),
		cmocka_unit_test(
			beside_an_active_peer_a_standbys_own_beat_waits_an_eighth_longer),
		cmocka_unit_test(a_grant_is_said_once_the_removal_is_done_and_repeated),
		cmocka_unit_test(a_taker_says_that_it_has_taken_for_a_second),
		cmocka_unit_test(
			requests_and_invitations_are_repeated_until_they_are_overdue),
		cmocka_unit_test(only_an_operators_move_in_vain_is_told),
		cmocka_unit_test(a_leaver_says_it_three_times_and_a_loser_once),
		cmocka_unit_test(a_removal_without_an_answer_is_asked_for_again),
		cmocka_unit_test(who_is_off_or_about_to_restart_has_no_duties),
		cmocka_unit_test(
			a_departure_is_said_thrice_with_the_kernels_lease_only),
		cmocka_unit_test(
			held_asks_densely_where_a_dead_peer_may_have_answered_last),
		cmocka_unit_test(it_wakes_once_a_beat_at_least),
		cmocka_unit_test(it_wakes_for_what_time_decides_about_the_peer),
		cmocka_unit_test(it_wakes_for_what_time_decides_about_its_role),
		cmocka_unit_test(it_wakes_for_what_is_to_be_sent_or_asked),
		cmocka_unit_test(it_wakes_for_what_an_alarm_asks_of_it),
		cmocka_unit_test(it_wakes_for_the_lease),
		cmocka_unit_test(nothing_that_is_not_its_business_wakes_it),
		cmocka_unit_test(
			in_a_duel_an_active_beacons_also_to_a_rival_that_it_hears),
		cmocka_unit_test(
			an_active_tells_news_at_the_pace_of_its_beacons_to_an_equal_peer),
		cmocka_unit_test(
			without_a_fence_a_lease_is_renewed_with_the_beats_only),
		cmocka_unit_test(
			packets_are_no_longer_sent_on_a_second_after_the_handover),
		cmocka_unit_test(
			packets_are_sent_on_for_less_long_by_a_node_that_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
