/*
 * clock - the two clocks that fipd reads, and nothing else does.
 *
 * Every decision uses CLOCK_BOOTTIME: it goes on while the host is suspended and nobody
 * can set it.  The wall clock is for stamps that people read.  Inside a wake-up use
 * loop_now_us(); clock_now_us() is for the few places that need the instant itself.
 */
#ifndef FIPD_LOOP_CLOCK_H
#define FIPD_LOOP_CLOCK_H

#include <stdint.h>

/* Return microseconds since boot, suspended time included. */
int64_t clock_now_us(void);

/* Return milliseconds of Unix time. */
int64_t clock_wall_ms(void);

/* Return microseconds of Unix time. */
int64_t clock_wall_us(void);

#endif
