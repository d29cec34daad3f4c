#include "words/narrate_parts.h"

/* A handover reads differently from each side and at each step. */
static const char *describe_handover(const struct event *event)
{
	if (event->to == ROLE_ACTIVE) {
		return event->reason == REASON_FAILBACK ? "taken back from "
							: "taken over from ";
	}
	if (event->to == ROLE_RELEASING) {
		return event->reason == REASON_FAILBACK ? "handing back to "
							: "handing over to ";
	}
	return event->reason == REASON_FAILBACK ? "handed back to " : "handed over to ";
}

static void add_handover(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	text_add(text, describe_handover(event));
	text_add(text, names->peer);
	text_add(text, " (");
	text_add(text, narrate_reason(event->reason));
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
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	text_add(text, narrate_reason_text(event->reason));
	if (event->reason == REASON_ANSWERED_BY_PEER
		|| event->reason == REASON_ADDRESS_CONFLICT) {
		narrate_mac(text, event);
	}
	if (event->reason == REASON_SEGMENT_SILENT && event->silence_us > 0) {
		text_add(text, ", ");
		narrate_peer(text, names);
		text_add(text, " ");
		narrate_silence(text, event, names);
	}
}

static void add_reason(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	const char *peer = describe_peer(event->reason);

	if (event->reason == REASON_PEER_SILENT) {
		narrate_peer(text, names);
		text_add(text, " ");
		narrate_silence(text, event, names);
	} else if (event->reason == REASON_FAILBACK
		   || event->reason == REASON_SWITCHOVER) {
		add_handover(text, event, names);
	} else if (peer != NULL) {
		narrate_peer(text, names);
		text_add(text, peer);
	} else {
		add_plain_reason(text, event, names);
	}
}

static void add_change(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	text_add(text, narrate_role(event->from));
	text_add(text, " -> ");
	text_add(text, narrate_role(event->to));
	if (event->reason != REASON_NONE) {
		text_add(text, ": ");
		add_reason(text, event, names);
	}
}

static void add_start(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	text_add(text, "started on node ");
	text_add(text, names->node);
	text_add(text, " (");
	text_add(text, names->own);
	text_add(text, "), peer ");
	text_add(text, names->peer);
	text_add(text, " on ");
	narrate_paths(text, event, names);
	text_add(text, ", role ");
	text_add(text, narrate_role(event->to));
}

static void add_stop(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	text_add(text, "stopped on node ");
	text_add(text, names->node);
	text_add(text, ", role was ");
	text_add(text, narrate_role(event->from));
	if (event->reason == REASON_RESTARTED) {
		text_add(text, "; a restart follows, until then the F-IPs stay");
	}
}

static void add_fixed(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	(void)names;
	text_add(
		text, event->kind == EVENT_CONFIG_CHANGED
			      ? "configuration changed: the new settings are in force"
			      : "an F-IP was removed by somebody else on this host and "
				"was put back");
}

static void add_refusal(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	(void)names;
	text_add(text, "the operator's action was refused");
	if (event->reason != REASON_NONE) {
		text_add(text, ": ");
		text_add(text, narrate_reason_text(event->reason));
	}
}

void narrate_event(char *text, size_t size, const struct event *event,
	const struct narrate_names *names)
{
	/* table */
	static narrate_sentence *const sentences[EVENT_LAST + 1] = {
		[EVENT_STARTED] = add_start,
		[EVENT_STOPPED] = add_stop,
		[EVENT_SWITCHOVER] = add_change,
		[EVENT_ROLE_CHANGE] = add_change,
		[EVENT_FAILBACK] = add_change,
		[EVENT_FAILOVER] = add_change,
		[EVENT_PEER_LOST] = narrate_loss,
		[EVENT_PEER_RECOVERED] = narrate_recovery,
		[EVENT_SPLIT_BRAIN] = narrate_split_brain,
		[EVENT_SPLIT_BRAIN_END] = narrate_split_brain_end,
		[EVENT_ADDRESS_CONFLICT] = narrate_conflict,
		[EVENT_ADDRESS_CONFLICT_END] = narrate_conflict_end,
		[EVENT_CONFIG_CHANGED] = add_fixed,
		[EVENT_FIP_RESTORED] = add_fixed,
		[EVENT_ACTION_REFUSED] = add_refusal,
		[EVENT_LINK_DOWN] = narrate_link_down,
		[EVENT_LINK_UP] = narrate_link_up,
		[EVENT_CONFIG_MISMATCH] = narrate_mismatch,
		[EVENT_CONFIG_MATCH] = narrate_match,
		[EVENT_CHECK_FAILED] = narrate_check,
		[EVENT_CHECK_PASSED] = narrate_check,
	};
	struct text sentence;

	text_begin(&sentence, text, size);
	if ((unsigned)event->kind > EVENT_LAST || sentences[event->kind] == NULL) {
		text_add(&sentence, "unknown event");
		return;
	}
	sentences[event->kind](&sentence, event, names);
}
