/*
 * routing - what the kernel's routing tables say: whose an address is, and the gateway.
 *
 * The gateway is the next hop of the default route through an interface.  The kernel
 * reports when a default route comes or goes; the table is read again only then and
 * once in a while, for routes that go with their interface go in silence.  Other
 * routes, of which a host may have a million, wake nobody.
 */
#ifndef FIPD_NETLINK_ROUTING_H
#define FIPD_NETLINK_ROUTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "netlink/netlink.h"
#include "values/ip.h"

enum {
	ROUTING_HOPS_MAX = 2, /* one of each family */
};

struct routing_gateway;

/* Where what goes to an address goes. */
enum routing_way {
	ROUTING_NOWHERE,
	ROUTING_LOCAL,   /* it is for this host */
	ROUTING_ON_LINK, /* out of the interface, without a router */
	ROUTING_LENT, /* the same, until it ends by itself or a router withdraws it */
	ROUTING_ELSEWHERE,
};

/*
 * Find where what goes to an address goes, seen from an interface.  0, or -errno if the
 * kernel has no answer now.
 */
int routing_find(struct netlink *netlink, struct ip address, uint32_t interface_index,
	enum routing_way *way);

/*
 * Begin to listen for default routes; netlink stays the caller's.  End it with
 * routing_gateway_close.  0 or -errno.
 */
int routing_gateway_open(struct routing_gateway **gateway, struct netlink *netlink);

/* Free it; NULL is allowed. */
void routing_gateway_close(struct routing_gateway *gateway);

/*
 * Put the next hops of the best default routes through an interface into hops; return
 * how many.  Meant to be called once a second.
 */
size_t routing_gateway_look(struct routing_gateway *gateway, uint32_t interface_index,
	struct ip hops[ROUTING_HOPS_MAX]);

/* For tests: */

struct routing_default {
	struct ip next_hop; /* unset: none, or not one on the interface asked for */
	uint32_t metric;    /* the lower the better */
};

/* Build the request for the routes of a family in the main table; return its length. */
size_t routing_put_list(void *buffer, uint8_t family);

/* Build the request for the route to an address, with an acknowledgement; return its
 * length. */
size_t routing_put_get(void *buffer, struct ip address);

/* Return what a RTM_NEWROUTE says of the way, seen from an interface. */
enum routing_way routing_read_way(
	const struct nlmsghdr *message, uint32_t interface_index);

/*
 * Fill in a route through an interface from a RTM_NEWROUTE; of several next hops, the
 * first one there.  False if it is not a default route.
 */
bool routing_read_default(const struct nlmsghdr *message, uint32_t interface_index,
	struct routing_default *route);

#endif
