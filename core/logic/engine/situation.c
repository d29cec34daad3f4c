#include "engine/situation.h"

#include <string.h>

#include "engine/check.h"
#include "parts/election.h"

enum {
	PASSIVE_US = 500 * MS_US,
	YIELD_US = 200 * MS_US, /* well before a node that was passive may claim */
};

bool situation_hears_peer(const struct engine *engine, int64_t now_us)
{
	return liveness_is_heard(&engine->liveness, &engine->settings, now_us);
}

bool situation_is_healthy(const struct engine *engine, int64_t now_us)
{
	return engine->interface_up && now_us >= engine->refused_until_us
	       && now_us >= engine->often_until_us && !check_has_failed(engine, now_us);
}

bool situation_is_stable(const struct engine *engine, int64_t now_us)
{
	return situation_hears_peer(engine, now_us)
	       && liveness_hears_us(&engine->liveness)
	       && engine->liveness.last.digest == engine->settings.digest
	       && engine->role == ROLE_STANDBY;
}

bool situation_is_fit(const struct engine *engine, int64_t now_us)
{
	return situation_is_healthy(engine, now_us) && !engine->settings.maintenance
	       && now_us >= engine->modest_until_us;
}

int64_t situation_interval_us(const struct engine *engine)
{
	int64_t own_us = settings_interval_us(&engine->settings);
	int64_t peer_us = (int64_t)engine->liveness.last.interval_ms * MS_US;

	return peer_us > own_us ? peer_us : own_us;
}

/*
 * Of both nodes alike: between two probes of a slow node a fast one would find a whole
 * round of its own unanswered (a_slow_and_a_fast_claim.story).  Of a peer that was
 * never heard the probes tell it (a_claim_beside_an_unknown_one.story).
 */
int64_t situation_probe_spacing_us(const struct engine *engine)
{
	int64_t known_us = probe_spacing_us(situation_interval_us(engine));
	int64_t seen_us = engine->liveness.ever ? 0 : engine->probe.rival_spacing_us;

	return seen_us > known_us ? seen_us : known_us;
}

int64_t situation_detection_us(const struct engine *engine)
{
	return liveness_detection_us(&engine->liveness, &engine->settings);
}

/*
 * A peer that was never heard may be between two lives: stopped for a restart, with its
 * F-IPs in a kernel that serves on until the lease ends, behind a cable that is just
 * out (a_restart_unseen_by_a_boot.story).
 */
static int64_t unknown_peer_us(const struct engine *engine)
{
	return engine->liveness.ever
		       ? 0
		       : settings_held_us(settings_lease_s(&engine->settings));
}

static int64_t patience_us(const struct engine *engine, int64_t extra_us)
{
	int64_t known_us = situation_detection_us(engine) + extra_us;
	int64_t unknown_us = unknown_peer_us(engine);

	return known_us > unknown_us ? known_us : unknown_us;
}

int64_t situation_initial_wait_us(const struct engine *engine)
{
	return patience_us(engine, engine->settings.preferred
					   ? 0
					   : settings_interval_us(&engine->settings));
}

uint32_t situation_next_epoch(const struct engine *engine)
{
	uint32_t epoch = engine->epoch;

	if (engine->epoch_known > epoch) {
		epoch = engine->epoch_known;
	}
	return epoch < UINT32_MAX ? epoch + 1 : epoch;
}

static bool wins(const struct engine *engine, int64_t now_us)
{
	struct candidate own = {
		.fit = situation_is_fit(engine, now_us),
		.epoch = engine->epoch,
		.preferred = engine->settings.preferred,
		.node = engine->settings.node,
	};
	struct candidate peer = election_candidate_of(&engine->liveness.last);

	return election_wins(&own, &peer);
}

static void assess_node(const struct engine *engine, int64_t now_us, bool *facts)
{
	const struct settings *settings = &engine->settings;
	const struct liveness *liveness = &engine->liveness;
	int64_t delay_us = (int64_t)settings->failback_delay_ms * MS_US;
	bool rival_preferred = (liveness->last.role_flags & ROLE_FLAG_PREFERRED) != 0;

	facts[ENABLED] = settings->enabled && !engine->stopping;
	facts[STALLED] = engine->stalled && lease_may_hold(&engine->lease);
	facts[INTERFACE_DOWN] = !engine->interface_up;
	facts[NO_REFERENCE] = check_has_failed(engine, now_us);
	facts[MAINTENANCE] = settings->maintenance;
	facts[FORCED_OUT] = engine->forced_out;
	facts[FORCING] = engine->forcing;
	facts[KERNEL_REFUSED] = now_us < engine->refused_until_us;
	facts[REMOVED_OFTEN] = now_us < engine->often_until_us;
	facts[GRACE] = now_us < engine->grace_until_us;
	facts[WAITED] =
		now_us - engine->role_since_us >= situation_initial_wait_us(engine);
	facts[PREFERRED] = settings->preferred && !rival_preferred;
	facts[PEER_PREFERRED] = !settings->preferred && rival_preferred;
	facts[AUTOMATIC] =
		settings->automatic_failback && now_us >= engine->handover.retry_us;
	facts[STABLE] = situation_is_stable(engine, now_us)
			&& situation_is_fit(engine, now_us)
			&& now_us - liveness->stable_since_us >= delay_us;
}

static void assess_kernel(const struct engine *engine, int64_t now_us, bool *facts)
{
	const struct lease *lease = &engine->lease;

	facts[ASKED] = lease->state == LEASE_ASKED;
	facts[REMOVING] = lease->state == LEASE_REMOVING;
	facts[HOLDING] = lease->state == LEASE_HELD;
	facts[GONE] = engine->fips_gone;
	facts[EXPIRED] = facts[HOLDING] && lease_is_stale(lease, now_us);
}

static bool is_passive_for_long(const struct engine *engine, int64_t now_us)
{
	int64_t since_us = engine->liveness.passive_since_us;

	if (engine->role_since_us > since_us) {
		since_us = engine->role_since_us;
	}
	return liveness_is_passive(&engine->liveness)
	       && now_us - since_us >= PASSIVE_US;
}

/* The peer has answered for the F-IPs since it spoke: what it said is over. */
static bool is_contradicted(const struct engine *engine)
{
	const struct probe *probe = &engine->probe;

	return probe->by_peer && probe->answered_us > engine->liveness.heard_us;
}

/* A moment later it may have come back and claimed, and we may have slept. */
static int64_t yield_limit_us(const struct heartbeat *last)
{
	int64_t beat_us = (int64_t)last->interval_ms * MS_US;

	return beat_us < YIELD_US ? beat_us : YIELD_US;
}

static void assess_peer(const struct engine *engine, int64_t now_us, bool *facts)
{
	const struct heartbeat *last = &engine->liveness.last;
	bool heard = situation_hears_peer(engine, now_us);
	bool holds = (last->role_flags & ROLE_FLAG_HOLDS) != 0;
	bool failed = last->role == ROLE_FAULT;
	bool lately =
		liveness_silence_us(&engine->liveness, now_us) <= yield_limit_us(last);

	facts[SILENT] = !heard
			&& liveness_silence_us(&engine->liveness, now_us)
				   >= patience_us(engine, 0);
	facts[PEER_LEFT] = engine->liveness.left;
	facts[HEARD] = heard;
	facts[HEARS_US] = heard && liveness_hears_us(&engine->liveness);
	facts[PEER_ACTIVE] = heard && last->role == ROLE_ACTIVE;
	facts[PEER_STANDBY] = heard && last->role == ROLE_STANDBY;
	facts[PEER_RIVAL] =
		heard && (last->role == ROLE_CLAIMING || last->role == ROLE_HELD);
	facts[PEER_UNDECIDED] =
		facts[PEER_RIVAL] || (heard && last->role == ROLE_INITIAL);
	facts[PEER_RELEASING] = heard && last->role == ROLE_RELEASING;
	facts[PEER_FAULT] = heard && failed;
	facts[PEER_YIELDED] = lately && !holds
			      && (engine->liveness.left || facts[PEER_FAULT])
			      && !is_contradicted(engine);
	facts[FRESH] = now_us - engine->liveness.spoken_us <= yield_limit_us(last);
	facts[PEER_HOLDS] = heard && holds;
	facts[PEER_PASSIVE] = heard && liveness_is_passive(&engine->liveness)
			      && is_passive_for_long(engine, now_us);
	facts[PEER_MAINTENANCE] = heard && (last->flags & FLAG_MAINTENANCE) != 0;
	facts[PEER_READY] =
		facts[HEARS_US] && facts[PEER_STANDBY] && last->healthy == 1;
	facts[PEER_PINNED] = heard && (last->flags & FLAG_PINNED) != 0;
	facts[WINNING] = wins(engine, now_us);
	facts[DEAF] = engine->deaf_beats >= 2;
}

static void assess_handover(const struct engine *engine, const struct heartbeat *heard,
	int64_t now_us, bool *facts)
{
	const struct handover *handover = &engine->handover;

	facts[REQUESTING] = handover->requesting;
	facts[INVITING] = handover->inviting;
	facts[PAUSING] = now_us < handover->retry_us;
	facts[FORCED] = handover->requesting && handover->forced;
	facts[DAMPED] = damping_refuses(&engine->damping, now_us);
	facts[OVERDUE] = now_us - engine->role_since_us >= HANDOVER_WINDOW_US;
	if (heard == NULL) {
		return;
	}
	facts[REQUESTED] = heard->operation == OPERATION_REQUEST
			   && heard->transaction != 0 && heard->healthy == 1;
	if (facts[REQUESTED]) {
		facts[FORCED] = (heard->flags & FLAG_PINNED) != 0;
	}
	facts[INVITED] = (heard->flags & FLAG_INVITE) != 0;
	facts[GRANTED] = handover_is_granted(handover, heard, now_us);
	facts[CHALLENGED] = heard->role == ROLE_ACTIVE;
}

static void assess_segment(const struct engine *engine, int64_t now_us, bool *facts)
{
	const struct probe *probe = &engine->probe;
	uint32_t lease_s = liveness_peer_lease_s(&engine->liveness, &engine->settings);

	facts[PROBE_CLEAR] =
		probe_is_clear(probe, situation_probe_spacing_us(engine), now_us);
	facts[ANSWERED_BY_PEER] = probe->answered && probe->by_peer;
	facts[ANSWERED_BY_OTHER] = probe->answered && !probe->by_peer;
	facts[ANSWERED_LATELY] =
		probe->by_peer
		&& now_us - probe->answered_us < situation_interval_us(engine);
	facts[SEGMENT_QUIET] = now_us - probe->answered_us >= settings_held_us(lease_s);
}

void situation_assess(const struct engine *engine, const struct heartbeat *heard,
	int64_t now_us, bool facts[FACT_COUNT])
{
	memset(facts, 0, FACT_COUNT * sizeof(facts[0]));
	assess_node(engine, now_us, facts);
	assess_kernel(engine, now_us, facts);
	assess_peer(engine, now_us, facts);
	assess_handover(engine, heard, now_us, facts);
	assess_segment(engine, now_us, facts);
}
