#include "model/event.h"

#include <stdbool.h>

struct kind {
	enum severity severity;
	uint8_t clears; /* a kind or EVENT_NONE */
};

/* table */
static const struct kind kinds[EVENT_LAST + 1] = {
	[EVENT_NONE] = { SEVERITY_INDETERMINATE, EVENT_NONE },
#define EVENT(name, number, word, label, severity, clears, ...)                        \
	[number] = { SEVERITY_##severity, EVENT_##clears },
#include "model/events.def"
#undef EVENT
};

/* A number without a row has no severity. */
static bool exists(enum event_kind kind)
{
	return kind >= 1 && (unsigned)kind <= EVENT_LAST && kinds[kind].severity != 0;
}

/* Return what is known of a kind; one that does not exist is like EVENT_NONE. */
static const struct kind *find_kind(enum event_kind kind)
{
	return &kinds[exists(kind) ? kind : EVENT_NONE];
}

/*
 * Nobody asked for it, and this node does not serve, or no longer: an operations center
 * must not file that with the moves that were planned.
 */
static bool is_setback(const struct event *event)
{
	return event->to == ROLE_FAULT || event->to == ROLE_HELD
	       || (event->from == ROLE_ACTIVE
		       && (event->to == ROLE_CLAIMING || event->to == ROLE_INITIAL));
}

enum severity event_severity(const struct event *event)
{
	if (event->kind == EVENT_ROLE_CHANGE && is_setback(event)) {
		return SEVERITY_MAJOR;
	}
	return find_kind(event->kind)->severity;
}

enum event_kind event_clears(enum event_kind kind)
{
	return (enum event_kind)find_kind(kind)->clears;
}

uint32_t event_bit(enum event_kind kind)
{
	return exists(kind) ? UINT32_C(1) << (kind - 1) : 0;
}
