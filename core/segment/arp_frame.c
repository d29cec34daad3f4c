#include "segment/arp_frame.h"

#include <linux/if_ether.h>
#include <net/if_arp.h>
#include <string.h>

enum {
	AT_DESTINATION = 0,
	AT_SOURCE = 6,
	AT_TYPE = 12,
	AT_HARDWARE = 14, /* hardware, protocol, their lengths: always the same */
	AT_OPERATION = 20,
	AT_SENDER_MAC = 22,
	AT_SENDER = 28,
	AT_TARGET_MAC = 32,
	AT_TARGET = 38,
	MAC_BYTES = 6,
	IPV4_BYTES = 4,
};

static const uint8_t ethernet_ipv4[] = { 0, ARPHRD_ETHER, 0x08, 0x00, 6, 4 };

static void put(uint8_t bytes[ARP_FRAME_BYTES], const struct arpframe *frame)
{
	memset(bytes + AT_DESTINATION, 0xff, MAC_BYTES);
	memcpy(bytes + AT_SOURCE, frame->source, MAC_BYTES);
	bytes[AT_TYPE] = ETH_P_ARP >> 8;
	bytes[AT_TYPE + 1] = ETH_P_ARP & 0xff;
	memcpy(bytes + AT_HARDWARE, ethernet_ipv4, sizeof(ethernet_ipv4));
	bytes[AT_OPERATION] = 0;
	bytes[AT_OPERATION + 1] = frame->reply ? ARPOP_REPLY : ARPOP_REQUEST;
	memcpy(bytes + AT_SENDER_MAC, frame->sender_mac, MAC_BYTES);
	memcpy(bytes + AT_SENDER, frame->sender.bytes, IPV4_BYTES);
	/* Not used in a request; in a reply the MAC to be noted (RFC 5944,
	 * section 4.6). */
	memset(bytes + AT_TARGET_MAC, 0, MAC_BYTES);
	if (frame->reply) {
		memcpy(bytes + AT_TARGET_MAC, frame->sender_mac, MAC_BYTES);
	}
	memcpy(bytes + AT_TARGET, frame->target.bytes, IPV4_BYTES);
}

static struct arpframe from(const uint8_t mac[6], struct ip sender)
{
	struct arpframe frame = { .sender = sender };

	memcpy(frame.source, mac, MAC_BYTES);
	memcpy(frame.sender_mac, mac, MAC_BYTES);
	return frame;
}

void arp_frame_put_announcement(uint8_t bytes[ARP_FRAME_BYTES], const uint8_t mac[6],
	struct ip address, bool reply)
{
	struct arpframe frame = from(mac, address);

	frame.target = address;
	frame.reply = reply;
	put(bytes, &frame);
}

void arp_frame_put_request(uint8_t bytes[ARP_FRAME_BYTES], const uint8_t mac[6],
	struct ip sender, struct ip target)
{
	struct arpframe frame = from(mac, sender);

	frame.target = target;
	put(bytes, &frame);
}

static bool is_operation(const uint8_t *bytes)
{
	return bytes[AT_OPERATION] == 0
	       && (bytes[AT_OPERATION + 1] == ARPOP_REQUEST
		       || bytes[AT_OPERATION + 1] == ARPOP_REPLY);
}

/* 0.0.0.0 is nobody. */
static struct ip read_address(const uint8_t bytes[IPV4_BYTES])
{
	static const uint8_t nobody[IPV4_BYTES] = { 0 };

	if (memcmp(bytes, nobody, sizeof(nobody)) == 0) {
		return (struct ip){ .family = IP_NONE };
	}
	return ip_make(IP_V4, bytes);
}

bool arp_frame_read(struct arpframe *frame, const uint8_t *bytes, size_t length_bytes)
{
	if (length_bytes < ARP_FRAME_BYTES || bytes[AT_TYPE] != ETH_P_ARP >> 8
		|| bytes[AT_TYPE + 1] != (ETH_P_ARP & 0xff)
		|| memcmp(bytes + AT_HARDWARE, ethernet_ipv4, sizeof(ethernet_ipv4))
			   != 0
		|| !is_operation(bytes)) {
		return false;
	}
	memcpy(frame->source, bytes + AT_SOURCE, MAC_BYTES);
	memcpy(frame->sender_mac, bytes + AT_SENDER_MAC, MAC_BYTES);
	frame->sender = read_address(bytes + AT_SENDER);
	frame->target = read_address(bytes + AT_TARGET);
	frame->reply = bytes[AT_OPERATION + 1] == ARPOP_REPLY;
	return true;
}
