#include "engine/emit.h"

#include <string.h>

#include "engine/queries.h"
#include "model/action.h"
#include "parts/liveness.h"
#include "parts/standing.h"

struct event *emit_event(struct step *step, enum event_kind kind, enum reason reason)
{
	struct engine *engine = step->engine;
	struct event *event = &actions_add(step->actions, ACTION_EMIT)->event;

	event->kind = kind;
	event->from = engine->standing.settled;
	event->to = engine->standing.settled;
	event->peer = query_peer_role(engine, step->now_us);
	event->reason = reason;
	event->limit_us = query_detection_us(engine);
	if (event->peer == ROLE_UNKNOWN) {
		event->silence_us =
			liveness_silence_us(&engine->liveness, step->now_us);
	}
	return event;
}

static bool is_loss(enum reason reason)
{
	return reason == REASON_PEER_SILENT || reason == REASON_PEER_LEFT
	       || reason == REASON_PEER_FAULT || reason == REASON_SEGMENT_SILENT
	       || reason == REASON_PEER_CHECK_FAILED;
}

bool emit_is_operators(enum reason reason)
{
	return reason == REASON_SWITCHOVER || reason == REASON_MAINTENANCE
	       || reason == REASON_PEER_MAINTENANCE || reason == REASON_FORCED
	       || reason == REASON_PEER_IS_OFF;
}

static enum event_kind kind_of(const struct engine *engine, enum role next)
{
	bool alone_at_start =
		engine->standing.settled == ROLE_INITIAL && engine->settings.preferred;

	if (next == ROLE_ACTIVE && emit_is_operators(engine->standing.reason)) {
		return EVENT_SWITCHOVER;
	}
	if (next == ROLE_ACTIVE && is_loss(engine->standing.reason)
		&& !alone_at_start) {
		return EVENT_FAILOVER;
	}
	if (next == ROLE_STANDBY && engine->standing.settled == ROLE_ACTIVE
		&& engine->standing.reason == REASON_FAILBACK) {
		return EVENT_FAILBACK;
	}
	return EVENT_ROLE_CHANGE;
}

static bool is_passage(const struct engine *engine, enum role next)
{
	return next == ROLE_RELEASING
	       || (next == ROLE_CLAIMING && engine->standing.settled != ROLE_ACTIVE);
}

static void count_change(struct engine *engine, enum event_kind kind, enum role next)
{
	struct counters *counters = &engine->counters;
	bool was_active = engine->standing.settled == ROLE_ACTIVE;
	bool is_active = next == ROLE_ACTIVE;

	counters->activations += is_active;
	counters->deactivations += was_active;
	counters->failovers += kind == EVENT_FAILOVER;
	if (is_active || was_active) {
		counters->failbacks += engine->standing.reason == REASON_FAILBACK;
		counters->switchovers += emit_is_operators(engine->standing.reason);
	}
}

void emit_role_change(struct step *step, enum role next)
{
	struct engine *engine = step->engine;
	enum event_kind kind = kind_of(engine, next);
	struct event *event;

	if (next == engine->standing.settled || is_passage(engine, next)) {
		return;
	}
	count_change(engine, kind, next);
	/* A stop is told by its own event, with the role it left. */
	if (!engine->wishes.stopping) {
		event = emit_event(step, kind, engine->standing.reason);
		event->to = next;
		event->duration_us =
			next == ROLE_ACTIVE ? engine->standing.takeover_us : 0;
		if (next == ROLE_HELD) {
			memcpy(event->mac, engine->probe.mac, sizeof(event->mac));
		}
	}
	standing_settle(&engine->standing, next);
}
