/*
 * election - who wins when both nodes could be active: the same answer on both sides.
 *
 * A fit node before one that has just failed, then the higher epoch, then the preferred
 * node, then the lower node number.  Epoch before preference: a stale owner always
 * yields to the newer claim, and going home is a separate, damped handover.
 */
#ifndef FIPD_PARTS_ELECTION_H
#define FIPD_PARTS_ELECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/types.h"

struct candidate {
	bool fit;
	uint32_t epoch;
	bool preferred;
	uint8_t node; /* 1: the lower real IP, 2: the higher */
};

/* Return whether own comes before peer in the order. */
bool election_wins(const struct candidate *own, const struct candidate *peer);

/* Return the candidate that a heartbeat speaks for. */
struct candidate election_candidate_of(const struct heartbeat *heartbeat);

#endif
