#include "engine/config_mismatch.h"

#include "engine/emit.h"
#include "engine/queries.h"

void config_mismatch_start(struct config_mismatch *mismatch)
{
	*mismatch = (struct config_mismatch){
		.seen = REASON_NONE,
		.told = REASON_NONE,
	};
}

/* Return in what the peer's last words contradict this node's settings. */
static enum reason contradiction(const struct engine *engine)
{
	const struct settings *own = &engine->settings;
	const struct heartbeat *peer = &engine->liveness.last;
	bool peer_preferred = (peer->role_flags & ROLE_FLAG_PREFERRED) != 0;

	if (peer_preferred == own->preferred) {
		return own->preferred ? REASON_BOTH_PREFERRED : REASON_NONE_PREFERRED;
	}
	if (peer->digest != own->digest) {
		return REASON_FIPS_DIFFER;
	}
	if (peer->interval_ms != own->interval_ms || peer->count != own->count) {
		return REASON_TIMING_DIFFERS;
	}
	return REASON_NONE;
}

void config_mismatch_follow(struct step *step)
{
	struct engine *engine = step->engine;
	struct config_mismatch *mismatch = &engine->config_mismatch;
	enum reason reason = contradiction(engine);

	if (!query_hears_peer(engine, step->now_us)) {
		reason = mismatch->told;
	}
	if (reason != mismatch->seen) {
		mismatch->seen = reason;
		mismatch->since_us = step->now_us;
	}
	if (reason == mismatch->told
		|| step->now_us - mismatch->since_us < query_detection_us(engine)) {
		return;
	}
	mismatch->told = reason;
	emit_event(step,
		reason == REASON_NONE ? EVENT_CONFIG_MATCH : EVENT_CONFIG_MISMATCH,
		reason);
}
