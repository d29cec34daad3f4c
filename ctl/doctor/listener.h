/*
 * listener - which services of this host are bound to an address, as /proc/net tells
 * it: TCP that listens, UDP that takes from anybody.
 *
 * A service that is bound to no address of its own is none of them: it is reached by
 * whatever addresses the host has.
 */
#ifndef FIPD_DOCTOR_LISTENER_H
#define FIPD_DOCTOR_LISTENER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "values/ip.h"

struct listener {
	const char *protocol; /* "tcp" or "udp" */
	struct ip address;
	uint16_t port;
};

/*
 * Read them into list; return how many there are, at most max.  A protocol that this
 * host does not have has none.
 */
size_t listener_read(struct listener *list, size_t max);

/* Bind a TCP socket to an address and close it; 0 or -errno, -EADDRNOTAVAIL: not here.
 */
int listener_try(struct ip address);

#endif
