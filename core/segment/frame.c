#include "segment/frame.h"

#include <string.h>

#include "segment/arp_frame.h"
#include "segment/nd_frame.h"

enum {
	MAC_BYTES = 6
};

_Static_assert((int)FRAME_BYTES >= (int)ND_FRAME_BYTES
		       && (int)FRAME_BYTES >= (int)ARP_FRAME_BYTES,
	"every frame fits");

bool frame_put_announcement(struct frame *frame, const struct frame_origin *origin,
	struct ip address, unsigned form)
{
	frame->family = address.family;
	if (address.family == IP_V6) {
		frame->length_bytes = nd_frame_put_announcement(
			frame->bytes, origin->mac, address, origin->router);
		return form == 0;
	}
	arp_frame_put_announcement(frame->bytes, origin->mac, address, form == 1);
	frame->length_bytes = ARP_FRAME_BYTES;
	return form < FRAME_FORMS;
}

void frame_put_question(
	struct frame *frame, const uint8_t mac[6], struct ip sender, struct ip target)
{
	frame->family = target.family;
	if (target.family == IP_V6) {
		frame->length_bytes =
			nd_frame_put_solicitation(frame->bytes, mac, sender, target);
	} else {
		arp_frame_put_request(frame->bytes, mac, sender, target);
		frame->length_bytes = ARP_FRAME_BYTES;
	}
}

static bool read_arp(
	struct frame_heard *heard, const uint8_t *bytes, size_t length_bytes)
{
	struct arpframe frame;

	if (!arp_frame_read(&frame, bytes, length_bytes)) {
		return false;
	}
	memcpy(heard->source, frame.source, MAC_BYTES);
	memcpy(heard->mac, frame.sender_mac, MAC_BYTES);
	heard->claimed = frame.sender;
	if (!frame.reply) {
		heard->asked = frame.target;
	}
	return true;
}

static bool read_nd(
	struct frame_heard *heard, const uint8_t *bytes, size_t length_bytes)
{
	struct ndframe frame;

	if (!nd_frame_read(&frame, bytes, length_bytes)) {
		return false;
	}
	memcpy(heard->source, frame.source, MAC_BYTES);
	memcpy(heard->mac, frame.mac, MAC_BYTES);
	if (frame.advertisement) {
		heard->claimed = frame.target;
	} else {
		heard->claimed = frame.sender;
		heard->asked = frame.target;
	}
	return true;
}

bool frame_read(struct frame_heard *heard, uint8_t family, const uint8_t *bytes,
	size_t length_bytes)
{
	memset(heard, 0, sizeof(*heard));
	if (length_bytes < MAC_BYTES) {
		return false;
	}
	memcpy(heard->destination, bytes, MAC_BYTES);
	return family == IP_V6 ? read_nd(heard, bytes, length_bytes)
			       : read_arp(heard, bytes, length_bytes);
}
