#include "engine/apply_input.h"

#include <string.h>

#include "engine/apply_rule.h"
#include "engine/conflict.h"
#include "engine/emit.h"
#include "engine/links.h"
#include "engine/operator.h"
#include "engine/outbox.h"
#include "engine/queries.h"
#include "engine/reference_watch.h"
#include "engine/split_brain.h"
#include "model/action.h"
#include "parts/announcement.h"
#include "parts/damping.h"
#include "parts/exchange.h"
#include "parts/fitness.h"
#include "parts/handover.h"
#include "parts/lease.h"
#include "parts/link_watch.h"
#include "parts/liveness.h"
#include "parts/pace.h"
#include "parts/probe.h"
#include "parts/session.h"
#include "parts/wishes.h"

enum {
	REFUSED_PAUSE_US = 10 * SECOND_US,
	STALE_WORD_US = 200 * MS_US, /* a handover's word that lay longer is void */
	FOUND_MIN_US = 600 * MS_US,  /* less is left: it may end before the renewal */
};

static void emit_leave(struct step *step)
{
	if (liveness_set_lost(&step->engine->liveness, true)) {
		emit_event(step, EVENT_PEER_LEFT, REASON_PEER_LEFT)->silence_us = 0;
	}
}

static void announce_again(struct engine *engine, int64_t now_us)
{
	if (engine->standing.role == ROLE_ACTIVE) {
		announcement_begin(&engine->announcement, now_us);
	}
}

/*
 * Beats were lost on the way to the peer, more than one, and an announcement in that
 * time may have been lost with them (a_cut_just_after_a_takeover.story).  When they
 * were sent counts: a word that is delivered late proves nothing of the time between.
 */
static void announce_what_was_missed(struct engine *engine,
	const struct link_watch *link, int64_t proven_us, int64_t now_us)
{
	int64_t gap_us = link->proven_us - proven_us;
	int64_t limit_us = query_interval_us(engine) * 9 / 4;

	if (limit_us < SECOND_US) {
		limit_us = SECOND_US;
	}
	if (gap_us >= limit_us && engine->announcement.told_us >= proven_us) {
		announcement_repeat(&engine->announcement, now_us);
	}
}

/*
 * The peer has claimed since we did, and gave way, while we slept or did not hear it:
 * the segment was told of it.
 */
static void surpass(struct step *step, const struct heartbeat *heartbeat)
{
	struct engine *engine = step->engine;

	if (engine->standing.role != ROLE_ACTIVE || heartbeat->role == ROLE_ACTIVE
		|| !exchange_is_newer(heartbeat->epoch, engine->exchange.epoch)) {
		return;
	}
	exchange_raise_epoch(&engine->exchange);
	apply_keep_epoch(step);
	announce_again(engine, step->now_us);
}

static void emit_return(struct step *step, int64_t silence_us)
{
	struct engine *engine = step->engine;

	if (!liveness_set_lost(&engine->liveness, false)) {
		return;
	}
	links_watch(engine, step->now_us);
	/* It waits for the word that it is heard (a_switch_that_reboots.story). */
	pace_beat_now(&engine->pace, step->now_us);
	emit_event(step, EVENT_PEER_RECOVERED, REASON_NONE)->silence_us = silence_us;
	/* Whatever the peer told the segment meanwhile, we hold the F-IPs. */
	announce_again(engine, step->now_us);
}

/*
 * A standby speaks in the wake-ups that the active's words cost it anyhow, if its own
 * time is near: so it keeps to its interval beside an active that is faster, too.
 */
static bool answers(const struct engine *engine, int64_t now_us)
{
	int64_t near_us = settings_interval_us(&engine->settings) * 3 / 8;

	return query_follows(engine, now_us)
	       && engine->pace.beat_us - now_us <= near_us;
}

/* Take in what the peer says, once, whichever link brought it first. */
static void learn(struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;
	const struct heartbeat *heartbeat = &input->heartbeat;
	int64_t now_us = step->now_us;

	if (heartbeat->operation == OPERATION_ASK || answers(engine, now_us)) {
		pace_beat_now(&engine->pace, now_us);
	}
	split_brain_follow(step, heartbeat);
	if (heartbeat->operation == OPERATION_RELEASED) {
		announce_again(engine, now_us);
	}
	surpass(step, heartbeat);
	if (heartbeat->role != ROLE_RELEASING) {
		handover_stop_confirming(&engine->handover);
	}
}

/* The newest words are still those of the peer's former life. */
static void note_life(struct engine *engine, uint64_t incarnation, int64_t now_us)
{
	bool announced = engine->liveness.ever
			 && (engine->liveness.last.flags & FLAG_RESTARTING) != 0;

	damping_note(&engine->damping, incarnation, announced, now_us);
}

static bool take_news(
	struct step *step, const struct input *input, bool begun, int64_t spoken_us)
{
	struct engine *engine = step->engine;
	const struct heartbeat *heartbeat = &input->heartbeat;
	int64_t now_us = step->now_us;
	int64_t silence_us = liveness_silence_us(&engine->liveness, now_us);
	bool news;

	if (begun) {
		links_meet(engine, heartbeat->incarnation, now_us);
		note_life(engine, heartbeat->incarnation, now_us);
		/* The peer waits for our proof on that link. */
		pace_beat_now(&engine->pace, now_us);
		/* Whatever its former life told the segment, we hold the F-IPs. */
		announce_again(engine, now_us);
	}
	pace_set_unclaimed(&engine->pace, false);
	news = liveness_hear(
		&engine->liveness, heartbeat, now_us - input->age_us, spoken_us);
	if (engine->liveness.left) {
		emit_leave(step);
	} else if (query_hears_peer(engine, now_us)) {
		/* What lay in the socket for too long is no return
		 * (late_words_in_a_backlog.story). */
		emit_return(step, silence_us);
	}
	exchange_hear_epoch(&engine->exchange, heartbeat->epoch);
	if (news) {
		learn(step, input);
	}
	return news;
}

static const struct heartbeat *receive_heartbeat(
	struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;
	const struct heartbeat *heartbeat = &input->heartbeat;
	struct link_watch *link = links_find(engine, heartbeat->link);
	int64_t now_us = step->now_us;
	enum session_verdict verdict;
	int64_t proven_us;
	bool news;

	if (engine->standing.role == ROLE_DISABLED || link == NULL) {
		return NULL;
	}
	proven_us = link->proven_us;
	verdict = link_watch_take(link, heartbeat, now_us - input->age_us);
	if (verdict == SESSION_UNPROVEN && session_may_answer(&link->session, now_us)) {
		outbox_answer(step, heartbeat->link);
	}
	if (verdict == SESSION_UNPROVEN || verdict == SESSION_REPLAYED) {
		return NULL;
	}
	announce_what_was_missed(engine, link, proven_us, now_us);
	news = take_news(step, input, verdict == SESSION_BEGUN, link->spoken_us);
	return news && input->age_us <= STALE_WORD_US ? heartbeat : NULL;
}

static void confirm_hold(struct step *step)
{
	struct engine *engine = step->engine;

	if (engine->lease.state != LEASE_ASKED) {
		return;
	}
	lease_confirm(&engine->lease);
	if (engine->standing.role == ROLE_ACTIVE) {
		announcement_begin(&engine->announcement, step->now_us);
		emit_event(step, EVENT_FIP_RESTORED, REASON_NONE);
	}
}

static void notice_missing_fip(struct step *step)
{
	struct engine *engine = step->engine;

	if (engine->lease.state != LEASE_HELD || engine->lease.gone) {
		return;
	}
	if (engine->standing.role != ROLE_ACTIVE) {
		apply_removal(step);
		return;
	}
	lease_lose(&engine->lease);
	if (!lease_has_expired(&engine->lease, step->now_us)) {
		fitness_count_restore(&engine->fitness, step->now_us);
	}
}

static void keep_found_fips(struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;

	lease_find(
		&engine->lease, &engine->settings, input->remaining_us, step->now_us);
	if (engine->standing.role != ROLE_INITIAL
		|| input->remaining_us < FOUND_MIN_US) {
		apply_removal(step);
		return;
	}
	/* The peer cannot have claimed them: our lease ends before its detection time.
	 */
	actions_set_lease(actions_add(step->actions, ACTION_RENEW), &engine->settings);
	wishes_pin(&engine->wishes, input->pinned);
}

/* Return whether an answer is the peer's: a frame of another sender never is. */
static bool is_by_peer(const struct engine *engine, const struct input *input)
{
	return input->consistent && liveness_may_be(&engine->liveness, input->mac);
}

/*
 * The peer's host answers for what this node holds.  If its fipd says that it has
 * nothing, somebody else does it in its name, on that host or not; if it is not heard,
 * the heartbeats are cut, and only the segment shows that both are active.
 */
static void meet_peer_answer(struct step *step, const uint8_t mac[6])
{
	struct engine *engine = step->engine;

	if (step->now_us - engine->standing.since_us <= SECOND_US) {
		return;
	}
	if (query_hears_peer(engine, step->now_us)
		&& liveness_is_passive(&engine->liveness)) {
		conflict_begin(step, REASON_ANSWERED_BY_PEER, mac);
	} else {
		split_brain_begin(step);
	}
}

static void defend_against(struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;

	if (is_by_peer(engine, input)) {
		meet_peer_answer(step, input->mac);
	} else {
		conflict_begin(step, REASON_ADDRESS_CONFLICT, input->mac);
	}
	announcement_defend(&engine->announcement, step->now_us);
}

static void judge_answer(struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;
	bool by_peer = is_by_peer(engine, input);

	if (engine->standing.role == ROLE_ACTIVE) {
		defend_against(step, input);
		return;
	}
	if (!engine->probe.running && engine->standing.role != ROLE_HELD) {
		return;
	}
	probe_answer(&engine->probe, input->mac, by_peer, step->now_us);
	if (!by_peer) {
		conflict_begin(step, REASON_ADDRESS_CONFLICT, input->mac);
	}
}

/*
 * Of a peer that was never heard the segment has named a MAC, and may have lied: then
 * its probes come from another one (a_boot_of_both_beside_a_liar.story).
 */
static bool may_be_rival(const struct engine *engine, const uint8_t mac[6])
{
	return !engine->liveness.ever || liveness_may_be(&engine->liveness, mac);
}

/*
 * Two nodes that probe at the same time would both find the segment silent (RFC
 * 5227, 2.1.1 calls that a conflict).  Node 1 goes on; node 2 begins again, and then
 * meets an answer.  Whoever can speak on the segment can do that in the name of node
 * 1 for ever, so a detection time of it is enough: then it counts like an answer.
 */
static void yield_probe_round(struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;

	if (engine->settings.node != 2 || !may_be_rival(engine, input->mac)) {
		return;
	}
	probe_meet(&engine->probe, step->now_us);
	if (engine->standing.role != ROLE_HELD) {
		probe_contest(&engine->probe, input->mac, step->now_us);
	} else if (engine->standing.reason == REASON_RIVAL_PROBES) {
		probe_answer(&engine->probe, input->mac, true, step->now_us);
		conflict_begin(step, REASON_RIVAL_PROBES, input->mac);
	}
}

static void change_settings(struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;
	const struct settings *settings = &input->settings;
	unsigned former_links = links_count(engine);

	if (settings->preferred != engine->settings.preferred
		|| settings->automatic_failback
			   != engine->settings.automatic_failback) {
		apply_pin(step, false);
		handover_retry_at(&engine->handover, step->now_us);
	}
	if (input->peer_changed) {
		links_forget(engine, step->now_us);
		liveness_start(&engine->liveness, step->now_us);
	}
	if (engine->settings.maintenance && !settings->maintenance
		&& engine->handover.progress != PROGRESS_RUNNING) {
		/* Nobody else invites. */
		handover_stop_inviting(&engine->handover);
	}
	wishes_force_out(
		&engine->wishes, engine->wishes.forced_out && settings->maintenance);
	engine->settings = *settings;
	links_fit(step, former_links);
	exchange_mark_news(&engine->exchange);
	/* The peer must learn a longer interval before its old patience ends. */
	pace_beat_now(&engine->pace, step->now_us);
}

/*
 * A switch's port may pass frames seconds after its carrier is back, and nobody is
 * heard until then (a_port_that_forwards_late.story).  The peer must know at once whose
 * answers are this node's.
 */
static void note_interface(struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;

	if (input->up && !engine->fitness.interface_up) {
		liveness_listen(&engine->liveness, step->now_us);
		/* What it holds, or does not, is said until the peer has heard it
		 * (a_cable_out_for_a_moment.story). */
		exchange_mark_news(&engine->exchange);
	}
	fitness_set_interface(&engine->fitness, input->up, input->lack);
	/* An interface that is gone has none: the peer keeps what it knows. */
	if (input->mac_count > 0
		&& exchange_set_macs(
			&engine->exchange, input->mac_count, input->macs)) {
		exchange_mark_news(&engine->exchange);
		pace_beat_now(&engine->pace, step->now_us);
	}
}

static void note_trouble(struct engine *engine, const struct input *input)
{
	struct link_watch *link = links_find(engine, input->link);

	if (link == NULL) {
		return;
	}
	/* What was said before the path was open again reached nobody. */
	if (link->trouble == TROUBLE_UNUSABLE && input->trouble == TROUBLE_NONE) {
		pace_ask_at(&engine->pace, input->now_us);
	}
	link_watch_set_trouble(link, input->trouble);
}

/* flat switch */
const struct heartbeat *apply_input(struct step *step, const struct input *input)
{
	struct engine *engine = step->engine;
	int64_t now_us = step->now_us;

	switch (input->kind) {
	case INPUT_HEARTBEAT:
		return receive_heartbeat(step, input);
	case INPUT_INTERFACE:
		note_interface(step, input);
		break;
	case INPUT_HELD:
		confirm_hold(step);
		break;
	case INPUT_HOLD_REFUSED:
		fitness_refuse(&engine->fitness, now_us + REFUSED_PAUSE_US);
		break;
	case INPUT_RENEWED:
		lease_renew(&engine->lease, &engine->settings, now_us);
		break;
	case INPUT_FIPS_GONE:
		notice_missing_fip(step);
		break;
	case INPUT_RELEASED:
		if (engine->lease.state == LEASE_REMOVING) {
			lease_end(&engine->lease);
			handover_repeat_now(&engine->handover, now_us);
		}
		break;
	case INPUT_FIPS_FOUND:
		keep_found_fips(step, input);
		break;
	case INPUT_RIVAL_PROBE:
		yield_probe_round(step, input);
		break;
	case INPUT_ANSWERED:
		judge_answer(step, input);
		break;
	case INPUT_COMMAND:
		operator_command(step, input);
		break;
	case INPUT_SETTINGS:
		change_settings(step, input);
		break;
	case INPUT_STOP:
		operator_stop(step, input);
		break;
	case INPUT_TROUBLE:
		note_trouble(engine, input);
		break;
	case INPUT_REFERENCE:
		reference_watch_answer(engine, now_us);
		break;
	case INPUT_COPY:
	case INPUT_THIRD:
		conflict_note(step, input);
		break;
	case INPUT_NEIGHBOR:
		liveness_learn(&engine->liveness, input->mac);
		break;
	case INPUT_DEADLINE:
		break;
	}
	return NULL;
}
