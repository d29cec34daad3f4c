#include "engine/split_brain.h"

#include "engine/emit.h"
#include "engine/outbox.h"
#include "engine/queries.h"
#include "parts/announcement.h"

enum {
	SEEN_PAUSE_US = 60 * SECOND_US,
};

void split_brain_begin(struct step *step)
{
	struct engine *engine = step->engine;

	int64_t pause_us = query_detection_us(engine);

	/* What only the segment shows anybody can show now and then: that makes one
	 * alarm, as with an address conflict. */
	if (!query_hears_peer(engine, step->now_us) && pause_us < SEEN_PAUSE_US) {
		pause_us = SEEN_PAUSE_US;
	}
	engine->split_brain.until_us = step->now_us + pause_us;
	if (!engine->split_brain.on) {
		engine->split_brain.on = true;
		engine->counters.split_brains++;
		emit_event(step, EVENT_SPLIT_BRAIN, REASON_DUEL);
	}
}

/* The peer has not acknowledged our answer, which had the time to reach it. */
static bool is_unacked(const struct engine *engine, const struct heartbeat *heartbeat)
{
	return heartbeat->acknowledged_round < engine->split_brain.answer_round
	       && heartbeat->acknowledged_age_us >= query_interval_us(engine) / 4;
}

/* Datagrams that waited on the way and come at once are old: no sign of a deaf peer. */
static void count_unacked(
	struct engine *engine, const struct heartbeat *heartbeat, int64_t now_us)
{
	int64_t beacon_us = query_interval_us(engine) / 8;

	if (!is_unacked(engine, heartbeat)) {
		engine->split_brain.unacked_beats = 0;
	} else if (engine->split_brain.unacked_beats == 0
		   || now_us - engine->split_brain.unacked_us >= beacon_us / 2) {
		engine->split_brain.unacked_beats++;
		engine->split_brain.unacked_us = now_us;
	}
}

void split_brain_follow(struct step *step, const struct heartbeat *heartbeat)
{
	struct engine *engine = step->engine;

	if (engine->standing.role != ROLE_ACTIVE || heartbeat->role != ROLE_ACTIVE) {
		split_brain_end(step);
		return;
	}
	split_brain_begin(step);
	count_unacked(engine, heartbeat, step->now_us);
}

void split_brain_end(struct step *step)
{
	struct engine *engine = step->engine;

	if (!engine->split_brain.on) {
		return;
	}
	engine->split_brain.on = false;
	engine->split_brain.unacked_beats = 0;
	engine->split_brain.answer_round = 0;
	emit_event(step, EVENT_SPLIT_BRAIN_END, engine->standing.reason);
}

void split_brain_defend(struct step *step)
{
	struct engine *engine = step->engine;

	/* Two winners would answer each other for ever; the loser needs one word. */
	if (step->now_us - engine->split_brain.defended_us < HANDOVER_REPEAT_US) {
		return;
	}
	engine->split_brain.defended_us = step->now_us;
	announcement_begin(&engine->announcement, step->now_us);
	outbox_send(step, OPERATION_NONE);
	engine->split_brain.answer_round = engine->exchange.round;
}
