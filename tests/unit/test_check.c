#include "unit/cmocka_all.h"

#include "logic/check.h"
#include "unit/scene.h"

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
		scene_tell(scene, EVENT_REFERENCE);
	}
}

static void without_references_nothing_is_asked_and_nothing_fails(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene_pass_hearing(&scene, 60 * SECOND_US);
	assert_int_equal(scene.done[ACTION_ASK_REFERENCES], 0);
	assert_true(check_is_passed(&scene.engine));
}

static void references_are_asked_once_a_second(void **state)
{
	struct settings settings = watched();
	struct scene scene = scene_begin(&settings);
	unsigned before = scene.done[ACTION_ASK_REFERENCES];

	(void)state;
	pass_reached(&scene, 20 * SECOND_US);
	assert_int_equal(scene.done[ACTION_ASK_REFERENCES] - before, 20);
	assert_int_equal(scene.told[NOTE_CHECK_FAILED], 0);
}

static void three_and_a_half_unanswered_askings_fail_the_check(void **state)
{
	struct settings settings = watched();
	struct scene scene = scene_begin(&settings);

	(void)state;
	scene_tell(&scene, EVENT_REFERENCE);
	scene_pass(&scene, 3400 * MS_US);
	assert_true(check_is_passed(&scene.engine));
	scene_pass(&scene, SECOND_US);
	assert_false(check_is_passed(&scene.engine));
	assert_int_equal(scene.told[NOTE_CHECK_FAILED], 1);
	assert_int_equal(scene.notes[NOTE_CHECK_FAILED].reason, REASON_NO_REFERENCE);
}

static void a_node_alone_that_reaches_no_reference_is_in_fault(void **state)
{
	struct settings settings = watched();
	struct scene scene = scene_begin(&settings);

	(void)state;
	pass_reached(&scene, 20 * SECOND_US);
	assert_int_equal(scene.engine.role, ROLE_ACTIVE);
	scene_pass(&scene, 7 * SECOND_US);
	assert_int_equal(scene.engine.role, ROLE_FAULT);
	assert_int_equal(scene.engine.reason, REASON_NO_REFERENCE);
	assert_int_equal(scene.engine.lease.state, LEASE_NONE);
}

static void an_answer_ends_the_fault(void **state)
{
	struct settings settings = watched();
	struct scene scene = scene_begin(&settings);

	(void)state;
	scene_pass(&scene, 10 * SECOND_US);
	assert_int_equal(scene.engine.role, ROLE_FAULT);
	scene_tell(&scene, EVENT_REFERENCE);
	assert_int_equal(scene.told[NOTE_CHECK_PASSED], 1);
	assert_int_not_equal(scene.engine.role, ROLE_FAULT);
}

static void an_alarm_does_not_outlive_the_setting(void **state)
{
	struct settings settings = watched();
	struct scene scene = scene_begin(&settings);
	struct event event = { .kind = EVENT_SETTINGS, .settings = settings };

	(void)state;
	scene_pass(&scene, 10 * SECOND_US);
	assert_int_equal(scene.told[NOTE_CHECK_FAILED], 1);
	event.settings.references = false;
	scene_step(&scene, &event);
	assert_int_equal(scene.told[NOTE_CHECK_PASSED], 1);
	scene_pass(&scene, 10 * SECOND_US);
	assert_int_equal(scene.told[NOTE_CHECK_PASSED], 1);
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
	assert_int_equal(scene.told[NOTE_CHECK_FAILED], 1);
	assert_int_equal(scene.engine.role, ROLE_ACTIVE);
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
	assert_int_equal(scene.engine.role, ROLE_FAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_references_nothing_is_asked_and_nothing_fails),
		cmocka_unit_test(references_are_asked_once_a_second),
		cmocka_unit_test(three_and_a_half_unanswered_askings_fail_the_check),
		cmocka_unit_test(a_node_alone_that_reaches_no_reference_is_in_fault),
		cmocka_unit_test(an_answer_ends_the_fault),
		cmocka_unit_test(an_alarm_does_not_outlive_the_setting),
		cmocka_unit_test(a_gateway_that_died_for_both_moves_nothing),
		cmocka_unit_test(a_peer_that_still_reaches_one_gets_the_fips),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
