/*
 * timer - a timer beside the engine's one: pacing, retries, housekeeping.
 *
 * It takes its turn in the loop with a priority of its own and never decides anything
 * about roles; that is for the engine and loop_wake_at.
 */
#ifndef FIPD_LOOP_TIMER_H
#define FIPD_LOOP_TIMER_H

#include <stdint.h>

#include "loop/loop.h"

struct timer;

/* Make a timer that is not set; free it with timer_close.  0 or -errno. */
int timer_open(struct timer **timer, struct loop *loop, enum loop_priority priority,
	void (*on_time)(void *context), void *context);

/* Let it go off once at an instant of CLOCK_BOOTTIME; one that has passed: at once. */
void timer_set(struct timer *timer, int64_t at_us);

/* Do not let it go off. */
void timer_clear(struct timer *timer);

/* Free a timer; NULL is allowed. */
void timer_close(struct timer *timer);

#endif
