/*
 * status_build_outlook - the part of the status that says what is waited for: the
 * engine's instants as spans from now.
 */
#ifndef FIPD_NODE_STATUS_OUTLOOK_H
#define FIPD_NODE_STATUS_OUTLOOK_H

#include <stdint.h>

#include "engine/engine.h"
#include "node/restart.h"
#include "protocol/outlook.h"

/* Fill in the outlook. */
void status_build_tell_outlook(struct outlook *outlook, const struct engine *engine,
	const struct restart *restart, int64_t now_us);

#endif
