/*
 * pace - when the next heartbeat and the next ask are due, and whether this node is
 * late.
 *
 * A node that woke late has heard nothing meanwhile: for one interval of grace it gives
 * no verdict on the peer.
 */
#ifndef FIPD_PARTS_PACE_H
#define FIPD_PARTS_PACE_H

#include <stdbool.h>
#include <stdint.h>

struct pace {
	int64_t wake_us;        /* what the last step asked for */
	int64_t beat_us;        /* when the next regular heartbeat is due */
	int64_t ask_us;         /* when the next ask or beacon may be sent */
	int64_t grace_until_us; /* no verdict on the peer before this */
	bool unclaimed;         /* it was late, but nobody can have claimed meanwhile */
	bool stalled;           /* late beyond the hard limit, F-IPs not yet dropped */
};

/* Begin: a beat and an ask are due at once. */
void pace_start(struct pace *pace, int64_t now_us);

/* Make the next beat due now: the peer must learn something at once. */
void pace_beat_now(struct pace *pace, int64_t now_us);

/* Plan the next beat: in rhythm, but never a burst for beats that were missed. */
void pace_plan_beat(struct pace *pace, int64_t interval_us, int64_t now_us);

/* Allow the next ask or beacon from at_us on. */
void pace_ask_at(struct pace *pace, int64_t at_us);

/* Give no verdict on the peer before until_us. */
void pace_grant_grace(struct pace *pace, int64_t until_us);

/* Note whether this node was late beyond the hard limit. */
void pace_set_stalled(struct pace *pace, bool stalled);

/* Note whether a stall changed nothing, for there was nobody else before it or since.
 */
void pace_set_unclaimed(struct pace *pace, bool unclaimed);

/* Note when the next step is asked for. */
void pace_wake_at(struct pace *pace, int64_t at_us);

#endif
