/*
 * alarms - what is wrong now: the events that raised an alarm which nothing has ended
 * yet, found by weighing the journal's events one by one.
 *
 * An event is an alarm if some other kind of event ends it (event_clears).  There is at
 * most one of a kind on a link: an alarm that is raised again replaces the former one.
 * A start of fipd ends all: it sees for itself what is still wrong.
 */
#ifndef FIPD_PROTOCOL_ALARMS_H
#define FIPD_PROTOCOL_ALARMS_H

#include <stdint.h>

#include "protocol/entry.h"

enum {
	ALARMS_MAX = 16 /* more than there are kinds of alarm and links */
};

struct alarms {
	uint32_t count;
	struct entry list[ALARMS_MAX]; /* oldest first */
};

/* Take the next event of the journal into account. */
void alarms_weigh(struct alarms *alarms, const struct entry *entry);

/* Return the severity of the gravest alarm, SEVERITY_CLEARED if there is none. */
enum severity alarms_worst(const struct alarms *alarms);

#endif
