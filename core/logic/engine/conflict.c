#include "engine/conflict.h"

#include <string.h>

#include "engine/emit.h"

enum {
	CONFLICT_PAUSE_US = 60 * SECOND_US,
};

void conflict_begin(struct step *step, const uint8_t mac[6])
{
	struct engine *engine = step->engine;
	struct event *event;

	engine->conflict.until_us = step->now_us + CONFLICT_PAUSE_US;
	if (!engine->conflict.on) {
		engine->conflict.on = true;
		event = emit_event(
			step, EVENT_ADDRESS_CONFLICT, REASON_ADDRESS_CONFLICT);
		memcpy(event->mac, mac, sizeof(event->mac));
	}
}

void conflict_follow(struct step *step)
{
	struct engine *engine = step->engine;

	if (engine->conflict.on && step->now_us >= engine->conflict.until_us) {
		engine->conflict.on = false;
		emit_event(step, EVENT_ADDRESS_CONFLICT_END, REASON_NONE);
	}
}
