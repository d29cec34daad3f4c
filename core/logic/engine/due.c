#include "engine/due.h"

#include "engine/apply_rule.h"
#include "engine/conflict.h"
#include "engine/emit.h"
#include "engine/outbox.h"
#include "engine/queries.h"
#include "model/action.h"
#include "model/settings.h"
#include "parts/announcement.h"
#include "parts/exchange.h"
#include "parts/handover.h"
#include "parts/lease.h"
#include "parts/liveness.h"
#include "parts/pace.h"
#include "parts/probe.h"

enum {
	FAREWELL_COPIES = 3,
	BACK_SPACING_US = 20 * MS_US,
	DENSE_MIN_US = 2 * MS_US,    /* an answer must have the time to come */
	LAST_RELAY_US = 400 * MS_US, /* the taker has announced three times by then */
};

static int64_t interval_us(const struct engine *engine)
{
	return settings_interval_us(&engine->settings);
}

static int64_t silence_us(const struct engine *engine, int64_t now_us)
{
	return liveness_silence_us(&engine->liveness, now_us);
}

/*
 * An active node, which may have to make way for the peer, asks sooner than one that
 * waits for it.  A peer that was set slower is not silent yet when a beat of ours is
 * over.
 */
static int64_t ask_after_us(const struct engine *engine)
{
	if (engine->standing.role == ROLE_INITIAL) {
		return 0;
	}
	return engine->standing.role == ROLE_ACTIVE ? query_interval_us(engine) * 5 / 4
						    : query_interval_us(engine) * 9 / 4;
}

/* The peer must learn some things before its patience with what it knows ends. */
static bool is_unacknowledged(const struct engine *engine, int64_t now_us)
{
	return query_hears_peer(engine, now_us)
	       && engine->liveness.last.acknowledged_round
			  < engine->exchange.news_round;
}

/* Its port may pass frames any moment, and perhaps nobody serves until it is heard. */
static bool is_just_back(const struct engine *engine, int64_t now_us)
{
	return now_us - engine->liveness.listening_us < SECOND_US;
}

static int64_t ask_spacing_us(const struct engine *engine, int64_t now_us)
{
	int64_t peer_us = (int64_t)engine->liveness.last.interval_ms * MS_US;
	int64_t spacing_us = engine->standing.role == ROLE_ACTIVE
				     ? interval_us(engine) / 8
				     : interval_us(engine) / 10;

	if (!is_unacknowledged(engine, now_us)) {
		return spacing_us;
	}
	if (peer_us < interval_us(engine)) {
		spacing_us = peer_us / 10;
	}
	return is_just_back(engine, now_us) && spacing_us > BACK_SPACING_US
		       ? BACK_SPACING_US
		       : spacing_us;
}

static void renew_lease(struct step *step)
{
	struct engine *engine = step->engine;
	bool renewable = engine->standing.role == ROLE_ACTIVE
			 || engine->standing.role == ROLE_INITIAL;

	if (renewable && engine->lease.state == LEASE_HELD && !engine->lease.gone
		&& !lease_has_expired(&engine->lease, step->now_us)) {
		actions_set_lease(
			actions_add(step->actions, ACTION_RENEW), &engine->settings);
	}
}

/*
 * A standby answers the active's beats (apply_input.c), so its own time comes only when
 * one is late or lost.
 */
static int64_t rhythm_us(const struct engine *engine, int64_t now_us)
{
	int64_t interval = interval_us(engine);

	return query_follows(engine, now_us) ? interval * 9 / 8 : interval;
}

static void send_beat(struct step *step)
{
	struct engine *engine = step->engine;

	if (step->now_us < engine->pace.beat_us) {
		return;
	}
	renew_lease(step);
	outbox_send(step, OPERATION_NONE);
	pace_plan_beat(&engine->pace, rhythm_us(engine, step->now_us), step->now_us);
}

/* A split brain counts, too: the rival that is heard may not hear, and must soon. */
static bool is_quiet(const struct engine *engine, int64_t now_us)
{
	if (engine->split_brain.on) {
		return true;
	}
	if (engine->standing.role == ROLE_INITIAL) {
		return !query_hears_peer(engine, now_us);
	}
	/* Who was in fault can spare this claim its probes, by a word about now. */
	if (engine->standing.role == ROLE_CLAIMING && engine->liveness.last.healthy == 0
		&& query_hears_peer(engine, now_us)) {
		return true;
	}
	return silence_us(engine, now_us) >= ask_after_us(engine);
}

static void ask_peer(struct step *step)
{
	struct engine *engine = step->engine;
	bool untold = is_unacknowledged(engine, step->now_us);
	bool beacon = engine->split_brain.on && !untold;

	if ((!is_quiet(engine, step->now_us) && !untold)
		|| step->now_us < engine->pace.ask_us) {
		return;
	}
	pace_ask_at(&engine->pace, step->now_us + ask_spacing_us(engine, step->now_us));
	outbox_send(step, beacon ? OPERATION_NONE : OPERATION_ASK);
}

static void give_up(struct step *step)
{
	struct engine *engine = step->engine;
	struct handover *handover = &engine->handover;
	int64_t delay_us = (int64_t)engine->settings.failback_delay_ms * MS_US;

	if (handover->progress == PROGRESS_RUNNING) {
		emit_event(step, EVENT_ACTION_REFUSED, REASON_HANDOVER_TIMEOUT);
	}
	handover_end(handover, REASON_HANDOVER_TIMEOUT);
	handover_retry_at(handover, step->now_us + delay_us);
}

static void hand_over(struct step *step)
{
	struct engine *engine = step->engine;
	struct handover *handover = &engine->handover;
	bool granting = engine->standing.role == ROLE_RELEASING
			&& !lease_may_hold(&engine->lease);
	bool confirming = engine->handover.confirming
			  && step->now_us - handover->begun_us < HANDOVER_WINDOW_US;

	if (handover_is_overdue(handover, step->now_us)) {
		give_up(step);
	}
	if (!granting && !confirming && !handover->requesting && !handover->inviting) {
		return;
	}
	if (!handover_repeat_due(handover, step->now_us)) {
		return;
	}
	if (granting) {
		outbox_send(step, OPERATION_GRANT);
	} else if (confirming) {
		outbox_send(step, OPERATION_TAKEN);
	} else if (handover->requesting) {
		outbox_send(step, OPERATION_REQUEST);
	} else {
		outbox_send(step, OPERATION_NONE);
	}
}

static void send_farewell(struct step *step)
{
	struct engine *engine = step->engine;
	bool leaves = engine->exchange.farewell == OPERATION_LEAVING;
	unsigned copies = leaves ? FAREWELL_COPIES : 1;

	if (engine->exchange.farewell == OPERATION_NONE
		|| lease_may_hold(&engine->lease)) {
		return;
	}
	/* Nobody serves until it is heard, and a node that stops cannot repeat it: so
	 * it says it three times now. */
	for (; copies > 0; copies--) {
		outbox_send(step, engine->exchange.farewell);
	}
	exchange_plan_farewell(&engine->exchange, OPERATION_NONE);
}

int64_t due_probe_start_us(const struct engine *engine)
{
	return liveness_silent_since_us(&engine->liveness) + query_detection_us(engine)
	       - PROBES_PER_ROUND * query_probe_spacing_us(engine);
}

/* A wake-up that is a little late begins as planned, and the round ends in time. */
static int64_t planned_us(const struct engine *engine, int64_t now_us)
{
	int64_t start_us = due_probe_start_us(engine);

	return now_us - start_us < query_probe_spacing_us(engine) / 2 ? start_us
								      : now_us;
}

/* Who does not answer any more is asked densely: a round tells whether it is gone. */
static int64_t held_spacing_us(const struct engine *engine)
{
	int64_t interval_us = settings_interval_us(&engine->settings);
	int64_t dense_us = interval_us / 20;

	if (engine->probe.in_vain == 0 || !query_may_have_died(engine)) {
		return interval_us / 2;
	}
	return dense_us > DENSE_MIN_US ? dense_us : DENSE_MIN_US;
}

/*
 * Only who is asked answers, and the others do not ask this node: so whoever else has
 * the F-IPs is asked for as long as an alarm says that somebody has.
 */
static bool is_disputed(const struct engine *engine, int64_t now_us)
{
	return engine->conflict.on
	       || (engine->split_brain.on && !query_hears_peer(engine, now_us));
}

static bool asks_on(const struct engine *engine, int64_t now_us)
{
	return engine->standing.role == ROLE_HELD
	       || (engine->standing.role == ROLE_ACTIVE && is_disputed(engine, now_us));
}

static int64_t repeat_us(const struct engine *engine)
{
	if (engine->standing.role == ROLE_HELD) {
		return held_spacing_us(engine);
	}
	return interval_us(engine) > SECOND_US ? interval_us(engine) : SECOND_US;
}

void due_probe(struct step *step)
{
	struct engine *engine = step->engine;
	struct probe *round = &engine->probe;
	int64_t spacing_us = query_probe_spacing_us(engine);

	if (asks_on(engine, step->now_us)) {
		if (probe_repeat_due(round, repeat_us(engine), step->now_us)) {
			actions_add(step->actions, ACTION_PROBE);
		}
		return;
	}
	if (engine->standing.role != ROLE_STANDBY
		&& engine->standing.role != ROLE_CLAIMING) {
		/* A node that asked on without a claim would keep node 2 from ending
		 * its own round. */
		probe_stop(round);
		return;
	}
	if (engine->standing.role == ROLE_STANDBY
		&& step->now_us < due_probe_start_us(engine)) {
		probe_stop(round);
	} else if (engine->standing.role == ROLE_STANDBY && !round->running
		   && !engine->liveness.left) {
		probe_begin(round, planned_us(engine, step->now_us));
	}
	if (probe_is_outdated(round, spacing_us, step->now_us)) {
		probe_begin(round, step->now_us);
	}
	if (probe_due(round, spacing_us, step->now_us)) {
		actions_add(step->actions, ACTION_PROBE);
	}
}

void due_announce(struct step *step)
{
	struct engine *engine = step->engine;
	int64_t detection_us = query_detection_us(engine);
	int64_t silent_us =
		query_hears_peer(engine, step->now_us)
			? 0
			: 2 * detection_us + settings_interval_us(&engine->settings);

	if (engine->standing.role == ROLE_ACTIVE && engine->lease.state == LEASE_HELD
		&& announcement_due(&engine->announcement,
			settings_interval_us(&engine->settings), silent_us,
			step->now_us)) {
		actions_add(step->actions, ACTION_ANNOUNCE);
	}
}

/* By then every cache that heard the taker's announcements points to it. */
static int64_t relay_end_us(const struct engine *engine)
{
	return engine->standing.since_us
	       + (engine->wishes.retiring ? LAST_RELAY_US : HANDOVER_WINDOW_US);
}

void due_end_relay(struct step *step)
{
	struct engine *engine = step->engine;

	if (engine->handover.relaying && engine->standing.role != ROLE_RELEASING
		&& step->now_us >= relay_end_us(engine)) {
		handover_set_relaying(&engine->handover, false);
		actions_add(step->actions, ACTION_RELAY)->relay = RELAY_DROP;
	}
}

void due_perform(struct step *step)
{
	struct engine *engine = step->engine;

	if (engine->lease.state == LEASE_REMOVING
		&& step->now_us >= engine->lease.retry_us) {
		apply_removal(step);
	}
	conflict_expel(step);
	send_farewell(step);
	if (engine->standing.role == ROLE_DISABLED || engine->wishes.departing) {
		return;
	}
	due_announce(step);
	hand_over(step);
	send_beat(step);
	ask_peer(step);
	due_probe(step);
}

void due_depart(struct step *step)
{
	struct engine *engine = step->engine;

	if (engine->lease.state == LEASE_HELD) {
		/* Nobody feeds the fence meanwhile: only the kernel's lease runs. */
		actions_add(step->actions, ACTION_RENEW)->lease_s =
			settings_lease_s(&engine->settings);
	}
	/* Once is not enough: there is no next beat to make up for a loss. */
	for (unsigned copies = FAREWELL_COPIES; copies > 0; copies--) {
		outbox_send(step, OPERATION_NONE);
	}
}

static void sooner(int64_t *next_us, int64_t now_us, int64_t candidate_us)
{
	if (candidate_us > now_us && candidate_us < *next_us) {
		*next_us = candidate_us;
	}
}

static int64_t next_verdict_us(const struct engine *engine, int64_t now_us)
{
	const struct liveness *liveness = &engine->liveness;
	uint32_t lease_s = liveness_peer_lease_s(liveness, &engine->settings);
	int64_t delay_us = (int64_t)engine->settings.failback_delay_ms * MS_US;
	int64_t next_us = now_us + interval_us(engine);

	sooner(&next_us, now_us, liveness->heard_us + query_detection_us(engine));
	sooner(&next_us, now_us,
		liveness_silent_since_us(liveness) + query_patience_us(engine));
	sooner(&next_us, now_us, due_probe_start_us(engine));
	sooner(&next_us, now_us, liveness->stable_since_us + delay_us);
	sooner(&next_us, now_us, engine->pace.grace_until_us);
	sooner(&next_us, now_us, engine->handover.retry_us);
	sooner(&next_us, now_us,
		engine->standing.since_us + query_initial_wait_us(engine));
	sooner(&next_us, now_us, engine->standing.since_us + HANDOVER_WINDOW_US);
	sooner(&next_us, now_us, engine->standing.since_us + SECOND_US / 2);
	sooner(&next_us, now_us, liveness->passive_since_us + SECOND_US / 2);
	sooner(&next_us, now_us, engine->probe.answered_us + settings_held_us(lease_s));
	return next_us;
}

int64_t due_next_us(const struct engine *engine, int64_t now_us)
{
	int64_t next_us = next_verdict_us(engine, now_us);

	if (engine->lease.state == LEASE_REMOVING) {
		sooner(&next_us, now_us, engine->lease.retry_us);
	}
	if (engine->standing.role == ROLE_DISABLED) {
		return next_us;
	}
	if (engine->lease.state == LEASE_HELD) {
		sooner(&next_us, now_us,
			engine->lease.renewed_us + engine->lease.refusal_us);
	}
	if (engine->wishes.retiring) {
		sooner(&next_us, now_us, relay_end_us(engine));
		sooner(&next_us, now_us, engine->wishes.retired_us);
	}
	if (conflict_expels(engine)) {
		sooner(&next_us, now_us, engine->outsider.expel_us);
	}
	sooner(&next_us, now_us, engine->pace.beat_us);
	sooner(&next_us, now_us, engine->reference_watch.ask_us);
	sooner(&next_us, now_us, engine->pace.ask_us);
	sooner(&next_us, now_us, engine->liveness.heard_us + ask_after_us(engine));
	sooner(&next_us, now_us, engine->handover.repeat_us);
	if (engine->probe.running || asks_on(engine, now_us)) {
		sooner(&next_us, now_us, engine->probe.next_us);
	}
	if (engine->probe.contested_us != 0) {
		sooner(&next_us, now_us,
			engine->probe.contested_us + query_detection_us(engine));
	}
	if (engine->standing.role == ROLE_ACTIVE) {
		sooner(&next_us, now_us, engine->announcement.next_us);
	}
	return next_us;
}
