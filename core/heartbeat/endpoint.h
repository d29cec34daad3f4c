/*
 * endpoint - an address and a port as the kernel's socket calls want them, and sockets
 * that are bound to one.
 *
 * What all sockets of a heartbeat link have in common: hop limit and traffic class, the
 * interface they are bound to, the filter that comes before the address.
 */
#ifndef FIPD_HEARTBEAT_ENDPOINT_H
#define FIPD_HEARTBEAT_ENDPOINT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "heartbeat/link_filter.h"
#include "heartbeat/link_plan.h"
#include "values/ip.h"
#include "wire/seal.h"

struct endpoint {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	};
	socklen_t size_bytes;
};

/*
 * Return a non-blocking socket at the own end of a planned link, or -errno, as
 * link_sockets_bind.  It is connected to the peer's end if beside_fd is -1.  Else it
 * gets what that connected socket does not, and no other program gets any of it.
 */
int endpoint_open(int type, int protocol, const struct link_plan *plan,
	const struct link_filter *filter, int beside_fd);

/* Return the addresses that seal a datagram from source to destination. */
struct seal_link endpoint_ends(struct ip source, struct ip destination);

/* Return the address of an endpoint. */
struct ip endpoint_ip(const struct endpoint *endpoint);

/* Return whether time may cure this error of opening a socket. */
bool endpoint_may_wait(int error);

/*
 * Find the address from which this host reaches peer through interface (NULL: any).  0,
 * or -errno: -ENETUNREACH without a route, -ENODEV, -EPERM.
 */
int endpoint_find_own(struct ip *own, struct ip peer, const char *interface);

#endif
