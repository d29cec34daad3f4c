/*
 * link_socket - the two sockets of a heartbeat path, with every option they need.
 *
 * The first is UDP, bound to the own address and, unless routed, to the interface, and
 * connected to the peer, so that nobody else's datagrams reach it; heartbeats are sent
 * from it.  The second sees a copy of what the first one's filter leaves out because it
 * does not echo this process (linkfilter.h): the kernel gives a datagram to one UDP
 * socket only, so it is a raw one.
 */
#ifndef FIPD_HEARTBEAT_LINK_SOCKET_H
#define FIPD_HEARTBEAT_LINK_SOCKET_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "heartbeat/link_filter.h"
#include "values/ip.h"

struct link_socket_options {
	const char *interface; /* NULL: any */
	struct ip own;
	struct ip peer; /* of the same family */
	struct link_filter filter;
};

/* Open the first, non-blocking.  Return its descriptor, the caller's to close, or
 * -errno. */
int link_socket_open(const struct link_socket_options *options);

/* Open the second, the same way. */
int link_socket_open_raw(const struct link_socket_options *options);

/*
 * Find the address from which this host reaches peer through interface (NULL: any).  0,
 * or -errno: -ENETUNREACH without a route, -ENODEV, -EPERM.
 */
int link_socket_find_own(struct ip *own, struct ip peer, const char *interface);

/* How a datagram came. */
struct link_socket_arrival {
	int hop_limit;  /* -1: the kernel did not say */
	int64_t age_us; /* since it arrived: how long it lay in the socket */
};

/*
 * Read a datagram; return its whole length, even if it is longer than size, and fill in
 * arrival.  -errno: -EAGAIN when there is none.
 */
ssize_t link_socket_receive(
	int fd, uint8_t *bytes, size_t size, struct link_socket_arrival *arrival);

/* The same from the second socket, of a path of this family. */
ssize_t link_socket_receive_raw(
	int fd, uint8_t family, uint8_t *bytes, struct link_socket_arrival *arrival);

/* Return how many datagrams the kernel dropped unread since the socket was opened. */
uint32_t link_socket_dropped(int fd);

#endif
