/*
 * realtime - in time on a busy host: the lowest real-time class, with a watch.
 *
 * A process of this class goes before all ordinary ones, so it must not use a processor
 * for long: the kernel counts how long it runs without a pause, and when that is a
 * fifth of a second it is an ordinary process again, for a minute.
 */
#ifndef FIPD_LOOP_REALTIME_H
#define FIPD_LOOP_REALTIME_H

#include <stdbool.h>
#include <stdint.h>

/* Zero at the start. */
struct realtime {
	bool begun;
	bool entered;      /* the class was to be had */
	int64_t return_us; /* 0: the class was not left since then */
};

/*
 * Enter the real-time class at the first call, and again a minute after it was left;
 * the log says when it cannot be entered, and when it was left.
 */
void realtime_keep(struct realtime *realtime, int64_t now_us);

#endif
