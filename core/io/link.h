/*
 * link - one heartbeat path: a UDP socket from own real IP to the peer's.
 *
 * What arrives is checked in the order form, seal, meaning, and counted by what was
 * wrong with it; only a sealed heartbeat of this pair, this path and the peer's node
 * number reaches on_heartbeat.  Whether it is fresh is the engine's question.  A full
 * queue, an unreachable network or a peer that refuses is counted, never fatal.
 */
#ifndef FIPD_IO_LINK_H
#define FIPD_IO_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "config/ip.h"
#include "io/loop.h"
#include "logic/types.h"
#include "wire/seal.h"

struct link;

struct link_options {
	const char *interface; /* copied; not used if routed */
	struct ip own;
	struct ip peer;
	uint16_t port; /* of both ends */
	bool routed;   /* any interface, any hop limit */
	uint32_t pair;
	uint8_t path;
	uint8_t peer_node; /* the node number that must be in the peer's heartbeats */
	struct seal *seal; /* stays the caller's, must outlive the link */
	/*
	 * age_us: for how long it lay in the socket.  The callbacks may reopen the
	 * link, but must not close it.
	 */
	void (*on_heartbeat)(
		const struct heartbeat *heartbeat, int64_t age_us, void *context);
	/* Once when sending begins to fail (-errno), once when it works again (0). */
	void (*on_trouble)(int error, void *context);
	void *context;
};

struct link_counters {
	uint64_t sent;
	uint64_t send_errors;
	uint64_t received; /* the seal is good and it is the peer's */
	uint64_t unauthenticated;
	uint64_t wrong_length;
	uint64_t wrong_magic;
	uint64_t wrong_version;
	uint64_t wrong_field;     /* reserved bits, unknown enumeration */
	uint64_t foreign;         /* sealed, but of another pair, path or node */
	uint64_t wrong_hop_limit; /* crossed a router */
	uint64_t dropped; /* unread, by the kernel: wrong length or magic, queue full */
};

/*
 * Find the real IP from which this host reaches peer through interface (NULL: any).  0,
 * or -errno: -ENETUNREACH without a route, -ENODEV, -EPERM.
 */
int link_find_own(struct ip *own, struct ip peer, const char *interface);

/*
 * Open the path and watch it on loop.  0, or -errno: -EADDRINUSE (the port is taken: a
 * second instance), -EADDRNOTAVAIL (own is not an address of this host), -ENODEV (no
 * such interface), -EPERM (no capability), -ENETUNREACH (no route to peer).
 */
int link_open(
	struct link **link, struct loop *loop, const struct link_options *options);

/* Close the path and free it; NULL is allowed. */
void link_close(struct link *link);

/*
 * Open the socket anew, for an interface that came back; counters stay.  0, or -errno
 * as link_open; then the link stays shut (sends fail) until the next success.
 */
int link_reopen(struct link *link);

/* Use another seal from now on (new keys). */
void link_set_seal(struct link *link, struct seal *seal);

/* Encode, seal and send a heartbeat.  0 or -errno; a failure is also counted. */
int link_send(struct link *link, const struct heartbeat *heartbeat);

/* Return the counters as of now; they stay the link's. */
const struct link_counters *link_counters(struct link *link);

/* Set all counters to zero. */
void link_reset_counters(struct link *link);

/* Return the sum of what was malformed, by kind or dropped unread. */
uint64_t link_malformed(const struct link_counters *counters);

#endif
