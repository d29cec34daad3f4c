/*
 * frame - what hosts of a segment say of an address: ARP and Neighbour Discovery as
 * one.
 *
 * Somebody claims an address (announces it, answers for it), or asks who has one, or
 * both in one frame.  Asking without a sender is a probe, which changes no cache.  The
 * family of the address decides which protocol it is: ARP over Ethernet for IPv4
 * (RFC 826, 5227), Neighbour Discovery for IPv6 (RFC 4861, 4862).  An advertisement
 * that nobody asked for announces, a solicitation from the unspecified address probes.
 */
#ifndef FIPD_SEGMENT_FRAME_H
#define FIPD_SEGMENT_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "values/ip.h"
#include "values/mac.h"

enum {
	FRAME_BYTES = 86, /* room for any frame that is built */
	FRAME_FORMS = 2,  /* of an announcement */
};

struct frame {
	uint8_t family; /* of the addresses in it: which protocol it is */
	size_t length_bytes;
	uint8_t bytes[FRAME_BYTES];
};

struct frame_heard {
	uint8_t destination[MAC_BYTES];
	uint8_t source[MAC_BYTES];
	uint8_t mac[MAC_BYTES]; /* who claims */
	struct ip claimed;      /* unset in a probe */
	struct ip asked;        /* unset if nothing is asked */
};

/* Where an announcement comes from. */
struct frame_origin {
	uint8_t mac[MAC_BYTES];
	bool router; /* this host forwards IPv6 */
};

/*
 * Make an announcement of address in a form, from 0: IPv4 has the request and the reply
 * form, for some hosts learn only from the one or the other.  False if the family has
 * no such form.
 */
bool frame_put_announcement(struct frame *frame, const struct frame_origin *origin,
	struct ip address, unsigned form);

/*
 * Make a question of mac for target.  With sender unset it is a probe (RFC 5227,
 * section 2.1.1; RFC 4862, section 5.4.2), which changes nobody's cache.
 */
void frame_put_question(struct frame *frame, const uint8_t mac[MAC_BYTES],
	struct ip sender, struct ip target);

/* Fill in what a frame of a family says; false if it is malformed or says nothing. */
bool frame_read(struct frame_heard *heard, uint8_t family, const uint8_t *bytes,
	size_t length_bytes);

/*
 * Return the solicited-node multicast address of an IPv6 target (RFC 4291, section
 * 2.7.1), to which its solicitations go.
 */
struct ip frame_group(struct ip target);

#endif
