#include "logic/hearing.h"

#include "logic/duel.h"
#include "logic/links.h"
#include "logic/situation.h"
#include "logic/speaker.h"

enum {
	STALE_WORD_US =
		200 * MS_US, /* a word of a handover that lay longer is not obeyed */
};

static void tell_loss(struct engine *engine, int64_t now_us, struct actions *actions)
{
	if (!engine->peer_lost) {
		engine->peer_lost = true;
		speaker_note(engine, NOTE_PEER_LOST, REASON_PEER_LEFT, now_us, actions)
			->silence_us = 0;
	}
}

static void announce_again(struct engine *engine, int64_t now_us)
{
	if (engine->role == ROLE_ACTIVE) {
		announcer_begin(&engine->announcer, now_us);
	}
}

static void tell_return(struct engine *engine, int64_t silence_us, int64_t now_us,
	struct actions *actions)
{
	if (!engine->peer_lost) {
		return;
	}
	engine->peer_lost = false;
	links_watch(engine, now_us);
	speaker_note(engine, NOTE_PEER_RECOVERED, REASON_NONE, now_us, actions)
		->silence_us = silence_us;
	/* Whatever it told the segment meanwhile, we hold the F-IPs. */
	announce_again(engine, now_us);
}

/* What it says, once, whichever path brought it first. */
static void learn(
	struct engine *engine, const struct event *event, struct actions *actions)
{
	const struct heartbeat *heartbeat = &event->heartbeat;
	int64_t now_us = event->now_us;

	if (heartbeat->operation == OPERATION_ASK) {
		engine->beat_us = now_us;
	}
	duel_follow(engine, heartbeat, now_us, actions);
	if (heartbeat->operation == OPERATION_RELEASED) {
		announce_again(engine, now_us);
	}
	if (heartbeat->role != ROLE_RELEASING) {
		engine->confirming = false;
	}
}

static bool hear(struct engine *engine, const struct event *event, bool begun,
	struct actions *actions)
{
	const struct heartbeat *heartbeat = &event->heartbeat;
	int64_t now_us = event->now_us;
	int64_t silence_us = liveness_silence_us(&engine->liveness, now_us);
	bool news;

	if (begun) {
		links_meet(engine, heartbeat->incarnation, now_us);
		damping_note(&engine->damping, heartbeat->incarnation, now_us);
		/* It waits for our proof on that path. */
		engine->beat_us = now_us;
		/* Whatever its former life told the segment, we hold the F-IPs. */
		announce_again(engine, now_us);
	}
	news = liveness_hear(&engine->liveness, heartbeat, now_us - event->age_us);
	if (engine->liveness.left) {
		tell_loss(engine, now_us, actions);
	} else {
		tell_return(engine, silence_us, now_us, actions);
	}
	if (news) {
		learn(engine, event, actions);
	}
	return news;
}

const struct heartbeat *hearing_take(
	struct engine *engine, const struct event *event, struct actions *actions)
{
	const struct heartbeat *heartbeat = &event->heartbeat;
	struct channel *channel = links_find(engine, heartbeat->path);
	int64_t now_us = event->now_us;
	enum session_verdict verdict;
	bool news;

	if (engine->role == ROLE_DISABLED || channel == NULL) {
		return NULL;
	}
	verdict = channel_take(channel, heartbeat, now_us - event->age_us);
	if (verdict == SESSION_UNPROVEN
		&& session_may_answer(&channel->session, now_us)) {
		speaker_answer(engine, heartbeat->path, now_us, actions);
	}
	if (verdict == SESSION_UNPROVEN || verdict == SESSION_STALE) {
		return NULL;
	}
	news = hear(engine, event, verdict == SESSION_BEGUN, actions);
	return news && event->age_us <= STALE_WORD_US ? heartbeat : NULL;
}
