#include "heartbeat/direct.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <linux/ip.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <netinet/ip6.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "wire/heartbeat.h"

enum {
	DONT_FRAGMENT = 0x4000,
};

struct packet {
	union {
		struct iphdr v4;
		struct ip6_hdr v6;
	};
	struct udphdr udp;
};

/* Add 16-bit words in network byte order; an odd byte at the end is the higher half. */
static uint32_t add(uint32_t sum, const void *data, size_t length_bytes)
{
	const uint8_t *bytes = data;

	for (size_t i = 0; i < length_bytes; i++) {
		sum += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
	}
	return sum;
}

static uint16_t finish(uint32_t sum)
{
	while (sum >> 16 != 0) {
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return htons((uint16_t)~sum);
}

static void put_udp(struct udphdr *udp, const struct direct_way *way,
	const uint8_t *bytes, size_t length_bytes)
{
	size_t address_bytes = ip_length_bytes(way->own.family);
	uint32_t sum = IPPROTO_UDP + (uint32_t)(sizeof(*udp) + length_bytes);

	*udp = (struct udphdr){
		.source = htons(way->port),
		.dest = htons(way->port),
		.len = htons((uint16_t)(sizeof(*udp) + length_bytes)),
	};
	sum = add(sum, way->own.bytes, address_bytes);
	sum = add(sum, way->peer.bytes, address_bytes);
	sum = add(sum, udp, sizeof(*udp));
	udp->check = finish(add(sum, bytes, length_bytes));
	/* Zero would mean that there is none. */
	if (udp->check == 0) {
		udp->check = 0xffff;
	}
}

static void put_v4(
	struct iphdr *header, const struct direct_way *way, size_t payload_bytes)
{
	*header = (struct iphdr){
		.version = 4,
		.ihl = sizeof(*header) / 4,
		.tos = HEARTBEAT_TRAFFIC_CLASS,
		.tot_len = htons((uint16_t)(sizeof(*header) + payload_bytes)),
		.frag_off = htons(DONT_FRAGMENT),
		.ttl = HEARTBEAT_HOP_LIMIT,
		.protocol = IPPROTO_UDP,
	};
	memcpy(&header->saddr, way->own.bytes, sizeof(header->saddr));
	memcpy(&header->daddr, way->peer.bytes, sizeof(header->daddr));
	header->check = finish(add(0, header, sizeof(*header)));
}

static void put_v6(
	struct ip6_hdr *header, const struct direct_way *way, size_t payload_bytes)
{
	*header = (struct ip6_hdr){
		.ip6_flow = htonl(6u << 28 | (uint32_t)HEARTBEAT_TRAFFIC_CLASS << 20),
		.ip6_plen = htons((uint16_t)payload_bytes),
		.ip6_nxt = IPPROTO_UDP,
		.ip6_hlim = HEARTBEAT_HOP_LIMIT,
	};
	memcpy(&header->ip6_src, way->own.bytes, sizeof(header->ip6_src));
	memcpy(&header->ip6_dst, way->peer.bytes, sizeof(header->ip6_dst));
}

static int send_packet(int fd, const struct direct_way *way, struct iovec parts[3])
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol =
			htons(way->own.family == IP_V6 ? ETHERTYPE_IPV6 : ETHERTYPE_IP),
		.sll_ifindex = (int)way->interface_index,
		.sll_halen = sizeof(way->mac),
	};
	struct msghdr message = {
		.msg_name = &address,
		.msg_namelen = sizeof(address),
		.msg_iov = parts,
		.msg_iovlen = 3,
	};

	memcpy(address.sll_addr, way->mac, sizeof(way->mac));
	return sendmsg(fd, &message, 0) < 0 ? -errno : 0;
}

int direct_send(
	int fd, const struct direct_way *way, const uint8_t *bytes, size_t length_bytes)
{
	struct packet packet;
	size_t payload_bytes = sizeof(packet.udp) + length_bytes;
	struct iovec parts[3] = {
		{ .iov_base = &packet.v6, .iov_len = sizeof(packet.v6) },
		{ .iov_base = &packet.udp, .iov_len = sizeof(packet.udp) },
		{ .iov_base = (void *)(uintptr_t)bytes, .iov_len = length_bytes },
	};

	put_udp(&packet.udp, way, bytes, length_bytes);
	if (way->own.family == IP_V6) {
		put_v6(&packet.v6, way, payload_bytes);
	} else {
		put_v4(&packet.v4, way, payload_bytes);
		parts[0].iov_len = sizeof(packet.v4);
	}
	return send_packet(fd, way, parts);
}
