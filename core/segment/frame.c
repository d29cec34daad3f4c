#include "segment/frame.h"

#include <linux/if_ether.h>
#include <net/if_arp.h>
#include <netinet/icmp6.h>
#include <string.h>

enum {
	AT_DESTINATION = 0,
	AT_SOURCE = 6,
	AT_TYPE = 12,
	ARP_AT_HARDWARE = 14, /* hardware, protocol, their lengths: always the same */
	ARP_AT_OPERATION = 20,
	ARP_AT_SENDER_MAC = 22,
	ARP_AT_SENDER = 28,
	ARP_AT_TARGET_MAC = 32,
	ARP_AT_TARGET = 38,
	ARP_BYTES = 42,
	IPV4_BYTES = 4,
};

enum {
	ND_AT_IPV6 = 14, /* version, class, flow */
	ND_AT_PAYLOAD = 18,
	ND_AT_NEXT = 20,
	ND_AT_HOP_LIMIT = 21,
	ND_AT_SENDER = 22,
	ND_AT_RECEIVER = 38,
	ND_AT_ICMP = 54,
	ND_AT_CODE = 55,
	ND_AT_CHECKSUM = 56,
	ND_AT_FLAGS = 58,
	ND_AT_TARGET = 62,
	ND_AT_OPTIONS = 78,
	ND_OPTION_BYTES = 8, /* one unit: type, length, MAC */
	ND_BYTES_MAX = ND_AT_OPTIONS + ND_OPTION_BYTES,
	ND_FLAG_ROUTER = 0x80,
	ND_FLAG_SOLICITED = 0x40,
	ND_FLAG_OVERRIDE = 0x20,
	ND_HOP_LIMIT = 255, /* proves that no router was in between */
	IPV6_BYTES = 16,
};

_Static_assert(
	(int)FRAME_BYTES >= (int)ND_BYTES_MAX && (int)FRAME_BYTES >= (int)ARP_BYTES,
	"every frame fits");

static const uint8_t ethernet_ipv4[] = { 0, ARPHRD_ETHER, 0x08, 0x00, 6, 4 };

static const struct ip all_nodes = {
	.family = IP_V6,
	.bytes = { 0xff, 2, [15] = 1 },
};

static void put_type(uint8_t *bytes, uint16_t type)
{
	bytes[AT_TYPE] = (uint8_t)(type >> 8);
	bytes[AT_TYPE + 1] = (uint8_t)(type & 0xff);
}

static bool has_type(const uint8_t *bytes, uint16_t type)
{
	return bytes[AT_TYPE] == type >> 8 && bytes[AT_TYPE + 1] == (type & 0xff);
}

/* The unspecified address is nobody. */
static struct ip read_address(uint8_t family, const uint8_t *bytes)
{
	static const uint8_t nobody[IPV6_BYTES] = { 0 };

	if (memcmp(bytes, nobody, ip_length_bytes(family)) == 0) {
		return (struct ip){ .family = IP_NONE };
	}
	return ip_make(family, bytes);
}

/* Put a broadcast from mac, as sender or, with that unset, from nobody. */
static void put_arp(struct frame *frame, const uint8_t mac[MAC_BYTES], struct ip sender,
	struct ip target, bool reply)
{
	uint8_t *bytes = frame->bytes;

	frame->length_bytes = ARP_BYTES;
	memset(bytes + AT_DESTINATION, 0xff, MAC_BYTES);
	memcpy(bytes + AT_SOURCE, mac, MAC_BYTES);
	put_type(bytes, ETH_P_ARP);
	memcpy(bytes + ARP_AT_HARDWARE, ethernet_ipv4, sizeof(ethernet_ipv4));
	bytes[ARP_AT_OPERATION] = 0;
	bytes[ARP_AT_OPERATION + 1] = reply ? ARPOP_REPLY : ARPOP_REQUEST;
	memcpy(bytes + ARP_AT_SENDER_MAC, mac, MAC_BYTES);
	memcpy(bytes + ARP_AT_SENDER, sender.bytes, IPV4_BYTES);
	/* The target's MAC is not used in a request; in a reply it is the MAC to be
	 * learnt (RFC 5944, section 4.6). */
	memset(bytes + ARP_AT_TARGET_MAC, 0, MAC_BYTES);
	if (reply) {
		memcpy(bytes + ARP_AT_TARGET_MAC, mac, MAC_BYTES);
	}
	memcpy(bytes + ARP_AT_TARGET, target.bytes, IPV4_BYTES);
}

static bool is_operation(const uint8_t *bytes)
{
	return bytes[ARP_AT_OPERATION] == 0
	       && (bytes[ARP_AT_OPERATION + 1] == ARPOP_REQUEST
		       || bytes[ARP_AT_OPERATION + 1] == ARPOP_REPLY);
}

/* False if it is not IPv4 ARP over Ethernet or too short. */
static bool read_arp(
	struct frame_heard *heard, const uint8_t *bytes, size_t length_bytes)
{
	if (length_bytes < ARP_BYTES || !has_type(bytes, ETH_P_ARP)
		|| memcmp(bytes + ARP_AT_HARDWARE, ethernet_ipv4, sizeof(ethernet_ipv4))
			   != 0
		|| !is_operation(bytes)) {
		return false;
	}
	memcpy(heard->mac, bytes + ARP_AT_SENDER_MAC, MAC_BYTES);
	heard->claimed = read_address(IP_V4, bytes + ARP_AT_SENDER);
	if (bytes[ARP_AT_OPERATION + 1] == ARPOP_REQUEST) {
		heard->asked = read_address(IP_V4, bytes + ARP_AT_TARGET);
	}
	return true;
}

struct ip frame_group(struct ip target)
{
	struct ip group = {
		.family = IP_V6,
		.bytes = { 0xff, 2, [11] = 1, [12] = 0xff },
	};

	memcpy(group.bytes + 13, target.bytes + 13, 3);
	return group;
}

static uint16_t read_16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/*
 * Return the checksum over the pseudo-header and the ICMP message; 0 if the message
 * bears its checksum already.
 */
static uint16_t sum_up(const uint8_t *bytes, size_t length_bytes)
{
	size_t end = ND_AT_ICMP + (length_bytes - ND_AT_ICMP) / 2 * 2;
	uint32_t sum = IPPROTO_ICMPV6 + (uint32_t)(length_bytes - ND_AT_ICMP);

	for (size_t i = ND_AT_SENDER; i < end; i += 2) {
		sum += read_16(bytes + i);
	}
	if (end < length_bytes) {
		sum += (uint32_t)bytes[end] << 8;
	}
	sum = (sum & 0xffff) + (sum >> 16);
	sum += sum >> 16;
	return (uint16_t)~sum;
}

static void put_nd_header(uint8_t *bytes, const uint8_t mac[MAC_BYTES],
	struct ip sender, struct ip receiver, struct ip target)
{
	memset(bytes, 0, ND_BYTES_MAX);
	bytes[0] = 0x33;
	bytes[1] = 0x33;
	memcpy(bytes + 2, receiver.bytes + 12, 4);
	memcpy(bytes + AT_SOURCE, mac, MAC_BYTES);
	put_type(bytes, ETH_P_IPV6);
	bytes[ND_AT_IPV6] = 6 << 4;
	bytes[ND_AT_NEXT] = IPPROTO_ICMPV6;
	bytes[ND_AT_HOP_LIMIT] = ND_HOP_LIMIT;
	memcpy(bytes + ND_AT_SENDER, sender.bytes, IPV6_BYTES);
	memcpy(bytes + ND_AT_RECEIVER, receiver.bytes, IPV6_BYTES);
	memcpy(bytes + ND_AT_TARGET, target.bytes, IPV6_BYTES);
}

static size_t put_option(uint8_t *bytes, uint8_t type, const uint8_t mac[MAC_BYTES])
{
	bytes[ND_AT_OPTIONS] = type;
	bytes[ND_AT_OPTIONS + 1] = 1;
	memcpy(bytes + ND_AT_OPTIONS + 2, mac, MAC_BYTES);
	return ND_AT_OPTIONS + ND_OPTION_BYTES;
}

static void finish_nd(struct frame *frame, uint8_t type, size_t length_bytes)
{
	uint8_t *bytes = frame->bytes;
	uint16_t checksum;

	bytes[ND_AT_ICMP] = type;
	bytes[ND_AT_PAYLOAD + 1] = (uint8_t)(length_bytes - ND_AT_ICMP);
	checksum = sum_up(bytes, length_bytes);
	bytes[ND_AT_CHECKSUM] = (uint8_t)(checksum >> 8);
	bytes[ND_AT_CHECKSUM + 1] = (uint8_t)(checksum & 0xff);
	frame->length_bytes = length_bytes;
}

/*
 * Put an unsolicited advertisement to all nodes, with the override flag (RFC 4861,
 * section 7.2.6).  It says router as this node forwards or not, for hosts drop a
 * gateway that says it is none.
 */
static void put_advertisement(
	struct frame *frame, const struct frame_origin *origin, struct ip address)
{
	uint8_t *bytes = frame->bytes;

	put_nd_header(bytes, origin->mac, address, all_nodes, address);
	bytes[ND_AT_FLAGS] = ND_FLAG_OVERRIDE | (origin->router ? ND_FLAG_ROUTER : 0);
	finish_nd(frame, ND_NEIGHBOR_ADVERT,
		put_option(bytes, ND_OPT_TARGET_LINKADDR, origin->mac));
}

/*
 * Put a solicitation for target to its group.  With sender unset it is a probe
 * (RFC 4862, section 5.4.2), whose answer goes to all nodes.
 */
static void put_solicitation(struct frame *frame, const uint8_t mac[MAC_BYTES],
	struct ip sender, struct ip target)
{
	size_t length = ND_AT_OPTIONS;

	put_nd_header(frame->bytes, mac, sender, frame_group(target), target);
	if (ip_is_set(sender)) {
		length = put_option(frame->bytes, ND_OPT_SOURCE_LINKADDR, mac);
	}
	finish_nd(frame, ND_NEIGHBOR_SOLICIT, length);
}

static bool is_message(const uint8_t *bytes)
{
	return (bytes[ND_AT_ICMP] == ND_NEIGHBOR_SOLICIT
		       || bytes[ND_AT_ICMP] == ND_NEIGHBOR_ADVERT)
	       && bytes[ND_AT_CODE] == 0;
}

/* Return the length without the padding of a short frame, 0 if it is none of ours. */
static size_t measure_nd(const uint8_t *bytes, size_t length_bytes)
{
	size_t length;

	if (length_bytes < ND_AT_OPTIONS || !has_type(bytes, ETH_P_IPV6)
		|| bytes[ND_AT_IPV6] >> 4 != 6 || bytes[ND_AT_NEXT] != IPPROTO_ICMPV6
		|| bytes[ND_AT_HOP_LIMIT] != ND_HOP_LIMIT || !is_message(bytes)) {
		return 0;
	}
	length = ND_AT_ICMP + (size_t)read_16(bytes + ND_AT_PAYLOAD);
	return length < ND_AT_OPTIONS || length > length_bytes ? 0 : length;
}

/* Take the MAC from the option of a type; false if the options are malformed. */
static bool read_options(
	uint8_t mac[MAC_BYTES], const uint8_t *at, const uint8_t *end, uint8_t type)
{
	while (at < end) {
		size_t length = end - at < 2 ? 0 : (size_t)at[1] * ND_OPTION_BYTES;

		if (length == 0 || length > (size_t)(end - at)) {
			return false;
		}
		if (at[0] == type && length == ND_OPTION_BYTES) {
			memcpy(mac, at + 2, MAC_BYTES);
		}
		at += length;
	}
	return true;
}

/* An answer to one host cannot go to many, and a probe goes to many. */
static bool is_consistent(const uint8_t *bytes, struct ip sender)
{
	bool to_many = bytes[ND_AT_RECEIVER] == 0xff;

	if (bytes[ND_AT_TARGET] == 0xff) {
		return false;
	}
	if (bytes[ND_AT_ICMP] == ND_NEIGHBOR_ADVERT) {
		return !(to_many && bytes[ND_AT_FLAGS] & ND_FLAG_SOLICITED);
	}
	return to_many || ip_is_set(sender);
}

/* False if it is no valid one by RFC 4861, sections 7.1.1 and 7.1.2. */
static bool read_nd(
	struct frame_heard *heard, const uint8_t *bytes, size_t length_bytes)
{
	size_t length = measure_nd(bytes, length_bytes);
	bool advertisement;
	struct ip sender;
	struct ip target;

	if (length == 0 || sum_up(bytes, length) != 0) {
		return false;
	}
	advertisement = bytes[ND_AT_ICMP] == ND_NEIGHBOR_ADVERT;
	sender = read_address(IP_V6, bytes + ND_AT_SENDER);
	target = read_address(IP_V6, bytes + ND_AT_TARGET);
	memcpy(heard->mac, heard->source, MAC_BYTES);
	heard->claimed = advertisement ? target : sender;
	if (!advertisement) {
		heard->asked = target;
	}
	return is_consistent(bytes, sender)
	       && read_options(heard->mac, bytes + ND_AT_OPTIONS, bytes + length,
		       advertisement ? ND_OPT_TARGET_LINKADDR : ND_OPT_SOURCE_LINKADDR);
}

bool frame_put_announcement(struct frame *frame, const struct frame_origin *origin,
	struct ip address, unsigned form)
{
	frame->family = address.family;
	if (address.family == IP_V6) {
		put_advertisement(frame, origin, address);
		return form == 0;
	}
	put_arp(frame, origin->mac, address, address, form == 1);
	return form < FRAME_FORMS;
}

void frame_put_question(struct frame *frame, const uint8_t mac[MAC_BYTES],
	struct ip sender, struct ip target)
{
	frame->family = target.family;
	if (target.family == IP_V6) {
		put_solicitation(frame, mac, sender, target);
	} else {
		put_arp(frame, mac, sender, target, false);
	}
}

bool frame_read(struct frame_heard *heard, uint8_t family, const uint8_t *bytes,
	size_t length_bytes)
{
	memset(heard, 0, sizeof(*heard));
	if (length_bytes < AT_TYPE) {
		return false;
	}
	memcpy(heard->destination, bytes + AT_DESTINATION, MAC_BYTES);
	memcpy(heard->source, bytes + AT_SOURCE, MAC_BYTES);
	return family == IP_V6 ? read_nd(heard, bytes, length_bytes)
			       : read_arp(heard, bytes, length_bytes);
}
