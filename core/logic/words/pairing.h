/*
 * pairing - each alarm has its end, and no alarm is raised while it is open.
 *
 * An event of a kind that another kind ends is an alarm (events.def).  Most alarms and
 * their ends are told by whoever sees them.  Here is what follows from the open alarms
 * themselves: the end that comes before an alarm is told anew or fipd begins a new
 * life, and the alarms of where the F-IPs are and whether this node can serve, which
 * outlast a restart.
 */
#ifndef FIPD_WORDS_PAIRING_H
#define FIPD_WORDS_PAIRING_H

#include <stdbool.h>

#include "model/event.h"

/* Return whether an event of this kind is an alarm. */
bool pairing_is_alarm(enum event_kind kind);

/* Return whether two alarms are the same one: of one kind, about the same. */
bool pairing_is_same(const struct event *a, const struct event *b);

/* Return whether an event ends an open alarm. */
bool pairing_ends(const struct event *event, const struct event *alarm);

/* Return whether an open alarm ends before the next event is told, and make its end. */
bool pairing_ends_before(
	const struct event *next, const struct event *alarm, struct event *end);

/*
 * Given an event that says how this node stands (from: before the step; kind:
 * EVENT_STOPPED if it has stopped), return whether an open alarm is over by that, and
 * make its end.
 */
bool pairing_is_over(const struct event *standing, bool preferred,
	const struct event *alarm, struct event *end);

/* Given the same, return whether it is an alarm in itself, and make that. */
bool pairing_raises(const struct event *standing, struct event *alarm);

#endif
