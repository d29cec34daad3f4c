#include "engine/split_brain.h"

#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

static struct scene active(void)
{
	struct settings settings = scene_settings();

	return scene_active(&settings);
}

static struct heartbeat rival(const struct scene *scene)
{
	struct heartbeat heartbeat = scene->words;

	heartbeat.role = ROLE_ACTIVE;
	heartbeat.acknowledged_round = scene->engine.exchange.round;
	return heartbeat;
}

static unsigned events_of(const struct actions *actions, enum event_kind kind)
{
	unsigned count = 0;

	for (unsigned i = 0; i < actions->count; i++) {
		count += actions->list[i].kind == ACTION_EMIT
			 && actions->list[i].event.kind == kind;
	}
	return count;
}

static void a_split_brain_is_counted_and_told_once(void **state)
{
	struct scene scene = active();
	struct heartbeat heartbeat = rival(&scene);
	struct actions actions;

	(void)state;
	actions_clear(&actions);
	split_brain_follow(STEP(&scene.engine, scene.now_us, &actions), &heartbeat);
	split_brain_follow(STEP(&scene.engine, scene.now_us + 1, &actions), &heartbeat);
	assert_true(scene.engine.split_brain.on);
	assert_int_equal(scene.engine.counters.split_brains, 1);
	assert_int_equal(events_of(&actions, EVENT_SPLIT_BRAIN), 1);
	assert_int_equal(
		scene.engine.split_brain.until_us, scene.now_us + 1 + 10 * SECOND_US);
}

/* Whoever answers in the silent peer's name now and then makes one alarm of it. */
static void one_that_only_the_segment_shows_lasts_a_minute(void **state)
{
	struct scene scene = active();
	struct actions actions;
	int64_t later_us = scene.now_us + 20 * SECOND_US;

	(void)state;
	actions_clear(&actions);
	split_brain_begin(STEP(&scene.engine, later_us, &actions));
	assert_int_equal(scene.engine.split_brain.until_us, later_us + 60 * SECOND_US);
}

static void it_is_over_when_one_of_the_two_is_no_longer_active(void **state)
{
	struct scene scene = active();
	struct heartbeat heartbeat = rival(&scene);
	struct actions actions;

	(void)state;
	actions_clear(&actions);
	split_brain_follow(STEP(&scene.engine, scene.now_us, &actions), &heartbeat);
	heartbeat.role = ROLE_STANDBY;
	split_brain_follow(STEP(&scene.engine, scene.now_us, &actions), &heartbeat);
	assert_false(scene.engine.split_brain.on);
	assert_int_equal(events_of(&actions, EVENT_SPLIT_BRAIN_END), 1);
	heartbeat.role = ROLE_ACTIVE;
	scene.engine.standing.role = ROLE_STANDBY;
	split_brain_follow(STEP(&scene.engine, scene.now_us, &actions), &heartbeat);
	assert_false(scene.engine.split_brain.on);
	assert_int_equal(events_of(&actions, EVENT_SPLIT_BRAIN_END), 1);
}

static unsigned deaf_beats_after(struct scene *scene, const struct heartbeat *heartbeat)
{
	struct actions actions;

	actions_clear(&actions);
	split_brain_follow(STEP(&scene->engine, scene->now_us, &actions), heartbeat);
	return scene->engine.split_brain.unacked_beats;
}

static void deaf_is_who_goes_on_without_acknowledging_the_answer(void **state)
{
	struct scene scene = active();
	struct heartbeat heartbeat = rival(&scene);

	(void)state;
	heartbeat.acknowledged_round = 4;
	heartbeat.acknowledged_age_us = 500 * MS_US;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 0);
	scene.engine.split_brain.answer_round = 5;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 1);
	scene.now_us += 250 * MS_US;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 2);
	heartbeat.acknowledged_round = 5;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 0);
}

static void old_words_that_come_at_once_make_nobody_deaf(void **state)
{
	struct scene scene = active();
	struct heartbeat heartbeat = rival(&scene);

	(void)state;
	scene.engine.split_brain.answer_round = 5;
	heartbeat.acknowledged_round = 4;
	heartbeat.acknowledged_age_us = SECOND_US;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 1);
	scene.now_us += MS_US;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 1);
}

static void an_answer_still_under_way_makes_nobody_deaf(void **state)
{
	struct scene scene = active();
	struct heartbeat heartbeat = rival(&scene);

	(void)state;
	scene.engine.split_brain.answer_round = 5;
	heartbeat.acknowledged_round = 4;
	heartbeat.acknowledged_age_us = 500 * MS_US - 1;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 0);
	heartbeat.acknowledged_age_us = 500 * MS_US;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 1);
}

static void the_next_split_brain_begins_without_the_memory_of_the_last(void **state)
{
	struct scene scene = active();
	struct heartbeat heartbeat = rival(&scene);
	struct actions actions;

	(void)state;
	actions_clear(&actions);
	split_brain_begin(STEP(&scene.engine, scene.now_us, &actions));
	scene.engine.split_brain.answer_round = 5;
	heartbeat.acknowledged_round = 4;
	heartbeat.acknowledged_age_us = SECOND_US;
	deaf_beats_after(&scene, &heartbeat);
	split_brain_end(STEP(&scene.engine, scene.now_us, &actions));
	assert_int_equal(scene.engine.split_brain.unacked_beats, 0);
	assert_int_equal(scene.engine.split_brain.answer_round, 0);
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 0);
	assert_int_equal(scene.engine.counters.split_brains, 2);
}

static void two_beacons_are_at_least_half_a_beacon_apart(void **state)
{
	struct scene scene = active();
	struct heartbeat heartbeat = rival(&scene);

	(void)state;
	scene.engine.split_brain.answer_round = 5;
	heartbeat.acknowledged_round = 4;
	heartbeat.acknowledged_age_us = SECOND_US;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 1);
	scene.now_us += 125 * MS_US - 1;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 1);
	scene.now_us += 1;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 2);
}

static void a_fast_rival_is_given_the_time_of_the_slow_node(void **state)
{
	struct scene scene = active();
	struct heartbeat heartbeat = rival(&scene);

	(void)state;
	heartbeat.interval_ms = 10;
	scene.engine.liveness.last.interval_ms = 10;
	scene.engine.split_brain.answer_round = 5;
	heartbeat.acknowledged_round = 4;
	heartbeat.acknowledged_age_us = 500 * MS_US - 1;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 0);
	heartbeat.acknowledged_age_us++;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 1);
	scene.now_us += 125 * MS_US - 1;
	assert_int_equal(deaf_beats_after(&scene, &heartbeat), 1);
}

static void a_split_brain_that_begins_is_told_as_such(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	actions_clear(&actions);
	split_brain_begin(STEP(&scene.engine, scene.now_us, &actions));
	assert_int_equal(actions.count, 1);
	assert_int_equal(actions.list[0].event.reason, REASON_DUEL);
	assert_int_equal(
		scene.engine.split_brain.until_us, scene.now_us + 10 * SECOND_US);
}

static void it_ends_for_the_reason_of_the_last_change_of_role(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	actions_clear(&actions);
	split_brain_begin(STEP(&scene.engine, scene.now_us, &actions));
	scene.engine.standing.reason = REASON_DEAF;
	split_brain_end(STEP(&scene.engine, scene.now_us, &actions));
	assert_int_equal(actions.list[1].event.kind, EVENT_SPLIT_BRAIN_END);
	assert_int_equal(actions.list[1].event.reason, REASON_DEAF);
}

static void what_has_not_begun_does_not_end(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	actions_clear(&actions);
	scene.engine.split_brain.answer_round = 7;
	split_brain_end(STEP(&scene.engine, scene.now_us, &actions));
	assert_int_equal(actions.count, 0);
	assert_int_equal(scene.engine.split_brain.answer_round, 7);
}

static void a_rival_is_answered_with_a_heartbeat_and_announcements(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	actions_clear(&actions);
	split_brain_defend(STEP(&scene.engine, scene.now_us, &actions));
	assert_int_equal(actions.count, 1);
	assert_int_equal(actions.list[0].kind, ACTION_SEND);
	assert_int_equal(actions.list[0].heartbeat.operation, OPERATION_NONE);
	assert_int_equal(scene.engine.announcement.begun_us, scene.now_us);
	assert_int_equal(scene.engine.split_brain.defended_us, scene.now_us);
}

static void the_round_of_the_answer_is_the_one_to_be_acknowledged(void **state)
{
	struct scene scene = active();
	uint32_t round = scene.engine.exchange.round;
	struct actions actions;

	(void)state;
	actions_clear(&actions);
	split_brain_defend(STEP(&scene.engine, scene.now_us, &actions));
	assert_int_equal(scene.engine.split_brain.answer_round, round + 1);
	assert_int_equal(actions.list[0].heartbeat.round, round + 1);
}

static void two_winners_do_not_answer_each_other_for_ever(void **state)
{
	struct scene scene = active();
	struct actions actions;
	int64_t next_us = scene.now_us + HANDOVER_REPEAT_US;

	(void)state;
	actions_clear(&actions);
	split_brain_defend(STEP(&scene.engine, scene.now_us, &actions));
	split_brain_defend(STEP(&scene.engine, next_us - 1, &actions));
	assert_int_equal(actions.count, 1);
	split_brain_defend(STEP(&scene.engine, next_us, &actions));
	assert_int_equal(actions.count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_split_brain_is_counted_and_told_once),
		cmocka_unit_test(one_that_only_the_segment_shows_lasts_a_minute),
		cmocka_unit_test(it_is_over_when_one_of_the_two_is_no_longer_active),
		cmocka_unit_test(deaf_is_who_goes_on_without_acknowledging_the_answer),
		cmocka_unit_test(old_words_that_come_at_once_make_nobody_deaf),
		cmocka_unit_test(an_answer_still_under_way_makes_nobody_deaf),
		cmocka_unit_test(
			the_next_split_brain_begins_without_the_memory_of_the_last),
		cmocka_unit_test(two_beacons_are_at_least_half_a_beacon_apart),
		cmocka_unit_test(a_fast_rival_is_given_the_time_of_the_slow_node),
		cmocka_unit_test(a_split_brain_that_begins_is_told_as_such),
		cmocka_unit_test(it_ends_for_the_reason_of_the_last_change_of_role),
		cmocka_unit_test(what_has_not_begun_does_not_end),
		cmocka_unit_test(
			a_rival_is_answered_with_a_heartbeat_and_announcements),
		cmocka_unit_test(the_round_of_the_answer_is_the_one_to_be_acknowledged),
		cmocka_unit_test(two_winners_do_not_answer_each_other_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
