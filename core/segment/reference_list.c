#include "segment/reference_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "netlink/gateway.h"
#include "netlink/netlink.h"

_Static_assert(
	(int)REFERENCES_MAX == (int)CONFIG_REFERENCES_MAX + (int)GATEWAY_HOPS_MAX,
	"every one has a place");

struct references {
	struct netlink *netlink;
	struct gateway *gateway; /* NULL: it is not asked */
	struct ip own;
	struct ip link_local;     /* unset: not known */
	uint32_t interface_index; /* that it belongs to */
	size_t listed_count;
	struct ip targets[REFERENCES_MAX];
};

int references_open(
	struct references **references, const struct config *config, struct ip own)
{
	struct references *fresh = calloc(1, sizeof(*fresh));
	int error;

	*references = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->own = own;
	fresh->listed_count = config->reference_count;
	memcpy(fresh->targets, config->references, sizeof(config->references));
	error = netlink_open(&fresh->netlink);
	if (!error && config->reference_gateway) {
		error = gateway_open(&fresh->gateway, fresh->netlink);
	}
	if (error) {
		references_close(fresh);
		return error;
	}
	*references = fresh;
	return 0;
}

void references_close(struct references *references)
{
	if (references != NULL) {
		gateway_close(references->gateway);
		netlink_close(references->netlink);
		free(references);
	}
}

static void on_address(const struct netlink_address *address, void *context)
{
	struct references *references = context;

	if (!address->tentative && ip_is_link_local(address->address)) {
		references->link_local = address->address;
	}
}

/* As a router with an address of IPv6 is asked where the real IP is one of IPv4. */
static struct ip find_link_local(struct references *references, uint32_t index)
{
	if (references->interface_index != index) {
		references->interface_index = index;
		references->link_local = (struct ip){ .family = IP_NONE };
	}
	if (!ip_is_set(references->link_local)) {
		netlink_list_addresses(
			references->netlink, index, on_address, references);
	}
	return references->link_local;
}

/* Without a sender a question of IPv6 is a probe, and a router takes that for a theft.
 */
static bool make_question(struct references *references, struct ip target,
	uint32_t index, struct references_question *question)
{
	*question = (struct references_question){ .target = target };
	if (references->own.family == target.family) {
		question->sender = references->own;
	} else if (target.family == IP_V6) {
		question->sender = find_link_local(references, index);
	}
	return ip_is_set(question->sender) || target.family == IP_V4;
}

size_t references_list(struct references *references, uint32_t interface_index,
	struct references_question questions[REFERENCES_MAX])
{
	size_t target_count = references->listed_count;
	size_t count = 0;

	if (references->gateway != NULL) {
		target_count += gateway_look(references->gateway, interface_index,
			references->targets + target_count);
	}
	for (size_t i = 0; i < target_count; i++) {
		count += make_question(references, references->targets[i],
			interface_index, &questions[count]);
	}
	return count;
}
