/*
 * settings - what the engine needs to know of a node's configuration, and the times
 * that follow from it.
 *
 * H is the interval, N the count.  Every derived time of docs/rules.md, "Times", is one
 * function here, so that the table in the manual and the code can be laid side by side.
 */
#ifndef FIPD_MODEL_SETTINGS_H
#define FIPD_MODEL_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

enum {
	INTERVAL_MIN_MS = 10,
	INTERVAL_MAX_MS = 60000,
	COUNT_MIN = 2,
	COUNT_MAX = 100,
};

struct settings {
	bool enabled;   /* redundancy on */
	bool preferred; /* configured role active */
	bool automatic_failback;
	bool maintenance;     /* this node must not hold the F-IPs */
	bool references;      /* reference addresses are configured */
	bool expels;          /* F-IPs that outsiders set on this host are removed */
	uint8_t node;         /* 1: the lower real IP of the two, 2: the higher */
	uint8_t count;        /* N */
	uint32_t release;     /* of this fipd, as the heartbeat tells it */
	uint8_t links;        /* heartbeat links, numbered from 1 */
	uint32_t pair;        /* same on both nodes, differs between pairs */
	uint32_t interval_ms; /* H */
	uint32_t failback_delay_ms;
	uint64_t digest; /* of what both nodes must agree on */
};

/* Return H in microseconds. */
int64_t settings_interval_us(const struct settings *settings);

/* Return H x N in microseconds: the detection time if the peer has the same or less. */
int64_t settings_detection_us(const struct settings *settings);

/*
 * Return the lease L in whole seconds: the longest that has surely run out before the
 * peer's detection time ends, at least two intervals, and long enough that a renewal
 * half an interval late is not refused.  With a fence it is the second line of defence
 * and gives a restart its time: 3 s at least, and 1.5 s more than the fence's span,
 * since it is renewed only once a second.
 */
uint32_t settings_lease_s(const struct settings *settings);

/*
 * Return how long after a renewal the fence must have removed the F-IPs, or 0 where the
 * kernel's lease alone keeps the promise.  Where (N - 1) x H is below 3.25 s whole
 * seconds are too coarse: a frozen node would hold the F-IPs beyond the peer's
 * detection time.  The last renewal comes with the last heartbeat, and the peer begins
 * to ask the segment 0.375 H before its detection time is over: so it is (N - 1/2) x H.
 */
int64_t settings_fence_us(const struct settings *settings);

/* Return the age from which a lease is never renewed: it may have run out. */
int64_t settings_refusal_us(const struct settings *settings);

/* Return how late a wake-up may be before the F-IPs are dropped first. */
int64_t settings_stall_limit_us(const struct settings *settings);

/* Return how long a segment must be silent before a held F-IP is claimed: 1.125 L + 1
 * s. */
int64_t settings_held_us(uint32_t lease_s);

/* Return whether two settings are equal in every member. */
bool settings_equal(const struct settings *a, const struct settings *b);

#endif
