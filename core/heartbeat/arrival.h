/*
 * arrival - for how long a datagram lay in its socket, however the wall clock jumps.
 *
 * The kernel stamps what arrives by the wall clock, which somebody may set between the
 * stamp and the reading.  What bounds the answer is the clock that nobody can set: a
 * datagram came after its socket was last found empty.
 */
#ifndef FIPD_HEARTBEAT_ARRIVAL_H
#define FIPD_HEARTBEAT_ARRIVAL_H

#include <stdint.h>

/* An instant by both clocks. */
struct arrival_clocks {
	int64_t now_us; /* CLOCK_BOOTTIME */
	int64_t wall_us;
};

/*
 * Return the age at an instant of what was stamped at stamp_us of the wall clock, in a
 * socket that was empty at another instant.
 */
int64_t arrival_age_us(const struct arrival_clocks *empty,
	const struct arrival_clocks *now, int64_t stamp_us);

#endif
