#include "engine/apply_rule.h"

#include <string.h>

#include "engine/conflict.h"
#include "engine/emit.h"
#include "engine/links.h"
#include "engine/outbox.h"
#include "engine/queries.h"
#include "engine/split_brain.h"
#include "model/action.h"
#include "model/settings.h"
#include "parts/announcement.h"
#include "parts/damping.h"
#include "parts/exchange.h"
#include "parts/fitness.h"
#include "parts/handover.h"
#include "parts/lease.h"
#include "parts/liveness.h"
#include "parts/pace.h"
#include "parts/probe.h"
#include "parts/standing.h"
#include "parts/wishes.h"

void apply_removal(struct step *step)
{
	lease_remove(&step->engine->lease, step->now_us);
	actions_add(step->actions, ACTION_RELEASE);
}

void apply_keep_epoch(struct step *step)
{
	struct engine *engine = step->engine;
	struct action *keep = actions_add(step->actions, ACTION_KEEP_EPOCH);

	keep->epoch = engine->exchange.epoch;
	keep->pinned = engine->wishes.pinned;
}

void apply_pin(struct step *step, bool pinned)
{
	wishes_pin(&step->engine->wishes, pinned);
	apply_keep_epoch(step);
}

static void enter_active(struct step *step, enum role from)
{
	struct engine *engine = step->engine;
	struct counters *counters = &engine->counters;

	exchange_raise_epoch(&engine->exchange);
	/* What the operator decided outlives a restart that keeps the F-IPs. */
	apply_pin(step, engine->standing.reason == REASON_SWITCHOVER
				|| (engine->standing.reason == REASON_RESTARTED
					&& engine->wishes.pinned));
	handover_take(&engine->handover, from == ROLE_STANDBY, step->now_us);
	if (from == ROLE_INITIAL) {
		standing_decide(&engine->standing, step->now_us);
	}
	standing_end_takeover(&engine->standing, step->now_us);
	if (engine->standing.takeover_us > counters->longest_takeover_us) {
		counters->longest_takeover_us = engine->standing.takeover_us;
	}
	handover_end(&engine->handover, REASON_NONE);
	probe_stop(&engine->probe);
	announcement_begin(&engine->announcement, step->now_us);
}

static void leave_active(struct step *step, enum reason reason)
{
	struct engine *engine = step->engine;

	if (engine->wishes.pinned) {
		apply_pin(step, false);
	}
	handover_stop_confirming(&engine->handover);
	split_brain_end(step);
	if (emit_is_operators(reason) || reason == REASON_FAILBACK
		|| reason == REASON_CHECK_FAILED) {
		return;
	}
	handover_end(&engine->handover, reason);
}

/* A node that has just failed lets the other one win until it has been well. */
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
		pace_set_unclaimed(&engine->pace, false);
		links_forget(engine, now_us);
		liveness_start(&engine->liveness, now_us);
	} else {
		yield_for_a_while(engine, now_us);
	}
}

/* Nobody answers, and yet the F-IPs are kept from this node: that is as grave. */
static void enter_held(struct step *step)
{
	struct engine *engine = step->engine;

	uint8_t mac[sizeof(engine->probe.mac)];

	if (engine->standing.reason == REASON_RIVAL_PROBES) {
		memcpy(mac, engine->probe.mac, sizeof(mac));
		conflict_begin(step, REASON_RIVAL_PROBES, mac);
		/* From here on its silence is waited for as that of an answer. */
		probe_answer(&engine->probe, mac, true, step->now_us);
	}
}

static void prepare_entry(struct step *step, enum role from, enum role next)
{
	struct engine *engine = step->engine;

	if (next == ROLE_ACTIVE) {
		enter_active(step, from);
	} else if (next == ROLE_STANDBY) {
		enter_standby(engine, from, step->now_us);
	} else if (next == ROLE_CLAIMING) {
		enter_claiming(engine, from, step->now_us);
	} else if (next == ROLE_HELD) {
		enter_held(step);
	} else if (next == ROLE_INITIAL) {
		enter_initial(engine, from, step->now_us);
	} else if (next == ROLE_FAULT || next == ROLE_DISABLED) {
		handover_end(&engine->handover, engine->standing.reason);
		probe_stop(&engine->probe);
	}
}

/* A claim is the way of a forced takeover; whatever else it leads to is its end. */
static void end_force(struct step *step, enum role next)
{
	struct engine *engine = step->engine;

	if (next == ROLE_CLAIMING || !wishes_end_force(&engine->wishes)
		|| next == ROLE_ACTIVE) {
		return;
	}
	handover_end(&engine->handover, engine->standing.reason);
	emit_event(step, EVENT_ACTION_REFUSED, engine->standing.reason);
}

static void change_role(struct step *step, const struct rule *rule)
{
	struct engine *engine = step->engine;
	enum role from = engine->standing.role;

	wishes_pin(&engine->wishes,
		engine->wishes.pinned
			&& (from == ROLE_ACTIVE || rule->next == ROLE_ACTIVE));
	standing_enter(&engine->standing, rule->next, rule->reason, step->now_us);
	end_force(step, rule->next);
	prepare_entry(step, from, rule->next);
	emit_role_change(step, rule->next);
	if (from == ROLE_ACTIVE) {
		leave_active(step, engine->standing.reason);
	}
	/* Tell the peer at once, unless a removal comes first and speaks for itself. */
	if (!lease_may_hold(&engine->lease) || rule->next == ROLE_ACTIVE) {
		pace_beat_now(&engine->pace, step->now_us);
	}
}

static void set_relay(struct step *step, enum relay_duty duty)
{
	struct engine *engine = step->engine;
	struct action *relay = actions_add(step->actions, ACTION_RELAY);
	const uint8_t *mac = liveness_mac(&engine->liveness);

	handover_set_relaying(&engine->handover, duty != RELAY_DROP);
	relay->relay = duty;
	if (mac != NULL) {
		memcpy(relay->mac, mac, sizeof(relay->mac));
	}
}

static void hold_fips(struct step *step)
{
	struct engine *engine = step->engine;

	if (engine->standing.role == ROLE_STANDBY) {
		standing_decide(&engine->standing, step->now_us);
	}
	if (engine->handover.relaying) {
		set_relay(step, RELAY_DROP);
	}
	lease_ask(&engine->lease, &engine->settings, step->now_us);
	actions_set_lease(actions_add(step->actions, ACTION_HOLD), &engine->settings);
}

static void refuse_request(struct step *step)
{
	if (damping_is_news(&step->engine->damping)) {
		emit_event(step, EVENT_FAILBACK_REFUSED, REASON_PEER_UNSTABLE);
	}
}

static void begin_release(struct step *step)
{
	handover_serve(&step->engine->handover, step->heard->transaction, step->now_us);
	set_relay(step, RELAY_CATCH);
}

static void end_release(struct step *step, enum role next)
{
	set_relay(step, next == ROLE_STANDBY ? RELAY_PASS : RELAY_DROP);
}

/* A peer in maintenance, or that stops, moves the F-IPs for itself, not for good; and
 * so does an unwell one, unless it says that its operator does. */
static bool is_operators_invitation(const struct heartbeat *heard)
{
	bool by_itself = (heard->role_flags & ROLE_FLAG_UNWELL) != 0
			 && (heard->flags & FLAG_PINNED) == 0;

	return (heard->flags & FLAG_MAINTENANCE) == 0 && !by_itself;
}

static void follow_invitation(struct step *step)
{
	bool forced = is_operators_invitation(step->heard);
	bool leaving = step->heard->operation == OPERATION_LEAVING;

	handover_request(&step->engine->handover, forced, leaving, step->now_us);
}

void apply_rule(struct step *step, const struct rule *rule)
{
	struct engine *engine = step->engine;

	if (rule->next == ROLE_RELEASING) {
		begin_release(step);
	}
	if ((rule->duties & DO_REMOVE) != 0 && lease_may_hold(&engine->lease)) {
		apply_removal(step);
	}
	if (rule->next != ROLE_UNKNOWN && engine->standing.role == ROLE_RELEASING) {
		end_release(step, rule->next);
	}
	if (rule->next != ROLE_UNKNOWN) {
		change_role(step, rule);
	}
	if ((rule->duties & DO_LEAVE) != 0) {
		exchange_plan_farewell(&engine->exchange, OPERATION_LEAVING);
	} else if ((rule->duties & DO_YIELD) != 0) {
		exchange_plan_farewell(&engine->exchange, OPERATION_RELEASED);
	}
	if ((rule->duties & DO_HOLD) != 0) {
		hold_fips(step);
	}
	if ((rule->duties & DO_REQUEST) != 0) {
		handover_request(&engine->handover, false, false, step->now_us);
	}
	if ((rule->duties & DO_FOLLOW) != 0) {
		follow_invitation(step);
	}
	if ((rule->duties & DO_INVITE) != 0) {
		handover_invite(&engine->handover, step->now_us);
	}
	if ((rule->duties & DO_REFUSE) != 0) {
		refuse_request(step);
	}
	if ((rule->duties & DO_DEFEND) != 0) {
		split_brain_defend(step);
	}
}
