/*
 * evidence - what fipd's journal says about the present: the event that brought the
 * role, and the alarms that nothing has ended yet.
 */
#ifndef FIPD_CTL_EVIDENCE_H
#define FIPD_CTL_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "control/client.h"
#include "control/record.h"
#include "control/status.h"
#include "ctl/options.h"

enum {
	EVIDENCE_ALARMS_MAX = 32
};

struct evidence {
	struct record move; /* sequence 0: it is no longer kept */
	size_t alarm_count;
	struct record alarms[EVIDENCE_ALARMS_MAX]; /* oldest first */
};

/* Read the whole journal that fipd still has; how fipctl should end. */
int evidence_gather(struct evidence *evidence, struct client *client,
	const struct options *options, const struct status *status);

#endif
