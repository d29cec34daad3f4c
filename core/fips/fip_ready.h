/*
 * fip_ready - whether the kernel delivers what is sent to addresses that were just set.
 *
 * For IPv4 it does so when it has confirmed them.  For IPv6 a worker of the kernel
 * joins the group and adds the local route a moment later, and until then what comes is
 * lost: too early to tell anybody that this host has them.
 */
#ifndef FIPD_FIPS_FIP_READY_H
#define FIPD_FIPS_FIP_READY_H

#include "netlink/netlink.h"

/* Wait until every address of IPv6 in list is delivered, 50 ms at most. */
void fip_ready_await(
	struct netlink *netlink, const struct netlink_address *list, size_t count);

#endif
