#include "engine/split_brain.h"

#include "engine/emit.h"
#include "engine/queries.h"

void split_brain_begin(struct engine *engine, int64_t now_us, struct actions *actions)
{
	engine->duel_until_us = now_us + query_detection_us(engine);
	if (!engine->duel) {
		engine->duel = true;
		engine->counters.split_brains++;
		emit_event(engine, EVENT_SPLIT_BRAIN, REASON_DUEL, now_us, actions);
	}
}

/* Two beacons, and the word must have had the time to reach it. */
static bool is_unacked(const struct engine *engine, const struct heartbeat *heartbeat)
{
	return heartbeat->acknowledged_round < engine->answer_round
	       && heartbeat->acknowledged_age_us >= query_interval_us(engine) / 4;
}

/* What waited on the way and comes at once is old, and no sign of a deaf peer. */
static void count_unacked(
	struct engine *engine, const struct heartbeat *heartbeat, int64_t now_us)
{
	int64_t beacon_us = query_interval_us(engine) / 8;

	if (!is_unacked(engine, heartbeat)) {
		engine->unacked_beats = 0;
	} else if (engine->unacked_beats == 0
		   || now_us - engine->unacked_us >= beacon_us / 2) {
		engine->unacked_beats++;
		engine->unacked_us = now_us;
	}
}

void split_brain_follow(struct engine *engine, const struct heartbeat *heartbeat,
	int64_t now_us, struct actions *actions)
{
	if (engine->role != ROLE_ACTIVE || heartbeat->role != ROLE_ACTIVE) {
		split_brain_end(engine, now_us, actions);
		return;
	}
	split_brain_begin(engine, now_us, actions);
	count_unacked(engine, heartbeat, now_us);
}

void split_brain_end(struct engine *engine, int64_t now_us, struct actions *actions)
{
	if (!engine->duel) {
		return;
	}
	engine->duel = false;
	engine->unacked_beats = 0;
	engine->answer_round = 0;
	emit_event(engine, EVENT_SPLIT_BRAIN_END, engine->reason, now_us, actions);
}
