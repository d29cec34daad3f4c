#include "netlink/netlink.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "unit/cmocka_all.h"
#include "unit/values/ip_help.h"

struct buffer {
	_Alignas(struct nlmsghdr) uint8_t bytes[512];
};

static const struct netlink_address fip = {
	.address = { .family = IP_V4, .bytes = { 192, 168, 0, 100 } },
	.interface_index = 7,
	.valid_s = 6,
	.prefix_length = 32,
	.protocol = NETLINK_FIP_PROTOCOL,
};

static struct nlmsghdr *header_of(struct buffer *buffer)
{
	return (struct nlmsghdr *)buffer->bytes;
}

static void *body_of(struct buffer *buffer)
{
	return NLMSG_DATA(header_of(buffer));
}

/* Return an attribute's payload of the given length, or NULL. */
static const void *find_attribute(
	struct buffer *buffer, size_t body_bytes, int type, size_t length_bytes)
{
	const uint8_t *at = buffer->bytes + NLMSG_LENGTH(body_bytes);
	const uint8_t *end = buffer->bytes + header_of(buffer)->nlmsg_len;

	while (at < end) {
		const struct nlattr *attribute = (const void *)at;

		if (attribute->nla_type == type) {
			assert_int_equal(
				mnl_attr_get_payload_len(attribute), length_bytes);
			return mnl_attr_get_payload(attribute);
		}
		at += MNL_ALIGN(attribute->nla_len);
	}
	return NULL;
}

static const void *find_in_address(struct buffer *buffer, int type, size_t length_bytes)
{
	return find_attribute(buffer, sizeof(struct ifaddrmsg), type, length_bytes);
}

static void a_fip_is_added_or_replaced(void **state)
{
	struct buffer buffer;
	const struct ifaddrmsg *body = body_of(&buffer);
	size_t length = netlink_put_set(buffer.bytes, 42, &fip);

	(void)state;
	assert_int_equal(length, header_of(&buffer)->nlmsg_len);
	assert_true(length <= NETLINK_MESSAGE_BYTES);
	assert_int_equal(header_of(&buffer)->nlmsg_type, RTM_NEWADDR);
	assert_int_equal(header_of(&buffer)->nlmsg_seq, 42);
	assert_int_equal(header_of(&buffer)->nlmsg_flags,
		NLM_F_REQUEST | NLM_F_CREATE | NLM_F_REPLACE);
	assert_int_equal(body->ifa_family, AF_INET);
	assert_int_equal(body->ifa_prefixlen, 32);
	assert_int_equal(body->ifa_index, 7);
}

static void a_fip_has_a_lease_a_mark_and_no_prefix_route(void **state)
{
	struct buffer buffer;
	const struct ifa_cacheinfo *lifetime;
	const uint32_t *flags;
	const uint8_t *mark;

	(void)state;
	netlink_put_set(buffer.bytes, 42, &fip);
	lifetime = find_in_address(&buffer, IFA_CACHEINFO, sizeof(*lifetime));
	flags = find_in_address(&buffer, IFA_FLAGS, sizeof(*flags));
	mark = find_in_address(&buffer, IFA_PROTO, sizeof(*mark));
	assert_non_null(lifetime);
	assert_int_equal(lifetime->ifa_valid, 6);
	assert_int_equal(lifetime->ifa_prefered, 6);
	assert_non_null(flags);
	assert_int_equal(*flags, IFA_F_NOPREFIXROUTE);
	assert_non_null(mark);
	assert_int_equal(*mark, NETLINK_FIP_PROTOCOL);
}

static void an_ipv6_fip_asks_nobody_and_is_no_source(void **state)
{
	struct netlink_address ipv6 = fip;
	struct buffer buffer;
	const struct ifaddrmsg *body = body_of(&buffer);
	const struct ifa_cacheinfo *lifetime;
	const uint32_t *flags;

	(void)state;
	ipv6.address = ip_of("2001:db8::100");
	ipv6.prefix_length = 128;
	assert_true(netlink_put_set(buffer.bytes, 42, &ipv6) <= NETLINK_MESSAGE_BYTES);
	lifetime = find_in_address(&buffer, IFA_CACHEINFO, sizeof(*lifetime));
	flags = find_in_address(&buffer, IFA_FLAGS, sizeof(*flags));
	assert_int_equal(body->ifa_family, AF_INET6);
	assert_non_null(lifetime);
	assert_int_equal(lifetime->ifa_valid, 6);
	assert_int_equal(lifetime->ifa_prefered, 0);
	assert_non_null(flags);
	assert_int_equal(*flags, IFA_F_NOPREFIXROUTE | IFA_F_NODAD);
}

static void an_ipv6_address_is_read_as_it_was_written(void **state)
{
	struct netlink_address ipv6 = fip;
	struct netlink_address address;
	struct buffer buffer;

	(void)state;
	ipv6.address = ip_of("2001:db8::100");
	netlink_put_set(buffer.bytes, 42, &ipv6);
	assert_true(netlink_read_address(header_of(&buffer), &address));
	assert_ip(address.address, "2001:db8::100");
	assert_int_equal(address.valid_s, 6);
	assert_false(address.tentative);
}

static void an_address_that_another_host_has_is_tentative(void **state)
{
	struct netlink_address address;
	struct buffer buffer;

	(void)state;
	netlink_put_delete(buffer.bytes, 42, &fip);
	mnl_attr_put_u32(header_of(&buffer), IFA_FLAGS, IFA_F_DADFAILED);
	assert_true(netlink_read_address(header_of(&buffer), &address));
	assert_true(address.tentative);
}

static void a_point_to_point_address_is_its_own_end(void **state)
{
	struct netlink_address address;
	struct buffer buffer;
	struct ifaddrmsg *body = body_of(&buffer);

	(void)state;
	memset(&buffer, 0, sizeof(buffer));
	header_of(&buffer)->nlmsg_type = RTM_NEWADDR;
	header_of(&buffer)->nlmsg_len = NLMSG_LENGTH(sizeof(*body));
	body->ifa_family = AF_INET6;
	mnl_attr_put(header_of(&buffer), IFA_ADDRESS, 16, ip_of("2001:db8::2").bytes);
	mnl_attr_put(header_of(&buffer), IFA_LOCAL, 16, ip_of("2001:db8::1").bytes);
	assert_true(netlink_read_address(header_of(&buffer), &address));
	assert_ip(address.address, "2001:db8::1");
}

static void a_deletion_names_address_prefix_and_interface(void **state)
{
	struct buffer buffer;
	const struct ifaddrmsg *body = body_of(&buffer);
	const uint32_t *local;

	(void)state;
	netlink_put_delete(buffer.bytes, 43, &fip);
	local = find_in_address(&buffer, IFA_LOCAL, sizeof(*local));
	assert_int_equal(header_of(&buffer)->nlmsg_type, RTM_DELADDR);
	assert_int_equal(header_of(&buffer)->nlmsg_flags, NLM_F_REQUEST);
	assert_int_equal(body->ifa_prefixlen, 32);
	assert_int_equal(body->ifa_index, 7);
	assert_non_null(local);
	assert_memory_equal(local, fip.address.bytes, sizeof(*local));
}

static void an_acknowledgement_is_asked_for_by_a_flag(void **state)
{
	struct buffer buffer;

	(void)state;
	netlink_put_delete(buffer.bytes, 43, &fip);
	netlink_want_ack(buffer.bytes);
	assert_true(header_of(&buffer)->nlmsg_flags & NLM_F_ACK);
}

static void an_address_is_read_as_it_was_written(void **state)
{
	struct netlink_address address;
	struct buffer buffer;

	(void)state;
	netlink_put_set(buffer.bytes, 42, &fip);
	assert_true(netlink_read_address(header_of(&buffer), &address));
	assert_true(ip_equal(address.address, fip.address));
	assert_int_equal(address.interface_index, 7);
	assert_int_equal(address.prefix_length, 32);
	assert_int_equal(address.valid_s, 6);
	assert_int_equal(address.protocol, NETLINK_FIP_PROTOCOL);
}

static void an_address_without_a_lifetime_is_for_ever(void **state)
{
	struct netlink_address address;
	struct buffer buffer;

	(void)state;
	netlink_put_delete(buffer.bytes, 42, &fip);
	assert_true(netlink_read_address(header_of(&buffer), &address));
	assert_int_equal(address.valid_s, NETLINK_FOREVER);
	assert_int_equal(address.protocol, 0);
}

static void a_message_cut_short_is_no_address(void **state)
{
	struct netlink_address address;
	struct buffer buffer;

	(void)state;
	netlink_put_set(buffer.bytes, 42, &fip);
	header_of(&buffer)->nlmsg_len = NLMSG_LENGTH(sizeof(struct ifaddrmsg) - 4);
	assert_false(netlink_read_address(header_of(&buffer), &address));
}

static void put_interface(struct buffer *buffer, uint8_t family, unsigned int flags)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
	struct ifinfomsg *body = body_of(buffer);

	memset(buffer, 0, sizeof(*buffer));
	header_of(buffer)->nlmsg_type = RTM_NEWLINK;
	header_of(buffer)->nlmsg_len = NLMSG_LENGTH(sizeof(*body));
	body->ifi_family = family;
	body->ifi_index = 3;
	body->ifi_flags = flags;
	mnl_attr_put_strz(header_of(buffer), IFLA_IFNAME, "eth0");
	mnl_attr_put(header_of(buffer), IFLA_ADDRESS, sizeof(mac), mac);
}

static void an_interface_is_up_only_with_a_carrier(void **state)
{
	const unsigned int lower_up = 1U << 16;
	struct netlink_interface interface;
	struct buffer buffer;

	(void)state;
	put_interface(&buffer, AF_UNSPEC, IFF_UP | IFF_RUNNING | lower_up);
	assert_true(netlink_read_interface(header_of(&buffer), &interface));
	assert_true(interface.up);
	assert_int_equal(interface.index, 3);
	assert_string_equal(interface.name, "eth0");
	assert_int_equal(interface.mac[5], 1);
	put_interface(&buffer, AF_UNSPEC, IFF_UP);
	assert_true(netlink_read_interface(header_of(&buffer), &interface));
	assert_false(interface.up);
}

static void an_interface_says_how_often_its_carrier_came(void **state)
{
	struct netlink_interface interface;
	struct buffer buffer;

	(void)state;
	put_interface(&buffer, AF_UNSPEC, IFF_UP);
	assert_true(netlink_read_interface(header_of(&buffer), &interface));
	assert_int_equal(interface.carriers, 0);
	mnl_attr_put_u32(header_of(&buffer), IFLA_CARRIER_UP_COUNT, 3);
	assert_true(netlink_read_interface(header_of(&buffer), &interface));
	assert_int_equal(interface.carriers, 3);
	put_interface(&buffer, AF_UNSPEC, IFF_UP);
	mnl_attr_put_u16(header_of(&buffer), IFLA_CARRIER_UP_COUNT, 3);
	assert_true(netlink_read_interface(header_of(&buffer), &interface));
	assert_int_equal(interface.carriers, 0);
}

/* The settings of a family as the kernel lists them: each is one more than its place.
 */
static void put_family(
	struct nlmsghdr *message, uint16_t family, uint16_t settings, size_t count)
{
	uint32_t values[64];
	struct nlattr *nest = mnl_attr_nest_start(message, family);

	for (size_t i = 0; i < count; i++) {
		values[i] = 1 + (uint32_t)i;
	}
	mnl_attr_put(message, settings, count * sizeof(values[0]), values);
	mnl_attr_nest_end(message, nest);
}

static void put_families(struct buffer *buffer, size_t ipv4_count, size_t ipv6_count)
{
	struct nlattr *families;

	put_interface(buffer, AF_UNSPEC, IFF_UP);
	families = mnl_attr_nest_start(header_of(buffer), IFLA_AF_SPEC);
	put_family(header_of(buffer), AF_INET, IFLA_INET_CONF, ipv4_count);
	put_family(header_of(buffer), AF_INET6, IFLA_INET6_CONF, ipv6_count);
	mnl_attr_nest_end(header_of(buffer), families);
}

/* IPv4 counts its settings from 1, and both lists begin with the first one. */
static void an_interface_has_settings_of_both_families(void **state)
{
	struct netlink_interface interface;
	struct buffer buffer;

	(void)state;
	put_families(&buffer, 30, 40);
	assert_true(netlink_read_interface(header_of(&buffer), &interface));
	assert_int_equal(interface.arp.ignore, IPV4_DEVCONF_ARP_IGNORE);
	assert_int_equal(interface.arp.announce, IPV4_DEVCONF_ARP_ANNOUNCE);
	assert_true(interface.router);
}

static void settings_cut_short_are_not_read(void **state)
{
	struct netlink_interface interface;
	struct buffer buffer;

	(void)state;
	put_families(&buffer, IPV4_DEVCONF_ARP_IGNORE - 1, 0);
	assert_true(netlink_read_interface(header_of(&buffer), &interface));
	assert_int_equal(interface.arp.ignore, 0);
	assert_false(interface.router);
}

static void arp_settings_go_by_number_to_one_interface(void **state)
{
	const struct netlink_arp arp = { .ignore = 1, .announce = 2 };
	struct buffer buffer;
	const struct ifinfomsg *body = body_of(&buffer);
	size_t length = netlink_put_arp(buffer.bytes, 7, &arp);
	const uint32_t *attributes = (const void *)(buffer.bytes + length - 16);

	(void)state;
	assert_true(length <= NETLINK_MESSAGE_BYTES);
	assert_int_equal(body->ifi_index, 7);
	assert_int_equal(body->ifi_change, 0);
	assert_int_equal(attributes[0] >> 16, IPV4_DEVCONF_ARP_IGNORE);
	assert_int_equal(attributes[1], 1);
	assert_int_equal(attributes[2] >> 16, IPV4_DEVCONF_ARP_ANNOUNCE);
	assert_int_equal(attributes[3], 2);
}

static void what_a_bridge_says_of_its_port_is_no_interface(void **state)
{
	struct netlink_interface interface;
	struct buffer buffer;

	(void)state;
	put_interface(&buffer, AF_BRIDGE, IFF_UP);
	assert_false(netlink_read_interface(header_of(&buffer), &interface));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fip_is_added_or_replaced),
		cmocka_unit_test(a_fip_has_a_lease_a_mark_and_no_prefix_route),
		cmocka_unit_test(an_ipv6_fip_asks_nobody_and_is_no_source),
		cmocka_unit_test(an_ipv6_address_is_read_as_it_was_written),
		cmocka_unit_test(an_address_that_another_host_has_is_tentative),
		cmocka_unit_test(a_point_to_point_address_is_its_own_end),
		cmocka_unit_test(a_deletion_names_address_prefix_and_interface),
		cmocka_unit_test(an_acknowledgement_is_asked_for_by_a_flag),
		cmocka_unit_test(an_address_is_read_as_it_was_written),
		cmocka_unit_test(an_address_without_a_lifetime_is_for_ever),
		cmocka_unit_test(a_message_cut_short_is_no_address),
		cmocka_unit_test(an_interface_is_up_only_with_a_carrier),
		cmocka_unit_test(an_interface_says_how_often_its_carrier_came),
		cmocka_unit_test(an_interface_has_settings_of_both_families),
		cmocka_unit_test(settings_cut_short_are_not_read),
		cmocka_unit_test(arp_settings_go_by_number_to_one_interface),
		cmocka_unit_test(what_a_bridge_says_of_its_port_is_no_interface),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
