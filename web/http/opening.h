/*
 * opening - a listening TCP socket at an address that need not be there yet.
 */
#ifndef FIPD_HTTP_OPENING_H
#define FIPD_HTTP_OPENING_H

#include <stdbool.h>
#include <stdint.h>

enum {
	OPENING_ADDRESS_SIZE = 46 /* the longest text of an address and its end */
};

/*
 * Listen at an address of IPv4 or IPv6, on the instant that it appears on this host (by
 * IP_FREEBIND); interface is that of a link-local address.  Return a non-blocking fd,
 * or -errno: -EADDRINUSE, -EACCES without the capability for a port below 1024.
 */
int opening_listen(const char *address, uint32_t port, const char *interface);

/* Read at which address and port of this host a socket is, without the zone of a
 * link-local address; false if at none. */
bool opening_read(int fd, char address[OPENING_ADDRESS_SIZE], uint32_t *port);

/* Say in words why that failed and what to do. */
const char *opening_advice(int error);

#endif
