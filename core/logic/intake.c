#include "logic/intake.h"

#include <string.h>

#include "logic/situation.h"
#include "logic/speaker.h"
#include "logic/transition.h"

enum {
	REFUSED_PAUSE_US = 10 * SECOND_US,
	OFTEN_PAUSE_US = 60 * SECOND_US,
	CONFLICT_PAUSE_US = 60 * SECOND_US,
	RESTORES_MAX = 5,
	FOUND_MIN_US = 600 * MS_US, /* less is left: it may end before the renewal */
};

static void follow_duel(struct engine *engine, const struct heartbeat *heartbeat,
	int64_t now_us, struct actions *actions)
{
	if (engine->role != ROLE_ACTIVE || heartbeat->role != ROLE_ACTIVE) {
		transition_end_duel(engine, now_us, actions);
		return;
	}
	if (!engine->duel) {
		engine->duel = true;
		engine->counters.split_brains++;
		speaker_note(engine, NOTE_SPLIT_BRAIN, REASON_DUEL, now_us, actions);
	}
	if (engine->duel_sequence != 0
		&& heartbeat->acknowledged < engine->duel_sequence) {
		engine->deaf_beats++;
	} else {
		engine->deaf_beats = 0;
	}
}

static void tell_peer(struct engine *engine, bool left_before, int64_t now_us,
	struct actions *actions)
{
	bool left = engine->liveness.left;

	if (left && !left_before && !engine->peer_lost) {
		engine->peer_lost = true;
		speaker_note(engine, NOTE_PEER_LOST, REASON_PEER_LEFT, now_us, actions)
			->silence_us = 0;
	}
	if (!left && engine->peer_lost) {
		engine->peer_lost = false;
		speaker_note(engine, NOTE_PEER_RECOVERED, REASON_NONE, now_us, actions);
	}
}

static void hear(struct engine *engine, const struct heartbeat *heartbeat, bool begun,
	int64_t now_us, struct actions *actions)
{
	bool left_before = engine->liveness.left;

	liveness_hear(&engine->liveness, heartbeat, begun, now_us);
	if (begun) {
		damping_note(&engine->damping, now_us);
	}
	if (begun || heartbeat->operation == OPERATION_ASK) {
		engine->beat_us = now_us;
	}
	tell_peer(engine, left_before, now_us, actions);
	follow_duel(engine, heartbeat, now_us, actions);
	if (engine->role == ROLE_ACTIVE && heartbeat->operation == OPERATION_RELEASED) {
		announcer_begin(&engine->announcer, now_us);
	}
	if (heartbeat->role != ROLE_RELEASING) {
		engine->confirming = false;
	}
}

static const struct heartbeat *take_heartbeat(
	struct engine *engine, const struct event *event, struct actions *actions)
{
	const struct heartbeat *heartbeat = &event->heartbeat;
	int64_t now_us = event->now_us;
	enum session_verdict verdict;

	if (engine->role == ROLE_DISABLED) {
		return NULL;
	}
	verdict = session_take(&engine->session, heartbeat, now_us);
	if (verdict == SESSION_STALE || verdict == SESSION_UNPROVEN) {
		engine->liveness.stale++;
		if (verdict == SESSION_UNPROVEN
			&& session_may_answer(&engine->session, now_us)) {
			speaker_answer(engine, now_us, actions);
		}
		return NULL;
	}
	hear(engine, heartbeat, verdict == SESSION_BEGUN, now_us, actions);
	return heartbeat;
}

static void take_held(struct engine *engine, int64_t now_us, struct actions *actions)
{
	if (engine->lease.state != LEASE_ASKED) {
		return;
	}
	engine->lease.state = LEASE_HELD;
	if (engine->role == ROLE_ACTIVE) {
		engine->fips_gone = false;
		announcer_begin(&engine->announcer, now_us);
		speaker_note(engine, NOTE_FIP_RESTORED, REASON_NONE, now_us, actions);
	}
}

static void take_gone(struct engine *engine, int64_t now_us, struct actions *actions)
{
	int64_t oldest_us = engine->restores_us[engine->restore_next];

	if (engine->lease.state != LEASE_HELD || engine->fips_gone) {
		return;
	}
	if (engine->role != ROLE_ACTIVE) {
		transition_remove(engine, now_us, actions);
		return;
	}
	engine->fips_gone = true;
	engine->restores_us[engine->restore_next] = now_us;
	engine->restore_next = (engine->restore_next + 1) % RESTORES_MAX;
	if (oldest_us != 0 && now_us - oldest_us < OFTEN_PAUSE_US) {
		engine->often_until_us = now_us + OFTEN_PAUSE_US;
	}
}

static void take_found(
	struct engine *engine, const struct event *event, struct actions *actions)
{
	uint32_t lease_s = settings_lease_s(&engine->settings);

	if (engine->role != ROLE_INITIAL || event->remaining_us < FOUND_MIN_US) {
		transition_remove(engine, event->now_us, actions);
		return;
	}
	/* The peer cannot have claimed them: our lease ends before its detection time.
	 */
	lease_find(&engine->lease, lease_s, event->remaining_us, event->now_us);
	actions_add(actions, ACTION_RENEW)->lease_s = lease_s;
}

static void note_conflict(
	struct engine *engine, const struct event *event, struct actions *actions)
{
	int64_t now_us = event->now_us;
	struct note *note;

	memcpy(engine->conflict_mac, event->mac, sizeof(event->mac));
	engine->conflict_until_us = now_us + CONFLICT_PAUSE_US;
	if (!engine->conflict) {
		engine->conflict = true;
		note = speaker_note(engine, NOTE_ADDRESS_CONFLICT,
			REASON_ADDRESS_CONFLICT, now_us, actions);
		memcpy(note->mac, event->mac, sizeof(note->mac));
	}
}

static void take_answer(
	struct engine *engine, const struct event *event, struct actions *actions)
{
	bool concerns_us = engine->probe.running || engine->role == ROLE_HELD
			   || engine->role == ROLE_ACTIVE;

	if (!concerns_us) {
		return;
	}
	if (engine->role != ROLE_ACTIVE) {
		probe_answer(&engine->probe, event->mac, event->by_peer, event->now_us);
	}
	if (event->by_peer) {
		return;
	}
	note_conflict(engine, event, actions);
	/* Defend the address as RFC 5227, 2.4 (c) allows: rarely. */
	if (engine->role == ROLE_ACTIVE
		&& event->now_us - engine->defended_us > REFUSED_PAUSE_US) {
		engine->defended_us = event->now_us;
		announcer_begin(&engine->announcer, event->now_us);
	}
}

static void take_command(
	struct engine *engine, const struct event *event, struct actions *actions)
{
	struct handover *handover = &engine->handover;
	enum reason refusal = engine_refusal(engine, event->command, event->now_us);

	if (event->command == COMMAND_RESET_COUNTERS) {
		memset(&engine->counters, 0, sizeof(engine->counters));
		engine->counters.counted_us = event->now_us;
		return;
	}
	if (refusal != REASON_NONE) {
		handover->progress = PROGRESS_REFUSED;
		handover->refusal = refusal;
		speaker_note(
			engine, NOTE_ACTION_REFUSED, refusal, event->now_us, actions);
		return;
	}
	if (engine->role == ROLE_ACTIVE) {
		handover_invite(handover, event->now_us);
	} else {
		handover_request(handover, true, event->now_us);
	}
	handover->progress = PROGRESS_RUNNING;
}

static void take_settings(struct engine *engine, const struct event *event)
{
	const struct settings *settings = &event->settings;

	if (settings->preferred != engine->settings.preferred
		|| settings->automatic_failback
			   != engine->settings.automatic_failback) {
		engine->pinned = false;
		engine->handover.retry_us = event->now_us;
	}
	if (event->peer_changed) {
		session_forget(&engine->session);
		liveness_start(&engine->liveness, event->now_us);
		engine->peer_lost = false;
	}
	engine->settings = *settings;
	/* The peer must learn a longer interval before its old patience ends. */
	engine->beat_us = event->now_us;
}

/* flat switch */
const struct heartbeat *intake_take(
	struct engine *engine, const struct event *event, struct actions *actions)
{
	int64_t now_us = event->now_us;

	switch (event->kind) {
	case EVENT_HEARTBEAT:
		return take_heartbeat(engine, event, actions);
	case EVENT_INTERFACE:
		engine->interface_up = event->up;
		break;
	case EVENT_HELD:
		take_held(engine, now_us, actions);
		break;
	case EVENT_HOLD_REFUSED:
		engine->refused_until_us = now_us + REFUSED_PAUSE_US;
		break;
	case EVENT_RENEWED:
		lease_renew(
			&engine->lease, settings_lease_s(&engine->settings), now_us);
		break;
	case EVENT_FIPS_GONE:
		take_gone(engine, now_us, actions);
		break;
	case EVENT_RELEASED:
		engine->lease.state = LEASE_NONE;
		break;
	case EVENT_FIPS_FOUND:
		take_found(engine, event, actions);
		break;
	case EVENT_ANSWERED:
		take_answer(engine, event, actions);
		break;
	case EVENT_COMMAND:
		take_command(engine, event, actions);
		break;
	case EVENT_SETTINGS:
		take_settings(engine, event);
		break;
	case EVENT_STOP:
		engine->stopping = true;
		speaker_note(engine, NOTE_STOPPED, REASON_NONE, now_us, actions)->to =
			ROLE_DISABLED;
		break;
	case EVENT_DEADLINE:
		break;
	}
	return NULL;
}
