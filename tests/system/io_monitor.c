/* What a kernel says without being asked: which of it fipd hears, and which not. */
#include <net/if.h>
#include <string.h>

#include "fips/fips.h"
#include "system/io_lab.h"
#include "unit/cmocka_all.h"

#define MARK "198.51.100.9"

enum {
	LIMIT_MS = 60000,
	LONG_S = 600,
	INSTANCES = 2,
	FIPS_OF_EACH = 50,
	RENEWALS = 5,
	ADVERTISED_S = 1800,
};

#define FOR_EVER UINT32_MAX

struct bench {
	struct lab lab;
	struct monitor_listener listener;
	struct fips *instances[INSTANCES];
	struct ip awaited;
	int heard;   /* of the address that is awaited */
	int removed; /* of these */
	int others;  /* addresses */
	int routes;
	struct netlink_address last; /* of the address that is awaited */
};

static void on_interface(
	const struct netlink_interface *interface, bool removed, void *context)
{
	(void)interface;
	(void)removed;
	(void)context;
}

static void on_address(
	const struct netlink_address *address, bool removed, void *context)
{
	struct bench *bench = context;

	if (ip_equal(address->address, bench->awaited)) {
		bench->heard++;
		bench->removed += removed;
		bench->last = *address;
	} else {
		bench->others++;
	}
}

static void on_route(void *context)
{
	((struct bench *)context)->routes++;
}

static void on_nothing(void *context)
{
	(void)context;
}

static void on_gone(struct ip fip, void *context)
{
	(void)fip;
	(void)context;
}

static void on_change(const struct netlink_interface *interface, void *context)
{
	(void)interface;
	(void)context;
}

static bool has_heard(void *context)
{
	return ((struct bench *)context)->heard > 0;
}

static void await_address(struct bench *bench, const char *text)
{
	bench->awaited = lab_ip(text);
	bench->heard = 0;
	bench->removed = 0;
	bench->others = 0;
	bench->routes = 0;
}

static void assert_heard(struct bench *bench)
{
	assert_true(lab_run_until(&bench->lab, has_heard, bench, LIMIT_MS));
}

/* The kernel tells in order: when the mark is heard of, so was what came before. */
static void set_mark(struct bench *bench)
{
	lab_here(&bench->lab, "ip address add " MARK "/32 dev " LAB_INTERFACE);
	assert_heard(bench);
	assert_int_equal(bench->heard, 1);
}

/* Half of them of each family, other ones for each instance. */
static struct fips *open_instance(struct bench *bench, uint8_t number)
{
	static struct config_fip list[FIPS_OF_EACH];
	const struct fips_options options = {
		.monitor = bench->lab.monitor,
		.interface = LAB_INTERFACE,
		.list = list,
		.count = FIPS_OF_EACH,
		.on_interface = on_change,
		.on_gone = on_gone,
		.on_copy = on_nothing,
		.context = bench,
	};
	struct fips *fips;

	for (uint8_t i = 0; i < FIPS_OF_EACH; i++) {
		bool ipv6 = i >= FIPS_OF_EACH / 2;
		struct ip fip = lab_ip(ipv6 ? "2001:db8::f:0" : "192.0.2.0");
		size_t end = ip_length_bytes(fip.family) - 1;

		fip.bytes[end] = (uint8_t)(100 + FIPS_OF_EACH * number + i);
		list[i] = (struct config_fip){ fip, ipv6 ? 64 : 24 };
	}
	assert_int_equal(fips_open(&fips, bench->lab.loop, &options), 0);
	return fips;
}

static int set_up(void **state)
{
	static struct bench bench;

	memset(&bench, 0, sizeof(bench));
	lab_open(&bench.lab);
	bench.listener = (struct monitor_listener){
		.on_interface = on_interface,
		.on_address = on_address,
		.on_route = on_route,
		.on_overrun = on_nothing,
		.on_settled = on_nothing,
		.context = &bench,
	};
	monitor_listen(bench.lab.monitor, &bench.listener);
	for (uint8_t i = 0; i < INSTANCES; i++) {
		bench.instances[i] = open_instance(&bench, i);
		assert_int_equal(fips_hold(bench.instances[i], LONG_S, NULL), 0);
	}
	*state = &bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	for (size_t i = 0; i < INSTANCES; i++) {
		fips_close(bench->instances[i]);
	}
	lab_close(&bench->lab);
	return 0;
}

static void fips_that_are_set_and_renewed_wake_nobody(void **state)
{
	struct bench *bench = *state;

	await_address(bench, MARK);
	for (int i = 0; i < RENEWALS * INSTANCES; i++) {
		assert_int_equal(
			fips_renew(bench->instances[i % INSTANCES], LONG_S), 0);
	}
	set_mark(bench);
	assert_int_equal(bench->others, 0);
	assert_int_equal(bench->routes, 0);
}

static void the_removal_of_an_fip_is_heard_whoever_removes_it(void **state)
{
	struct bench *bench = *state;

	await_address(bench, "192.0.2.100");
	lab_here(&bench->lab, "ip address del 192.0.2.100/32 dev " LAB_INTERFACE);
	assert_heard(bench);
	assert_int_equal(bench->removed, 1);
	await_address(
		bench, "2001:db8::f:95"); /* the last one of the second instance */
	bench->awaited.bytes[15] = 100 + 2 * FIPS_OF_EACH - 1;
	assert_int_equal(fips_release(bench->instances[1]), 0);
	assert_heard(bench);
	assert_int_equal(bench->removed, 1);
}

static void assert_copy_is_heard(struct bench *bench, const char *fip, const char *how)
{
	await_address(bench, fip);
	lab_here(&bench->lab, "ip address %s dev " LAB_INTERFACE, how);
	assert_heard(bench);
	assert_int_equal(bench->last.protocol, 0);
	assert_int_equal(bench->removed, 0);
}

static void an_outsiders_copy_is_heard_whatever_its_scope_and_prefix(void **state)
{
	struct bench *bench = *state;

	assert_copy_is_heard(bench, "192.0.2.100", "add 192.0.2.100/23 scope host");
	assert_copy_is_heard(bench, "192.0.2.101", "add 192.0.2.101/25 scope link");
	assert_copy_is_heard(bench, "192.0.2.102", "add 192.0.2.102/26");
	await_address(bench, "192.0.2.100");
	lab_here(&bench->lab, "ip address del 192.0.2.100/23 dev " LAB_INTERFACE);
	assert_heard(bench);
	assert_int_equal(bench->removed, 1);
}

static void an_outsider_who_makes_an_fip_his_is_heard(void **state)
{
	struct bench *bench = *state;

	assert_copy_is_heard(bench, "192.0.2.100", "change 192.0.2.100/32 scope host");
	assert_copy_is_heard(bench, "2001:db8::f:7d",
		"change 2001:db8::f:7d/128 valid_lft 900 preferred_lft 0");
}

static void what_an_outsider_sets_beside_the_fips_is_heard(void **state)
{
	struct bench *bench = *state;

	assert_copy_is_heard(bench, "203.0.113.7", "add 203.0.113.7/32 scope host");
	assert_copy_is_heard(bench, "2001:db8:3::7", "add 2001:db8:3::7/64 nodad");
}

static bool has_route(void *context)
{
	return ((struct bench *)context)->routes > 0;
}

static void assert_route_is_heard(struct bench *bench, const char *line)
{
	await_address(bench, MARK);
	lab_here(&bench->lab, "ip %s dev " LAB_INTERFACE, line);
	assert_true(lab_run_until(&bench->lab, has_route, bench, LIMIT_MS));
}

static void routes_of_the_kernel_and_of_an_administrator_are_heard(void **state)
{
	struct bench *bench = *state;

	assert_route_is_heard(bench, "route add 203.0.113.0/24");
	assert_route_is_heard(bench, "route del 203.0.113.0/24");
	assert_route_is_heard(bench, "-6 route add 2001:db8:3::/64");
	assert_route_is_heard(bench, "address add 198.51.100.1/24");
	await_address(bench, MARK);
	lab_here(&bench->lab,
		"ip route add 203.0.113.0/24 dev " LAB_INTERFACE " proto bird");
	set_mark(bench);
	assert_int_equal(bench->routes, 0);
}

static bool has_advertised(void *context)
{
	return lab_finds_here(&((struct bench *)context)->lab,
		"ip -6 route show " LAB_PREFIX " | grep -q " LAB_INTERFACE);
}

static bool has_withdrawn(void *context)
{
	return !has_advertised(context);
}

static void advertise(struct bench *bench, uint32_t valid_s, bool (*is_done)(void *))
{
	lab_advertise(&bench->lab, valid_s);
	assert_true(lab_run_until(&bench->lab, is_done, bench, LIMIT_MS));
}

/* Nothing tells its end by a withdrawal from that of any other route. */
static void a_prefix_that_a_router_advertises_is_heard_of_only_if_it_has_no_end(
	void **state)
{
	struct bench *bench = *state;

	lab_hear_routers(&bench->lab);
	await_address(bench, MARK);
	advertise(bench, ADVERTISED_S, has_advertised);
	set_mark(bench);
	assert_int_equal(bench->routes, 0);
	advertise(bench, 0, has_withdrawn);
	bench->routes = 0;
	advertise(bench, FOR_EVER, has_advertised);
	assert_true(lab_run_until(&bench->lab, has_route, bench, LIMIT_MS));
	bench->routes = 0;
	advertise(bench, 0, has_withdrawn);
	assert_true(lab_run_until(&bench->lab, has_route, bench, LIMIT_MS));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fips_that_are_set_and_renewed_wake_nobody),
		TEST(the_removal_of_an_fip_is_heard_whoever_removes_it),
		TEST(an_outsiders_copy_is_heard_whatever_its_scope_and_prefix),
		TEST(an_outsider_who_makes_an_fip_his_is_heard),
		TEST(what_an_outsider_sets_beside_the_fips_is_heard),
		TEST(routes_of_the_kernel_and_of_an_administrator_are_heard),
		TEST(a_prefix_that_a_router_advertises_is_heard_of_only_if_it_has_no_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
