#include "engine/agreement.h"

#include "engine/situation.h"
#include "engine/speaker.h"

enum reason agreement_mismatch(const struct engine *engine)
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

void agreement_follow(struct engine *engine, int64_t now_us, struct actions *actions)
{
	struct agreement *agreement = &engine->agreement;
	enum reason mismatch = agreement_mismatch(engine);

	if (!situation_hears_peer(engine, now_us)) {
		mismatch = agreement->told;
	}
	if (mismatch != agreement->seen) {
		agreement->seen = mismatch;
		agreement->since_us = now_us;
	}
	if (mismatch == agreement->told
		|| now_us - agreement->since_us < situation_detection_us(engine)) {
		return;
	}
	agreement->told = mismatch;
	speaker_note(engine,
		mismatch == REASON_NONE ? EVENT_CONFIG_MATCH : EVENT_CONFIG_MISMATCH,
		mismatch, now_us, actions);
}
