/*
 * realtime - in time on a busy host: the lowest real-time class, with a watch.
 *
 * A process of this class goes before all ordinary ones, so it must not use a processor
 * for long: the kernel counts how long it runs without a pause, and when that is a
 * fifth of a second it is an ordinary process again, for a minute.
 */
#ifndef FIPD_LOOP_REALTIME_H
#define FIPD_LOOP_REALTIME_H

#include <stdint.h>

/*
 * Enter the real-time class at the first call, and again a minute after it was left;
 * the log says when it cannot be entered, and when it was left.
 */
void realtime_keep(int64_t now_us);

#endif
