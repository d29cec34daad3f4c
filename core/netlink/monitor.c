#include "netlink/monitor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>

enum {
	NEWS_BYTES = 32768,
	QUEUE_BYTES = 4 << 20, /* 1,000 F-IPs that go at once must not overrun it */
};

struct monitor {
	struct mnl_socket *socket;
	struct watch *watch;
	struct monitor_listener listener;
	_Alignas(struct nlmsghdr) uint8_t news[NEWS_BYTES];
};

static void report_interface(
	const struct monitor *monitor, const struct nlmsghdr *message)
{
	bool removed = message->nlmsg_type == RTM_DELLINK;
	struct netlink_interface interface;

	if (netlink_read_interface(message, &interface)) {
		monitor->listener.on_interface(
			&interface, removed, monitor->listener.context);
	}
}

static void report_address(
	const struct monitor *monitor, const struct nlmsghdr *message)
{
	bool removed = message->nlmsg_type == RTM_DELADDR;
	struct netlink_address address;

	if (netlink_read_address(message, &address)) {
		monitor->listener.on_address(
			&address, removed, monitor->listener.context);
	}
}

static void report(const struct monitor *monitor, const struct nlmsghdr *message)
{
	switch (message->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		report_interface(monitor, message);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		report_address(monitor, message);
		break;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		monitor->listener.on_route(monitor->listener.context);
		break;
	default:
		break;
	}
}

/* Return whether there may be more to read. */
static bool read_news(struct monitor *monitor)
{
	const struct nlmsghdr *message = (const void *)monitor->news;
	ssize_t received = mnl_socket_recvfrom(
		monitor->socket, monitor->news, sizeof(monitor->news));
	int left = (int)received;

	if (received < 0) {
		if (errno == ENOBUFS || errno == ENOSPC) {
			monitor->listener.on_overrun(monitor->listener.context);
		}
		return errno == EINTR;
	}
	while (mnl_nlmsg_ok(message, left)) {
		report(monitor, message);
		message = mnl_nlmsg_next(message, &left);
	}
	return true;
}

static void on_readable(void *context)
{
	struct monitor *monitor = context;

	for (int i = 0; i < LOOP_READS_MAX && read_news(monitor); i++) {
	}
	monitor->listener.on_settled(monitor->listener.context);
}

/* A thousand F-IPs that are renewed with every heartbeat must not wake anybody. */
static int leave_out(const struct monitor *monitor, uint32_t port)
{
	/* clang-format off */
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct nlmsghdr, nlmsg_pid)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(port), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	};
	/* clang-format on */
	struct sock_fprog filter = { .len = 4, .filter = program };

	return setsockopt(mnl_socket_get_fd(monitor->socket), SOL_SOCKET,
		       SO_ATTACH_FILTER, &filter, sizeof(filter))
			       < 0
		       ? -errno
		       : 0;
}

/* Neither the local table, where each F-IP has a route, nor those of daemons. */
static int choose_routes(const struct monitor *monitor)
{
	/* clang-format off */
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, offsetof(struct nlmsghdr, nlmsg_type)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWROUTE), 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELROUTE), 0, 5),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_table)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RT_TABLE_LOCAL, 4, 0),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_protocol)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RTPROT_RA, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, RTPROT_STATIC, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	/* clang-format on */
	struct sock_fprog filter = {
		.len = sizeof(program) / sizeof(program[0]),
		.filter = program,
	};

	return setsockopt(mnl_socket_get_fd(monitor->socket), SOL_SOCKET,
		       SO_ATTACH_FILTER, &filter, sizeof(filter))
			       < 0
		       ? -errno
		       : 0;
}

static int join(struct monitor *monitor, unsigned int group)
{
	return mnl_socket_setsockopt(
		       monitor->socket, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group))
			       < 0
		       ? -errno
		       : 0;
}

static int join_routes(struct monitor *monitor)
{
	int error = choose_routes(monitor);

	error = error ? error : join(monitor, RTNLGRP_IPV4_ROUTE);
	return error ? error : join(monitor, RTNLGRP_IPV6_ROUTE);
}

static int prepare_socket(struct monitor *monitor)
{
	int fd = mnl_socket_get_fd(monitor->socket);
	int size = QUEUE_BYTES;
	int error = 0;

	/* With CAP_NET_ADMIN it may be larger than rmem_max; else the default has to
	 * do. */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (mnl_socket_bind(monitor->socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		return -errno;
	}
	if (monitor->listener.own_port) {
		error = leave_out(monitor, monitor->listener.own_port);
	}
	if (!error && monitor->listener.on_route != NULL) {
		error = join_routes(monitor);
	}
	error = error ? error : join(monitor, RTNLGRP_LINK);
	error = error ? error : join(monitor, RTNLGRP_IPV4_IFADDR);
	return error ? error : join(monitor, RTNLGRP_IPV6_IFADDR);
}

static int start(struct monitor *monitor, struct loop *loop)
{
	int error;

	monitor->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (monitor->socket == NULL) {
		return -errno;
	}
	error = prepare_socket(monitor);
	if (error) {
		return error;
	}
	monitor->watch = loop_watch(loop, mnl_socket_get_fd(monitor->socket),
		LOOP_KERNEL, on_readable, monitor);
	return monitor->watch != NULL ? 0 : -errno;
}

int monitor_open(struct monitor **monitor, struct loop *loop,
	const struct monitor_listener *listener)
{
	struct monitor *fresh = calloc(1, sizeof(*fresh));
	int error;

	*monitor = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->listener = *listener;
	error = start(fresh, loop);
	if (error) {
		monitor_close(fresh);
		return error;
	}
	*monitor = fresh;
	return 0;
}

void monitor_close(struct monitor *monitor)
{
	if (monitor == NULL) {
		return;
	}
	loop_unwatch(monitor->watch);
	if (monitor->socket != NULL) {
		mnl_socket_close(monitor->socket);
	}
	free(monitor);
}
