/*
 * status_build_parts - the parts of the status that are plain translation: the engine's
 * figures and words into those of the control protocol.
 */
#ifndef FIPD_NODE_STATUS_PARTS_H
#define FIPD_NODE_STATUS_PARTS_H

#include <stdint.h>

#include "engine/engine.h"
#include "heartbeat/path.h"
#include "protocol/status.h"

/* Return the age in ms of what happened at then_us. */
int64_t status_build_age_ms(int64_t then_us, int64_t now_us);

/* Fill in how the operator's last action went. */
void status_build_tell_outcome(struct status *status, const struct handover *handover);

/* Fill in a path: what its sockets counted and how the engine hears it. */
void status_build_tell_link(struct link_status *link, const struct path *path,
	const struct channel *channel, int64_t now_us);

/* Fill in the counters of the node. */
void status_build_tell_counters(struct status *status, const struct counters *counters);

/* Refine the states of the F-IPs by what the engine knows. */
void status_build_tell_fips(struct status *status, const struct engine *engine);

#endif
