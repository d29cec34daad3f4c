/*
 * nd_frame - Neighbour Discovery over Ethernet to and from a plain struct, on buffers
 * (RFC 4861, 4862).
 *
 * For IPv6 what arpframe is for IPv4: an advertisement nobody asked for announces, a
 * solicitation from the unspecified address asks without changing anybody's cache.
 */
#ifndef FIPD_SEGMENT_ND_FRAME_H
#define FIPD_SEGMENT_ND_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "values/ip.h"

enum {
	ND_FRAME_BYTES = 86, /* room for any frame that is built */
};

struct ndframe {
	uint8_t source[6]; /* of the Ethernet frame */
	uint8_t mac[6];    /* by the link-layer address option, else source */
	struct ip sender;  /* unset in a probe */
	struct ip target;
	bool advertisement; /* else a solicitation */
};

/*
 * Write an unsolicited advertisement to all nodes that address is at mac, with the
 * override flag (RFC 4861, section 7.2.6); router as this node forwards or not, for
 * hosts drop a gateway that says it is none.  Return its length.
 */
size_t nd_frame_put_announcement(uint8_t bytes[ND_FRAME_BYTES], const uint8_t mac[6],
	struct ip address, bool router);

/*
 * Write a solicitation for target to its group.  With sender unset it is a probe
 * (RFC 4862, section 5.4.2), whose answer goes to all nodes.  Return its length.
 */
size_t nd_frame_put_solicitation(uint8_t bytes[ND_FRAME_BYTES], const uint8_t mac[6],
	struct ip sender, struct ip target);

/* Fill in frame; false if it is no valid one by RFC 4861, sections 7.1.1 and 7.1.2. */
bool nd_frame_read(struct ndframe *frame, const uint8_t *bytes, size_t length_bytes);

/* Return the solicited-node multicast address of target (RFC 4291, section 2.7.1). */
struct ip nd_frame_group(struct ip target);

#endif
