/*
 * loop - the event loop: one clock read per wake-up, one engine timer, a fixed order.
 *
 * Within a wake-up the kernel's news come first, then answers to probes, datagrams, the
 * engine's deadline, and everything else (signals, and what uses loop_base: the control
 * socket) last.  Every class gets its turn in every wake-up, so a flood on one socket
 * delays the deadline by one bounded callback and no more: a callback must read a
 * bounded number of messages (LOOP_READS_MAX) and return; what is left wakes the loop
 * again.
 */
#ifndef FIPD_LOOP_LOOP_H
#define FIPD_LOOP_LOOP_H

#include <stdint.h>

enum {
	LOOP_READS_MAX = 64
};

enum loop_priority {
	LOOP_KERNEL,   /* netlink */
	LOOP_PROBE,    /* ARP */
	LOOP_DATAGRAM, /* heartbeats */
	LOOP_DEADLINE, /* the engine's timer */
	LOOP_REST,
	LOOP_PRIORITIES,
};

struct event_base;
struct loop;
struct watch;

/* Make a loop; free it with loop_close.  0 or -errno. */
int loop_open(struct loop **loop);

/* Free a loop, after everything that watches on it; NULL is allowed. */
void loop_close(struct loop *loop);

/* Return the instant of this wake-up, on CLOCK_BOOTTIME: the same until the next one.
 */
int64_t loop_now_us(struct loop *loop);

/* Set whom to call when the time of loop_wake_at has come. */
void loop_on_deadline(
	struct loop *loop, void (*on_deadline)(void *context), void *context);

/* Set the one engine timer to an instant, replacing the last; one that has passed: at
 * once. */
void loop_wake_at(struct loop *loop, int64_t deadline_us);

/* Set whom to call at the end of every wake-up (to flush, to publish). */
void loop_on_turn(struct loop *loop, void (*on_turn)(void *context), void *context);

/*
 * Take over SIGTERM, SIGINT and SIGHUP (blocked, read as LOOP_REST) and ignore SIGPIPE.
 * 0 or -errno.  A child must unblock them.
 */
int loop_on_signal(
	struct loop *loop, void (*on_signal)(int number, void *context), void *context);

/*
 * Call on_readable in every wake-up that finds fd readable or in error.  Return the
 * watch, for loop_unwatch; NULL with errno set on failure.  fd stays the caller's.
 */
struct watch *loop_watch(struct loop *loop, int fd, enum loop_priority priority,
	void (*on_readable)(void *context), void *context);

/* End a watch, also from within a callback, before its fd is closed; NULL is allowed.
 */
void loop_unwatch(struct watch *watch);

/* Run until loop_stop.  0, or -errno if the kernel refuses to wait. */
int loop_run(struct loop *loop);

/* Make loop_run return at the end of this wake-up. */
void loop_stop(struct loop *loop);

/* Return libevent's base, for bufferevents only; their callbacks come last in a
 * wake-up. */
struct event_base *loop_base(struct loop *loop);

#endif
