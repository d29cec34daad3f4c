/* What the operator may do, command by command. */
#include "unit/cmocka_all.h"

#include "engine/operator.h"
#include "unit/engine/scene.h"

/* A node in a role beside a peer that is heard and hears, in a role of its own. */
static struct engine beside(enum role role, enum role peer)
{
	struct scene scene = scene_standby();

	scene.engine.standing.role = role;
	scene.engine.standing.reason = REASON_KERNEL_REFUSED;
	scene.engine.liveness.last.role = (uint8_t)peer;
	return scene.engine;
}

static void assert_refusal(
	const struct engine *engine, enum command command, enum reason reason)
{
	assert_int_equal(operator_refusal(engine, command, 1100 * MS_US), reason);
}

static void an_active_gives_only_to_a_fit_standby(void **state)
{
	struct engine engine = beside(ROLE_ACTIVE, ROLE_STANDBY);

	(void)state;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_NONE);
	engine.liveness.last.healthy = 0;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_PEER_FAULT);
	engine.liveness.last.flags |= FLAG_MAINTENANCE;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_PEER_MAINTENANCE);
	engine = beside(ROLE_ACTIVE, ROLE_CLAIMING);
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_PEER_SETTLING);
}

static void a_standby_takes_only_if_it_can_and_from_an_active(void **state)
{
	struct engine engine = beside(ROLE_STANDBY, ROLE_ACTIVE);

	(void)state;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_NONE);
	engine.fitness.interface_up = false;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_INTERFACE_DOWN);
	engine.settings.maintenance = true;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_MAINTENANCE);
	engine = beside(ROLE_STANDBY, ROLE_STANDBY);
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_PEER_SETTLING);
}

static void nothing_moves_without_a_peer_that_is_heard_and_hears(void **state)
{
	struct engine engine = beside(ROLE_ACTIVE, ROLE_STANDBY);

	(void)state;
	engine.liveness.last.flags = 0;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_PEER_SILENT);
	engine = beside(ROLE_ACTIVE, ROLE_STANDBY);
	engine.liveness.left = true;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_PEER_SILENT);
	engine.standing.role = ROLE_DISABLED;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_DISABLED);
}

static void other_roles_say_why_they_cannot(void **state)
{
	struct engine engine = beside(ROLE_FAULT, ROLE_ACTIVE);

	(void)state;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_KERNEL_REFUSED);
	engine.standing.role = ROLE_HELD;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_PEER_SETTLING);
	assert_refusal(&engine, COMMAND_FORCE_SWITCHOVER, REASON_NONE);
	engine.standing.role = ROLE_FAULT;
	assert_refusal(&engine, COMMAND_FORCE_SWITCHOVER, REASON_KERNEL_REFUSED);
}

static void who_serves_or_is_about_to_needs_a_successor(void **state)
{
	struct engine engine = beside(ROLE_ACTIVE, ROLE_CLAIMING);

	(void)state;
	assert_refusal(&engine, COMMAND_MAINTENANCE, REASON_PEER_SETTLING);
	engine.standing.role = ROLE_CLAIMING;
	assert_refusal(&engine, COMMAND_MAINTENANCE, REASON_PEER_SETTLING);
	engine.standing.role = ROLE_HELD;
	assert_refusal(&engine, COMMAND_MAINTENANCE, REASON_NONE);
}

static void what_only_concerns_this_node_is_never_refused(void **state)
{
	struct engine engine = beside(ROLE_DISABLED, ROLE_ACTIVE);

	(void)state;
	assert_refusal(&engine, COMMAND_RESET_COUNTERS, REASON_NONE);
	assert_refusal(&engine, COMMAND_CLEAR_FAULT, REASON_NONE);
	assert_refusal(&engine, COMMAND_FORCE_OUT, REASON_NONE);
}

static struct scene commanded(struct engine engine, enum command command)
{
	struct scene scene = { .engine = engine, .now_us = 1100 * MS_US };
	struct input input = { .kind = INPUT_COMMAND, .command = command };

	input.now_us = scene.now_us;
	actions_clear(&scene.actions);
	operator_command(STEP(&scene.engine, input.now_us, &scene.actions), &input);
	return scene;
}

static void a_refused_action_is_told_with_its_reason(void **state)
{
	struct scene scene =
		commanded(beside(ROLE_STANDBY, ROLE_STANDBY), COMMAND_SWITCHOVER);

	(void)state;
	assert_int_equal(scene.engine.handover.progress, PROGRESS_REFUSED);
	assert_int_equal(scene.engine.handover.refusal, REASON_PEER_SETTLING);
	assert_int_equal(scene.actions.count, 1);
	assert_int_equal(scene.actions.list[0].event.kind, EVENT_ACTION_REFUSED);
	assert_int_equal(scene.actions.list[0].event.reason, REASON_PEER_SETTLING);
	assert_false(scene.engine.handover.requesting);
}

static void a_switchover_invites_requests_or_forces(void **state)
{
	struct scene scene =
		commanded(beside(ROLE_ACTIVE, ROLE_STANDBY), COMMAND_SWITCHOVER);

	(void)state;
	assert_true(scene.engine.handover.inviting);
	assert_int_equal(scene.engine.handover.progress, PROGRESS_RUNNING);
	scene = commanded(beside(ROLE_STANDBY, ROLE_ACTIVE), COMMAND_SWITCHOVER);
	assert_true(scene.engine.handover.requesting);
	assert_true(scene.engine.handover.forced);
	assert_false(scene.engine.wishes.forcing);
	scene = commanded(beside(ROLE_HELD, ROLE_ACTIVE), COMMAND_FORCE_SWITCHOVER);
	assert_true(scene.engine.wishes.forcing);
	assert_false(scene.engine.handover.requesting);
}

static void to_clear_a_fault_forgets_pauses_and_backoff(void **state)
{
	struct engine engine = beside(ROLE_FAULT, ROLE_ACTIVE);
	struct scene scene;

	(void)state;
	engine.fitness.refused_until_us = INT64_MAX;
	engine.fitness.often_until_us = INT64_MAX;
	engine.damping.until_us = INT64_MAX;
	scene = commanded(engine, COMMAND_CLEAR_FAULT);
	assert_int_equal(scene.engine.fitness.refused_until_us, scene.now_us);
	assert_int_equal(scene.engine.fitness.often_until_us, scene.now_us);
	assert_int_equal(scene.engine.damping.until_us, scene.now_us);
}

static void counters_begin_again_now(void **state)
{
	struct engine engine = beside(ROLE_ACTIVE, ROLE_STANDBY);
	struct scene scene;

	(void)state;
	engine.counters.failovers = 7;
	scene = commanded(engine, COMMAND_RESET_COUNTERS);
	assert_int_equal(scene.engine.counters.failovers, 0);
	assert_int_equal(scene.engine.counters.counted_us, scene.now_us);
}

static void only_maintenance_can_be_forced(void **state)
{
	struct engine engine = beside(ROLE_ACTIVE, ROLE_STANDBY);

	(void)state;
	assert_false(commanded(engine, COMMAND_FORCE_OUT).engine.wishes.forced_out);
	engine.settings.maintenance = true;
	assert_true(commanded(engine, COMMAND_FORCE_OUT).engine.wishes.forced_out);
}

static void only_who_stands_by_or_holds_for_certain_can_return(void **state)
{
	struct engine engine = beside(ROLE_STANDBY, ROLE_ACTIVE);

	(void)state;
	assert_true(operator_can_return(&engine, SECOND_US));
	engine.standing.role = ROLE_ACTIVE;
	assert_false(operator_can_return(&engine, SECOND_US));
	lease_ask(&engine.lease, &engine.settings, SECOND_US);
	assert_false(operator_can_return(&engine, SECOND_US));
	engine.lease.state = LEASE_HELD;
	assert_true(operator_can_return(&engine, 6500 * MS_US - 1));
	assert_false(operator_can_return(&engine, 6500 * MS_US));
	engine.standing.role = ROLE_CLAIMING;
	assert_false(operator_can_return(&engine, SECOND_US));
}

/* table */
static void an_answer_that_goes_on_is_not_forced_away(void **state)
{
	struct engine engine = beside(ROLE_CLAIMING, ROLE_ACTIVE);

	(void)state;
	assert_refusal(&engine, COMMAND_FORCE_SWITCHOVER, REASON_NONE);
	engine.probe.contested_us = 1;
	assert_refusal(&engine, COMMAND_FORCE_SWITCHOVER, REASON_RIVAL_PROBES);
	engine = beside(ROLE_HELD, ROLE_ACTIVE);
	engine.standing.reason = REASON_RIVAL_PROBES;
	assert_refusal(&engine, COMMAND_FORCE_SWITCHOVER, REASON_RIVAL_PROBES);
}

static void nobody_vouches_against_a_peer_that_has_just_spoken(void **state)
{
	struct engine engine = beside(ROLE_HELD, ROLE_ACTIVE);
	int64_t heard_us = engine.liveness.heard_us;

	(void)state;
	assert_int_equal(
		operator_refusal(&engine, COMMAND_VOUCH, heard_us + 5 * SECOND_US - 1),
		REASON_PEER_HEARD);
	assert_int_equal(
		operator_refusal(&engine, COMMAND_VOUCH, heard_us + 5 * SECOND_US),
		REASON_NONE);
	engine.liveness.left = true;
	assert_int_equal(
		operator_refusal(&engine, COMMAND_VOUCH, heard_us), REASON_NONE);
}

static void who_vouches_needs_a_node_that_can_take(void **state)
{
	struct engine engine = beside(ROLE_STANDBY, ROLE_ACTIVE);

	(void)state;
	liveness_dismiss(&engine.liveness);
	assert_refusal(&engine, COMMAND_VOUCH, REASON_NONE);
	engine.standing.role = ROLE_RELEASING;
	assert_refusal(&engine, COMMAND_VOUCH, REASON_PEER_SETTLING);
	engine.fitness.interface_up = false;
	assert_refusal(&engine, COMMAND_VOUCH, REASON_INTERFACE_DOWN);
	engine.standing.role = ROLE_FAULT;
	assert_refusal(&engine, COMMAND_VOUCH, REASON_KERNEL_REFUSED);
	engine.settings.maintenance = true;
	assert_refusal(&engine, COMMAND_VOUCH, REASON_MAINTENANCE);
	engine.lease.state = LEASE_REMOVING;
	assert_refusal(&engine, COMMAND_VOUCH, REASON_HERE_ALREADY);
	engine.standing.role = ROLE_DISABLED;
	assert_refusal(&engine, COMMAND_VOUCH, REASON_DISABLED);
}

static void who_vouches_dismisses_the_peer(void **state)
{
	struct engine engine = beside(ROLE_HELD, ROLE_ACTIVE);
	struct scene scene;

	(void)state;
	engine.liveness.heard_us -= 5 * SECOND_US;
	scene = commanded(engine, COMMAND_VOUCH);
	assert_true(scene.engine.wishes.vouched);
	assert_true(scene.engine.liveness.left);
	assert_int_equal(scene.engine.handover.progress, PROGRESS_RUNNING);
	scene = commanded(engine, COMMAND_FORCE_SWITCHOVER);
	assert_false(scene.engine.wishes.vouched);
	assert_false(scene.engine.liveness.left);
}

static void nothing_is_moved_to_a_node_that_would_give_it_back(void **state)
{
	struct engine engine = beside(ROLE_ACTIVE, ROLE_STANDBY);

	(void)state;
	engine.fitness.unwell = true;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_NONE);
	engine.liveness.last.role_flags |= ROLE_FLAG_UNWELL;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_NONE);
	engine.fitness.unwell = false;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_PEER_CHECK_FAILED);
	assert_refusal(&engine, COMMAND_FORCE_SWITCHOVER, REASON_PEER_CHECK_FAILED);
	assert_refusal(&engine, COMMAND_MAINTENANCE, REASON_NONE);
	engine.liveness.last.healthy = 0;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_PEER_FAULT);
	engine = beside(ROLE_STANDBY, ROLE_ACTIVE);
	engine.liveness.last.role_flags |= ROLE_FLAG_UNWELL;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_NONE);
	engine.fitness.unwell = true;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_NONE);
	engine.liveness.last.role_flags = 0;
	assert_refusal(&engine, COMMAND_SWITCHOVER, REASON_CHECK_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_active_gives_only_to_a_fit_standby),
		cmocka_unit_test(a_standby_takes_only_if_it_can_and_from_an_active),
		cmocka_unit_test(nothing_moves_without_a_peer_that_is_heard_and_hears),
		cmocka_unit_test(other_roles_say_why_they_cannot),
		cmocka_unit_test(who_serves_or_is_about_to_needs_a_successor),
		cmocka_unit_test(what_only_concerns_this_node_is_never_refused),
		cmocka_unit_test(a_refused_action_is_told_with_its_reason),
		cmocka_unit_test(a_switchover_invites_requests_or_forces),
		cmocka_unit_test(to_clear_a_fault_forgets_pauses_and_backoff),
		cmocka_unit_test(counters_begin_again_now),
		cmocka_unit_test(only_maintenance_can_be_forced),
		cmocka_unit_test(only_who_stands_by_or_holds_for_certain_can_return),
		cmocka_unit_test(an_answer_that_goes_on_is_not_forced_away),
		cmocka_unit_test(nobody_vouches_against_a_peer_that_has_just_spoken),
		cmocka_unit_test(who_vouches_needs_a_node_that_can_take),
		cmocka_unit_test(who_vouches_dismisses_the_peer),
		cmocka_unit_test(nothing_is_moved_to_a_node_that_would_give_it_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
