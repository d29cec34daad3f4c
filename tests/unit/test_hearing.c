#include "logic/hearing.h"

#include "unit/cmocka_all.h"
#include "unit/scene.h"

static struct scene active(void)
{
	struct settings settings = scene_settings();
	struct scene scene = scene_active(&settings);

	scene.now_us += 100;
	return scene;
}

/* Take the peer's next words, age_us old; return whether they are obeyed. */
static bool hear(struct scene *scene, int64_t age_us, struct actions *actions)
{
	struct session *session = &scene->engine.channels[0].session;
	struct event event = {
		.kind = EVENT_HEARTBEAT, .now_us = scene->now_us, .age_us = age_us
	};

	scene->words.round++;
	scene->words.path = 1;
	scene->words.echo = session->own;
	scene->words.acknowledged = session->sent;
	scene->words.sequence = session->received + 1;
	event.heartbeat = scene->words;
	actions_clear(actions);
	return hearing_take(&scene->engine, &event, actions) != NULL;
}

static const struct note *note_of(const struct actions *actions, enum note_kind kind)
{
	for (unsigned i = 0; i < actions->count; i++) {
		if (actions->list[i].kind == ACTION_NOTE
			&& actions->list[i].note.kind == kind) {
			return &actions->list[i].note;
		}
	}
	return NULL;
}

static void a_word_that_lay_for_more_than_a_fifth_of_a_second_is_not_obeyed(
	void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;

	(void)state;
	scene.now_us += SECOND_US;
	assert_true(hear(&scene, 200 * MS_US, &actions));
	assert_false(hear(&scene, 200 * MS_US + 1, &actions));
	/* As a sign of life it counts for the time at which it came. */
	assert_int_equal(scene.engine.liveness.heard_us, scene.now_us - 200 * MS_US);
}

static void an_ask_is_answered_at_once(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;

	(void)state;
	scene.now_us += 100;
	hear(&scene, 0, &actions);
	assert_int_not_equal(scene.engine.beat_us, scene.now_us);
	scene.words.operation = OPERATION_ASK;
	hear(&scene, 0, &actions);
	assert_int_equal(scene.engine.beat_us, scene.now_us);
}

static void a_new_life_is_answered_and_counted_at_once(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	scene.words.incarnation++;
	hear(&scene, 0, &actions);
	assert_int_equal(scene.engine.beat_us, scene.now_us);
	assert_int_equal(scene.engine.damping.incarnation, scene.words.incarnation);
	assert_int_equal(scene.engine.announcer.begun_us, scene.now_us);
	assert_int_equal(scene.engine.channels[0].watched_us, scene.now_us);
}

static void who_gave_way_makes_the_winner_announce(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	hear(&scene, 0, &actions);
	assert_int_not_equal(scene.engine.announcer.begun_us, scene.now_us);
	scene.words.operation = OPERATION_RELEASED;
	hear(&scene, 0, &actions);
	assert_int_equal(scene.engine.announcer.begun_us, scene.now_us);
	scene.engine.role = ROLE_STANDBY;
	scene.now_us += 1;
	hear(&scene, 0, &actions);
	assert_int_not_equal(scene.engine.announcer.begun_us, scene.now_us);
}

static void a_takeover_is_confirmed_until_the_giver_is_no_longer_releasing(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	scene.engine.confirming = true;
	scene.words.role = ROLE_RELEASING;
	hear(&scene, 0, &actions);
	assert_true(scene.engine.confirming);
	scene.words.role = ROLE_STANDBY;
	hear(&scene, 0, &actions);
	assert_false(scene.engine.confirming);
}

static void a_farewell_is_a_loss_that_is_told_once_and_without_silence(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	scene.words.operation = OPERATION_LEAVING;
	scene.words.role = ROLE_DISABLED;
	hear(&scene, 0, &actions);
	assert_int_equal(note_of(&actions, NOTE_PEER_LOST)->reason, REASON_PEER_LEFT);
	assert_int_equal(note_of(&actions, NOTE_PEER_LOST)->silence_us, 0);
	assert_true(scene.engine.peer_lost);
	hear(&scene, 0, &actions);
	assert_null(note_of(&actions, NOTE_PEER_LOST));
}

static void a_return_is_told_once_with_the_silence_before_it(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	scene.engine.peer_lost = true;
	scene.engine.liveness.heard_us = scene.now_us - 15 * SECOND_US;
	hear(&scene, 0, &actions);
	assert_int_equal(
		note_of(&actions, NOTE_PEER_RECOVERED)->silence_us, 15 * SECOND_US);
	assert_false(scene.engine.peer_lost);
	assert_int_equal(scene.engine.announcer.begun_us, scene.now_us);
	assert_int_equal(scene.engine.channels[0].watched_us, scene.now_us);
	hear(&scene, 0, &actions);
	assert_null(note_of(&actions, NOTE_PEER_RECOVERED));
}

static void a_stranger_is_answered_and_not_believed(void **state)
{
	struct scene scene = scene_standby();
	struct event event = { .kind = EVENT_HEARTBEAT, .now_us = scene.now_us };
	struct actions actions;

	(void)state;
	event.heartbeat = scene.words;
	event.heartbeat.incarnation = 1000;
	event.heartbeat.echo = 0;
	actions_clear(&actions);
	assert_null(hearing_take(&scene.engine, &event, &actions));
	assert_int_equal(actions.count, 1);
	assert_int_equal(actions.list[0].heartbeat.echo, 1000);
	assert_null(hearing_take(&scene.engine, &event, &actions));
	assert_int_equal(actions.count, 1);
	assert_int_equal(scene.engine.liveness.last.incarnation, 99);
}

static void who_is_off_hears_nothing(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;

	(void)state;
	scene.engine.role = ROLE_DISABLED;
	assert_false(hear(&scene, 0, &actions));
	assert_int_equal(scene.engine.channels[0].received, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_word_that_lay_for_more_than_a_fifth_of_a_second_is_not_obeyed),
		cmocka_unit_test(an_ask_is_answered_at_once),
		cmocka_unit_test(a_new_life_is_answered_and_counted_at_once),
		cmocka_unit_test(who_gave_way_makes_the_winner_announce),
		cmocka_unit_test(
			a_takeover_is_confirmed_until_the_giver_is_no_longer_releasing),
		cmocka_unit_test(
			a_farewell_is_a_loss_that_is_told_once_and_without_silence),
		cmocka_unit_test(a_return_is_told_once_with_the_silence_before_it),
		cmocka_unit_test(a_stranger_is_answered_and_not_believed),
		cmocka_unit_test(who_is_off_hears_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
