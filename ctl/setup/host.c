#include "setup/host.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	ANSWER_MS = 1000,
	ECHO_ID = 0x4649,
	V4_REQUEST = 8, /* RFC 792, RFC 4443 */
	V4_REPLY = 0,
	V6_REQUEST = 128,
	V6_REPLY = 129,
};

union place {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static struct ip read_place(const struct sockaddr *address)
{
	union place place = { 0 };

	if (address == NULL) {
		return (struct ip){ 0 };
	}
	if (address->sa_family == AF_INET) {
		memcpy(&place.v4, address, sizeof(place.v4));
		return ip_make(IP_V4, &place.v4.sin_addr);
	}
	if (address->sa_family == AF_INET6) {
		memcpy(&place.v6, address, sizeof(place.v6));
		return ip_make(IP_V6, &place.v6.sin6_addr);
	}
	return (struct ip){ 0 };
}

static socklen_t write_place(union place *place, struct ip address)
{
	memset(place, 0, sizeof(*place));
	if (address.family == IP_V4) {
		place->v4.sin_family = AF_INET;
		memcpy(&place->v4.sin_addr, address.bytes, 4);
		return sizeof(place->v4);
	}
	place->v6.sin6_family = AF_INET6;
	memcpy(&place->v6.sin6_addr, address.bytes, 16);
	return sizeof(place->v6);
}

static unsigned count_bits(const struct sockaddr *mask)
{
	struct ip ip = read_place(mask);
	unsigned bits = 0;

	for (size_t i = 0; i < ip_length_bytes(ip.family); i++) {
		bits += (unsigned)__builtin_popcount(ip.bytes[i]);
	}
	return bits;
}

static bool is_fip(const struct config *config, struct ip address)
{
	for (size_t i = 0; i < config->fip_count; i++) {
		if (ip_equal(config->fips[i].address, address)) {
			return true;
		}
	}
	return false;
}

/* Take what one address of this host tells. */
static void take_address(
	struct host *host, const struct config *config, const struct ifaddrs *each)
{
	struct ip ip = read_place(each->ifa_addr);
	unsigned bits = count_bits(each->ifa_netmask);

	if (!ip_is_set(ip) || is_fip(config, ip)
		|| (each->ifa_flags & IFF_LOOPBACK) != 0) {
		return;
	}
	if (host->interface[0] == '\0' && config->fip_count > 0
		&& ip_shares_prefix(ip, config->fips[0].address, bits)) {
		snprintf(
			host->interface, sizeof(host->interface), "%s", each->ifa_name);
	}
	if (!ip_is_set(host->address) && ip_is_set(config->peer)
		&& ip_shares_prefix(ip, config->peer, bits)) {
		host->address = ip;
	}
}

/* The address from which the kernel would reach the peer. */
static struct ip ask_route(struct ip peer)
{
	union place place;
	socklen_t length = write_place(&place, peer);
	int fd = socket(place.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ip own = { 0 };

	place.v4.sin_port = htons(9);
	if (fd >= 0 && connect(fd, &place.any, length) == 0
		&& getsockname(fd, &place.any, &length) == 0) {
		own = read_place(&place.any);
	}
	if (fd >= 0) {
		close(fd);
	}
	return own;
}

/* "eth0 00000000 FE00A8C0 0003 ...": the default route has no destination. */
static struct ip find_gateway(void)
{
	FILE *file = fopen("/proc/net/route", "re");
	struct ip gateway = { 0 };
	char line[256];

	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		unsigned destination;
		unsigned number;
		unsigned flags;

		if (sscanf(line, "%*s %x %x %x", &destination, &number, &flags) == 3
			&& destination == 0 && number != 0) {
			uint32_t bytes = number;

			gateway = ip_make(IP_V4, &bytes);
			break;
		}
	}
	if (file != NULL) {
		fclose(file);
	}
	return gateway;
}

void host_look(struct host *host, const struct config *config)
{
	struct ifaddrs *list = NULL;

	*host = (struct host){ 0 };
	snprintf(host->interface, sizeof(host->interface), "%s", config->interface);
	if (getifaddrs(&list) == 0) {
		for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
			take_address(host, config, i);
		}
		freeifaddrs(list);
	}
	if (!ip_is_set(host->address) && ip_is_set(config->peer)) {
		host->address = ask_route(config->peer);
	}
	host->gateway = find_gateway();
}

bool host_has(struct ip address)
{
	struct ifaddrs *list = NULL;
	bool found = false;

	if (getifaddrs(&list) == 0) {
		for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
			found = found || ip_equal(read_place(i->ifa_addr), address);
		}
		freeifaddrs(list);
	}
	return found;
}

const char *host_list(char text[HOST_LIST_BYTES])
{
	struct if_nameindex *list = if_nameindex();
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; list != NULL && list[i].if_index != 0; i++) {
		if (strcmp(list[i].if_name, "lo") != 0 && used < HOST_LIST_BYTES) {
			used += (size_t)snprintf(text + used, HOST_LIST_BYTES - used,
				"%s%s", used > 0 ? ", " : "", list[i].if_name);
		}
	}
	if (list != NULL) {
		if_freenameindex(list);
	}
	return used > 0 ? text : "none but lo";
}

/* RFC 1071, of a header of eight bytes; that of ICMPv6 is made by the kernel. */
static uint16_t sum_up(const uint16_t words[4])
{
	uint32_t sum = (uint32_t)words[0] + words[1] + words[2] + words[3];

	sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t) ~(sum + (sum >> 16));
}

static bool send_echo(int fd, struct ip address)
{
	union place place;
	socklen_t length = write_place(&place, address);
	uint8_t type = address.family == IP_V4 ? V4_REQUEST : V6_REQUEST;
	uint16_t words[4] = { 0, 0, htons(ECHO_ID), htons(1) };

	memcpy(words, &type, 1);
	words[1] = address.family == IP_V4 ? sum_up(words) : 0;
	return sendto(fd, words, sizeof(words), 0, &place.any, length) > 0;
}

/* A raw socket gets every ICMP message of the host, IPv4's with its header before it.
 */
static bool is_answer(const uint8_t *bytes, ssize_t length, uint8_t family)
{
	size_t header = family == IP_V4 ? (size_t)(bytes[0] & 0x0f) * 4 : 0;
	uint8_t reply = family == IP_V4 ? V4_REPLY : V6_REPLY;
	uint16_t id = htons(ECHO_ID);

	return (size_t)length >= header + 8 && bytes[header] == reply
	       && memcmp(bytes + header + 4, &id, sizeof(id)) == 0;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static bool await_answer(int fd, struct ip address)
{
	int64_t end_ms = now_ms() + ANSWER_MS;
	int64_t left_ms;

	while ((left_ms = end_ms - now_ms()) > 0) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		uint8_t bytes[1500] = { 0 };
		union place from = { 0 };
		socklen_t size = sizeof(from);
		ssize_t length;

		if (poll(&wait, 1, (int)left_ms) != 1) {
			return false;
		}
		length = recvfrom(fd, bytes, sizeof(bytes), 0, &from.any, &size);
		if (length > 0 && ip_equal(read_place(&from.any), address)
			&& is_answer(bytes, length, address.family)) {
			return true;
		}
	}
	return false;
}

bool host_answers(struct ip address)
{
	bool is_v4 = address.family == IP_V4;
	int fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC,
		is_v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
	bool answers = fd >= 0 && send_echo(fd, address) && await_answer(fd, address);

	if (fd >= 0) {
		close(fd);
	}
	return answers;
}
