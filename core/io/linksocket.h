/*
 * linksocket - the UDP socket of a heartbeat path, with every option it needs.
 *
 * Bound to the own real IP and, unless routed, to the interface; connected to the peer,
 * so nobody else's datagrams reach it; a filter in the kernel drops what has not a
 * heartbeat's length and magic before it is queued.
 */
#ifndef FIPD_IO_LINKSOCKET_H
#define FIPD_IO_LINKSOCKET_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "config/ip.h"

struct linksocket_options {
	const char *interface; /* NULL: any */
	struct ip own;
	struct ip peer;
	uint16_t port;
};

/* Open it, non-blocking.  Return its descriptor, the caller's to close, or -errno. */
int linksocket_open(const struct linksocket_options *options);

/* As link_find_own. */
int linksocket_find_own(struct ip *own, struct ip peer, const char *interface);

/* How a datagram came. */
struct linksocket_arrival {
	int hop_limit;  /* -1: the kernel did not say */
	int64_t age_us; /* since it arrived: how long it lay in the socket */
};

/*
 * Read a datagram; return its whole length, even if it is longer than size, and fill in
 * arrival.  -errno: -EAGAIN when there is none.
 */
ssize_t linksocket_receive(
	int fd, uint8_t *bytes, size_t size, struct linksocket_arrival *arrival);

/* Return how many datagrams the kernel dropped unread since the socket was opened. */
uint32_t linksocket_dropped(int fd);

#endif
