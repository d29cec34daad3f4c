#include "netlink/routing.h"

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "unit/cmocka_all.h"
#include "unit/values/ip_help.h"

struct buffer {
	_Alignas(struct nlmsghdr) uint8_t bytes[512];
};

static struct nlmsghdr *header_of(struct buffer *buffer)
{
	return (struct nlmsghdr *)buffer->bytes;
}

static struct rtmsg *begin(struct buffer *buffer, uint8_t family)
{
	struct rtmsg *body = NLMSG_DATA(header_of(buffer));

	memset(buffer, 0, sizeof(*buffer));
	header_of(buffer)->nlmsg_type = RTM_NEWROUTE;
	header_of(buffer)->nlmsg_len = NLMSG_LENGTH(sizeof(*body));
	body->rtm_family = family;
	body->rtm_table = RT_TABLE_MAIN;
	body->rtm_type = RTN_UNICAST;
	return body;
}

static void put_ip(struct buffer *buffer, uint16_t type, const char *text)
{
	struct ip ip = ip_of(text);

	mnl_attr_put(header_of(buffer), type, ip_length_bytes(ip.family), ip.bytes);
}

static struct rtmsg *begin_simple(struct buffer *buffer)
{
	struct rtmsg *body = begin(buffer, AF_INET);

	mnl_attr_put_u32(header_of(buffer), RTA_OIF, 7);
	mnl_attr_put_u32(header_of(buffer), RTA_PRIORITY, 100);
	put_ip(buffer, RTA_GATEWAY, "192.0.2.254");
	return body;
}

static void a_default_route_names_its_next_hop(void **state)
{
	struct routing_default route;
	struct buffer buffer;

	(void)state;
	begin_simple(&buffer);
	assert_true(routing_read_default(header_of(&buffer), 7, &route));
	assert_ip(route.next_hop, "192.0.2.254");
	assert_int_equal(route.metric, 100);
}

static void through_another_interface_it_has_none(void **state)
{
	struct routing_default route;
	struct buffer buffer;

	(void)state;
	begin_simple(&buffer);
	assert_true(routing_read_default(header_of(&buffer), 8, &route));
	assert_false(ip_is_set(route.next_hop));
}

static void ipv4_may_go_by_a_next_hop_of_ipv6(void **state)
{
	struct routing_default route;
	struct buffer buffer;
	uint8_t via[18] = { AF_INET6 };

	(void)state;
	memcpy(via + 2, ip_of("fe80::1").bytes, 16);
	begin(&buffer, AF_INET);
	mnl_attr_put(header_of(&buffer), RTA_VIA, sizeof(via), via);
	mnl_attr_put_u32(header_of(&buffer), RTA_OIF, 7);
	assert_true(routing_read_default(header_of(&buffer), 7, &route));
	assert_ip(route.next_hop, "fe80::1");
}

/* Two next hops, 8 and 7, as the kernel writes them. */
static void put_hops(struct buffer *buffer)
{
	struct nlattr *hops = mnl_attr_nest_start(header_of(buffer), RTA_MULTIPATH);
	static const char *const texts[] = { "fe80::8", "fe80::7" };

	for (int i = 0; i < 2; i++) {
		struct rtnexthop *hop = mnl_nlmsg_get_payload_tail(header_of(buffer));

		memset(hop, 0, sizeof(*hop));
		hop->rtnh_len = sizeof(*hop) + sizeof(struct nlattr) + 16;
		hop->rtnh_ifindex = 8 - i;
		header_of(buffer)->nlmsg_len += sizeof(*hop);
		put_ip(buffer, RTA_GATEWAY, texts[i]);
	}
	mnl_attr_nest_end(header_of(buffer), hops);
}

static void of_several_next_hops_it_is_the_one_on_the_interface(void **state)
{
	struct routing_default route;
	struct buffer buffer;

	(void)state;
	begin(&buffer, AF_INET6);
	put_hops(&buffer);
	assert_true(routing_read_default(header_of(&buffer), 7, &route));
	assert_ip(route.next_hop, "fe80::7");
	assert_true(routing_read_default(header_of(&buffer), 8, &route));
	assert_ip(route.next_hop, "fe80::8");
}

static void other_routes_are_no_default_routes(void **state)
{
	struct routing_default route;
	struct buffer buffer;

	(void)state;
	begin_simple(&buffer)->rtm_dst_len = 1;
	assert_false(routing_read_default(header_of(&buffer), 7, &route));
	begin_simple(&buffer)->rtm_table = RT_TABLE_LOCAL;
	assert_false(routing_read_default(header_of(&buffer), 7, &route));
	begin_simple(&buffer)->rtm_type = RTN_UNREACHABLE;
	assert_false(routing_read_default(header_of(&buffer), 7, &route));
	begin_simple(&buffer);
	header_of(&buffer)->nlmsg_type = RTM_NEWADDR;
	assert_false(routing_read_default(header_of(&buffer), 7, &route));
}

static void a_message_cut_short_is_no_route(void **state)
{
	struct routing_default route;
	struct buffer buffer;

	(void)state;
	begin_simple(&buffer);
	header_of(&buffer)->nlmsg_len = NLMSG_LENGTH(sizeof(struct rtmsg) - 4);
	assert_false(routing_read_default(header_of(&buffer), 7, &route));
}

static enum routing_way way_of(uint8_t type, uint32_t index, const char *router)
{
	struct buffer buffer;
	struct rtmsg *body = begin(&buffer, AF_INET);

	body->rtm_type = type;
	mnl_attr_put_u32(header_of(&buffer), RTA_OIF, index);
	if (router != NULL) {
		put_ip(&buffer, RTA_GATEWAY, router);
	}
	return routing_read_way(header_of(&buffer), 7);
}

static void only_what_leaves_the_interface_without_a_router_is_on_link(void **state)
{
	struct buffer buffer;

	(void)state;
	assert_int_equal(way_of(RTN_UNICAST, 7, NULL), ROUTING_ON_LINK);
	assert_int_equal(way_of(RTN_UNICAST, 8, NULL), ROUTING_ELSEWHERE);
	assert_int_equal(way_of(RTN_UNICAST, 7, "192.168.0.254"), ROUTING_ELSEWHERE);
	assert_int_equal(way_of(RTN_LOCAL, 1, NULL), ROUTING_LOCAL);
	assert_int_equal(way_of(RTN_BLACKHOLE, 7, NULL), ROUTING_NOWHERE);
	begin(&buffer, AF_INET);
	header_of(&buffer)->nlmsg_type = RTM_DELROUTE;
	assert_int_equal(routing_read_way(header_of(&buffer), 0), ROUTING_NOWHERE);
}

static void a_route_that_ends_by_itself_or_came_from_a_router_is_lent(void **state)
{
	struct rta_cacheinfo life = { .rta_lastuse = 7 };
	struct buffer buffer;

	(void)state;
	begin(&buffer, AF_INET6)->rtm_protocol = RTPROT_RA;
	mnl_attr_put_u32(header_of(&buffer), RTA_OIF, 7);
	assert_int_equal(routing_read_way(header_of(&buffer), 7), ROUTING_LENT);
	assert_int_equal(routing_read_way(header_of(&buffer), 8), ROUTING_ELSEWHERE);
	begin(&buffer, AF_INET6)->rtm_protocol = RTPROT_KERNEL;
	mnl_attr_put_u32(header_of(&buffer), RTA_OIF, 7);
	mnl_attr_put(header_of(&buffer), RTA_CACHEINFO, sizeof(life), &life);
	assert_int_equal(routing_read_way(header_of(&buffer), 7), ROUTING_ON_LINK);
	life.rta_expires = 100;
	mnl_attr_put(header_of(&buffer), RTA_CACHEINFO, sizeof(life), &life);
	assert_int_equal(routing_read_way(header_of(&buffer), 7), ROUTING_LENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_route_that_ends_by_itself_or_came_from_a_router_is_lent),
		cmocka_unit_test(
			only_what_leaves_the_interface_without_a_router_is_on_link),
		cmocka_unit_test(a_default_route_names_its_next_hop),
		cmocka_unit_test(through_another_interface_it_has_none),
		cmocka_unit_test(ipv4_may_go_by_a_next_hop_of_ipv6),
		cmocka_unit_test(of_several_next_hops_it_is_the_one_on_the_interface),
		cmocka_unit_test(other_routes_are_no_default_routes),
		cmocka_unit_test(a_message_cut_short_is_no_route),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
