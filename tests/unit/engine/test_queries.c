#include "engine/queries.h"

#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

/* A standby that has just heard its active, preferred peer, with the default timing. */
static struct engine standby(int64_t *now_us)
{
	struct scene scene = scene_standby();

	*now_us = scene.now_us;
	return scene.engine;
}

static void the_peer_is_heard_until_the_detection_time_is_over(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	assert_int_equal(query_detection_us(&engine), 10 * SECOND_US);
	assert_true(query_hears_peer(&engine, now_us + 10 * SECOND_US - 1));
	assert_false(query_hears_peer(&engine, now_us + 10 * SECOND_US));
}

static void the_role_of_a_peer_that_is_not_heard_is_unknown(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	assert_int_equal(query_peer_role(&engine, now_us), ROLE_ACTIVE);
	engine.liveness.left = true;
	assert_int_equal(query_peer_role(&engine, now_us), ROLE_UNKNOWN);
}

static void the_slower_node_sets_the_interval(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.liveness.last.interval_ms = 3000;
	assert_int_equal(query_interval_us(&engine), 3 * SECOND_US);
	engine.liveness.last.interval_ms = 100;
	assert_int_equal(query_interval_us(&engine), 2 * SECOND_US);
}

static int64_t reference_spacing_of(uint32_t interval_ms)
{
	struct engine engine = { .settings = { .interval_ms = interval_ms } };

	return query_reference_spacing_us(&engine);
}

static void references_are_asked_each_half_beat_within_limits(void **state)
{
	(void)state;
	assert_int_equal(reference_spacing_of(100), 100 * MS_US);
	assert_int_equal(reference_spacing_of(198), 100 * MS_US);
	assert_int_equal(reference_spacing_of(202), 101 * MS_US);
	assert_int_equal(reference_spacing_of(1998), 999 * MS_US);
	assert_int_equal(reference_spacing_of(2002), SECOND_US);
	assert_int_equal(reference_spacing_of(10000), SECOND_US);
}

static void references_that_are_not_configured_cut_nobody_off(void **state)
{
	struct engine engine = { .reference_watch = { .lost = true } };

	(void)state;
	assert_false(query_is_cut_off(&engine, SECOND_US));
	engine.settings.references = true;
	assert_true(query_is_cut_off(&engine, SECOND_US));
}

static void a_node_is_cut_off_after_two_askings_alone(void **state)
{
	struct engine engine = {
		.settings = { .references = true, .interval_ms = 2000 },
		.reference_watch = { .lost = true, .alone_us = 50 },
	};

	(void)state;
	assert_false(query_is_cut_off(&engine, 2 * SECOND_US + 49));
	assert_true(query_is_cut_off(&engine, 2 * SECOND_US + 50));
	engine.reference_watch.lost = false;
	assert_false(query_is_cut_off(&engine, 2 * SECOND_US + 50));
}

static void a_node_that_is_able_and_not_cut_off_is_healthy(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	assert_true(query_is_healthy(&engine, now_us));
	engine.settings.references = true;
	engine.reference_watch.lost = true;
	assert_false(query_is_healthy(&engine, now_us + 60 * SECOND_US));
	engine.settings.references = false;
	engine.fitness.interface_up = false;
	assert_false(query_is_healthy(&engine, now_us));
}

static void maintenance_and_yielding_leave_a_node_healthy_but_unfit(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.fitness.yielding_until_us = now_us + 1;
	assert_false(query_is_fit(&engine, now_us));
	assert_true(query_is_fit(&engine, now_us + 1));
	engine.settings.maintenance = true;
	assert_false(query_is_fit(&engine, now_us + 1));
	assert_true(query_is_healthy(&engine, now_us + 1));
}

static void failback_needs_the_peer_both_ways_the_same_fips_and_a_standby(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);
	struct engine other = engine;

	(void)state;
	assert_true(query_is_stable(&engine, now_us));
	assert_false(query_is_stable(&engine, now_us + 10 * SECOND_US));
	other.liveness.last.flags = 0;
	assert_false(query_is_stable(&other, now_us));
	other = engine;
	other.settings.digest++;
	assert_false(query_is_stable(&other, now_us));
	other = engine;
	other.standing.role = ROLE_FAULT;
	assert_false(query_is_stable(&other, now_us));
}

static void what_is_not_stable_has_been_so_for_no_time(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.liveness.stable_since_us = now_us - 700;
	assert_int_equal(query_stable_us(&engine, now_us), 700);
	engine.standing.role = ROLE_FAULT;
	assert_int_equal(query_stable_us(&engine, now_us), -1);
}

static void a_peer_that_was_heard_is_claimed_from_after_the_detection_time(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	assert_int_equal(query_patience_us(&engine), 10 * SECOND_US);
	engine.settings.interval_ms = 100;
	engine.liveness.last.interval_ms = 100;
	assert_int_equal(query_patience_us(&engine), 500 * MS_US);
}

static void of_an_unknown_peer_a_part_of_its_lease_is_waited_out(void **state)
{
	struct engine engine = { .settings = { .interval_ms = 100, .count = 5 } };

	(void)state;
	assert_int_equal(query_patience_us(&engine), 1250 * MS_US);
	assert_int_equal(query_initial_wait_us(&engine), 1212500);
	engine.settings.interval_ms = 800;
	engine.settings.count = 3;
	assert_int_equal(query_patience_us(&engine), 3150 * MS_US);
	engine.settings.interval_ms = 2000;
	engine.settings.count = 5;
	assert_int_equal(query_patience_us(&engine), 10 * SECOND_US);
}

static void who_is_not_preferred_waits_three_quarters_of_a_second_longer(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	assert_int_equal(query_initial_wait_us(&engine), 10 * SECOND_US);
	engine.settings.interval_ms = 500;
	engine.liveness.last.interval_ms = 500;
	assert_int_equal(query_initial_wait_us(&engine), 2812500);
	engine.settings.interval_ms = 2000;
	engine.settings.preferred = true;
	assert_int_equal(query_initial_wait_us(&engine), 9250 * MS_US);
}

static void the_peer_is_unwell_if_it_says_so_and_is_heard(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	assert_false(query_peer_is_unwell(&engine, now_us));
	engine.liveness.last.role_flags |= ROLE_FLAG_UNWELL;
	assert_true(query_peer_is_unwell(&engine, now_us));
	assert_false(query_peer_is_unwell(&engine, now_us + 10 * SECOND_US));
}

static void one_link_is_enough_to_know_what_the_peer_reads(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.links[0].reads = 1;
	assert_false(query_peer_reads_2(&engine));
	engine.links[LINKS_MAX - 1].reads = 2;
	assert_true(query_peer_reads_2(&engine));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_peer_is_heard_until_the_detection_time_is_over),
		cmocka_unit_test(the_role_of_a_peer_that_is_not_heard_is_unknown),
		cmocka_unit_test(the_slower_node_sets_the_interval),
		cmocka_unit_test(references_are_asked_each_half_beat_within_limits),
		cmocka_unit_test(references_that_are_not_configured_cut_nobody_off),
		cmocka_unit_test(a_node_is_cut_off_after_two_askings_alone),
		cmocka_unit_test(a_node_that_is_able_and_not_cut_off_is_healthy),
		cmocka_unit_test(
			maintenance_and_yielding_leave_a_node_healthy_but_unfit),
		cmocka_unit_test(
			failback_needs_the_peer_both_ways_the_same_fips_and_a_standby),
		cmocka_unit_test(what_is_not_stable_has_been_so_for_no_time),
		cmocka_unit_test(
			a_peer_that_was_heard_is_claimed_from_after_the_detection_time),
		cmocka_unit_test(of_an_unknown_peer_a_part_of_its_lease_is_waited_out),
		cmocka_unit_test(
			who_is_not_preferred_waits_three_quarters_of_a_second_longer),
		cmocka_unit_test(the_peer_is_unwell_if_it_says_so_and_is_heard),
		cmocka_unit_test(one_link_is_enough_to_know_what_the_peer_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
