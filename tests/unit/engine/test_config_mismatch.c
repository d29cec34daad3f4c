#include "engine/config_mismatch.h"

#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

static void two_nodes_that_fit_together_have_no_mismatch(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	assert_int_equal(
		config_mismatch_told(&scene.engine.config_mismatch), REASON_NONE);
	scene_pass_hearing(&scene, 60 * SECOND_US);
	assert_int_equal(scene.told[EVENT_CONFIG_MISMATCH], 0);
	assert_int_equal(scene.told[EVENT_CONFIG_MATCH], 0);
}

/* Let the peer say something else about one thing; return what is told of it. */
static enum reason told_of(struct scene *scene)
{
	scene_pass_hearing(scene, 14 * SECOND_US);
	assert_int_equal(scene->told[EVENT_CONFIG_MISMATCH], 1);
	return scene->events[EVENT_CONFIG_MISMATCH].reason;
}

static void both_standby_is_a_mismatch(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.words.role_flags = ROLE_FLAG_HOLDS;
	assert_int_equal(told_of(&scene), REASON_NONE_PREFERRED);
}

static void both_active_is_a_mismatch(void **state)
{
	struct settings settings = scene_settings();
	struct scene scene;

	(void)state;
	settings.preferred = true;
	settings.automatic_failback = false;
	scene = scene_begin(&settings);
	assert_int_equal(told_of(&scene), REASON_BOTH_PREFERRED);
}

static void other_fips_are_a_mismatch(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.words.digest = 2;
	assert_int_equal(told_of(&scene), REASON_FIPS_DIFFER);
}

static void another_count_or_interval_is_a_mismatch(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.words.count = 4;
	assert_int_equal(told_of(&scene), REASON_TIMING_DIFFERS);
	scene = scene_standby();
	scene.words.interval_ms = 1999;
	assert_int_equal(told_of(&scene), REASON_TIMING_DIFFERS);
}

static void a_mismatch_is_told_after_the_detection_time(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.words.digest = 2;
	scene_hear(&scene);
	scene_pass_hearing(&scene, 8 * SECOND_US);
	assert_int_equal(scene.told[EVENT_CONFIG_MISMATCH], 0);
	scene_pass_hearing(&scene, 2 * SECOND_US);
	assert_int_equal(scene.told[EVENT_CONFIG_MISMATCH], 1);
}

static void a_change_on_one_node_after_the_other_is_no_mismatch(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.words.digest = 2;
	scene_pass_hearing(&scene, 8 * SECOND_US);
	scene.words.digest = 1;
	scene_pass_hearing(&scene, 20 * SECOND_US);
	assert_int_equal(scene.told[EVENT_CONFIG_MISMATCH], 0);
	assert_int_equal(scene.told[EVENT_CONFIG_MATCH], 0);
}

static void the_end_of_a_mismatch_is_told_once(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.words.digest = 2;
	scene_pass_hearing(&scene, 14 * SECOND_US);
	scene.words.digest = 1;
	scene_pass_hearing(&scene, 30 * SECOND_US);
	assert_int_equal(scene.told[EVENT_CONFIG_MATCH], 1);
	assert_int_equal(scene.events[EVENT_CONFIG_MATCH].reason, REASON_FIPS_DIFFER);
}

/* A second contradiction was hidden behind the first. */
static void each_contradiction_is_told_and_ends_by_itself(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.words.role_flags = ROLE_FLAG_HOLDS;
	assert_int_equal(told_of(&scene), REASON_NONE_PREFERRED);
	scene.words.digest = 2;
	scene_pass_hearing(&scene, 14 * SECOND_US);
	assert_int_equal(scene.told[EVENT_CONFIG_MISMATCH], 2);
	assert_int_equal(
		scene.events[EVENT_CONFIG_MISMATCH].reason, REASON_FIPS_DIFFER);
	scene.words.role_flags = ROLE_FLAG_HOLDS | ROLE_FLAG_PREFERRED;
	scene_pass_hearing(&scene, 14 * SECOND_US);
	assert_int_equal(scene.told[EVENT_CONFIG_MATCH], 1);
	assert_int_equal(
		scene.events[EVENT_CONFIG_MATCH].reason, REASON_NONE_PREFERRED);
	assert_int_equal(config_mismatch_told(&scene.engine.config_mismatch),
		REASON_FIPS_DIFFER);
}

static void silence_neither_raises_nor_ends_a_mismatch(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.words.digest = 2;
	scene_pass_hearing(&scene, 14 * SECOND_US);
	scene_pass(&scene, 60 * SECOND_US);
	assert_int_equal(scene.told[EVENT_CONFIG_MISMATCH], 1);
	assert_int_equal(scene.told[EVENT_CONFIG_MATCH], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_nodes_that_fit_together_have_no_mismatch),
		cmocka_unit_test(both_standby_is_a_mismatch),
		cmocka_unit_test(both_active_is_a_mismatch),
		cmocka_unit_test(other_fips_are_a_mismatch),
		cmocka_unit_test(another_count_or_interval_is_a_mismatch),
		cmocka_unit_test(a_mismatch_is_told_after_the_detection_time),
		cmocka_unit_test(a_change_on_one_node_after_the_other_is_no_mismatch),
		cmocka_unit_test(the_end_of_a_mismatch_is_told_once),
		cmocka_unit_test(each_contradiction_is_told_and_ends_by_itself),
		cmocka_unit_test(silence_neither_raises_nor_ends_a_mismatch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
