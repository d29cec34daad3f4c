/*
 * link - one heartbeat path: its sockets from own address to the peer's.
 *
 * What arrives is screened (screening.h); only a sealed heartbeat of this pair, this
 * path and the peer's node number reaches on_heartbeat.  What does not echo this
 * process is read by budget, so that a flood of it costs little and delays nothing.  A
 * full queue, an unreachable network or a peer that refuses is counted and told, never
 * fatal.
 */
#ifndef FIPD_HEARTBEAT_LINK_H
#define FIPD_HEARTBEAT_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "heartbeat/screening.h"
#include "loop/loop.h"
#include "model/types.h"
#include "values/ip.h"
#include "wire/seal.h"

struct link;

/* What happened on a path, beside a heartbeat. */
enum link_fate {
	LINK_SENT,    /* error says whether it went out */
	LINK_REFUSED, /* the peer's host said that nobody listens there */
	LINK_FORGED,  /* a datagram from the peer's address has a wrong seal */
};

struct link_options {
	const char *interface; /* copied; not used if routed */
	struct ip own;
	struct ip peer; /* of the same family */
	uint16_t port;  /* of both ends */
	bool routed;    /* any interface, any hop limit */
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
	void (*on_fate)(enum link_fate fate, int error, void *context);
	void *context;
};

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
 * Open the sockets anew, for an interface that came back; counters stay.  0, or -errno
 * as link_open; then the link stays shut (sends fail) until the next success.
 */
int link_reopen(struct link *link);

/* Use another seal from now on (new keys). */
void link_set_seal(struct link *link, struct seal *seal);

/*
 * Encode, seal and send a heartbeat, and from now on expect its incarnation echoed.  0
 * or -errno; a failure is also counted.
 */
int link_send(struct link *link, const struct heartbeat *heartbeat);

/* Return the counters as of now; they stay the link's. */
const struct link_counters *link_counters(struct link *link);

/* Set all counters to zero. */
void link_reset_counters(struct link *link);

#endif
