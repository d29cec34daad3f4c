#include "engine/facts.h"

#include <string.h>

#include "engine/queries.h"
#include "model/settings.h"
#include "parts/damping.h"
#include "parts/exchange.h"
#include "parts/handover.h"
#include "parts/lease.h"
#include "parts/liveness.h"
#include "parts/probe.h"

enum {
	PASSIVE_US = 500 * MS_US,
	YIELD_US = 200 * MS_US, /* well before a node that was passive may claim */
};

/* The figures that the order of docs/rules.md, "Who wins", compares. */
struct candidate {
	bool fit;
	uint32_t epoch;
	bool preferred;
	uint8_t node; /* 1: the lower real IP, 2: the higher */
};

static struct candidate this_node(const struct engine *engine, int64_t now_us)
{
	return (struct candidate){
		.fit = query_is_fit(engine, now_us),
		.epoch = engine->exchange.epoch,
		.preferred = engine->settings.preferred,
		.node = engine->settings.node,
	};
}

static struct candidate peer_of(const struct engine *engine)
{
	const struct heartbeat *last = &engine->liveness.last;

	return (struct candidate){
		.fit = last->healthy == 1,
		.epoch = last->epoch,
		.preferred = (last->role_flags & ROLE_FLAG_PREFERRED) != 0,
		.node = last->node,
	};
}

/*
 * Both nodes use the same order, so they agree.  The epoch comes before the preference:
 * a stale owner always yields to the newer claim, and going home is a separate, damped
 * handover.
 */
static bool wins(const struct engine *engine, int64_t now_us)
{
	struct candidate own = this_node(engine, now_us);
	struct candidate peer = peer_of(engine);

	if (own.fit != peer.fit) {
		return own.fit;
	}
	if (own.epoch != peer.epoch) {
		/* 0.1.0 stops counting at the highest value, and compares epochs as
		 * plain numbers. */
		return query_peer_reads_2(engine)
			       ? exchange_is_newer(own.epoch, peer.epoch)
			       : own.epoch > peer.epoch;
	}
	if (own.preferred != peer.preferred) {
		return own.preferred;
	}
	return own.node < peer.node;
}

static void assess_node(const struct engine *engine, int64_t now_us, bool *facts)
{
	const struct settings *settings = &engine->settings;
	const struct liveness *liveness = &engine->liveness;
	int64_t delay_us = (int64_t)settings->failback_delay_ms * MS_US;
	bool rival_preferred = (liveness->last.role_flags & ROLE_FLAG_PREFERRED) != 0;

	facts[FACT_ENABLED] = settings->enabled && !engine->wishes.stopping;
	facts[FACT_STALLED] = engine->pace.stalled && lease_may_hold(&engine->lease);
	facts[FACT_INTERFACE_DOWN] = !engine->fitness.interface_up;
	facts[FACT_REAL_IP_LOST] =
		!engine->fitness.interface_up && engine->fitness.lack == LACK_REAL_IP;
	facts[FACT_ROUTE_LOST] =
		!engine->fitness.interface_up && engine->fitness.lack == LACK_ROUTE;
	facts[FACT_NO_REFERENCE] = query_is_cut_off(engine, now_us);
	facts[FACT_UNWELL] = engine->fitness.unwell;
	facts[FACT_MAINTENANCE] = query_is_withdrawing(engine);
	facts[FACT_RETIRING] = engine->wishes.retiring;
	facts[FACT_FORCED_OUT] = engine->wishes.forced_out;
	facts[FACT_FORCING] = engine->wishes.forcing;
	facts[FACT_VOUCHED] = engine->wishes.vouched;
	facts[FACT_KERNEL_REFUSED] = now_us < engine->fitness.refused_until_us;
	facts[FACT_REMOVED_OFTEN] = now_us < engine->fitness.often_until_us;
	facts[FACT_GRACE] = now_us < engine->pace.grace_until_us;
	facts[FACT_UNCLAIMED] = engine->pace.unclaimed;
	facts[FACT_WAITED] =
		now_us - engine->standing.since_us >= query_initial_wait_us(engine);
	facts[FACT_PREFERRED] = settings->preferred && !rival_preferred;
	facts[FACT_PEER_PREFERRED] = !settings->preferred && rival_preferred;
	facts[FACT_AUTOMATIC] =
		settings->automatic_failback && now_us >= engine->handover.retry_us;
	facts[FACT_STABLE] = query_is_stable(engine, now_us)
			     && query_is_fit(engine, now_us)
			     && now_us - liveness->stable_since_us >= delay_us;
}

static void assess_kernel(const struct engine *engine, int64_t now_us, bool *facts)
{
	const struct lease *lease = &engine->lease;

	facts[FACT_ASKED] = lease->state == LEASE_ASKED;
	facts[FACT_REMOVING] = lease->state == LEASE_REMOVING;
	facts[FACT_HOLDING] = lease->state == LEASE_HELD;
	facts[FACT_GONE] = engine->lease.gone;
	facts[FACT_EXPIRED] = facts[FACT_HOLDING] && lease_has_expired(lease, now_us);
}

static bool is_passive_for_long(const struct engine *engine, int64_t now_us)
{
	int64_t since_us = engine->liveness.passive_since_us;

	if (engine->standing.since_us > since_us) {
		since_us = engine->standing.since_us;
	}
	return liveness_is_passive(&engine->liveness)
	       && now_us - since_us >= PASSIVE_US;
}

/* The peer has answered for the F-IPs since it spoke: what it said is over. */
static bool is_contradicted(const struct engine *engine)
{
	const struct probe *probe = &engine->probe;

	return probe->peer_answered_us > engine->liveness.heard_us;
}

/* A moment later it may have come back and claimed, and we may have slept. */
static int64_t yield_limit_us(const struct heartbeat *last)
{
	int64_t beat_us = (int64_t)last->interval_ms * MS_US;

	return beat_us < YIELD_US ? beat_us : YIELD_US;
}

/*
 * It was in fault a moment ago, so it lets this node win, and it has just heard this
 * node, so it will not take it for silent: it claims nothing for now.
 */
static bool is_recovering(const struct engine *engine)
{
	const struct heartbeat *last = &engine->liveness.last;
	bool unfit = last->healthy == 0 && (last->flags & FLAG_MAINTENANCE) == 0;

	return last->role == ROLE_STANDBY && unfit
	       && liveness_hears_us(&engine->liveness)
	       && last->acknowledged_age_us <= yield_limit_us(last) / 2;
}

static void assess_peer(const struct engine *engine, int64_t now_us, bool *facts)
{
	const struct heartbeat *last = &engine->liveness.last;
	bool heard = query_hears_peer(engine, now_us);
	bool holds = (last->role_flags & ROLE_FLAG_HOLDS) != 0;
	bool failed = last->role == ROLE_FAULT;
	bool lately =
		liveness_silence_us(&engine->liveness, now_us) <= yield_limit_us(last);

	facts[FACT_SILENT] = !heard
			     && now_us - liveness_silent_since_us(&engine->liveness)
					>= query_patience_us(engine);
	facts[FACT_PEER_LEFT] = engine->liveness.left;
	facts[FACT_HEARD] = heard;
	facts[FACT_HEARS_US] = heard && liveness_hears_us(&engine->liveness);
	facts[FACT_PEER_ACTIVE] = heard && last->role == ROLE_ACTIVE;
	facts[FACT_PEER_STANDBY] = heard && last->role == ROLE_STANDBY;
	facts[FACT_PEER_RIVAL] =
		heard && (last->role == ROLE_CLAIMING || last->role == ROLE_HELD);
	facts[FACT_PEER_UNDECIDED] =
		facts[FACT_PEER_RIVAL] || (heard && last->role == ROLE_INITIAL);
	facts[FACT_PEER_RELEASING] = heard && last->role == ROLE_RELEASING;
	facts[FACT_PEER_FAULT] = heard && failed;
	/* Two that leave a fault at the same moment both heard that the other was in
	 * it. */
	facts[FACT_PEER_YIELDED] = lately && !holds
				   && now_us >= engine->fitness.yielding_until_us
				   && (engine->liveness.left || facts[FACT_PEER_FAULT]
					   || (heard && is_recovering(engine)))
				   && !is_contradicted(engine);
	facts[FACT_FRESH] = now_us - engine->liveness.spoken_us <= yield_limit_us(last);
	facts[FACT_PEER_HOLDS] = heard && holds;
	facts[FACT_PEER_PASSIVE] = heard && liveness_is_passive(&engine->liveness)
				   && is_passive_for_long(engine, now_us);
	facts[FACT_PEER_MAINTENANCE] = heard && (last->flags & FLAG_MAINTENANCE) != 0;
	facts[FACT_PEER_READY] =
		facts[FACT_HEARS_US] && facts[FACT_PEER_STANDBY] && last->healthy == 1;
	facts[FACT_PEER_UNWELL] = query_peer_is_unwell(engine, now_us);
	facts[FACT_PEER_PINNED] = heard && (last->flags & FLAG_PINNED) != 0;
	facts[FACT_WINNING] = wins(engine, now_us);
	facts[FACT_DEAF] = engine->split_brain.unacked_beats >= 2;
}

static void assess_handover(const struct engine *engine, const struct heartbeat *heard,
	int64_t now_us, bool *facts)
{
	const struct handover *handover = &engine->handover;

	facts[FACT_REQUESTING] = handover->requesting;
	facts[FACT_FOLLOWING] = handover->requesting && handover->leaving;
	facts[FACT_INVITING] = handover->inviting;
	facts[FACT_PAUSING] = now_us < handover->retry_us;
	facts[FACT_FORCED] = handover->requesting && handover->forced;
	facts[FACT_DAMPED] = damping_refuses(&engine->damping, now_us);
	facts[FACT_OVERDUE] = now_us - engine->standing.since_us >= HANDOVER_WINDOW_US;
	if (heard == NULL) {
		return;
	}
	facts[FACT_REQUESTED] = heard->operation == OPERATION_REQUEST
				&& heard->transaction != 0 && heard->healthy == 1;
	if (facts[FACT_REQUESTED]) {
		facts[FACT_FORCED] = (heard->flags & FLAG_PINNED) != 0;
	}
	/* Version 1 does not say why: who reads 2 repeats it so within a round trip. */
	facts[FACT_INVITED] = (heard->flags & FLAG_INVITE) != 0
			      && (heard->version >= 2 || heard->reads < 2);
	facts[FACT_GRANTED] = handover_is_granted(handover, heard, now_us);
	facts[FACT_CHALLENGED] = heard->role == ROLE_ACTIVE;
}

/* The last of the probes has had its time, too. */
static bool is_in_vain(const struct probe *probe, int64_t now_us)
{
	return probe->in_vain == PROBES_IN_VAIN && now_us >= probe->next_us;
}

/*
 * A port may pass no frames yet although its carrier is back: then nobody can have
 * answered.  Only a word that was spoken since then tells that it does
 * (a_claim_behind_a_late_port.story).
 */
static bool is_audible(const struct engine *engine, int64_t now_us)
{
	const struct liveness *liveness = &engine->liveness;

	return liveness->spoken
	       || now_us - liveness->listening_us >= query_detection_us(engine);
}

static void assess_segment(const struct engine *engine, int64_t now_us, bool *facts)
{
	const struct probe *probe = &engine->probe;
	uint32_t lease_s = liveness_peer_lease_s(&engine->liveness, &engine->settings);

	facts[FACT_PROBE_ENDED] =
		probe_has_ended(probe, query_probe_spacing_us(engine), now_us)
		&& is_audible(engine, now_us);
	facts[FACT_ANSWERED_BY_PEER] = probe->peer_answered;
	facts[FACT_ANSWERED_BY_OTHER] = probe->answered && !probe->peer_answered;
	facts[FACT_CONTESTED] =
		probe->contested_us != 0
		&& now_us - probe->contested_us >= query_detection_us(engine);
	facts[FACT_ANSWERED_LATELY] =
		probe->peer_answered_us != 0
		&& now_us - probe->peer_answered_us < query_interval_us(engine);
	facts[FACT_SEGMENT_QUIET] =
		now_us - probe->answered_us >= settings_held_us(lease_s)
		|| (query_may_have_died(engine) && is_in_vain(probe, now_us));
}

void facts_assess(const struct engine *engine, const struct heartbeat *heard,
	int64_t now_us, bool facts[FACT_COUNT])
{
	memset(facts, 0, FACT_COUNT * sizeof(facts[0]));
	assess_node(engine, now_us, facts);
	assess_kernel(engine, now_us, facts);
	assess_peer(engine, now_us, facts);
	assess_handover(engine, heard, now_us, facts);
	assess_segment(engine, now_us, facts);
}
