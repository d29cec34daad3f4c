#include <string.h>

#include "logic/narrate.h"
#include "logic/text.h"

static void add_peer(struct text *text, const struct narrate_names *names)
{
	text_add(text, "peer ");
	text_add(text, names->peer);
}

/* "silent 10.0 s on eth0 (limit 10.0 s)": the evidence for every verdict on a peer. */
static void add_silence(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	text_add(text, "silent ");
	if (note->silence_us > 0) {
		text_add_span(text, note->silence_us);
		text_add(text, " ");
	}
	text_add(text, "on ");
	text_add(text, names->path);
	if (note->limit_us > 0) {
		text_add(text, " (limit ");
		text_add_span(text, note->limit_us);
		text_add(text, ")");
	}
}

static void add_mac_if_known(struct text *text, const struct note *note)
{
	const uint8_t nobody[6] = { 0 };

	if (memcmp(note->mac, nobody, sizeof(nobody)) != 0) {
		text_add(text, " (MAC ");
		text_add_mac(text, note->mac);
		text_add(text, ")");
	}
}

/* A handover reads differently from each side and at each step. */
static const char *describe_handover(const struct note *note)
{
	if (note->to == ROLE_ACTIVE) {
		return note->reason == REASON_FAILBACK ? "taken back from "
						       : "taken over from ";
	}
	if (note->to == ROLE_RELEASING) {
		return note->reason == REASON_FAILBACK ? "handing back to "
						       : "handing over to ";
	}
	return note->reason == REASON_FAILBACK ? "handed back to " : "handed over to ";
}

static void add_handover(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	text_add(text, describe_handover(note));
	text_add(text, names->peer);
	text_add(text, " (");
	text_add(text, narrate_reason(note->reason));
	text_add(text, ")");
}

/* What is said of a peer when that is the reason, or NULL. */
static const char *describe_peer(enum reason reason)
{
	/* table */
	static const char *const words[REASON_LAST + 1] = {
		[REASON_PEER_LEFT] = " stopped or gave up the F-IPs",
		[REASON_PEER_FAULT] = " is in fault and cannot hold the F-IPs",
		[REASON_PEER_ACTIVE] = " is active",
		[REASON_HANDOVER_TIMEOUT] = " did not confirm the handover in time",
		[REASON_DUEL] = " is active too and has precedence",
		[REASON_DEAF] = " is active too and does not hear this node",
		[REASON_PEER_SETTLING] = " is up and decides first",
	};

	return (unsigned)reason <= REASON_LAST ? words[reason] : NULL;
}

static void add_plain_reason(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	text_add(text, narrate_reason_text(note->reason));
	if (note->reason == REASON_ANSWERED_BY_PEER
		|| note->reason == REASON_ADDRESS_CONFLICT) {
		add_mac_if_known(text, note);
	}
	if (note->reason == REASON_SEGMENT_SILENT && note->silence_us > 0) {
		text_add(text, ", ");
		add_peer(text, names);
		text_add(text, " ");
		add_silence(text, note, names);
	}
}

static void add_reason(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	const char *peer = describe_peer(note->reason);

	if (note->reason == REASON_PEER_SILENT) {
		add_peer(text, names);
		text_add(text, " ");
		add_silence(text, note, names);
	} else if (note->reason == REASON_FAILBACK
		   || note->reason == REASON_SWITCHOVER) {
		add_handover(text, note, names);
	} else if (peer != NULL) {
		add_peer(text, names);
		text_add(text, peer);
	} else {
		add_plain_reason(text, note, names);
	}
}

static void add_change(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	text_add(text, narrate_role(note->from));
	text_add(text, " -> ");
	text_add(text, narrate_role(note->to));
	if (note->reason != REASON_NONE) {
		text_add(text, ": ");
		add_reason(text, note, names);
	}
}

static void add_start(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	text_add(text, "started on node ");
	text_add(text, names->node);
	text_add(text, " (");
	text_add(text, names->own);
	text_add(text, "), peer ");
	text_add(text, names->peer);
	text_add(text, " on ");
	text_add(text, names->path);
	text_add(text, ", role ");
	text_add(text, narrate_role(note->to));
}

static void add_stop(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	text_add(text, "stopped on node ");
	text_add(text, names->node);
	text_add(text, ", role was ");
	text_add(text, narrate_role(note->from));
}

static void add_loss(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	add_peer(text, names);
	text_add(text, " lost: ");
	if (note->reason == REASON_PEER_LEFT) {
		text_add(text, "it said that it stops or gives up the F-IPs");
	} else {
		add_silence(text, note, names);
	}
}

static void add_recovery(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	add_peer(text, names);
	text_add(text, " recovered: heard again on ");
	text_add(text, names->path);
	if (note->silence_us > 0) {
		text_add(text, " after ");
		text_add_span(text, note->silence_us);
	}
	if (note->peer != ROLE_UNKNOWN) {
		text_add(text, ", its role is ");
		text_add(text, narrate_role(note->peer));
	}
}

static void add_split_brain(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	(void)note;
	text_add(text, "split brain: this node and ");
	add_peer(text, names);
	text_add(text, " are both active");
}

static void add_split_brain_end(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	text_add(text, "split brain is over: this node is ");
	text_add(text, narrate_role(note->to));
	text_add(text, ", ");
	add_peer(text, names);
	text_add(text, " is ");
	text_add(text,
		note->peer == ROLE_UNKNOWN ? "not heard" : narrate_role(note->peer));
}

static void add_conflict(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	text_add(text, "address conflict: ");
	if (note->reason == REASON_ANSWERED_BY_PEER) {
		text_add(text, "the silent ");
		add_peer(text, names);
	} else {
		text_add(text, "a third host");
	}
	text_add(text, " answers for an F-IP");
	add_mac_if_known(text, note);
}

static void add_conflict_end(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	(void)note;
	(void)names;
	text_add(text, "address conflict is over: nobody else answers for the F-IPs");
}

static void add_fixed(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	(void)names;
	text_add(
		text, note->kind == NOTE_CONFIG_CHANGED
			      ? "configuration changed: the new settings are in force"
			      : "an F-IP was removed by somebody else on this host and "
				"was put back");
}

static void add_refusal(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	(void)names;
	text_add(text, "the operator's action was refused");
	if (note->reason != REASON_NONE) {
		text_add(text, ": ");
		text_add(text, narrate_reason_text(note->reason));
	}
}

void narrate_note(char *text, size_t size, const struct note *note,
	const struct narrate_names *names)
{
	/* table */
	static void (*const sentences[NOTE_LAST + 1])(
		struct text *, const struct note *, const struct narrate_names *) = {
		[NOTE_STARTED] = add_start,
		[NOTE_STOPPED] = add_stop,
		[NOTE_SWITCHOVER] = add_change,
		[NOTE_ROLE_CHANGE] = add_change,
		[NOTE_FAILBACK] = add_change,
		[NOTE_FAILOVER] = add_change,
		[NOTE_PEER_LOST] = add_loss,
		[NOTE_PEER_RECOVERED] = add_recovery,
		[NOTE_SPLIT_BRAIN] = add_split_brain,
		[NOTE_SPLIT_BRAIN_END] = add_split_brain_end,
		[NOTE_ADDRESS_CONFLICT] = add_conflict,
		[NOTE_ADDRESS_CONFLICT_END] = add_conflict_end,
		[NOTE_CONFIG_CHANGED] = add_fixed,
		[NOTE_FIP_RESTORED] = add_fixed,
		[NOTE_ACTION_REFUSED] = add_refusal,
	};
	struct text sentence;

	text_begin(&sentence, text, size);
	if ((unsigned)note->kind > NOTE_LAST || sentences[note->kind] == NULL) {
		text_add(&sentence, "unknown event");
		return;
	}
	sentences[note->kind](&sentence, note, names);
}
