/*
 * counters - what happened in this life of the daemon, for the MIB and fipctl.
 *
 * All of them begin at 0 with the process; the discontinuity time of the MIB says when
 * that was, or when the operator reset them.
 */
#ifndef FIPD_MODEL_COUNTERS_H
#define FIPD_MODEL_COUNTERS_H

#include <stdint.h>

struct counters {
	uint32_t failovers;   /* this node took over from a lost or failed peer */
	uint32_t failbacks;   /* the F-IPs went home, from here or to here */
	uint32_t switchovers; /* they moved at the operator's wish, from or to here */
	uint32_t activations;
	uint32_t deactivations;
	uint32_t split_brains;
	uint32_t late_wakeups; /* this node was late by 1.5 intervals or more */
	int64_t active_us;
	int64_t dual_active_us; /* both nodes were active, as far as seen from here */
	int64_t longest_takeover_us;
	int64_t counted_us; /* up to when the times are counted */
};

#endif
