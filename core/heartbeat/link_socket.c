#include "heartbeat/link_socket.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "loop/endpoint.h"
#include "wire/heartbeat.h"

enum {
	UDP_HEADER_BYTES = 8,
	IPV4_HEADER_MAX_BYTES = 60,
	HOP_LIMIT = 255,
	PORT_DISCARD = 9,
	CLASS_CS6 = 0xc0, /* network control */
};

static int set_number(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value)) < 0 ? -errno : 0;
}

struct header_option {
	int level;
	int option;
	int value;
};

/* table */
static const struct header_option ipv4_options[] = {
	{ IPPROTO_IP, IP_TTL, HOP_LIMIT },
	{ IPPROTO_IP, IP_TOS, CLASS_CS6 },
	{ IPPROTO_IP, IP_RECVTTL, 1 },
	{ SOL_SOCKET, SO_TIMESTAMPNS, 1 },
};

/* table */
static const struct header_option ipv6_options[] = {
	{ IPPROTO_IPV6, IPV6_UNICAST_HOPS, HOP_LIMIT },
	{ IPPROTO_IPV6, IPV6_TCLASS, CLASS_CS6 },
	{ IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1 },
	{ SOL_SOCKET, SO_TIMESTAMPNS, 1 },
};

static int set_numbers(int fd, const struct header_option *options, size_t count)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < count; i++) {
		error = set_number(
			fd, options[i].level, options[i].option, options[i].value);
	}
	return error;
}

static int set_header_options(int fd, uint8_t family)
{
	if (family == IP_V6) {
		return set_numbers(fd, ipv6_options,
			sizeof(ipv6_options) / sizeof(ipv6_options[0]));
	}
	return set_numbers(
		fd, ipv4_options, sizeof(ipv4_options) / sizeof(ipv4_options[0]));
}

static int bind_interface(int fd, const char *interface)
{
	if (interface == NULL) {
		return 0;
	}
	return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
		       (socklen_t)strlen(interface))
			       < 0
		       ? -errno
		       : 0;
}

static int attach(int fd, const struct link_socket_options *options)
{
	struct endpoint own = endpoint_make(options->own, options->filter.port);
	struct endpoint peer = endpoint_make(options->peer, options->filter.port);

	if (bind(fd, &own.any, own.size_bytes) < 0
		|| connect(fd, &peer.any, peer.size_bytes) < 0) {
		return -errno;
	}
	return 0;
}

/* The filter comes before the address: nothing unwanted can be in the queue. */
static int prepare(int fd, const struct link_socket_options *options)
{
	int error = link_filter_attach(fd, &options->filter);

	if (error == 0) {
		error = set_header_options(fd, options->own.family);
	}
	if (error == 0) {
		error = bind_interface(fd, options->interface);
	}
	return error ? error : attach(fd, options);
}

static int open_as(int type, int protocol, const struct link_socket_options *options)
{
	int fd = socket(endpoint_family(options->own),
		type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = prepare(fd, options);
	if (error) {
		close(fd);
		return error;
	}
	return fd;
}

int link_socket_open(const struct link_socket_options *options)
{
	return open_as(SOCK_DGRAM, 0, options);
}

int link_socket_open_raw(const struct link_socket_options *options)
{
	return open_as(SOCK_RAW, IPPROTO_UDP, options);
}

/* Connecting sends nothing, but the kernel looks for a route and chooses a source. */
static int choose_source(int fd, struct ip *own, struct ip peer, const char *interface)
{
	struct endpoint endpoint = endpoint_make(peer, PORT_DISCARD);
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

int link_socket_find_own(struct ip *own, struct ip peer, const char *interface)
{
	int fd = socket(endpoint_family(peer), SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = choose_source(fd, own, peer, interface);
	close(fd);
	return error;
}

static int64_t since_us(const struct timespec *stamp)
{
	struct timespec now;
	int64_t age_us;

	clock_gettime(CLOCK_REALTIME, &now);
	age_us = (now.tv_sec - stamp->tv_sec) * 1000000
		 + (now.tv_nsec - stamp->tv_nsec) / 1000;
	/* The wall clock was set back meanwhile. */
	return age_us > 0 ? age_us : 0;
}

static void read_part(struct cmsghdr *part, struct link_socket_arrival *arrival)
{
	struct timespec stamp;

	if ((part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_TTL)
		|| (part->cmsg_level == IPPROTO_IPV6
			&& part->cmsg_type == IPV6_HOPLIMIT)) {
		memcpy(&arrival->hop_limit, CMSG_DATA(part),
			sizeof(arrival->hop_limit));
	}
	if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_TIMESTAMPNS) {
		memcpy(&stamp, CMSG_DATA(part), sizeof(stamp));
		arrival->age_us = since_us(&stamp);
	}
}

ssize_t link_socket_receive(
	int fd, uint8_t *bytes, size_t size, struct link_socket_arrival *arrival)
{
	_Alignas(struct cmsghdr) uint8_t
		control[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct timespec))];
	struct iovec data = { .iov_base = bytes, .iov_len = size };
	struct msghdr header = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	ssize_t length = recvmsg(fd, &header, MSG_TRUNC);

	if (length < 0) {
		return -errno;
	}
	*arrival = (struct link_socket_arrival){ .hop_limit = -1, .age_us = 0 };
	for (struct cmsghdr *part = CMSG_FIRSTHDR(&header); part;
		part = CMSG_NXTHDR(&header, part)) {
		read_part(part, arrival);
	}
	return length;
}

ssize_t link_socket_receive_raw(
	int fd, uint8_t family, uint8_t *bytes, struct link_socket_arrival *arrival)
{
	uint8_t packet[IPV4_HEADER_MAX_BYTES + UDP_HEADER_BYTES + HEARTBEAT_BYTES];
	ssize_t length = link_socket_receive(fd, packet, sizeof(packet), arrival);
	size_t header = UDP_HEADER_BYTES;

	if (length < 0) {
		return length;
	}
	if (family == IP_V4) {
		header += (size_t)(packet[0] & 0x0f) * 4;
	}
	/* The filter has seen to it that there is one whole heartbeat behind. */
	if ((size_t)length != header + HEARTBEAT_BYTES) {
		return -EBADMSG;
	}
	memcpy(bytes, packet + header, HEARTBEAT_BYTES);
	return HEARTBEAT_BYTES;
}

/* The counter of SO_RXQ_OVFL, but to be had without waiting for a good datagram. */
uint32_t link_socket_dropped(int fd)
{
	uint32_t figures[SK_MEMINFO_VARS] = { 0 };
	socklen_t size = sizeof(figures);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, figures, &size) < 0) {
		return 0;
	}
	return figures[SK_MEMINFO_DROPS];
}
