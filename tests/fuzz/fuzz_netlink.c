/*
 * Whatever a kernel of any version says of interfaces, addresses and routes: a message
 * is read within its bounds, and what was read is whole.  The input is one datagram of
 * netlink with any number of messages in it.
 */
#include <assert.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "netlink/netlink.h"
#include "netlink/ports.h"
#include "netlink/routing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_ip(struct ip ip)
{
	assert(ip.family == IP_NONE || ip.family == IP_V4 || ip.family == IP_V6);
}

static void read_interface(const struct nlmsghdr *message)
{
	struct netlink_interface interface;

	if (netlink_read_interface(message, &interface)) {
		assert(interface.index != 0);
		assert(memchr(interface.name, '\0', sizeof(interface.name)) != NULL);
		assert(interface.name[0] != '\0');
	}
}

static void read_port(const struct nlmsghdr *message)
{
	struct port port;

	if (ports_read(message, &port)) {
		assert(port.index != 0);
		assert(!(port.bundles && port.tags));
	}
}

/* What the kernel says of an address can be said to it again. */
static void read_address(const struct nlmsghdr *message)
{
	_Alignas(struct nlmsghdr) uint8_t bytes[512];
	struct netlink_address address;
	struct netlink_address again;

	if (!netlink_read_address(message, &address)) {
		return;
	}
	check_ip(address.address);
	assert(ip_is_set(address.address));
	netlink_put_set(bytes, 1, &address);
	assert(netlink_read_address((const struct nlmsghdr *)bytes, &again));
	assert(ip_equal(again.address, address.address));
	assert(again.prefix_length == address.prefix_length);
	assert(again.protocol == address.protocol);
}

static void read_route(const struct nlmsghdr *message)
{
	struct routing_default route = { .metric = 0 };

	routing_read_way(message, 7);
	for (uint32_t index = 0; index < 3; index++) {
		if (routing_read_default(message, index, &route)) {
			check_ip(route.next_hop);
		}
	}
}

/* libmnl takes a length above 2 GiB for a negative one; the kernel sends no such. */
static bool is_whole(const struct nlmsghdr *message, int left)
{
	return mnl_nlmsg_ok(message, left) && message->nlmsg_len <= (uint32_t)left;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A message is padded to a whole number of words, and libmnl relies on it. */
	struct nlmsghdr *copy = calloc(1, MNL_ALIGN(size ? size : 1));
	const struct nlmsghdr *message = copy;
	int left = (int)size;

	assert(copy != NULL);
	memcpy(copy, data, size);
	while (is_whole(message, left)) {
		read_interface(message);
		read_port(message);
		read_address(message);
		read_route(message);
		message = mnl_nlmsg_next(message, &left);
	}
	free(copy);
	return 0;
}
