#include "netlink/routing.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	AT_DESTINATION_LENGTH = NLMSG_HDRLEN + 1,
	LOOKS = 10, /* after so many the table is read anyway */
	REQUEST_BYTES = 64,
};

size_t routing_put_list(void *buffer, uint8_t family)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
	struct rtmsg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

	message->nlmsg_type = RTM_GETROUTE;
	message->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	body->rtm_family = family == IP_V6 ? AF_INET6 : AF_INET;
	body->rtm_table = RT_TABLE_MAIN;
	return message->nlmsg_len;
}

/* Only an entry of IPv6's table, asked for as it is, says when it will end. */
size_t routing_put_get(void *buffer, struct ip address)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
	struct rtmsg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
	size_t length_bytes = ip_length_bytes(address.family);

	message->nlmsg_type = RTM_GETROUTE;
	message->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	body->rtm_family = address.family == IP_V6 ? AF_INET6 : AF_INET;
	body->rtm_flags = address.family == IP_V6 ? RTM_F_FIB_MATCH : 0;
	body->rtm_dst_len = (uint8_t)(8 * length_bytes);
	mnl_attr_put(message, RTA_DST, length_bytes, address.bytes);
	return message->nlmsg_len;
}

struct reading {
	struct routing_default *route;
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

bool routing_read_default(const struct nlmsghdr *message, uint32_t interface_index,
	struct routing_default *route)
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

struct way_reading {
	uint32_t index;
	bool by_router;
	bool lent;
};

static bool ends_by_itself(const struct nlattr *attribute)
{
	struct rta_cacheinfo life = { 0 };

	if (mnl_attr_get_payload_len(attribute) >= sizeof(life)) {
		memcpy(&life, mnl_attr_get_payload(attribute), sizeof(life));
	}
	return life.rta_expires != 0;
}

static int on_way_attribute(const struct nlattr *attribute, void *context)
{
	struct way_reading *reading = context;
	uint16_t type = mnl_attr_get_type(attribute);

	if (type == RTA_OIF && mnl_attr_get_payload_len(attribute) == 4) {
		reading->index = mnl_attr_get_u32(attribute);
	}
	reading->by_router =
		reading->by_router || type == RTA_GATEWAY || type == RTA_VIA;
	reading->lent =
		reading->lent || (type == RTA_CACHEINFO && ends_by_itself(attribute));
	return MNL_CB_OK;
}

enum routing_way routing_read_way(
	const struct nlmsghdr *message, uint32_t interface_index)
{
	const struct rtmsg *body = mnl_nlmsg_get_payload(message);
	struct way_reading reading = { .index = 0 };

	if (message->nlmsg_type != RTM_NEWROUTE
		|| mnl_nlmsg_get_payload_len(message) < sizeof(*body)) {
		return ROUTING_NOWHERE;
	}
	if (body->rtm_type == RTN_LOCAL) {
		return ROUTING_LOCAL;
	}
	if (body->rtm_type != RTN_UNICAST) {
		return ROUTING_NOWHERE;
	}
	reading.lent = body->rtm_protocol == RTPROT_RA;
	mnl_attr_parse(message, sizeof(*body), on_way_attribute, &reading);
	if (reading.index != interface_index || reading.by_router) {
		return ROUTING_ELSEWHERE;
	}
	return reading.lent ? ROUTING_LENT : ROUTING_ON_LINK;
}

struct way_search {
	uint32_t interface_index;
	enum routing_way way;
};

static void on_way(const struct nlmsghdr *message, void *context)
{
	struct way_search *search = context;

	search->way = routing_read_way(message, search->interface_index);
}

static bool is_no_route(int error)
{
	return error == -ENETUNREACH || error == -EHOSTUNREACH || error == -EACCES
	       || error == -EINVAL;
}

/* A link-local address is another host on every interface. */
static bool is_link_local(struct ip address)
{
	return address.family == IP_V6 && address.bytes[0] == 0xfe
	       && (address.bytes[1] & 0xc0) == 0x80;
}

int routing_find(struct netlink *netlink, struct ip address, uint32_t interface_index,
	enum routing_way *way)
{
	_Alignas(struct nlmsghdr) uint8_t request[REQUEST_BYTES];
	struct way_search search = { interface_index, ROUTING_NOWHERE };
	int error;

	routing_put_get(request, address);
	if (is_link_local(address)) {
		mnl_attr_put_u32((struct nlmsghdr *)request, RTA_OIF, interface_index);
	}
	error = netlink_dump(netlink, request, on_way, &search);
	*way = search.way;
	return is_no_route(error) ? 0 : error;
}

struct routing_gateway {
	struct netlink *netlink;
	struct mnl_socket *socket; /* of what changes */
	uint32_t interface_index;
	unsigned looks; /* since the table was read */
	bool stale;
	size_t hop_count;
	struct ip hops[ROUTING_HOPS_MAX];
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

static int prepare_gateway(struct routing_gateway *gateway)
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

int routing_gateway_open(struct routing_gateway **gateway, struct netlink *netlink)
{
	struct routing_gateway *fresh = calloc(1, sizeof(*fresh));
	int error;

	*gateway = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->netlink = netlink;
	fresh->stale = true;
	fresh->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
	error = fresh->socket != NULL ? prepare_gateway(fresh) : -errno;
	if (error) {
		routing_gateway_close(fresh);
		return error;
	}
	*gateway = fresh;
	return 0;
}

void routing_gateway_close(struct routing_gateway *gateway)
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
static void hear_changes(struct routing_gateway *gateway)
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
	struct routing_default best;
};

static void on_route(const struct nlmsghdr *message, void *context)
{
	struct search *search = context;
	struct routing_default route;

	if (routing_read_default(message, search->interface_index, &route)
		&& ip_is_set(route.next_hop)
		&& (!ip_is_set(search->best.next_hop)
			|| route.metric < search->best.metric)) {
		search->best = route;
	}
}

static bool read_table(struct routing_gateway *gateway, uint8_t family)
{
	_Alignas(struct nlmsghdr) uint8_t request[REQUEST_BYTES];
	struct search search = { .interface_index = gateway->interface_index };
	int error;

	routing_put_list(request, family);
	error = netlink_dump(gateway->netlink, request, on_route, &search);
	if (ip_is_set(search.best.next_hop)) {
		gateway->hops[gateway->hop_count++] = search.best.next_hop;
	}
	return error == 0;
}

static void read_tables(struct routing_gateway *gateway)
{
	bool read;

	gateway->hop_count = 0;
	read = read_table(gateway, IP_V4);
	gateway->stale = !read_table(gateway, IP_V6) || !read;
	gateway->looks = 0;
}

size_t routing_gateway_look(struct routing_gateway *gateway, uint32_t interface_index,
	struct ip hops[ROUTING_HOPS_MAX])
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
