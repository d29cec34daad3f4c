/*
 * moment - the one clock of the benchmark: CLOCK_MONOTONIC in nanoseconds, which is
 * Python's time.monotonic().
 *
 * Frames carry the kernel's stamp of their arrival, in wall-clock time.  The distance
 * of the two clocks is read once: slewing moves both alike.
 */
#ifndef FIPD_TESTS_BENCH_MOMENT_H
#define FIPD_TESTS_BENCH_MOMENT_H

#include <stdint.h>
#include <sys/socket.h>

/* Return the moment now. */
int64_t moment_now_ns(void);

/* Return what is to be added to a wall-clock stamp to make it a moment. */
int64_t moment_of_wall_clock_ns(void);

/*
 * Return the wall-clock stamp (SO_TIMESTAMPNS) of a message's arrival, 0 if it has
 * none.
 */
int64_t moment_stamp_ns(struct msghdr *message);

/* Sleep until a moment; return at once if it is past. */
void moment_wait(int64_t until_ns);

#endif
