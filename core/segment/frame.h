/*
 * frame - what hosts of a segment say of an address: ARP and Neighbour Discovery as
 * one.
 *
 * Somebody claims an address (announces it, answers for it), or asks who has one, or
 * both in one frame.  Asking without a sender is a probe, which changes no cache.  The
 * family of the address decides which protocol it is; arpframe and ndframe know them.
 */
#ifndef FIPD_SEGMENT_FRAME_H
#define FIPD_SEGMENT_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "values/ip.h"

enum {
	FRAME_BYTES = 86,
	FRAME_FORMS = 2, /* of an announcement */
};

struct frame {
	uint8_t family; /* of the addresses in it: which protocol it is */
	size_t length_bytes;
	uint8_t bytes[FRAME_BYTES];
};

struct frame_heard {
	uint8_t destination[6];
	uint8_t source[6];
	uint8_t mac[6];    /* who claims */
	struct ip claimed; /* unset in a probe */
	struct ip asked;   /* unset if nothing is asked */
};

/* Where an announcement comes from. */
struct frame_origin {
	uint8_t mac[6];
	bool router; /* this host forwards IPv6 */
};

/*
 * Make an announcement of address in a form, from 0: IPv4 has the request and the reply
 * form, for some hosts learn only from the one or the other.  False if the family has
 * no such form.
 */
bool frame_put_announcement(struct frame *frame, const struct frame_origin *origin,
	struct ip address, unsigned form);

/* Make a question of mac for target, a probe if sender is unset. */
void frame_put_question(
	struct frame *frame, const uint8_t mac[6], struct ip sender, struct ip target);

/* Fill in what a frame of a family says; false if it is malformed or says nothing. */
bool frame_read(struct frame_heard *heard, uint8_t family, const uint8_t *bytes,
	size_t length_bytes);

#endif
