/* The F-IPs under the kernel's lease: holding, renewing, losing and removing them. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "fips/fips.h"
#include "loop/clock.h"
#include "netlink/netlink.h"
#include "netlink/routing.h"
#include "system/io_lab.h"
#include "unit/cmocka_all.h"

enum {
	LIMIT_MS = 60000,
	LONG_S = 600,
};

struct bench {
	struct lab lab;
	struct fips *fips;
	int gone; /* how often F-IPs were reported as gone */
	int64_t gone_us;
	int changes; /* of the interface */
	struct netlink_interface interface;
	struct ip gone_fip;
	size_t count;
	struct config_fip list[CONFIG_FIPS_MAX];
};

static void on_interface(const struct netlink_interface *interface, void *context)
{
	struct bench *bench = context;

	bench->changes++;
	bench->interface = *interface;
}

static void on_gone(struct ip fip, void *context)
{
	struct bench *bench = context;

	bench->gone_fip = fip;
	bench->gone++;
	bench->gone_us = clock_now_us();
}

static void on_copy(void *context)
{
	(void)context;
}

static void open_fips(struct bench *bench)
{
	struct fips_options options = {
		.monitor = bench->lab.monitor,
		.interface = LAB_INTERFACE,
		.list = bench->list,
		.count = bench->count,
		.on_interface = on_interface,
		.on_gone = on_gone,
		.on_copy = on_copy,
		.context = bench,
	};

	assert_int_equal(fips_open(&bench->fips, bench->lab.loop, &options), 0);
}

/* F-IPs 192.0.2.100 and up. */
static void open_many(struct bench *bench, size_t count)
{
	bench->count = count;
	for (size_t i = 0; i < count; i++) {
		uint32_t number = htonl(ip_number(lab_ip("192.0.2.100")) + (uint32_t)i);

		bench->list[i].address = ip_make(IP_V4, &number);
		bench->list[i].prefix_length = 24;
	}
	open_fips(bench);
}

static int set_up(void **state)
{
	static struct bench bench;

	memset(&bench, 0, sizeof(bench));
	lab_open(&bench.lab);
	open_many(&bench, 2);
	*state = &bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	fips_close(bench->fips);
	lab_close(&bench->lab);
	return 0;
}

static bool is_gone(void *context)
{
	return ((struct bench *)context)->gone > 0;
}

static bool is_changed(void *context)
{
	return ((struct bench *)context)->changes > 0;
}

static bool is_present(const struct bench *bench, const char *what)
{
	return lab_finds_here(&bench->lab,
		"ip -oneline address show dev " LAB_INTERFACE " | grep -q -- '%s'",
		what);
}

static enum fips_state state_of(const struct bench *bench, size_t place)
{
	return fips_entry(bench->fips, place)->state;
}

static bool is_witness_gone(void *context)
{
	return !is_present(context, "198.51.100.9/32");
}

static void a_held_fip_is_a_host_address_with_a_lease(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_true(fips_are_held(bench->fips));
	assert_true(
		is_present(bench, "inet 192.0.2.100/32 .*valid_lft [56][0-9][0-9]sec"));
	assert_true(is_present(bench, "inet 192.0.2.101/32 .*noprefixroute"));
	assert_int_equal(state_of(bench, 1), FIPS_HELD);
}

static void the_kernel_removes_a_fip_whose_lease_runs_out_and_that_is_noticed(
	void **state)
{
	struct bench *bench = *state;
	int64_t begin_us = clock_now_us();

	assert_int_equal(fips_hold(bench->fips, 1, NULL), 0);
	lab_here(&bench->lab, "ip address add 198.51.100.9/32 dev " LAB_INTERFACE
			      " valid_lft 2 preferred_lft 2");
	/* Not later than what the same kernel ends a second after it. */
	assert_true(lab_run_until(&bench->lab, is_witness_gone, bench, LIMIT_MS));
	assert_false(is_present(bench, "192.0.2.100/32"));
	assert_true(lab_run_until(&bench->lab, is_gone, bench, LIMIT_MS));
	assert_true(bench->gone_us - begin_us >= 1000000);
	assert_int_equal(state_of(bench, 0), FIPS_ABSENT);
}

static void renewed_a_fip_outlives_its_first_lease(void **state)
{
	struct bench *bench = *state;
	int64_t end_us = clock_now_us() + 6000000;
	int64_t since_us;

	assert_int_equal(fips_hold(bench->fips, 4, NULL), 0);
	since_us = fips_entry(bench->fips, 0)->since_us;
	while (clock_now_us() < end_us) {
		assert_int_equal(fips_renew(bench->fips, 4), 0);
		lab_run_for(&bench->lab, 50);
		assert_int_equal(bench->gone, 0);
	}
	assert_true(is_present(bench, "192.0.2.100/32"));
	assert_int_equal(fips_entry(bench->fips, 0)->since_us, since_us);
}

static void a_lease_with_less_than_half_a_second_left_is_not_renewed(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(fips_hold(bench->fips, 1, NULL), 0);
	lab_run_for(&bench->lab, 520);
	assert_int_equal(fips_renew(bench->fips, 1), -ESTALE);
	assert_true(lab_run_until(&bench->lab, is_gone, bench, LIMIT_MS));
	assert_int_equal(fips_renew(bench->fips, 1), -ESTALE);
	assert_false(is_present(bench, "192.0.2.100/32"));
}

static void what_is_not_held_is_not_renewed(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(fips_renew(bench->fips, LONG_S), -ESTALE);
	assert_false(is_present(bench, "192.0.2.100/32"));
}

static void a_removal_by_an_outsider_is_noticed(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	lab_here(&bench->lab, "ip address del 192.0.2.100/32 dev " LAB_INTERFACE);
	assert_true(lab_run_until(&bench->lab, is_gone, bench, LIMIT_MS));
	assert_int_equal(state_of(bench, 0), FIPS_ABSENT);
	assert_int_equal(state_of(bench, 1), FIPS_HELD);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_true(is_present(bench, "192.0.2.100/32"));
}

static void its_own_removal_is_not_reported(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_int_equal(fips_release(bench->fips), 0);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	/* The kernel tells in order: when the interface is heard of, so were the F-IPs.
	 */
	lab_here(&bench->lab, "ip link set " LAB_INTERFACE " down");
	assert_true(lab_run_until(&bench->lab, is_changed, bench, LIMIT_MS));
	assert_int_equal(bench->gone, 0);
}

static void release_removes_all_and_may_be_repeated(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_int_equal(fips_release(bench->fips), 0);
	assert_false(fips_are_held(bench->fips));
	assert_false(is_present(bench, "192.0.2.10[01]"));
	assert_int_equal(state_of(bench, 0), FIPS_RELEASED);
	assert_int_equal(fips_release(bench->fips), 0);
}

static void other_addresses_of_the_interface_are_left_alone(void **state)
{
	struct bench *bench = *state;

	lab_here(&bench->lab, "ip address add 192.0.2.50/24 dev " LAB_INTERFACE);
	lab_here(&bench->lab, "ip address add 198.51.100.1/32 dev " LAB_INTERFACE);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_int_equal(fips_release(bench->fips), 0);
	assert_true(is_present(bench, "inet 192.0.2.1/24"));
	assert_true(is_present(bench, "inet 192.0.2.50/24"));
	assert_true(is_present(bench, "inet 198.51.100.1/32"));
	assert_true(lab_finds_here(
		&bench->lab, "ip route show | grep -q '192.0.2.0/24 .*src 192.0.2.1'"));
}

/* To a neighbour, by a gateway, by an on-link route, to a group and to everybody. */
static void assert_sources_are_real(const struct bench *bench)
{
	static const char *const targets[] = { "192.0.2.2", "8.8.8.8", "203.0.113.5",
		"224.0.0.5", "255.255.255.255" };

	lab_here(&bench->lab, "ip route add default via 192.0.2.2");
	lab_here(&bench->lab, "ip route add 203.0.113.0/24 dev " LAB_INTERFACE);
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		assert_true(lab_finds_here(&bench->lab,
			"ip route get %s oif " LAB_INTERFACE
			" | grep -q 'src 192.0.2.1 '",
			targets[i]));
	}
}

static void own_traffic_leaves_with_the_real_ip(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_sources_are_real(bench);
}

static void a_real_ip_set_anew_is_again_the_source(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	lab_here(&bench->lab, "ip address del 192.0.2.1/24 dev " LAB_INTERFACE);
	lab_here(&bench->lab, "ip address add 192.0.2.1/24 dev " LAB_INTERFACE);
	assert_true(is_present(bench, "192.0.2.100/32"));
	assert_sources_are_real(bench);
}

static socklen_t put_address(struct sockaddr_storage *place, struct ip fip)
{
	struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)place;
	struct sockaddr_in *ipv4 = (struct sockaddr_in *)place;

	memset(place, 0, sizeof(*place));
	if (fip.family == IP_V6) {
		ipv6->sin6_family = AF_INET6;
		ipv6->sin6_port = htons(9);
		memcpy(&ipv6->sin6_addr, fip.bytes, sizeof(ipv6->sin6_addr));
		return sizeof(*ipv6);
	}
	ipv4->sin_family = AF_INET;
	ipv4->sin_port = htons(9);
	memcpy(&ipv4->sin_addr, fip.bytes, sizeof(ipv4->sin_addr));
	return sizeof(*ipv4);
}

/* Send a datagram from there to a socket here that is bound to the F-IP. */
static bool crosses(const struct bench *bench, const char *fip)
{
	struct sockaddr_storage place;
	socklen_t size = put_address(&place, lab_ip(fip));
	struct timeval limit = { .tv_sec = LIMIT_MS / 1000 };
	int here = socket(place.ss_family, SOCK_DGRAM, 0);
	int there;
	char byte = 'x';

	lab_go_there(&bench->lab);
	there = socket(place.ss_family, SOCK_DGRAM, 0);
	lab_go_here(&bench->lab);
	setsockopt(here, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	assert_int_equal(bind(here, (struct sockaddr *)&place, size), 0);
	assert_int_equal(
		sendto(there, &byte, 1, 0, (struct sockaddr *)&place, size), 1);
	byte = '\0';
	assert_int_equal(recv(here, &byte, 1, 0), 1);
	close(here);
	close(there);
	return byte == 'x';
}

static void neighbours_reach_a_held_fip(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_true(crosses(bench, "192.0.2.100"));
	lab_here(&bench->lab, "echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore");
	lab_there(&bench->lab, "ip neighbour flush all");
	assert_true(crosses(bench, "192.0.2.100"));
}

static void a_copy_without_a_lease_is_replaced_by_one_with_it(void **state)
{
	struct bench *bench = *state;

	lab_here(&bench->lab, "ip address add 192.0.2.100/24 dev " LAB_INTERFACE);
	lab_here(&bench->lab, "ip address add 192.0.2.101/32 dev " LAB_INTERFACE);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_int_equal(fips_copy(bench->fips).prefix_length, 24);
	assert_int_equal(fips_expel(bench->fips), 0);
	assert_int_equal(fips_copy(bench->fips).fip, 0);
	assert_false(is_present(bench, "192.0.2.100/24"));
	assert_true(is_present(bench, "192.0.2.100/32 .*valid_lft [56][0-9][0-9]sec"));
	assert_true(is_present(bench, "192.0.2.101/32 .*valid_lft [56][0-9][0-9]sec"));
}

static void release_leaves_what_an_outsider_set_and_expel_removes_it(void **state)
{
	struct bench *bench = *state;

	lab_here(&bench->lab, "ip address add 192.0.2.100/24 dev " LAB_INTERFACE);
	assert_int_equal(fips_release(bench->fips), 0);
	assert_true(is_present(bench, "192.0.2.100/24"));
	assert_int_equal(fips_expel(bench->fips), 0);
	assert_false(is_present(bench, "192.0.2.100"));
	assert_true(is_present(bench, "inet 192.0.2.1/24"));
}

/* Bound is the one whose network another address is secondary to. */
static void a_copy_that_cannot_be_removed_hides_no_other_one(void **state)
{
	struct bench *bench = *state;

	lab_here(&bench->lab, "echo 0 > /proc/sys/net/ipv4/conf/" LAB_INTERFACE
			      "/promote_secondaries");
	lab_here(&bench->lab, "ip address add 192.0.2.100/26 dev " LAB_INTERFACE);
	lab_here(&bench->lab, "ip address add 192.0.2.90/26 dev " LAB_INTERFACE);
	lab_here(&bench->lab, "ip address add 192.0.2.101/24 dev " LAB_INTERFACE);
	fips_reconcile(bench->fips);
	assert_int_equal(fips_copy(bench->fips).fip, 2);
	assert_false(fips_copy(bench->fips).bound);
	assert_int_equal(fips_expel(bench->fips), 0);
	assert_false(is_present(bench, "192.0.2.101"));
	assert_true(is_present(bench, "192.0.2.90/26"));
	assert_int_equal(fips_copy(bench->fips).fip, 1);
	assert_true(fips_copy(bench->fips).bound);
}

static void a_new_life_finds_what_the_last_one_held_and_renews_it(void **state)
{
	struct bench *bench = *state;
	int64_t remaining_us;

	assert_int_equal(fips_find(bench->fips, &remaining_us), 0);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	fips_close(bench->fips);
	open_fips(bench);
	assert_false(fips_are_held(bench->fips));
	assert_int_equal(fips_find(bench->fips, &remaining_us), 2);
	assert_true(remaining_us > (LONG_S - 100) * 1000000LL);
	assert_true(remaining_us <= (LONG_S - 1) * 1000000LL);
	assert_true(fips_are_held(bench->fips));
	assert_int_equal(fips_renew(bench->fips, LONG_S), 0);
}

static void what_others_set_is_not_found_as_ours(void **state)
{
	struct bench *bench = *state;
	int64_t remaining_us;

	lab_here(&bench->lab, "ip address add 192.0.2.100/32 dev " LAB_INTERFACE);
	assert_int_equal(fips_find(bench->fips, &remaining_us), 0);
	assert_false(fips_are_held(bench->fips));
}

static void a_lost_carrier_is_reported(void **state)
{
	struct bench *bench = *state;

	assert_true(fips_interface(bench->fips)->up);
	lab_there(&bench->lab, "ip link set " LAB_INTERFACE " down");
	assert_true(lab_run_until(&bench->lab, is_changed, bench, LIMIT_MS));
	assert_true(bench->interface.index != 0);
	assert_false(bench->interface.up);
}

static bool is_up(void *context)
{
	return ((struct bench *)context)->interface.up;
}

static bool is_missing(void *context)
{
	struct bench *bench = context;

	return bench->changes > 0 && bench->interface.index == 0;
}

static void an_interface_deleted_and_made_anew_is_followed(void **state)
{
	struct bench *bench = *state;
	uint32_t first_index = fips_interface(bench->fips)->index;

	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	lab_here(&bench->lab, "ip link del " LAB_INTERFACE);
	assert_true(lab_run_until(&bench->lab, is_missing, bench, LIMIT_MS));
	assert_int_equal(bench->gone, 1);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), -ENODEV);
	assert_int_equal(fips_release(bench->fips), 0);
	lab_lay_cable(&bench->lab);
	assert_true(lab_run_until(&bench->lab, is_up, bench, LIMIT_MS));
	assert_int_not_equal(bench->interface.index, first_index);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_true(is_present(bench, "192.0.2.100/32"));
}

static void renamed_the_interface_is_missing_and_release_finds_the_fips(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	lab_here(&bench->lab, "ip link set " LAB_INTERFACE " down");
	lab_here(&bench->lab, "ip link set " LAB_INTERFACE " name fipt1");
	assert_true(lab_run_until(&bench->lab, is_missing, bench, LIMIT_MS));
	assert_int_equal(fips_release(bench->fips), 0);
	assert_false(
		lab_finds_here(&bench->lab, "ip address | grep -q 'inet 192.0.2.100'"));
}

static void without_the_interface_it_opens_and_waits_for_it(void **state)
{
	struct bench *bench = *state;

	fips_close(bench->fips);
	lab_here(&bench->lab, "ip link del " LAB_INTERFACE);
	open_fips(bench);
	assert_int_equal(fips_interface(bench->fips)->index, 0);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), -ENODEV);
	lab_lay_cable(&bench->lab);
	assert_true(lab_run_until(&bench->lab, is_up, bench, LIMIT_MS));
}

static void deleting_an_address_that_is_gone_is_no_error(void **state)
{
	struct bench *bench = *state;
	struct netlink_address address = {
		.address = lab_ip("192.0.2.100"),
		.interface_index = fips_interface(bench->fips)->index,
		.prefix_length = 32,
	};
	struct netlink *netlink;

	assert_int_equal(netlink_open(&netlink), 0);
	assert_int_equal(netlink_delete_addresses(netlink, &address, 1), 0);
	address.interface_index = 9999;
	assert_int_equal(netlink_delete_addresses(netlink, &address, 1), -ENODEV);
	netlink_close(netlink);
}

static size_t count_fips(const struct bench *bench)
{
	char figure[16] = "";
	FILE *pipe = popen("ip -oneline address show dev " LAB_INTERFACE
			   " | grep -c '/32 .*sec'",
		"r");

	(void)bench;
	assert_non_null(pipe);
	assert_non_null(fgets(figure, sizeof(figure), pipe));
	pclose(pipe);
	return (size_t)atoi(figure);
}

#define COPY_V6 "2001:db8::9"

/* What a sink was told, and what the kernel had at that moment. */
struct told {
	const struct bench *bench;
	size_t batches;
	size_t count; /* of F-IPs */
	bool in_order;
	bool obstructed; /* an outsider's copy stood there each time */
};

static void on_set(size_t first, size_t count, void *context)
{
	struct told *told = context;
	size_t end = first + count;
	char last[32];
	char next[32];

	snprintf(last, sizeof(last), "192.0.2.%zu/32", 100 + end - 1);
	snprintf(next, sizeof(next), "192.0.2.%zu/32", 100 + end);
	told->in_order = told->in_order && first == told->count
			 && is_present(told->bench, last)
			 && !is_present(told->bench, next);
	told->obstructed = told->obstructed && is_present(told->bench, COPY_V6 "/64");
	told->batches++;
	told->count = end;
}

static void each_batch_is_told_before_the_next_one_is_set(void **state)
{
	struct bench *bench = *state;
	struct told told = { .bench = bench, .in_order = true };
	const struct fips_sink sink = { .on_set = on_set, .context = &told };

	fips_close(bench->fips);
	open_many(bench, 2 * NETLINK_BATCH_MAX + 1);
	assert_int_equal(fips_hold(bench->fips, LONG_S, &sink), 0);
	assert_true(told.in_order);
	assert_int_equal(told.batches, 3);
	assert_int_equal(told.count, 2 * NETLINK_BATCH_MAX + 1);
}

static void what_is_set_is_told_before_copies_are_looked_for(void **state)
{
	struct bench *bench = *state;
	struct told told = { .bench = bench, .in_order = true, .obstructed = true };
	const struct fips_sink sink = { .on_set = on_set, .context = &told };

	lab_here(&bench->lab, "ip address add " COPY_V6 "/64 nodad dev " LAB_INTERFACE);
	fips_close(bench->fips);
	open_many(bench, 1);
	bench->list[1] = (struct config_fip){ .address = lab_ip(COPY_V6) };
	bench->count = 2;
	fips_close(bench->fips);
	open_fips(bench);
	assert_int_equal(fips_hold(bench->fips, LONG_S, &sink), 0);
	assert_int_equal(told.batches, 1);
	assert_true(told.obstructed);
	assert_true(is_present(bench, COPY_V6 "/128"));
	assert_false(is_present(bench, COPY_V6 "/64"));
}

static void what_the_kernel_refused_is_not_told(void **state)
{
	struct bench *bench = *state;
	struct told told = { .bench = bench, .in_order = true };
	const struct fips_sink sink = { .on_set = on_set, .context = &told };

	lab_here(&bench->lab,
		"echo 1 >/proc/sys/net/ipv6/conf/" LAB_INTERFACE "/disable_ipv6");
	fips_close(bench->fips);
	open_many(bench, 2 * NETLINK_BATCH_MAX + 1);
	bench->list[NETLINK_BATCH_MAX].address = lab_ip(COPY_V6);
	fips_close(bench->fips);
	open_fips(bench);
	assert_true(fips_hold(bench->fips, LONG_S, &sink) < 0);
	assert_int_equal(told.batches, 1);
	assert_int_equal(told.count, NETLINK_BATCH_MAX);
}

static void as_many_fips_as_allowed_are_held_renewed_and_released(void **state)
{
	struct bench *bench = *state;
	int64_t begin_us;

	fips_close(bench->fips);
	open_many(bench, CONFIG_FIPS_MAX);
	begin_us = lab_processor_us();
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_int_equal(count_fips(bench), CONFIG_FIPS_MAX);
	assert_int_equal(fips_renew(bench->fips, LONG_S), 0);
	assert_int_equal(fips_release(bench->fips), 0);
	assert_int_equal(count_fips(bench), 0);
	assert_true(lab_processor_us() - begin_us < 5000000);
	lab_run_for(&bench->lab, 20);
	assert_int_equal(bench->gone, 0);
}

static void a_removal_is_noticed_though_the_kernel_said_more_than_fits(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	lab_here(&bench->lab,
		"for i in $(seq 8000); do "
		"echo address add 198.51.100.1/32 dev lo; "
		"echo address del 198.51.100.1/32 dev lo; done | ip -batch -");
	lab_here(&bench->lab, "ip address del 192.0.2.100/32 dev " LAB_INTERFACE);
	assert_true(lab_run_until(&bench->lab, is_gone, bench, LIMIT_MS));
	assert_int_equal(state_of(bench, 0), FIPS_ABSENT);
	assert_int_equal(state_of(bench, 1), FIPS_HELD);
}

static void a_comparison_finds_a_removal_that_was_not_heard(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	lab_here(&bench->lab, "ip address del 192.0.2.101/32 dev " LAB_INTERFACE);
	fips_reconcile(bench->fips);
	assert_int_equal(bench->gone, 1);
	lab_run_for(&bench->lab, 20);
	assert_int_equal(bench->gone, 1);
}

/* One F-IP of each family. */
static void mix(struct bench *bench)
{
	fips_close(bench->fips);
	bench->count = 2;
	bench->list[0] = (struct config_fip){ lab_ip("192.0.2.100"), 24 };
	bench->list[1] = (struct config_fip){ lab_ip("2001:db8::100"), 64 };
	open_fips(bench);
}

static void fips_of_both_families_are_held_with_one_lease(void **state)
{
	struct bench *bench = *state;

	mix(bench);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_true(
		is_present(bench, "inet 192.0.2.100/32 .*valid_lft [56][0-9][0-9]sec"));
	assert_true(is_present(
		bench, "inet6 2001:db8::100/128 .*valid_lft [56][0-9][0-9]sec"));
	assert_true(is_present(bench, "2001:db8::100/128 .*nodad.*noprefixroute"));
	assert_int_equal(fips_renew(bench->fips, LONG_S), 0);
	assert_int_equal(fips_release(bench->fips), 0);
	assert_false(is_present(bench, ":100/128"));
	assert_false(is_present(bench, ".100/32"));
	assert_true(is_present(bench, "2001:db8::1/64"));
}

static void the_kernel_removes_an_ipv6_fip_whose_lease_runs_out(void **state)
{
	struct bench *bench = *state;
	int64_t begin_us = clock_now_us();

	mix(bench);
	assert_int_equal(fips_hold(bench->fips, 1, NULL), 0);
	assert_true(lab_run_until(&bench->lab, is_gone, bench, LIMIT_MS));
	lab_run_for(&bench->lab, 1200);
	assert_true(clock_now_us() - begin_us >= 1000000);
	assert_false(is_present(bench, "2001:db8::100"));
}

static void a_removed_ipv6_fip_is_noticed_and_put_back(void **state)
{
	struct bench *bench = *state;

	mix(bench);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	lab_here(&bench->lab, "ip address del 2001:db8::100/128 dev " LAB_INTERFACE);
	assert_true(lab_run_until(&bench->lab, is_gone, bench, LIMIT_MS));
	assert_int_equal(state_of(bench, 0), FIPS_HELD);
	assert_int_equal(state_of(bench, 1), FIPS_ABSENT);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_true(is_present(bench, "2001:db8::100/128"));
}

static void an_ipv6_copy_with_another_prefix_is_replaced(void **state)
{
	struct bench *bench = *state;

	mix(bench);
	lab_here(&bench->lab,
		"ip address add 2001:db8::100/64 dev " LAB_INTERFACE " nodad");
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_false(is_present(bench, "2001:db8::100/64"));
	assert_true(
		is_present(bench, "2001:db8::100/128 .*valid_lft [56][0-9][0-9]sec"));
}

static bool is_duplicate(void *context)
{
	return is_present(context, "2001:db8::100.*dadfailed");
}

/* Somebody sets it as a host sets its own, and the other host has it already. */
static void spoil(struct bench *bench)
{
	lab_there(&bench->lab,
		"ip address add 2001:db8::100/64 dev " LAB_INTERFACE " nodad");
	lab_here(&bench->lab, "ip address add 2001:db8::100/64 dev " LAB_INTERFACE);
	assert_true(lab_run_until(&bench->lab, is_duplicate, bench, LIMIT_MS));
}

static void a_copy_that_failed_duplicate_detection_is_replaced(void **state)
{
	struct bench *bench = *state;

	mix(bench);
	spoil(bench);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_false(is_duplicate(bench));
	assert_true(
		is_present(bench, "2001:db8::100/128 .*valid_lft [56][0-9][0-9]sec"));
}

static void a_fip_that_fails_duplicate_detection_is_as_gone(void **state)
{
	struct bench *bench = *state;

	mix(bench);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	lab_here(&bench->lab, "ip address del 2001:db8::100/128 dev " LAB_INTERFACE);
	assert_true(lab_run_until(&bench->lab, is_gone, bench, LIMIT_MS));
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	bench->gone = 0;
	lab_here(&bench->lab, "ip address del 2001:db8::100/128 dev " LAB_INTERFACE
			      "; ip address add 2001:db8::100/128 dev " LAB_INTERFACE);
	assert_true(lab_run_until(&bench->lab, is_gone, bench, LIMIT_MS));
	assert_int_equal(state_of(bench, 1), FIPS_ABSENT);
}

static void own_ipv6_traffic_leaves_with_the_real_ip(void **state)
{
	static const char *const targets[] = { "2001:db8::2", "2001:4860::8888",
		"2001:db8:5::1", "ff05::5" };
	struct bench *bench = *state;

	mix(bench);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	lab_here(&bench->lab, "ip -6 address del 2001:db8::1/64 dev " LAB_INTERFACE);
	lab_here(&bench->lab,
		"ip address add 2001:db8::1/64 dev " LAB_INTERFACE " nodad");
	lab_here(&bench->lab, "ip -6 route add default via 2001:db8::2");
	lab_here(&bench->lab, "ip -6 route add 2001:db8:5::/64 dev " LAB_INTERFACE);
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		assert_true(lab_finds_here(&bench->lab,
			"ip route get %s oif " LAB_INTERFACE
			" | grep -q 'src 2001:db8::1 '",
			targets[i]));
	}
}

static void neighbours_reach_a_held_ipv6_fip(void **state)
{
	struct bench *bench = *state;

	mix(bench);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_true(crosses(bench, "2001:db8::100"));
}

/* The kernel adds the local route after its answer: on a busy host once in 15 times. */
static void a_held_ipv6_fip_is_delivered_when_hold_returns(void **state)
{
	struct bench *bench = *state;
	struct netlink *netlink;

	mix(bench);
	assert_int_equal(netlink_open(&netlink), 0);
	for (int i = 0; i < 200; i++) {
		int64_t began_us = clock_now_us();
		enum routing_way way = ROUTING_NOWHERE;

		assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
		routing_find(netlink, lab_ip("2001:db8::100"), 0, &way);
		/* It waits for 50 ms at most: a kernel may be slower than that. */
		assert_true(way == ROUTING_LOCAL
			    || clock_now_us() - began_us >= 50 * MS_US);
		assert_int_equal(fips_release(bench->fips), 0);
	}
	netlink_close(netlink);
}

static void a_new_life_finds_fips_of_both_families(void **state)
{
	struct bench *bench = *state;
	int64_t remaining_us;

	mix(bench);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	fips_close(bench->fips);
	open_fips(bench);
	assert_int_equal(fips_find(bench->fips, &remaining_us), 2);
	assert_true(remaining_us > (LONG_S - 100) * 1000000LL);
	assert_int_equal(fips_renew(bench->fips, LONG_S), 0);
}

/* In one go, so that fipd hears of both names at once. */
static void fips_follow_the_name_to_another_interface_in_one_go(void **state)
{
	struct bench *bench = *state;

	mix(bench);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	lab_here(&bench->lab, "ip link add fipt8 type veth peer name fipt9");
	lab_here(&bench->lab, "ip link set " LAB_INTERFACE " name fipt7"
			      " && ip link set fipt8 name " LAB_INTERFACE);
	assert_true(lab_run_until(&bench->lab, is_gone, bench, LIMIT_MS));
	assert_int_equal(bench->gone, 1);
	assert_false(lab_finds_here(&bench->lab, "ip address | grep -q '[.:]100/'"));
	lab_here(&bench->lab, "ip link set fipt9 up; ip link set " LAB_INTERFACE " up");
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	assert_true(is_present(bench, "2001:db8::100/128"));
}

/* As many lines as there are F-IPs go in one batch; fipd hears them in many pieces. */
static void removed_all_at_once_they_are_gone_once(void **state)
{
	struct bench *bench = *state;

	fips_close(bench->fips);
	open_many(bench, CONFIG_FIPS_MAX);
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	lab_here(&bench->lab,
		"ip -oneline address show dev " LAB_INTERFACE
		" | awk '$4 ~ /\\/32$/ { print \"address del\", $4, \"dev\", $2 }'"
		" | ip -batch -");
	assert_true(lab_run_until(&bench->lab, is_gone, bench, LIMIT_MS));
	assert_int_equal(fips_hold(bench->fips, LONG_S, NULL), 0);
	lab_run_for(&bench->lab, 100);
	assert_int_equal(bench->gone, 1);
	assert_int_equal(count_fips(bench), CONFIG_FIPS_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	/* table */
	const struct CMUnitTest tests[] = {
		TEST(a_held_fip_is_a_host_address_with_a_lease),
		TEST(the_kernel_removes_a_fip_whose_lease_runs_out_and_that_is_noticed),
		TEST(renewed_a_fip_outlives_its_first_lease),
		TEST(a_lease_with_less_than_half_a_second_left_is_not_renewed),
		TEST(what_is_not_held_is_not_renewed),
		TEST(a_removal_by_an_outsider_is_noticed),
		TEST(its_own_removal_is_not_reported),
		TEST(release_removes_all_and_may_be_repeated),
		TEST(other_addresses_of_the_interface_are_left_alone),
		TEST(own_traffic_leaves_with_the_real_ip),
		TEST(a_real_ip_set_anew_is_again_the_source),
		TEST(neighbours_reach_a_held_fip),
		TEST(a_copy_without_a_lease_is_replaced_by_one_with_it),
		TEST(a_copy_that_cannot_be_removed_hides_no_other_one),
		TEST(release_leaves_what_an_outsider_set_and_expel_removes_it),
		TEST(a_new_life_finds_what_the_last_one_held_and_renews_it),
		TEST(what_others_set_is_not_found_as_ours),
		TEST(a_lost_carrier_is_reported),
		TEST(an_interface_deleted_and_made_anew_is_followed),
		TEST(renamed_the_interface_is_missing_and_release_finds_the_fips),
		TEST(without_the_interface_it_opens_and_waits_for_it),
		TEST(deleting_an_address_that_is_gone_is_no_error),
		TEST(each_batch_is_told_before_the_next_one_is_set),
		TEST(what_is_set_is_told_before_copies_are_looked_for),
		TEST(what_the_kernel_refused_is_not_told),
		TEST(as_many_fips_as_allowed_are_held_renewed_and_released),
		TEST(a_removal_is_noticed_though_the_kernel_said_more_than_fits),
		TEST(a_comparison_finds_a_removal_that_was_not_heard),
		TEST(fips_of_both_families_are_held_with_one_lease),
		TEST(the_kernel_removes_an_ipv6_fip_whose_lease_runs_out),
		TEST(a_removed_ipv6_fip_is_noticed_and_put_back),
		TEST(an_ipv6_copy_with_another_prefix_is_replaced),
		TEST(a_copy_that_failed_duplicate_detection_is_replaced),
		TEST(a_fip_that_fails_duplicate_detection_is_as_gone),
		TEST(own_ipv6_traffic_leaves_with_the_real_ip),
		TEST(neighbours_reach_a_held_ipv6_fip),
		TEST(a_held_ipv6_fip_is_delivered_when_hold_returns),
		TEST(a_new_life_finds_fips_of_both_families),
		TEST(fips_follow_the_name_to_another_interface_in_one_go),
		TEST(removed_all_at_once_they_are_gone_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
