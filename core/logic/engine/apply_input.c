#include "engine/apply_input.h"

#include <string.h>

#include "engine/apply_rule.h"
#include "engine/conflict.h"
#include "engine/emit.h"
#include "engine/links.h"
#include "engine/operator.h"
#include "engine/receive.h"
#include "engine/reference_watch.h"
#include "engine/split_brain.h"

enum {
	REFUSED_PAUSE_US = 10 * SECOND_US,
	DEFENCE_PAUSE_US = 10 * SECOND_US,
	FOUND_MIN_US = 600 * MS_US, /* less is left: it may end before the renewal */
};

static void take_held(struct engine *engine, int64_t now_us, struct actions *actions)
{
	if (engine->lease.state != LEASE_ASKED) {
		return;
	}
	lease_confirm(&engine->lease);
	if (engine->standing.role == ROLE_ACTIVE) {
		announcement_begin(&engine->announcement, now_us);
		emit_event(engine, EVENT_FIP_RESTORED, REASON_NONE, now_us, actions);
	}
}

static void take_gone(struct engine *engine, int64_t now_us, struct actions *actions)
{
	if (engine->lease.state != LEASE_HELD || engine->lease.gone) {
		return;
	}
	if (engine->standing.role != ROLE_ACTIVE) {
		apply_removal(engine, now_us, actions);
		return;
	}
	lease_lose(&engine->lease);
	if (!lease_is_stale(&engine->lease, now_us)) {
		fitness_count_restore(&engine->fitness, now_us);
	}
}

static void take_found(
	struct engine *engine, const struct input *input, struct actions *actions)
{
	lease_find(
		&engine->lease, &engine->settings, input->remaining_us, input->now_us);
	if (engine->standing.role != ROLE_INITIAL
		|| input->remaining_us < FOUND_MIN_US) {
		apply_removal(engine, input->now_us, actions);
		return;
	}
	/* The peer cannot have claimed them: our lease ends before its detection time.
	 */
	actions_set_lease(actions_add(actions, ACTION_RENEW), &engine->settings);
	wishes_pin(&engine->wishes, input->pinned);
}

static void take_answer(
	struct engine *engine, const struct input *input, struct actions *actions)
{
	bool concerns_us = engine->probe.running || engine->standing.role == ROLE_HELD
			   || engine->standing.role == ROLE_ACTIVE;

	if (!concerns_us) {
		return;
	}
	if (engine->standing.role != ROLE_ACTIVE) {
		probe_answer(&engine->probe, input->mac, input->by_peer, input->now_us);
	}
	if (input->by_peer && engine->standing.role != ROLE_ACTIVE) {
		return;
	}
	if (!input->by_peer) {
		conflict_begin(engine, input->mac, input->now_us, actions);
	} else if (input->now_us - engine->standing.since_us > SECOND_US) {
		/* A split that only the segment shows: the heartbeats are cut. */
		split_brain_begin(engine, input->now_us, actions);
	}
	/* Defend the address as RFC 5227, 2.4 (c) allows: rarely. */
	if (engine->standing.role == ROLE_ACTIVE
		&& input->now_us - engine->announcement.begun_us > DEFENCE_PAUSE_US) {
		announcement_begin(&engine->announcement, input->now_us);
	}
}

/*
 * Two nodes that probe at the same time would both find the segment silent (RFC
 * 5227, 2.1.1 calls that a conflict).  Node 1 goes on; node 2 begins again, and then
 * meets an answer.
 */
static void take_rival(struct engine *engine, int64_t now_us)
{
	if (engine->settings.node == 2) {
		probe_meet(&engine->probe, now_us);
		probe_restart(&engine->probe, now_us);
	}
}

static void take_settings(
	struct engine *engine, const struct input *input, struct actions *actions)
{
	const struct settings *settings = &input->settings;

	if (settings->preferred != engine->settings.preferred
		|| settings->automatic_failback
			   != engine->settings.automatic_failback) {
		apply_pin(engine, false, actions);
		handover_retry_at(&engine->handover, input->now_us);
	}
	if (input->peer_changed) {
		links_forget(engine, input->now_us);
		liveness_start(&engine->liveness, input->now_us);
	}
	if (engine->settings.maintenance && !settings->maintenance
		&& engine->handover.progress != PROGRESS_RUNNING) {
		/* Nobody else invites. */
		handover_stop_inviting(&engine->handover);
	}
	wishes_force_out(
		&engine->wishes, engine->wishes.forced_out && settings->maintenance);
	engine->settings = *settings;
	links_fit(engine, links_count(engine), input->now_us);
	exchange_mark_news(&engine->exchange);
	/* The peer must learn a longer interval before its old patience ends. */
	pace_beat_now(&engine->pace, input->now_us);
}

static void take_trouble(struct engine *engine, const struct input *input)
{
	struct link_watch *link = links_find(engine, input->path);

	if (link != NULL) {
		link_watch_set_trouble(link, input->trouble);
	}
}

/* flat switch */
const struct heartbeat *apply_input(
	struct engine *engine, const struct input *input, struct actions *actions)
{
	int64_t now_us = input->now_us;

	switch (input->kind) {
	case INPUT_HEARTBEAT:
		return receive_heartbeat(engine, input, actions);
	case INPUT_INTERFACE:
		fitness_set_interface(&engine->fitness, input->up);
		break;
	case INPUT_HELD:
		take_held(engine, now_us, actions);
		break;
	case INPUT_HOLD_REFUSED:
		fitness_refuse(&engine->fitness, now_us + REFUSED_PAUSE_US);
		break;
	case INPUT_RENEWED:
		lease_renew(&engine->lease, &engine->settings, now_us);
		break;
	case INPUT_FIPS_GONE:
		take_gone(engine, now_us, actions);
		break;
	case INPUT_RELEASED:
		if (engine->lease.state == LEASE_REMOVING) {
			lease_end(&engine->lease);
			handover_repeat_now(&engine->handover, now_us);
		}
		break;
	case INPUT_FIPS_FOUND:
		take_found(engine, input, actions);
		break;
	case INPUT_RIVAL_PROBE:
		take_rival(engine, now_us);
		break;
	case INPUT_ANSWERED:
		take_answer(engine, input, actions);
		break;
	case INPUT_COMMAND:
		operator_take(engine, input, actions);
		break;
	case INPUT_SETTINGS:
		take_settings(engine, input, actions);
		break;
	case INPUT_STOP:
		operator_stop(engine, input, actions);
		break;
	case INPUT_TROUBLE:
		take_trouble(engine, input);
		break;
	case INPUT_REFERENCE:
		reference_watch_answer(engine, now_us);
		break;
	case INPUT_DEADLINE:
		break;
	}
	return NULL;
}
