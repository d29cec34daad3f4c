/* Packets for released F-IPs are kept, and sent on to the taker when it has spoken. */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netlink/netlink.h"
#include "segment/relay.h"
#include "system/io_lab.h"
#include "unit/cmocka_all.h"

enum {
	LIMIT_MS = 60000,
	A_WHILE_MS = 50,
};

struct bench {
	struct lab lab;
	struct relay *relay;
	struct netlink_interface interface;
	int there_fd; /* hears every frame there */
	size_t passed[2];
	size_t wanted;
};

static const uint8_t taker[6] = { 2, 0, 0, 0, 0, 0x99 };

static int open_ears(const struct bench *bench)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
	};
	int fd;

	lab_go_there(&bench->lab);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
	address.sll_ifindex = (int)if_nametoindex(LAB_INTERFACE);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	lab_go_here(&bench->lab);
	return fd;
}

/* There the F-IPs are believed to be here. */
static void point_here(const struct bench *bench)
{
	const uint8_t *mac = bench->interface.mac;

	for (int i = 0; i < 2; i++) {
		lab_there(&bench->lab,
			"ip neighbour replace %s lladdr %02x:%02x:%02x:%02x:%02x:%02x"
			" nud permanent dev " LAB_INTERFACE,
			i == 0 ? "192.0.2.100" : "2001:db8::100", mac[0], mac[1],
			mac[2], mac[3], mac[4], mac[5]);
	}
}

static void open_relay(struct bench *bench)
{
	static struct config config;

	config.fips[0].address = lab_ip("192.0.2.100");
	config.fips[1].address = lab_ip("2001:db8::100");
	config.fip_count = 2;
	assert_int_equal(relay_open(&bench->relay, bench->lab.loop, &config), 0);
	assert_int_equal(relay_bind(bench->relay, &bench->interface), 0);
}

static int set_up(void **state)
{
	static struct bench bench;
	struct netlink *netlink;

	memset(&bench, 0, sizeof(bench));
	lab_open(&bench.lab);
	assert_int_equal(netlink_open(&netlink), 0);
	assert_int_equal(
		netlink_find_interface(netlink, LAB_INTERFACE, &bench.interface), 0);
	netlink_close(netlink);
	point_here(&bench);
	open_relay(&bench);
	bench.there_fd = open_ears(&bench);
	*state = &bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	relay_close(bench->relay);
	close(bench->there_fd);
	lab_close(&bench->lab);
	return 0;
}

static void send_there(const struct bench *bench, int family, const char *to)
{
	struct sockaddr_in6 ipv6 = { .sin6_family = AF_INET6, .sin6_port = htons(9) };
	struct sockaddr_in ipv4 = { .sin_family = AF_INET, .sin_port = htons(9) };
	bool six = family == AF_INET6;
	int fd;

	inet_pton(family, to, six ? (void *)&ipv6.sin6_addr : (void *)&ipv4.sin_addr);
	lab_go_there(&bench->lab);
	fd = socket(family, SOCK_DGRAM, 0);
	assert_int_equal(sendto(fd, "x", 1, 0, six ? (void *)&ipv6 : (void *)&ipv4,
				 six ? sizeof(ipv6) : sizeof(ipv4)),
		1);
	close(fd);
	lab_go_here(&bench->lab);
}

/* A packet to each F-IP, and to addresses that share its last bits or lie beside it. */
static void send_all(const struct bench *bench)
{
	send_there(bench, AF_INET, "192.0.2.100");
	send_there(bench, AF_INET, "192.0.2.1");
	send_there(bench, AF_INET6, "2001:db8::100");
}

static bool is_passed(void *context)
{
	struct bench *bench = context;
	uint8_t frame[256];

	while (recv(bench->there_fd, frame, sizeof(frame), 0) > ETH_HLEN) {
		if (memcmp(frame, taker, sizeof(taker)) == 0) {
			bench->passed[frame[12] == 0x86]++;
		}
	}
	return bench->passed[0] >= bench->wanted && bench->passed[1] >= bench->wanted;
}

static bool passes(struct bench *bench, size_t wanted, int limit_ms)
{
	bench->wanted = wanted;
	return lab_run_until(&bench->lab, is_passed, bench, limit_ms);
}

static void what_was_caught_and_what_still_comes_is_passed_on(void **state)
{
	struct bench *bench = *state;

	relay_set(bench->relay, RELAY_CATCH, NULL);
	send_all(bench);
	assert_false(passes(bench, 1, A_WHILE_MS));
	relay_set(bench->relay, RELAY_PASS, taker);
	assert_true(passes(bench, 1, LIMIT_MS));
	send_all(bench);
	assert_true(passes(bench, 2, LIMIT_MS));
	assert_int_equal(bench->passed[0], 2);
	assert_int_equal(bench->passed[1], 2);
}

static void before_it_catches_it_is_deaf(void **state)
{
	struct bench *bench = *state;

	send_all(bench);
	relay_set(bench->relay, RELAY_CATCH, NULL);
	relay_set(bench->relay, RELAY_PASS, taker);
	assert_false(passes(bench, 1, A_WHILE_MS));
	assert_int_equal(bench->passed[0] + bench->passed[1], 0);
}

static void what_is_dropped_is_not_passed_on(void **state)
{
	struct bench *bench = *state;

	relay_set(bench->relay, RELAY_CATCH, NULL);
	send_all(bench);
	relay_set(bench->relay, RELAY_DROP, NULL);
	relay_set(bench->relay, RELAY_PASS, taker);
	send_all(bench);
	assert_false(passes(bench, 1, A_WHILE_MS));
	assert_int_equal(bench->passed[0] + bench->passed[1], 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_caught_and_what_still_comes_is_passed_on),
		TEST(before_it_catches_it_is_deaf),
		TEST(what_is_dropped_is_not_passed_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
