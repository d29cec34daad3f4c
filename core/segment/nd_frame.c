#include "segment/nd_frame.h"

#include <linux/if_ether.h>
#include <netinet/icmp6.h>
#include <string.h>

enum {
	AT_TYPE = 12,
	AT_IPV6 = 14, /* version, class, flow */
	AT_PAYLOAD = 18,
	AT_NEXT = 20,
	AT_HOP_LIMIT = 21,
	AT_SENDER = 22,
	AT_RECEIVER = 38,
	AT_ICMP = 54,
	AT_CODE = 55,
	AT_CHECKSUM = 56,
	AT_FLAGS = 58,
	AT_TARGET = 62,
	AT_OPTIONS = 78,
	MAC_BYTES = 6,
	ADDRESS_BYTES = 16,
	OPTION_BYTES = 8, /* one unit: type, length, MAC */
	FLAG_ROUTER = 0x80,
	FLAG_SOLICITED = 0x40,
	FLAG_OVERRIDE = 0x20,
	HOP_LIMIT = 255, /* proves that no router was in between */
};

static const struct ip all_nodes = {
	.family = IP_V6,
	.bytes = { 0xff, 2, [15] = 1 },
};

struct ip nd_frame_group(struct ip target)
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

/* Over the pseudo-header and the ICMP message; 0 if the message bears its checksum. */
static uint16_t sum_up(const uint8_t *bytes, size_t length_bytes)
{
	size_t end = AT_ICMP + (length_bytes - AT_ICMP) / 2 * 2;
	uint32_t sum = IPPROTO_ICMPV6 + (uint32_t)(length_bytes - AT_ICMP);

	for (size_t i = AT_SENDER; i < end; i += 2) {
		sum += read_16(bytes + i);
	}
	if (end < length_bytes) {
		sum += (uint32_t)bytes[end] << 8;
	}
	sum = (sum & 0xffff) + (sum >> 16);
	sum += sum >> 16;
	return (uint16_t)~sum;
}

static void put_header(uint8_t *bytes, const struct ndframe *frame, struct ip receiver)
{
	memset(bytes, 0, ND_FRAME_BYTES);
	bytes[0] = 0x33;
	bytes[1] = 0x33;
	memcpy(bytes + 2, receiver.bytes + 12, 4);
	memcpy(bytes + MAC_BYTES, frame->source, MAC_BYTES);
	bytes[AT_TYPE] = ETH_P_IPV6 >> 8;
	bytes[AT_TYPE + 1] = ETH_P_IPV6 & 0xff;
	bytes[AT_IPV6] = 6 << 4;
	bytes[AT_NEXT] = IPPROTO_ICMPV6;
	bytes[AT_HOP_LIMIT] = HOP_LIMIT;
	memcpy(bytes + AT_SENDER, frame->sender.bytes, ADDRESS_BYTES);
	memcpy(bytes + AT_RECEIVER, receiver.bytes, ADDRESS_BYTES);
	memcpy(bytes + AT_TARGET, frame->target.bytes, ADDRESS_BYTES);
}

static size_t put_option(uint8_t *bytes, uint8_t type, const uint8_t mac[6])
{
	bytes[AT_OPTIONS] = type;
	bytes[AT_OPTIONS + 1] = 1;
	memcpy(bytes + AT_OPTIONS + 2, mac, MAC_BYTES);
	return AT_OPTIONS + OPTION_BYTES;
}

static size_t finish(uint8_t *bytes, uint8_t type, size_t length_bytes)
{
	uint16_t checksum;

	bytes[AT_ICMP] = type;
	bytes[AT_PAYLOAD + 1] = (uint8_t)(length_bytes - AT_ICMP);
	checksum = sum_up(bytes, length_bytes);
	bytes[AT_CHECKSUM] = (uint8_t)(checksum >> 8);
	bytes[AT_CHECKSUM + 1] = (uint8_t)(checksum & 0xff);
	return length_bytes;
}

size_t nd_frame_put_announcement(uint8_t bytes[ND_FRAME_BYTES], const uint8_t mac[6],
	struct ip address, bool router)
{
	struct ndframe frame = {
		.sender = address,
		.target = address,
	};

	memcpy(frame.source, mac, MAC_BYTES);
	put_header(bytes, &frame, all_nodes);
	bytes[AT_FLAGS] = FLAG_OVERRIDE | (router ? FLAG_ROUTER : 0);
	return finish(bytes, ND_NEIGHBOR_ADVERT,
		put_option(bytes, ND_OPT_TARGET_LINKADDR, mac));
}

size_t nd_frame_put_solicitation(uint8_t bytes[ND_FRAME_BYTES], const uint8_t mac[6],
	struct ip sender, struct ip target)
{
	struct ndframe frame = {
		.sender = sender,
		.target = target,
	};
	size_t length = AT_OPTIONS;

	memcpy(frame.source, mac, MAC_BYTES);
	put_header(bytes, &frame, nd_frame_group(target));
	if (ip_is_set(sender)) {
		length = put_option(bytes, ND_OPT_SOURCE_LINKADDR, mac);
	}
	return finish(bytes, ND_NEIGHBOR_SOLICIT, length);
}

static bool is_message(const uint8_t *bytes)
{
	return (bytes[AT_ICMP] == ND_NEIGHBOR_SOLICIT
		       || bytes[AT_ICMP] == ND_NEIGHBOR_ADVERT)
	       && bytes[AT_CODE] == 0;
}

/* Return the length without the padding of a short frame, 0 if it is none of ours. */
static size_t measure(const uint8_t *bytes, size_t length_bytes)
{
	size_t length;

	if (length_bytes < AT_OPTIONS || bytes[AT_TYPE] != ETH_P_IPV6 >> 8
		|| bytes[AT_TYPE + 1] != (ETH_P_IPV6 & 0xff) || bytes[AT_IPV6] >> 4 != 6
		|| bytes[AT_NEXT] != IPPROTO_ICMPV6 || bytes[AT_HOP_LIMIT] != HOP_LIMIT
		|| !is_message(bytes)) {
		return 0;
	}
	length = AT_ICMP + (size_t)read_16(bytes + AT_PAYLOAD);
	return length < AT_OPTIONS || length > length_bytes ? 0 : length;
}

/* Take the MAC from the option of a type; false if the options are malformed. */
static bool read_options(
	struct ndframe *frame, const uint8_t *at, const uint8_t *end, uint8_t type)
{
	while (at < end) {
		size_t length = end - at < 2 ? 0 : (size_t)at[1] * OPTION_BYTES;

		if (length == 0 || length > (size_t)(end - at)) {
			return false;
		}
		if (at[0] == type && length == OPTION_BYTES) {
			memcpy(frame->mac, at + 2, MAC_BYTES);
		}
		at += length;
	}
	return true;
}

static bool is_consistent(const struct ndframe *frame, const uint8_t *bytes)
{
	bool to_many = bytes[AT_RECEIVER] == 0xff;

	if (frame->target.bytes[0] == 0xff) {
		return false;
	}
	if (frame->advertisement) {
		return !(to_many && bytes[AT_FLAGS] & FLAG_SOLICITED);
	}
	return to_many || ip_is_set(frame->sender);
}

/* The unspecified address is nobody. */
static struct ip read_address(const uint8_t bytes[ADDRESS_BYTES])
{
	static const uint8_t nobody[ADDRESS_BYTES] = { 0 };

	if (memcmp(bytes, nobody, sizeof(nobody)) == 0) {
		return (struct ip){ .family = IP_NONE };
	}
	return ip_make(IP_V6, bytes);
}

bool nd_frame_read(struct ndframe *frame, const uint8_t *bytes, size_t length_bytes)
{
	size_t length = measure(bytes, length_bytes);

	if (length == 0 || sum_up(bytes, length) != 0) {
		return false;
	}
	memcpy(frame->source, bytes + MAC_BYTES, MAC_BYTES);
	memcpy(frame->mac, frame->source, MAC_BYTES);
	frame->sender = read_address(bytes + AT_SENDER);
	frame->target = read_address(bytes + AT_TARGET);
	frame->advertisement = bytes[AT_ICMP] == ND_NEIGHBOR_ADVERT;
	return is_consistent(frame, bytes)
	       && read_options(frame, bytes + AT_OPTIONS, bytes + length,
		       frame->advertisement ? ND_OPT_TARGET_LINKADDR
					    : ND_OPT_SOURCE_LINKADDR);
}
