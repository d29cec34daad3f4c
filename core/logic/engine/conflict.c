#include "engine/conflict.h"

#include <string.h>

#include "engine/emit.h"
#include "engine/queries.h"
#include "model/action.h"

enum {
	CONFLICT_PAUSE_US = 60 * SECOND_US,
	OUTSIDER_PAUSE_US = 10 * SECOND_US,
	EXPEL_SPACING_US = SECOND_US,
	THIRD_PAUSE_US = 10 * SECOND_US,
};

void conflict_begin(struct step *step, enum reason reason, const uint8_t mac[6])
{
	struct engine *engine = step->engine;
	struct event *event;

	engine->conflict.until_us = step->now_us + CONFLICT_PAUSE_US;
	if (!engine->conflict.on) {
		engine->conflict.on = true;
		event = emit_event(step, EVENT_ADDRESS_CONFLICT, reason);
		memcpy(event->mac, mac, sizeof(event->mac));
	}
}

static enum reason reason_of(const struct engine *engine)
{
	if (engine->outsider.copy.bound) {
		return REASON_OUTSIDER_BOUND;
	}
	return engine->settings.expels ? REASON_OUTSIDER_REMOVED : REASON_OUTSIDER_LEFT;
}

/*
 * While the alarm is open it is told anew only that one stays after all: who insists
 * does not fill the log (an_outsider_that_turns_out_to_stay.story).
 */
static bool is_news(const struct outsider *outsider, bool stays)
{
	return !outsider->on || (stays && !outsider->stays);
}

/* A node whose redundancy is off has no say about the F-IPs, and says nothing. */
static void tell_outsider(struct step *step)
{
	struct engine *engine = step->engine;
	struct outsider *outsider = &engine->outsider;
	enum reason reason = reason_of(engine);
	bool stays = reason != REASON_OUTSIDER_REMOVED;

	if (outsider->copy.fip == 0 || engine->standing.role == ROLE_DISABLED) {
		return;
	}
	outsider->until_us = step->now_us + OUTSIDER_PAUSE_US;
	if (is_news(outsider, stays)) {
		emit_event(step, EVENT_OUTSIDER, reason)->copy = outsider->copy;
		outsider->stays = stays;
	}
	outsider->on = true;
}

/* The beats of a node with another interval may be rare, and so are its peer's. */
static int64_t longer_us(const struct engine *engine, int64_t pause_us)
{
	int64_t detection_us = query_detection_us(engine);

	return detection_us > pause_us ? detection_us : pause_us;
}

static void meet_third(struct step *step, enum reason reason)
{
	struct engine *engine = step->engine;
	struct third *third = &engine->third;

	if (engine->standing.role == ROLE_DISABLED) {
		return;
	}
	third->until_us = step->now_us + longer_us(engine, CONFLICT_PAUSE_US);
	if (reason == REASON_THIRD_HERE) {
		third->near_us = step->now_us + longer_us(engine, THIRD_PAUSE_US);
	}
	if (!third->on) {
		third->on = true;
		emit_event(step, EVENT_THIRD_NODE, reason);
	}
}

void conflict_note(struct step *step, const struct input *input)
{
	if (input->kind == INPUT_THIRD) {
		meet_third(step,
			input->from_peer ? REASON_PEER_OF_OTHERS : REASON_THIRD_HERE);
		return;
	}
	step->engine->outsider.copy = input->copy;
	tell_outsider(step);
}

bool conflict_expels(const struct engine *engine)
{
	const struct copy *copy = &engine->outsider.copy;

	return copy->fip != 0 && !copy->bound && engine->settings.expels
	       && engine->standing.role != ROLE_DISABLED;
}

void conflict_expel(struct step *step)
{
	struct outsider *outsider = &step->engine->outsider;

	if (conflict_expels(step->engine) && step->now_us >= outsider->expel_us) {
		outsider->expel_us = step->now_us + EXPEL_SPACING_US;
		actions_add(step->actions, ACTION_EXPEL);
	}
}

static void end_outsider(struct step *step)
{
	struct outsider *outsider = &step->engine->outsider;

	if (outsider->on && step->now_us >= outsider->until_us) {
		outsider->on = false;
		outsider->stays = false;
		emit_event(step, EVENT_OUTSIDER_END, REASON_NONE);
	}
}

/* What only the peer has heard does not go back to it: two would tell it for ever. */
static void follow_third(struct step *step)
{
	struct third *third = &step->engine->third;

	if (step->heard != NULL && step->heard->role_flags & ROLE_FLAG_THIRD) {
		meet_third(step, REASON_THIRD_AT_PEER);
	}
	if (third->on && step->now_us >= third->until_us) {
		third->on = false;
		emit_event(step, EVENT_THIRD_NODE_END, REASON_NONE);
	}
}

void conflict_follow(struct step *step)
{
	struct engine *engine = step->engine;

	if (engine->conflict.on && step->now_us >= engine->conflict.until_us) {
		engine->conflict.on = false;
		emit_event(step, EVENT_ADDRESS_CONFLICT_END, REASON_NONE);
	}
	tell_outsider(step);
	end_outsider(step);
	follow_third(step);
}
