#include <string.h>

#include "words/narrate_parts.h"

void narrate_peer(struct text *text, const struct narrate_names *names)
{
	text_add(text, "peer ");
	text_add(text, names->peer);
}

static void add_link(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	text_add(text, "link ");
	narrate_paths(text, event, names);
}

void narrate_paths(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	unsigned count = names->path_count;

	if (event->path > 0 && event->path <= count) {
		text_add(text, names->paths[event->path - 1]);
		return;
	}
	for (unsigned i = 0; i < count; i++) {
		if (i > 0) {
			text_add(text, i + 1 == count ? " and " : ", ");
		}
		text_add(text, names->paths[i]);
	}
}

void narrate_silence(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	text_add(text, "silent ");
	if (event->silence_us > 0) {
		text_add_span(text, event->silence_us);
		text_add(text, " ");
	}
	text_add(text, "on ");
	narrate_paths(text, event, names);
	if (event->limit_us > 0) {
		text_add(text, " (limit ");
		text_add_span(text, event->limit_us);
		text_add(text, ")");
	}
}

void narrate_mac(struct text *text, const struct event *event)
{
	const uint8_t nobody[6] = { 0 };

	if (memcmp(event->mac, nobody, sizeof(nobody)) != 0) {
		text_add(text, " (MAC ");
		text_add_mac(text, event->mac);
		text_add(text, ")");
	}
}

/* A silent peer whose host answers, or whose words are not accepted, is no dead one. */
static void add_cause(struct text *text, enum reason reason)
{
	if (reason == REASON_PEER_REFUSES || reason == REASON_NOT_AUTHENTIC
		|| reason == REASON_LINK_UNUSABLE) {
		text_add(text, ": ");
		text_add(text, narrate_reason_text(reason));
	}
}

void narrate_loss(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	narrate_peer(text, names);
	text_add(text, " lost: ");
	if (event->reason == REASON_PEER_LEFT) {
		text_add(text, "it said that it stops or gives up the F-IPs");
		return;
	}
	narrate_silence(text, event, names);
	add_cause(text, event->reason);
}

void narrate_recovery(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	narrate_peer(text, names);
	text_add(text, " recovered: heard again on ");
	narrate_paths(text, event, names);
	if (event->silence_us > 0) {
		text_add(text, " after ");
		text_add_span(text, event->silence_us);
	}
	if (event->peer != ROLE_UNKNOWN) {
		text_add(text, ", its role is ");
		text_add(text, narrate_role(event->peer));
	}
}

void narrate_link_down(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	add_link(text, event, names);
	text_add(text, " down: ");
	narrate_peer(text, names);
	text_add(text, " ");
	if (event->reason == REASON_ONE_WAY) {
		text_add(text, "is heard there but does not hear this node");
		return;
	}
	narrate_silence(text, event, names);
	add_cause(text, event->reason);
}

void narrate_link_up(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	add_link(text, event, names);
	text_add(text, " up: ");
	narrate_peer(text, names);
	text_add(text, " and this node hear each other there");
}

void narrate_split_brain(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	(void)event;
	text_add(text, "split brain: this node and ");
	narrate_peer(text, names);
	text_add(text, " are both active");
}

void narrate_split_brain_end(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	text_add(text, "split brain is over: this node is ");
	text_add(text, narrate_role(event->to));
	text_add(text, ", ");
	narrate_peer(text, names);
	text_add(text, " is ");
	text_add(text,
		event->peer == ROLE_UNKNOWN ? "not heard" : narrate_role(event->peer));
}

void narrate_conflict(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	text_add(text, "address conflict: ");
	if (event->reason == REASON_ANSWERED_BY_PEER) {
		text_add(text, "the silent ");
		narrate_peer(text, names);
	} else {
		text_add(text, "a third host");
	}
	text_add(text, " answers for an F-IP");
	narrate_mac(text, event);
}

void narrate_conflict_end(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	(void)event;
	(void)names;
	text_add(text, "address conflict is over: nobody else answers for the F-IPs");
}

void narrate_mismatch(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	text_add(text, "configuration mismatch with ");
	narrate_peer(text, names);
	if (event->reason != REASON_NONE) {
		text_add(text, ": ");
		text_add(text, narrate_reason_text(event->reason));
	}
}

void narrate_match(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	(void)event;
	text_add(text, "configuration agrees again with ");
	narrate_peer(text, names);
}

void narrate_check(
	struct text *text, const struct event *event, const struct narrate_names *names)
{
	(void)names;
	text_add(text, event->kind == EVENT_CHECK_FAILED
			       ? "check failed: no reference address answers"
			       : "check passed: a reference address answers again");
}
