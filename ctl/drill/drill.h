/*
 * drill - would the F-IPs be taken over now, and how long would it take?
 *
 * It is judged from one status of fipd, on either node; nothing is asked of the segment
 * or the peer, and nothing moves.  A fault is what would keep the other node from
 * taking over, or make two hold the F-IPs.  What only the other node's fipd knows, such
 * as its disk, is told by the drill there.
 */
#ifndef FIPD_DRILL_DRILL_H
#define FIPD_DRILL_DRILL_H

#include <stdint.h>

#include "doctor/checkup.h"
#include "protocol/status.h"

enum {
	DRILL_PARTS_MAX = 4
};

/* A part of the time that a takeover needs, and how much of it that may be. */
struct drill_part {
	const char *name;
	int64_t least_us;
	int64_t most_us;
	const char *why;
};

/* How long nobody would answer for the F-IPs: the sum of its parts. */
struct drill_estimate {
	size_t count;
	struct drill_part parts[DRILL_PARTS_MAX];
};

/*
 * Add what speaks for and against a takeover now to a checkup; path is a folder on the
 * journal's disk.
 */
void drill_examine(
	struct checkup *checkup, const struct status *status, const char *path);

/* Return how long it would take if the active node lost its power now. */
struct drill_estimate drill_crash(const struct status *status);

/* Return how long it would take if an operator moved the F-IPs now. */
struct drill_estimate drill_move(const struct status *status);

/* Return an estimate as one part: the sum of all. */
struct drill_part drill_sum(const struct drill_estimate *estimate);

#endif
