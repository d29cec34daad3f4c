#include "engine/apply_rule.h"

#include "engine/emit.h"
#include "engine/links.h"
#include "engine/outbox.h"
#include "engine/queries.h"
#include "engine/split_brain.h"

void apply_removal(struct engine *engine, int64_t now_us, struct actions *actions)
{
	lease_remove(&engine->lease, now_us);
	engine->fips_gone = false;
	actions_add(actions, ACTION_RELEASE);
}

void apply_keep(const struct engine *engine, struct actions *actions)
{
	struct action *keep = actions_add(actions, ACTION_KEEP_EPOCH);

	keep->epoch = engine->epoch;
	keep->pinned = engine->pinned;
}

void apply_pin(struct engine *engine, bool pinned, struct actions *actions)
{
	engine->pinned = pinned;
	apply_keep(engine, actions);
}

static void enter_active(
	struct engine *engine, enum role from, int64_t now_us, struct actions *actions)
{
	struct counters *counters = &engine->counters;

	engine->epoch = query_next_epoch(engine);
	/* What the operator decided outlives a restart that keeps the F-IPs. */
	apply_pin(engine,
		engine->reason == REASON_SWITCHOVER
			|| (engine->reason == REASON_RESTARTED && engine->pinned),
		actions);
	engine->confirming = from == ROLE_STANDBY;
	engine->handover.begun_us = now_us;
	engine->handover.repeat_us = now_us;
	if (from == ROLE_INITIAL) {
		engine->decided_us = now_us;
	}
	engine->last_takeover_us = now_us - engine->decided_us;
	if (engine->last_takeover_us > counters->longest_takeover_us) {
		counters->longest_takeover_us = engine->last_takeover_us;
	}
	handover_end(&engine->handover, REASON_NONE);
	probe_stop(&engine->probe);
	announcement_begin(&engine->announcement, now_us);
}

static void leave_active(struct engine *engine, enum reason reason, int64_t now_us,
	struct actions *actions)
{
	if (engine->pinned) {
		apply_pin(engine, false, actions);
	}
	engine->confirming = false;
	engine->fips_gone = false;
	split_brain_end(engine, now_us, actions);
	if (emit_is_operators(reason) || reason == REASON_FAILBACK) {
		return;
	}
	handover_end(&engine->handover, reason);
}

/* Who has just failed lets the other one win until it has been well for a while. */
static void yield_for_a_while(struct engine *engine, int64_t now_us)
{
	engine->yielding_until_us = now_us + query_detection_us(engine);
}

static void enter_standby(struct engine *engine, enum role from, int64_t now_us)
{
	probe_stop(&engine->probe);
	engine->liveness.stable_since_us = now_us;
	if (from == ROLE_FAULT) {
		yield_for_a_while(engine, now_us);
		/* What we did not hear while the cable was out is no verdict. */
		engine->grace_until_us =
			now_us + settings_interval_us(&engine->settings);
	}
	if (from == ROLE_RELEASING) {
		handover_end(&engine->handover, REASON_NONE);
	}
}

static void enter_claiming(struct engine *engine, enum role from, int64_t now_us)
{
	engine->decided_us = now_us;
	if (from != ROLE_STANDBY || !engine->probe.running) {
		probe_begin(&engine->probe, now_us);
	}
	if (from == ROLE_RELEASING) {
		handover_end(&engine->handover, REASON_HANDOVER_TIMEOUT);
	}
}

static void enter_initial(struct engine *engine, enum role from, int64_t now_us)
{
	engine->ask_us = now_us;
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
		handover_end(&engine->handover, engine->reason);
		probe_stop(&engine->probe);
	}
}

static void change_role(struct engine *engine, const struct rule *rule, int64_t now_us,
	struct actions *actions)
{
	enum role from = engine->role;

	if (rule->reason != REASON_NONE) {
		engine->reason = rule->reason;
	}
	engine->forcing = false;
	engine->pinned =
		engine->pinned && (from == ROLE_ACTIVE || rule->next == ROLE_ACTIVE);
	engine->role = rule->next;
	engine->role_since_us = now_us;
	prepare_entry(engine, from, rule->next, now_us, actions);
	emit_role_change(engine, rule->next, now_us, actions);
	if (from == ROLE_ACTIVE) {
		leave_active(engine, engine->reason, now_us, actions);
	}
	/* Tell the peer at once, unless a removal comes first and speaks for itself. */
	if (!lease_may_hold(&engine->lease) || rule->next == ROLE_ACTIVE) {
		engine->beat_us = now_us;
	}
}

static void set_relay(
	struct engine *engine, enum relay_duty duty, struct actions *actions)
{
	engine->relaying = duty != RELAY_DROP;
	actions_add(actions, ACTION_RELAY)->relay = duty;
}

static void hold(struct engine *engine, int64_t now_us, struct actions *actions)
{
	if (engine->role == ROLE_STANDBY) {
		engine->decided_us = now_us;
	}
	if (engine->relaying) {
		set_relay(engine, RELAY_DROP, actions);
	}
	lease_ask(&engine->lease, &engine->settings, now_us);
	actions_set_lease(actions_add(actions, ACTION_HOLD), &engine->settings);
}

static void refuse(struct engine *engine, int64_t now_us, struct actions *actions)
{
	if (!engine->damping.told) {
		engine->damping.told = true;
		emit_event(engine, EVENT_ACTION_REFUSED, REASON_PEER_UNSTABLE, now_us,
			actions);
	}
}

static void defend(struct engine *engine, int64_t now_us, struct actions *actions)
{
	/* Two winners would answer each other for ever; the loser needs one word. */
	if (now_us - engine->defended_us < HANDOVER_REPEAT_US) {
		return;
	}
	engine->defended_us = now_us;
	announcement_begin(&engine->announcement, now_us);
	outbox_send(engine, OPERATION_NONE, now_us, actions);
	engine->answer_round = engine->round;
}

static void begin_release(struct engine *engine, const struct heartbeat *heard,
	int64_t now_us, struct actions *actions)
{
	engine->handover.granted = heard->transaction;
	engine->handover.inviting = false;
	engine->handover.repeat_us = now_us;
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
	if (rule->next != ROLE_UNKNOWN && engine->role == ROLE_RELEASING) {
		end_release(engine, rule->next, actions);
	}
	if (rule->next != ROLE_UNKNOWN) {
		change_role(engine, rule, now_us, actions);
	}
	if ((rule->duties & DO_LEAVE) != 0) {
		engine->farewell = OPERATION_LEAVING;
	} else if ((rule->duties & DO_YIELD) != 0) {
		engine->farewell = OPERATION_RELEASED;
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
		defend(engine, now_us, actions);
	}
}
