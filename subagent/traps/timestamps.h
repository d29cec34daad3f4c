/*
 * timestamps - what a new status means for time stamps and counters, compared with the
 * last.
 *
 * fipd tells ages, and each message takes a little longer or shorter to arrive; so the
 * instant computed from an age differs by a few ms from message to message.  A manager
 * that sees fipdDiscontinuityTime change, by however little, must throw its counter
 * differences away.  So an instant that moved by less than a tremble stays what it was,
 * and a counter that goes back is a discontinuity, whatever reset it.
 */
#ifndef FIPD_TRAPS_TIMESTAMPS_H
#define FIPD_TRAPS_TIMESTAMPS_H

#include <stdbool.h>

#include "protocol/mirror.h"

enum {
	TIMESTAMPS_TREMBLE_MS = 100
};

/* Adjust every age of the new status of mirror so that it names the instant of before.
 */
void timestamps_keep(
	struct mirror *mirror, const struct status *before, int64_t before_received_ms);

/* Return whether any counter is lower in status than it was before. */
bool timestamps_is_broken(const struct status *status, const struct status *before);

#endif
