#include "engine/segment_schedule.h"

#include "engine/queries.h"

int64_t segment_schedule_probe_start_us(const struct engine *engine)
{
	return engine->liveness.heard_us + query_detection_us(engine)
	       - PROBES_PER_ROUND * query_probe_spacing_us(engine);
}

/* A wake-up that is a little late begins as planned, and the round ends in time. */
static int64_t planned_us(const struct engine *engine, int64_t now_us)
{
	int64_t start_us = segment_schedule_probe_start_us(engine);

	return now_us - start_us < query_probe_spacing_us(engine) / 2 ? start_us
								      : now_us;
}

void segment_schedule_probe(struct step *step)
{
	struct engine *engine = step->engine;
	struct probe *round = &engine->probe;
	int64_t spacing_us = query_probe_spacing_us(engine);

	if (engine->standing.role == ROLE_HELD) {
		int64_t half_us = settings_interval_us(&engine->settings) / 2;

		if (probe_repeat_due(round, half_us, step->now_us)) {
			actions_add(step->actions, ACTION_PROBE);
		}
		return;
	}
	if (engine->standing.role != ROLE_STANDBY
		&& engine->standing.role != ROLE_CLAIMING) {
		/* Who asks on without a claim keeps node 2 from ending its own. */
		probe_stop(round);
		return;
	}
	if (engine->standing.role == ROLE_STANDBY
		&& step->now_us < segment_schedule_probe_start_us(engine)) {
		probe_stop(round);
	} else if (engine->standing.role == ROLE_STANDBY && !round->running
		   && !engine->liveness.left) {
		probe_begin(round, planned_us(engine, step->now_us));
	}
	if (probe_is_outdated(round, spacing_us, step->now_us)) {
		probe_begin(round, step->now_us);
	}
	if (probe_due(round, spacing_us, step->now_us)) {
		actions_add(step->actions, ACTION_PROBE);
	}
}

void segment_schedule_announce(struct step *step)
{
	struct engine *engine = step->engine;
	int64_t detection_us = query_detection_us(engine);
	int64_t silent_us =
		query_hears_peer(engine, step->now_us)
			? 0
			: 2 * detection_us + settings_interval_us(&engine->settings);

	if (engine->standing.role == ROLE_ACTIVE && engine->lease.state == LEASE_HELD
		&& announcement_due(&engine->announcement,
			settings_interval_us(&engine->settings), silent_us,
			step->now_us)) {
		actions_add(step->actions, ACTION_ANNOUNCE);
	}
}

/* By then every cache that heard the taker's announcements points to it. */
void segment_schedule_end_relay(struct step *step)
{
	struct engine *engine = step->engine;

	if (engine->handover.relaying && engine->standing.role != ROLE_RELEASING
		&& step->now_us - engine->standing.since_us >= HANDOVER_WINDOW_US) {
		handover_set_relaying(&engine->handover, false);
		actions_add(step->actions, ACTION_RELAY)->relay = RELAY_DROP;
	}
}
