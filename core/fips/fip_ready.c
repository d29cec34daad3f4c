#include "fips/fip_ready.h"

#include <stdbool.h>
#include <unistd.h>

#include "loop/clock.h"
#include "netlink/route_message.h"

enum {
	LIMIT_US = 50000,
	PAUSE_US = 100,
	REQUEST_BYTES = 64,
};

static void on_route(const struct nlmsghdr *message, void *context)
{
	bool *local = context;

	*local = *local || route_message_is_local(message);
}

static bool is_delivered(struct netlink *netlink, struct ip address)
{
	_Alignas(8) uint8_t request[REQUEST_BYTES];
	bool local = false;

	route_message_put_get(request, address);
	netlink_dump(netlink, request, on_route, &local);
	return local;
}

void fip_ready_await(
	struct netlink *netlink, const struct netlink_address *list, size_t count)
{
	int64_t end_us = clock_now_us() + LIMIT_US;

	for (size_t i = 0; i < count; i++) {
		while (list[i].address.family == IP_V6
			&& !is_delivered(netlink, list[i].address)) {
			if (clock_now_us() > end_us) {
				return;
			}
			usleep(PAUSE_US);
		}
	}
}
