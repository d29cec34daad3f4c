#include "engine/receive.h"

#include "engine/apply_rule.h"
#include "engine/emit.h"
#include "engine/links.h"
#include "engine/outbox.h"
#include "engine/queries.h"
#include "engine/split_brain.h"

enum {
	STALE_WORD_US =
		200 * MS_US, /* a word of a handover that lay longer is not obeyed */
};

static void emit_loss(struct step *step)
{
	if (liveness_set_lost(&step->engine->liveness, true)) {
		emit_event(step, EVENT_PEER_LOST, REASON_PEER_LEFT)->silence_us = 0;
	}
}

static void announce_again(struct engine *engine, int64_t now_us)
{
	if (engine->standing.role == ROLE_ACTIVE) {
		announcement_begin(&engine->announcement, now_us);
	}
}

/*
 * Beats were lost on the way to the peer, more than one, and an announcement in that
 * time may have been lost with them (a_cut_just_after_a_takeover.story).  When they
 * were sent counts: a word that is delivered late proves nothing of the time between.
 */
static void announce_what_was_missed(struct engine *engine,
	const struct link_watch *link, int64_t proven_us, int64_t now_us)
{
	int64_t gap_us = link->proven_us - proven_us;
	int64_t limit_us = query_interval_us(engine) * 9 / 4;

	if (limit_us < SECOND_US) {
		limit_us = SECOND_US;
	}
	if (gap_us >= limit_us && engine->announcement.told_us >= proven_us) {
		announcement_repeat(&engine->announcement, now_us);
	}
}

/*
 * The peer has claimed since we did, and gave way, while we slept or did not hear it:
 * the segment was told of it.
 */
static void surpass(struct step *step, const struct heartbeat *heartbeat)
{
	struct engine *engine = step->engine;

	if (engine->standing.role != ROLE_ACTIVE || heartbeat->role == ROLE_ACTIVE
		|| heartbeat->epoch <= engine->exchange.epoch) {
		return;
	}
	exchange_raise_epoch(&engine->exchange);
	apply_keep_epoch(step);
	announce_again(engine, step->now_us);
}

static void emit_return(struct step *step, int64_t silence_us)
{
	struct engine *engine = step->engine;

	if (!liveness_set_lost(&engine->liveness, false)) {
		return;
	}
	links_watch(engine, step->now_us);
	emit_event(step, EVENT_PEER_RECOVERED, REASON_NONE)->silence_us = silence_us;
	/* Whatever it told the segment meanwhile, we hold the F-IPs. */
	announce_again(engine, step->now_us);
}

/* What it says, once, whichever path brought it first. */
static void learn(struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;
	const struct heartbeat *heartbeat = &input->heartbeat;
	int64_t now_us = step->now_us;

	if (heartbeat->operation == OPERATION_ASK) {
		pace_beat_now(&engine->pace, now_us);
	}
	split_brain_follow(step, heartbeat);
	if (heartbeat->operation == OPERATION_RELEASED) {
		announce_again(engine, now_us);
	}
	surpass(step, heartbeat);
	if (heartbeat->role != ROLE_RELEASING) {
		handover_stop_confirming(&engine->handover);
	}
}

static bool take_news(
	struct step *step, const struct input *input, bool begun, int64_t spoken_us)
{
	struct engine *engine = step->engine;
	const struct heartbeat *heartbeat = &input->heartbeat;
	int64_t now_us = step->now_us;
	int64_t silence_us = liveness_silence_us(&engine->liveness, now_us);
	bool news;

	if (begun) {
		links_meet(engine, heartbeat->incarnation, now_us);
		damping_note(&engine->damping, heartbeat->incarnation, now_us);
		/* It waits for our proof on that path. */
		pace_beat_now(&engine->pace, now_us);
		/* Whatever its former life told the segment, we hold the F-IPs. */
		announce_again(engine, now_us);
	}
	news = liveness_hear(
		&engine->liveness, heartbeat, now_us - input->age_us, spoken_us);
	if (engine->liveness.left) {
		emit_loss(step);
	} else {
		emit_return(step, silence_us);
	}
	exchange_hear_epoch(&engine->exchange, heartbeat->epoch);
	if (news) {
		learn(step, input);
	}
	return news;
}

const struct heartbeat *receive_heartbeat(struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;
	const struct heartbeat *heartbeat = &input->heartbeat;
	struct link_watch *link = links_find(engine, heartbeat->path);
	int64_t now_us = step->now_us;
	enum session_verdict verdict;
	int64_t proven_us;
	bool news;

	if (engine->standing.role == ROLE_DISABLED || link == NULL) {
		return NULL;
	}
	proven_us = link->proven_us;
	verdict = link_watch_take(link, heartbeat, now_us - input->age_us);
	if (verdict == SESSION_UNPROVEN && session_may_answer(&link->session, now_us)) {
		outbox_answer(step, heartbeat->path);
	}
	if (verdict == SESSION_UNPROVEN || verdict == SESSION_STALE) {
		return NULL;
	}
	announce_what_was_missed(engine, link, proven_us, now_us);
	news = take_news(step, input, verdict == SESSION_BEGUN, link->spoken_us);
	return news && input->age_us <= STALE_WORD_US ? heartbeat : NULL;
}
