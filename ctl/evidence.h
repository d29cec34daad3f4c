/*
 * evidence - what fipd's journal says about the present: the event that brought the
 * role, and the alarms that nothing has ended yet.
 */
#ifndef FIPD_CTL_EVIDENCE_H
#define FIPD_CTL_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "control/alarms.h"
#include "control/client.h"
#include "control/record.h"
#include "control/status.h"
#include "ctl/options.h"

struct evidence {
	struct record move; /* sequence 0: it is no longer kept */
	struct alarms alarms;
};

/* Read the whole journal that fipd still has; how fipctl should end. */
int evidence_gather(struct evidence *evidence, struct client *client,
	const struct options *options, const struct status *status);

#endif
