#include "words/narrate_parts.h"

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
		[REASON_PEER_MAINTENANCE] = " is in maintenance",
	};

	return (unsigned)reason <= REASON_LAST ? words[reason] : NULL;
}

static void add_plain_reason(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	text_add(text, narrate_reason_text(note->reason));
	if (note->reason == REASON_ANSWERED_BY_PEER
		|| note->reason == REASON_ADDRESS_CONFLICT) {
		narrate_mac(text, note);
	}
	if (note->reason == REASON_SEGMENT_SILENT && note->silence_us > 0) {
		text_add(text, ", ");
		narrate_peer(text, names);
		text_add(text, " ");
		narrate_silence(text, note, names);
	}
}

static void add_reason(
	struct text *text, const struct note *note, const struct narrate_names *names)
{
	const char *peer = describe_peer(note->reason);

	if (note->reason == REASON_PEER_SILENT) {
		narrate_peer(text, names);
		text_add(text, " ");
		narrate_silence(text, note, names);
	} else if (note->reason == REASON_FAILBACK
		   || note->reason == REASON_SWITCHOVER) {
		add_handover(text, note, names);
	} else if (peer != NULL) {
		narrate_peer(text, names);
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
	narrate_paths(text, note, names);
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
	if (note->reason == REASON_RESTARTED) {
		text_add(text, "; a restart follows, until then the F-IPs stay");
	}
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
	static narrate_sentence *const sentences[NOTE_LAST + 1] = {
		[NOTE_STARTED] = add_start,
		[NOTE_STOPPED] = add_stop,
		[NOTE_SWITCHOVER] = add_change,
		[NOTE_ROLE_CHANGE] = add_change,
		[NOTE_FAILBACK] = add_change,
		[NOTE_FAILOVER] = add_change,
		[NOTE_PEER_LOST] = narrate_loss,
		[NOTE_PEER_RECOVERED] = narrate_recovery,
		[NOTE_SPLIT_BRAIN] = narrate_split_brain,
		[NOTE_SPLIT_BRAIN_END] = narrate_split_brain_end,
		[NOTE_ADDRESS_CONFLICT] = narrate_conflict,
		[NOTE_ADDRESS_CONFLICT_END] = narrate_conflict_end,
		[NOTE_CONFIG_CHANGED] = add_fixed,
		[NOTE_FIP_RESTORED] = add_fixed,
		[NOTE_ACTION_REFUSED] = add_refusal,
		[NOTE_LINK_DOWN] = narrate_link_down,
		[NOTE_LINK_UP] = narrate_link_up,
		[NOTE_CONFIG_MISMATCH] = narrate_mismatch,
		[NOTE_CONFIG_MATCH] = narrate_match,
		[NOTE_CHECK_FAILED] = narrate_check,
		[NOTE_CHECK_PASSED] = narrate_check,
	};
	struct text sentence;

	text_begin(&sentence, text, size);
	if ((unsigned)note->kind > NOTE_LAST || sentences[note->kind] == NULL) {
		text_add(&sentence, "unknown event");
		return;
	}
	sentences[note->kind](&sentence, note, names);
}
