#include "engine/operator.h"

#include <string.h>

#include "engine/due.h"
#include "engine/emit.h"
#include "engine/queries.h"
#include "parts/damping.h"
#include "parts/fitness.h"
#include "parts/handover.h"
#include "parts/lease.h"
#include "parts/liveness.h"
#include "parts/wishes.h"

static enum reason refusal_to_give(const struct engine *engine)
{
	const struct heartbeat *peer = &engine->liveness.last;

	if ((peer->flags & FLAG_MAINTENANCE) != 0) {
		return REASON_PEER_MAINTENANCE;
	}
	if (peer->healthy == 0) {
		return REASON_PEER_FAULT;
	}
	return peer->role == ROLE_STANDBY ? REASON_NONE : REASON_PEER_SETTLING;
}

static enum reason refusal_to_take(const struct engine *engine, int64_t now_us)
{
	if (engine->settings.maintenance) {
		return REASON_MAINTENANCE;
	}
	if (!query_is_healthy(engine, now_us)) {
		return REASON_INTERFACE_DOWN;
	}
	return engine->liveness.last.role == ROLE_ACTIVE ? REASON_NONE
							 : REASON_PEER_SETTLING;
}

static enum reason refusal_to_move(const struct engine *engine, int64_t now_us)
{
	if (engine->standing.role == ROLE_DISABLED) {
		return REASON_DISABLED;
	}
	if (!query_hears_peer(engine, now_us)
		|| !liveness_hears_us(&engine->liveness)) {
		return REASON_PEER_SILENT;
	}
	if (engine->standing.role == ROLE_ACTIVE) {
		return refusal_to_give(engine);
	}
	if (engine->standing.role == ROLE_STANDBY) {
		return refusal_to_take(engine, now_us);
	}
	return engine->standing.role == ROLE_FAULT ? engine->standing.reason
						   : REASON_PEER_SETTLING;
}

/* A node that is unwell would give them back to one that is well. */
static enum reason refusal_for_health(const struct engine *engine, int64_t now_us)
{
	bool peer_unwell = query_peer_is_unwell(engine, now_us);

	if (engine->fitness.unwell == peer_unwell) {
		return REASON_NONE;
	}
	if (engine->standing.role == ROLE_ACTIVE) {
		return peer_unwell ? REASON_PEER_CHECK_FAILED : REASON_NONE;
	}
	return peer_unwell ? REASON_NONE : REASON_CHECK_FAILED;
}

static enum reason refusal_to_switch(const struct engine *engine, int64_t now_us)
{
	enum reason refusal = refusal_to_move(engine, now_us);

	return refusal == REASON_NONE ? refusal_for_health(engine, now_us) : refusal;
}

/* A peer that answered the last questions is not off, whoever vouches for it. */
static bool speaks(const struct engine *engine, int64_t now_us)
{
	return query_hears_peer(engine, now_us)
	       && liveness_silence_us(&engine->liveness, now_us)
			  < query_interval_us(engine) * 5 / 2;
}

static enum reason refusal_to_believe(const struct engine *engine, int64_t now_us)
{
	enum role role = engine->standing.role;

	if (role == ROLE_DISABLED) {
		return REASON_DISABLED;
	}
	if (lease_may_hold(&engine->lease)) {
		return REASON_HERE_ALREADY;
	}
	if (engine->settings.maintenance) {
		return REASON_MAINTENANCE;
	}
	if (!query_is_healthy(engine, now_us)) {
		return role == ROLE_FAULT ? engine->standing.reason
					  : REASON_INTERFACE_DOWN;
	}
	if (role == ROLE_RELEASING) {
		return REASON_PEER_SETTLING;
	}
	return speaks(engine, now_us) ? REASON_PEER_HEARD : REASON_NONE;
}

/* In these roles a node waits for the segment and not for its peer. */
static bool asks_segment(const struct engine *engine)
{
	return engine->standing.role == ROLE_HELD
	       || engine->standing.role == ROLE_CLAIMING;
}

/* A round that cannot end is no answer to the wish. */
static enum reason refusal_to_force(const struct engine *engine)
{
	bool contested = engine->probe.contested_us != 0
			 || engine->standing.reason == REASON_RIVAL_PROBES;

	return contested ? REASON_RIVAL_PROBES : REASON_NONE;
}

/* Only a node that has the F-IPs, or is about to, needs somebody to take them. */
static enum reason refusal_to_retire(const struct engine *engine, int64_t now_us)
{
	bool serves = engine->standing.role == ROLE_ACTIVE
		      || engine->standing.role == ROLE_CLAIMING;

	return serves ? refusal_to_move(engine, now_us) : REASON_NONE;
}

enum reason operator_refusal(
	const struct engine *engine, enum command command, int64_t now_us)
{
	switch (command) {
	case COMMAND_SWITCHOVER:
		return refusal_to_switch(engine, now_us);
	case COMMAND_FORCE_SWITCHOVER:
		return asks_segment(engine) ? refusal_to_force(engine)
					    : refusal_to_switch(engine, now_us);
	case COMMAND_VOUCH:
		return refusal_to_believe(engine, now_us);
	case COMMAND_MAINTENANCE:
		return refusal_to_retire(engine, now_us);
	case COMMAND_RESET_COUNTERS:
	case COMMAND_CLEAR_FAULT:
	case COMMAND_FORCE_OUT:
		break;
	}
	return REASON_NONE;
}

static void reset_counters(struct engine *engine, int64_t now_us)
{
	memset(&engine->counters, 0, sizeof(engine->counters));
	engine->counters.counted_us = now_us;
}

static void clear_fault(struct engine *engine, int64_t now_us)
{
	fitness_clear(&engine->fitness, now_us);
	damping_forgive(&engine->damping, now_us);
}

static void refuse_action(struct step *step, enum reason refusal)
{
	handover_refuse(&step->engine->handover, refusal);
	emit_event(step, EVENT_ACTION_REFUSED, refusal);
}

static void switch_over(struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;
	struct handover *handover = &engine->handover;
	enum reason refusal = operator_refusal(engine, input->command, step->now_us);

	if (refusal != REASON_NONE) {
		refuse_action(step, refusal);
		return;
	}
	handover_run(handover);
	if (input->command == COMMAND_VOUCH) {
		liveness_dismiss(&engine->liveness);
		wishes_force(&engine->wishes, true);
	} else if (asks_segment(engine)) {
		wishes_force(&engine->wishes, false);
	} else if (engine->standing.role == ROLE_ACTIVE) {
		handover_invite(handover, step->now_us);
	} else {
		handover_request(handover, true, false, step->now_us);
	}
}

void operator_command(struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;

	switch (input->command) {
	case COMMAND_SWITCHOVER:
	case COMMAND_FORCE_SWITCHOVER:
	case COMMAND_VOUCH:
		switch_over(step, input);
		break;
	case COMMAND_RESET_COUNTERS:
		reset_counters(engine, step->now_us);
		break;
	case COMMAND_CLEAR_FAULT:
		clear_fault(engine, step->now_us);
		break;
	case COMMAND_FORCE_OUT:
		wishes_force_out(&engine->wishes, engine->settings.maintenance);
		break;
	case COMMAND_MAINTENANCE:
		break;
	}
}

/* A node on the way from one role to another has nothing that a restart could keep. */
bool operator_can_return(const struct engine *engine, int64_t now_us)
{
	bool holds = engine->standing.role == ROLE_ACTIVE
		     && engine->lease.state == LEASE_HELD;

	return engine->standing.role == ROLE_STANDBY
	       || (holds && !lease_has_expired(&engine->lease, now_us));
}

/* The F-IPs move without a gap if the peer is ready for them, or is about to have them.
 */
static bool can_retire(const struct engine *engine, int64_t now_us)
{
	if (engine->standing.role == ROLE_ACTIVE) {
		return operator_can_return(engine, now_us) && !engine->lease.gone
		       && refusal_to_move(engine, now_us) == REASON_NONE;
	}
	return engine->standing.role == ROLE_RELEASING || engine->handover.relaying;
}

static void stop(struct step *step, bool keep)
{
	struct event *event = emit_event(step, EVENT_STOPPED, REASON_NONE);

	event->to = ROLE_DISABLED;
	event->reason = keep ? REASON_RESTARTED : REASON_NONE;
	wishes_stop(&step->engine->wishes, keep ? STOP_FOR_RESTART : STOP_NOW,
		step->now_us);
	if (keep) {
		due_depart(step);
	}
}

void operator_stop(struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;
	int64_t now_us = step->now_us;

	if (input->keep && operator_can_return(engine, now_us)) {
		stop(step, true);
	} else if (engine->wishes.retiring || !can_retire(engine, now_us)) {
		stop(step, false);
	} else {
		wishes_stop(
			&engine->wishes, STOP_RETIRING, now_us + HANDOVER_WINDOW_US);
		if (engine->standing.role == ROLE_ACTIVE) {
			handover_invite(&engine->handover, now_us);
		}
	}
}

static bool has_handed_over(const struct engine *engine)
{
	return engine->standing.role != ROLE_ACTIVE
	       && engine->standing.role != ROLE_RELEASING && !engine->handover.relaying;
}

void operator_notice_time(struct step *step)
{
	const struct engine *engine = step->engine;

	if (engine->wishes.retiring
		&& (has_handed_over(engine)
			|| step->now_us >= engine->wishes.retired_us)) {
		stop(step, false);
	}
}

bool operator_has_stopped(const struct engine *engine)
{
	return engine->wishes.stopping || engine->wishes.departing;
}
