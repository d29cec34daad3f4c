#include "engine/reference_watch.h"

#include "engine/queries.h"
#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

static struct settings watched(void)
{
	struct settings settings = scene_settings();

	settings.references = true;
	return settings;
}

/* Let time pass, with a reference that answers once a second. */
static void pass_reached(struct scene *scene, int64_t span_us)
{
	for (; span_us > 0; span_us -= SECOND_US) {
		scene_pass(scene, SECOND_US);
		scene_tell(scene, INPUT_REFERENCE);
	}
}

static void without_references_nothing_is_asked_and_nothing_fails(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene_pass_hearing(&scene, 60 * SECOND_US);
	assert_int_equal(scene.done[ACTION_ASK_REFERENCES], 0);
	assert_false(scene.engine.reference_watch.lost);
}

static void references_are_asked_once_a_second(void **state)
{
	struct settings settings = watched();
	struct scene scene = scene_begin(&settings);
	unsigned before;

	(void)state;
	scene_tell(&scene, INPUT_REFERENCE);
	before = scene.done[ACTION_ASK_REFERENCES];
	pass_reached(&scene, 20 * SECOND_US);
	assert_int_equal(scene.done[ACTION_ASK_REFERENCES] - before, 20);
	assert_int_equal(scene.told[EVENT_CHECK_FAILED], 0);
}

static void while_nobody_answers_they_are_asked_eight_times_as_often(void **state)
{
	struct settings settings = watched();
	struct scene scene = scene_begin(&settings);
	unsigned before;

	(void)state;
	scene_tell(&scene, INPUT_REFERENCE);
	scene_pass(&scene, SECOND_US);
	before = scene.done[ACTION_ASK_REFERENCES];
	scene_pass(&scene, SECOND_US);
	assert_int_equal(scene.done[ACTION_ASK_REFERENCES] - before, 8);
}

static void three_and_a_half_unanswered_askings_fail_the_check(void **state)
{
	struct settings settings = watched();
	struct scene scene = scene_begin(&settings);

	(void)state;
	scene_tell(&scene, INPUT_REFERENCE);
	scene_pass(&scene, 3400 * MS_US);
	assert_false(scene.engine.reference_watch.lost);
	scene_pass(&scene, SECOND_US);
	assert_true(scene.engine.reference_watch.lost);
	assert_int_equal(scene.told[EVENT_CHECK_FAILED], 1);
	assert_int_equal(scene.events[EVENT_CHECK_FAILED].reason, REASON_NO_REFERENCE);
}

static void a_node_alone_that_reaches_no_reference_is_in_fault(void **state)
{
	struct settings settings = watched();
	struct scene scene = scene_begin(&settings);

	(void)state;
	pass_reached(&scene, 20 * SECOND_US);
	assert_int_equal(scene.engine.standing.role, ROLE_ACTIVE);
	scene_pass(&scene, 7 * SECOND_US);
	assert_int_equal(scene.engine.standing.role, ROLE_FAULT);
	assert_int_equal(scene.engine.standing.reason, REASON_NO_REFERENCE);
	assert_int_equal(scene.engine.lease.state, LEASE_NONE);
}

static void an_answer_ends_the_fault(void **state)
{
	struct settings settings = watched();
	struct scene scene = scene_begin(&settings);

	(void)state;
	scene_pass(&scene, 10 * SECOND_US);
	assert_int_equal(scene.engine.standing.role, ROLE_FAULT);
	scene_tell(&scene, INPUT_REFERENCE);
	assert_int_equal(scene.told[EVENT_CHECK_PASSED], 1);
	assert_int_not_equal(scene.engine.standing.role, ROLE_FAULT);
}

static void an_alarm_does_not_outlive_the_setting(void **state)
{
	struct settings settings = watched();
	struct scene scene = scene_begin(&settings);
	struct input input = { .kind = INPUT_SETTINGS, .settings = settings };

	(void)state;
	scene_pass(&scene, 10 * SECOND_US);
	assert_int_equal(scene.told[EVENT_CHECK_FAILED], 1);
	input.settings.references = false;
	scene_step(&scene, &input);
	assert_int_equal(scene.told[EVENT_CHECK_PASSED], 1);
	scene_pass(&scene, 10 * SECOND_US);
	assert_int_equal(scene.told[EVENT_CHECK_PASSED], 1);
}

static void a_gateway_that_died_for_both_moves_nothing(void **state)
{
	struct settings settings = watched();
	struct scene scene = scene_begin(&settings);

	(void)state;
	pass_reached(&scene, 20 * SECOND_US);
	scene.words.role = ROLE_STANDBY;
	scene.words.flags = FLAG_HEARS_YOU;
	scene_hear(&scene);
	scene_pass_hearing(&scene, 60 * SECOND_US);
	assert_int_equal(scene.told[EVENT_CHECK_FAILED], 1);
	assert_int_equal(scene.engine.standing.role, ROLE_ACTIVE);
}

static void a_peer_that_still_reaches_one_gets_the_fips(void **state)
{
	struct settings settings = watched();
	struct scene scene = scene_begin(&settings);

	(void)state;
	pass_reached(&scene, 20 * SECOND_US);
	scene.words.role = ROLE_STANDBY;
	scene.words.flags = FLAG_HEARS_YOU | FLAG_REFERENCES;
	scene_hear(&scene);
	scene_pass_hearing(&scene, 8 * SECOND_US);
	assert_int_equal(scene.engine.standing.role, ROLE_FAULT);
}

/* An engine that watches references with an interval, from now_us on. */
static struct engine watching(uint32_t interval_ms, int64_t now_us)
{
	struct settings settings = watched();
	struct engine engine;

	settings.interval_ms = interval_ms;
	engine_start(&engine, &settings, 42, 0, now_us);
	memset(&engine.reference_watch, 0xff, sizeof(engine.reference_watch));
	engine.reference_watch.lost = false;
	reference_watch_start(&engine.reference_watch, now_us);
	return engine;
}

static unsigned follow(struct engine *engine, enum action_kind kind, int64_t now_us)
{
	struct actions actions;
	unsigned count = 0;

	actions_clear(&actions);
	reference_watch_follow(STEP(engine, now_us, &actions));
	for (unsigned i = 0; i < actions.count; i++) {
		count += actions.list[i].kind == kind;
	}
	return count;
}

static void keep_asking(struct engine *engine, int64_t until_us)
{
	while (engine->reference_watch.ask_us < until_us) {
		follow(engine, ACTION_ASK_REFERENCES, engine->reference_watch.ask_us);
	}
}

static void assert_spacing(uint32_t interval_ms, int64_t spacing_us)
{
	struct engine engine = watching(interval_ms, SECOND_US);

	assert_int_equal(follow(&engine, ACTION_ASK_REFERENCES, SECOND_US - 1), 0);
	assert_int_equal(follow(&engine, ACTION_ASK_REFERENCES, SECOND_US), 1);
	assert_int_equal(engine.reference_watch.ask_us, SECOND_US + spacing_us / 8);
	reference_watch_answer(&engine, SECOND_US);
	assert_int_equal(engine.reference_watch.ask_us, SECOND_US + spacing_us);
	assert_int_equal(follow(&engine, ACTION_ASK_REFERENCES,
				 engine.reference_watch.ask_us - 1),
		0);
	assert_int_equal(
		follow(&engine, ACTION_ASK_REFERENCES, engine.reference_watch.ask_us),
		1);
}

static void references_are_asked_twice_a_beat_within_limits(void **state)
{
	(void)state;
	assert_spacing(400, 200 * MS_US);
	assert_spacing(202, 101 * MS_US);
	assert_spacing(201, 100500);
	assert_spacing(200, 100 * MS_US);
	assert_spacing(198, 100 * MS_US);
	assert_spacing(10, 100 * MS_US);
	assert_spacing(2002, SECOND_US);
	assert_spacing(10000, SECOND_US);
}

static void the_check_fails_at_three_and_a_half_askings_to_the_microsecond(void **state)
{
	struct engine engine = watching(400, SECOND_US);

	(void)state;
	keep_asking(&engine, 1700 * MS_US - 1);
	assert_int_equal(follow(&engine, ACTION_EMIT, 1700 * MS_US - 1), 0);
	assert_int_equal(follow(&engine, ACTION_EMIT, 1700 * MS_US), 1);
	assert_true(engine.reference_watch.lost);
	reference_watch_answer(&engine, 1700 * MS_US);
	assert_int_equal(follow(&engine, ACTION_EMIT, 1700 * MS_US), 1);
	assert_false(engine.reference_watch.lost);
}

static void a_failed_check_waits_two_askings_for_the_peers_word(void **state)
{
	struct engine engine = watching(400, SECOND_US);

	(void)state;
	keep_asking(&engine, 1700 * MS_US - 1);
	follow(&engine, ACTION_EMIT, 1700 * MS_US - 1);
	follow(&engine, ACTION_EMIT, 1700 * MS_US);
	assert_false(query_is_cut_off(&engine, 2100 * MS_US - 1));
	assert_true(query_is_cut_off(&engine, 2100 * MS_US));
	engine.settings.references = false;
	assert_false(query_is_cut_off(&engine, 3 * SECOND_US));
}

/* Neither node has reached a reference until now, and now the peer reaches one. */
static struct engine outdone(int64_t now_us)
{
	struct engine engine = watching(400, SECOND_US);

	engine.liveness.ever = true;
	engine.liveness.last.interval_ms = 400;
	engine.liveness.last.count = 5;
	engine.liveness.heard_us = now_us - SECOND_US;
	keep_asking(&engine, now_us);
	assert_false(query_is_cut_off(&engine, now_us));
	engine.liveness.last.flags = FLAG_REFERENCES;
	return engine;
}

static void where_the_peer_reaches_one_they_are_asked_at_once_and_often(void **state)
{
	struct engine engine = outdone(3050 * MS_US);

	(void)state;
	assert_int_equal(follow(&engine, ACTION_ASK_REFERENCES, 3050 * MS_US), 1);
	assert_int_equal(engine.reference_watch.ask_us, 3075 * MS_US);
	keep_asking(&engine, 3450 * MS_US);
	assert_int_equal(engine.reference_watch.ask_us, 3450 * MS_US);
	/* Too late to change anything. */
	assert_int_equal(follow(&engine, ACTION_ASK_REFERENCES, 3450 * MS_US), 1);
	assert_int_equal(engine.reference_watch.ask_us, 3650 * MS_US);
}

static void the_wait_for_an_answer_begins_when_the_peer_reaches_one(void **state)
{
	struct engine engine = outdone(3050 * MS_US);

	(void)state;
	follow(&engine, ACTION_EMIT, 3050 * MS_US);
	keep_asking(&engine, 3450 * MS_US);
	assert_false(query_is_cut_off(&engine, 3450 * MS_US - 1));
	assert_true(query_is_cut_off(&engine, 3450 * MS_US));
}

static void what_changed_is_news_until_the_peer_knows_it(void **state)
{
	struct engine engine = watching(400, SECOND_US);

	(void)state;
	engine.exchange.round = 41;
	keep_asking(&engine, 1600 * MS_US);
	assert_int_equal(engine.exchange.news_round, 0);
	keep_asking(&engine, 1800 * MS_US);
	assert_int_equal(engine.exchange.news_round, 42);
	assert_int_equal(engine.pace.beat_us, engine.reference_watch.alone_us);
}

static void who_could_not_ask_for_a_spacing_waits_anew(void **state)
{
	struct engine engine = watching(400, SECOND_US);
	int64_t woken_us;

	(void)state;
	keep_asking(&engine, 1600 * MS_US);
	woken_us = engine.reference_watch.ask_us + 200 * MS_US;
	assert_int_equal(follow(&engine, ACTION_EMIT, woken_us), 0);
	keep_asking(&engine, woken_us + 700 * MS_US);
	assert_false(engine.reference_watch.lost);
	assert_int_equal(follow(&engine, ACTION_EMIT, woken_us + 700 * MS_US), 1);
}

static void a_moment_less_than_a_spacing_is_no_excuse(void **state)
{
	struct engine engine = watching(400, SECOND_US);

	(void)state;
	keep_asking(&engine, 1600 * MS_US);
	assert_int_equal(follow(&engine, ACTION_EMIT,
				 engine.reference_watch.ask_us + 200 * MS_US - 1),
		1);
}

static void a_failed_check_does_not_pass_by_sleeping(void **state)
{
	struct engine engine = watching(400, SECOND_US);

	(void)state;
	keep_asking(&engine, 2 * SECOND_US);
	assert_int_equal(follow(&engine, ACTION_EMIT, 10 * SECOND_US), 0);
	assert_true(engine.reference_watch.lost);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(references_are_asked_twice_a_beat_within_limits),
		cmocka_unit_test(
			the_check_fails_at_three_and_a_half_askings_to_the_microsecond),
		cmocka_unit_test(a_failed_check_waits_two_askings_for_the_peers_word),
		cmocka_unit_test(
			where_the_peer_reaches_one_they_are_asked_at_once_and_often),
		cmocka_unit_test(
			the_wait_for_an_answer_begins_when_the_peer_reaches_one),
		cmocka_unit_test(what_changed_is_news_until_the_peer_knows_it),
		cmocka_unit_test(who_could_not_ask_for_a_spacing_waits_anew),
		cmocka_unit_test(a_moment_less_than_a_spacing_is_no_excuse),
		cmocka_unit_test(a_failed_check_does_not_pass_by_sleeping),
		cmocka_unit_test(without_references_nothing_is_asked_and_nothing_fails),
		cmocka_unit_test(references_are_asked_once_a_second),
		cmocka_unit_test(
			while_nobody_answers_they_are_asked_eight_times_as_often),
		cmocka_unit_test(three_and_a_half_unanswered_askings_fail_the_check),
		cmocka_unit_test(a_node_alone_that_reaches_no_reference_is_in_fault),
		cmocka_unit_test(an_answer_ends_the_fault),
		cmocka_unit_test(an_alarm_does_not_outlive_the_setting),
		cmocka_unit_test(a_gateway_that_died_for_both_moves_nothing),
		cmocka_unit_test(a_peer_that_still_reaches_one_gets_the_fips),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
