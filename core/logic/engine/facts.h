/*
 * facts - the engine's state, put as the facts that the rule table reads.
 *
 * Facts are levels, computed anew in each step; only the words of the handover are
 * edges, true in the step in which the datagram arrives (they are repeated, so none is
 * missed for good).  docs/rules.md says when each of them is true.
 */
#ifndef FIPD_ENGINE_FACTS_H
#define FIPD_ENGINE_FACTS_H

#include "engine/failover.h"
#include "engine/state.h"

/* Fill in every fact; heard is the datagram accepted in this step, or NULL. */
void facts_assess(const struct engine *engine, const struct heartbeat *heard,
	int64_t now_us, bool facts[FACT_COUNT]);

#endif
