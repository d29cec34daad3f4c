#include "netlink/gateway.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "netlink/route_message.h"

enum {
	AT_DESTINATION_LENGTH = NLMSG_HDRLEN + 1,
	LOOKS = 10, /* after so many the table is read anyway */
	REQUEST_BYTES = 64,
};

struct gateway {
	struct netlink *netlink;
	struct mnl_socket *socket; /* of what changes */
	uint32_t interface_index;
	unsigned looks; /* since the table was read */
	bool stale;
	size_t hop_count;
	struct ip hops[GATEWAY_HOPS_MAX];
	_Alignas(struct nlmsghdr) uint8_t news[8192];
};

/* Routes with a destination are nobody's business here. */
static int set_filter(int fd)
{
	/* clang-format off */
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, AT_DESTINATION_LENGTH),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	/* clang-format on */
	struct sock_fprog filter = { .len = 4, .filter = program };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) < 0
		       ? -errno
		       : 0;
}

static int prepare(struct gateway *gateway)
{
	static const unsigned groups[] = { RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE };
	int error = set_filter(mnl_socket_get_fd(gateway->socket));

	if (!error && mnl_socket_bind(gateway->socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		error = -errno;
	}
	for (int i = 0; !error && i < 2; i++) {
		unsigned group = groups[i];

		if (mnl_socket_setsockopt(gateway->socket, NETLINK_ADD_MEMBERSHIP,
			    &group, sizeof(group))
			< 0) {
			error = -errno;
		}
	}
	return error;
}

int gateway_open(struct gateway **gateway, struct netlink *netlink)
{
	struct gateway *fresh = calloc(1, sizeof(*fresh));
	int error;

	*gateway = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->netlink = netlink;
	fresh->stale = true;
	fresh->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
	error = fresh->socket != NULL ? prepare(fresh) : -errno;
	if (error) {
		gateway_close(fresh);
		return error;
	}
	*gateway = fresh;
	return 0;
}

void gateway_close(struct gateway *gateway)
{
	if (gateway == NULL) {
		return;
	}
	if (gateway->socket != NULL) {
		mnl_socket_close(gateway->socket);
	}
	free(gateway);
}

/* Whatever comes, and if it was more than fitted, means: read the table. */
static void hear_changes(struct gateway *gateway)
{
	for (;;) {
		ssize_t received = mnl_socket_recvfrom(
			gateway->socket, gateway->news, sizeof(gateway->news));

		if (received < 0 && errno == EAGAIN) {
			return;
		}
		gateway->stale = true;
		if (received < 0) {
			return;
		}
	}
}

struct search {
	uint32_t interface_index;
	struct netlink_route best;
};

static void on_route(const struct nlmsghdr *message, void *context)
{
	struct search *search = context;
	struct netlink_route route;

	if (route_message_read_default(message, search->interface_index, &route)
		&& ip_is_set(route.next_hop)
		&& (!ip_is_set(search->best.next_hop)
			|| route.metric < search->best.metric)) {
		search->best = route;
	}
}

static bool read_table(struct gateway *gateway, uint8_t family)
{
	_Alignas(struct nlmsghdr) uint8_t request[REQUEST_BYTES];
	struct search search = { .interface_index = gateway->interface_index };
	int error;

	route_message_put_list(request, family);
	error = netlink_dump(gateway->netlink, request, on_route, &search);
	if (ip_is_set(search.best.next_hop)) {
		gateway->hops[gateway->hop_count++] = search.best.next_hop;
	}
	return error == 0;
}

static void read_tables(struct gateway *gateway)
{
	bool read;

	gateway->hop_count = 0;
	read = read_table(gateway, IP_V4);
	gateway->stale = !read_table(gateway, IP_V6) || !read;
	gateway->looks = 0;
}

size_t gateway_look(struct gateway *gateway, uint32_t interface_index,
	struct ip hops[GATEWAY_HOPS_MAX])
{
	hear_changes(gateway);
	if (gateway->stale || gateway->interface_index != interface_index
		|| ++gateway->looks >= LOOKS) {
		gateway->interface_index = interface_index;
		read_tables(gateway);
	}
	for (size_t i = 0; i < gateway->hop_count; i++) {
		hops[i] = gateway->hops[i];
	}
	return gateway->hop_count;
}
