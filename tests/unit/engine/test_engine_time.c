/* How an engine begins, and what it notices by time alone. */
#include "unit/cmocka_all.h"

#include "engine/queries.h"
#include "unit/engine/scene.h"

static struct scene active(void)
{
	struct settings settings = scene_settings();

	return scene_active(&settings);
}

/* Step with a deadline at an instant, whatever the engine asked for. */
static void wake_at(struct scene *scene, int64_t now_us)
{
	scene->now_us = now_us;
	scene_tell(scene, INPUT_DEADLINE);
}

static void a_life_begins_with_nothing_but_its_settings(void **state)
{
	struct settings settings = scene_settings();
	struct engine engine;

	(void)state;
	memset(&engine, 0xff, sizeof(engine));
	engine_start(&engine, &settings, 42, 7, SECOND_US);
	assert_true(settings_equal(&engine.settings, &settings));
	assert_int_equal(engine.standing.role, ROLE_INITIAL);
	assert_int_equal(engine.standing.settled, ROLE_INITIAL);
	assert_int_equal(engine.standing.previous, ROLE_UNKNOWN);
	assert_int_equal(engine.standing.reason, REASON_STARTED);
	assert_int_equal(engine.exchange.farewell, OPERATION_NONE);
	assert_int_equal(engine.handover.progress, PROGRESS_IDLE);
	assert_int_equal(engine.handover.refusal, REASON_NONE);
	assert_int_equal(engine.config_mismatch.role.seen, REASON_NONE);
	assert_int_equal(engine.config_mismatch.timing.told, REASON_NONE);
	assert_int_equal(engine.exchange.epoch, 7);
	assert_int_equal(engine.links[0].session.own, 42);
}

static void a_life_begins_now(void **state)
{
	struct settings settings = scene_settings();
	struct engine engine;

	(void)state;
	engine_start(&engine, &settings, 42, 0, SECOND_US);
	assert_int_equal(engine.standing.since_us, SECOND_US);
	assert_int_equal(engine.standing.started_us, SECOND_US);
	assert_int_equal(engine.pace.beat_us, SECOND_US);
	assert_int_equal(engine.pace.ask_us, SECOND_US);
	assert_int_equal(engine.counters.counted_us, SECOND_US);
	assert_int_equal(engine.liveness.heard_us, SECOND_US);
	assert_int_equal(engine.reference_watch.answered_us, SECOND_US);
}

static void a_node_that_is_off_begins_disabled(void **state)
{
	struct settings settings = scene_settings();
	struct engine engine;

	(void)state;
	settings.enabled = false;
	engine_start(&engine, &settings, 42, 0, SECOND_US);
	assert_int_equal(engine.standing.role, ROLE_DISABLED);
	assert_int_equal(engine.standing.reason, REASON_DISABLED);
}

static void a_start_is_told_once_as_a_change_from_nothing(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	assert_int_equal(scene.told[EVENT_STARTED], 1);
	assert_int_equal(scene.events[EVENT_STARTED].from, ROLE_UNKNOWN);
	assert_int_equal(scene.events[EVENT_STARTED].to, ROLE_INITIAL);
}

static void who_is_silent_has_no_role(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	assert_int_equal(query_peer_role(&scene.engine, scene.now_us), ROLE_ACTIVE);
	assert_int_equal(query_peer_role(&scene.engine, scene.now_us + 10 * SECOND_US),
		ROLE_UNKNOWN);
}

static void stability_is_told_with_its_age_or_not_at_all(void **state)
{
	struct scene scene = scene_standby();
	struct engine *engine = &scene.engine;

	(void)state;
	engine->liveness.stable_since_us = scene.now_us;
	assert_int_equal(query_stable_us(engine, scene.now_us + 700), 700);
	engine->liveness.last.flags = 0;
	assert_int_equal(query_stable_us(engine, scene.now_us + 700), -1);
}

static void what_ends_stability_ends_its_age(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene_pass_hearing(&scene, 4 * SECOND_US);
	assert_true(query_stable_us(&scene.engine, scene.now_us) >= 4 * SECOND_US);
	scene.words.flags = 0;
	scene_hear(&scene);
	assert_int_equal(scene.engine.liveness.stable_since_us, scene.now_us);
}

static void a_wake_up_late_by_a_beat_and_a_half_gives_grace(void **state)
{
	struct scene scene = scene_standby();
	struct scene late = scene;

	(void)state;
	wake_at(&scene, scene.engine.pace.wake_us + 3 * SECOND_US - 1);
	assert_int_equal(scene.engine.counters.late_wakeups, 0);
	assert_int_equal(scene.engine.pace.grace_until_us, 0);
	wake_at(&late, late.engine.pace.wake_us + 3 * SECOND_US);
	assert_int_equal(late.engine.counters.late_wakeups, 1);
	assert_int_equal(late.engine.pace.grace_until_us, late.now_us + 2 * SECOND_US);
}

/*
 * Return whether nobody can have claimed while a lone node stood still, whose peer had
 * been silent before.
 */
static bool is_unclaimed(int64_t silent_us, int64_t late_us, enum role role)
{
	struct scene scene = active();

	scene.engine.liveness.heard_us = scene.now_us;
	scene.engine.pace.wake_us = scene.now_us + silent_us;
	scene.engine.standing.role = role;
	wake_at(&scene, scene.engine.pace.wake_us + late_us);
	return scene.engine.pace.unclaimed;
}

static void who_slept_beside_a_peer_long_silent_was_not_overtaken(void **state)
{
	const int64_t held_us = 7750 * MS_US; /* by a peer with the default timing */
	const int64_t detection_us = 10 * SECOND_US;

	(void)state;
	assert_true(is_unclaimed(held_us, 3 * SECOND_US, ROLE_ACTIVE));
	assert_false(is_unclaimed(held_us - 1, 3 * SECOND_US, ROLE_ACTIVE));
	assert_true(is_unclaimed(held_us, detection_us - 1, ROLE_ACTIVE));
	assert_false(is_unclaimed(held_us, detection_us, ROLE_ACTIVE));
	/* Of a node that waits already a former stall has said otherwise. */
	assert_false(is_unclaimed(held_us, 3 * SECOND_US, ROLE_INITIAL));
}

static void who_is_off_is_never_late(void **state)
{
	struct settings settings = scene_settings();
	struct scene scene;

	(void)state;
	settings.enabled = false;
	scene = scene_begin(&settings);
	wake_at(&scene, scene.now_us + 60 * SECOND_US);
	assert_int_equal(scene.engine.counters.late_wakeups, 0);
}

static void a_late_node_asks_the_segment_anew(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.engine.standing.role = ROLE_CLAIMING;
	scene.engine.liveness.ever = false;
	probe_begin(&scene.engine.probe, scene.now_us);
	scene.engine.probe.sent = 4;
	wake_at(&scene, scene.engine.pace.wake_us + 3 * SECOND_US);
	assert_int_equal(scene.engine.probe.sent, 1);
}

static enum role role_after_sleep(int64_t late_us)
{
	struct scene scene = active();

	scene.engine.lease.renewed_us = INT64_MAX / 2;
	wake_at(&scene, scene.engine.pace.wake_us + late_us);
	assert_false(scene.engine.pace.stalled);
	return scene.engine.standing.role;
}

static void an_active_node_that_slept_beyond_the_hard_limit_begins_anew(void **state)
{
	(void)state;
	assert_int_equal(role_after_sleep(5500 * MS_US - 1), ROLE_ACTIVE);
	/* It asks, and has been told that its peer is a standby: so is it. */
	assert_int_equal(role_after_sleep(5500 * MS_US), ROLE_STANDBY);
}

static void the_time_of_service_is_counted(void **state)
{
	struct scene scene = active();
	int64_t before_us;

	(void)state;
	scene_tell(&scene, INPUT_DEADLINE);
	before_us = scene.engine.counters.active_us;
	scene.now_us += 700;
	scene_tell(&scene, INPUT_DEADLINE);
	assert_int_equal(scene.engine.counters.active_us - before_us, 700);
	assert_int_equal(scene.engine.counters.dual_active_us, 0);
	scene.engine.split_brain.on = true;
	scene.engine.split_brain.until_us = INT64_MAX;
	scene.now_us += 300;
	scene_tell(&scene, INPUT_DEADLINE);
	assert_int_equal(scene.engine.counters.dual_active_us, 300);
	scene = scene_standby();
	scene.now_us += 700;
	scene_tell(&scene, INPUT_DEADLINE);
	assert_int_equal(scene.engine.counters.active_us, 0);
}

static enum lease_state lease_after(enum lease_state lease, int64_t age_us)
{
	struct scene scene = scene_standby();
	struct input input = { .kind = INPUT_DEADLINE };
	struct actions actions;

	lease_ask(&scene.engine.lease, &scene.engine.settings, scene.now_us);
	scene.engine.lease.state = lease;
	scene.engine.lease.retry_us = INT64_MAX;
	scene.engine.pace.wake_us = 0;
	scene.engine.liveness.heard_us = INT64_MAX / 2;
	input.now_us = scene.now_us + age_us;
	engine_step(&scene.engine, &input, &actions);
	return scene.engine.standing.role == ROLE_FAULT ? LEASE_HELD
							: scene.engine.lease.state;
}

static void a_removal_is_believed_once_the_lease_has_run_out(void **state)
{
	(void)state;
	assert_int_equal(lease_after(LEASE_REMOVING, 7750 * MS_US - 1), LEASE_REMOVING);
	assert_int_equal(lease_after(LEASE_REMOVING, 7750 * MS_US), LEASE_NONE);
}

static void a_hold_without_an_answer_for_a_second_is_a_refusal(void **state)
{
	(void)state;
	assert_int_equal(lease_after(LEASE_ASKED, SECOND_US - 1), LEASE_ASKED);
	/* in fault */
	assert_int_equal(lease_after(LEASE_ASKED, SECOND_US), LEASE_HELD);
}

static void a_lost_peer_is_told_once_at_the_detection_time(void **state)
{
	struct scene scene = active();
	int64_t heard_us = scene.engine.liveness.heard_us;

	(void)state;
	scene_pass(&scene, heard_us + 10 * SECOND_US - 1 - scene.now_us);
	assert_int_equal(scene.told[EVENT_PEER_LOST], 1);
	scene_pass(&scene, 1);
	assert_int_equal(scene.told[EVENT_PEER_LOST], 2);
	assert_int_equal(scene.events[EVENT_PEER_LOST].reason, REASON_PEER_SILENT);
	assert_int_equal(scene.engine.announcement.begun_us, scene.now_us);
	scene_pass(&scene, 20 * SECOND_US);
	assert_int_equal(scene.told[EVENT_PEER_LOST], 2);
}

static void in_grace_nobody_is_told_lost(void **state)
{
	struct scene scene = scene_standby();
	int64_t until_us = scene.now_us + 11 * SECOND_US;

	(void)state;
	scene.engine.pace.grace_until_us = until_us;
	scene_pass(&scene, 11 * SECOND_US - 1);
	assert_int_equal(scene.told[EVENT_PEER_LOST], 0);
	scene_pass(&scene, 1);
	assert_int_equal(scene.told[EVENT_PEER_LOST], 1);
}

static void a_conflict_is_over_a_minute_after_its_last_answer(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.engine.conflict.on = true;
	scene.engine.conflict.until_us = scene.now_us + 10;
	wake_at(&scene, scene.now_us + 9);
	assert_true(scene.engine.conflict.on);
	wake_at(&scene, scene.now_us + 1);
	assert_false(scene.engine.conflict.on);
	assert_int_equal(scene.told[EVENT_ADDRESS_CONFLICT_END], 1);
}

static void a_duel_without_news_is_over_after_the_detection_time(void **state)
{
	struct scene scene = active();

	(void)state;
	scene.engine.split_brain.on = true;
	scene.engine.split_brain.until_us = scene.now_us + 10;
	wake_at(&scene, scene.now_us + 9);
	assert_true(scene.engine.split_brain.on);
	wake_at(&scene, scene.now_us + 1);
	assert_false(scene.engine.split_brain.on);
}

static void the_first_step_is_never_late(void **state)
{
	struct settings settings = scene_settings();
	struct input input = { .kind = INPUT_INTERFACE, .now_us = 1000 * SECOND_US };
	struct actions actions;
	struct engine engine;

	(void)state;
	engine_start(&engine, &settings, 42, 0, SECOND_US);
	engine_step(&engine, &input, &actions);
	assert_int_equal(engine.counters.late_wakeups, 0);
	assert_int_equal(engine.pace.grace_until_us, 0);
}

/* table */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_life_begins_with_nothing_but_its_settings),
		cmocka_unit_test(a_life_begins_now),
		cmocka_unit_test(a_node_that_is_off_begins_disabled),
		cmocka_unit_test(a_start_is_told_once_as_a_change_from_nothing),
		cmocka_unit_test(who_is_silent_has_no_role),
		cmocka_unit_test(stability_is_told_with_its_age_or_not_at_all),
		cmocka_unit_test(what_ends_stability_ends_its_age),
		cmocka_unit_test(a_wake_up_late_by_a_beat_and_a_half_gives_grace),
		cmocka_unit_test(who_slept_beside_a_peer_long_silent_was_not_overtaken),
		cmocka_unit_test(who_is_off_is_never_late),
		cmocka_unit_test(a_late_node_asks_the_segment_anew),
		cmocka_unit_test(
			an_active_node_that_slept_beyond_the_hard_limit_begins_anew),
		cmocka_unit_test(the_time_of_service_is_counted),
		cmocka_unit_test(a_removal_is_believed_once_the_lease_has_run_out),
		cmocka_unit_test(a_hold_without_an_answer_for_a_second_is_a_refusal),
		cmocka_unit_test(a_lost_peer_is_told_once_at_the_detection_time),
		cmocka_unit_test(in_grace_nobody_is_told_lost),
		cmocka_unit_test(a_conflict_is_over_a_minute_after_its_last_answer),
		cmocka_unit_test(a_duel_without_news_is_over_after_the_detection_time),
		cmocka_unit_test(the_first_step_is_never_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
