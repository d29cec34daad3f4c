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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_answer_of_a_third_host_is_told_with_its_mac),
		cmocka_unit_test(further_answers_are_not_told),
		cmocka_unit_test(a_conflict_is_over_after_a_quiet_minute),
		cmocka_unit_test(each_answer_begins_the_quiet_minute_anew),
		cmocka_unit_test(the_end_of_a_conflict_is_told_once),
		cmocka_unit_test(the_next_conflict_is_told_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
