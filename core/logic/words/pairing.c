#include "words/pairing.h"

/* The newest kind that ends one is the one that has no other meaning; 0: none does. */
static enum event_kind end_of(enum event_kind kind)
{
	unsigned end = EVENT_LAST;

	while (end > 0 && event_clears((enum event_kind)end) != kind) {
		end--;
	}
	return (enum event_kind)end;
}

bool pairing_is_alarm(enum event_kind kind)
{
	return kind > 0 && end_of(kind) > 0;
}

/* The nodes can contradict each other in several things at once. */
static enum reason topic_of(const struct event *event)
{
	if (event->kind != EVENT_CONFIG_MISMATCH && event->kind != EVENT_CONFIG_MATCH) {
		return REASON_NONE;
	}
	return event->reason == REASON_NONE_PREFERRED ? REASON_BOTH_PREFERRED
						      : event->reason;
}

bool pairing_is_same(const struct event *a, const struct event *b)
{
	return a->kind == b->kind && a->link == b->link && a->task == b->task
	       && topic_of(a) == topic_of(b);
}

/* fipd 0.1.0 did not say in what the nodes agree again: in all. */
bool pairing_ends(const struct event *event, const struct event *alarm)
{
	enum reason topic = topic_of(event);

	return event_clears(event->kind) == alarm->kind && event->link == alarm->link
	       && event->task == alarm->task
	       && (topic == REASON_NONE || topic == topic_of(alarm));
}

static void make_end(struct event *end, const struct event *alarm,
	const struct event *now, enum reason reason)
{
	*end = (struct event){
		.kind = end_of(alarm->kind),
		.from = now->to,
		.to = now->to,
		.peer = now->peer,
		.reason = reason,
		.link = alarm->link,
		.task = alarm->task,
	};
}

/* Where the F-IPs are, and whether this node serves, is seen in the next life too. */
static bool outlasts_restart(enum event_kind kind)
{
	return kind == EVENT_FAILOVER || kind == EVENT_OUT_OF_SERVICE;
}

bool pairing_ends_before(
	const struct event *next, const struct event *alarm, struct event *end)
{
	if (next->kind == EVENT_STARTED && !outlasts_restart(alarm->kind)) {
		make_end(end, alarm, next, REASON_SEEN_ANEW);
		return true;
	}
	if (pairing_is_alarm(next->kind) && pairing_is_same(next, alarm)) {
		make_end(end, alarm, next, REASON_TOLD_ANEW);
		end->from = end->to = next->from;
		return true;
	}
	return false;
}

/* The same as home in original.c, and the other node is there again too. */
static bool is_as_configured(const struct event *standing, bool preferred)
{
	if (standing->to == ROLE_ACTIVE) {
		return preferred && standing->peer == ROLE_STANDBY;
	}
	return standing->to == ROLE_STANDBY && !preferred
	       && standing->peer == ROLE_ACTIVE;
}

static bool serves(enum role role)
{
	return role == ROLE_ACTIVE || role == ROLE_STANDBY || role == ROLE_DISABLED;
}

bool pairing_is_over(const struct event *standing, bool preferred,
	const struct event *alarm, struct event *end)
{
	bool over = false;

	if (standing->kind == EVENT_STOPPED) {
		return false; /* a restart of fipd shows it */
	}
	if (alarm->kind == EVENT_FAILOVER) {
		over = is_as_configured(standing, preferred)
		       || standing->to == ROLE_DISABLED;
	} else if (alarm->kind == EVENT_OUT_OF_SERVICE) {
		over = serves(standing->to);
	}
	make_end(end, alarm, standing, REASON_NONE);
	return over;
}

/* This node cannot serve, or no longer does, and nobody asked for that. */
static bool is_setback(const struct event *standing)
{
	return standing->to == ROLE_FAULT || standing->to == ROLE_HELD
	       || (standing->from == ROLE_ACTIVE
		       && (standing->to == ROLE_CLAIMING
			       || standing->to == ROLE_INITIAL));
}

bool pairing_raises(const struct event *standing, struct event *alarm)
{
	*alarm = *standing;
	alarm->kind = EVENT_OUT_OF_SERVICE;
	alarm->from = alarm->to;
	return standing->kind != EVENT_STOPPED && is_setback(standing);
}
