/*
 * world - two hosts, their kernels and the network between them, in memory.
 *
 * The engines are the real ones; everything around them is a model: a kernel that
 * removes an F-IP when its lease has run out, heartbeats that travel, are lost or cut,
 * a segment on which ARP probes are answered by whichever kernel holds the F-IP, and
 * one clock that jumps from event to event.  A minute of two hosts takes microseconds.
 */
#ifndef FIPD_TESTS_WORLD_H
#define FIPD_TESTS_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "logic/engine.h"

enum {
	WORLD_NODES = 2,
	WORLD_FLIGHTS_MAX = 512,
	WORLD_NOTES_MAX = 512,
	WORLD_RECORDED_MAX = 256,
};

struct host {
	struct engine engine;
	struct settings settings;
	uint32_t kept_epoch; /* what its disk holds */
	bool powered;
	bool running;       /* the daemon */
	bool frozen;        /* SIGSTOP: the kernel lives on */
	bool carrier;       /* its cable */
	bool refuses;       /* its kernel refuses to add or renew an F-IP */
	bool fips;          /* in its kernel */
	int64_t expires_us; /* when the kernel removes them */
	int64_t wake_us;
};

struct flight {
	int64_t arrives_us;
	int to;
	struct event event;
};

struct told {
	int64_t at_us;
	int node;
	struct note note;
};

struct world {
	int64_t now_us;
	int64_t delay_us; /* of a frame, one way */
	uint64_t random;
	uint64_t incarnations;
	struct host hosts[WORLD_NODES];
	bool heartbeat_cut[WORLD_NODES]; /* in the direction from this node */
	bool lan_cut;                    /* the segment no longer joins the two */
	unsigned loss_percent;
	unsigned duplicate_percent;
	bool intruder;       /* a third host answers for the F-IP */
	int cache;           /* whom the segment's caches point to, -1: nobody */
	int64_t two_hold_us; /* how long both kernels held the F-IP, in all */
	int64_t none_holds_us;
	uint64_t sent;
	unsigned flight_count;
	unsigned told_count;     /* may exceed the maximum: the rest was not kept */
	unsigned recorded_count; /* datagrams an attacker has heard */
	bool rule_used[128];     /* by index in the rule table */
	/* The arrays come last, the flights first: a snapshot need not copy the rest.
	 */
	struct flight flights[WORLD_FLIGHTS_MAX];
	struct told told[WORLD_NOTES_MAX];
	struct flight recorded[WORLD_RECORDED_MAX];
};

/* Begin a world: both hosts powered, cabled, their daemons not yet running. */
void world_init(struct world *world, const struct settings *settings);

/* Start a daemon on a host, with whatever its kernel still holds. */
void world_start(struct world *world, int node);

/* Kill a daemon: its kernel goes on until the lease ends. */
void world_kill(struct world *world, int node);

/* Ask a daemon to stop; it removes its F-IPs and says so. */
void world_stop(struct world *world, int node);

/* Cut the power of a host, or give it back and start its daemon. */
void world_power(struct world *world, int node, bool on);

/* Stop the process, or let it go on. */
void world_freeze(struct world *world, int node, bool frozen);

/* Pull or plug a host's cable; its daemon sees the carrier. */
void world_cable(struct world *world, int node, bool plugged);

/* Pass an event of now to a daemon, as its I/O would. */
void world_tell(struct world *world, int node, const struct event *event);

/* Remove the F-IPs of a host behind its daemon's back. */
void world_remove_fips(struct world *world, int node);

/* Send all that the attacker has recorded, to both, at once. */
void world_replay(struct world *world);

/* Let time go on up to and including until_us. */
void world_run(struct world *world, int64_t until_us);

/* Return whether frames pass from one host to the other on the segment. */
bool world_lan_joins(const struct world *world);

/* Return the next pseudo-random number. */
uint64_t world_random(struct world *world);

#endif
