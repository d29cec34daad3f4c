#include "netlink/route_message.h"

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <string.h>

size_t route_message_put_list(void *buffer, uint8_t family)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
	struct rtmsg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

	message->nlmsg_type = RTM_GETROUTE;
	message->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	body->rtm_family = family == IP_V6 ? AF_INET6 : AF_INET;
	body->rtm_table = RT_TABLE_MAIN;
	return message->nlmsg_len;
}

size_t route_message_put_get(void *buffer, struct ip address)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
	struct rtmsg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
	size_t length_bytes = ip_length_bytes(address.family);

	message->nlmsg_type = RTM_GETROUTE;
	message->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	body->rtm_family = address.family == IP_V6 ? AF_INET6 : AF_INET;
	body->rtm_dst_len = (uint8_t)(8 * length_bytes);
	mnl_attr_put(message, RTA_DST, length_bytes, address.bytes);
	return message->nlmsg_len;
}

bool route_message_is_local(const struct nlmsghdr *message)
{
	const struct rtmsg *body = mnl_nlmsg_get_payload(message);

	return message->nlmsg_type == RTM_NEWROUTE
	       && mnl_nlmsg_get_payload_len(message) >= sizeof(*body)
	       && body->rtm_type == RTN_LOCAL;
}

struct reading {
	struct netlink_route *route;
	uint32_t wanted_index;
	uint32_t index;
	uint8_t family;
	struct ip next_hop;
};

/* IPv4 may go by a next hop of IPv6, which comes with its family in front. */
static void take_via(struct reading *reading, const struct nlattr *attribute)
{
	uint8_t bytes[sizeof(struct rtvia) + 16] = { 0 };
	uint16_t length = mnl_attr_get_payload_len(attribute);
	uint16_t family;

	if (length != sizeof(bytes)) {
		return;
	}
	memcpy(bytes, mnl_attr_get_payload(attribute), length);
	memcpy(&family, bytes, sizeof(family));
	if (family == AF_INET6) {
		reading->next_hop = ip_make(IP_V6, bytes + sizeof(struct rtvia));
	}
}

static void take_gateway(struct reading *reading, const struct nlattr *attribute)
{
	if (mnl_attr_get_payload_len(attribute) == ip_length_bytes(reading->family)) {
		reading->next_hop =
			ip_make(reading->family, mnl_attr_get_payload(attribute));
	}
}

static int on_hop_attribute(const struct nlattr *attribute, void *context)
{
	struct reading *reading = context;

	switch (mnl_attr_get_type(attribute)) {
	case RTA_GATEWAY:
		take_gateway(reading, attribute);
		break;
	case RTA_VIA:
		take_via(reading, attribute);
		break;
	default:
		break;
	}
	return MNL_CB_OK;
}

static void end_hop(struct reading *reading)
{
	if (reading->index == reading->wanted_index
		&& !ip_is_set(reading->route->next_hop)) {
		reading->route->next_hop = reading->next_hop;
	}
	reading->next_hop = (struct ip){ .family = IP_NONE };
}

/* Each next hop bears its interface and attributes of its own. */
static void take_hops(struct reading *reading, const struct nlattr *attribute)
{
	const uint8_t *at = mnl_attr_get_payload(attribute);
	size_t left = mnl_attr_get_payload_len(attribute);
	struct rtnexthop hop;
	size_t size;

	while (left >= sizeof(hop)) {
		memcpy(&hop, at, sizeof(hop));
		if (hop.rtnh_len < sizeof(hop) || hop.rtnh_len > left) {
			return;
		}
		reading->index = (uint32_t)hop.rtnh_ifindex;
		mnl_attr_parse_payload(at + sizeof(hop), hop.rtnh_len - sizeof(hop),
			on_hop_attribute, reading);
		end_hop(reading);
		size = ((size_t)hop.rtnh_len + RTNH_ALIGNTO - 1) / RTNH_ALIGNTO
		       * RTNH_ALIGNTO;
		if (size >= left) {
			return;
		}
		at += size;
		left -= size;
	}
}

static int on_attribute(const struct nlattr *attribute, void *context)
{
	struct reading *reading = context;
	uint16_t length = mnl_attr_get_payload_len(attribute);

	switch (mnl_attr_get_type(attribute)) {
	case RTA_OIF:
		reading->index = length == 4 ? mnl_attr_get_u32(attribute) : 0;
		break;
	case RTA_PRIORITY:
		reading->route->metric = length == 4 ? mnl_attr_get_u32(attribute) : 0;
		break;
	case RTA_MULTIPATH:
		take_hops(reading, attribute);
		break;
	default:
		on_hop_attribute(attribute, reading);
		break;
	}
	return MNL_CB_OK;
}

bool route_message_read_default(const struct nlmsghdr *message,
	uint32_t interface_index, struct netlink_route *route)
{
	struct reading reading = { .route = route, .wanted_index = interface_index };
	const struct rtmsg *body;

	memset(route, 0, sizeof(*route));
	if (message->nlmsg_type != RTM_NEWROUTE
		|| mnl_nlmsg_get_payload_len(message) < sizeof(*body)) {
		return false;
	}
	body = mnl_nlmsg_get_payload(message);
	if (body->rtm_dst_len != 0 || body->rtm_table != RT_TABLE_MAIN
		|| body->rtm_type != RTN_UNICAST) {
		return false;
	}
	reading.family = body->rtm_family == AF_INET6 ? IP_V6 : IP_V4;
	mnl_attr_parse(message, sizeof(*body), on_attribute, &reading);
	end_hop(&reading);
	return true;
}
