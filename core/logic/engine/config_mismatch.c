#include "engine/config_mismatch.h"

#include "engine/emit.h"
#include "engine/queries.h"

void config_mismatch_start(struct config_mismatch *mismatch)
{
	const struct contradiction none = { REASON_NONE, REASON_NONE, 0 };

	*mismatch = (struct config_mismatch){ none, none, none };
}

enum reason config_mismatch_told(const struct config_mismatch *mismatch)
{
	if (mismatch->role.told != REASON_NONE) {
		return mismatch->role.told;
	}
	return mismatch->fips.told != REASON_NONE ? mismatch->fips.told
						  : mismatch->timing.told;
}

static enum reason compare_roles(
	const struct settings *own, const struct heartbeat *peer)
{
	bool peer_preferred = (peer->role_flags & ROLE_FLAG_PREFERRED) != 0;

	if (peer_preferred != own->preferred) {
		return REASON_NONE;
	}
	return own->preferred ? REASON_BOTH_PREFERRED : REASON_NONE_PREFERRED;
}

static enum reason compare_timing(
	const struct settings *own, const struct heartbeat *peer)
{
	bool same = peer->interval_ms == own->interval_ms && peer->count == own->count;

	return same ? REASON_NONE : REASON_TIMING_DIFFERS;
}

/* One contradiction ends before another one of the same settings begins. */
static void tell(struct step *step, struct contradiction *contradiction)
{
	if (contradiction->told != REASON_NONE) {
		emit_event(step, EVENT_CONFIG_MATCH, contradiction->told);
	}
	if (contradiction->seen != REASON_NONE) {
		emit_event(step, EVENT_CONFIG_MISMATCH, contradiction->seen);
	}
	contradiction->told = contradiction->seen;
}

/* What a silent peer says is not known: all stays as it was told. */
static void follow(
	struct step *step, struct contradiction *contradiction, enum reason reason)
{
	const struct engine *engine = step->engine;

	if (!query_hears_peer(engine, step->now_us)) {
		reason = contradiction->told;
	}
	if (reason != contradiction->seen) {
		contradiction->seen = reason;
		contradiction->since_us = step->now_us;
	}
	if (reason != contradiction->told
		&& step->now_us - contradiction->since_us
			   >= query_detection_us(engine)) {
		tell(step, contradiction);
	}
}

void config_mismatch_follow(struct step *step)
{
	struct engine *engine = step->engine;
	struct config_mismatch *mismatch = &engine->config_mismatch;
	const struct settings *own = &engine->settings;
	const struct heartbeat *peer = &engine->liveness.last;

	follow(step, &mismatch->role, compare_roles(own, peer));
	follow(step, &mismatch->fips,
		peer->digest != own->digest ? REASON_FIPS_DIFFER : REASON_NONE);
	follow(step, &mismatch->timing, compare_timing(own, peer));
}
