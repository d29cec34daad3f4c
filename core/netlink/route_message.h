/*
 * route_message - rtnetlink messages about routes, on buffers, as nlmessage does for
 * addresses.
 */
#ifndef FIPD_NETLINK_ROUTE_MESSAGE_H
#define FIPD_NETLINK_ROUTE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "values/ip.h"

struct nlmsghdr;

struct netlink_route {
	struct ip next_hop; /* unset: none, or not one on the interface asked for */
	uint32_t metric;    /* the lower the better */
};

/* Build the request for the routes of a family in the main table; return its length. */
size_t route_message_put_list(void *buffer, uint8_t family);

/* Build the request for the route to an address, with an acknowledgement; return its
 * length. */
size_t route_message_put_get(void *buffer, struct ip address);

/* Return whether a RTM_NEWROUTE says that what goes there is for this host. */
bool route_message_is_local(const struct nlmsghdr *message);

/*
 * Fill in a route through an interface from a RTM_NEWROUTE; of several next hops, the
 * first one there.  False if it is not a default route.
 */
bool route_message_read_default(const struct nlmsghdr *message,
	uint32_t interface_index, struct netlink_route *route);

#endif
