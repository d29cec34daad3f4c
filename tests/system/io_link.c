/* A heartbeat path between two hosts: what crosses it, what is refused, what it costs.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "io/clock.h"
#include "io/link.h"
#include "system/io_lab.h"
#include "unit/cmocka_all.h"
#include "wire/heartbeat.h"

enum {
	LIMIT_MS = 10000,
	PORT = 7900,
	PAIR = 77,
};

struct bench {
	struct lab lab;
	struct seal *seal;
	struct link *here;
	struct link *there;
	int raw_fd; /* a plain socket in the other host's name */
	int heard;
	int64_t age_us;
	int troubles;
	int trouble;
	struct heartbeat last;
};

static void on_heartbeat(
	const struct heartbeat *heartbeat, int64_t age_us, void *context)
{
	struct bench *bench = context;

	bench->age_us = age_us;
	bench->heard++;
	bench->last = *heartbeat;
}

static void on_trouble(int error, void *context)
{
	struct bench *bench = context;

	bench->troubles++;
	bench->trouble = error;
}

static struct link_options options_of(struct bench *bench, bool there)
{
	return (struct link_options){
		.interface = LAB_INTERFACE,
		.own = lab_ip(there ? "192.0.2.2" : "192.0.2.1"),
		.peer = lab_ip(there ? "192.0.2.1" : "192.0.2.2"),
		.port = PORT,
		.pair = PAIR,
		.path = 1,
		.peer_node = there ? 1 : 2,
		.seal = bench->seal,
		.on_heartbeat = on_heartbeat,
		.on_trouble = on_trouble,
		.context = bench,
	};
}

static int open_there(struct bench *bench, const struct link_options *options)
{
	int error;

	lab_go_there(&bench->lab);
	error = link_open(&bench->there, bench->lab.loop, options);
	lab_go_here(&bench->lab);
	return error;
}

static struct seal *make_seal(uint8_t byte)
{
	struct keys keys = { .count = 1, .list = { { .id = 1, .length_bytes = 32 } } };
	struct seal *seal;

	memset(keys.list[0].bytes, byte, keys.list[0].length_bytes);
	seal = seal_new(&keys);
	assert_non_null(seal);
	return seal;
}

static int set_up(void **state)
{
	static struct bench bench;
	struct link_options here;
	struct link_options there;

	memset(&bench, 0, sizeof(bench));
	bench.raw_fd = -1;
	lab_open(&bench.lab);
	bench.seal = make_seal(1);
	here = options_of(&bench, false);
	there = options_of(&bench, true);
	assert_int_equal(link_open(&bench.here, bench.lab.loop, &here), 0);
	assert_int_equal(open_there(&bench, &there), 0);
	*state = &bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	link_close(bench->here);
	link_close(bench->there);
	if (bench->raw_fd >= 0) {
		close(bench->raw_fd);
	}
	seal_free(bench->seal);
	lab_close(&bench->lab);
	return 0;
}

static struct heartbeat beat(void)
{
	return (struct heartbeat){
		.incarnation = 0x1122334455667788,
		.pair = PAIR,
		.sequence = 5,
		.interval_ms = 2000,
		.role = ROLE_ACTIVE,
		.node = 2,
		.path = 1,
		.healthy = 1,
		.count = 5,
	};
}

static bool is_heard(void *context)
{
	return ((struct bench *)context)->heard > 0;
}

/* Send a good heartbeat from there; when it is heard, all before it has been judged. */
static void hear_a_good_one(struct bench *bench)
{
	struct heartbeat heartbeat = beat();

	bench->heard = 0;
	assert_int_equal(link_send(bench->there, &heartbeat), 0);
	assert_true(lab_run_until(&bench->lab, is_heard, bench, LIMIT_MS));
	assert_int_equal(bench->heard, 1);
}

/* Replace the other end by a plain socket with the same addresses. */
static void open_raw(struct bench *bench, int hop_limit)
{
	struct sockaddr_in own = { .sin_family = AF_INET,
		.sin_port = htons(PORT),
		.sin_addr.s_addr = htonl(ip_number(lab_ip("192.0.2.2"))) };
	struct sockaddr_in peer = { .sin_family = AF_INET,
		.sin_port = htons(PORT),
		.sin_addr.s_addr = htonl(ip_number(lab_ip("192.0.2.1"))) };
	int on = 1;

	link_close(bench->there);
	bench->there = NULL;
	lab_go_there(&bench->lab);
	bench->raw_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	lab_go_here(&bench->lab);
	setsockopt(bench->raw_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(bench->raw_fd, IPPROTO_IP, IP_TTL, &hop_limit, sizeof(hop_limit));
	assert_int_equal(bind(bench->raw_fd, (struct sockaddr *)&own, sizeof(own)), 0);
	assert_int_equal(
		connect(bench->raw_fd, (struct sockaddr *)&peer, sizeof(peer)), 0);
}

static void send_raw(const struct bench *bench, const void *bytes, size_t length)
{
	assert_int_equal(send(bench->raw_fd, bytes, length, 0), length);
}

static void make_bytes(struct bench *bench, const struct heartbeat *heartbeat,
	uint8_t bytes[HEARTBEAT_BYTES])
{
	struct seal_path path = { .family = 4,
		.source = { [12] = 192, 0, 2, 2 },
		.destination = { [12] = 192, 0, 2, 1 } };

	heartbeat_encode(bytes, heartbeat, seal_sending_key(bench->seal));
	assert_true(seal_apply(bench->seal, &path, bytes));
}

static const struct link_counters *counters(const struct bench *bench)
{
	return link_counters(bench->here);
}

static bool is_malformed(void *context)
{
	return link_malformed(counters(context)) > 0;
}

static bool is_unauthenticated(void *context)
{
	return counters(context)->unauthenticated > 0;
}

static void a_heartbeat_crosses_the_path(void **state)
{
	struct bench *bench = *state;

	hear_a_good_one(bench);
	assert_int_equal(bench->last.incarnation, 0x1122334455667788);
	assert_int_equal(bench->last.sequence, 5);
	assert_int_equal(bench->last.role, ROLE_ACTIVE);
	assert_int_equal(counters(bench)->received, 1);
	assert_int_equal(link_counters(bench->there)->sent, 1);
	assert_int_equal(link_malformed(counters(bench)), 0);
}

static void a_heartbeat_tells_how_long_it_lay_in_the_socket(void **state)
{
	struct bench *bench = *state;
	const struct timespec pause = { .tv_nsec = 30000000 };
	struct heartbeat heartbeat = beat();

	assert_int_equal(link_send(bench->there, &heartbeat), 0);
	nanosleep(&pause, NULL);
	assert_true(lab_run_until(&bench->lab, is_heard, bench, LIMIT_MS));
	assert_true(bench->age_us >= 20000);
}

static void another_key_is_not_heard_and_counted(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();
	struct seal *other = make_seal(2);

	link_set_seal(bench->there, other);
	assert_int_equal(link_send(bench->there, &heartbeat), 0);
	assert_true(lab_run_until(&bench->lab, is_unauthenticated, bench, LIMIT_MS));
	assert_int_equal(bench->heard, 0);
	link_set_seal(bench->there, bench->seal);
	seal_free(other);
	hear_a_good_one(bench);
}

static void another_pair_path_or_node_is_foreign(void **state)
{
	struct bench *bench = *state;
	struct heartbeat wrong[3] = { beat(), beat(), beat() };

	wrong[0].pair++;
	wrong[1].path++;
	wrong[2].node = 1;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(link_send(bench->there, &wrong[i]), 0);
	}
	hear_a_good_one(bench);
	assert_int_equal(counters(bench)->foreign, 3);
}

static void wrong_length_and_magic_do_not_reach_the_queue(void **state)
{
	struct bench *bench = *state;
	uint8_t bytes[HEARTBEAT_BYTES + 1] = { 0 };

	open_raw(bench, 255);
	send_raw(bench, bytes, HEARTBEAT_BYTES);
	send_raw(bench, bytes, HEARTBEAT_BYTES + 1);
	send_raw(bench, bytes, 1);
	assert_true(lab_run_until(&bench->lab, is_malformed, bench, LIMIT_MS));
	assert_int_equal(counters(bench)->dropped, 3);
	assert_int_equal(bench->heard, 0);
}

static void another_version_is_counted_as_such(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();
	uint8_t bytes[HEARTBEAT_BYTES];

	open_raw(bench, 255);
	make_bytes(bench, &heartbeat, bytes);
	bytes[2]++;
	send_raw(bench, bytes, sizeof(bytes));
	assert_true(lab_run_until(&bench->lab, is_malformed, bench, LIMIT_MS));
	assert_int_equal(counters(bench)->wrong_version, 1);
	assert_int_equal(bench->heard, 0);
}

static void a_datagram_that_crossed_a_router_is_refused(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();
	uint8_t bytes[HEARTBEAT_BYTES];

	open_raw(bench, 254);
	make_bytes(bench, &heartbeat, bytes);
	send_raw(bench, bytes, sizeof(bytes));
	assert_true(lab_run_until(&bench->lab, is_malformed, bench, LIMIT_MS));
	assert_int_equal(counters(bench)->wrong_hop_limit, 1);
	assert_int_equal(bench->heard, 0);
}

static void a_routed_path_takes_any_hop_limit(void **state)
{
	struct bench *bench = *state;
	struct link_options options = options_of(bench, false);
	struct heartbeat heartbeat = beat();
	uint8_t bytes[HEARTBEAT_BYTES];

	link_close(bench->here);
	options.routed = true;
	assert_int_equal(link_open(&bench->here, bench->lab.loop, &options), 0);
	open_raw(bench, 60);
	make_bytes(bench, &heartbeat, bytes);
	send_raw(bench, bytes, sizeof(bytes));
	assert_true(lab_run_until(&bench->lab, is_heard, bench, LIMIT_MS));
}

static void a_flood_of_forgeries_does_not_hold_up_the_deadline(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();
	uint8_t bytes[HEARTBEAT_BYTES];
	int64_t begin_us = clock_now_us();

	open_raw(bench, 255);
	make_bytes(bench, &heartbeat, bytes);
	bytes[HEARTBEAT_BYTES - 1] ^= 1;
	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < 200; i++) {
			send_raw(bench, bytes, sizeof(bytes));
		}
		lab_run_for(&bench->lab, 1);
	}
	assert_true(clock_now_us() - begin_us < 5000000);
	assert_true(lab_run_until(&bench->lab, is_unauthenticated, bench, LIMIT_MS));
	assert_int_equal(bench->heard, 0);
}

static bool has_send_error(void *context)
{
	return counters(context)->send_errors > 0;
}

static void a_peer_whose_port_is_closed_costs_no_heartbeat(void **state)
{
	struct bench *bench = *state;
	struct link_options there = options_of(bench, true);
	struct heartbeat heartbeat = beat();

	link_close(bench->there);
	bench->there = NULL;
	/* The refusal of one may be waiting when the next is sent. */
	for (int i = 0; i < 100; i++) {
		assert_int_equal(link_send(bench->here, &heartbeat), 0);
	}
	assert_true(lab_run_until(&bench->lab, has_send_error, bench, LIMIT_MS));
	assert_int_equal(link_send(bench->here, &heartbeat), 0);
	assert_int_equal(open_there(bench, &there), 0);
	hear_a_good_one(bench);
}

static void trouble_with_sending_is_told_once_and_so_is_its_end(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();

	lab_here(&bench->lab, "ip link set " LAB_INTERFACE " down");
	assert_int_equal(link_send(bench->here, &heartbeat), -ENETUNREACH);
	assert_int_equal(link_send(bench->here, &heartbeat), -ENETUNREACH);
	assert_int_equal(bench->troubles, 1);
	assert_int_equal(bench->trouble, -ENETUNREACH);
	assert_int_equal(counters(bench)->send_errors, 2);
	lab_here(&bench->lab, "ip link set " LAB_INTERFACE " up");
	assert_int_equal(link_send(bench->here, &heartbeat), 0);
	assert_int_equal(bench->troubles, 2);
	assert_int_equal(bench->trouble, 0);
}

static void on_an_interface_made_anew_it_is_opened_again(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();

	lab_here(&bench->lab, "ip link del " LAB_INTERFACE);
	assert_int_equal(link_reopen(bench->here), -ENODEV);
	assert_int_equal(link_send(bench->here, &heartbeat), -ENOTCONN);
	lab_lay_cable(&bench->lab);
	assert_int_equal(link_reopen(bench->here), 0);
	lab_go_there(&bench->lab);
	assert_int_equal(link_reopen(bench->there), 0);
	lab_go_here(&bench->lab);
	hear_a_good_one(bench);
}

static int try_open(struct bench *bench, const char *interface, const char *own)
{
	struct link_options options = options_of(bench, false);
	struct link *link = NULL;
	int error;

	options.interface = interface;
	options.own = lab_ip(own);
	error = link_open(&link, bench->lab.loop, &options);
	link_close(link);
	return error;
}

static void what_keeps_a_path_from_opening_is_told_apart(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(try_open(bench, LAB_INTERFACE, "192.0.2.1"), -EADDRINUSE);
	assert_int_equal(try_open(bench, LAB_INTERFACE, "192.0.2.9"), -EADDRNOTAVAIL);
	assert_int_equal(try_open(bench, "fipt9", "192.0.2.1"), -ENODEV);
}

static void the_own_address_is_the_one_that_reaches_the_peer(void **state)
{
	struct bench *bench = *state;
	struct ip own;

	assert_int_equal(link_find_own(&own, lab_ip("192.0.2.2"), LAB_INTERFACE), 0);
	assert_true(ip_equal(own, lab_ip("192.0.2.1")));
	assert_int_equal(
		link_find_own(&own, lab_ip("198.51.100.1"), NULL), -ENETUNREACH);
	assert_int_equal(link_find_own(&own, lab_ip("192.0.2.2"), "fipt9"), -ENODEV);
	assert_non_null(bench->here);
}

static void counters_begin_anew_when_they_are_reset(void **state)
{
	struct bench *bench = *state;
	uint8_t byte = 0;

	hear_a_good_one(bench);
	open_raw(bench, 255);
	send_raw(bench, &byte, sizeof(byte));
	assert_true(lab_run_until(&bench->lab, is_malformed, bench, LIMIT_MS));
	link_reset_counters(bench->here);
	assert_int_equal(counters(bench)->received, 0);
	assert_int_equal(counters(bench)->dropped, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_heartbeat_crosses_the_path),
		TEST(a_heartbeat_tells_how_long_it_lay_in_the_socket),
		TEST(another_key_is_not_heard_and_counted),
		TEST(another_pair_path_or_node_is_foreign),
		TEST(wrong_length_and_magic_do_not_reach_the_queue),
		TEST(another_version_is_counted_as_such),
		TEST(a_datagram_that_crossed_a_router_is_refused),
		TEST(a_routed_path_takes_any_hop_limit),
		TEST(a_flood_of_forgeries_does_not_hold_up_the_deadline),
		TEST(a_peer_whose_port_is_closed_costs_no_heartbeat),
		TEST(trouble_with_sending_is_told_once_and_so_is_its_end),
		TEST(on_an_interface_made_anew_it_is_opened_again),
		TEST(what_keeps_a_path_from_opening_is_told_apart),
		TEST(the_own_address_is_the_one_that_reaches_the_peer),
		TEST(counters_begin_anew_when_they_are_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
