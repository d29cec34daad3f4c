/*
 * direct - a heartbeat as a packet to a known MAC, past the kernel's neighbour table.
 *
 * It is what the UDP socket of a link would send, with headers of its own.  Nobody is
 * asked for the receiver's MAC, and no entry of the kernel is made or changed.  The
 * kernel itself writes the header of the interface, so VLANs, bridges and bonds need
 * nothing more.
 */
#ifndef FIPD_HEARTBEAT_DIRECT_H
#define FIPD_HEARTBEAT_DIRECT_H

#include <stddef.h>
#include <stdint.h>

#include "values/ip.h"

struct direct_way {
	struct ip own;
	struct ip peer; /* of the same family */
	uint16_t port;  /* of both ends */
	uint32_t interface_index;
	uint8_t mac[6]; /* the peer's */
};

/* Send one datagram that way from a packet socket of type SOCK_DGRAM; 0 or -errno. */
int direct_send(int fd, const struct direct_way *way, const uint8_t *bytes,
	size_t length_bytes);

#endif
