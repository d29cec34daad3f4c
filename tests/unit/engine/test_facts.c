#include "engine/facts.h"

#include "engine/failover.h"
#include "engine/queries.h"
#include "unit/cmocka_all.h"
#include "unit/engine/scene.h"

/* A standby that has just heard its active, preferred peer. */
static struct engine standby(int64_t *now_us)
{
	struct scene scene = scene_standby();

	*now_us = scene.now_us;
	return scene.engine;
}

static bool holds_with(const struct engine *engine, const struct heartbeat *heard,
	enum fact fact, int64_t now_us)
{
	bool facts[FACT_COUNT];

	facts_assess(engine, heard, now_us, facts);
	return facts[fact];
}

static bool holds(const struct engine *engine, enum fact fact, int64_t now_us)
{
	return holds_with(engine, NULL, fact, now_us);
}

/* Assert that a fact is true before an instant and false from then on, or vice versa.
 */
static void assert_turns(
	const struct engine *engine, enum fact fact, bool before, int64_t instant_us)
{
	assert_int_equal(holds(engine, fact, instant_us - 1), before);
	assert_int_equal(holds(engine, fact, instant_us), !before);
}

static void what_this_node_is_told_are_facts_at_once(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	assert_true(holds(&engine, FACT_ENABLED, now_us));
	assert_false(holds(&engine, FACT_INTERFACE_DOWN, now_us));
	assert_false(holds(&engine, FACT_MAINTENANCE, now_us));
	engine.settings.maintenance = true;
	engine.fitness.lack = LACK_REAL_IP;
	assert_false(holds(&engine, FACT_REAL_IP_LOST, now_us));
	engine.fitness.interface_up = false;
	assert_true(holds(&engine, FACT_REAL_IP_LOST, now_us));
	assert_false(holds(&engine, FACT_ROUTE_LOST, now_us));
	engine.fitness.lack = LACK_ROUTE;
	assert_false(holds(&engine, FACT_REAL_IP_LOST, now_us));
	assert_true(holds(&engine, FACT_ROUTE_LOST, now_us));
	engine.wishes.stopping = true;
	engine.wishes.forced_out = true;
	engine.wishes.forcing = true;
	assert_false(holds(&engine, FACT_ENABLED, now_us));
	assert_true(holds(&engine, FACT_INTERFACE_DOWN, now_us));
	assert_true(holds(&engine, FACT_MAINTENANCE, now_us));
	assert_true(holds(&engine, FACT_FORCED_OUT, now_us));
	assert_true(holds(&engine, FACT_FORCING, now_us));
}

static void what_ends_by_itself_ends_at_its_instant(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.fitness.refused_until_us = now_us + 10;
	engine.fitness.often_until_us = now_us + 20;
	engine.pace.grace_until_us = now_us + 30;
	engine.handover.retry_us = now_us + 40;
	engine.damping.until_us = now_us + 50;
	assert_turns(&engine, FACT_KERNEL_REFUSED, true, now_us + 10);
	assert_turns(&engine, FACT_REMOVED_OFTEN, true, now_us + 20);
	assert_turns(&engine, FACT_GRACE, true, now_us + 30);
	assert_turns(&engine, FACT_PAUSING, true, now_us + 40);
	assert_turns(&engine, FACT_AUTOMATIC, false, now_us + 40);
	assert_turns(&engine, FACT_DAMPED, true, now_us + 50);
	engine.settings.automatic_failback = false;
	assert_false(holds(&engine, FACT_AUTOMATIC, now_us + 40));
}

static void who_is_not_preferred_waits_longer_for_a_peer(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.standing.since_us = now_us;
	assert_turns(&engine, FACT_WAITED, false, now_us + 10 * SECOND_US);
	engine.settings.preferred = true;
	assert_turns(&engine, FACT_WAITED, false, now_us + 9250 * MS_US);
	assert_turns(&engine, FACT_OVERDUE, false, now_us + SECOND_US);
}

static void preferred_is_who_alone_is_configured_so(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	for (unsigned own = 0; own < 2; own++) {
		for (unsigned peer = 0; peer < 2; peer++) {
			engine.settings.preferred = own == 1;
			engine.liveness.last.role_flags =
				peer == 1 ? ROLE_FLAG_PREFERRED : 0;
			assert_int_equal(
				holds(&engine, FACT_PREFERRED, now_us), own > peer);
			assert_int_equal(holds(&engine, FACT_PEER_PREFERRED, now_us),
				peer > own);
		}
	}
}

static void failback_waits_until_all_it_needs_has_held_for_the_delay(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);
	struct engine other;

	(void)state;
	engine.settings.failback_delay_ms = 3000;
	engine.liveness.stable_since_us = now_us;
	now_us += 3 * SECOND_US;
	assert_turns(&engine, FACT_STABLE, false, now_us);
	other = engine;
	other.settings.digest++;
	assert_false(holds(&other, FACT_STABLE, now_us));
	other = engine;
	other.liveness.last.flags = 0;
	assert_false(holds(&other, FACT_STABLE, now_us));
	other = engine;
	other.fitness.yielding_until_us = now_us + 1;
	assert_false(holds(&other, FACT_STABLE, now_us));
	other = engine;
	other.standing.role = ROLE_HELD;
	assert_false(holds(&other, FACT_STABLE, now_us));
}

static void the_lease_says_what_the_kernel_holds(void **state)
{
	static const enum fact facts[] = { FACT_ASKED, FACT_REMOVING, FACT_HOLDING };
	static const enum lease_state states[] = { LEASE_ASKED, LEASE_REMOVING,
		LEASE_HELD };
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		engine.lease.state = states[i];
		for (unsigned j = 0; j < 3; j++) {
			assert_int_equal(holds(&engine, facts[j], now_us), i == j);
		}
	}
	engine.lease.gone = true;
	assert_true(holds(&engine, FACT_GONE, now_us));
}

static void only_what_is_held_expires_or_stalls(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.pace.stalled = true;
	assert_false(holds(&engine, FACT_STALLED, now_us));
	lease_ask(&engine.lease, &engine.settings, now_us);
	assert_true(holds(&engine, FACT_STALLED, now_us));
	assert_false(holds(&engine, FACT_EXPIRED, now_us + 9 * SECOND_US));
	engine.lease.state = LEASE_HELD;
	assert_turns(&engine, FACT_EXPIRED, false, now_us + 5500 * MS_US);
}

static void a_peers_role_is_one_fact_and_its_groups(void **state)
{
	static const enum fact facts[] = { FACT_PEER_STANDBY, FACT_PEER_ACTIVE,
		FACT_PEER_RELEASING, FACT_PEER_FAULT };
	static const enum role roles[] = { ROLE_STANDBY, ROLE_ACTIVE, ROLE_RELEASING,
		ROLE_FAULT };
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	for (int role = ROLE_INITIAL; role <= ROLE_DISABLED; role++) {
		bool rival = role == ROLE_CLAIMING || role == ROLE_HELD;

		engine.liveness.last.role = (uint8_t)role;
		for (unsigned i = 0; i < 4; i++) {
			assert_int_equal(holds(&engine, facts[i], now_us),
				(int)roles[i] == role);
		}
		assert_int_equal(holds(&engine, FACT_PEER_RIVAL, now_us), rival);
		assert_int_equal(holds(&engine, FACT_PEER_UNDECIDED, now_us),
			rival || role == ROLE_INITIAL);
	}
}

static void who_is_not_heard_has_no_role_and_no_flags(void **state)
{
	static const enum fact facts[] = { FACT_HEARD, FACT_HEARS_US, FACT_PEER_ACTIVE,
		FACT_PEER_HOLDS, FACT_PEER_PINNED, FACT_PEER_MAINTENANCE };
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.liveness.last.flags = FLAG_HEARS_YOU | FLAG_PINNED | FLAG_MAINTENANCE;
	for (unsigned i = 0; i < 6; i++) {
		assert_turns(&engine, facts[i], true, now_us + 10 * SECOND_US);
	}
	assert_turns(&engine, FACT_SILENT, false, now_us + 10 * SECOND_US);
	engine.liveness.last.flags = 0;
	engine.liveness.last.role_flags = 0;
	for (unsigned i = 3; i < 6; i++) {
		assert_false(holds(&engine, facts[i], now_us));
	}
	assert_false(holds(&engine, FACT_HEARS_US, now_us));
}

static void a_peer_that_left_is_not_silent_yet_but_gone(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.liveness.left = true;
	assert_true(holds(&engine, FACT_PEER_LEFT, now_us));
	assert_false(holds(&engine, FACT_HEARD, now_us));
	assert_false(holds(&engine, FACT_SILENT, now_us));
}

static void a_peer_that_gave_up_has_yielded_for_a_moment(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);
	struct engine holding;

	(void)state;
	engine.liveness.last.role_flags = 0;
	assert_false(holds(&engine, FACT_PEER_YIELDED, now_us));
	engine.liveness.last.role = ROLE_FAULT;
	assert_turns(&engine, FACT_PEER_YIELDED, true, now_us + 200 * MS_US + 1);
	holding = engine;
	holding.liveness.last.role_flags = ROLE_FLAG_HOLDS;
	assert_false(holds(&holding, FACT_PEER_YIELDED, now_us));
	engine.liveness.last.role = ROLE_DISABLED;
	engine.liveness.left = true;
	assert_true(holds(&engine, FACT_PEER_YIELDED, now_us));
	engine.fitness.yielding_until_us = now_us;
	assert_true(holds(&engine, FACT_PEER_YIELDED, now_us));
	engine.fitness.yielding_until_us = now_us + 1;
	assert_false(holds(&engine, FACT_PEER_YIELDED, now_us));
}

static void a_peer_that_recovers_and_hears_has_yielded(void **state)
{
	int64_t now_us;
	struct engine recovering = standby(&now_us);
	struct engine engine;

	(void)state;
	recovering.liveness.last.role = ROLE_STANDBY;
	recovering.liveness.last.role_flags = 0;
	recovering.liveness.last.healthy = 0;
	recovering.liveness.last.flags = FLAG_HEARS_YOU;
	recovering.liveness.last.acknowledged_age_us = 100 * MS_US;
	engine = recovering;
	assert_true(holds(&engine, FACT_PEER_YIELDED, now_us));
	assert_turns(&engine, FACT_PEER_YIELDED, true, now_us + 200 * MS_US + 1);
	engine.liveness.last.acknowledged_age_us++;
	assert_false(holds(&engine, FACT_PEER_YIELDED, now_us));
	engine.liveness.last.interval_ms = 10;
	engine.liveness.last.acknowledged_age_us = 5 * MS_US;
	assert_true(holds(&engine, FACT_PEER_YIELDED, now_us));
	engine.liveness.last.acknowledged_age_us++;
	assert_false(holds(&engine, FACT_PEER_YIELDED, now_us));
	engine = recovering;
	engine.liveness.last.healthy = 1;
	assert_false(holds(&engine, FACT_PEER_YIELDED, now_us));
	engine = recovering;
	engine.liveness.last.flags = 0;
	assert_false(holds(&engine, FACT_PEER_YIELDED, now_us));
	engine.liveness.last.flags = FLAG_HEARS_YOU | FLAG_MAINTENANCE;
	assert_false(holds(&engine, FACT_PEER_YIELDED, now_us));
	engine = recovering;
	engine.liveness.last.role = ROLE_CLAIMING;
	assert_false(holds(&engine, FACT_PEER_YIELDED, now_us));
	engine = recovering;
	engine.liveness.last.role_flags = ROLE_FLAG_HOLDS;
	assert_false(holds(&engine, FACT_PEER_YIELDED, now_us));
	engine = recovering;
	engine.fitness.yielding_until_us = now_us + 1;
	assert_false(holds(&engine, FACT_PEER_YIELDED, now_us));
}

static void a_peer_is_passive_after_half_a_second_beside_this_role(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.liveness.last.role = ROLE_STANDBY;
	engine.liveness.last.role_flags = 0;
	engine.liveness.passive_since_us = now_us;
	engine.standing.since_us = now_us - SECOND_US;
	assert_turns(&engine, FACT_PEER_PASSIVE, false, now_us + 500 * MS_US);
	engine.standing.since_us = now_us + SECOND_US;
	assert_turns(&engine, FACT_PEER_PASSIVE, false, now_us + 1500 * MS_US);
	engine.liveness.last.role = ROLE_ACTIVE;
	assert_false(holds(&engine, FACT_PEER_PASSIVE, now_us + 2 * SECOND_US));
}

static void a_peer_is_ready_if_it_is_a_fit_standby_that_hears_this_node(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	assert_false(holds(&engine, FACT_PEER_READY, now_us));
	engine.liveness.last.role = ROLE_STANDBY;
	assert_true(holds(&engine, FACT_PEER_READY, now_us));
	engine.liveness.last.healthy = 0;
	assert_false(holds(&engine, FACT_PEER_READY, now_us));
	engine.liveness.last.healthy = 1;
	engine.liveness.last.flags = 0;
	assert_false(holds(&engine, FACT_PEER_READY, now_us));
}

static void two_deaf_beats_make_a_peer_deaf(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.split_brain.unacked_beats = 1;
	assert_false(holds(&engine, FACT_DEAF, now_us));
	engine.split_brain.unacked_beats = 2;
	assert_true(holds(&engine, FACT_DEAF, now_us));
}

static void words_of_a_handover_are_facts_in_their_step_only(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);
	struct heartbeat heard = engine.liveness.last;

	(void)state;
	heard.operation = OPERATION_NONE;
	heard.flags = FLAG_INVITE;
	assert_true(holds_with(&engine, &heard, FACT_INVITED, now_us));
	assert_true(holds_with(&engine, &heard, FACT_CHALLENGED, now_us));
	assert_false(holds_with(&engine, &heard, FACT_REQUESTED, now_us));
	heard.operation = OPERATION_NONE;
	heard.flags = 0;
	heard.role = ROLE_STANDBY;
	assert_false(holds_with(&engine, &heard, FACT_INVITED, now_us));
	assert_false(holds_with(&engine, &heard, FACT_CHALLENGED, now_us));
}

static void a_request_counts_from_a_fit_peer_and_with_a_number(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);
	struct heartbeat heard = engine.liveness.last;

	(void)state;
	heard.operation = OPERATION_REQUEST;
	assert_false(holds_with(&engine, &heard, FACT_REQUESTED, now_us));
	heard.transaction = 1;
	assert_true(holds_with(&engine, &heard, FACT_REQUESTED, now_us));
	assert_false(holds_with(&engine, &heard, FACT_FORCED, now_us));
	heard.flags = FLAG_PINNED;
	assert_true(holds_with(&engine, &heard, FACT_FORCED, now_us));
	heard.healthy = 0;
	assert_false(holds_with(&engine, &heard, FACT_REQUESTED, now_us));
}

static void the_forced_request_is_the_one_that_is_under_way(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);
	struct heartbeat heard = engine.liveness.last;

	(void)state;
	handover_request(&engine.handover, true, false, now_us);
	assert_true(holds(&engine, FACT_REQUESTING, now_us));
	assert_true(holds(&engine, FACT_FORCED, now_us));
	/* A request of the peer's own is what is to be answered. */
	heard.operation = OPERATION_REQUEST;
	heard.transaction = 1;
	assert_false(holds_with(&engine, &heard, FACT_FORCED, now_us));
	handover_end(&engine.handover, REASON_NONE);
	assert_false(holds(&engine, FACT_FORCED, now_us));
	handover_invite(&engine.handover, now_us);
	assert_true(holds(&engine, FACT_INVITING, now_us));
}

static void an_answer_of_the_segment_is_the_peers_or_anothers(void **state)
{
	const uint8_t mac[6] = { 2 };
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	assert_false(holds(&engine, FACT_ANSWERED_BY_PEER, now_us));
	assert_false(holds(&engine, FACT_ANSWERED_BY_OTHER, now_us));
	probe_answer(&engine.probe, mac, false, now_us);
	assert_false(holds(&engine, FACT_ANSWERED_BY_PEER, now_us));
	assert_true(holds(&engine, FACT_ANSWERED_BY_OTHER, now_us));
	probe_answer(&engine.probe, mac, true, now_us);
	/* Another answer does not hide the peer's. */
	probe_answer(&engine.probe, mac, false, now_us);
	assert_true(holds(&engine, FACT_ANSWERED_BY_PEER, now_us));
	assert_false(holds(&engine, FACT_ANSWERED_BY_OTHER, now_us));
	assert_turns(&engine, FACT_SEGMENT_QUIET, false, now_us + 7750 * MS_US);
}

static void a_claim_is_above_all_epochs_that_are_known(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.exchange.epoch = 7;
	engine.exchange.epoch_known = 6;
	assert_int_equal(exchange_next_epoch(&engine.exchange), 8);
	engine.exchange.epoch_known = 9;
	assert_int_equal(exchange_next_epoch(&engine.exchange), 10);
}

static void fit_is_who_could_hold_and_may(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	assert_true(query_is_fit(&engine, now_us));
	engine.fitness.yielding_until_us = now_us + 1;
	assert_false(query_is_fit(&engine, now_us));
	assert_true(query_is_fit(&engine, now_us + 1));
	engine.settings.maintenance = true;
	assert_false(query_is_fit(&engine, now_us + 1));
	assert_true(query_is_healthy(&engine, now_us));
	engine.fitness.often_until_us = now_us + 1;
	assert_false(query_is_healthy(&engine, now_us));
	assert_true(query_is_healthy(&engine, now_us + 1));
	engine.fitness.refused_until_us = now_us + 2;
	assert_false(query_is_healthy(&engine, now_us + 1));
	assert_true(query_is_healthy(&engine, now_us + 2));
}

static void an_unknown_peer_is_waited_for_a_little_longer(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.settings.interval_ms = 100;
	engine.settings.count = 3;
	engine.settings.preferred = true;
	engine.standing.since_us = now_us;
	engine.liveness.last.interval_ms = 100;
	engine.liveness.last.count = 3;
	engine.liveness.heard_us = now_us;
	assert_turns(&engine, FACT_WAITED, false, now_us + 262500);
	assert_turns(&engine, FACT_SILENT, false, now_us + 300 * MS_US);
	engine.liveness.ever = false;
	assert_turns(&engine, FACT_SILENT, false, now_us + 1050 * MS_US);
	assert_turns(&engine, FACT_WAITED, false, now_us + 1012500);
}

static void what_both_do_at_one_pace_goes_by_the_slower_node(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.liveness.last.interval_ms = 1999;
	assert_int_equal(query_interval_us(&engine), 2 * SECOND_US);
	engine.liveness.last.interval_ms = 2001;
	assert_int_equal(query_interval_us(&engine), 2001 * MS_US);
}

static void an_answer_of_the_peer_is_remembered_for_a_beat(void **state)
{
	const uint8_t mac[6] = { 2 };
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	probe_answer(&engine.probe, mac, true, now_us);
	probe_begin(&engine.probe, now_us);
	assert_turns(&engine, FACT_ANSWERED_LATELY, true, now_us + 2 * SECOND_US);
	probe_answer(&engine.probe, mac, false, now_us + 2 * SECOND_US);
	assert_false(holds(&engine, FACT_ANSWERED_LATELY, now_us + 2 * SECOND_US));
}

static void nobody_answered_lately_on_a_host_that_has_just_booted(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	assert_false(holds(&engine, FACT_ANSWERED_LATELY, SECOND_US));
}

static void a_rival_is_met_for_a_detection_time_and_no_longer(void **state)
{
	const uint8_t mac[6] = { 2 };
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	assert_false(holds(&engine, FACT_CONTESTED, now_us));
	probe_begin(&engine.probe, now_us);
	probe_contest(&engine.probe, mac, now_us);
	assert_turns(&engine, FACT_CONTESTED, false, now_us + 10 * SECOND_US);
	probe_contest(&engine.probe, mac, now_us + SECOND_US);
	assert_turns(&engine, FACT_CONTESTED, false, now_us + 10 * SECOND_US);
	probe_begin(&engine.probe, now_us);
	assert_false(holds(&engine, FACT_CONTESTED, now_us + 10 * SECOND_US));
}

static void silence_of_the_segment_counts_for_two_probes(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.probe.running = true;
	engine.probe.sent = PROBES_PER_ROUND;
	engine.probe.next_us = now_us;
	engine.liveness.last.interval_ms = 4000;
	engine.liveness.spoken = true;
	assert_turns(&engine, FACT_PROBE_ENDED, false, now_us);
	assert_turns(&engine, FACT_PROBE_ENDED, true, now_us + 600 * MS_US + 1);
}

static void a_round_ends_once_somebody_could_have_answered(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);
	int64_t audible_us =
		now_us + liveness_detection_us(&engine.liveness, &engine.settings);

	(void)state;
	engine.probe.running = true;
	engine.probe.sent = PROBES_PER_ROUND;
	engine.probe.next_us = audible_us - 10 * MS_US;
	liveness_listen(&engine.liveness, now_us);
	assert_turns(&engine, FACT_PROBE_ENDED, false, audible_us);
	engine.liveness.spoken = true;
	assert_turns(&engine, FACT_PROBE_ENDED, false, audible_us - 10 * MS_US);
}

static void ten_probes_in_vain_are_enough_after_a_dead_peer(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.liveness.heard_us = now_us;
	engine.probe.answered_us = now_us + 7750 * MS_US - 1;
	engine.probe.next_us = now_us + 9 * SECOND_US;
	engine.probe.in_vain = PROBES_IN_VAIN - 1;
	assert_false(holds(&engine, FACT_SEGMENT_QUIET, now_us + 10 * SECOND_US));
	engine.probe.in_vain = PROBES_IN_VAIN;
	assert_turns(&engine, FACT_SEGMENT_QUIET, false, now_us + 9 * SECOND_US);
	engine.probe.answered_us++;
	assert_turns(&engine, FACT_SEGMENT_QUIET, false, now_us + 15500 * MS_US);
}

static void all_else_equal_the_lower_node_wins(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.exchange.epoch = engine.liveness.last.epoch;
	engine.liveness.last.role_flags = 0;
	engine.settings.node = 2;
	engine.liveness.last.node = 1;
	assert_false(holds(&engine, FACT_WINNING, now_us));
	engine.settings.node = 1;
	engine.liveness.last.node = 2;
	assert_true(holds(&engine, FACT_WINNING, now_us));
}

static void words_are_fresh_that_acknowledge_what_was_just_sent(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.liveness.spoken_us = now_us;
	assert_turns(&engine, FACT_FRESH, true, now_us + 200 * MS_US + 1);
	engine.liveness.last.interval_ms = 10;
	assert_turns(&engine, FACT_FRESH, true, now_us + 10 * MS_US + 1);
}

static void a_later_answer_of_the_peer_contradicts_its_farewell(void **state)
{
	const uint8_t mac[6] = { 2 };
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.liveness.last.role_flags = 0;
	engine.liveness.last.role = ROLE_FAULT;
	engine.liveness.heard_us = now_us;
	probe_answer(&engine.probe, mac, false, now_us + 1);
	assert_true(holds(&engine, FACT_PEER_YIELDED, now_us + 2));
	probe_answer(&engine.probe, mac, true, now_us);
	assert_true(holds(&engine, FACT_PEER_YIELDED, now_us + 2));
	probe_answer(&engine.probe, mac, true, now_us + 1);
	assert_false(holds(&engine, FACT_PEER_YIELDED, now_us + 2));
}

static void probes_are_as_far_apart_as_those_of_the_slower_node(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.liveness.last.interval_ms = 1000;
	assert_int_equal(query_probe_spacing_us(&engine), 150 * MS_US);
	engine.liveness.last.interval_ms = 4000;
	assert_int_equal(query_probe_spacing_us(&engine), 300 * MS_US);
	engine.probe.rival_spacing_us = 400 * MS_US;
	assert_int_equal(query_probe_spacing_us(&engine), 300 * MS_US);
}

static void of_a_peer_never_heard_its_probes_tell_the_pace(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	liveness_start(&engine.liveness, now_us);
	engine.probe.rival_spacing_us = 149 * MS_US;
	assert_int_equal(query_probe_spacing_us(&engine), 150 * MS_US);
	engine.probe.rival_spacing_us = 400 * MS_US;
	assert_int_equal(query_probe_spacing_us(&engine), 400 * MS_US);
}

/* One side of the order "who wins". */
struct rank {
	bool fit;
	uint32_t epoch;
	bool preferred;
	uint8_t node;
};

static bool wins(const struct rank *own, const struct rank *peer)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	engine.fitness.interface_up = own->fit;
	engine.exchange.epoch = own->epoch;
	engine.settings.preferred = own->preferred;
	engine.settings.node = own->node;
	engine.liveness.last.healthy = peer->fit ? 1 : 0;
	engine.liveness.last.epoch = peer->epoch;
	engine.liveness.last.role_flags = ROLE_FLAG_HOLDS;
	if (peer->preferred) {
		engine.liveness.last.role_flags |= ROLE_FLAG_PREFERRED;
	}
	engine.liveness.last.node = peer->node;
	return holds(&engine, FACT_WINNING, now_us);
}

/* 0.1.0 takes the highest number for the newest, and so must who speaks with it. */
static void an_epoch_behind_the_highest_is_newer_to_all_but_the_first_release(
	void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.liveness.last.healthy = 1;
	engine.exchange.epoch = 1;
	engine.liveness.last.epoch = UINT32_MAX;
	engine.links[0].reads = 0;
	assert_false(holds(&engine, FACT_WINNING, now_us));
	engine.links[0].reads = 1;
	assert_false(holds(&engine, FACT_WINNING, now_us));
	engine.links[0].reads = 2;
	assert_true(holds(&engine, FACT_WINNING, now_us));
	engine.links[0].reads = 1;
	engine.links[LINKS_MAX - 1].reads = 2;
	assert_true(holds(&engine, FACT_WINNING, now_us));
	engine.exchange.epoch = UINT32_MAX;
	engine.liveness.last.epoch = 1;
	assert_false(holds(&engine, FACT_WINNING, now_us));
}

static void fitness_epoch_preference_number_decide_who_wins(void **state)
{
	const struct rank order[] = {
		{ true, 9, false, 2 },
		{ true, 5, true, 2 },
		{ true, 5, false, 1 },
		{ true, 5, false, 2 },
		{ false, 9, true, 1 },
	};

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		for (size_t j = 0; j < 5; j++) {
			assert_true(i == j || wins(&order[i], &order[j]) == (i < j));
		}
	}
}

static void against_its_equal_nobody_wins(void **state)
{
	const struct rank one = { true, 5, true, 1 };

	(void)state;
	assert_false(wins(&one, &one));
}

static void health_is_what_each_node_says_of_itself(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	assert_false(holds(&engine, FACT_UNWELL, now_us));
	assert_false(holds(&engine, FACT_PEER_UNWELL, now_us));
	engine.liveness.last.role_flags |= ROLE_FLAG_UNWELL;
	assert_false(holds(&engine, FACT_UNWELL, now_us));
	assert_turns(&engine, FACT_PEER_UNWELL, true, now_us + 10 * SECOND_US);
	engine.liveness.last.role_flags = 0;
	engine.fitness.unwell = true;
	assert_true(holds(&engine, FACT_UNWELL, now_us));
	assert_false(holds(&engine, FACT_PEER_UNWELL, now_us));
}

static void an_invitation_counts_in_the_highest_version_of_its_sender(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);
	struct heartbeat heard = { .flags = FLAG_INVITE, .version = 1 };

	(void)state;
	assert_true(holds_with(&engine, &heard, FACT_INVITED, now_us));
	heard.reads = 2;
	assert_false(holds_with(&engine, &heard, FACT_INVITED, now_us));
	heard.version = 2;
	assert_true(holds_with(&engine, &heard, FACT_INVITED, now_us));
	heard.flags = 0;
	assert_false(holds_with(&engine, &heard, FACT_INVITED, now_us));
}

static void an_unwell_node_is_not_stable(void **state)
{
	int64_t now_us;
	struct engine engine = standby(&now_us);

	(void)state;
	engine.settings.failback_delay_ms = 0;
	assert_true(holds(&engine, FACT_STABLE, now_us));
	engine.fitness.unwell = true;
	assert_false(holds(&engine, FACT_STABLE, now_us));
}

/* table */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_epoch_behind_the_highest_is_newer_to_all_but_the_first_release),
		cmocka_unit_test(what_this_node_is_told_are_facts_at_once),
		cmocka_unit_test(what_ends_by_itself_ends_at_its_instant),
		cmocka_unit_test(who_is_not_preferred_waits_longer_for_a_peer),
		cmocka_unit_test(preferred_is_who_alone_is_configured_so),
		cmocka_unit_test(
			failback_waits_until_all_it_needs_has_held_for_the_delay),
		cmocka_unit_test(the_lease_says_what_the_kernel_holds),
		cmocka_unit_test(only_what_is_held_expires_or_stalls),
		cmocka_unit_test(a_peers_role_is_one_fact_and_its_groups),
		cmocka_unit_test(who_is_not_heard_has_no_role_and_no_flags),
		cmocka_unit_test(a_peer_that_left_is_not_silent_yet_but_gone),
		cmocka_unit_test(a_peer_that_gave_up_has_yielded_for_a_moment),
		cmocka_unit_test(a_peer_that_recovers_and_hears_has_yielded),
		cmocka_unit_test(words_are_fresh_that_acknowledge_what_was_just_sent),
		cmocka_unit_test(
			a_peer_is_passive_after_half_a_second_beside_this_role),
		cmocka_unit_test(
			a_peer_is_ready_if_it_is_a_fit_standby_that_hears_this_node),
		cmocka_unit_test(two_deaf_beats_make_a_peer_deaf),
		cmocka_unit_test(words_of_a_handover_are_facts_in_their_step_only),
		cmocka_unit_test(a_request_counts_from_a_fit_peer_and_with_a_number),
		cmocka_unit_test(the_forced_request_is_the_one_that_is_under_way),
		cmocka_unit_test(an_answer_of_the_segment_is_the_peers_or_anothers),
		cmocka_unit_test(a_claim_is_above_all_epochs_that_are_known),
		cmocka_unit_test(fit_is_who_could_hold_and_may),
		cmocka_unit_test(an_unknown_peer_is_waited_for_a_little_longer),
		cmocka_unit_test(what_both_do_at_one_pace_goes_by_the_slower_node),
		cmocka_unit_test(nobody_answered_lately_on_a_host_that_has_just_booted),
		cmocka_unit_test(a_rival_is_met_for_a_detection_time_and_no_longer),
		cmocka_unit_test(an_answer_of_the_peer_is_remembered_for_a_beat),
		cmocka_unit_test(silence_of_the_segment_counts_for_two_probes),
		cmocka_unit_test(a_round_ends_once_somebody_could_have_answered),
		cmocka_unit_test(ten_probes_in_vain_are_enough_after_a_dead_peer),
		cmocka_unit_test(all_else_equal_the_lower_node_wins),
		cmocka_unit_test(a_later_answer_of_the_peer_contradicts_its_farewell),
		cmocka_unit_test(probes_are_as_far_apart_as_those_of_the_slower_node),
		cmocka_unit_test(of_a_peer_never_heard_its_probes_tell_the_pace),
		cmocka_unit_test(fitness_epoch_preference_number_decide_who_wins),
		cmocka_unit_test(against_its_equal_nobody_wins),
		cmocka_unit_test(health_is_what_each_node_says_of_itself),
		cmocka_unit_test(
			an_invitation_counts_in_the_highest_version_of_its_sender),
		cmocka_unit_test(an_unwell_node_is_not_stable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
