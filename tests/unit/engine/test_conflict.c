#include "engine/conflict.h"

#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

static const int64_t minute_us = 60 * SECOND_US;
static const uint8_t third[6] = { 2, 0, 0, 0, 0, 9 };

/* Return an active node beside which a third host has answered just now. */
static struct scene disputed(void)
{
	struct settings settings = scene_settings();
	struct scene scene = scene_active(&settings);

	actions_clear(&scene.actions);
	conflict_begin(STEP(&scene.engine, scene.now_us, &scene.actions),
		REASON_RIVAL_PROBES, third);
	return scene;
}

static void follow(struct scene *scene, int64_t now_us)
{
	actions_clear(&scene->actions);
	conflict_follow(STEP(&scene->engine, now_us, &scene->actions));
}

static void the_first_answer_of_a_third_host_is_told_with_its_mac(void **state)
{
	struct scene scene = disputed();
	const struct event *event = &scene.actions.list[0].event;

	(void)state;
	assert_true(scene.engine.conflict.on);
	assert_int_equal(scene.actions.count, 1);
	assert_int_equal(event->kind, EVENT_ADDRESS_CONFLICT);
	assert_int_equal(event->reason, REASON_RIVAL_PROBES);
	assert_memory_equal(event->mac, third, sizeof(third));
}

static void further_answers_are_not_told(void **state)
{
	struct scene scene = disputed();

	(void)state;
	conflict_begin(STEP(&scene.engine, scene.now_us + 1, &scene.actions),
		REASON_RIVAL_PROBES, third);
	assert_true(scene.engine.conflict.on);
	assert_int_equal(scene.actions.count, 1);
}

static void a_conflict_is_over_after_a_quiet_minute(void **state)
{
	struct scene scene = disputed();

	(void)state;
	follow(&scene, scene.now_us + minute_us - 1);
	assert_true(scene.engine.conflict.on);
	assert_int_equal(scene.actions.count, 0);
	follow(&scene, scene.now_us + minute_us);
	assert_false(scene.engine.conflict.on);
	assert_int_equal(scene.actions.count, 1);
	assert_int_equal(scene.actions.list[0].event.kind, EVENT_ADDRESS_CONFLICT_END);
	assert_int_equal(scene.actions.list[0].event.reason, REASON_NONE);
}

static void each_answer_begins_the_quiet_minute_anew(void **state)
{
	struct scene scene = disputed();
	int64_t again_us = scene.now_us + 30 * SECOND_US;

	(void)state;
	conflict_begin(STEP(&scene.engine, again_us, &scene.actions),
		REASON_RIVAL_PROBES, third);
	follow(&scene, again_us + minute_us - 1);
	assert_true(scene.engine.conflict.on);
	follow(&scene, again_us + minute_us);
	assert_false(scene.engine.conflict.on);
}

static void the_end_of_a_conflict_is_told_once(void **state)
{
	struct scene scene = disputed();

	(void)state;
	follow(&scene, scene.now_us + minute_us);
	follow(&scene, scene.now_us + minute_us + 1);
	assert_int_equal(scene.actions.count, 0);
}

static void the_next_conflict_is_told_anew(void **state)
{
	struct scene scene = disputed();

	(void)state;
	follow(&scene, scene.now_us + minute_us);
	actions_clear(&scene.actions);
	conflict_begin(
		STEP(&scene.engine, scene.now_us + 2 * minute_us, &scene.actions),
		REASON_RIVAL_PROBES, third);
	assert_int_equal(scene.actions.list[0].event.kind, EVENT_ADDRESS_CONFLICT);
}

static unsigned expel(struct scene *scene, int64_t now_us)
{
	actions_clear(&scene->actions);
	conflict_expel(STEP(&scene->engine, now_us, &scene->actions));
	return scene->actions.count;
}

static void an_outsider_is_removed_once_a_second(void **state)
{
	struct scene scene = scene_standby();
	int64_t now_us = scene.now_us;

	(void)state;
	scene.engine.settings.expels = true;
	assert_int_equal(expel(&scene, now_us), 0);
	scene.engine.outsider.copy.fip = 1;
	scene.engine.outsider.expel_us = now_us;
	assert_int_equal(expel(&scene, now_us - 1), 0);
	assert_int_equal(expel(&scene, now_us), 1);
	assert_int_equal(scene.actions.list[0].kind, ACTION_EXPEL);
	assert_int_equal(expel(&scene, now_us + SECOND_US - 1), 0);
	assert_int_equal(expel(&scene, now_us + SECOND_US), 1);
}

static void meet_third(struct scene *scene, bool from_peer)
{
	const struct input input = { .kind = INPUT_THIRD, .from_peer = from_peer };

	actions_clear(&scene->actions);
	conflict_note(STEP(&scene->engine, scene->now_us, &scene->actions), &input);
}

static void an_outsider_is_gone_ten_seconds_after_its_last_address(void **state)
{
	struct scene scene = scene_standby();
	struct input input = { .kind = INPUT_COPY, .copy = { .fip = 1 } };
	int64_t gone_us = scene.now_us + SECOND_US;

	(void)state;
	actions_clear(&scene.actions);
	conflict_note(STEP(&scene.engine, scene.now_us, &scene.actions), &input);
	assert_int_equal(scene.actions.list[0].event.kind, EVENT_OUTSIDER);
	meet_third(&scene, false);
	assert_int_equal(scene.engine.outsider.copy.fip, 1);
	follow(&scene, gone_us);
	input.copy.fip = 0;
	conflict_note(STEP(&scene.engine, gone_us, &scene.actions), &input);
	scene.engine.outsider.stays = true;
	follow(&scene, gone_us + 10 * SECOND_US - 1);
	assert_true(scene.engine.outsider.on);
	assert_true(scene.engine.outsider.stays);
	follow(&scene, gone_us + 10 * SECOND_US);
	assert_false(scene.engine.outsider.on);
	assert_false(scene.engine.outsider.stays);
}

/* Return the reason of the one event that was told, or of none. */
static enum reason told_reason(const struct scene *scene, enum event_kind kind)
{
	const struct event *event = &scene->actions.list[0].event;

	assert_true(scene->actions.count <= 1);
	return scene->actions.count == 1 && event->kind == kind ? event->reason
								: REASON_LAST;
}

static void a_third_node_is_told_once_and_its_end(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	meet_third(&scene, false);
	assert_int_equal(told_reason(&scene, EVENT_THIRD_NODE), REASON_THIRD_HERE);
	meet_third(&scene, false);
	assert_int_equal(scene.actions.count, 0);
	assert_int_equal(scene.engine.third.near_us, scene.now_us + 10 * SECOND_US);
	scene.engine.settings.interval_ms = 100;
	scene.engine.liveness.last.interval_ms = 100;
	meet_third(&scene, false);
	assert_int_equal(scene.engine.third.near_us, scene.now_us + 10 * SECOND_US);
	follow(&scene, scene.now_us + minute_us - 1);
	assert_int_equal(scene.actions.count, 0);
	follow(&scene, scene.now_us + minute_us);
	assert_int_equal(told_reason(&scene, EVENT_THIRD_NODE_END), REASON_NONE);
}

static void a_node_whose_peer_has_another_peer_is_the_third_one(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	meet_third(&scene, true);
	assert_int_equal(told_reason(&scene, EVENT_THIRD_NODE), REASON_PEER_OF_OTHERS);
	/* The peer does not listen to this node, so it is not told. */
	assert_int_equal(scene.engine.third.near_us, 0);
}

static void a_third_node_that_the_peer_meets_is_told_and_not_told_back(void **state)
{
	const struct heartbeat heard = { .role_flags = ROLE_FLAG_THIRD };
	struct scene scene = scene_standby();

	(void)state;
	actions_clear(&scene.actions);
	conflict_follow(
		STEP_HEARING(&scene.engine, &heard, scene.now_us, &scene.actions));
	assert_int_equal(told_reason(&scene, EVENT_THIRD_NODE), REASON_THIRD_AT_PEER);
	assert_int_equal(scene.engine.third.near_us, 0);
}

static void with_a_long_detection_time_a_third_node_is_waited_for_so_long(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.engine.settings.interval_ms = 60000;
	scene.engine.settings.count = 5;
	meet_third(&scene, false);
	assert_int_equal(
		scene.engine.third.until_us, scene.now_us + 300 * (int64_t)SECOND_US);
}

static void a_disabled_node_tells_no_third_one(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.engine.standing.role = ROLE_DISABLED;
	meet_third(&scene, false);
	assert_int_equal(scene.actions.count, 0);
	assert_false(scene.engine.third.on);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_answer_of_a_third_host_is_told_with_its_mac),
		cmocka_unit_test(further_answers_are_not_told),
		cmocka_unit_test(a_conflict_is_over_after_a_quiet_minute),
		cmocka_unit_test(each_answer_begins_the_quiet_minute_anew),
		cmocka_unit_test(the_end_of_a_conflict_is_told_once),
		cmocka_unit_test(the_next_conflict_is_told_anew),
		cmocka_unit_test(
			an_outsider_is_gone_ten_seconds_after_its_last_address),
		cmocka_unit_test(an_outsider_is_removed_once_a_second),
		cmocka_unit_test(a_third_node_is_told_once_and_its_end),
		cmocka_unit_test(a_node_whose_peer_has_another_peer_is_the_third_one),
		cmocka_unit_test(
			a_third_node_that_the_peer_meets_is_told_and_not_told_back),
		cmocka_unit_test(
			with_a_long_detection_time_a_third_node_is_waited_for_so_long),
		cmocka_unit_test(a_disabled_node_tells_no_third_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
