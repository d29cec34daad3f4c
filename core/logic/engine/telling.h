/*
 * telling - exactly one event for each change of role, and the counters that go with
 * it.
 *
 * Claiming and releasing are passages: an event tells where the node came from and
 * where it arrived, unless the passage itself takes the F-IPs out of service.
 */
#ifndef FIPD_ENGINE_TELLING_H
#define FIPD_ENGINE_TELLING_H

#include "engine/engine.h"

/* Return whether a role is taken for this reason because the operator wants it. */
bool telling_is_operators(enum reason reason);

/* Tell and count the change to next, unless it is told already or a mere passage. */
void telling_change(
	struct engine *engine, enum role next, int64_t now_us, struct actions *actions);

#endif
