/*
 * alarms - what is wrong now: the events that raised an alarm which nothing has ended
 * yet, found by weighing the journal's events one by one.
 *
 * What is an alarm, and what ends it, says words/pairing.h.  There is at most one of a
 * kind about the same.  A start of fipd ends most, each by an event of its own; fipd
 * 0.1.0 told none of these, and neither that a failback ends the failover.
 */
#ifndef FIPD_PROTOCOL_ALARMS_H
#define FIPD_PROTOCOL_ALARMS_H

#include <stdint.h>

#include "protocol/entry.h"

enum {
	/* More than there are kinds of alarm, links and settings that can contradict,
	 * and checks and hooks. */
	ALARMS_MAX = 20 + 64
};

struct alarms {
	uint32_t count;
	struct entry list[ALARMS_MAX]; /* oldest first */
};

/* Take the next event of the journal into account. */
void alarms_weigh(struct alarms *alarms, const struct entry *entry);

/* Return the open alarm that such an event ends, or NULL. */
const struct entry *alarms_ended_by(
	const struct alarms *alarms, const struct event *event);

#endif
