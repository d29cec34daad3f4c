/*
 * wishes - what the operator wants of this node beyond its settings.
 *
 * A wish changes nothing by itself: the rules and the handover carry it out.
 */
#ifndef FIPD_PARTS_WISHES_H
#define FIPD_PARTS_WISHES_H

#include <stdbool.h>
#include <stdint.h>

enum stop {
	STOP_NOW,
	STOP_FOR_RESTART, /* within the lease */
	STOP_RETIRING,    /* once the peer has taken the F-IPs over */
};

struct wishes {
	bool pinned;     /* active by the operator's will */
	bool forcing;    /* take the F-IPs although a third host answers for them */
	bool vouched;    /* take them whoever answers: he says that the peer is off */
	bool forced_out; /* maintenance, even if nobody takes the F-IPs */
	bool retiring;   /* the daemon stops once the peer has taken the F-IPs over */
	int64_t retired_us; /* a daemon that is retiring stops then at the latest */
	bool stopping;      /* the daemon stops: as if redundancy were off */
	bool departing; /* it stops for a restart and will be back within the lease */
};

/* Pin the F-IPs to this node, or no longer. */
void wishes_pin(struct wishes *wishes, bool pinned);

/* Take the F-IPs although a third host answers; vouched: even if the peer's host does.
 */
void wishes_force(struct wishes *wishes, bool vouched);

/* End the wish to take the F-IPs by force; return whether there was one. */
bool wishes_end_force(struct wishes *wishes);

/* Drop the F-IPs in maintenance even if nobody takes them, or no longer. */
void wishes_force_out(struct wishes *wishes, bool forced_out);

/* Stop, as it is asked for; to retire is to stop at until_us at the latest. */
void wishes_stop(struct wishes *wishes, enum stop stop, int64_t until_us);

#endif
