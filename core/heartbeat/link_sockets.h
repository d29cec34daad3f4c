/*
 * link_sockets - the sockets of a heartbeat link: opened, filtered, read.
 *
 * The first is UDP, bound to the own address and, unless the link is routed, to the
 * interface, and connected to the peer, so that nobody else's datagrams reach it;
 * heartbeats are sent from it.  Its filter takes what echoes the incarnation of this
 * process: that comes, in all likelihood, from a peer that has heard it.  All others
 * come from a peer that has just started and must be heard, or from somebody who plays
 * old datagrams as fast as the line carries.  The second socket gets those and is read
 * by budget, so that no flood of them delays the first one; what does not fit into its
 * queue is lost.  The kernel gives a datagram to one UDP socket only, so the second one
 * is raw.  Filters are classic BPF: what they drop costs next to nothing.  A third
 * socket only sends, to a MAC that is known (direct.h).
 */
#ifndef FIPD_HEARTBEAT_LINK_SOCKETS_H
#define FIPD_HEARTBEAT_LINK_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heartbeat/link_plan.h"
#include "loop/loop.h"
#include "model/types.h"
#include "wire/heartbeat.h"

struct link_sockets;

struct link_datagram {
	const uint8_t *bytes; /* HEARTBEAT_BYTES_MAX of them can be read */
	size_t length_bytes;
	int hop_limit;  /* -1: the kernel did not say */
	int64_t age_us; /* since it arrived: how long it lay in the socket */
};

/*
 * Make the pair without a socket yet; free it with link_sockets_close.  0 or -errno.
 * on_error gets the -errno that an earlier datagram has met.  The callbacks may shut or
 * bind the sockets, but must not close them.
 */
int link_sockets_open(struct link_sockets **sockets, struct loop *loop,
	void (*on_datagram)(const struct link_datagram *datagram, void *context),
	void (*on_error)(int error, void *context), void *context);

/* Free the pair; NULL is allowed. */
void link_sockets_close(struct link_sockets *sockets);

/*
 * Open both sockets anew as planned, watch them, and say which is the first, for
 * endpoint_open.  0, or -errno, then both are shut: -EADDRINUSE (the port is taken: a
 * second instance), -EADDRNOTAVAIL (own is not an address of this host), -ENODEV (no
 * such interface), -EPERM (no capability), -ENETUNREACH (no route to peer).
 */
int link_sockets_bind(
	struct link_sockets *sockets, const struct link_plan *plan, int *first_fd);

/*
 * Tell the filter of a sealed heartbeat that was read: under a flood of replays of this
 * very session it learns which sequence is behind.
 */
void link_sockets_learn(
	struct link_sockets *sockets, const struct heartbeat *heartbeat);

/* How a heartbeat is to go: to a MAC, from the first socket, or both. */
struct link_way {
	uint64_t incarnation; /* that it says, and that is to be echoed from now on */
	const uint8_t *mac;   /* NULL: not known */
	bool direct_only;     /* not from the first socket beside it */
};

/* Send a heartbeat; 0 or -errno, that of the first socket where both ways fail. */
int link_sockets_send(
	struct link_sockets *sockets, const uint8_t *bytes, const struct link_way *way);

/*
 * Return how many datagrams the kernel has dropped unread since link_sockets_open.  It
 * may step back a little while a datagram waits in the second socket.
 */
uint64_t link_sockets_dropped(const struct link_sockets *sockets);

#endif
