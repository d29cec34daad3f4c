#include "netlink/ports.h"

#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "unit/cmocka_all.h"

struct buffer {
	_Alignas(struct nlmsghdr) uint8_t bytes[512];
};

static struct nlmsghdr *header_of(struct buffer *buffer)
{
	return (struct nlmsghdr *)buffer->bytes;
}

static struct nlmsghdr *begin(struct buffer *buffer, int index)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
	struct ifinfomsg *body = NLMSG_DATA(header_of(buffer));

	memset(buffer, 0, sizeof(*buffer));
	header_of(buffer)->nlmsg_type = RTM_NEWLINK;
	header_of(buffer)->nlmsg_len = NLMSG_LENGTH(sizeof(*body));
	body->ifi_index = index;
	mnl_attr_put_strz(header_of(buffer), IFLA_IFNAME, "eth0");
	mnl_attr_put(header_of(buffer), IFLA_ADDRESS, sizeof(mac), mac);
	return header_of(buffer);
}

static void put_kind(struct nlmsghdr *message, const char *kind)
{
	struct nlattr *nest = mnl_attr_nest_start(message, IFLA_LINKINFO);

	mnl_attr_put_strz(message, IFLA_INFO_KIND, kind);
	mnl_attr_nest_end(message, nest);
}

static void a_plain_interface_is_nobodys_port_and_has_none(void **state)
{
	struct buffer buffer;
	struct port port;

	(void)state;
	assert_true(ports_read(begin(&buffer, 3), &port));
	assert_int_equal(port.index, 3);
	assert_int_equal(port.master, 0);
	assert_int_equal(port.lower, 0);
	assert_false(port.bundles);
	assert_false(port.tags);
	assert_int_equal(port.mac[0], 2);
	assert_int_equal(port.mac[5], 1);
}

/* A port of a bond as a kernel sends it, octet by octet (little endian). */
static const _Alignas(4) uint8_t port_of_bond[] = {
	68, 0, 0, 0, RTM_NEWLINK, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, /* header */
	0, 0, 1, 0, 4, 0, 0, 0, 0x43, 0x18, 1, 0, 0, 0, 0, 0,      /* index 4 */
	9, 0, 3, 0, 'e', 't', 'h', '1', 0, 0, 0, 0,                /* IFLA_IFNAME */
	10, 0, 1, 0, 0x52, 0x54, 0, 1, 2, 3, 0, 0,                 /* IFLA_ADDRESS */
	8, 0, 10, 0, 7, 0, 0, 0,                                   /* IFLA_MASTER */
	4, 0, 22, 0,                                               /* nothing */
};

static void a_port_of_a_bond_names_it(void **state)
{
	const uint32_t one = 1;
	struct port port;

	(void)state;
	if (*(const uint8_t *)&one != 1) {
		skip();
	}
	assert_true(ports_read((const struct nlmsghdr *)port_of_bond, &port));
	assert_int_equal(port.index, 4);
	assert_int_equal(port.master, 7);
	assert_int_equal(port.mac[0], 0x52);
	assert_int_equal(port.mac[5], 3);
}

static void assert_kind(const char *kind, bool bundles, bool tags)
{
	struct buffer buffer;
	struct port port;
	struct nlmsghdr *message = begin(&buffer, 7);

	put_kind(message, kind);
	mnl_attr_put_u32(message, IFLA_LINK, 4);
	assert_true(ports_read(message, &port));
	assert_int_equal(port.bundles, bundles);
	assert_int_equal(port.tags, tags);
	assert_int_equal(port.lower, 4);
}

static void a_bond_and_a_team_bundle_and_a_vlan_tags(void **state)
{
	(void)state;
	assert_kind("bond", true, false);
	assert_kind("team", true, false);
	assert_kind("vlan", false, true);
	assert_kind("bridge", false, false);
	assert_kind("macvlan", false, false);
	assert_kind("bonder", false, false);
}

static void what_is_malformed_is_left_out(void **state)
{
	struct buffer buffer;
	struct port port;
	struct nlmsghdr *message = begin(&buffer, 7);
	struct nlattr *nest;

	(void)state;
	mnl_attr_put_u16(message, IFLA_MASTER, 9);
	mnl_attr_put(message, IFLA_ADDRESS, 4, "long");
	nest = mnl_attr_nest_start(message, IFLA_LINKINFO);
	mnl_attr_put(message, IFLA_INFO_KIND, 4, "bond");
	mnl_attr_nest_end(message, nest);
	assert_true(ports_read(message, &port));
	assert_int_equal(port.master, 0);
	assert_int_equal(port.mac[5], 1);
	assert_false(port.bundles);
}

static void what_is_no_interface_is_no_port(void **state)
{
	struct buffer buffer;
	struct port port;

	(void)state;
	begin(&buffer, 7)->nlmsg_type = RTM_DELLINK;
	assert_false(ports_read(header_of(&buffer), &port));
	assert_false(ports_read(begin(&buffer, 0), &port));
	begin(&buffer, 7)->nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg) - 4);
	assert_false(ports_read(header_of(&buffer), &port));
	begin(&buffer, 7);
	((struct ifinfomsg *)NLMSG_DATA(header_of(&buffer)))->ifi_family = AF_BRIDGE;
	assert_false(ports_read(header_of(&buffer), &port));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_interface_is_nobodys_port_and_has_none),
		cmocka_unit_test(a_port_of_a_bond_names_it),
		cmocka_unit_test(a_bond_and_a_team_bundle_and_a_vlan_tags),
		cmocka_unit_test(what_is_malformed_is_left_out),
		cmocka_unit_test(what_is_no_interface_is_no_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
