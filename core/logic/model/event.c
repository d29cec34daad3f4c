#include "model/event.h"

#include <stdbool.h>

_Static_assert((int)EVENT_LAST <= (int)EVENT_SET_MAX,
	"a kind of event has no bit in a set of kinds");

struct kind {
	enum severity severity;
	uint8_t clears; /* a kind or EVENT_NONE */
	enum subject subject;
};

/* table */
static const struct kind kinds[EVENT_LAST + 1] = {
	[EVENT_NONE] = { SEVERITY_INDETERMINATE, EVENT_NONE, SUBJECT_NOTHING },
#define EVENT(                                                                         \
	name, number, word, label, severity, clears, level, sentence, subject, ...)    \
	[number] = { SEVERITY_##severity, EVENT_##clears, SUBJECT_##subject },
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

enum severity event_severity(enum event_kind kind)
{
	return find_kind(kind)->severity;
}

/* Whoever stopped the peer moved the F-IPs; one in fault freed them too, unasked. */
enum severity event_weight(const struct event *event)
{
	bool planned = event->kind == EVENT_FAILOVER
		       && event->reason == REASON_PEER_LEFT
		       && event->peer != ROLE_FAULT;

	if (event->kind == EVENT_SERVICE_FAILED
		&& event->reason == REASON_CHECK_FAILED) {
		return SEVERITY_MAJOR;
	}
	return planned ? SEVERITY_MINOR : event_severity(event->kind);
}

enum event_kind event_clears(enum event_kind kind)
{
	return (enum event_kind)find_kind(kind)->clears;
}

enum subject event_subject(enum event_kind kind)
{
	return find_kind(kind)->subject;
}

uint64_t event_bit(enum event_kind kind)
{
	return exists(kind) ? UINT64_C(1) << (kind - 1) : 0;
}
