#include "netlink/monitor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/filter.h>
#include <linux/if_addr.h>
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
	struct monitor_listener *listeners;
	_Alignas(struct nlmsghdr) uint8_t news[NEWS_BYTES];
};

static void report_interface(
	const struct monitor *monitor, const struct nlmsghdr *message)
{
	const struct monitor_listener *listener = monitor->listeners;
	bool removed = message->nlmsg_type == RTM_DELLINK;
	struct netlink_interface interface;

	if (!netlink_read_interface(message, &interface)) {
		return;
	}
	for (; listener != NULL; listener = listener->next) {
		listener->on_interface(&interface, removed, listener->context);
	}
}

static void report_address(
	const struct monitor *monitor, const struct nlmsghdr *message)
{
	const struct monitor_listener *listener = monitor->listeners;
	bool removed = message->nlmsg_type == RTM_DELADDR;
	struct netlink_address address;

	if (!netlink_read_address(message, &address)) {
		return;
	}
	for (; listener != NULL; listener = listener->next) {
		listener->on_address(&address, removed, listener->context);
	}
}

static void report_route(const struct monitor *monitor)
{
	const struct monitor_listener *listener = monitor->listeners;

	for (; listener != NULL; listener = listener->next) {
		if (listener->on_route != NULL) {
			listener->on_route(listener->context);
		}
	}
}

static void report_overrun(const struct monitor *monitor)
{
	const struct monitor_listener *listener = monitor->listeners;

	for (; listener != NULL; listener = listener->next) {
		listener->on_overrun(listener->context);
	}
}

static void report_settled(const struct monitor *monitor)
{
	const struct monitor_listener *listener = monitor->listeners;

	for (; listener != NULL; listener = listener->next) {
		listener->on_settled(listener->context);
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
		report_route(monitor);
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
			report_overrun(monitor);
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
	report_settled(monitor);
}

/* What the program below jumps to or loads from. */
enum {
	AT_TYPE = offsetof(struct nlmsghdr, nlmsg_type),
	AT_TABLE = NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_table),
	AT_PROTOCOL = NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_protocol),
	OF_ADDRESS = NLMSG_HDRLEN + sizeof(struct ifaddrmsg), /* its attributes */
	OF_ROUTE = NLMSG_HDRLEN + sizeof(struct rtmsg),
	IN_VALUE = sizeof(struct nlattr), /* of an attribute */
	IN_EXPIRES = IN_VALUE + offsetof(struct rta_cacheinfo, rta_expires),
	UNUSABLE = IFA_F_TENTATIVE | IFA_F_DADFAILED,
	TAKE = 0xffff, /* whole */
	DROP = 0,
};

#define LOAD(size, offset)     BPF_STMT(BPF_LD | (size) | BPF_ABS, offset)
#define IF(value, then, other) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, then, other)
#define IF_ANY(value, then, other)                                                     \
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, value, then, other)
#define IF_ABOVE(value, then, other)                                                   \
	BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, value, then, other)
#define END(verdict) BPF_STMT(BPF_RET | BPF_K, verdict)
/* Find an attribute behind the header that ends at from: where it is, or 0. */
#define FIND(attribute, from)                                                          \
	BPF_STMT(BPF_LDX | BPF_IMM, attribute), BPF_STMT(BPF_LD | BPF_IMM, from),      \
		LOAD(BPF_W, (uint32_t)(SKF_AD_OFF + SKF_AD_NLATTR))
/* Load from within the attribute that was found. */
#define LOAD_IN(size, offset)                                                          \
	BPF_STMT(BPF_MISC | BPF_TAX, 0), BPF_STMT(BPF_LD | (size) | BPF_IND, offset)

/*
 * What the kernel says of most often, and nobody needs to hear: that an F-IP of this
 * fipd or of another instance was set or lives anew, for which fipd's mark stands
 * unless an outsider has made it his; a route of the local table, where each F-IP has
 * one, or of a routing daemon or by way of a router that advertised it; and one that
 * ends by itself, as an advertised prefix does, for it counts for nothing
 * (docs/rules.md).
 */
static int leave_out(const struct monitor *monitor)
{
	/* clang-format off */
	struct sock_filter program[] = {
		LOAD(BPF_H, AT_TYPE),
		IF(htons(RTM_NEWADDR), 3, 0),
		IF(htons(RTM_NEWROUTE), 16, 0),
		IF(htons(RTM_DELROUTE), 15, 0),
		END(TAKE),
		FIND(IFA_PROTO, OF_ADDRESS),
		IF(0, 22, 0),
		LOAD_IN(BPF_B, IN_VALUE),
		IF(NETLINK_FIP_PROTOCOL, 0, 19),
		FIND(IFA_FLAGS, OF_ADDRESS),
		IF(0, 15, 0),
		LOAD_IN(BPF_W, IN_VALUE),
		IF_ANY(htonl(UNUSABLE), 12, 11),
		LOAD(BPF_B, AT_TABLE),
		IF(RT_TABLE_LOCAL, 9, 0),
		LOAD(BPF_B, AT_PROTOCOL),
		IF_ABOVE(RTPROT_STATIC, 7, 0),
		FIND(RTA_CACHEINFO, OF_ROUTE),
		IF(0, 4, 0),
		LOAD_IN(BPF_W, IN_EXPIRES),
		IF(0, 1, 0),
		END(DROP),
		END(TAKE),
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

static int prepare_socket(struct monitor *monitor)
{
	int fd = mnl_socket_get_fd(monitor->socket);
	int size = QUEUE_BYTES;
	int error;

	/* With CAP_NET_ADMIN it may be larger than rmem_max; else the default has to
	 * do. */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (mnl_socket_bind(monitor->socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		return -errno;
	}
	error = leave_out(monitor);
	error = error ? error : join(monitor, RTNLGRP_IPV4_ROUTE);
	error = error ? error : join(monitor, RTNLGRP_IPV6_ROUTE);
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

int monitor_open(struct monitor **monitor, struct loop *loop)
{
	struct monitor *fresh = calloc(1, sizeof(*fresh));
	int error;

	*monitor = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
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

void monitor_listen(struct monitor *monitor, struct monitor_listener *listener)
{
	struct monitor_listener **end = &monitor->listeners;

	while (*end != NULL) {
		end = &(*end)->next;
	}
	listener->next = NULL;
	*end = listener;
}

void monitor_leave(struct monitor *monitor, struct monitor_listener *listener)
{
	struct monitor_listener **place = monitor != NULL ? &monitor->listeners : NULL;

	while (place != NULL && *place != NULL && *place != listener) {
		place = &(*place)->next;
	}
	if (place != NULL && *place != NULL) {
		*place = listener->next;
	}
}
