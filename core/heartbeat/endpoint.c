#include "heartbeat/endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "wire/heartbeat.h"

enum {
	PORT_DISCARD = 9,
};

static int family_of(struct ip ip)
{
	return ip.family == IP_V6 ? AF_INET6 : AF_INET;
}

/* A link-local address needs no scope: its socket is bound to the interface. */
static struct endpoint make_endpoint(struct ip ip, uint16_t port)
{
	struct endpoint endpoint = { 0 };

	if (ip.family == IP_V6) {
		endpoint.v6.sin6_family = AF_INET6;
		endpoint.v6.sin6_port = htons(port);
		memcpy(&endpoint.v6.sin6_addr, ip.bytes, sizeof(endpoint.v6.sin6_addr));
		endpoint.size_bytes = sizeof(endpoint.v6);
	} else {
		endpoint.v4.sin_family = AF_INET;
		endpoint.v4.sin_port = htons(port);
		memcpy(&endpoint.v4.sin_addr, ip.bytes, sizeof(endpoint.v4.sin_addr));
		endpoint.size_bytes = sizeof(endpoint.v4);
	}
	return endpoint;
}

struct ip endpoint_ip(const struct endpoint *endpoint)
{
	return endpoint->any.sa_family == AF_INET6
		       ? ip_make(IP_V6, &endpoint->v6.sin6_addr)
		       : ip_make(IP_V4, &endpoint->v4.sin_addr);
}

struct seal_link endpoint_ends(struct ip source, struct ip destination)
{
	size_t length_bytes = ip_length_bytes(source.family);
	struct seal_link ends = { .family = source.family };
	size_t place = sizeof(ends.source) - length_bytes;

	memcpy(ends.source + place, source.bytes, length_bytes);
	memcpy(ends.destination + place, destination.bytes, length_bytes);
	return ends;
}

/* table */
static const struct {
	uint8_t family; /* IP_NONE: of both */
	int level;
	int option;
	int value;
} header_options[] = {
	{ IP_V4, IPPROTO_IP, IP_TTL, HEARTBEAT_HOP_LIMIT },
	{ IP_V4, IPPROTO_IP, IP_TOS, HEARTBEAT_TRAFFIC_CLASS },
	{ IP_V4, IPPROTO_IP, IP_RECVTTL, 1 },
	{ IP_V6, IPPROTO_IPV6, IPV6_UNICAST_HOPS, HEARTBEAT_HOP_LIMIT },
	{ IP_V6, IPPROTO_IPV6, IPV6_TCLASS, HEARTBEAT_TRAFFIC_CLASS },
	{ IP_V6, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1 },
	{ IP_NONE, SOL_SOCKET, SO_TIMESTAMPNS, 1 },
};

static int set_header_options(int fd, uint8_t family)
{
	for (size_t i = 0; i < sizeof(header_options) / sizeof(*header_options); i++) {
		int value = header_options[i].value;

		if (header_options[i].family != IP_NONE
			&& header_options[i].family != family) {
			continue;
		}
		if (setsockopt(fd, header_options[i].level, header_options[i].option,
			    &value, sizeof(value))
			< 0) {
			return -errno;
		}
	}
	return 0;
}

static int bind_interface(int fd, const char *interface)
{
	if (interface == NULL) {
		return 0;
	}
	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
		    (socklen_t)strlen(interface))
		< 0) {
		return -errno;
	}
	return 0;
}

static void share(int fd, int shared)
{
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &shared, sizeof(shared));
}

/*
 * The kernel lets two sockets of one user have the same end if both are ready to share
 * it.  They are that only for this moment: a program that came later, and were ready
 * too, would get what the peer sends in place of the connected one.
 */
static int take_end_beside(int fd, const struct endpoint *own, int beside_fd)
{
	int error = 0;

	share(beside_fd, 1);
	share(fd, 1);
	if (bind(fd, &own->any, own->size_bytes) < 0) {
		error = -errno;
	}
	share(fd, 0);
	share(beside_fd, 0);
	return error;
}

static int take_ends(int fd, const struct link_plan *plan, int beside_fd)
{
	struct endpoint own = make_endpoint(plan->own, plan->port);
	struct endpoint peer = make_endpoint(plan->peer, plan->port);

	if (beside_fd >= 0) {
		return take_end_beside(fd, &own, beside_fd);
	}
	if (bind(fd, &own.any, own.size_bytes) < 0
		|| connect(fd, &peer.any, peer.size_bytes) < 0) {
		return -errno;
	}
	return 0;
}

/* The filter comes before the address: nothing unwanted can be in the queue. */
static int prepare_socket(int fd, const struct link_plan *plan,
	const struct link_filter *filter, int beside_fd)
{
	int error = link_filter_attach(fd, filter);

	if (error == 0) {
		error = set_header_options(fd, plan->own.family);
	}
	if (error == 0) {
		error = bind_interface(fd, plan->routed ? NULL : plan->interface);
	}
	return error ? error : take_ends(fd, plan, beside_fd);
}

int endpoint_open(int type, int protocol, const struct link_plan *plan,
	const struct link_filter *filter, int beside_fd)
{
	int fd = socket(
		family_of(plan->own), type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = prepare_socket(fd, plan, filter, beside_fd);
	if (error) {
		close(fd);
		return error;
	}
	return fd;
}

/* Connecting sends nothing, but the kernel looks for a route and chooses a source. */
static int choose_source(int fd, struct ip *own, struct ip peer, const char *interface)
{
	struct endpoint endpoint = make_endpoint(peer, PORT_DISCARD);
	int error = bind_interface(fd, interface);

	if (error) {
		return error;
	}
	if (connect(fd, &endpoint.any, endpoint.size_bytes) < 0
		|| getsockname(fd, &endpoint.any, &endpoint.size_bytes) < 0) {
		return -errno;
	}
	*own = endpoint_ip(&endpoint);
	return 0;
}

int endpoint_find_own(struct ip *own, struct ip peer, const char *interface)
{
	int fd = socket(family_of(peer), SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = choose_source(fd, own, peer, interface);
	close(fd);
	return error;
}

bool endpoint_may_wait(int error)
{
	return error == -ENODEV || error == -EADDRNOTAVAIL || error == -ENETUNREACH
	       || error == -EHOSTUNREACH || error == -ENETDOWN;
}
