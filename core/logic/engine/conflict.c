#include "engine/conflict.h"

#include <string.h>

#include "engine/emit.h"

enum {
	CONFLICT_PAUSE_US = 60 * SECOND_US,
};

void conflict_begin(struct engine *engine, const uint8_t mac[6], int64_t now_us,
	struct actions *actions)
{
	struct event *event;

	engine->conflict.until_us = now_us + CONFLICT_PAUSE_US;
	if (!engine->conflict.on) {
		engine->conflict.on = true;
		event = emit_event(engine, EVENT_ADDRESS_CONFLICT,
			REASON_ADDRESS_CONFLICT, now_us, actions);
		memcpy(event->mac, mac, sizeof(event->mac));
	}
}

void conflict_follow(struct engine *engine, int64_t now_us, struct actions *actions)
{
	if (engine->conflict.on && now_us >= engine->conflict.until_us) {
		engine->conflict.on = false;
		emit_event(engine, EVENT_ADDRESS_CONFLICT_END, REASON_NONE, now_us,
			actions);
	}
}
