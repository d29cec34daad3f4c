/* Whether this node still stands on its subnet, as a kernel tells it. */
#include <string.h>

#include "node/addressing.h"
#include "system/io_lab.h"
#include "unit/cmocka_all.h"

enum {
	LIMIT_MS = 60000,
	A_WHILE_MS = 1500, /* longer than its pause between two looks */
	INTERVAL_MS = 20,
	ADVERTISED_S = 1800,
};

struct bench {
	struct lab lab;
	struct addressing *addressing;
	struct config config;
	bool lacks;
	enum lack lack;
	enum lack awaited;
};

static void on_change(bool lacks, enum lack lack, void *context)
{
	struct bench *bench = context;

	bench->lacks = lacks;
	bench->lack = lack;
}

static bool lacks_awaited(void *context)
{
	const struct bench *bench = context;

	return bench->lacks && bench->lack == bench->awaited;
}

static bool lacks_nothing(void *context)
{
	return !((const struct bench *)context)->lacks;
}

static void assert_lacks(struct bench *bench, enum lack lack)
{
	bench->awaited = lack;
	assert_true(lab_run_until(&bench->lab, lacks_awaited, bench, LIMIT_MS));
}

static void assert_lacks_nothing(struct bench *bench)
{
	assert_true(lab_run_until(&bench->lab, lacks_nothing, bench, LIMIT_MS));
}

static void stand(struct bench *bench, const char *own, const char *peer)
{
	bench->config.peer = lab_ip(peer);
	addressing_put(bench->addressing, &bench->config, lab_ip(own));
	lab_run_for(&bench->lab, A_WHILE_MS);
	assert_false(bench->lacks);
}

static void add_fip(struct bench *bench, const char *text, uint8_t prefix_length)
{
	bench->config.fips[bench->config.fip_count++] =
		(struct config_fip){ .address = lab_ip(text),
			.prefix_length = prefix_length };
}

static int set_up(void **state)
{
	static struct bench bench;

	memset(&bench, 0, sizeof(bench));
	lab_open(&bench.lab);
	strcpy(bench.config.interface, LAB_INTERFACE);
	bench.config.interval_ms = INTERVAL_MS;
	assert_int_equal(addressing_open(&bench.addressing, bench.lab.loop,
				 bench.lab.monitor, on_change, &bench),
		0);
	*state = &bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	addressing_close(bench->addressing);
	lab_close(&bench->lab);
	return 0;
}

static void an_fip_at_an_edge_of_its_subnet_and_one_beside_the_own_address(void **state)
{
	struct bench *bench = *state;

	add_fip(bench, "198.51.100.254", 24);
	add_fip(bench, "203.0.113.1", 24);
	lab_here(&bench->lab, "ip address add 198.51.100.9/24 dev " LAB_INTERFACE);
	lab_here(&bench->lab, "ip address add 203.0.113.2/24 dev " LAB_INTERFACE);
	stand(bench, "192.0.2.1", "192.0.2.2");
	lab_here(&bench->lab, "ip route del 198.51.100.0/24");
	assert_lacks(bench, LACK_ROUTE);
	lab_here(&bench->lab, "ip route add 198.51.100.0/24 dev " LAB_INTERFACE);
	assert_lacks_nothing(bench);
	lab_here(&bench->lab, "ip route del 203.0.113.0/24");
	assert_lacks(bench, LACK_ROUTE);
}

static void what_is_lacking_instead_is_told(void **state)
{
	struct bench *bench = *state;

	stand(bench, "192.0.2.1", "192.0.2.2");
	lab_here(&bench->lab, "ip address del 192.0.2.1/24 dev " LAB_INTERFACE);
	assert_lacks(bench, LACK_REAL_IP);
	lab_here(&bench->lab, "ip address add 192.0.2.1/32 dev " LAB_INTERFACE);
	assert_lacks(bench, LACK_ROUTE);
	lab_here(&bench->lab, "ip address del 192.0.2.1/32 dev " LAB_INTERFACE);
	assert_lacks(bench, LACK_REAL_IP);
	lab_here(&bench->lab, "ip address add 192.0.2.1/24 dev " LAB_INTERFACE);
	assert_lacks_nothing(bench);
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

/* Who withdraws it may be anybody on the segment. */
static void a_prefix_that_a_router_withdraws_is_not_missed(void **state)
{
	struct bench *bench = *state;

	lab_hear_routers(&bench->lab);
	lab_advertise(&bench->lab, ADVERTISED_S);
	assert_true(lab_run_until(&bench->lab, has_advertised, bench, LIMIT_MS));
	add_fip(bench, "2001:db8:7::100", 64);
	stand(bench, "2001:db8::1", "2001:db8::2");
	lab_advertise(&bench->lab, 0);
	assert_true(lab_run_until(&bench->lab, has_withdrawn, bench, LIMIT_MS));
	lab_run_for(&bench->lab, A_WHILE_MS);
	assert_false(bench->lacks);
}

static void a_route_of_ipv6_that_an_administrator_set_is_missed(void **state)
{
	struct bench *bench = *state;

	stand(bench, "2001:db8::1", "2001:db8::2");
	lab_here(&bench->lab, "ip -6 route del 2001:db8::/64 dev " LAB_INTERFACE);
	assert_lacks(bench, LACK_ROUTE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_fip_at_an_edge_of_its_subnet_and_one_beside_the_own_address),
		TEST(what_is_lacking_instead_is_told),
		TEST(a_prefix_that_a_router_withdraws_is_not_missed),
		TEST(a_route_of_ipv6_that_an_administrator_set_is_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
