#include "engine/engine.h"

#include <string.h>

#include "engine/apply_input.h"
#include "engine/apply_rule.h"
#include "engine/config_mismatch.h"
#include "engine/conflict.h"
#include "engine/due.h"
#include "engine/emit.h"
#include "engine/facts.h"
#include "engine/failover.h"
#include "engine/links.h"
#include "engine/operator.h"
#include "engine/queries.h"
#include "engine/reference_watch.h"
#include "engine/split_brain.h"
#include "model/action.h"
#include "model/settings.h"
#include "parts/announcement.h"
#include "parts/fitness.h"
#include "parts/handover.h"
#include "parts/lease.h"
#include "parts/liveness.h"
#include "parts/pace.h"
#include "parts/probe.h"
#include "parts/standing.h"

void engine_start(struct engine *engine, const struct settings *settings,
	uint64_t incarnation, uint32_t epoch, int64_t now_us)
{
	memset(engine, 0, sizeof(*engine));
	engine->settings = *settings;
	standing_start(&engine->standing, settings->enabled, now_us);
	pace_start(&engine->pace, now_us);
	engine->exchange = (struct exchange){ .epoch = epoch };
	links_start(engine, incarnation, now_us);
	liveness_start(&engine->liveness, now_us);
	handover_start(&engine->handover);
	reference_watch_start(&engine->reference_watch, now_us);
	config_mismatch_start(&engine->config_mismatch);
	engine->counters.counted_us = now_us;
}

static void emit_start(struct step *step)
{
	if (!standing_introduce(&step->engine->standing)) {
		return;
	}
	emit_event(step, EVENT_STARTED, REASON_STARTED)->from = ROLE_UNKNOWN;
}

/*
 * Was the peer gone before the stall for longer than anybody can hold the F-IPs, and is
 * the stall too short for a node that boots meanwhile to take them?  A node that still
 * waits because of a former stall waits on, however short the next one is
 * (a_second_stall_soon_after_a_long_one.story).
 */
static bool is_unclaimed(const struct engine *engine, int64_t late_us)
{
	const struct liveness *liveness = &engine->liveness;
	bool waits = engine->standing.role == ROLE_INITIAL && !engine->pace.unclaimed;
	uint32_t lease_s = liveness_peer_lease_s(liveness, &engine->settings);
	int64_t silence_us = engine->pace.wake_us - liveness_silent_since_us(liveness);

	return !waits && silence_us >= settings_held_us(lease_s)
	       && late_us < query_detection_us(engine);
}

static void notice_lateness(struct engine *engine, int64_t now_us)
{
	int64_t interval_us = settings_interval_us(&engine->settings);
	int64_t late_us = now_us - engine->pace.wake_us;

	if (engine->pace.wake_us == 0 || engine->standing.role == ROLE_DISABLED
		|| late_us < interval_us * 3 / 2) {
		return;
	}
	engine->counters.late_wakeups++;
	pace_grant_grace(&engine->pace, now_us + interval_us);
	probe_restart(&engine->probe, now_us);
	pace_set_unclaimed(&engine->pace, is_unclaimed(engine, late_us));
	pace_set_stalled(
		&engine->pace, late_us >= settings_stall_limit_us(&engine->settings));
}

static void count_time(struct engine *engine, int64_t now_us)
{
	struct counters *counters = &engine->counters;
	int64_t span_us = now_us - counters->counted_us;

	counters->active_us += engine->standing.role == ROLE_ACTIVE ? span_us : 0;
	counters->dual_active_us += engine->split_brain.on ? span_us : 0;
	counters->counted_us = now_us;
}

/* Nothing is waited for without an end: not for a removal, not for a confirmation. */
static void notice_lease(struct engine *engine, int64_t now_us)
{
	struct lease *lease = &engine->lease;
	int64_t age_us = now_us - lease->renewed_us;

	if (lease->state == LEASE_REMOVING
		&& age_us >= settings_held_us(lease->lease_s)) {
		lease_end(lease);
	}
	if (lease->state == LEASE_ASKED && age_us >= SECOND_US) {
		fitness_refuse(&engine->fitness, now_us + SECOND_US);
	}
}

static void notice_silence(struct step *step)
{
	struct engine *engine = step->engine;
	bool silent = step->now_us - liveness_silent_since_us(&engine->liveness)
		      >= query_detection_us(engine);

	if (!silent || engine->liveness.lost || engine->standing.role == ROLE_DISABLED
		|| step->now_us < engine->pace.grace_until_us) {
		return;
	}
	liveness_set_lost(&engine->liveness, true);
	emit_event(step, EVENT_PEER_LOST, links_silence_reason(engine));
	if (engine->standing.role == ROLE_ACTIVE) {
		announcement_begin(&engine->announcement, step->now_us);
	}
}

/* Notice what time alone makes true before a rule acts on it. */
static void notice_time(struct step *step)
{
	struct engine *engine = step->engine;

	notice_lease(engine, step->now_us);
	notice_silence(step);
	due_end_relay(step);
	operator_notice_time(step);
	links_notice(step);
	config_mismatch_follow(step);
	reference_watch_follow(step);
	if (!query_is_stable(engine, step->now_us)) {
		liveness_unsettle(&engine->liveness, step->now_us);
	}
	conflict_follow(step);
	if (step->now_us >= engine->split_brain.until_us) {
		split_brain_end(step);
	}
}

static void follow_rules(struct step *step)
{
	struct engine *engine = step->engine;
	bool facts[FACT_COUNT];
	const struct rule *rule;
	size_t count;

	do {
		facts_assess(engine, step->heard, step->now_us, facts);
		rule = failover_decide(engine->standing.role, facts);
		if (rule != NULL) {
			step->actions->rules[step->actions->rule_count++] =
				(uint8_t)(rule - failover_rules(&count));
			apply_rule(step, rule);
		}
		/* Rules are levels: should they ever chase each other, the next step
		 * goes on. */
	} while (rule != NULL && rule->next != ROLE_UNKNOWN
		 && step->actions->rule_count < RULES_PER_STEP);
}

static bool can_wait(const struct action *action)
{
	return action->kind == ACTION_EMIT || action->kind == ACTION_KEEP_EPOCH;
}

/* Events must not delay what is to be done: they go behind all else, in order. */
static void put_events_last(struct actions *actions)
{
	struct actions sorted;
	unsigned pass;
	unsigned i;

	sorted.count = 0;
	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < actions->count; i++) {
			if (can_wait(&actions->list[i]) == (pass == 1)) {
				sorted.list[sorted.count++] = actions->list[i];
			}
		}
	}
	memcpy(actions->list, sorted.list, sorted.count * sizeof(sorted.list[0]));
}

void engine_step(
	struct engine *engine, const struct input *input, struct actions *actions)
{
	struct step step = {
		.engine = engine,
		.now_us = input->now_us,
		.actions = actions,
	};

	actions_clear(actions);
	count_time(engine, step.now_us);
	notice_lateness(engine, step.now_us);
	emit_start(&step);
	step.heard = apply_input(&step, input);
	notice_time(&step);
	follow_rules(&step);
	due_perform(&step);
	pace_set_stalled(&engine->pace, false);
	put_events_last(actions);
	pace_wake_at(&engine->pace, due_next_us(engine, step.now_us));
	actions->wake_us = engine->pace.wake_us;
}
