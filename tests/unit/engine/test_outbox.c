#include "engine/outbox.h"

#include "engine/emit.h"
#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

/* What an engine says on its first link, with an operation. */
static struct heartbeat said(
	struct engine *engine, enum operation operation, int64_t now_us)
{
	struct actions actions;

	actions_clear(&actions);
	outbox_send(STEP(engine, now_us, &actions), operation);
	assert_int_equal(actions.list[0].kind, ACTION_SEND);
	return actions.list[0].heartbeat;
}

static void assert_flag(struct engine *engine, int64_t now_us, unsigned flag, bool set)
{
	struct engine copy = *engine;

	assert_int_equal((said(&copy, OPERATION_NONE, now_us).flags & flag) != 0, set);
}

static void assert_role_flag(const struct engine *engine, unsigned flag, bool set)
{
	struct engine copy = *engine;

	assert_int_equal(
		(said(&copy, OPERATION_NONE, SECOND_US).role_flags & flag) != 0, set);
}

static void a_heartbeat_tells_the_settings_and_the_state(void **state)
{
	struct settings settings = scene_settings();
	struct scene scene = scene_begin(&settings);
	struct heartbeat words;

	(void)state;
	scene.engine.settings.pair = 77;
	scene.engine.settings.digest = 88;
	scene.engine.settings.release = 99;
	scene.engine.exchange.epoch = 9;
	scene.engine.liveness.last.round = 66;
	words = said(&scene.engine, OPERATION_ASK, scene.now_us + 2500 * MS_US);
	assert_int_equal(words.pair, 77);
	assert_int_equal(words.digest, 88);
	assert_int_equal(words.release, 99);
	assert_int_equal(words.epoch, 9);
	assert_int_equal(words.interval_ms, 2000);
	assert_int_equal(words.count, 5);
	assert_int_equal(words.node, 2);
	assert_int_equal(words.role, ROLE_INITIAL);
	assert_int_equal(words.operation, OPERATION_ASK);
	assert_int_equal(words.uptime_s, 2);
	assert_int_equal(words.acknowledged_round, 66);
	assert_int_equal(words.round, scene.engine.exchange.round);
}

static void a_node_that_cannot_hold_says_so(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	assert_int_equal(said(&scene.engine, OPERATION_NONE, scene.now_us).healthy, 1);
	scene.engine.fitness.interface_up = false;
	assert_int_equal(said(&scene.engine, OPERATION_NONE, scene.now_us).healthy, 0);
}

static void the_peer_is_told_that_it_is_heard_for_two_beats_and_a_half(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	assert_flag(&scene.engine, scene.now_us, FLAG_HEARS_YOU, true);
	assert_flag(&scene.engine, scene.now_us + 5 * SECOND_US, FLAG_HEARS_YOU, true);
	assert_flag(
		&scene.engine, scene.now_us + 5 * SECOND_US + 1, FLAG_HEARS_YOU, false);
	scene.engine.liveness.left = true;
	assert_flag(&scene.engine, scene.now_us, FLAG_HEARS_YOU, false);
}

static void another_digest_is_told_once_the_peer_was_heard(void **state)
{
	struct settings settings = scene_settings();
	struct scene scene = scene_begin(&settings);

	(void)state;
	assert_flag(&scene.engine, scene.now_us, FLAG_MISMATCH, false);
	scene_hear(&scene);
	assert_flag(&scene.engine, scene.now_us, FLAG_MISMATCH, false);
	scene.engine.settings.digest++;
	assert_flag(&scene.engine, scene.now_us, FLAG_MISMATCH, true);
}

static void the_operators_will_is_told_by_taker_and_holder(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	assert_flag(&scene.engine, scene.now_us, FLAG_PINNED, false);
	handover_request(&scene.engine.handover, false, false, scene.now_us);
	assert_flag(&scene.engine, scene.now_us, FLAG_PINNED, false);
	handover_request(&scene.engine.handover, true, false, scene.now_us);
	assert_flag(&scene.engine, scene.now_us, FLAG_PINNED, true);
	handover_end(&scene.engine.handover, REASON_NONE);
	assert_flag(&scene.engine, scene.now_us, FLAG_PINNED, false);
	scene.engine.wishes.pinned = true;
	assert_flag(&scene.engine, scene.now_us, FLAG_PINNED, true);
}

static void invitation_restart_and_maintenance_have_a_flag_each(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	assert_flag(&scene.engine, scene.now_us,
		FLAG_INVITE | FLAG_RESTARTING | FLAG_MAINTENANCE, false);
	handover_invite(&scene.engine.handover, scene.now_us);
	assert_flag(&scene.engine, scene.now_us, FLAG_INVITE, true);
	scene.engine.wishes.departing = true;
	assert_flag(&scene.engine, scene.now_us, FLAG_RESTARTING, true);
	scene.engine.settings.maintenance = true;
	assert_flag(&scene.engine, scene.now_us, FLAG_MAINTENANCE, true);
}

static void references_that_are_watched_and_answer_are_told(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	assert_flag(&scene.engine, scene.now_us, FLAG_REFERENCES, false);
	scene.engine.settings.references = true;
	assert_flag(&scene.engine, scene.now_us, FLAG_REFERENCES, true);
	scene.engine.reference_watch.lost = true;
	assert_flag(&scene.engine, scene.now_us, FLAG_REFERENCES, false);
}

static void the_role_goes_with_what_the_election_needs(void **state)
{
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;

	(void)state;
	assert_role_flag(engine, ROLE_FLAG_AUTOMATIC_FAILBACK, true);
	assert_role_flag(engine,
		ROLE_FLAG_PREFERRED | ROLE_FLAG_HOLDS | ROLE_FLAG_ANSWERED, false);
	engine->settings.automatic_failback = false;
	assert_role_flag(engine, ROLE_FLAG_AUTOMATIC_FAILBACK, false);
	engine->settings.preferred = true;
	assert_role_flag(engine, ROLE_FLAG_PREFERRED, true);
	engine->lease.state = LEASE_REMOVING;
	assert_role_flag(engine, ROLE_FLAG_HOLDS, true);
	engine->probe.answered = true;
	assert_role_flag(engine, ROLE_FLAG_ANSWERED, true);
	engine->third.near_us = SECOND_US;
	assert_role_flag(engine, ROLE_FLAG_THIRD, false);
	engine->third.near_us = SECOND_US + 1;
	assert_role_flag(engine, ROLE_FLAG_THIRD, true);
}

static void a_request_has_our_number_and_a_grant_has_the_peers(void **state)
{
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;

	(void)state;
	engine->handover.transaction = 5;
	engine->handover.granted = 6;
	assert_int_equal(said(engine, OPERATION_REQUEST, SECOND_US).transaction, 5);
	assert_int_equal(said(engine, OPERATION_GRANT, SECOND_US).transaction, 6);
	assert_int_equal(said(engine, OPERATION_TAKEN, SECOND_US).transaction, 0);
	assert_int_equal(said(engine, OPERATION_NONE, SECOND_US).transaction, 0);
}

static void the_same_words_go_out_on_every_path_with_one_round(void **state)
{
	struct scene scene = scene_standby();
	uint32_t round = scene.engine.exchange.round;
	struct actions actions;

	(void)state;
	scene.engine.settings.links = 3;
	actions_clear(&actions);
	outbox_send(STEP(&scene.engine, scene.now_us, &actions), OPERATION_NONE);
	assert_int_equal(actions.count, 3);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(actions.list[i].heartbeat.link, i + 1);
		assert_int_equal(actions.list[i].heartbeat.round, round + 1);
	}
}

static void an_answer_goes_out_on_its_path_only(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;

	(void)state;
	scene.engine.settings.links = 3;
	actions_clear(&actions);
	outbox_answer(STEP(&scene.engine, scene.now_us, &actions), 2);
	assert_int_equal(actions.count, 1);
	assert_int_equal(actions.list[0].heartbeat.link, 2);
	assert_int_equal(actions.list[0].heartbeat.operation, OPERATION_NONE);
}

static void a_note_has_a_silence_only_if_the_peer_is_not_heard(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;
	struct event *event;

	(void)state;
	actions_clear(&actions);
	event = emit_event(STEP(&scene.engine, scene.now_us + SECOND_US, &actions),
		EVENT_ROLE_CHANGE, REASON_DUEL);
	assert_int_equal(event->kind, EVENT_ROLE_CHANGE);
	assert_int_equal(event->reason, REASON_DUEL);
	assert_int_equal(event->from, ROLE_STANDBY);
	assert_int_equal(event->to, ROLE_STANDBY);
	assert_int_equal(event->peer, ROLE_ACTIVE);
	assert_int_equal(event->limit_us, 10 * SECOND_US);
	assert_int_equal(event->silence_us, 0);
	event = emit_event(STEP(&scene.engine, scene.now_us + 11 * SECOND_US, &actions),
		EVENT_ROLE_CHANGE, REASON_DUEL);
	assert_int_equal(event->peer, ROLE_UNKNOWN);
	assert_int_equal(event->silence_us, 11 * SECOND_US);
}

static void a_check_that_fails_is_told(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	assert_role_flag(&scene.engine, ROLE_FLAG_UNWELL, false);
	scene.engine.fitness.unwell = true;
	assert_role_flag(&scene.engine, ROLE_FLAG_UNWELL, true);
}

static void an_unwell_node_that_invites_is_pinned_only_by_this_wish(void **state)
{
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;

	(void)state;
	engine->wishes.pinned = true;
	handover_invite(&engine->handover, scene.now_us);
	assert_flag(engine, scene.now_us, FLAG_PINNED, true);
	engine->fitness.unwell = true;
	assert_flag(engine, scene.now_us, FLAG_PINNED, false);
	engine->wishes.pinned = false;
	engine->handover.progress = PROGRESS_RUNNING;
	assert_flag(engine, scene.now_us, FLAG_PINNED, true);
	engine->fitness.unwell = false;
	assert_flag(engine, scene.now_us, FLAG_PINNED, false);
	handover_stop_inviting(&engine->handover);
	engine->fitness.unwell = true;
	engine->handover.progress = PROGRESS_IDLE;
	engine->wishes.pinned = true;
	assert_flag(engine, scene.now_us, FLAG_PINNED, true);
}

static void to_the_first_release_an_unwell_active_is_in_maintenance(void **state)
{
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;

	(void)state;
	engine->fitness.unwell = true;
	assert_flag(engine, scene.now_us, FLAG_MAINTENANCE, false);
	engine->standing.role = ROLE_RELEASING;
	assert_flag(engine, scene.now_us, FLAG_MAINTENANCE, true);
	engine->standing.role = ROLE_ACTIVE;
	assert_flag(engine, scene.now_us, FLAG_MAINTENANCE, true);
	engine->handover.progress = PROGRESS_RUNNING;
	assert_flag(engine, scene.now_us, FLAG_MAINTENANCE, false);
	engine->handover.progress = PROGRESS_IDLE;
	engine->links[0].reads = 2;
	assert_flag(engine, scene.now_us, FLAG_MAINTENANCE, false);
	engine->links[0].reads = 0;
	engine->fitness.unwell = false;
	assert_flag(engine, scene.now_us, FLAG_MAINTENANCE, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_heartbeat_tells_the_settings_and_the_state),
		cmocka_unit_test(a_node_that_cannot_hold_says_so),
		cmocka_unit_test(
			the_peer_is_told_that_it_is_heard_for_two_beats_and_a_half),
		cmocka_unit_test(another_digest_is_told_once_the_peer_was_heard),
		cmocka_unit_test(the_operators_will_is_told_by_taker_and_holder),
		cmocka_unit_test(invitation_restart_and_maintenance_have_a_flag_each),
		cmocka_unit_test(references_that_are_watched_and_answer_are_told),
		cmocka_unit_test(the_role_goes_with_what_the_election_needs),
		cmocka_unit_test(a_request_has_our_number_and_a_grant_has_the_peers),
		cmocka_unit_test(the_same_words_go_out_on_every_path_with_one_round),
		cmocka_unit_test(an_answer_goes_out_on_its_path_only),
		cmocka_unit_test(a_note_has_a_silence_only_if_the_peer_is_not_heard),
		cmocka_unit_test(a_check_that_fails_is_told),
		cmocka_unit_test(
			an_unwell_node_that_invites_is_pinned_only_by_this_wish),
		cmocka_unit_test(
			to_the_first_release_an_unwell_active_is_in_maintenance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
