#include "engine/apply_rule.h"

#include "engine/emit.h"
#include "engine/links.h"
#include "engine/outbox.h"
#include "engine/queries.h"
#include "engine/split_brain.h"

void apply_removal(struct engine *engine, int64_t now_us, struct actions *actions)
{
	lease_remove(&engine->lease, now_us);
	actions_add(actions, ACTION_RELEASE);
}

void apply_keep(const struct engine *engine, struct actions *actions)
{
	struct action *keep = actions_add(actions, ACTION_KEEP_EPOCH);

	keep->epoch = engine->exchange.epoch;
	keep->pinned = engine->wishes.pinned;
}

void apply_pin(struct engine *engine, bool pinned, struct actions *actions)
{
	wishes_pin(&engine->wishes, pinned);
	apply_keep(engine, actions);
}

static void enter_active(
	struct engine *engine, enum role from, int64_t now_us, struct actions *actions)
{
	struct counters *counters = &engine->counters;

	exchange_raise_epoch(&engine->exchange);
	/* What the operator decided outlives a restart that keeps the F-IPs. */
	apply_pin(engine,
		engine->standing.reason == REASON_SWITCHOVER
			|| (engine->standing.reason == REASON_RESTARTED
				&& engine->wishes.pinned),
		actions);
	handover_take(&engine->handover, from == ROLE_STANDBY, now_us);
	if (from == ROLE_INITIAL) {
		standing_decide(&engine->standing, now_us);
	}
	standing_end_takeover(&engine->standing, now_us);
	if (engine->standing.takeover_us > counters->longest_takeover_us) {
		counters->longest_takeover_us = engine->standing.takeover_us;
	}
	handover_end(&engine->handover, REASON_NONE);
	probe_stop(&engine->probe);
	announcement_begin(&engine->announcement, now_us);
}

static void leave_active(struct engine *engine, enum reason reason, int64_t now_us,
	struct actions *actions)
{
	if (engine->wishes.pinned) {
		apply_pin(engine, false, actions);
	}
	handover_stop_confirming(&engine->handover);
	split_brain_end(engine, now_us, actions);
	if (emit_is_operators(reason) || reason == REASON_FAILBACK) {
		return;
	}
	handover_end(&engine->handover, reason);
}

/* Who has just failed lets the other one win until it has been well for a while. */
static void yield_for_a_while(struct engine *engine, int64_t now_us)
{
	fitness_yield(&engine->fitness, now_us + query_detection_us(engine));
}

static void enter_standby(struct engine *engine, enum role from, int64_t now_us)
{
	probe_stop(&engine->probe);
	liveness_unsettle(&engine->liveness, now_us);
	if (from == ROLE_FAULT) {
		yield_for_a_while(engine, now_us);
		/* What we did not hear while the cable was out is no verdict. */
		pace_grant_grace(&engine->pace,
			now_us + settings_interval_us(&engine->settings));
	}
	if (from == ROLE_RELEASING) {
		handover_end(&engine->handover, REASON_NONE);
	}
}

static void enter_claiming(struct engine *engine, enum role from, int64_t now_us)
{
	standing_decide(&engine->standing, now_us);
	if (from != ROLE_STANDBY || !engine->probe.running) {
		probe_begin(&engine->probe, now_us);
	}
	if (from == ROLE_RELEASING) {
		handover_end(&engine->handover, REASON_HANDOVER_TIMEOUT);
	}
}

static void enter_initial(struct engine *engine, enum role from, int64_t now_us)
{
	pace_ask_at(&engine->pace, now_us);
	if (from == ROLE_DISABLED) {
		links_forget(engine, now_us);
		liveness_start(&engine->liveness, now_us);
	} else {
		yield_for_a_while(engine, now_us);
	}
}

static void prepare_entry(struct engine *engine, enum role from, enum role next,
	int64_t now_us, struct actions *actions)
{
	if (next == ROLE_ACTIVE) {
		enter_active(engine, from, now_us, actions);
	} else if (next == ROLE_STANDBY) {
		enter_standby(engine, from, now_us);
	} else if (next == ROLE_CLAIMING) {
		enter_claiming(engine, from, now_us);
	} else if (next == ROLE_INITIAL) {
		enter_initial(engine, from, now_us);
	} else if (next == ROLE_FAULT || next == ROLE_DISABLED) {
		handover_end(&engine->handover, engine->standing.reason);
		probe_stop(&engine->probe);
	}
}

static void change_role(struct engine *engine, const struct rule *rule, int64_t now_us,
	struct actions *actions)
{
	enum role from = engine->standing.role;

	wishes_force(&engine->wishes, false);
	wishes_pin(&engine->wishes,
		engine->wishes.pinned
			&& (from == ROLE_ACTIVE || rule->next == ROLE_ACTIVE));
	standing_enter(&engine->standing, rule->next, rule->reason, now_us);
	prepare_entry(engine, from, rule->next, now_us, actions);
	emit_role_change(engine, rule->next, now_us, actions);
	if (from == ROLE_ACTIVE) {
		leave_active(engine, engine->standing.reason, now_us, actions);
	}
	/* Tell the peer at once, unless a removal comes first and speaks for itself. */
	if (!lease_may_hold(&engine->lease) || rule->next == ROLE_ACTIVE) {
		pace_beat_now(&engine->pace, now_us);
	}
}

static void set_relay(
	struct engine *engine, enum relay_duty duty, struct actions *actions)
{
	handover_set_relaying(&engine->handover, duty != RELAY_DROP);
	actions_add(actions, ACTION_RELAY)->relay = duty;
}

static void hold(struct engine *engine, int64_t now_us, struct actions *actions)
{
	if (engine->standing.role == ROLE_STANDBY) {
		standing_decide(&engine->standing, now_us);
	}
	if (engine->handover.relaying) {
		set_relay(engine, RELAY_DROP, actions);
	}
	lease_ask(&engine->lease, &engine->settings, now_us);
	actions_set_lease(actions_add(actions, ACTION_HOLD), &engine->settings);
}

static void refuse(struct engine *engine, int64_t now_us, struct actions *actions)
{
	if (damping_is_news(&engine->damping)) {
		emit_event(engine, EVENT_ACTION_REFUSED, REASON_PEER_UNSTABLE, now_us,
			actions);
	}
}

static void begin_release(struct engine *engine, const struct heartbeat *heard,
	int64_t now_us, struct actions *actions)
{
	handover_serve(&engine->handover, heard->transaction, now_us);
	set_relay(engine, RELAY_CATCH, actions);
}

static void end_release(struct engine *engine, enum role next, struct actions *actions)
{
	set_relay(engine, next == ROLE_STANDBY ? RELAY_PASS : RELAY_DROP, actions);
}

void apply_rule(struct engine *engine, const struct rule *rule,
	const struct heartbeat *heard, int64_t now_us, struct actions *actions)
{
	if (rule->next == ROLE_RELEASING) {
		begin_release(engine, heard, now_us, actions);
	}
	if ((rule->duties & DO_REMOVE) != 0 && lease_may_hold(&engine->lease)) {
		apply_removal(engine, now_us, actions);
	}
	if (rule->next != ROLE_UNKNOWN && engine->standing.role == ROLE_RELEASING) {
		end_release(engine, rule->next, actions);
	}
	if (rule->next != ROLE_UNKNOWN) {
		change_role(engine, rule, now_us, actions);
	}
	if ((rule->duties & DO_LEAVE) != 0) {
		exchange_plan_farewell(&engine->exchange, OPERATION_LEAVING);
	} else if ((rule->duties & DO_YIELD) != 0) {
		exchange_plan_farewell(&engine->exchange, OPERATION_RELEASED);
	}
	if ((rule->duties & DO_HOLD) != 0) {
		hold(engine, now_us, actions);
	}
	if ((rule->duties & (DO_REQUEST | DO_FOLLOW)) != 0) {
		/* A peer in maintenance moves the F-IPs for itself, not for good. */
		bool forced = (rule->duties & DO_FOLLOW) != 0
			      && (heard->flags & FLAG_MAINTENANCE) == 0;

		handover_request(&engine->handover, forced, now_us);
	}
	if ((rule->duties & DO_INVITE) != 0) {
		handover_invite(&engine->handover, now_us);
	}
	if ((rule->duties & DO_REFUSE) != 0) {
		refuse(engine, now_us, actions);
	}
	if ((rule->duties & DO_DEFEND) != 0) {
		split_brain_defend(engine, now_us, actions);
	}
}
