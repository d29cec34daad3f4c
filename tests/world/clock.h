/*
 * clock - a host's own CLOCK_BOOTTIME, seen from outside.
 *
 * No two clocks agree: each began at another time, runs faster or slower by some parts
 * in a million, and that of a virtual machine may stand still while the machine is
 * paused.  The world's time is nobody's.
 */
#ifndef FIPD_TESTS_CLOCK_H
#define FIPD_TESTS_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock {
	int64_t world_us; /* at this instant of the world ... */
	int64_t local_us; /* ... it showed this */
	int32_t rate_ppm; /* faster than the world's */
	bool stopped;
};

/* Return what the clock shows. */
int64_t clock_local_us(const struct clock *clock, int64_t world_us);

/* Return the first instant of the world at which the clock shows local_us or more. */
int64_t clock_world_us(const struct clock *clock, int64_t local_us);

/* Change its rate from now on. */
void clock_set_rate(struct clock *clock, int32_t rate_ppm, int64_t world_us);

/* Stop it, or let it go on from where it stood. */
void clock_stop(struct clock *clock, bool stopped, int64_t world_us);

#endif
