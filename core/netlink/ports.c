#include "netlink/ports.h"

#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

enum {
	REQUEST_BYTES = 64,
	DEPTH_MAX = 4, /* VLANs on VLANs */
};

static void take_kind(struct port *port, const struct nlattr *attribute)
{
	const char *kind = mnl_attr_get_payload(attribute);
	uint16_t length = mnl_attr_get_payload_len(attribute);

	if (length == 0 || kind[length - 1] != '\0') {
		return;
	}
	port->bundles = strcmp(kind, "bond") == 0 || strcmp(kind, "team") == 0;
	port->tags = strcmp(kind, "vlan") == 0;
}

static int on_info_attribute(const struct nlattr *attribute, void *context)
{
	if (mnl_attr_get_type(attribute) == IFLA_INFO_KIND) {
		take_kind(context, attribute);
	}
	return MNL_CB_OK;
}

static uint32_t number_of(const struct nlattr *attribute)
{
	return mnl_attr_get_payload_len(attribute) == sizeof(uint32_t)
		       ? mnl_attr_get_u32(attribute)
		       : 0;
}

static int on_attribute(const struct nlattr *attribute, void *context)
{
	struct port *port = context;

	switch (mnl_attr_get_type(attribute)) {
	case IFLA_ADDRESS:
		if (mnl_attr_get_payload_len(attribute) == sizeof(port->mac)) {
			memcpy(port->mac, mnl_attr_get_payload(attribute),
				sizeof(port->mac));
		}
		break;
	case IFLA_MASTER:
		port->master = number_of(attribute);
		break;
	case IFLA_LINK:
		port->lower = number_of(attribute);
		break;
	case IFLA_LINKINFO:
		mnl_attr_parse_nested(attribute, on_info_attribute, port);
		break;
	default:
		break;
	}
	return MNL_CB_OK;
}

bool ports_read(const struct nlmsghdr *message, struct port *port)
{
	const struct ifinfomsg *body;

	memset(port, 0, sizeof(*port));
	if (message->nlmsg_type != RTM_NEWLINK
		|| mnl_nlmsg_get_payload_len(message) < sizeof(*body)) {
		return false;
	}
	body = mnl_nlmsg_get_payload(message);
	port->index = (uint32_t)body->ifi_index;
	mnl_attr_parse(message, sizeof(*body), on_attribute, port);
	return body->ifi_family == AF_UNSPEC && port->index != 0;
}

struct search {
	uint32_t wanted;
	struct port found;
	uint8_t (*macs)[6];
	unsigned count;
	unsigned most;
};

static void on_wanted(const struct nlmsghdr *message, void *context)
{
	struct search *search = context;
	struct port port;

	if (ports_read(message, &port) && port.index == search->wanted) {
		search->found = port;
	}
}

static void add(struct search *search, const struct port *port)
{
	for (unsigned i = 0; i < search->count; i++) {
		if (memcmp(search->macs[i], port->mac, sizeof(port->mac)) == 0) {
			return;
		}
	}
	if (search->count < search->most) {
		memcpy(search->macs[search->count++], port->mac, sizeof(port->mac));
	}
}

static void on_port(const struct nlmsghdr *message, void *context)
{
	struct search *search = context;
	struct port port;

	if (ports_read(message, &port) && port.master == search->found.index) {
		add(search, &port);
	}
}

static struct nlmsghdr *begin(void *buffer, uint16_t flags, uint32_t index)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
	struct ifinfomsg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

	message->nlmsg_type = RTM_GETLINK;
	message->nlmsg_flags = NLM_F_REQUEST | flags;
	body->ifi_family = AF_UNSPEC;
	body->ifi_index = (int)index;
	return message;
}

static void find(struct netlink *netlink, struct search *search)
{
	_Alignas(struct nlmsghdr) uint8_t request[REQUEST_BYTES];

	search->found = (struct port){ .index = 0 };
	begin(request, NLM_F_ACK, search->wanted);
	netlink_dump(netlink, request, on_wanted, search);
	if (search->found.index != 0) {
		add(search, &search->found);
	}
}

/* The kernel picks them out: a host may have thousands of interfaces. */
static void find_ports(struct netlink *netlink, struct search *search)
{
	_Alignas(struct nlmsghdr) uint8_t request[REQUEST_BYTES];
	struct nlmsghdr *message = begin(request, NLM_F_DUMP, 0);

	mnl_attr_put_u32(message, IFLA_MASTER, search->found.index);
	netlink_dump(netlink, request, on_port, search);
}

unsigned ports_list(struct netlink *netlink, uint32_t interface_index,
	uint8_t macs[][6], unsigned most)
{
	struct search search = {
		.wanted = interface_index, .macs = macs, .most = most
	};

	for (unsigned i = 0; i < DEPTH_MAX && search.wanted != 0; i++) {
		find(netlink, &search);
		search.wanted = search.found.tags ? search.found.lower : 0;
	}
	if (search.found.bundles) {
		find_ports(netlink, &search);
	}
	return search.count;
}
