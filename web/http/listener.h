/*
 * listener - a listening TCP socket at an address that need not be there yet.
 */
#ifndef FIPD_HTTP_LISTENER_H
#define FIPD_HTTP_LISTENER_H

#include <stdbool.h>
#include <stdint.h>

enum {
	LISTENER_ADDRESS_SIZE = 46 /* the longest text of an address and its end */
};

/*
 * Listen at an address of IPv4 or IPv6, on the instant that it appears on this host (by
 * IP_FREEBIND); interface is that of a link-local address.  Return a non-blocking fd,
 * or -errno: -EADDRINUSE, -EACCES without the capability for a port below 1024.
 */
int listener_listen(const char *address, uint32_t port, const char *interface);

/* Read at which address and port of this host a socket is, without the zone of a
 * link-local address; false if at none. */
bool listener_read(int fd, char address[LISTENER_ADDRESS_SIZE], uint32_t *port);

/* Say in words why that failed and what to do. */
const char *listener_advice(int error);

#endif
