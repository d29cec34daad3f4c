/*
 * adder INTERFACE COUNT - print how many milliseconds the kernel takes to add COUNT
 * addresses to an interface, asked as fipd asks; they are gone again afterwards.
 *
 * No takeover of so many F-IPs can be faster than this.
 */
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/moment.h"
#include "netlink/netlink.h"

enum {
	COUNT_MAX = 1000,
	FIRST = 0x0a4d0001, /* 10.77.0.1: no address of the lab */
	LEASE_S = 10,
};

static struct netlink_address list[COUNT_MAX];

static void name(size_t count, uint32_t interface_index)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t address = htonl(FIRST + (uint32_t)i);

		list[i].address = ip_make(IP_V4, &address);
		list[i].interface_index = interface_index;
		list[i].valid_s = LEASE_S;
		list[i].prefix_length = 32;
	}
}

static int fail(const char *what, int error)
{
	fprintf(stderr, "%s: %s\n", what, strerror(-error));
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	size_t count = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	struct netlink *netlink;
	int64_t begun_ns;
	int64_t ended_ns;
	int error;

	if (count < 1 || count > COUNT_MAX) {
		fprintf(stderr, "usage: adder INTERFACE COUNT (1 to %d)\n", COUNT_MAX);
		return EXIT_FAILURE;
	}
	error = netlink_open(&netlink);
	if (error) {
		return fail("netlink", error);
	}
	name(count, if_nametoindex(argv[1]));
	begun_ns = moment_now_ns();
	error = netlink_set_addresses(netlink, list, count);
	ended_ns = moment_now_ns();
	netlink_delete_addresses(netlink, list, count);
	netlink_close(netlink);
	if (error) {
		return fail(argv[1], error);
	}
	printf("%.3f\n", (double)(ended_ns - begun_ns) / 1e6);
	return EXIT_SUCCESS;
}
