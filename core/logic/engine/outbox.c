#include "engine/outbox.h"

#include <string.h>

#include "engine/links.h"
#include "engine/queries.h"
#include "model/action.h"
#include "parts/exchange.h"
#include "parts/lease.h"
#include "parts/link_watch.h"
#include "parts/liveness.h"
#include "parts/session.h"

static bool hears_peer_lately(const struct engine *engine, int64_t now_us)
{
	int64_t peer_interval_us = (int64_t)engine->liveness.last.interval_ms * MS_US;

	return query_hears_peer(engine, now_us)
	       && liveness_silence_us(&engine->liveness, now_us)
			  <= peer_interval_us * 5 / 2;
}

/* An unwell node that invites says so only of its operator's wish (apply_rule.c). */
static bool says_pinned(const struct engine *engine)
{
	const struct handover *handover = &engine->handover;

	if (engine->fitness.unwell && handover->inviting) {
		return handover->progress == PROGRESS_RUNNING;
	}
	return engine->wishes.pinned || (handover->requesting && handover->forced);
}

/*
 * Version 1 has no word for a check that fails: who has the F-IPs says this one, which
 * a peer that is invited takes in the same way.
 */
static bool says_maintenance(const struct engine *engine)
{
	bool serves = engine->standing.role == ROLE_ACTIVE
		      || engine->standing.role == ROLE_RELEASING;
	bool instead = engine->fitness.unwell && serves && !query_peer_reads_2(engine)
		       && engine->handover.progress != PROGRESS_RUNNING;

	return query_is_withdrawing(engine) || instead;
}

static uint8_t compose_flags(const struct engine *engine, int64_t now_us)
{
	unsigned flags = 0;

	if (hears_peer_lately(engine, now_us)) {
		flags |= FLAG_HEARS_YOU;
	}
	if (engine->liveness.ever
		&& engine->liveness.last.digest != engine->settings.digest) {
		flags |= FLAG_MISMATCH;
	}
	if (says_pinned(engine)) {
		flags |= FLAG_PINNED;
	}
	if (engine->handover.inviting) {
		flags |= FLAG_INVITE;
	}
	if (engine->wishes.departing) {
		flags |= FLAG_RESTARTING;
	}
	if (says_maintenance(engine)) {
		flags |= FLAG_MAINTENANCE;
	}
	if (engine->settings.references && !engine->reference_watch.lost) {
		flags |= FLAG_REFERENCES;
	}
	return (uint8_t)flags;
}

static uint8_t compose_role_flags(const struct engine *engine, int64_t now_us)
{
	unsigned flags = 0;

	if (engine->settings.preferred) {
		flags |= ROLE_FLAG_PREFERRED;
	}
	if (engine->settings.automatic_failback) {
		flags |= ROLE_FLAG_AUTOMATIC_FAILBACK;
	}
	if (lease_may_hold(&engine->lease)) {
		flags |= ROLE_FLAG_HOLDS;
	}
	if (engine->probe.answered) {
		flags |= ROLE_FLAG_ANSWERED;
	}
	if (now_us < engine->third.near_us) {
		flags |= ROLE_FLAG_THIRD;
	}
	if (engine->fitness.unwell) {
		flags |= ROLE_FLAG_UNWELL;
	}
	return (uint8_t)flags;
}

static uint32_t transaction_of(const struct engine *engine, enum operation operation)
{
	if (operation == OPERATION_REQUEST) {
		return engine->handover.transaction;
	}
	return operation == OPERATION_GRANT ? engine->handover.granted : 0;
}

/*
 * Numbers never wrap inside a life, so a new one begins: after some months at the
 * shortest interval, and proven again within one round trip.
 */
static void count_round(struct engine *engine, int64_t now_us)
{
	uint64_t own = engine->links[0].session.own;

	if (!exchange_count_round(&engine->exchange)) {
		links_start(engine, session_next_incarnation(own), now_us);
	}
}

static struct heartbeat compose(
	struct engine *engine, enum operation operation, int64_t now_us)
{
	bool leaves = engine->wishes.retiring && engine->handover.inviting;
	struct heartbeat words;

	count_round(engine, now_us);
	words = (struct heartbeat){
		.digest = engine->settings.digest,
		.pair = engine->settings.pair,
		.round = engine->exchange.round,
		.acknowledged_round = engine->liveness.last.round,
		.interval_ms = engine->settings.interval_ms,
		.epoch = engine->exchange.epoch,
		.transaction = transaction_of(engine, operation),
		.uptime_s =
			(uint32_t)((now_us - engine->standing.started_us) / SECOND_US),
		.release = engine->settings.release,
		.flags = compose_flags(engine, now_us),
		.role_flags = compose_role_flags(engine, now_us),
		.role = (uint8_t)engine->standing.role,
		.operation = (uint8_t)(leaves && operation == OPERATION_NONE
					       ? OPERATION_LEAVING
					       : operation),
		.node = engine->settings.node,
		.healthy = query_is_fit(engine, now_us) ? 1 : 0,
		.count = engine->settings.count,
		.mac_count = engine->exchange.mac_count,
	};
	memcpy(words.macs, engine->exchange.macs, sizeof(words.macs));
	return words;
}

static struct action *copy_to(
	const struct heartbeat *words, unsigned number, struct actions *actions)
{
	struct action *action = actions_add(actions, ACTION_SEND);

	action->heartbeat = *words;
	action->heartbeat.link = (uint8_t)number;
	return action;
}

void outbox_send(struct step *step, enum operation operation)
{
	struct engine *engine = step->engine;
	struct heartbeat words = compose(engine, operation, step->now_us);

	for (unsigned number = 1; number <= links_count(engine); number++) {
		link_watch_stamp(links_find(engine, number),
			copy_to(&words, number, step->actions), step->now_us);
	}
}

void outbox_answer(struct step *step, unsigned number)
{
	struct engine *engine = step->engine;
	struct heartbeat words = compose(engine, OPERATION_NONE, step->now_us);

	link_watch_stamp_answer(links_find(engine, number),
		copy_to(&words, number, step->actions), step->now_us);
}
