#include "engine/apply_input.h"

#include "engine/outbox.h"
#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

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
	struct session *session = &scene->engine.links[0].session;
	struct input input = {
		.kind = INPUT_HEARTBEAT, .now_us = scene->now_us, .age_us = age_us
	};

	scene->words.round++;
	scene->words.link = 1;
	scene->words.echo = session->own;
	scene->words.acknowledged = session->sent;
	scene->words.sequence = session->received + 1;
	input.heartbeat = scene->words;
	actions_clear(actions);
	return apply_input(STEP(&scene->engine, input.now_us, actions), &input) != NULL;
}

static const struct event *note_of(const struct actions *actions, enum event_kind kind)
{
	for (unsigned i = 0; i < actions->count; i++) {
		if (actions->list[i].kind == ACTION_EMIT
			&& actions->list[i].event.kind == kind) {
			return &actions->list[i].event;
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

static void a_word_ends_what_a_stall_said_of_a_silent_peer(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;

	(void)state;
	scene.now_us += SECOND_US;
	pace_set_unclaimed(&scene.engine.pace, true);
	/* However late it comes. */
	hear(&scene, SECOND_US, &actions);
	assert_false(scene.engine.pace.unclaimed);
}

static void assert_answered(struct scene *scene, bool answered)
{
	struct actions actions;

	scene->now_us += 100;
	pace_beat_now(&scene->engine.pace, scene->now_us + 750 * MS_US);
	hear(scene, 0, &actions);
	assert_int_equal(scene->engine.pace.beat_us == scene->now_us, answered);
}

static void an_ask_is_answered_at_once(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.words.role = ROLE_STANDBY;
	assert_answered(&scene, false);
	scene.words.operation = OPERATION_ASK;
	assert_answered(&scene, true);
}

/* Else the two would answer each other's answers. */
static void a_standby_answers_an_active_and_nobody_else_does(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.words.role = ROLE_ACTIVE;
	assert_answered(&scene, true);
	scene.engine.settings.interval_ms--; /* then 750 ms are too far away */
	assert_answered(&scene, false);
	scene.engine.settings.interval_ms++;
	scene.words.role = ROLE_STANDBY;
	assert_answered(&scene, false);
	scene.engine.standing.role = ROLE_ACTIVE;
	assert_answered(&scene, false);
	scene.engine.standing.role = ROLE_FAULT;
	scene.words.role = ROLE_ACTIVE;
	assert_answered(&scene, false);
}

static void a_new_life_is_answered_and_counted_at_once(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	scene.words.incarnation++;
	hear(&scene, 0, &actions);
	assert_int_equal(scene.engine.pace.beat_us, scene.now_us);
	assert_int_equal(scene.engine.damping.incarnation, scene.words.incarnation);
	assert_int_equal(scene.engine.announcement.begun_us, scene.now_us);
	assert_int_equal(scene.engine.links[0].watched_us, scene.now_us);
}

static void a_new_life_is_damped_unless_the_former_one_announced_it(void **state)
{
	struct scene scene = active();
	unsigned lives = scene.engine.damping.next;
	struct actions actions;

	(void)state;
	scene.words.flags |= FLAG_RESTARTING;
	hear(&scene, 0, &actions);
	scene.words.incarnation++;
	scene.words.flags &= (uint8_t)~FLAG_RESTARTING;
	hear(&scene, 0, &actions);
	assert_int_equal(scene.engine.damping.incarnation, scene.words.incarnation);
	assert_int_equal(scene.engine.damping.next, lives);
	scene.words.incarnation++;
	scene.engine.links[0].session.sent++;
	hear(&scene, 0, &actions);
	assert_int_equal(scene.engine.damping.next, (lives + 1) % DAMPING_LIVES);
}

static void who_gave_way_makes_the_winner_announce(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	hear(&scene, 0, &actions);
	assert_int_not_equal(scene.engine.announcement.begun_us, scene.now_us);
	scene.words.operation = OPERATION_RELEASED;
	hear(&scene, 0, &actions);
	assert_int_equal(scene.engine.announcement.begun_us, scene.now_us);
	scene.engine.standing.role = ROLE_STANDBY;
	scene.now_us += 1;
	hear(&scene, 0, &actions);
	assert_int_not_equal(scene.engine.announcement.begun_us, scene.now_us);
}

static void a_takeover_is_confirmed_until_the_giver_is_no_longer_releasing(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	scene.engine.handover.confirming = true;
	scene.words.role = ROLE_RELEASING;
	hear(&scene, 0, &actions);
	assert_true(scene.engine.handover.confirming);
	scene.words.role = ROLE_STANDBY;
	hear(&scene, 0, &actions);
	assert_false(scene.engine.handover.confirming);
}

static void a_farewell_is_no_loss_and_is_told_once_and_without_silence(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	scene.words.operation = OPERATION_LEAVING;
	scene.words.role = ROLE_DISABLED;
	hear(&scene, 0, &actions);
	assert_int_equal(note_of(&actions, EVENT_PEER_LEFT)->reason, REASON_PEER_LEFT);
	assert_int_equal(note_of(&actions, EVENT_PEER_LEFT)->silence_us, 0);
	assert_null(note_of(&actions, EVENT_PEER_LOST));
	assert_true(scene.engine.liveness.lost);
	hear(&scene, 0, &actions);
	assert_null(note_of(&actions, EVENT_PEER_LEFT));
}

static void a_return_is_told_once_with_the_silence_before_it(void **state)
{
	struct scene scene = active();
	struct actions actions;

	(void)state;
	scene.engine.liveness.lost = true;
	scene.engine.liveness.heard_us = scene.now_us - 15 * SECOND_US;
	hear(&scene, 0, &actions);
	assert_int_equal(
		note_of(&actions, EVENT_PEER_RECOVERED)->silence_us, 15 * SECOND_US);
	assert_false(scene.engine.liveness.lost);
	assert_int_equal(scene.engine.announcement.begun_us, scene.now_us);
	assert_int_equal(scene.engine.links[0].watched_us, scene.now_us);
	hear(&scene, 0, &actions);
	assert_null(note_of(&actions, EVENT_PEER_RECOVERED));
}

static void a_stranger_is_answered_and_not_believed(void **state)
{
	struct scene scene = scene_standby();
	struct input input = { .kind = INPUT_HEARTBEAT, .now_us = scene.now_us };
	struct actions actions;

	(void)state;
	input.heartbeat = scene.words;
	input.heartbeat.incarnation = 1000;
	input.heartbeat.echo = 0;
	actions_clear(&actions);
	assert_null(apply_input(STEP(&scene.engine, input.now_us, &actions), &input));
	assert_int_equal(actions.count, 1);
	assert_int_equal(actions.list[0].heartbeat.echo, 1000);
	assert_null(apply_input(STEP(&scene.engine, input.now_us, &actions), &input));
	assert_int_equal(actions.count, 1);
	assert_int_equal(scene.engine.liveness.last.incarnation, 99);
}

static void who_is_off_hears_nothing(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;

	(void)state;
	scene.engine.standing.role = ROLE_DISABLED;
	assert_false(hear(&scene, 0, &actions));
	assert_int_equal(scene.engine.links[0].received, 1);
}

/* An active that announced an instant after it was last known to be heard. */
static struct scene announced(uint32_t interval_ms)
{
	struct scene scene = active();
	struct engine *engine = &scene.engine;

	engine->settings.interval_ms = interval_ms;
	engine->liveness.last.interval_ms = interval_ms;
	scene.words.interval_ms = interval_ms;
	engine->links[0].proven_us = scene.now_us;
	engine->announcement.told_us = scene.now_us;
	engine->announcement.next_us = INT64_MAX;
	return scene;
}

static bool is_repeated_after(struct scene scene, int64_t gap_us)
{
	struct actions actions;

	actions_clear(&actions);
	scene.now_us += gap_us;
	outbox_send(STEP(&scene.engine, scene.now_us, &actions), OPERATION_NONE);
	hear(&scene, 0, &actions);
	return scene.engine.announcement.next_us == scene.now_us;
}

static void what_was_announced_while_beats_were_lost_is_announced_again(void **state)
{
	struct scene scene = announced(2000);

	(void)state;
	assert_false(is_repeated_after(scene, 4500 * MS_US - 1));
	assert_true(is_repeated_after(scene, 4500 * MS_US));
	scene.engine.announcement.told_us--;
	assert_false(is_repeated_after(scene, 4500 * MS_US));
}

static void of_short_beats_a_second_must_be_lost(void **state)
{
	struct scene scene = announced(100);

	(void)state;
	assert_false(is_repeated_after(scene, SECOND_US - 1));
	assert_true(is_repeated_after(scene, SECOND_US));
}

/* Return the epoch kept on disk when an active of epoch 5 hears of this one, 0: none.
 */
static uint32_t kept_epoch(enum role own, enum role peer, uint32_t epoch)
{
	struct scene scene = active();
	struct actions actions;
	uint32_t kept = 0;

	scene.engine.standing.role = own;
	scene.engine.exchange.epoch = 5;
	scene.engine.announcement.begun_us = 0;
	scene.words.role = (uint8_t)peer;
	scene.words.epoch = epoch;
	hear(&scene, 0, &actions);
	for (unsigned i = 0; i < actions.count; i++) {
		if (actions.list[i].kind == ACTION_KEEP_EPOCH) {
			kept = actions.list[i].epoch;
			assert_int_equal(scene.engine.exchange.epoch, kept);
			assert_int_equal(
				scene.engine.announcement.begun_us, scene.now_us);
		}
	}
	return kept;
}

static void a_claim_that_was_given_up_unheard_is_surpassed(void **state)
{
	(void)state;
	assert_int_equal(kept_epoch(ROLE_ACTIVE, ROLE_STANDBY, 6), 7);
	assert_int_equal(kept_epoch(ROLE_ACTIVE, ROLE_STANDBY, 5), 0);
	assert_int_equal(kept_epoch(ROLE_ACTIVE, ROLE_ACTIVE, 6), 0);
	assert_int_equal(kept_epoch(ROLE_STANDBY, ROLE_STANDBY, 6), 0);
}

static void a_path_is_heard_when_the_word_came_not_when_it_is_read(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;

	(void)state;
	scene.now_us += SECOND_US;
	hear(&scene, 300 * MS_US, &actions);
	assert_int_equal(scene.engine.links[0].heard_us, scene.now_us - 300 * MS_US);
}

static void the_highest_epoch_ever_said_is_remembered(void **state)
{
	struct scene scene = scene_standby();
	struct actions actions;

	(void)state;
	scene.words.epoch = 9;
	hear(&scene, 0, &actions);
	assert_int_equal(scene.engine.exchange.epoch_known, 9);
	scene.words.epoch = 8;
	hear(&scene, 0, &actions);
	assert_int_equal(scene.engine.exchange.epoch_known, 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_word_that_lay_for_more_than_a_fifth_of_a_second_is_not_obeyed),
		cmocka_unit_test(a_word_ends_what_a_stall_said_of_a_silent_peer),
		cmocka_unit_test(an_ask_is_answered_at_once),
		cmocka_unit_test(a_standby_answers_an_active_and_nobody_else_does),
		cmocka_unit_test(a_new_life_is_answered_and_counted_at_once),
		cmocka_unit_test(
			a_new_life_is_damped_unless_the_former_one_announced_it),
		cmocka_unit_test(who_gave_way_makes_the_winner_announce),
		cmocka_unit_test(
			a_takeover_is_confirmed_until_the_giver_is_no_longer_releasing),
		cmocka_unit_test(
			a_farewell_is_no_loss_and_is_told_once_and_without_silence),
		cmocka_unit_test(a_return_is_told_once_with_the_silence_before_it),
		cmocka_unit_test(a_stranger_is_answered_and_not_believed),
		cmocka_unit_test(who_is_off_hears_nothing),
		cmocka_unit_test(
			what_was_announced_while_beats_were_lost_is_announced_again),
		cmocka_unit_test(of_short_beats_a_second_must_be_lost),
		cmocka_unit_test(a_claim_that_was_given_up_unheard_is_surpassed),
		cmocka_unit_test(
			a_path_is_heard_when_the_word_came_not_when_it_is_read),
		cmocka_unit_test(the_highest_epoch_ever_said_is_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
