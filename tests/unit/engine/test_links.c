#include "engine/links.h"

#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

static void hear_beat(struct scene *scene, bool first, bool second)
{
	scene->words.round++;
	if (first) {
		scene_hear_on(scene, 1);
	}
	if (second) {
		scene_hear_on(scene, 2);
	}
}

static struct scene begun(void)
{
	struct settings settings = scene_settings();
	struct scene scene;

	settings.links = 2;
	scene = scene_begin(&settings);
	hear_beat(&scene, true, true);
	return scene;
}

static void pass_hearing(struct scene *scene, int64_t span_us, bool first, bool second)
{
	int64_t until_us = scene->now_us + span_us;

	while (scene->now_us < until_us) {
		scene_pass(scene, 2 * SECOND_US);
		hear_beat(scene, first, second);
	}
}

static unsigned sent_on(const struct scene *scene, unsigned number)
{
	unsigned count = 0;

	for (unsigned i = 0; i < scene->actions.count; i++) {
		count += scene->actions.list[i].kind == ACTION_SEND
			 && scene->actions.list[i].heartbeat.link == number;
	}
	return count;
}

static void a_beat_goes_out_once_on_each_path(void **state)
{
	struct scene scene = begun();
	struct input input = { .kind = INPUT_DEADLINE };

	(void)state;
	scene.now_us = scene.engine.pace.beat_us;
	scene_step(&scene, &input);
	assert_int_equal(sent_on(&scene, 1), 1);
	assert_int_equal(sent_on(&scene, 2), 1);
	assert_int_equal(sent_on(&scene, 3), 0);
}

static void a_silent_path_is_told_and_moves_nothing(void **state)
{
	struct scene scene = begun();
	const struct event *event = &scene.events[EVENT_LINK_DOWN];

	(void)state;
	pass_hearing(&scene, 8 * SECOND_US, true, false);
	assert_int_equal(scene.told[EVENT_LINK_DOWN], 0);
	pass_hearing(&scene, 4 * SECOND_US, true, false);
	assert_int_equal(scene.told[EVENT_LINK_DOWN], 1);
	assert_int_equal(event->link, 2);
	assert_int_equal(event->reason, REASON_PEER_SILENT);
	assert_int_equal(event->silence_us, 10 * SECOND_US);
	assert_int_equal(scene.engine.standing.role, ROLE_STANDBY);
	assert_false(scene.engine.liveness.lost);
}

static void a_path_that_comes_back_is_told_once(void **state)
{
	struct scene scene = begun();

	(void)state;
	pass_hearing(&scene, 12 * SECOND_US, true, false);
	assert_int_equal(scene.told[EVENT_LINK_UP], 0);
	pass_hearing(&scene, 6 * SECOND_US, true, true);
	assert_int_equal(scene.told[EVENT_LINK_UP], 1);
	assert_int_equal(scene.events[EVENT_LINK_UP].link, 2);
}

static void silence_on_both_is_the_loss_of_the_peer(void **state)
{
	struct scene scene = begun();

	(void)state;
	scene_pass(&scene, 10 * SECOND_US);
	assert_true(scene.engine.liveness.lost);
	assert_int_equal(scene.events[EVENT_PEER_LOST].reason, REASON_PEER_SILENT);
	assert_false(scene.engine.links[0].told);
	assert_false(scene.engine.links[1].told);
	assert_int_not_equal(scene.engine.standing.role, ROLE_STANDBY);
}

static void the_second_path_has_time_to_come_up_after_the_first(void **state)
{
	struct scene scene = begun();

	(void)state;
	scene_pass(&scene, 30 * SECOND_US);
	hear_beat(&scene, true, false);
	assert_int_equal(scene.told[EVENT_PEER_RECOVERED], 1);
	assert_int_equal(scene.told[EVENT_LINK_DOWN], 0);
}

static void old_words_on_the_slow_path_change_nothing(void **state)
{
	struct scene scene = begun();

	(void)state;
	scene.words.round++;
	scene_hear_on(&scene, 1);
	scene.words.round--;
	scene.words.role = ROLE_STANDBY;
	scene_hear_on(&scene, 2);
	assert_int_equal(scene.engine.liveness.last.role, ROLE_ACTIVE);
	assert_int_equal(scene.engine.links[1].received, 2);
}

static void a_life_proven_on_one_path_ends_the_former_on_the_other(void **state)
{
	struct scene scene = begun();

	(void)state;
	scene.words.incarnation = 100;
	scene.words.round = 1;
	scene_hear_on(&scene, 1);
	assert_int_equal(scene.engine.links[0].session.peer, 100);
	scene.words.incarnation = 99;
	scene.words.round = 50;
	scene.words.role = ROLE_FAULT;
	scene.forgotten = 1;
	scene_hear_on(&scene, 2);
	assert_int_equal(scene.engine.liveness.last.role, ROLE_ACTIVE);
	assert_int_equal(scene.engine.liveness.last.incarnation, 100);
}

static void a_datagram_of_a_path_that_is_not_configured_is_ignored(void **state)
{
	struct scene scene = begun();

	(void)state;
	scene.words.round++;
	scene_hear_on(&scene, 3);
	assert_int_equal(scene.engine.links[2].received, 0);
	scene.words.link = 0;
	assert_null(links_find(&scene.engine, 0));
}

static void what_the_sockets_see_explains_the_silence(void **state)
{
	struct scene scene = begun();

	(void)state;
	scene_pass(&scene, 10 * SECOND_US);
	assert_int_equal(links_silence_reason(&scene.engine), REASON_PEER_SILENT);
	scene.engine.links[0].trouble = TROUBLE_UNUSABLE;
	scene.engine.links[1].trouble = TROUBLE_REFUSED;
	assert_int_equal(links_silence_reason(&scene.engine), REASON_PEER_REFUSES);
}

static void numbers_never_wrap_inside_a_life(void **state)
{
	struct scene scene = begun();
	struct input input = { .kind = INPUT_DEADLINE };

	(void)state;
	scene.engine.exchange.round = UINT32_MAX;
	scene.now_us = scene.engine.pace.beat_us;
	scene_step(&scene, &input);
	assert_int_equal(scene.engine.exchange.round, 1);
	assert_int_not_equal(scene.engine.links[0].session.own, 42);
	assert_int_equal(
		scene.engine.links[0].session.own, scene.engine.links[1].session.own);
	assert_int_equal(scene.engine.links[1].session.sent, 1);
}

static enum reason silence_reason(enum trouble first, enum trouble second)
{
	struct scene scene = begun();

	scene.engine.links[0].trouble = first;
	scene.engine.links[1].trouble = second;
	return links_silence_reason(&scene.engine);
}

static void what_a_socket_knows_explains_the_silence_of_all(void **state)
{
	(void)state;
	assert_int_equal(
		silence_reason(TROUBLE_NONE, TROUBLE_NONE), REASON_PEER_SILENT);
	assert_int_equal(silence_reason(TROUBLE_NONE, TROUBLE_UNAUTHENTIC),
		REASON_NOT_AUTHENTIC);
	assert_int_equal(
		silence_reason(TROUBLE_UNUSABLE, TROUBLE_REFUSED), REASON_PEER_REFUSES);
	assert_int_equal(silence_reason(TROUBLE_REFUSED, TROUBLE_UNAUTHENTIC),
		REASON_PEER_REFUSES);
}

static void only_links_that_are_configured_are_asked_and_all_of_them(void **state)
{
	struct scene scene = begun();
	struct engine *engine = &scene.engine;

	(void)state;
	engine->links[2].trouble = TROUBLE_REFUSED;
	assert_int_equal(links_silence_reason(engine), REASON_PEER_SILENT);
	engine->settings.links = 3;
	assert_int_equal(links_silence_reason(engine), REASON_PEER_REFUSES);
}

static void only_links_that_are_configured_meet_and_are_watched(void **state)
{
	struct scene scene = begun();
	struct engine *engine = &scene.engine;
	struct link_watch third = engine->links[2];

	(void)state;
	third.ever = true;
	third.session.peer = 5;
	third.watched_us = 0;
	engine->links[2] = third;
	links_watch(engine, scene.now_us + 1);
	links_meet(engine, 7, scene.now_us + 1);
	assert_memory_equal(&engine->links[2], &third, sizeof(third));
	assert_false(engine->links[1].ever);
}

static void all_that_was_heard_on_any_link_is_forgotten(void **state)
{
	struct scene scene = begun();

	(void)state;
	for (unsigned i = 0; i < LINKS_MAX; i++) {
		scene.engine.links[i].ever = true;
	}
	links_forget(&scene.engine, scene.now_us);
	for (unsigned i = 0; i < LINKS_MAX; i++) {
		assert_false(scene.engine.links[i].ever);
	}
}

static void a_silent_path_is_told_when_the_grace_is_over(void **state)
{
	struct scene scene = begun();
	struct actions actions;

	(void)state;
	pass_hearing(&scene, 8 * SECOND_US, true, false);
	scene.now_us += 2 * SECOND_US;
	actions_clear(&actions);
	scene.engine.pace.grace_until_us = scene.now_us + 1;
	links_notice(STEP(&scene.engine, scene.now_us, &actions));
	assert_int_equal(actions.count, 0);
	scene.engine.pace.grace_until_us = scene.now_us;
	links_notice(STEP(&scene.engine, scene.now_us, &actions));
	assert_int_equal(actions.count, 1);
}

/* Return when the announcing begins after a link is up again. */
static int64_t announced_us(enum role role)
{
	struct scene scene = begun();
	struct actions actions;

	scene.engine.standing.role = role;
	scene.engine.announcement.begun_us = 0;
	scene.engine.links[1].state = LINK_WATCH_DOWN;
	actions_clear(&actions);
	links_notice(STEP(&scene.engine, scene.now_us, &actions));
	assert_int_equal(scene.engine.links[1].state, LINK_WATCH_UP);
	return scene.engine.announcement.begun_us - scene.now_us;
}

static void a_path_that_is_up_again_makes_an_active_announce(void **state)
{
	(void)state;
	assert_int_equal(announced_us(ROLE_ACTIVE), 0);
	assert_int_not_equal(announced_us(ROLE_STANDBY), 0);
}

static void the_silence_of_a_path_is_that_since_it_was_heard_or_awaited(void **state)
{
	struct settings settings = scene_settings();
	struct scene scene = begun();

	(void)state;
	pass_hearing(&scene, 12 * SECOND_US, true, false);
	assert_int_equal(scene.told[EVENT_LINK_DOWN], 1);
	assert_int_equal(scene.events[EVENT_LINK_DOWN].silence_us, 10 * SECOND_US);
	settings.links = 2;
	scene = scene_begin(&settings);
	hear_beat(&scene, true, false);
	scene.engine.links[1].heard_us = 123;
	pass_hearing(&scene, 12 * SECOND_US, true, false);
	assert_int_equal(scene.events[EVENT_LINK_DOWN].silence_us, 10 * SECOND_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_beat_goes_out_once_on_each_path),
		cmocka_unit_test(a_silent_path_is_told_and_moves_nothing),
		cmocka_unit_test(a_path_that_comes_back_is_told_once),
		cmocka_unit_test(silence_on_both_is_the_loss_of_the_peer),
		cmocka_unit_test(the_second_path_has_time_to_come_up_after_the_first),
		cmocka_unit_test(old_words_on_the_slow_path_change_nothing),
		cmocka_unit_test(
			a_life_proven_on_one_path_ends_the_former_on_the_other),
		cmocka_unit_test(
			a_datagram_of_a_path_that_is_not_configured_is_ignored),
		cmocka_unit_test(what_the_sockets_see_explains_the_silence),
		cmocka_unit_test(numbers_never_wrap_inside_a_life),
		cmocka_unit_test(what_a_socket_knows_explains_the_silence_of_all),
		cmocka_unit_test(
			only_links_that_are_configured_are_asked_and_all_of_them),
		cmocka_unit_test(only_links_that_are_configured_meet_and_are_watched),
		cmocka_unit_test(all_that_was_heard_on_any_link_is_forgotten),
		cmocka_unit_test(a_silent_path_is_told_when_the_grace_is_over),
		cmocka_unit_test(a_path_that_is_up_again_makes_an_active_announce),
		cmocka_unit_test(
			the_silence_of_a_path_is_that_since_it_was_heard_or_awaited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
