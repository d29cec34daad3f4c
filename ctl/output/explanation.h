/*
 * explanation - why the F-IPs are where they are, and what would move them, in plain
 * sentences, each under one of a few heads: where, why, peer, next, alarm.
 *
 * It is made of the status and of what the journal says about the present.  A table of
 * rules writes the sentences under "next".
 */
#ifndef FIPD_OUTPUT_EXPLANATION_H
#define FIPD_OUTPUT_EXPLANATION_H

#include <stddef.h>

#include "protocol/alarms.h"
#include "protocol/entry.h"
#include "protocol/status.h"

enum {
	EXPLANATION_TEXT_BYTES = 512,
	EXPLANATION_MAX = 64,
};

struct sentence {
	const char *head; /* static */
	char text[EXPLANATION_TEXT_BYTES];
};

struct explanation {
	size_t count;
	struct sentence list[EXPLANATION_MAX];
};

/*
 * The evidence of fipd's journal about the present: the event that brought the role,
 * and the alarms that nothing has ended yet.
 */
struct past {
	struct entry move; /* its sequence is 0 if the journal keeps it no longer */
	struct alarms alarms;
};

/* Fill the explanation of a status with what the journal says. */
void explanation_fill(struct explanation *explanation, const struct status *status,
	const struct past *past);

#endif
