#include "engine/apply_rule.h"

#include "engine/failover.h"
#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

/* A rule of a test's own: the table's rules are tested by the stories. */
static struct rule rule_to(enum role next, enum reason reason, unsigned duties)
{
	return (struct rule){ .next = next, .reason = reason, .duties = duties };
}

static struct actions apply(struct scene *scene, const struct rule *rule)
{
	struct actions actions;

	actions_clear(&actions);
	apply_rule(STEP_HEARING(&scene->engine, &scene->words, scene->now_us, &actions),
		rule);
	return actions;
}

static struct actions go_to(struct scene *scene, enum role next, enum reason reason)
{
	struct rule rule = rule_to(next, reason, DO_NOTHING);

	return apply(scene, &rule);
}

static struct actions do_only(struct scene *scene, unsigned duties)
{
	struct rule rule = rule_to(ROLE_UNKNOWN, REASON_NONE, duties);

	return apply(scene, &rule);
}

static const struct action *find(const struct actions *actions, enum action_kind kind)
{
	for (unsigned i = 0; i < actions->count; i++) {
		if (actions->list[i].kind == kind) {
			return &actions->list[i];
		}
	}
	return NULL;
}

static struct scene active(void)
{
	struct settings settings = scene_settings();

	return scene_active(&settings);
}

static void a_change_of_role_has_its_time_and_its_reason(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.now_us += SECOND_US;
	go_to(&scene, ROLE_CLAIMING, REASON_PEER_SILENT);
	assert_int_equal(scene.engine.standing.role, ROLE_CLAIMING);
	assert_int_equal(scene.engine.standing.since_us, scene.now_us);
	assert_int_equal(scene.engine.standing.reason, REASON_PEER_SILENT);
	go_to(&scene, ROLE_ACTIVE, REASON_NONE);
	assert_int_equal(scene.engine.standing.reason, REASON_PEER_SILENT);
}

static void a_forced_claim_goes_on_until_it_leads_somewhere(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.engine.wishes.forcing = true;
	scene.engine.handover.progress = PROGRESS_RUNNING;
	go_to(&scene, ROLE_CLAIMING, REASON_FORCED);
	assert_true(scene.engine.wishes.forcing);
	go_to(&scene, ROLE_HELD, REASON_ANSWERED_BY_PEER);
	assert_false(scene.engine.wishes.forcing);
	assert_int_equal(scene.engine.handover.progress, PROGRESS_FAILED);
	assert_int_equal(scene.engine.handover.refusal, REASON_ANSWERED_BY_PEER);
}

static void a_node_that_is_held_for_a_rival_says_whose_it_is(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	go_to(&scene, ROLE_HELD, REASON_ADDRESS_CONFLICT);
	assert_false(scene.engine.conflict.on);
	scene.engine.probe.mac[5] = 7;
	go_to(&scene, ROLE_HELD, REASON_RIVAL_PROBES);
	assert_true(scene.engine.conflict.on);
	assert_int_equal(scene.engine.probe.answered_us, scene.now_us);
	assert_int_equal(scene.engine.probe.mac[5], 7);
	assert_true(scene.engine.probe.peer_answered);
}

static void a_change_is_told_to_the_peer_at_once(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.now_us += 1;
	go_to(&scene, ROLE_HELD, REASON_ANSWERED_BY_PEER);
	assert_int_equal(scene.engine.pace.beat_us, scene.now_us);
	scene = active();
	scene.now_us += 1;
	go_to(&scene, ROLE_STANDBY, REASON_DUEL);
	/* The removal speaks for itself when it is done. */
	assert_int_not_equal(scene.engine.pace.beat_us, scene.now_us);
}

static void to_become_active_raises_the_epoch_and_keeps_it(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;

	(void)state;
	scene.engine.exchange.epoch_known = 6;
	actions = go_to(&scene, ROLE_ACTIVE, REASON_SWITCHOVER);
	assert_int_equal(scene.engine.exchange.epoch, 7);
	assert_int_equal(find(&actions, ACTION_KEEP_EPOCH)->epoch, 7);
	assert_true(find(&actions, ACTION_KEEP_EPOCH)->pinned);
	assert_true(scene.engine.wishes.pinned);
}

static void only_the_operators_move_pins_and_a_restart_keeps_the_pin(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	go_to(&scene, ROLE_ACTIVE, REASON_FAILBACK);
	assert_false(scene.engine.wishes.pinned);
	scene = scene_standby();
	scene.engine.wishes.pinned = true;
	go_to(&scene, ROLE_ACTIVE, REASON_RESTARTED);
	assert_true(scene.engine.wishes.pinned);
	scene = scene_standby();
	scene.engine.wishes.pinned = true;
	go_to(&scene, ROLE_ACTIVE, REASON_PEER_SILENT);
	assert_false(scene.engine.wishes.pinned);
}

static void who_takes_over_by_grant_confirms_it(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.engine.handover.repeat_us = 0;
	scene.now_us += 1;
	go_to(&scene, ROLE_ACTIVE, REASON_FAILBACK);
	assert_true(scene.engine.handover.confirming);
	assert_int_equal(scene.engine.handover.begun_us, scene.now_us);
	assert_int_equal(scene.engine.handover.repeat_us, scene.now_us);
	scene = scene_standby();
	go_to(&scene, ROLE_CLAIMING, REASON_PEER_SILENT);
	go_to(&scene, ROLE_ACTIVE, REASON_NONE);
	assert_false(scene.engine.handover.confirming);
}

static void a_takeover_lasts_from_the_decision_to_the_confirmation(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	go_to(&scene, ROLE_CLAIMING, REASON_PEER_SILENT);
	scene.now_us += 700;
	go_to(&scene, ROLE_ACTIVE, REASON_NONE);
	assert_int_equal(scene.engine.standing.takeover_us, 700);
	assert_int_equal(scene.engine.counters.longest_takeover_us, 700);
	scene.engine.standing.role = ROLE_CLAIMING;
	scene.engine.standing.decided_us = scene.now_us - 600;
	go_to(&scene, ROLE_ACTIVE, REASON_NONE);
	assert_int_equal(scene.engine.standing.takeover_us, 600);
	assert_int_equal(scene.engine.counters.longest_takeover_us, 700);
}

static void a_restart_with_the_fips_takes_no_time(void **state)
{
	struct settings settings = scene_settings();
	struct scene scene = scene_begin(&settings);

	(void)state;
	go_to(&scene, ROLE_ACTIVE, REASON_RESTARTED);
	assert_int_equal(scene.engine.standing.takeover_us, 0);
}

static void to_become_active_ends_probes_and_begins_announcing(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	probe_begin(&scene.engine.probe, scene.now_us);
	handover_request(&scene.engine.handover, true, false, scene.now_us);
	scene.engine.handover.progress = PROGRESS_RUNNING;
	scene.now_us += 1;
	go_to(&scene, ROLE_ACTIVE, REASON_SWITCHOVER);
	assert_false(scene.engine.probe.running);
	assert_false(scene.engine.handover.requesting);
	assert_int_equal(scene.engine.handover.progress, PROGRESS_SUCCEEDED);
	assert_int_equal(scene.engine.announcement.begun_us, scene.now_us);
}

static void who_stops_being_active_is_no_longer_pinned_and_in_no_split_brain(
	void **state)
{
	struct scene scene = active();
	struct rule rule = rule_to(ROLE_STANDBY, REASON_DUEL, DO_REMOVE);
	struct actions actions;

	(void)state;
	scene.engine.wishes.pinned = true;
	scene.engine.handover.confirming = true;
	scene.engine.lease.gone = true;
	scene.engine.split_brain.on = true;
	actions = apply(&scene, &rule);
	assert_false(scene.engine.wishes.pinned);
	assert_false(find(&actions, ACTION_KEEP_EPOCH)->pinned);
	assert_false(scene.engine.handover.confirming);
	assert_false(scene.engine.lease.gone);
	assert_false(scene.engine.split_brain.on);
}

static enum progress progress_after(enum role next, enum reason reason)
{
	struct scene scene = active();

	handover_invite(&scene.engine.handover, scene.now_us);
	scene.engine.handover.progress = PROGRESS_RUNNING;
	go_to(&scene, next, reason);
	return scene.engine.handover.progress;
}

static void what_takes_the_fips_away_fails_the_operators_move(void **state)
{
	(void)state;
	assert_int_equal(progress_after(ROLE_STANDBY, REASON_DUEL), PROGRESS_FAILED);
	assert_int_equal(
		progress_after(ROLE_FAULT, REASON_INTERFACE_DOWN), PROGRESS_FAILED);
	assert_int_equal(
		progress_after(ROLE_RELEASING, REASON_SWITCHOVER), PROGRESS_RUNNING);
	assert_int_equal(
		progress_after(ROLE_RELEASING, REASON_FAILBACK), PROGRESS_RUNNING);
	assert_int_equal(
		progress_after(ROLE_RELEASING, REASON_CHECK_FAILED), PROGRESS_RUNNING);
}

static void a_giver_learns_how_its_handover_ended(void **state)
{
	struct scene scene = active();

	(void)state;
	scene.engine.standing.role = ROLE_RELEASING;
	scene.engine.handover.progress = PROGRESS_RUNNING;
	go_to(&scene, ROLE_STANDBY, REASON_NONE);
	assert_int_equal(scene.engine.handover.progress, PROGRESS_SUCCEEDED);
	scene.engine.standing.role = ROLE_RELEASING;
	scene.engine.handover.progress = PROGRESS_RUNNING;
	go_to(&scene, ROLE_CLAIMING, REASON_HANDOVER_TIMEOUT);
	assert_int_equal(scene.engine.handover.progress, PROGRESS_FAILED);
	assert_int_equal(scene.engine.handover.refusal, REASON_HANDOVER_TIMEOUT);
}

static void who_recovers_is_modest_for_a_while(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	go_to(&scene, ROLE_FAULT, REASON_INTERFACE_DOWN);
	assert_int_equal(scene.engine.fitness.yielding_until_us, 0);
	probe_begin(&scene.engine.probe, scene.now_us);
	go_to(&scene, ROLE_STANDBY, REASON_RECOVERED);
	assert_int_equal(
		scene.engine.fitness.yielding_until_us, scene.now_us + 10 * SECOND_US);
	assert_int_equal(scene.engine.liveness.stable_since_us, scene.now_us);
	assert_false(scene.engine.probe.running);
}

static void who_becomes_standby_otherwise_is_not_modest(void **state)
{
	struct scene scene = active();

	(void)state;
	scene.engine.pace.grace_until_us = 0;
	go_to(&scene, ROLE_STANDBY, REASON_DUEL);
	assert_int_equal(scene.engine.fitness.yielding_until_us, 0);
	assert_int_equal(scene.engine.pace.grace_until_us, 0);
}

static void a_claim_goes_on_with_a_round_that_the_standby_began(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	probe_begin(&scene.engine.probe, scene.now_us);
	scene.engine.probe.sent = 3;
	go_to(&scene, ROLE_CLAIMING, REASON_PEER_SILENT);
	assert_int_equal(scene.engine.probe.sent, 3);
	scene.engine.standing.role = ROLE_HELD;
	go_to(&scene, ROLE_CLAIMING, REASON_SEGMENT_SILENT);
	assert_int_equal(scene.engine.probe.sent, 0);
	scene = scene_standby();
	go_to(&scene, ROLE_CLAIMING, REASON_PEER_SILENT);
	assert_true(scene.engine.probe.running);
}

static void redundancy_switched_on_knows_nothing_of_the_peer(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	go_to(&scene, ROLE_DISABLED, REASON_DISABLED);
	scene.now_us += 1;
	scene.engine.pace.unclaimed = true;
	go_to(&scene, ROLE_INITIAL, REASON_STARTED);
	assert_false(scene.engine.pace.unclaimed);
	assert_false(scene.engine.liveness.ever);
	assert_int_equal(scene.engine.liveness.heard_us, scene.now_us);
	assert_int_equal(scene.engine.links[0].session.peer, 0);
	assert_int_equal(scene.engine.pace.ask_us, scene.now_us);
	assert_int_equal(scene.engine.fitness.yielding_until_us, 0);
}

static void who_woke_from_a_stall_remembers_the_peer_and_is_modest(void **state)
{
	struct scene scene = active();

	(void)state;
	go_to(&scene, ROLE_INITIAL, REASON_STALLED);
	assert_true(scene.engine.liveness.ever);
	assert_int_equal(
		scene.engine.fitness.yielding_until_us, scene.now_us + 10 * SECOND_US);
}

static void fault_and_disabling_end_probe_and_handover(void **state)
{
	static const enum role ends[] = { ROLE_FAULT, ROLE_DISABLED };

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct scene scene = scene_standby();

		probe_begin(&scene.engine.probe, scene.now_us);
		handover_request(&scene.engine.handover, true, false, scene.now_us);
		scene.engine.handover.progress = PROGRESS_RUNNING;
		go_to(&scene, ends[i], REASON_INTERFACE_DOWN);
		assert_false(scene.engine.probe.running);
		assert_false(scene.engine.handover.requesting);
		assert_int_equal(scene.engine.handover.refusal, REASON_INTERFACE_DOWN);
	}
}

static void a_removal_removes_once_and_only_what_may_be_held(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions = do_only(&scene, DO_REMOVE);

	(void)state;
	assert_null(find(&actions, ACTION_RELEASE));
	scene = active();
	scene.engine.lease.gone = true;
	actions = do_only(&scene, DO_REMOVE);
	assert_non_null(find(&actions, ACTION_RELEASE));
	assert_int_equal(scene.engine.lease.state, LEASE_REMOVING);
	assert_false(scene.engine.lease.gone);
}

static void a_farewell_says_whether_it_left_or_gave_way(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	do_only(&scene, DO_NOTHING);
	assert_int_equal(scene.engine.exchange.farewell, OPERATION_NONE);
	do_only(&scene, DO_LEAVE);
	assert_int_equal(scene.engine.exchange.farewell, OPERATION_LEAVING);
	do_only(&scene, DO_YIELD);
	assert_int_equal(scene.engine.exchange.farewell, OPERATION_RELEASED);
}

static void a_hold_ends_the_relay_and_is_decided_when_a_standby_asks(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;

	(void)state;
	scene.engine.handover.relaying = true;
	actions = do_only(&scene, DO_HOLD);
	assert_int_equal(find(&actions, ACTION_RELAY)->relay, RELAY_DROP);
	assert_false(scene.engine.handover.relaying);
	assert_int_equal(find(&actions, ACTION_HOLD)->lease_s, 6);
	assert_int_equal(scene.engine.lease.state, LEASE_ASKED);
	assert_int_equal(scene.engine.standing.decided_us, scene.now_us);
	scene.engine.standing.role = ROLE_CLAIMING;
	scene.now_us += 1;
	actions = do_only(&scene, DO_HOLD);
	assert_null(find(&actions, ACTION_RELAY));
	assert_int_equal(scene.engine.standing.decided_us, scene.now_us - 1);
}

static void a_follower_forces_unless_the_peer_is_in_maintenance(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	do_only(&scene, DO_REQUEST);
	assert_true(scene.engine.handover.requesting);
	assert_false(scene.engine.handover.forced);
	do_only(&scene, DO_FOLLOW);
	assert_true(scene.engine.handover.forced);
	scene.words.flags |= FLAG_MAINTENANCE;
	do_only(&scene, DO_FOLLOW);
	assert_false(scene.engine.handover.forced);
	do_only(&scene, DO_INVITE);
	assert_true(scene.engine.handover.inviting);
}

static void a_follower_of_an_unwell_peer_forces_if_its_operator_does(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.words.role_flags |= ROLE_FLAG_UNWELL;
	do_only(&scene, DO_FOLLOW);
	assert_false(scene.engine.handover.forced);
	scene.words.flags |= FLAG_PINNED;
	do_only(&scene, DO_FOLLOW);
	assert_true(scene.engine.handover.forced);
	scene.words.flags |= FLAG_MAINTENANCE;
	do_only(&scene, DO_FOLLOW);
	assert_false(scene.engine.handover.forced);
}

static void a_refusal_is_told_once_for_each_backoff(void **state)
{
	struct scene scene = active();
	struct actions actions = do_only(&scene, DO_REFUSE);

	(void)state;
	assert_int_equal(
		find(&actions, ACTION_EMIT)->event.reason, REASON_PEER_UNSTABLE);
	assert_int_equal(
		find(&actions, ACTION_EMIT)->event.kind, EVENT_FAILBACK_REFUSED);
	actions = do_only(&scene, DO_REFUSE);
	assert_int_equal(actions.count, 0);
}

static void a_defence_announces_and_answers_at_most_every_twenty_ms(void **state)
{
	struct scene scene = active();
	struct actions actions = do_only(&scene, DO_DEFEND);

	(void)state;
	assert_int_equal(
		find(&actions, ACTION_SEND)->heartbeat.operation, OPERATION_NONE);
	assert_int_equal(
		scene.engine.split_brain.answer_round, scene.engine.exchange.round);
	assert_int_equal(scene.engine.announcement.begun_us, scene.now_us);
	scene.now_us += 20 * MS_US - 1;
	actions = do_only(&scene, DO_DEFEND);
	assert_int_equal(actions.count, 0);
	scene.now_us += 1;
	actions = do_only(&scene, DO_DEFEND);
	assert_non_null(find(&actions, ACTION_SEND));
}

static void a_release_catches_packets_and_the_end_of_it_passes_or_drops_them(
	void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	handover_invite(&scene.engine.handover, scene.now_us);
	scene.words.transaction = 9;
	scene.engine.liveness.learnt = true;
	scene.engine.liveness.mac[5] = 7;
	actions = go_to(&scene, ROLE_RELEASING, REASON_FAILBACK);
	assert_int_equal(find(&actions, ACTION_RELAY)->relay, RELAY_CATCH);
	assert_int_equal(find(&actions, ACTION_RELAY)->mac[5], 7);
	assert_true(scene.engine.handover.relaying);
	assert_int_equal(scene.engine.handover.granted, 9);
	assert_int_equal(scene.engine.handover.repeat_us, scene.now_us);
	assert_false(scene.engine.handover.inviting);
	actions = go_to(&scene, ROLE_STANDBY, REASON_NONE);
	assert_int_equal(find(&actions, ACTION_RELAY)->relay, RELAY_PASS);
	assert_true(scene.engine.handover.relaying);
	scene.engine.standing.role = ROLE_RELEASING;
	actions = go_to(&scene, ROLE_CLAIMING, REASON_HANDOVER_TIMEOUT);
	assert_int_equal(find(&actions, ACTION_RELAY)->relay, RELAY_DROP);
	assert_false(scene.engine.handover.relaying);
}

static void who_becomes_standby_has_been_stable_for_no_time(void **state)
{
	struct scene scene = active();

	(void)state;
	scene.now_us += SECOND_US;
	go_to(&scene, ROLE_STANDBY, REASON_DUEL);
	assert_int_equal(scene.engine.liveness.stable_since_us, scene.now_us);
}

static void a_pin_does_not_outlive_a_role_that_serves(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.engine.wishes.pinned = true;
	go_to(&scene, ROLE_CLAIMING, REASON_PEER_SILENT);
	assert_false(scene.engine.wishes.pinned);
}

static void a_defence_announces_and_a_release_is_granted_at_once(void **state)
{
	struct scene scene = active();

	(void)state;
	scene.now_us += SECOND_US;
	do_only(&scene, DO_DEFEND);
	assert_int_equal(scene.engine.announcement.begun_us, scene.now_us);
	scene.engine.handover.repeat_us = 0;
	go_to(&scene, ROLE_RELEASING, REASON_FAILBACK);
	assert_int_equal(scene.engine.handover.repeat_us, scene.now_us);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_forced_claim_goes_on_until_it_leads_somewhere),
		cmocka_unit_test(a_node_that_is_held_for_a_rival_says_whose_it_is),
		cmocka_unit_test(a_change_of_role_has_its_time_and_its_reason),
		cmocka_unit_test(a_change_is_told_to_the_peer_at_once),
		cmocka_unit_test(to_become_active_raises_the_epoch_and_keeps_it),
		cmocka_unit_test(
			only_the_operators_move_pins_and_a_restart_keeps_the_pin),
		cmocka_unit_test(who_takes_over_by_grant_confirms_it),
		cmocka_unit_test(
			a_takeover_lasts_from_the_decision_to_the_confirmation),
		cmocka_unit_test(a_restart_with_the_fips_takes_no_time),
		cmocka_unit_test(to_become_active_ends_probes_and_begins_announcing),
		cmocka_unit_test(
			who_stops_being_active_is_no_longer_pinned_and_in_no_split_brain),
		cmocka_unit_test(what_takes_the_fips_away_fails_the_operators_move),
		cmocka_unit_test(a_giver_learns_how_its_handover_ended),
		cmocka_unit_test(who_recovers_is_modest_for_a_while),
		cmocka_unit_test(who_becomes_standby_otherwise_is_not_modest),
		cmocka_unit_test(a_claim_goes_on_with_a_round_that_the_standby_began),
		cmocka_unit_test(redundancy_switched_on_knows_nothing_of_the_peer),
		cmocka_unit_test(
			who_woke_from_a_stall_remembers_the_peer_and_is_modest),
		cmocka_unit_test(fault_and_disabling_end_probe_and_handover),
		cmocka_unit_test(a_removal_removes_once_and_only_what_may_be_held),
		cmocka_unit_test(a_farewell_says_whether_it_left_or_gave_way),
		cmocka_unit_test(
			a_hold_ends_the_relay_and_is_decided_when_a_standby_asks),
		cmocka_unit_test(a_follower_forces_unless_the_peer_is_in_maintenance),
		cmocka_unit_test(
			a_follower_of_an_unwell_peer_forces_if_its_operator_does),
		cmocka_unit_test(a_refusal_is_told_once_for_each_backoff),
		cmocka_unit_test(
			a_defence_announces_and_answers_at_most_every_twenty_ms),
		cmocka_unit_test(
			a_release_catches_packets_and_the_end_of_it_passes_or_drops_them),
		cmocka_unit_test(who_becomes_standby_has_been_stable_for_no_time),
		cmocka_unit_test(a_pin_does_not_outlive_a_role_that_serves),
		cmocka_unit_test(a_defence_announces_and_a_release_is_granted_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
