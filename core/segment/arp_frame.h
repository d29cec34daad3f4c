/*
 * arp_frame - ARP over Ethernet to and from a plain struct, on buffers (RFC 826, 5227).
 */
#ifndef FIPD_SEGMENT_ARP_FRAME_H
#define FIPD_SEGMENT_ARP_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "values/ip.h"

enum {
	ARP_FRAME_BYTES = 42
};

struct arpframe {
	uint8_t source[6]; /* of the Ethernet frame */
	uint8_t sender_mac[6];
	struct ip sender; /* unset in a probe */
	struct ip target;
	bool reply;
};

/* Write a broadcast announcement that address is at mac, in request or reply form. */
void arp_frame_put_announcement(uint8_t bytes[ARP_FRAME_BYTES], const uint8_t mac[6],
	struct ip address, bool reply);

/*
 * Write a broadcast request for target.  With sender unset it is a probe (RFC 5227,
 * section 2.1.1), which changes nobody's cache.
 */
void arp_frame_put_request(uint8_t bytes[ARP_FRAME_BYTES], const uint8_t mac[6],
	struct ip sender, struct ip target);

/* Fill in frame; false if it is not IPv4 ARP over Ethernet or too short. */
bool arp_frame_read(struct arpframe *frame, const uint8_t *bytes, size_t length_bytes);

#endif
