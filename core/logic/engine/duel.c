#include "engine/duel.h"

#include "engine/situation.h"
#include "engine/speaker.h"

void duel_begin(struct engine *engine, int64_t now_us, struct actions *actions)
{
	engine->duel_until_us = now_us + situation_detection_us(engine);
	if (!engine->duel) {
		engine->duel = true;
		engine->counters.split_brains++;
		speaker_note(engine, EVENT_SPLIT_BRAIN, REASON_DUEL, now_us, actions);
	}
}

/* Two beacons, and the word must have had the time to reach it. */
static bool is_deaf(const struct engine *engine, const struct heartbeat *heartbeat)
{
	return heartbeat->acknowledged_round < engine->duel_round
	       && heartbeat->acknowledged_age_us >= situation_interval_us(engine) / 4;
}

/* What waited on the way and comes at once is old, and no sign of a deaf peer. */
static void count_deaf(
	struct engine *engine, const struct heartbeat *heartbeat, int64_t now_us)
{
	int64_t beacon_us = situation_interval_us(engine) / 8;

	if (!is_deaf(engine, heartbeat)) {
		engine->deaf_beats = 0;
	} else if (engine->deaf_beats == 0
		   || now_us - engine->deaf_us >= beacon_us / 2) {
		engine->deaf_beats++;
		engine->deaf_us = now_us;
	}
}

void duel_follow(struct engine *engine, const struct heartbeat *heartbeat,
	int64_t now_us, struct actions *actions)
{
	if (engine->role != ROLE_ACTIVE || heartbeat->role != ROLE_ACTIVE) {
		duel_end(engine, now_us, actions);
		return;
	}
	duel_begin(engine, now_us, actions);
	count_deaf(engine, heartbeat, now_us);
}

void duel_end(struct engine *engine, int64_t now_us, struct actions *actions)
{
	if (!engine->duel) {
		return;
	}
	engine->duel = false;
	engine->deaf_beats = 0;
	engine->duel_round = 0;
	speaker_note(engine, EVENT_SPLIT_BRAIN_END, engine->reason, now_us, actions);
}
