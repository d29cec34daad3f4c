/*
 * explain_history - what fipd's journal says about the present: the event that brought
 * the role, and the alarms that nothing has ended yet.
 */
#ifndef FIPD_EXPLAIN_EXPLAIN_HISTORY_H
#define FIPD_EXPLAIN_EXPLAIN_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "contact/options.h"
#include "protocol/alarms.h"
#include "protocol/client.h"
#include "protocol/entry.h"
#include "protocol/status.h"

struct evidence {
	struct entry move; /* sequence 0: it is no longer kept */
	struct alarms alarms;
};

/* Read the whole journal that fipd still has; how fipctl should end. */
int evidence_gather(struct evidence *evidence, struct client *client,
	const struct options *options, const struct status *status);

#endif
