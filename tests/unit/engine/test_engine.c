#include "engine/engine.h"

#include <string.h>

#include "engine/failover.h"
#include "engine/operator.h"
#include "unit/cmocka_all.h"

static const struct settings settings = {
	.enabled = true,
	.preferred = true,
	.automatic_failback = true,
	.node = 1,
	.count = 5,
	.pair = 1,
	.interval_ms = 2000,
	.failback_delay_ms = 20000,
	.digest = 1,
};

static struct actions step_with(
	struct engine *engine, struct input input, int64_t now_us)
{
	struct actions actions;

	input.now_us = now_us;
	engine_step(engine, &input, &actions);
	return actions;
}

static struct actions step(struct engine *engine, enum input_kind kind, int64_t now_us)
{
	struct input input;

	memset(&input, 0, sizeof(input));
	input.kind = kind;
	input.up = true;
	input.remaining_us = 5 * SECOND_US;
	return step_with(engine, input, now_us);
}

static unsigned count_of(const struct actions *actions, enum action_kind kind)
{
	unsigned count = 0;
	unsigned i;

	for (i = 0; i < actions->count; i++) {
		count += actions->list[i].kind == kind;
	}
	return count;
}

static struct engine begun(void)
{
	struct engine engine;

	engine_start(&engine, &settings, 42, 0, SECOND_US);
	step(&engine, INPUT_INTERFACE, SECOND_US);
	return engine;
}

/* Let the engine alone until it asks for the F-IPs; return when that was. */
static int64_t run_until_hold(struct engine *engine)
{
	struct actions actions;
	int steps = 0;

	do {
		actions = step(engine, INPUT_DEADLINE, engine->pace.wake_us);
		assert_true(steps++ < 1000);
	} while (count_of(&actions, ACTION_HOLD) == 0);
	return engine->pace.wake_us;
}

static struct engine active(void)
{
	struct engine engine = begun();

	run_until_hold(&engine);
	step(&engine, INPUT_HELD, engine.pace.wake_us);
	assert_int_equal(engine.standing.role, ROLE_ACTIVE);
	return engine;
}

static void the_next_wake_up_is_always_later(void **state)
{
	struct engine engine = begun();
	int i;

	(void)state;
	for (i = 0; i < 2000; i++) {
		int64_t now_us = engine.pace.wake_us;
		struct actions actions = step(&engine, INPUT_DEADLINE, now_us);

		assert_true(actions.wake_us > now_us);
	}
}

static void active_only_after_the_kernel_has_confirmed(void **state)
{
	struct engine engine = begun();

	(void)state;
	run_until_hold(&engine);
	assert_int_equal(engine.standing.role, ROLE_CLAIMING);
	step(&engine, INPUT_HELD, engine.pace.wake_us);
	assert_int_equal(engine.standing.role, ROLE_ACTIVE);
}

static void a_beat_is_sent_after_its_renewal(void **state)
{
	struct engine engine = active();
	struct actions actions;

	(void)state;
	do {
		actions = step(&engine, INPUT_DEADLINE, engine.pace.wake_us);
	} while (count_of(&actions, ACTION_RENEW) == 0);
	assert_int_equal(actions.list[0].kind, ACTION_RENEW);
	assert_int_equal(actions.list[1].kind, ACTION_SEND);
}

static void an_active_node_drops_its_fips_before_it_speaks_after_a_stall(void **state)
{
	struct engine engine = active();
	struct actions actions =
		step(&engine, INPUT_DEADLINE, engine.pace.wake_us + 6 * SECOND_US);

	(void)state;
	assert_int_equal(engine.standing.role, ROLE_INITIAL);
	assert_int_equal(actions.list[0].kind, ACTION_RELEASE);
	assert_int_equal(count_of(&actions, ACTION_RENEW), 0);
}

static void notes_come_behind_all_else(void **state)
{
	struct engine engine = begun();
	struct actions actions;
	unsigned i;

	(void)state;
	run_until_hold(&engine);
	actions = step(&engine, INPUT_HELD, engine.pace.wake_us);
	assert_true(count_of(&actions, ACTION_EMIT) > 0);
	for (i = 1; i < actions.count; i++) {
		assert_false(actions.list[i - 1].kind == ACTION_EMIT
			     && (actions.list[i].kind == ACTION_SEND
				     || actions.list[i].kind == ACTION_ANNOUNCE));
	}
}

static void found_fips_with_little_time_left_are_removed(void **state)
{
	struct engine engine = begun();
	struct input input;
	struct actions actions;

	(void)state;
	memset(&input, 0, sizeof(input));
	input.kind = INPUT_FIPS_FOUND;
	input.remaining_us = 500 * MS_US;
	actions = step_with(&engine, input, SECOND_US);
	assert_int_equal(count_of(&actions, ACTION_RELEASE), 1);
	assert_int_equal(count_of(&actions, ACTION_RENEW), 0);
}

static void found_fips_are_renewed_at_once(void **state)
{
	struct engine engine = begun();
	struct actions actions = step(&engine, INPUT_FIPS_FOUND, SECOND_US);

	(void)state;
	assert_int_equal(actions.list[0].kind, ACTION_RENEW);
	assert_int_equal(engine.standing.role, ROLE_INITIAL);
}

static void a_switchover_without_a_peer_is_refused(void **state)
{
	struct engine engine = active();

	(void)state;
	assert_int_equal(
		operator_refusal(&engine, COMMAND_SWITCHOVER, engine.pace.wake_us),
		REASON_PEER_SILENT);
}

static void counters_can_be_reset(void **state)
{
	struct engine engine = active();
	struct input input;

	(void)state;
	memset(&input, 0, sizeof(input));
	input.kind = INPUT_COMMAND;
	input.command = COMMAND_RESET_COUNTERS;
	assert_int_equal(engine.counters.activations, 1);
	step_with(&engine, input, engine.pace.wake_us);
	assert_int_equal(engine.counters.activations, 0);
}

static void a_stop_removes_first_and_says_farewell_then(void **state)
{
	struct engine engine = active();
	struct actions actions = step(&engine, INPUT_STOP, engine.pace.wake_us);
	unsigned i;

	(void)state;
	assert_int_equal(actions.list[0].kind, ACTION_RELEASE);
	actions = step(&engine, INPUT_RELEASED, engine.pace.wake_us);
	assert_int_equal(count_of(&actions, ACTION_SEND), 3);
	for (i = 0; i < 3; i++) {
		assert_int_equal(
			actions.list[i].heartbeat.operation, OPERATION_LEAVING);
		assert_int_equal(
			actions.list[i].heartbeat.role_flags & ROLE_FLAG_HOLDS, 0);
	}
}

/* Let the engine hear a peer that proves itself and says this, a standby unless it has
 * taken the F-IPs; what it requests is at the operator's wish. */
static struct actions hear(struct engine *engine, enum operation operation)
{
	struct input input;

	memset(&input, 0, sizeof(input));
	input.kind = INPUT_HEARTBEAT;
	input.heartbeat = (struct heartbeat){
		.incarnation = 99,
		.echo = engine->links[0].session.own,
		.acknowledged = engine->links[0].session.sent,
		.sequence = engine->links[0].session.received + 1,
		.round = engine->liveness.last.round + 1,
		.link = 1,
		.interval_ms = 2000,
		.count = 5,
		.node = 2,
		.role = operation == OPERATION_TAKEN ? ROLE_ACTIVE : ROLE_STANDBY,
		.operation = (uint8_t)operation,
		.flags = FLAG_HEARS_YOU
			 | (operation == OPERATION_REQUEST ? FLAG_PINNED : 0),
		.healthy = 1,
		.digest = 1,
		.transaction = 7,
	};
	return step_with(engine, input, engine->pace.wake_us - 1);
}

static void a_request_is_granted_only_after_the_removal(void **state)
{
	struct engine engine = active();
	struct actions actions;

	(void)state;
	hear(&engine, OPERATION_NONE);
	actions = hear(&engine, OPERATION_REQUEST);
	assert_int_equal(engine.standing.role, ROLE_RELEASING);
	assert_int_equal(actions.list[0].kind, ACTION_RELAY);
	assert_int_equal(actions.list[0].relay, RELAY_CATCH);
	assert_int_equal(actions.list[1].kind, ACTION_RELEASE);
	assert_int_equal(count_of(&actions, ACTION_SEND), 0);
	actions = step(&engine, INPUT_RELEASED, engine.pace.wake_us - 1);
	assert_int_equal(actions.list[0].heartbeat.operation, OPERATION_GRANT);
	assert_int_equal(actions.list[0].heartbeat.transaction, 7);
}

static void packets_are_sent_on_once_the_taker_holds_and_for_a_second(void **state)
{
	struct engine engine = active();
	struct actions actions;
	int steps = 0;

	(void)state;
	hear(&engine, OPERATION_REQUEST);
	step(&engine, INPUT_RELEASED, engine.pace.wake_us - 1);
	actions = hear(&engine, OPERATION_TAKEN);
	assert_int_equal(engine.standing.role, ROLE_STANDBY);
	assert_int_equal(actions.list[0].kind, ACTION_RELAY);
	assert_int_equal(actions.list[0].relay, RELAY_PASS);
	do {
		actions = step(&engine, INPUT_DEADLINE, engine.pace.wake_us);
		assert_true(steps++ < 100);
	} while (count_of(&actions, ACTION_RELAY) == 0);
	assert_false(engine.handover.relaying);
}

static void a_giver_whose_taker_is_silent_asks_the_segment(void **state)
{
	struct engine engine = active();
	int steps = 0;

	(void)state;
	hear(&engine, OPERATION_REQUEST);
	step(&engine, INPUT_RELEASED, engine.pace.wake_us - 1);
	while (engine.standing.role == ROLE_RELEASING) {
		step(&engine, INPUT_DEADLINE, engine.pace.wake_us);
		assert_true(steps++ < 200);
	}
	assert_int_equal(engine.standing.role, ROLE_CLAIMING);
	assert_false(engine.handover.relaying);
}

static void disabled_redundancy_says_and_does_nothing(void **state)
{
	struct settings off = settings;
	struct engine engine;
	struct actions actions;
	int i;

	(void)state;
	off.enabled = false;
	engine_start(&engine, &off, 42, 0, SECOND_US);
	step(&engine, INPUT_INTERFACE, SECOND_US);
	for (i = 0; i < 100; i++) {
		actions = step(&engine, INPUT_DEADLINE, engine.pace.wake_us);
		assert_int_equal(actions.count, 0);
	}
}

static void a_hold_whose_result_is_lost_ends_in_fault(void **state)
{
	struct engine engine = begun();

	(void)state;
	run_until_hold(&engine);
	step(&engine, INPUT_DEADLINE, engine.pace.wake_us + SECOND_US);
	assert_int_equal(engine.standing.role, ROLE_FAULT);
}

static void every_rule_leads_to_another_role_or_to_a_duty(void **state)
{
	size_t count;
	const struct rule *rules = failover_rules(&count);
	size_t i;

	(void)state;
	assert_true(count < 128);
	for (i = 0; i < count; i++) {
		assert_true(rules[i].next != (enum role)rules[i].in);
		assert_true(rules[i].when[0] != FACT_NONE);
		assert_true(rules[i].next == ROLE_UNKNOWN
			    || rules[i].next != ROLE_ACTIVE
			    || rules[i].duties == DO_NOTHING);
	}
}

static void no_rule_hides_behind_an_earlier_one_with_the_same_facts(void **state)
{
	size_t count;
	const struct rule *rules = failover_rules(&count);
	size_t i;
	size_t j;

	(void)state;
	for (i = 0; i < count; i++) {
		for (j = i + 1; j < count; j++) {
			assert_false(rules[i].in == rules[j].in
				     && memcmp(rules[i].when, rules[j].when,
						sizeof(rules[i].when))
						== 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_wake_up_is_always_later),
		cmocka_unit_test(active_only_after_the_kernel_has_confirmed),
		cmocka_unit_test(a_beat_is_sent_after_its_renewal),
		cmocka_unit_test(
			an_active_node_drops_its_fips_before_it_speaks_after_a_stall),
		cmocka_unit_test(notes_come_behind_all_else),
		cmocka_unit_test(found_fips_with_little_time_left_are_removed),
		cmocka_unit_test(found_fips_are_renewed_at_once),
		cmocka_unit_test(a_switchover_without_a_peer_is_refused),
		cmocka_unit_test(counters_can_be_reset),
		cmocka_unit_test(a_stop_removes_first_and_says_farewell_then),
		cmocka_unit_test(a_request_is_granted_only_after_the_removal),
		cmocka_unit_test(
			packets_are_sent_on_once_the_taker_holds_and_for_a_second),
		cmocka_unit_test(a_giver_whose_taker_is_silent_asks_the_segment),
		cmocka_unit_test(disabled_redundancy_says_and_does_nothing),
		cmocka_unit_test(a_hold_whose_result_is_lost_ends_in_fault),
		cmocka_unit_test(every_rule_leads_to_another_role_or_to_a_duty),
		cmocka_unit_test(
			no_rule_hides_behind_an_earlier_one_with_the_same_facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
