/*
 * refusals - how many refused requests become events: a client in a loop must not push
 * the events that matter out of the journal.
 */
#ifndef FIPD_SERVER_REFUSALS_H
#define FIPD_SERVER_REFUSALS_H

#include <stdbool.h>
#include <stdint.h>

enum {
	REFUSALS_A_MINUTE = 20
};

struct refusals {
	int64_t since_us; /* the minute that is counted */
	unsigned count;
};

/* Count a refusal; return whether it is to be recorded. */
bool refusals_allow(struct refusals *refusals, int64_t now_us);

/* Return whether this was the first that is not recorded. */
bool refusals_is_limit(const struct refusals *refusals);

#endif
