/*
 * overview - the status as fipd-web's JSON: what `fipctl --json` prints, by the same
 * names, and around it what only fipd-web knows.
 *
 * Added are "web" (its version, and whether the rest is stale), "verdict" (of now, also
 * where the rest is stale), "history" (the last events, oldest first) and "present" in
 * each F-IP.
 */
#ifndef FIPD_WEB_OVERVIEW_H
#define FIPD_WEB_OVERVIEW_H

#include <jansson.h>

#include "web/snapshot.h"

enum {
	OVERVIEW_EVENTS_MAX = 20
};

/* Return a new JSON object, the caller owns it; NULL: no memory. */
json_t *overview_to_json(const struct snapshot *snapshot);

#endif
