#include "io/linksocket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "wire/heartbeat.h"

enum {
	UDP_HEADER_BYTES = 8, /* the filter sees the datagram from there */
	HOP_LIMIT = 255,
	PORT_DISCARD = 9,
	CLASS_CS6 = 0xc0, /* network control */
};

static int set_filter(int fd)
{
	/* clang-format off */
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UDP_HEADER_BYTES + HEARTBEAT_BYTES, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, UDP_HEADER_BYTES),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, HEARTBEAT_MAGIC, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	/* clang-format on */
	struct sock_fprog filter = {
		.len = sizeof(program) / sizeof(program[0]),
		.filter = program,
	};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) < 0
		       ? -errno
		       : 0;
}

static int set_number(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value)) < 0 ? -errno : 0;
}

static int set_header_options(int fd)
{
	int error = set_number(fd, IPPROTO_IP, IP_TTL, HOP_LIMIT);

	if (error == 0) {
		error = set_number(fd, IPPROTO_IP, IP_TOS, CLASS_CS6);
	}
	if (error == 0) {
		error = set_number(fd, IPPROTO_IP, IP_RECVTTL, 1);
	}
	if (error == 0) {
		error = set_number(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
	}
	return error;
}

static int bind_interface(int fd, const char *interface)
{
	if (!interface) {
		return 0;
	}
	return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
		       (socklen_t)strlen(interface))
			       < 0
		       ? -errno
		       : 0;
}

static int attach(int fd, const struct linksocket_options *options)
{
	struct sockaddr_in own = {
		.sin_family = AF_INET,
		.sin_port = htons(options->port),
		.sin_addr.s_addr = htonl(ip_number(options->own)),
	};
	struct sockaddr_in peer = {
		.sin_family = AF_INET,
		.sin_port = htons(options->port),
		.sin_addr.s_addr = htonl(ip_number(options->peer)),
	};

	if (bind(fd, (const struct sockaddr *)&own, sizeof(own)) < 0
		|| connect(fd, (const struct sockaddr *)&peer, sizeof(peer)) < 0) {
		return -errno;
	}
	return 0;
}

/* The filter comes before the address: nothing unwanted can be in the queue. */
static int prepare(int fd, const struct linksocket_options *options)
{
	int error = set_filter(fd);

	if (error == 0) {
		error = set_header_options(fd);
	}
	if (error == 0) {
		error = bind_interface(fd, options->interface);
	}
	return error ? error : attach(fd, options);
}

int linksocket_open(const struct linksocket_options *options)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
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

/* Connecting sends nothing, but the kernel looks for a route and chooses a source. */
static int choose_source(int fd, struct ip *own, struct ip peer, const char *interface)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT_DISCARD),
		.sin_addr.s_addr = htonl(ip_number(peer)),
	};
	socklen_t size = sizeof(address);
	int error = bind_interface(fd, interface);

	if (error) {
		return error;
	}
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0
		|| getsockname(fd, (struct sockaddr *)&address, &size) < 0) {
		return -errno;
	}
	*own = ip_make(IP_V4, &address.sin_addr);
	return 0;
}

int linksocket_find_own(struct ip *own, struct ip peer, const char *interface)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
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

static void read_part(struct cmsghdr *part, struct linksocket_arrival *arrival)
{
	struct timespec stamp;

	if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_TTL) {
		memcpy(&arrival->hop_limit, CMSG_DATA(part),
			sizeof(arrival->hop_limit));
	}
	if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_TIMESTAMPNS) {
		memcpy(&stamp, CMSG_DATA(part), sizeof(stamp));
		arrival->age_us = since_us(&stamp);
	}
}

ssize_t linksocket_receive(
	int fd, uint8_t *bytes, size_t size, struct linksocket_arrival *arrival)
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
	*arrival = (struct linksocket_arrival){ .hop_limit = -1, .age_us = 0 };
	for (struct cmsghdr *part = CMSG_FIRSTHDR(&header); part;
		part = CMSG_NXTHDR(&header, part)) {
		read_part(part, arrival);
	}
	return length;
}

/* The counter of SO_RXQ_OVFL, but to be had without waiting for a good datagram. */
uint32_t linksocket_dropped(int fd)
{
	uint32_t figures[SK_MEMINFO_VARS] = { 0 };
	socklen_t size = sizeof(figures);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, figures, &size) < 0) {
		return 0;
	}
	return figures[SK_MEMINFO_DROPS];
}
