/*
 * endpoint - an address and a port as the kernel's socket calls want them.
 *
 * A link-local address needs no scope here: a path on one is bound to its interface.
 */
#ifndef FIPD_LOOP_ENDPOINT_H
#define FIPD_LOOP_ENDPOINT_H

#include <netinet/in.h>
#include <stdint.h>

#include "values/ip.h"

struct endpoint {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	};
	socklen_t size_bytes;
};

/* Make one from a set address; port in host order. */
struct endpoint endpoint_make(struct ip ip, uint16_t port);

/* Return the address of one that the kernel filled in. */
struct ip endpoint_ip(const struct endpoint *endpoint);

/* Return AF_INET or AF_INET6 for a set address. */
int endpoint_family(struct ip ip);

#endif
