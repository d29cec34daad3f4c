/*
 * ports - the MACs from which an interface speaks: its own, and its ports' if it is a
 * bond or a team, or a VLAN on one.
 *
 * A bond that balances answers ARP with the MAC of whichever port it chooses (mode
 * balance-alb), and ports come and go at run time.
 */
#ifndef FIPD_NETLINK_PORTS_H
#define FIPD_NETLINK_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "netlink/netlink.h"

/*
 * Put the MACs of an interface into macs, its own first and each once; return how many,
 * most at most, 0 if there is no such interface.
 */
unsigned ports_list(struct netlink *netlink, uint32_t interface_index,
	uint8_t macs[][6], unsigned most);

/* For tests: */

struct port {
	uint32_t index;
	uint32_t master; /* whose port it is, 0: nobody's */
	uint32_t lower;  /* on what it stands, 0: on nothing */
	bool bundles;    /* a bond or a team: its frames leave by its ports */
	bool tags;       /* a VLAN: its frames leave by what it stands on */
	uint8_t mac[6];
};

/* Fill in a port from a RTM_NEWLINK; false if it is none. */
bool ports_read(const struct nlmsghdr *message, struct port *port);

#endif
