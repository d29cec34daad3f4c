#include "engine/operator.h"

#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

static void set_maintenance(struct scene *scene, bool on)
{
	struct input input = { .kind = INPUT_SETTINGS };

	input.settings = scene->engine.settings;
	input.settings.maintenance = on;
	scene_step(scene, &input);
}

static void command(struct scene *scene, enum command command)
{
	struct input input = { .kind = INPUT_COMMAND, .command = command };

	scene_step(scene, &input);
}

static struct scene active(void)
{
	struct settings settings = scene_settings();

	settings.preferred = true;
	return scene_active(&settings);
}

/* The peer asks for the F-IPs, as it does when it is invited. */
static void request(struct scene *scene, unsigned flags)
{
	scene->words.operation = OPERATION_REQUEST;
	scene->words.transaction = 7;
	scene->words.flags = (uint8_t)(FLAG_HEARS_YOU | flags);
	scene_hear(scene);
	scene->words.operation = OPERATION_NONE;
}

static bool says(const struct scene *scene, unsigned flag)
{
	for (unsigned i = 0; i < scene->actions.count; i++) {
		const struct action *action = &scene->actions.list[i];

		if (action->kind == ACTION_SEND
			&& (action->heartbeat.flags & flag) != 0) {
			return true;
		}
	}
	return false;
}

static void maintenance_invites_the_peer_and_hands_over(void **state)
{
	struct scene scene = active();

	(void)state;
	assert_int_equal(scene.engine.standing.role, ROLE_ACTIVE);
	set_maintenance(&scene, true);
	assert_true(scene.engine.handover.inviting);
	assert_true(says(&scene, FLAG_INVITE) && says(&scene, FLAG_MAINTENANCE));
	request(&scene, FLAG_PINNED);
	assert_int_equal(scene.engine.standing.role, ROLE_RELEASING);
	assert_int_equal(scene.engine.standing.reason, REASON_MAINTENANCE);
	scene.words.role = ROLE_ACTIVE;
	scene_hear(&scene);
	assert_int_equal(scene.engine.standing.role, ROLE_STANDBY);
	assert_int_equal(scene.engine.counters.switchovers, 1);
}

static void in_maintenance_a_lost_peer_is_not_replaced(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	set_maintenance(&scene, true);
	scene_pass(&scene, 60 * SECOND_US);
	assert_int_equal(scene.engine.standing.role, ROLE_STANDBY);
	set_maintenance(&scene, false);
	scene_pass(&scene, 5 * SECOND_US);
	assert_int_equal(scene.engine.standing.role, ROLE_ACTIVE);
}

static void in_maintenance_a_node_boots_into_standby_alone(void **state)
{
	struct settings settings = scene_settings();
	struct scene scene;

	(void)state;
	settings.maintenance = true;
	scene = scene_begin(&settings);
	scene_pass(&scene, 60 * SECOND_US);
	assert_int_equal(scene.engine.standing.role, ROLE_STANDBY);
	assert_int_equal(scene.engine.standing.reason, REASON_MAINTENANCE);
}

static void maintenance_is_refused_where_nobody_could_take_over(void **state)
{
	struct scene scene = active();

	(void)state;
	assert_int_equal(
		operator_refusal(&scene.engine, COMMAND_MAINTENANCE, scene.now_us),
		REASON_NONE);
	scene.words.flags = FLAG_HEARS_YOU | FLAG_MAINTENANCE;
	scene_hear(&scene);
	assert_int_equal(
		operator_refusal(&scene.engine, COMMAND_MAINTENANCE, scene.now_us),
		REASON_PEER_MAINTENANCE);
	scene_pass(&scene, 20 * SECOND_US);
	assert_int_equal(
		operator_refusal(&scene.engine, COMMAND_MAINTENANCE, scene.now_us),
		REASON_PEER_SILENT);
}

static void a_standby_may_always_go_into_maintenance(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.words.healthy = 0;
	scene_hear(&scene);
	assert_int_equal(
		operator_refusal(&scene.engine, COMMAND_MAINTENANCE, scene.now_us),
		REASON_NONE);
}

static void forced_maintenance_drops_the_fips_though_nobody_takes_them(void **state)
{
	struct scene scene = active();

	(void)state;
	scene_pass(&scene, 20 * SECOND_US);
	set_maintenance(&scene, true);
	scene_pass(&scene, 20 * SECOND_US);
	assert_int_equal(scene.engine.standing.role, ROLE_ACTIVE);
	command(&scene, COMMAND_FORCE_OUT);
	assert_int_equal(scene.engine.standing.role, ROLE_STANDBY);
	assert_int_equal(scene.engine.lease.state, LEASE_NONE);
	assert_int_equal(scene.engine.standing.reason, REASON_MAINTENANCE);
}

static void an_invitation_in_vain_is_made_again_after_a_pause(void **state)
{
	struct scene scene = active();

	(void)state;
	set_maintenance(&scene, true);
	scene_pass_hearing(&scene, 2 * SECOND_US);
	assert_false(scene.engine.handover.inviting);
	assert_int_equal(scene.engine.standing.role, ROLE_ACTIVE);
	scene_pass_hearing(&scene, 18 * SECOND_US);
	scene_pass(&scene, 1200 * MS_US);
	assert_true(scene.engine.handover.inviting);
}

static void who_takes_over_from_a_node_in_maintenance_is_not_pinned(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.words.flags = FLAG_HEARS_YOU | FLAG_MAINTENANCE | FLAG_INVITE;
	scene_hear(&scene);
	assert_true(scene.engine.handover.requesting);
	scene.words.role = ROLE_RELEASING;
	scene.words.role_flags = ROLE_FLAG_PREFERRED;
	scene.words.operation = OPERATION_GRANT;
	scene.words.transaction = scene.engine.handover.transaction;
	scene_hear(&scene);
	assert_int_equal(scene.engine.standing.role, ROLE_ACTIVE);
	assert_int_equal(scene.engine.standing.reason, REASON_PEER_MAINTENANCE);
	assert_int_equal(scene.told[EVENT_SWITCHOVER], 1);
	assert_false(scene.engine.wishes.pinned);
}

/* A standby whose peer has gone, while a third host answers for an F-IP. */
static struct scene held(void)
{
	struct scene scene = scene_standby();
	struct input answer = { .kind = INPUT_ANSWERED, .mac = { 2, 0, 0, 0, 0, 9 } };

	scene_pass(&scene, 9900 * MS_US);
	scene_step(&scene, &answer);
	scene_pass(&scene, 2 * SECOND_US);
	return scene;
}

static void force_takes_the_fips_from_a_third_host(void **state)
{
	struct scene scene = held();

	(void)state;
	assert_int_equal(scene.engine.standing.role, ROLE_HELD);
	command(&scene, COMMAND_SWITCHOVER);
	assert_int_equal(scene.engine.standing.role, ROLE_HELD);
	assert_int_equal(scene.told[EVENT_ACTION_REFUSED], 1);
	command(&scene, COMMAND_FORCE_SWITCHOVER);
	assert_int_equal(scene.engine.standing.role, ROLE_CLAIMING);
	/* The peer is asked once more. */
	scene_pass(&scene, 750 * MS_US);
	assert_int_equal(scene.engine.standing.role, ROLE_ACTIVE);
	assert_int_equal(scene.engine.standing.reason, REASON_FORCED);
	assert_false(scene.engine.wishes.forcing);
}

static void force_ends_where_the_peer_answers(void **state)
{
	struct scene scene = held();
	struct input answer = { .kind = INPUT_ANSWERED, .consistent = true };

	(void)state;
	command(&scene, COMMAND_FORCE_SWITCHOVER);
	scene_step(&scene, &answer);
	assert_int_equal(scene.engine.standing.role, ROLE_HELD);
	assert_int_equal(scene.told[EVENT_ACTION_REFUSED], 1);
	assert_int_equal(
		scene.events[EVENT_ACTION_REFUSED].reason, REASON_ANSWERED_BY_PEER);
	assert_int_equal(scene.engine.handover.progress, PROGRESS_FAILED);
	assert_false(scene.engine.wishes.forcing);
	command(&scene, COMMAND_VOUCH);
	assert_int_equal(scene.engine.standing.role, ROLE_ACTIVE);
	assert_int_equal(scene.engine.standing.reason, REASON_PEER_IS_OFF);
	assert_int_equal(scene.told[EVENT_SWITCHOVER], 1);
	assert_int_equal(scene.engine.handover.progress, PROGRESS_SUCCEEDED);
}

static void a_fault_is_cleared_at_once(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene_tell(&scene, INPUT_HOLD_REFUSED);
	assert_int_equal(scene.engine.standing.role, ROLE_FAULT);
	command(&scene, COMMAND_CLEAR_FAULT);
	assert_int_equal(scene.engine.standing.role, ROLE_STANDBY);
}

static void stop(struct scene *scene, bool keep)
{
	struct input input = { .kind = INPUT_STOP, .keep = keep };

	scene_step(scene, &input);
}

static void a_stop_for_a_restart_keeps_the_fips_and_says_so(void **state)
{
	struct scene scene = active();
	unsigned renewals = scene.done[ACTION_RENEW];

	(void)state;
	stop(&scene, true);
	assert_int_equal(scene.done[ACTION_RENEW], renewals + 1);
	assert_int_equal(scene.done[ACTION_RELEASE], 0);
	assert_int_equal(scene.engine.standing.role, ROLE_ACTIVE);
	assert_int_equal(scene.events[EVENT_STOPPED].reason, REASON_RESTARTED);
	assert_true(scene.engine.wishes.departing);
}

static void a_standby_that_restarts_does_not_say_farewell(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	stop(&scene, true);
	assert_int_equal(scene.engine.standing.role, ROLE_STANDBY);
	assert_true(says(&scene, FLAG_RESTARTING));
}

static void a_node_in_fault_stops_in_the_usual_way(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene_tell(&scene, INPUT_HOLD_REFUSED);
	stop(&scene, true);
	assert_int_equal(scene.engine.standing.role, ROLE_DISABLED);
	assert_false(scene.engine.wishes.departing);
}

static void a_peer_that_restarts_has_the_time_of_its_lease(void **state)
{
	struct settings settings = scene_settings();
	struct scene scene;

	(void)state;
	settings.interval_ms = 100;
	scene = scene_begin(&settings);
	scene.words.interval_ms = 100;
	scene.words.flags = FLAG_HEARS_YOU | FLAG_RESTARTING;
	scene_hear(&scene);
	scene_pass(&scene, 4300 * MS_US);
	assert_int_equal(scene.engine.standing.role, ROLE_STANDBY);
	assert_int_equal(scene.told[EVENT_PEER_LOST], 0);
	scene_pass(&scene, 200 * MS_US);
	assert_int_equal(scene.engine.standing.role, ROLE_ACTIVE);
}

static void a_refused_move_resets_no_counters_and_a_reset_clears_no_fault(void **state)
{
	struct scene scene = active();

	(void)state;
	scene.engine.counters.activations = 7;
	scene.engine.damping.until_us = INT64_MAX;
	scene.words.healthy = 0;
	scene_hear(&scene);
	command(&scene, COMMAND_SWITCHOVER);
	assert_int_equal(scene.engine.counters.activations, 7);
	command(&scene, COMMAND_RESET_COUNTERS);
	assert_int_equal(scene.engine.counters.activations, 0);
	assert_int_equal(scene.engine.damping.until_us, INT64_MAX);
}

static void a_cleared_fault_forces_nobody_out(void **state)
{
	struct scene scene = active();

	(void)state;
	scene.engine.settings.maintenance = true;
	command(&scene, COMMAND_CLEAR_FAULT);
	assert_false(scene.engine.wishes.forced_out);
}

static void a_stop_of_the_active_hands_over_first(void **state)
{
	struct scene scene = active();

	(void)state;
	scene_tell(&scene, INPUT_STOP);
	assert_true(says(&scene, FLAG_INVITE) && says(&scene, FLAG_MAINTENANCE));
	assert_int_equal(scene.done[ACTION_RELEASE], 0);
	assert_false(operator_has_stopped(&scene.engine));
	scene.words.operation = OPERATION_REQUEST;
	scene.words.transaction = 1;
	scene_hear(&scene);
	assert_int_equal(scene.engine.standing.role, ROLE_RELEASING);
	scene.words.operation = OPERATION_TAKEN;
	scene.words.role = ROLE_ACTIVE;
	scene_hear(&scene);
	assert_int_equal(scene.events[EVENT_ROLE_CHANGE].reason, REASON_STOPPING);
	assert_int_equal(scene.told[EVENT_STOPPED], 0);
	scene_pass(&scene, 390 * MS_US);
	assert_false(operator_has_stopped(&scene.engine));
	scene_pass(&scene, 10 * MS_US);
	assert_true(operator_has_stopped(&scene.engine));
	assert_int_equal(scene.events[EVENT_STOPPED].from, ROLE_STANDBY);
	assert_int_equal(scene.events[EVENT_STOPPED].to, ROLE_DISABLED);
}

static void a_stop_waits_for_a_taker_no_longer_than_a_second(void **state)
{
	struct scene scene = active();

	(void)state;
	scene_tell(&scene, INPUT_STOP);
	scene_pass(&scene, 990 * MS_US);
	assert_false(operator_has_stopped(&scene.engine));
	scene_pass(&scene, 10 * MS_US);
	assert_true(operator_has_stopped(&scene.engine));
	assert_int_equal(scene.done[ACTION_RELEASE], 1);
	assert_int_equal(scene.events[EVENT_STOPPED].from, ROLE_ACTIVE);
}

static void a_second_stop_waits_for_nobody(void **state)
{
	struct scene scene = active();

	(void)state;
	scene_tell(&scene, INPUT_STOP);
	scene_tell(&scene, INPUT_STOP);
	assert_true(operator_has_stopped(&scene.engine));
	assert_int_equal(scene.done[ACTION_RELEASE], 1);
	assert_int_equal(scene.told[EVENT_STOPPED], 1);
}

static void a_stop_without_a_ready_peer_waits_for_nobody(void **state)
{
	struct scene scene = active();

	(void)state;
	scene.words.healthy = 0;
	scene_hear(&scene);
	scene_tell(&scene, INPUT_STOP);
	assert_true(operator_has_stopped(&scene.engine));
}

static void a_standby_stops_at_once_and_a_giver_when_it_has_given(void **state)
{
	struct scene scene = scene_standby();

	(void)state;
	scene.engine.handover.relaying = true;
	scene_tell(&scene, INPUT_STOP);
	assert_false(operator_has_stopped(&scene.engine));
	scene = active();
	scene.engine.standing.role = ROLE_RELEASING;
	scene.engine.standing.since_us = scene.now_us;
	scene_tell(&scene, INPUT_STOP);
	assert_false(operator_has_stopped(&scene.engine));
	assert_false(scene.engine.handover.inviting);
	scene = scene_standby();
	scene_tell(&scene, INPUT_STOP);
	assert_true(operator_has_stopped(&scene.engine));
}

static void a_stop_invites_though_the_last_move_has_just_failed(void **state)
{
	struct scene scene = active();

	(void)state;
	handover_retry_at(&scene.engine.handover, scene.now_us + 20 * SECOND_US);
	scene_tell(&scene, INPUT_STOP);
	assert_true(scene.engine.handover.inviting);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maintenance_invites_the_peer_and_hands_over),
		cmocka_unit_test(in_maintenance_a_lost_peer_is_not_replaced),
		cmocka_unit_test(in_maintenance_a_node_boots_into_standby_alone),
		cmocka_unit_test(maintenance_is_refused_where_nobody_could_take_over),
		cmocka_unit_test(a_standby_may_always_go_into_maintenance),
		cmocka_unit_test(
			forced_maintenance_drops_the_fips_though_nobody_takes_them),
		cmocka_unit_test(an_invitation_in_vain_is_made_again_after_a_pause),
		cmocka_unit_test(
			who_takes_over_from_a_node_in_maintenance_is_not_pinned),
		cmocka_unit_test(force_ends_where_the_peer_answers),
		cmocka_unit_test(force_takes_the_fips_from_a_third_host),
		cmocka_unit_test(a_fault_is_cleared_at_once),
		cmocka_unit_test(a_stop_for_a_restart_keeps_the_fips_and_says_so),
		cmocka_unit_test(a_standby_that_restarts_does_not_say_farewell),
		cmocka_unit_test(a_node_in_fault_stops_in_the_usual_way),
		cmocka_unit_test(a_peer_that_restarts_has_the_time_of_its_lease),
		cmocka_unit_test(
			a_refused_move_resets_no_counters_and_a_reset_clears_no_fault),
		cmocka_unit_test(a_cleared_fault_forces_nobody_out),
		cmocka_unit_test(a_stop_of_the_active_hands_over_first),
		cmocka_unit_test(a_stop_waits_for_a_taker_no_longer_than_a_second),
		cmocka_unit_test(a_second_stop_waits_for_nobody),
		cmocka_unit_test(a_stop_without_a_ready_peer_waits_for_nobody),
		cmocka_unit_test(a_standby_stops_at_once_and_a_giver_when_it_has_given),
		cmocka_unit_test(a_stop_invites_though_the_last_move_has_just_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
