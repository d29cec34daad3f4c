#include "netlink/address_message.h"

#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <string.h>

static struct nlmsghdr *begin(
	void *buffer, uint16_t type, uint16_t flags, uint32_t sequence)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);

	message->nlmsg_type = type;
	message->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	message->nlmsg_seq = sequence;
	return message;
}

static struct nlmsghdr *begin_address(void *buffer, uint16_t type, uint32_t sequence,
	const struct netlink_address *address)
{
	size_t length_bytes = ip_length_bytes(address->address.family);
	uint16_t flags = type == RTM_NEWADDR ? NLM_F_CREATE | NLM_F_REPLACE : 0;
	struct nlmsghdr *message = begin(buffer, type, flags, sequence);
	struct ifaddrmsg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

	body->ifa_family = address->address.family == IP_V6 ? AF_INET6 : AF_INET;
	body->ifa_prefixlen = address->prefix_length;
	/*
	 * Host scope (IPv4 only): neighbours reach it all the same, but the kernel does
	 * not choose it as the source of own traffic, not even when the real IP is set
	 * anew after it (with global scope it then did so for multicast and on-link
	 * routes; Linux 6.18).
	 */
	body->ifa_scope = RT_SCOPE_HOST;
	body->ifa_index = address->interface_index;
	mnl_attr_put(message, IFA_LOCAL, length_bytes, address->address.bytes);
	mnl_attr_put(message, IFA_ADDRESS, length_bytes, address->address.bytes);
	return message;
}

/*
 * An IPv6 address has no scope of its own choice; one that is deprecated from the start
 * is no source either, as long as the interface has another one (RFC 6724, rule 3).
 */
static void put_use(struct nlmsghdr *message, const struct netlink_address *address)
{
	bool ipv6 = address->address.family == IP_V6;
	struct ifa_cacheinfo lifetime = {
		.ifa_prefered = ipv6 ? 0 : address->valid_s,
		.ifa_valid = address->valid_s,
	};

	mnl_attr_put(message, IFA_CACHEINFO, sizeof(lifetime), &lifetime);
	mnl_attr_put_u32(
		message, IFA_FLAGS, IFA_F_NOPREFIXROUTE | (ipv6 ? IFA_F_NODAD : 0));
}

size_t address_message_put_set(
	void *buffer, uint32_t sequence, const struct netlink_address *address)
{
	struct nlmsghdr *message =
		begin_address(buffer, RTM_NEWADDR, sequence, address);

	put_use(message, address);
	mnl_attr_put_u8(message, IFA_PROTO, address->protocol);
	return message->nlmsg_len;
}

size_t address_message_put_delete(
	void *buffer, uint32_t sequence, const struct netlink_address *address)
{
	return begin_address(buffer, RTM_DELADDR, sequence, address)->nlmsg_len;
}

size_t address_message_put_get_interface(
	void *buffer, uint32_t sequence, const char *name)
{
	struct nlmsghdr *message = begin(buffer, RTM_GETLINK, 0, sequence);
	struct ifinfomsg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

	body->ifi_family = AF_UNSPEC;
	mnl_attr_put_strz(message, IFLA_IFNAME, name);
	return message->nlmsg_len;
}

size_t address_message_put_list_addresses(void *buffer, uint32_t index)
{
	struct nlmsghdr *message = begin(buffer, RTM_GETADDR, NLM_F_DUMP, 0);
	struct ifaddrmsg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

	body->ifa_family = AF_UNSPEC;
	body->ifa_index = index;
	return message->nlmsg_len;
}

size_t address_message_put_arp(
	void *buffer, uint32_t interface_index, const struct netlink_arp *arp)
{
	struct nlmsghdr *message = begin(buffer, RTM_NEWLINK, 0, 0);
	struct ifinfomsg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
	struct nlattr *families;
	struct nlattr *ipv4;
	struct nlattr *settings;

	body->ifi_index = (int)interface_index;
	families = mnl_attr_nest_start(message, IFLA_AF_SPEC);
	ipv4 = mnl_attr_nest_start(message, AF_INET);
	settings = mnl_attr_nest_start(message, IFLA_INET_CONF);
	mnl_attr_put_u32(message, IPV4_DEVCONF_ARP_IGNORE, arp->ignore);
	mnl_attr_put_u32(message, IPV4_DEVCONF_ARP_ANNOUNCE, arp->announce);
	mnl_attr_nest_end(message, settings);
	mnl_attr_nest_end(message, ipv4);
	mnl_attr_nest_end(message, families);
	return message->nlmsg_len;
}

void address_message_want_ack(void *buffer)
{
	((struct nlmsghdr *)buffer)->nlmsg_flags |= NLM_F_ACK;
}

/* The settings of IPv6 on an interface, as an array. */
static int on_ipv6_attribute(const struct nlattr *attribute, void *context)
{
	struct netlink_interface *interface = context;
	int32_t settings[DEVCONF_FORWARDING + 1];

	if (mnl_attr_get_type(attribute) == IFLA_INET6_CONF
		&& mnl_attr_get_payload_len(attribute) >= sizeof(settings)) {
		memcpy(settings, mnl_attr_get_payload(attribute), sizeof(settings));
		interface->router = settings[DEVCONF_FORWARDING] != 0;
	}
	return MNL_CB_OK;
}

/* Those of IPv4, from number 1. */
static int on_ipv4_attribute(const struct nlattr *attribute, void *context)
{
	struct netlink_interface *interface = context;
	uint32_t settings[IPV4_DEVCONF_ARP_IGNORE];

	if (mnl_attr_get_type(attribute) == IFLA_INET_CONF
		&& mnl_attr_get_payload_len(attribute) >= sizeof(settings)) {
		memcpy(settings, mnl_attr_get_payload(attribute), sizeof(settings));
		interface->arp.ignore = settings[IPV4_DEVCONF_ARP_IGNORE - 1];
		interface->arp.announce = settings[IPV4_DEVCONF_ARP_ANNOUNCE - 1];
	}
	return MNL_CB_OK;
}

static int on_family_attribute(const struct nlattr *attribute, void *context)
{
	if (mnl_attr_get_type(attribute) == AF_INET6) {
		mnl_attr_parse_nested(attribute, on_ipv6_attribute, context);
	} else if (mnl_attr_get_type(attribute) == AF_INET) {
		mnl_attr_parse_nested(attribute, on_ipv4_attribute, context);
	}
	return MNL_CB_OK;
}

static int on_link_attribute(const struct nlattr *attribute, void *context)
{
	struct netlink_interface *interface = context;
	uint16_t length = mnl_attr_get_payload_len(attribute);

	switch (mnl_attr_get_type(attribute)) {
	case IFLA_IFNAME:
		if (length > 0 && length <= sizeof(interface->name)) {
			memcpy(interface->name, mnl_attr_get_payload(attribute),
				length);
			interface->name[sizeof(interface->name) - 1] = '\0';
		}
		break;
	case IFLA_ADDRESS:
		if (length == sizeof(interface->mac)) {
			memcpy(interface->mac, mnl_attr_get_payload(attribute), length);
		}
		break;
	case IFLA_AF_SPEC:
		mnl_attr_parse_nested(attribute, on_family_attribute, interface);
		break;
	default:
		break;
	}
	return MNL_CB_OK;
}

bool address_message_read_interface(
	const struct nlmsghdr *message, struct netlink_interface *interface)
{
	const unsigned int usable = IFF_UP | IFF_RUNNING | IFF_LOWER_UP;
	const struct ifinfomsg *body;

	memset(interface, 0, sizeof(*interface));
	if (mnl_nlmsg_get_payload_len(message) < sizeof(*body)) {
		return false;
	}
	body = mnl_nlmsg_get_payload(message);
	interface->index = (uint32_t)body->ifi_index;
	/* RUNNING follows the operational state, so a dormant port (802.1X) is not up.
	 */
	interface->up = (body->ifi_flags & usable) == usable;
	mnl_attr_parse(message, sizeof(*body), on_link_attribute, interface);
	/* A bridge speaks of its ports in the same words: one that leaves is not
	 * deleted. */
	return body->ifi_family == AF_UNSPEC && interface->index != 0
	       && interface->name[0] != '\0';
}

struct reading {
	struct netlink_address *address;
	uint8_t family;
};

/* Of a point-to-point link it is the own end; IPv6 names it there only. */
static void take_ip(const struct reading *reading, const struct nlattr *attribute)
{
	struct netlink_address *address = reading->address;

	if (mnl_attr_get_payload_len(attribute) == ip_length_bytes(reading->family)
		&& (mnl_attr_get_type(attribute) == IFA_LOCAL
			|| !ip_is_set(address->address))) {
		address->address =
			ip_make(reading->family, mnl_attr_get_payload(attribute));
	}
}

/* flat switch */
static int on_address_attribute(const struct nlattr *attribute, void *context)
{
	const struct reading *reading = context;
	struct netlink_address *address = reading->address;
	struct ifa_cacheinfo lifetime;
	uint16_t length = mnl_attr_get_payload_len(attribute);

	switch (mnl_attr_get_type(attribute)) {
	case IFA_LOCAL:
	case IFA_ADDRESS:
		take_ip(reading, attribute);
		break;
	case IFA_CACHEINFO:
		if (length >= sizeof(lifetime)) {
			memcpy(&lifetime, mnl_attr_get_payload(attribute),
				sizeof(lifetime));
			address->valid_s = lifetime.ifa_valid;
		}
		break;
	case IFA_PROTO:
		if (length == sizeof(address->protocol)) {
			address->protocol = mnl_attr_get_u8(attribute);
		}
		break;
	case IFA_FLAGS:
		if (length == sizeof(uint32_t)) {
			address->tentative = mnl_attr_get_u32(attribute)
					     & (IFA_F_TENTATIVE | IFA_F_DADFAILED);
		}
		break;
	default:
		break;
	}
	return MNL_CB_OK;
}

bool address_message_read_address(
	const struct nlmsghdr *message, struct netlink_address *address)
{
	struct reading reading = { .address = address };
	const struct ifaddrmsg *body;

	memset(address, 0, sizeof(*address));
	if (mnl_nlmsg_get_payload_len(message) < sizeof(*body)) {
		return false;
	}
	body = mnl_nlmsg_get_payload(message);
	if (body->ifa_family != AF_INET && body->ifa_family != AF_INET6) {
		return false;
	}
	reading.family = body->ifa_family == AF_INET6 ? IP_V6 : IP_V4;
	address->interface_index = body->ifa_index;
	address->prefix_length = body->ifa_prefixlen;
	address->valid_s = ADDRESS_MESSAGE_FOREVER;
	mnl_attr_parse(message, sizeof(*body), on_address_attribute, &reading);
	return ip_is_set(address->address);
}
