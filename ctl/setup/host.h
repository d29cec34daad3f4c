/*
 * host - what setup finds out by itself: the interface of the F-IPs, this node's real
 * IP, its gateway, and whether the peer answers.
 */
#ifndef FIPD_SETUP_HOST_H
#define FIPD_SETUP_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/config_struct.h"
#include "values/fault.h"
#include "values/ip.h"

enum {
	HOST_LIST_BYTES = 256
};

struct host {
	char interface[CONFIG_INTERFACE_MAX + 1]; /* "": not found */
	struct ip address; /* the real IP that reaches the peer; none: not found */
	struct ip gateway; /* none: there is none */
};

/*
 * Look for what the peer and the F-IPs of a configuration need.  An interface that it
 * names is taken, and otherwise the one with an address in the network of the first
 * F-IP.
 */
void host_look(struct host *host, const struct config *config);

/* Return whether an address is one of this host's. */
bool host_has(struct ip address);

/* Write the names of the interfaces that could carry F-IPs, "eth0, eth1". */
const char *host_list(char text[HOST_LIST_BYTES]);

/* Return whether an echo request is answered within a second; needs root. */
bool host_answers(struct ip address);

#endif
