#include "engine/queries.h"

#include "model/settings.h"
#include "parts/fitness.h"
#include "parts/liveness.h"
#include "parts/probe.h"

enum {
	UNKNOWN_US = 750 * MS_US /* more than the detection time, at a lone start */
};

bool query_hears_peer(const struct engine *engine, int64_t now_us)
{
	return liveness_is_heard(&engine->liveness, &engine->settings, now_us);
}

enum role query_peer_role(const struct engine *engine, int64_t now_us)
{
	if (!query_hears_peer(engine, now_us)) {
		return ROLE_UNKNOWN;
	}
	return (enum role)engine->liveness.last.role;
}

bool query_follows(const struct engine *engine, int64_t now_us)
{
	return engine->standing.role == ROLE_STANDBY
	       && query_peer_role(engine, now_us) == ROLE_ACTIVE;
}

int64_t query_interval_us(const struct engine *engine)
{
	int64_t own_us = settings_interval_us(&engine->settings);
	int64_t peer_us = (int64_t)engine->liveness.last.interval_ms * MS_US;

	return peer_us > own_us ? peer_us : own_us;
}

/*
 * Half a beat, from ten a second to one a second; that of the slower node on both, so
 * that they notice together what they share.
 */
int64_t query_reference_spacing_us(const struct engine *engine)
{
	int64_t half_us = query_interval_us(engine) / 2;

	if (half_us > SECOND_US) {
		return SECOND_US;
	}
	return half_us < 100 * MS_US ? 100 * MS_US : half_us;
}

/* The peer loses a gateway that has died a moment later than we do: wait for its word.
 */
bool query_is_cut_off(const struct engine *engine, int64_t now_us)
{
	return engine->settings.references && engine->reference_watch.lost
	       && now_us - engine->reference_watch.alone_us
			  >= 2 * query_reference_spacing_us(engine);
}

bool query_is_healthy(const struct engine *engine, int64_t now_us)
{
	return fitness_is_able(&engine->fitness, now_us)
	       && !query_is_cut_off(engine, now_us);
}

bool query_peer_reads_2(const struct engine *engine)
{
	for (unsigned i = 0; i < LINKS_MAX; i++) {
		if (engine->links[i].reads >= 2) {
			return true;
		}
	}
	return false;
}

bool query_peer_is_unwell(const struct engine *engine, int64_t now_us)
{
	return query_hears_peer(engine, now_us)
	       && (engine->liveness.last.role_flags & ROLE_FLAG_UNWELL) != 0;
}

bool query_is_stable(const struct engine *engine, int64_t now_us)
{
	return query_hears_peer(engine, now_us) && liveness_hears_us(&engine->liveness)
	       && engine->liveness.last.digest == engine->settings.digest
	       && engine->standing.role == ROLE_STANDBY && !engine->fitness.unwell;
}

bool query_is_withdrawing(const struct engine *engine)
{
	return engine->settings.maintenance || engine->wishes.retiring;
}

bool query_is_fit(const struct engine *engine, int64_t now_us)
{
	return query_is_healthy(engine, now_us) && !query_is_withdrawing(engine)
	       && now_us >= engine->fitness.yielding_until_us;
}

int64_t query_stable_us(const struct engine *engine, int64_t now_us)
{
	return query_is_stable(engine, now_us)
		       ? now_us - engine->liveness.stable_since_us
		       : -1;
}

/*
 * Of both nodes alike: between two probes of a slow node a fast one would find a whole
 * round of its own unanswered (a_slow_and_a_fast_claim.story).  Of a peer that was
 * never heard the probes tell it (a_claim_beside_an_unknown_one.story).
 */
int64_t query_probe_spacing_us(const struct engine *engine)
{
	int64_t known_us = probe_spacing_us(query_interval_us(engine));
	int64_t seen_us = engine->liveness.ever ? 0 : engine->probe.rival_spacing_us;

	return seen_us > known_us ? seen_us : known_us;
}

int64_t query_detection_us(const struct engine *engine)
{
	return liveness_detection_us(&engine->liveness, &engine->settings);
}

bool query_may_have_died(const struct engine *engine)
{
	uint32_t lease_s = liveness_peer_lease_s(&engine->liveness, &engine->settings);

	return engine->probe.answered_us - engine->liveness.heard_us
	       < settings_held_us(lease_s);
}

/*
 * A peer that was never heard may be between two lives: stopped for a restart, with its
 * F-IPs in a kernel that serves on until the lease ends, behind a cable that is just
 * out (a_restart_unseen_by_a_boot.story).  A lone boot waits no longer than so much for
 * this.
 */
static int64_t unknown_peer_us(const struct engine *engine)
{
	int64_t lease_us = settings_held_us(settings_lease_s(&engine->settings));
	int64_t most_us = query_detection_us(engine) + UNKNOWN_US;

	if (engine->liveness.ever) {
		return 0;
	}
	return lease_us < most_us ? lease_us : most_us;
}

static int64_t patience_us(const struct engine *engine, int64_t extra_us)
{
	int64_t known_us = query_detection_us(engine) + extra_us;
	int64_t unknown_us = unknown_peer_us(engine);

	return known_us > unknown_us ? known_us : unknown_us;
}

int64_t query_patience_us(const struct engine *engine)
{
	return patience_us(engine, 0);
}

/* VRRP's skew time: who is not preferred leaves the other one the first word. */
static int64_t skew_us(const struct settings *settings)
{
	int64_t interval_us = settings_interval_us(settings);

	if (settings->preferred) {
		return 0;
	}
	return interval_us < UNKNOWN_US ? interval_us : UNKNOWN_US;
}

/* The round of probes that follows ends with the wait. */
int64_t query_initial_wait_us(const struct engine *engine)
{
	return patience_us(engine, skew_us(&engine->settings))
	       - PROBES_PER_ROUND * query_probe_spacing_us(engine);
}
