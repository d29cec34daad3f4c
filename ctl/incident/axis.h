/*
 * axis - one time axis for two nodes whose clocks tell different times.
 *
 * A heartbeat says which one of the receiver's it acknowledges, and how long ago that
 * came.  So the sender's instant of sending is known on the sender's own clock: the
 * instant at which its recording has the acknowledged one, and that age.  It cannot
 * have been heard before it was sent, which bounds the difference of the clocks from
 * one side; heartbeats the other way bound it from the other side, as NTP does with its
 * four instants.  Wall clocks are not asked.
 */
#ifndef FIPD_INCIDENT_AXIS_H
#define FIPD_INCIDENT_AXIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "incident/side.h"

struct axis {
	int64_t offset_us; /* the own clock is that of the peer and this */
	int64_t error_us;  /* it may be that much more or less */
	size_t own_pairs;  /* heartbeats from which the bounds come: heard here, */
	size_t peer_pairs; /* and there */
};

/*
 * Relate the clock of the peer's side to that of the own one as it was near an instant
 * of the own clock; false if no heartbeat of one direction is in both recordings.
 */
bool axis_relate(struct axis *axis, const struct side *own, const struct side *peer,
	int64_t near_us);

#endif
