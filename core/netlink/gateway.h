/*
 * gateway - the next hop of the default route through an interface, followed.
 *
 * The kernel says when a default route comes or goes; the table is read again only then
 * and once in a while, for routes that go with their interface go in silence.  Other
 * routes, of which a host may have a million, wake nobody.
 */
#ifndef FIPD_NETLINK_GATEWAY_H
#define FIPD_NETLINK_GATEWAY_H

#include <stddef.h>
#include <stdint.h>

#include "netlink/netlink.h"
#include "values/ip.h"

enum {
	GATEWAY_HOPS_MAX = 2, /* one of each family */
};

struct gateway;

/* Begin to listen; netlink stays the caller's.  End it with gateway_close.  0 or
 * -errno. */
int gateway_open(struct gateway **gateway, struct netlink *netlink);

/* Free it; NULL is allowed. */
void gateway_close(struct gateway *gateway);

/*
 * Put the next hops of the best default routes through an interface into hops; return
 * how many.  Meant to be called once a second.
 */
size_t gateway_look(struct gateway *gateway, uint32_t interface_index,
	struct ip hops[GATEWAY_HOPS_MAX]);

#endif
