#include "engine/emit.h"

#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

/* An engine that settled in a role and goes on for a reason. */
static struct engine settled(enum role role, enum reason reason)
{
	struct scene scene = scene_standby();

	scene.engine.standing.role = role;
	scene.engine.standing.settled = role;
	scene.engine.standing.reason = reason;
	memset(&scene.engine.counters, 0, sizeof(scene.engine.counters));
	return scene.engine;
}

/* Return the kind of the event that tells a change, 0: it is not told. */
static enum event_kind kind_of(struct engine *engine, enum role next)
{
	struct actions actions;

	actions_clear(&actions);
	emit_role_change(STEP(engine, 2 * SECOND_US, &actions), next);
	if (actions.count == 0) {
		return 0;
	}
	assert_int_equal(actions.list[0].event.to, next);
	return actions.list[0].event.kind;
}

static void assert_kind(
	enum role from, enum role next, enum reason reason, enum event_kind kind)
{
	struct engine engine = settled(from, reason);

	assert_int_equal(kind_of(&engine, next), kind);
}

static void a_takeover_from_a_lost_peer_is_a_failover(void **state)
{
	static const enum reason losses[] = { REASON_PEER_SILENT, REASON_PEER_LEFT,
		REASON_PEER_FAULT, REASON_SEGMENT_SILENT, REASON_PEER_CHECK_FAILED };

	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		assert_kind(ROLE_STANDBY, ROLE_ACTIVE, losses[i], EVENT_FAILOVER);
		assert_kind(ROLE_STANDBY, ROLE_HELD, losses[i], EVENT_ROLE_CHANGE);
	}
	assert_kind(ROLE_STANDBY, ROLE_ACTIVE, REASON_PEER_PASSIVE, EVENT_ROLE_CHANGE);
}

static void a_preferred_node_that_boots_alone_fails_nothing_over(void **state)
{
	struct engine engine = settled(ROLE_INITIAL, REASON_PEER_SILENT);

	(void)state;
	assert_kind(ROLE_INITIAL, ROLE_ACTIVE, REASON_PEER_SILENT, EVENT_FAILOVER);
	engine.settings.preferred = true;
	assert_int_equal(kind_of(&engine, ROLE_ACTIVE), EVENT_ROLE_CHANGE);
	engine = settled(ROLE_STANDBY, REASON_PEER_SILENT);
	engine.settings.preferred = true;
	assert_int_equal(kind_of(&engine, ROLE_ACTIVE), EVENT_FAILOVER);
}

static void what_the_operator_wanted_is_a_switchover_to_the_taker(void **state)
{
	static const enum reason wishes[] = { REASON_SWITCHOVER, REASON_MAINTENANCE,
		REASON_PEER_MAINTENANCE, REASON_FORCED };

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		assert_true(emit_is_operators(wishes[i]));
		assert_kind(ROLE_STANDBY, ROLE_ACTIVE, wishes[i], EVENT_SWITCHOVER);
		assert_kind(ROLE_ACTIVE, ROLE_STANDBY, wishes[i], EVENT_ROLE_CHANGE);
	}
	assert_false(emit_is_operators(REASON_FAILBACK));
}

static void to_give_the_fips_back_is_a_failback_and_to_get_them_is_not(void **state)
{
	(void)state;
	assert_kind(ROLE_ACTIVE, ROLE_STANDBY, REASON_FAILBACK, EVENT_FAILBACK);
	assert_kind(ROLE_STANDBY, ROLE_ACTIVE, REASON_FAILBACK, EVENT_ROLE_CHANGE);
	assert_kind(ROLE_CLAIMING, ROLE_STANDBY, REASON_FAILBACK, EVENT_ROLE_CHANGE);
	assert_kind(ROLE_ACTIVE, ROLE_FAULT, REASON_FAILBACK, EVENT_ROLE_CHANGE);
	assert_kind(ROLE_ACTIVE, ROLE_STANDBY, REASON_DUEL, EVENT_ROLE_CHANGE);
}

static void roles_on_the_way_are_not_told(void **state)
{
	(void)state;
	assert_kind(ROLE_ACTIVE, ROLE_RELEASING, REASON_FAILBACK, 0);
	assert_kind(ROLE_STANDBY, ROLE_CLAIMING, REASON_PEER_SILENT, 0);
	assert_kind(ROLE_STANDBY, ROLE_STANDBY, REASON_PEER_SILENT, 0);
	/* Who was active and has to ask first is seen by everybody. */
	assert_kind(
		ROLE_ACTIVE, ROLE_CLAIMING, REASON_LEASE_EXPIRED, EVENT_ROLE_CHANGE);
}

static void a_change_is_remembered_with_the_role_before(void **state)
{
	struct engine engine = settled(ROLE_STANDBY, REASON_PEER_SILENT);

	(void)state;
	engine.standing.previous = ROLE_FAULT;
	kind_of(&engine, ROLE_CLAIMING);
	assert_int_equal(engine.standing.settled, ROLE_STANDBY);
	assert_int_equal(engine.standing.previous, ROLE_FAULT);
	kind_of(&engine, ROLE_ACTIVE);
	assert_int_equal(engine.standing.settled, ROLE_ACTIVE);
	assert_int_equal(engine.standing.previous, ROLE_STANDBY);
}

static void takeovers_and_losses_of_the_fips_are_counted(void **state)
{
	struct engine engine = settled(ROLE_STANDBY, REASON_PEER_SILENT);
	const struct counters *counters = &engine.counters;

	(void)state;
	kind_of(&engine, ROLE_ACTIVE);
	assert_int_equal(counters->activations, 1);
	assert_int_equal(counters->deactivations, 0);
	assert_int_equal(counters->failovers, 1);
	engine.standing.reason = REASON_FAILBACK;
	kind_of(&engine, ROLE_STANDBY);
	assert_int_equal(counters->activations, 1);
	assert_int_equal(counters->deactivations, 1);
	assert_int_equal(counters->failbacks, 1);
	engine.standing.reason = REASON_SWITCHOVER;
	kind_of(&engine, ROLE_ACTIVE);
	assert_int_equal(counters->switchovers, 1);
	assert_int_equal(counters->failovers, 1);
	assert_int_equal(counters->failbacks, 1);
}

static void a_move_without_the_fips_is_not_counted_as_one(void **state)
{
	struct engine engine = settled(ROLE_FAULT, REASON_SWITCHOVER);

	(void)state;
	kind_of(&engine, ROLE_STANDBY);
	engine.standing.reason = REASON_FAILBACK;
	kind_of(&engine, ROLE_HELD);
	assert_int_equal(engine.counters.switchovers, 0);
	assert_int_equal(engine.counters.failbacks, 0);
}

static void a_takeover_is_told_with_its_duration_and_a_conflict_with_the_mac(
	void **state)
{
	const uint8_t mac[6] = { 2, 0, 0, 0, 0, 9 };
	struct engine engine = settled(ROLE_STANDBY, REASON_ADDRESS_CONFLICT);
	struct actions actions;

	(void)state;
	engine.standing.takeover_us = 700;
	memcpy(engine.probe.mac, mac, sizeof(mac));
	actions_clear(&actions);
	emit_role_change(STEP(&engine, 2 * SECOND_US, &actions), ROLE_HELD);
	emit_role_change(STEP(&engine, 2 * SECOND_US, &actions), ROLE_ACTIVE);
	assert_memory_equal(actions.list[0].event.mac, mac, sizeof(mac));
	assert_int_equal(actions.list[0].event.duration_us, 0);
	assert_int_equal(actions.list[1].event.mac[5], 0);
	assert_int_equal(actions.list[1].event.duration_us, 700);
}

static void a_stop_is_told_by_its_own_event(void **state)
{
	struct engine engine = settled(ROLE_ACTIVE, REASON_DISABLED);

	(void)state;
	engine.wishes.stopping = true;
	assert_int_equal(kind_of(&engine, ROLE_DISABLED), 0);
	assert_int_equal(engine.standing.settled, ROLE_DISABLED);
	assert_int_equal(engine.counters.deactivations, 1);
}

/* Return the event that an engine emits of a failed check of its references. */
static struct event emitted(struct engine *engine, int64_t now_us)
{
	struct actions actions;

	actions_clear(&actions);
	emit_event(STEP(engine, now_us, &actions), EVENT_CHECK_FAILED,
		REASON_NO_REFERENCE);
	assert_int_equal(actions.count, 1);
	assert_int_equal(actions.list[0].kind, ACTION_EMIT);
	return actions.list[0].event;
}

static void an_event_says_where_the_node_stands(void **state)
{
	struct engine engine = settled(ROLE_STANDBY, REASON_PEER_ACTIVE);
	struct event event;

	(void)state;
	engine.standing.role = ROLE_CLAIMING;
	event = emitted(&engine, engine.liveness.heard_us);
	assert_int_equal(event.kind, EVENT_CHECK_FAILED);
	assert_int_equal(event.reason, REASON_NO_REFERENCE);
	assert_int_equal(event.from, ROLE_STANDBY);
	assert_int_equal(event.to, ROLE_STANDBY);
	assert_int_equal(event.limit_us, 10 * SECOND_US);
}

static void a_peer_that_is_heard_is_named_with_its_role(void **state)
{
	struct engine engine = settled(ROLE_STANDBY, REASON_PEER_ACTIVE);
	struct event event = emitted(&engine, engine.liveness.heard_us + SECOND_US);

	(void)state;
	assert_int_equal(event.peer, ROLE_ACTIVE);
	assert_int_equal(event.silence_us, 0);
}

static void a_peer_that_is_not_heard_is_named_with_its_silence(void **state)
{
	struct engine engine = settled(ROLE_STANDBY, REASON_PEER_ACTIVE);
	struct event event =
		emitted(&engine, engine.liveness.heard_us + 11 * SECOND_US);

	(void)state;
	assert_int_equal(event.peer, ROLE_UNKNOWN);
	assert_int_equal(event.silence_us, 11 * SECOND_US);
}

static void a_change_says_the_role_before_and_the_role_after(void **state)
{
	struct engine engine = settled(ROLE_FAULT, REASON_RECOVERED);
	struct actions actions;

	(void)state;
	actions_clear(&actions);
	emit_role_change(STEP(&engine, 2 * SECOND_US, &actions), ROLE_STANDBY);
	assert_int_equal(actions.count, 1);
	assert_int_equal(actions.list[0].event.from, ROLE_FAULT);
	assert_int_equal(actions.list[0].event.to, ROLE_STANDBY);
	assert_int_equal(actions.list[0].event.reason, REASON_RECOVERED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_takeover_from_a_lost_peer_is_a_failover),
		cmocka_unit_test(a_preferred_node_that_boots_alone_fails_nothing_over),
		cmocka_unit_test(what_the_operator_wanted_is_a_switchover_to_the_taker),
		cmocka_unit_test(
			to_give_the_fips_back_is_a_failback_and_to_get_them_is_not),
		cmocka_unit_test(roles_on_the_way_are_not_told),
		cmocka_unit_test(a_change_is_remembered_with_the_role_before),
		cmocka_unit_test(takeovers_and_losses_of_the_fips_are_counted),
		cmocka_unit_test(a_move_without_the_fips_is_not_counted_as_one),
		cmocka_unit_test(
			a_takeover_is_told_with_its_duration_and_a_conflict_with_the_mac),
		cmocka_unit_test(a_stop_is_told_by_its_own_event),
		cmocka_unit_test(an_event_says_where_the_node_stands),
		cmocka_unit_test(a_peer_that_is_heard_is_named_with_its_role),
		cmocka_unit_test(a_peer_that_is_not_heard_is_named_with_its_silence),
		cmocka_unit_test(a_change_says_the_role_before_and_the_role_after),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
