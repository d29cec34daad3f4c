/*
 * situation - the engine's state, put as the facts that the rule table reads.
 *
 * Facts are levels, computed anew in each step; only the words of the handover are
 * edges, true in the step in which the datagram arrives (they are repeated, so none is
 * missed for good).
 */
#ifndef FIPD_ENGINE_SITUATION_H
#define FIPD_ENGINE_SITUATION_H

#include "engine/engine.h"
#include "engine/failover.h"

/* Fill in every fact; heard is the datagram accepted in this step, or NULL. */
void situation_assess(const struct engine *engine, const struct heartbeat *heard,
	int64_t now_us, bool facts[FACT_COUNT]);

/* Return whether this node could hold the F-IPs. */
bool situation_is_healthy(const struct engine *engine, int64_t now_us);

/* Return whether it could and may, and has not just failed: what it tells the peer. */
bool situation_is_fit(const struct engine *engine, int64_t now_us);

/* Return whether the peer is heard. */
bool situation_hears_peer(const struct engine *engine, int64_t now_us);

/* Return whether all that failback needs holds now (for how long is another question).
 */
bool situation_is_stable(const struct engine *engine, int64_t now_us);

/* Return the interval of the slower node: what both must do at one pace goes by it. */
int64_t situation_interval_us(const struct engine *engine);

/* Return the spacing of probes: that of the slower node, as far as it is known. */
int64_t situation_probe_spacing_us(const struct engine *engine);

/* Return the detection time in force. */
int64_t situation_detection_us(const struct engine *engine);

/* Return how long the initial role waits for a peer before it acts alone. */
int64_t situation_initial_wait_us(const struct engine *engine);

/* Return the epoch that a claim of this node gets: above all that is known. */
uint32_t situation_next_epoch(const struct engine *engine);

#endif
