#include "engine/due.h"

#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

/* Return whether the segment is asked then. */
static bool probes(struct engine *engine, int64_t now_us)
{
	struct actions actions;

	actions_clear(&actions);
	due_probe(STEP(engine, now_us, &actions));
	return actions.count == 1 && actions.list[0].kind == ACTION_PROBE;
}

static void a_standby_asks_so_that_it_has_done_at_the_detection_time(void **state)
{
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;
	int64_t start_us = scene.now_us + 9250 * MS_US;

	(void)state;
	assert_int_equal(due_probe_start_us(engine), start_us);
	assert_false(probes(engine, start_us - 1));
	assert_true(probes(engine, start_us));
	assert_false(probes(engine, start_us + 150 * MS_US - 1));
	assert_true(probes(engine, start_us + 150 * MS_US));
}

static void a_peer_that_is_heard_again_ends_the_asking(void **state)
{
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;
	int64_t start_us = scene.now_us + 9250 * MS_US;

	(void)state;
	probes(engine, start_us);
	engine->liveness.heard_us = start_us;
	assert_false(probes(engine, start_us + SECOND_US));
	assert_false(engine->probe.running);
}

static void a_peer_that_has_left_is_not_waited_for(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.engine.liveness.left = true;
	assert_false(probes(&scene.engine, scene.now_us + 20 * SECOND_US));
}

static void a_claim_asks_whatever_was_heard(void **state)
{
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;

	(void)state;
	engine->standing.role = ROLE_CLAIMING;
	assert_false(probes(engine, scene.now_us));
	probe_begin(&engine->probe, scene.now_us);
	assert_true(probes(engine, scene.now_us));
}

static void who_neither_waits_nor_claims_does_not_ask(void **state)
{
	static const enum role roles[] = { ROLE_INITIAL, ROLE_ACTIVE, ROLE_RELEASING,
		ROLE_FAULT, ROLE_DISABLED };
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;

	(void)state;
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		engine->standing.role = roles[i];
		probe_begin(&engine->probe, scene.now_us);
		assert_false(probes(engine, scene.now_us));
		assert_false(engine->probe.running);
	}
}

static void an_active_node_asks_once_a_second_or_beat_while_others_have_the_fips(
	void **state)
{
	struct settings settings = scene_settings();
	struct scene scene = scene_active(&settings);
	struct engine *engine = &scene.engine;
	int64_t now_us = scene.now_us;

	(void)state;
	engine->split_brain.on = true;
	assert_false(probes(engine, now_us));
	engine->split_brain.on = false;
	assert_false(probes(engine, now_us + 20 * SECOND_US));
	engine->conflict.on = true;
	assert_true(probes(engine, now_us));
	assert_false(probes(engine, now_us + 2 * SECOND_US - 1));
	assert_true(probes(engine, now_us + 2 * SECOND_US));
	engine->settings.interval_ms = 100;
	engine->liveness.last.interval_ms = 100;
	assert_true(probes(engine, now_us + 4 * SECOND_US));
	assert_false(probes(engine, now_us + 5 * SECOND_US - 1));
	assert_true(probes(engine, now_us + 5 * SECOND_US));
}

static void a_round_that_was_slept_through_is_begun_again(void **state)
{
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;
	int64_t over_us = scene.now_us + 750 * MS_US;

	(void)state;
	engine->standing.role = ROLE_CLAIMING;
	probe_begin(&engine->probe, scene.now_us);
	for (int64_t now_us = scene.now_us; now_us < over_us; now_us += 150 * MS_US) {
		assert_true(probes(engine, now_us));
	}
	assert_false(probes(engine, over_us + 300 * MS_US));
	assert_true(probes(engine, over_us + 300 * MS_US + 1));
	assert_int_equal(engine->probe.sent, 1);
}

static void who_is_held_back_asks_twice_a_beat(void **state)
{
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;
	int64_t now_us = scene.now_us;

	(void)state;
	engine->standing.role = ROLE_HELD;
	engine->probe.next_us = now_us;
	assert_false(probes(engine, now_us - 1));
	assert_true(probes(engine, now_us));
	assert_false(probes(engine, now_us + SECOND_US - 1));
	assert_true(probes(engine, now_us + SECOND_US));
}

static bool announces(enum role role, enum lease_state held)
{
	struct scene scene = scene_standby();
	struct actions actions;

	scene.engine.standing.role = role;
	scene.engine.lease.state = held;
	announcement_begin(&scene.engine.announcement, scene.now_us);
	actions_clear(&actions);
	due_announce(STEP(&scene.engine, scene.now_us, &actions));
	return actions.count == 1 && actions.list[0].kind == ACTION_ANNOUNCE;
}

static void only_an_active_node_that_holds_announces(void **state)
{
	(void)state;
	assert_true(announces(ROLE_ACTIVE, LEASE_HELD));
	assert_false(announces(ROLE_STANDBY, LEASE_HELD));
	assert_false(announces(ROLE_ACTIVE, LEASE_ASKED));
}

/* Return when the announcement after the one at after_us is due. */
static int64_t next_announcement_us(bool heard, int64_t after_us)
{
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;
	int64_t begun_us = scene.now_us;
	struct actions actions;

	engine->standing.role = ROLE_ACTIVE;
	engine->lease.state = LEASE_HELD;
	engine->liveness.left = !heard;
	announcement_begin(&engine->announcement, begun_us);
	engine->announcement.rounds = 5;
	engine->announcement.next_us = begun_us + after_us;
	engine->liveness.heard_us = begun_us + after_us;
	actions_clear(&actions);
	due_announce(STEP(engine, begun_us + after_us, &actions));
	return engine->announcement.next_us - begun_us - after_us;
}

static void beside_a_silent_peer_every_beat_announces_for_two_detection_times(
	void **state)
{
	(void)state;
	assert_int_equal(
		next_announcement_us(false, 22 * SECOND_US - 1), 2 * SECOND_US);
	assert_true(next_announcement_us(false, 22 * SECOND_US) > 50 * SECOND_US);
	assert_true(next_announcement_us(true, 10 * SECOND_US) > 50 * SECOND_US);
}

static unsigned ends_relay(enum role role, int64_t since_us)
{
	struct scene scene = scene_standby();
	struct actions actions;

	scene.engine.handover.relaying = true;
	scene.engine.standing.role = role;
	scene.engine.standing.since_us = scene.now_us - since_us;
	actions_clear(&actions);
	due_end_relay(STEP(&scene.engine, scene.now_us, &actions));
	assert_int_equal(scene.engine.handover.relaying, actions.count == 0);
	due_end_relay(STEP(&scene.engine, scene.now_us, &actions));
	if (actions.count > 0) {
		assert_int_equal(actions.list[0].relay, RELAY_DROP);
	}
	return actions.count;
}

static void packets_are_sent_on_for_a_second_after_the_handover(void **state)
{
	(void)state;
	assert_int_equal(ends_relay(ROLE_STANDBY, SECOND_US - 1), 0);
	assert_int_equal(ends_relay(ROLE_STANDBY, SECOND_US), 1);
	assert_int_equal(ends_relay(ROLE_RELEASING, 2 * SECOND_US), 0);
}

static void two_nodes_probe_at_the_pace_of_the_slower_one(void **state)
{
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;
	int64_t start_us = scene.now_us + 18500 * MS_US;

	(void)state;
	engine->liveness.last.interval_ms = 4000;
	engine->liveness.last.count = 5;
	assert_int_equal(due_probe_start_us(engine), start_us);
	assert_true(probes(engine, start_us));
	assert_false(probes(engine, start_us + 300 * MS_US - 1));
	assert_true(probes(engine, start_us + 300 * MS_US));
}

/* Return when the second probe of a round is due that begins so late. */
static int64_t second_probe_us(int64_t late_us)
{
	struct scene scene = scene_standby();
	int64_t start_us = due_probe_start_us(&scene.engine);

	assert_true(probes(&scene.engine, start_us + late_us));
	return scene.engine.probe.next_us - start_us;
}

static void a_round_that_begins_a_little_late_ends_as_planned(void **state)
{
	(void)state;
	assert_int_equal(second_probe_us(0), 150 * MS_US);
	assert_int_equal(second_probe_us(75 * MS_US - 1), 150 * MS_US);
	assert_int_equal(second_probe_us(75 * MS_US), 225 * MS_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_standby_asks_so_that_it_has_done_at_the_detection_time),
		cmocka_unit_test(a_peer_that_is_heard_again_ends_the_asking),
		cmocka_unit_test(a_peer_that_has_left_is_not_waited_for),
		cmocka_unit_test(a_claim_asks_whatever_was_heard),
		cmocka_unit_test(who_neither_waits_nor_claims_does_not_ask),
		cmocka_unit_test(
			an_active_node_asks_once_a_second_or_beat_while_others_have_the_fips),
		cmocka_unit_test(a_round_that_was_slept_through_is_begun_again),
		cmocka_unit_test(who_is_held_back_asks_twice_a_beat),
		cmocka_unit_test(only_an_active_node_that_holds_announces),
		cmocka_unit_test(
			beside_a_silent_peer_every_beat_announces_for_two_detection_times),
		cmocka_unit_test(packets_are_sent_on_for_a_second_after_the_handover),
		cmocka_unit_test(two_nodes_probe_at_the_pace_of_the_slower_one),
		cmocka_unit_test(a_round_that_begins_a_little_late_ends_as_planned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
