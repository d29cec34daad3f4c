/* A heartbeat link between two hosts: what crosses it, what is refused, what it costs.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "heartbeat/endpoint.h"
#include "heartbeat/links.h"
#include "loop/clock.h"
#include "netlink/netlink.h"
#include "netlink/ports.h"
#include "system/io_lab.h"
#include "unit/cmocka_all.h"
#include "wire/heartbeat.h"

enum {
	LIMIT_MS = 60000,
	PORT = 7900,
	PAIR = 77,
};

struct bench {
	struct lab lab;
	struct netlink *netlink_here;
	struct netlink *netlink_there;
	struct link here;
	struct link there;
	struct seal *seal; /* as both ends have it */
	int raw_fd;        /* a plain socket in the other host's name */
	int heard;
	int64_t age_us;
	bool ipv6;
	struct heartbeat last;
	struct ip third; /* the third node that was heard last */
};

static void on_heartbeat(
	const struct heartbeat *heartbeat, int64_t age_us, void *context)
{
	struct bench *bench = context;

	bench->age_us = age_us;
	bench->heard++;
	bench->last = *heartbeat;
}

static void on_change(void *owner)
{
	(void)owner;
}

static struct ip address_of(const struct bench *bench, bool there)
{
	if (bench->ipv6) {
		return lab_ip(there ? "2001:db8::2" : "2001:db8::1");
	}
	return lab_ip(there ? "192.0.2.2" : "192.0.2.1");
}

static struct keys keys_of(uint8_t byte)
{
	struct keys keys = { .count = 1, .list = { { .id = 1, .length_bytes = 32 } } };

	memset(keys.list[0].bytes, byte, keys.list[0].length_bytes);
	return keys;
}

static struct link_plan plan_of(const struct bench *bench, bool there)
{
	return (struct link_plan){
		.own = address_of(bench, there),
		.peer = address_of(bench, !there),
		.port = PORT,
		.pair = PAIR,
		.peer_node = there ? 1 : 2,
		.interval_ms = 2000,
		.interface = LAB_INTERFACE,
		.keys = keys_of(1),
	};
}

/* Send a heartbeat as UDP, as to a peer whose MAC is not known. */
static int say(struct link *link, const struct heartbeat *heartbeat)
{
	const struct action action = { .kind = ACTION_SEND, .heartbeat = *heartbeat };

	return link_send(link, &action);
}

static int put_there(struct bench *bench, const struct link_plan *plan)
{
	int error;

	lab_go_there(&bench->lab);
	error = link_put(&bench->there, plan);
	lab_go_here(&bench->lab);
	return error;
}

static struct link new_link(struct bench *bench, struct netlink *netlink)
{
	return (struct link){
		.loop = bench->lab.loop,
		.netlink = netlink,
		.number = 1,
		.sink = { .on_heartbeat = on_heartbeat, .context = bench },
		.on_change = on_change,
	};
}

static int begin(void **state, bool ipv6)
{
	static struct bench bench;
	struct keys keys = keys_of(1);
	struct link_plan here;
	struct link_plan there;

	memset(&bench, 0, sizeof(bench));
	bench.ipv6 = ipv6;
	bench.raw_fd = -1;
	lab_open(&bench.lab);
	bench.seal = seal_new(&keys);
	assert_non_null(bench.seal);
	assert_int_equal(netlink_open(&bench.netlink_here), 0);
	lab_go_there(&bench.lab);
	assert_int_equal(netlink_open(&bench.netlink_there), 0);
	lab_go_here(&bench.lab);
	bench.here = new_link(&bench, bench.netlink_here);
	bench.there = new_link(&bench, bench.netlink_there);
	here = plan_of(&bench, false);
	there = plan_of(&bench, true);
	assert_int_equal(link_put(&bench.here, &here), 0);
	assert_int_equal(put_there(&bench, &there), 0);
	*state = &bench;
	return 0;
}

static int set_up(void **state)
{
	return begin(state, false);
}

static int set_up_ipv6(void **state)
{
	return begin(state, true);
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	link_close(&bench->here);
	link_close(&bench->there);
	netlink_close(bench->netlink_here);
	netlink_close(bench->netlink_there);
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
		.round = 1,
		.interval_ms = 2000,
		.role = ROLE_ACTIVE,
		.node = 2,
		.link = 1,
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
	assert_int_equal(say(&bench->there, &heartbeat), 0);
	assert_true(lab_run_until(&bench->lab, is_heard, bench, LIMIT_MS));
	assert_int_equal(bench->heard, 1);
}

static struct sockaddr_storage sockaddr_of(const struct bench *bench, struct ip ip)
{
	struct sockaddr_storage address = { 0 };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(PORT) };
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(PORT) };

	memcpy(&v6.sin6_addr, ip.bytes, sizeof(v6.sin6_addr));
	memcpy(&v4.sin_addr, ip.bytes, sizeof(v4.sin_addr));
	if (bench->ipv6) {
		memcpy(&address, &v6, sizeof(v6));
	} else {
		memcpy(&address, &v4, sizeof(v4));
	}
	return address;
}

/* Replace the other end by a plain socket with this address. */
static void open_raw_at(struct bench *bench, struct ip ip, int hop_limit)
{
	struct sockaddr_storage own = sockaddr_of(bench, ip);
	struct sockaddr_storage peer = sockaddr_of(bench, address_of(bench, false));
	socklen_t size =
		bench->ipv6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
	int on = 1;

	link_close(&bench->there);
	lab_go_there(&bench->lab);
	bench->raw_fd = socket(own.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	lab_go_here(&bench->lab);
	setsockopt(bench->raw_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(bench->raw_fd, bench->ipv6 ? IPPROTO_IPV6 : IPPROTO_IP,
		bench->ipv6 ? IPV6_UNICAST_HOPS : IP_TTL, &hop_limit,
		sizeof(hop_limit));
	assert_int_equal(bind(bench->raw_fd, (struct sockaddr *)&own, size), 0);
	assert_int_equal(connect(bench->raw_fd, (struct sockaddr *)&peer, size), 0);
}

static void open_raw(struct bench *bench, int hop_limit)
{
	open_raw_at(bench, address_of(bench, true), hop_limit);
}

static void send_raw(const struct bench *bench, const void *bytes, size_t length)
{
	assert_int_equal(send(bench->raw_fd, bytes, length, 0), length);
}

static void send_made(const struct bench *bench, const uint8_t *bytes)
{
	send_raw(bench, bytes, HEARTBEAT_1_BYTES);
}

static void make_bytes(struct bench *bench, const struct heartbeat *heartbeat,
	uint8_t bytes[HEARTBEAT_BYTES_MAX])
{
	struct seal_link ends =
		endpoint_ends(address_of(bench, true), address_of(bench, false));

	heartbeat_encode(bytes, heartbeat, seal_sending_key(bench->seal));
	assert_true(seal_apply(bench->seal, &ends, bytes));
}

static const struct link_counters *counters(struct bench *bench)
{
	return link_counters(&bench->here);
}

static bool is_malformed(void *context)
{
	return link_malformed(counters(context)) > 0;
}

static bool is_unauthenticated(void *context)
{
	return counters(context)->unauthenticated > 0;
}

static void a_heartbeat_crosses_the_link(void **state)
{
	struct bench *bench = *state;

	hear_a_good_one(bench);
	assert_int_equal(bench->last.incarnation, 0x1122334455667788);
	assert_int_equal(bench->last.sequence, 5);
	assert_int_equal(bench->last.role, ROLE_ACTIVE);
	assert_int_equal(counters(bench)->received, 1);
	assert_int_equal(link_counters(&bench->there)->sent, 1);
	assert_int_equal(link_malformed(counters(bench)), 0);
}

/* The kernel begins to stamp arrivals some time after the first socket wants it. */
static void a_heartbeat_tells_how_long_it_lay_in_the_socket(void **state)
{
	struct bench *bench = *state;
	const struct timespec pause = { .tv_nsec = 30000000 };
	struct heartbeat heartbeat = beat();

	for (int i = 0; i < 50 && bench->age_us < 20000; i++) {
		bench->heard = 0;
		assert_int_equal(say(&bench->there, &heartbeat), 0);
		nanosleep(&pause, NULL);
		assert_true(lab_run_until(&bench->lab, is_heard, bench, LIMIT_MS));
	}
	assert_true(bench->age_us >= 20000);
}

static void another_key_is_not_heard_and_counted(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();
	struct link_plan there = plan_of(bench, true);

	there.keys = keys_of(2);
	assert_int_equal(put_there(bench, &there), 0);
	assert_int_equal(say(&bench->there, &heartbeat), 0);
	assert_true(lab_run_until(&bench->lab, is_unauthenticated, bench, LIMIT_MS));
	assert_int_equal(bench->heard, 0);
	assert_int_equal(link_trouble(&bench->here), TROUBLE_UNAUTHENTIC);
	there.keys = keys_of(1);
	assert_int_equal(put_there(bench, &there), 0);
	hear_a_good_one(bench);
	assert_int_equal(link_trouble(&bench->here), TROUBLE_NONE);
}

static void another_pair_link_or_node_is_foreign(void **state)
{
	struct bench *bench = *state;
	struct heartbeat wrong[3] = { beat(), beat(), beat() };

	wrong[0].pair++;
	wrong[2].node = 1;
	for (int i = 0; i < 3; i++) {
		bench->there.number = i == 1 ? 2 : 1;
		assert_int_equal(say(&bench->there, &wrong[i]), 0);
	}
	bench->there.number = 1;
	hear_a_good_one(bench);
	assert_int_equal(counters(bench)->foreign, 3);
	assert_int_equal(counters(bench)->dropped, 0);
	/* Another pair means that the peer has another peer: the next tick tells it. */
	assert_true(bench->here.strangers.at_peer);
}

static void wrong_length_and_magic_do_not_reach_the_queue(void **state)
{
	struct bench *bench = *state;
	uint8_t bytes[HEARTBEAT_BYTES_MAX + 1] = { 0 };

	open_raw(bench, 255);
	send_raw(bench, bytes, HEARTBEAT_1_BYTES);
	send_raw(bench, bytes, HEARTBEAT_BYTES_MAX + 1);
	send_raw(bench, bytes, 1);
	assert_true(lab_run_until(&bench->lab, is_malformed, bench, LIMIT_MS));
	assert_int_equal(counters(bench)->dropped, 3);
	assert_int_equal(bench->heard, 0);
}

static void another_version_is_counted_as_such(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	open_raw(bench, 255);
	make_bytes(bench, &heartbeat, bytes);
	bytes[2] = HEARTBEAT_VERSION_MAX + 1;
	send_made(bench, bytes);
	assert_true(lab_run_until(&bench->lab, is_malformed, bench, LIMIT_MS));
	assert_int_equal(counters(bench)->wrong_version, 1);
	assert_int_equal(bench->heard, 0);
}

static void a_datagram_that_crossed_a_router_is_refused(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	open_raw(bench, 254);
	make_bytes(bench, &heartbeat, bytes);
	send_made(bench, bytes);
	assert_true(lab_run_until(&bench->lab, is_malformed, bench, LIMIT_MS));
	assert_int_equal(counters(bench)->wrong_hop_limit, 1);
	assert_int_equal(bench->heard, 0);
}

static void a_routed_link_takes_any_hop_limit(void **state)
{
	struct bench *bench = *state;
	struct link_plan here = plan_of(bench, false);
	struct heartbeat heartbeat = beat();
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	here.routed = true;
	assert_int_equal(link_put(&bench->here, &here), 0);
	open_raw(bench, 60);
	make_bytes(bench, &heartbeat, bytes);
	send_made(bench, bytes);
	assert_true(lab_run_until(&bench->lab, is_heard, bench, LIMIT_MS));
}

static void a_flood_of_forgeries_does_not_hold_up_the_deadline(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	int64_t begin_us = lab_processor_us();

	open_raw(bench, 255);
	make_bytes(bench, &heartbeat, bytes);
	bytes[HEARTBEAT_1_BYTES - 1] ^= 1;
	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < 200; i++) {
			send_made(bench, bytes);
		}
		lab_run_for(&bench->lab, 1);
	}
	assert_true(lab_processor_us() - begin_us < 5000000);
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
	struct link_plan there = plan_of(bench, true);
	struct heartbeat heartbeat = beat();

	link_close(&bench->there);
	/* The refusal of one may be waiting when the next is sent. */
	for (int i = 0; i < 100; i++) {
		assert_int_equal(say(&bench->here, &heartbeat), 0);
	}
	assert_true(lab_run_until(&bench->lab, has_send_error, bench, LIMIT_MS));
	assert_int_equal(link_trouble(&bench->here), TROUBLE_REFUSED);
	assert_int_equal(say(&bench->here, &heartbeat), 0);
	assert_int_equal(put_there(bench, &there), 0);
	hear_a_good_one(bench);
	assert_int_equal(link_trouble(&bench->here), TROUBLE_NONE);
}

static void trouble_with_sending_is_reported_and_so_is_its_end(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();

	lab_here(&bench->lab, "ip link set " LAB_INTERFACE " down");
	assert_int_equal(say(&bench->here, &heartbeat), -ENETUNREACH);
	assert_int_equal(say(&bench->here, &heartbeat), -ENETUNREACH);
	assert_int_equal(link_error(&bench->here), -ENETUNREACH);
	assert_int_equal(link_trouble(&bench->here), TROUBLE_UNUSABLE);
	assert_int_equal(counters(bench)->send_errors, 2);
	lab_here(&bench->lab, "ip link set " LAB_INTERFACE " up");
	assert_int_equal(say(&bench->here, &heartbeat), 0);
	assert_int_equal(link_trouble(&bench->here), TROUBLE_NONE);
}

static void on_an_interface_made_anew_it_is_opened_again(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();

	lab_here(&bench->lab, "ip link del " LAB_INTERFACE);
	assert_int_equal(link_rebind(&bench->here), -ENODEV);
	assert_int_equal(say(&bench->here, &heartbeat), -ENOTCONN);
	lab_lay_cable(&bench->lab);
	assert_int_equal(link_rebind(&bench->here), 0);
	lab_go_there(&bench->lab);
	assert_int_equal(link_rebind(&bench->there), 0);
	lab_go_here(&bench->lab);
	hear_a_good_one(bench);
}

static int try_open(struct bench *bench, const char *interface, const char *own)
{
	struct link_plan plan = plan_of(bench, false);
	struct link link = new_link(bench, bench->netlink_here);
	int error;

	snprintf(plan.interface, sizeof(plan.interface), "%s", interface);
	plan.own = lab_ip(own);
	error = link_put(&link, &plan);
	link_close(&link);
	return error;
}

static void what_keeps_a_link_from_opening_is_told_apart(void **state)
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

	assert_int_equal(
		endpoint_find_own(&own, lab_ip("192.0.2.2"), LAB_INTERFACE), 0);
	assert_true(ip_equal(own, lab_ip("192.0.2.1")));
	assert_int_equal(
		endpoint_find_own(&own, lab_ip("198.51.100.1"), NULL), -ENETUNREACH);
	assert_int_equal(
		endpoint_find_own(&own, lab_ip("192.0.2.2"), "fipt9"), -ENODEV);
	assert_true(bench->here.open);
}

/* The incarnation of this end, once it has sent a heartbeat. */
static const uint64_t own_incarnation = 0x8877665544332211;

static void introduce(struct bench *bench)
{
	struct heartbeat heartbeat = beat();

	heartbeat.incarnation = own_incarnation;
	assert_int_equal(say(&bench->here, &heartbeat), 0);
}

static void what_echoes_this_process_and_what_does_not_is_heard(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();

	introduce(bench);
	hear_a_good_one(bench);
	bench->heard = 0;
	heartbeat.echo = own_incarnation;
	assert_int_equal(say(&bench->there, &heartbeat), 0);
	assert_true(lab_run_until(&bench->lab, is_heard, bench, LIMIT_MS));
	heartbeat.echo = own_incarnation + 1;
	bench->heard = 0;
	assert_int_equal(say(&bench->there, &heartbeat), 0);
	assert_true(lab_run_until(&bench->lab, is_heard, bench, LIMIT_MS));
	assert_int_equal(counters(bench)->received, 3);
	assert_int_equal(link_malformed(counters(bench)), 0);
}

static bool is_echoed(void *context)
{
	return ((struct bench *)context)->last.echo == own_incarnation;
}

static bool is_next(void *context)
{
	return ((struct bench *)context)->last.sequence == beat().sequence + 1;
}

static void a_flood_of_old_datagrams_does_not_hide_what_echoes(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();
	uint8_t old[HEARTBEAT_BYTES_MAX], fresh[HEARTBEAT_BYTES_MAX];

	introduce(bench);
	open_raw(bench, 255);
	make_bytes(bench, &heartbeat, old);
	heartbeat.echo = own_incarnation;
	make_bytes(bench, &heartbeat, fresh);
	for (int i = 0; i < 2000; i++) {
		send_made(bench, old);
	}
	send_made(bench, fresh);
	assert_true(lab_run_until(&bench->lab, is_echoed, bench, LIMIT_MS));
	assert_true(counters(bench)->received < 1000);
	assert_true(counters(bench)->dropped > 0);
}

static void a_flood_of_replays_of_this_session_is_dropped_by_the_kernel(void **state)
{
	struct bench *bench = *state;
	struct heartbeat heartbeat = beat();
	uint8_t replay[HEARTBEAT_BYTES_MAX], next[HEARTBEAT_BYTES_MAX];

	introduce(bench);
	open_raw(bench, 255);
	heartbeat.echo = own_incarnation;
	make_bytes(bench, &heartbeat, replay);
	heartbeat.sequence++;
	make_bytes(bench, &heartbeat, next);
	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < 50; i++) {
			send_made(bench, replay);
		}
		lab_run_for(&bench->lab, 1);
	}
	send_made(bench, next);
	assert_true(lab_run_until(&bench->lab, is_next, bench, LIMIT_MS));
	assert_true(counters(bench)->received < 200);
}

static void the_own_address_of_ipv6_is_the_one_that_reaches_the_peer(void **state)
{
	struct bench *bench = *state;
	struct ip own;

	assert_int_equal(
		endpoint_find_own(&own, lab_ip("2001:db8::2"), LAB_INTERFACE), 0);
	assert_true(ip_equal(own, lab_ip("2001:db8::1")));
	assert_int_equal(
		endpoint_find_own(&own, lab_ip("2001:db8:9::1"), NULL), -ENETUNREACH);
	assert_true(bench->here.open);
}

static struct link_plan plan_link_local(const struct bench *bench, bool there)
{
	struct link_plan plan = plan_of(bench, there);

	plan.own = lab_ip(there ? "fe80::2" : "fe80::1");
	plan.peer = lab_ip(there ? "fe80::1" : "fe80::2");
	return plan;
}

static void a_link_may_be_of_link_local_addresses(void **state)
{
	struct bench *bench = *state;
	struct link_plan here = plan_link_local(bench, false);
	struct link_plan there = plan_link_local(bench, true);

	lab_here(&bench->lab, "ip address add fe80::1/64 dev " LAB_INTERFACE " nodad");
	lab_there(&bench->lab, "ip address add fe80::2/64 dev " LAB_INTERFACE " nodad");
	assert_int_equal(link_put(&bench->here, &here), 0);
	assert_int_equal(put_there(bench, &there), 0);
	hear_a_good_one(bench);
}

static void counters_begin_anew_when_they_are_reset(void **state)
{
	struct bench *bench = *state;
	uint8_t byte = 0;

	hear_a_good_one(bench);
	open_raw(bench, 255);
	send_raw(bench, &byte, sizeof(byte));
	assert_true(lab_run_until(&bench->lab, is_malformed, bench, LIMIT_MS));
	link_reset_counters(&bench->here);
	assert_int_equal(counters(bench)->received, 0);
	assert_int_equal(counters(bench)->dropped, 0);
}

static struct ip address_of_third(const struct bench *bench, int number)
{
	char text[IP_TEXT_SIZE];

	snprintf(text, sizeof(text), "%s%d", bench->ipv6 ? "2001:db8::" : "192.0.2.",
		number);
	return lab_ip(text);
}

/* Let a node of another pair, with an address of its own, speak to this one. */
static void speak_as_third(
	struct bench *bench, int number, uint8_t key, struct heartbeat heartbeat)
{
	struct link_plan third = plan_of(bench, true);

	lab_there(&bench->lab, "ip address add %s%d/%d dev %s%s",
		bench->ipv6 ? "2001:db8::" : "192.0.2.", number, bench->ipv6 ? 64 : 24,
		LAB_INTERFACE, bench->ipv6 ? " nodad" : "");
	third.own = address_of_third(bench, number);
	third.pair = heartbeat.pair;
	third.keys = keys_of(key);
	bench->there.number = heartbeat.link;
	assert_int_equal(put_there(bench, &third), 0);
	assert_int_equal(say(&bench->there, &heartbeat), 0);
	bench->there.number = 1;
}

static bool meets_third(void *context)
{
	struct bench *bench = context;
	struct link *here = &bench->here;

	return strangers_look(&here->strangers, &here->plan, here->seal,
		bench->lab.loop, &bench->third);
}

static struct heartbeat beat_of_third(void)
{
	struct heartbeat heartbeat = beat();

	heartbeat.pair = PAIR + 1;
	return heartbeat;
}

static bool has_another_peer(void *context)
{
	return ((struct bench *)context)->there.strangers.at_peer;
}

static void a_third_node_is_met_and_told_that_its_peer_has_another(void **state)
{
	struct bench *bench = *state;
	struct heartbeat own = beat();

	assert_false(meets_third(bench));
	own.node = 1;
	assert_int_equal(say(&bench->here, &own), 0);
	speak_as_third(bench, 3, 1, beat_of_third());
	assert_true(lab_run_until(&bench->lab, meets_third, bench, LIMIT_MS));
	assert_true(ip_equal(bench->third, address_of_third(bench, 3)));
	assert_true(lab_run_until(&bench->lab, has_another_peer, bench, LIMIT_MS));
	assert_int_equal(bench->heard, 0);
}

static void a_node_that_says_nothing_answers_no_third_one(void **state)
{
	struct bench *bench = *state;

	assert_false(meets_third(bench));
	speak_as_third(bench, 3, 1, beat_of_third());
	assert_true(lab_run_until(&bench->lab, meets_third, bench, LIMIT_MS));
	lab_run_for(&bench->lab, 50);
	assert_false(bench->there.strangers.at_peer);
}

/* Each comes after a good one, and would be named in its place. */
static void who_has_no_key_or_only_answers_is_no_third_node(void **state)
{
	struct bench *bench = *state;
	struct heartbeat answer = beat_of_third();
	struct heartbeat ours = beat();

	answer.link = 0;
	assert_false(meets_third(bench));
	speak_as_third(bench, 3, 1, beat_of_third());
	speak_as_third(bench, 4, 2, beat_of_third());
	speak_as_third(bench, 5, 1, answer);
	speak_as_third(bench, 6, 1, ours);
	assert_true(lab_run_until(&bench->lab, meets_third, bench, LIMIT_MS));
	assert_true(ip_equal(bench->third, address_of_third(bench, 3)));
	assert_false(meets_third(bench));
}

static void send_as_third(struct bench *bench, int number, int hop_limit)
{
	struct ip third = address_of_third(bench, number);
	struct seal_link ends = endpoint_ends(third, address_of(bench, false));
	struct heartbeat heartbeat = beat_of_third();
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	heartbeat_encode(bytes, &heartbeat, seal_sending_key(bench->seal));
	assert_true(seal_apply(bench->seal, &ends, bytes));
	open_raw_at(bench, third, hop_limit);
	send_made(bench, bytes);
	close(bench->raw_fd);
	bench->raw_fd = -1;
}

/* The last one that is met is named. */
static void a_third_node_behind_a_router_is_met_on_a_routed_link_only(void **state)
{
	struct bench *bench = *state;
	struct link_plan routed = plan_of(bench, false);

	speak_as_third(bench, 3, 1, beat_of_third());
	speak_as_third(bench, 4, 1, beat_of_third());
	assert_false(meets_third(bench));
	send_as_third(bench, 3, 255);
	send_as_third(bench, 4, 254);
	assert_true(lab_run_until(&bench->lab, meets_third, bench, LIMIT_MS));
	assert_true(ip_equal(bench->third, address_of_third(bench, 3)));
	assert_false(meets_third(bench));
	routed.routed = true;
	assert_int_equal(link_put(&bench->here, &routed), 0);
	assert_false(meets_third(bench));
	send_as_third(bench, 4, 254);
	assert_true(lab_run_until(&bench->lab, meets_third, bench, LIMIT_MS));
}

/* Return whether a program gets the port that does all to share it with its owner. */
static bool shares_port(const struct bench *bench)
{
	struct sockaddr_storage own = sockaddr_of(bench, address_of(bench, false));
	int fd = socket(own.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int on = 1;
	bool shares;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
	shares = bind(fd, (struct sockaddr *)&own,
			 bench->ipv6 ? sizeof(struct sockaddr_in6)
				     : sizeof(struct sockaddr_in))
		 == 0;
	close(fd);
	return shares;
}

/* Sharing the port with the strangers is for the own sockets only. */
static void another_program_does_not_get_the_port(void **state)
{
	struct bench *bench = *state;
	struct link second = new_link(bench, bench->netlink_here);
	struct link_plan plan = plan_of(bench, false);

	assert_false(meets_third(bench));
	assert_true(bench->here.strangers.open);
	assert_int_equal(link_put(&second, &plan), -EADDRINUSE);
	link_close(&second);
	assert_false(shares_port(bench));
	assert_int_equal(link_rebind(&bench->here), 0);
	assert_false(meets_third(bench));
	assert_true(bench->here.strangers.open);
	hear_a_good_one(bench);
}

static void find_interface(struct netlink *netlink, struct netlink_interface *interface)
{
	assert_int_equal(netlink_find_interface(netlink, LAB_INTERFACE, interface), 0);
}

/* Return what goes from there straight to the MAC of here, in version 2. */
static struct action straight(struct bench *bench)
{
	struct action action = {
		.kind = ACTION_SEND,
		.heartbeat = beat(),
		.direct = true,
		.direct_only = true,
	};
	struct netlink_interface interface;

	find_interface(bench->netlink_here, &interface);
	memcpy(action.peer_mac, interface.mac, sizeof(interface.mac));
	action.heartbeat.version = 2;
	action.heartbeat.mac_count = 1;
	return action;
}

/* Let the kernel there send what is for here to a MAC that nobody has. */
static void mislead(struct bench *bench)
{
	lab_there(&bench->lab,
		"ip neigh replace %s lladdr 02:00:00:00:00:99 nud permanent dev %s",
		bench->ipv6 ? "2001:db8::1" : "192.0.2.1", LAB_INTERFACE);
}

static void a_known_mac_needs_no_neighbor_entry_and_changes_none(void **state)
{
	struct bench *bench = *state;
	struct action action = straight(bench);
	struct netlink_interface interface;

	mislead(bench);
	assert_int_equal(link_send(&bench->there, &action), 0);
	assert_true(lab_run_until(&bench->lab, is_heard, bench, LIMIT_MS));
	find_interface(bench->netlink_there, &interface);
	assert_int_equal(bench->last.version, 2);
	assert_int_equal(bench->last.reads, HEARTBEAT_VERSION_MAX);
	assert_memory_equal(bench->last.link_mac, interface.mac, sizeof(interface.mac));
	assert_int_equal(link_malformed(counters(bench)), 0);
	assert_true(lab_finds_there(&bench->lab,
		"ip neigh show nud permanent | grep -q 02:00:00:00:00:99"));
}

static bool is_heard_twice(void *context)
{
	return ((struct bench *)context)->heard == 2;
}

static void what_is_not_to_go_alone_goes_as_udp_too(void **state)
{
	struct bench *bench = *state;
	struct action action = straight(bench);

	action.direct_only = false;
	assert_int_equal(link_send(&bench->there, &action), 0);
	assert_true(lab_run_until(&bench->lab, is_heard_twice, bench, LIMIT_MS));
	/* The MAC is wrong, and UDP finds the way. */
	bench->heard = 0;
	memset(action.peer_mac, 2, sizeof(action.peer_mac));
	assert_int_equal(link_send(&bench->there, &action), 0);
	assert_true(lab_run_until(&bench->lab, is_heard, bench, LIMIT_MS));
	assert_int_equal(bench->heard, 1);
}

static void where_the_peer_is_not_near_all_goes_as_udp(void **state)
{
	struct bench *bench = *state;
	struct action action = straight(bench);
	struct link_plan there = plan_of(bench, true);

	assert_true(bench->there.near);
	there.routed = true;
	assert_int_equal(put_there(bench, &there), 0);
	assert_false(bench->there.near);
	memset(action.peer_mac, 2, sizeof(action.peer_mac));
	assert_int_equal(link_send(&bench->there, &action), 0);
	assert_true(lab_run_until(&bench->lab, is_heard, bench, LIMIT_MS));
	/* So nobody will send to its MAC either. */
	memset(action.peer_mac, 0, sizeof(action.peer_mac));
	assert_memory_equal(bench->last.link_mac, action.peer_mac, 6);
}

static void an_interface_without_ports_speaks_from_its_own_mac(void **state)
{
	struct bench *bench = *state;
	struct netlink_interface interface;
	uint8_t macs[3][6];

	find_interface(bench->netlink_here, &interface);
	assert_int_equal(ports_list(bench->netlink_here, interface.index, macs, 3), 1);
	assert_memory_equal(macs[0], interface.mac, sizeof(interface.mac));
	assert_int_equal(ports_list(bench->netlink_here, 9999, macs, 3), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define TEST_IPV6(test)                                                                \
	{                                                                              \
		.name = "ipv6: " #test, .test_func = test, .setup_func = set_up_ipv6,  \
		.teardown_func = tear_down                                             \
	}

/* table */
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_heartbeat_crosses_the_link),
		TEST(a_heartbeat_tells_how_long_it_lay_in_the_socket),
		TEST(another_key_is_not_heard_and_counted),
		TEST(another_pair_link_or_node_is_foreign),
		TEST(wrong_length_and_magic_do_not_reach_the_queue),
		TEST(another_version_is_counted_as_such),
		TEST(a_datagram_that_crossed_a_router_is_refused),
		TEST(a_routed_link_takes_any_hop_limit),
		TEST(a_third_node_is_met_and_told_that_its_peer_has_another),
		TEST(a_node_that_says_nothing_answers_no_third_one),
		TEST(who_has_no_key_or_only_answers_is_no_third_node),
		TEST(a_third_node_behind_a_router_is_met_on_a_routed_link_only),
		TEST(another_program_does_not_get_the_port),
		TEST(a_flood_of_forgeries_does_not_hold_up_the_deadline),
		TEST(a_peer_whose_port_is_closed_costs_no_heartbeat),
		TEST(trouble_with_sending_is_reported_and_so_is_its_end),
		TEST(on_an_interface_made_anew_it_is_opened_again),
		TEST(what_keeps_a_link_from_opening_is_told_apart),
		TEST(the_own_address_is_the_one_that_reaches_the_peer),
		TEST(what_echoes_this_process_and_what_does_not_is_heard),
		TEST(a_flood_of_old_datagrams_does_not_hide_what_echoes),
		TEST(a_flood_of_replays_of_this_session_is_dropped_by_the_kernel),
		TEST(counters_begin_anew_when_they_are_reset),
		TEST(a_known_mac_needs_no_neighbor_entry_and_changes_none),
		TEST(what_is_not_to_go_alone_goes_as_udp_too),
		TEST(where_the_peer_is_not_near_all_goes_as_udp),
		TEST(an_interface_without_ports_speaks_from_its_own_mac),
		TEST_IPV6(a_known_mac_needs_no_neighbor_entry_and_changes_none),
		TEST_IPV6(what_is_not_to_go_alone_goes_as_udp_too),
		TEST_IPV6(a_heartbeat_crosses_the_link),
		TEST_IPV6(another_key_is_not_heard_and_counted),
		TEST_IPV6(another_pair_link_or_node_is_foreign),
		TEST_IPV6(a_third_node_is_met_and_told_that_its_peer_has_another),
		TEST_IPV6(who_has_no_key_or_only_answers_is_no_third_node),
		TEST_IPV6(a_third_node_behind_a_router_is_met_on_a_routed_link_only),
		TEST_IPV6(wrong_length_and_magic_do_not_reach_the_queue),
		TEST_IPV6(a_datagram_that_crossed_a_router_is_refused),
		TEST_IPV6(a_peer_whose_port_is_closed_costs_no_heartbeat),
		TEST_IPV6(on_an_interface_made_anew_it_is_opened_again),
		TEST_IPV6(what_echoes_this_process_and_what_does_not_is_heard),
		TEST_IPV6(a_flood_of_old_datagrams_does_not_hide_what_echoes),
		TEST_IPV6(a_flood_of_replays_of_this_session_is_dropped_by_the_kernel),
		TEST_IPV6(the_own_address_of_ipv6_is_the_one_that_reaches_the_peer),
		TEST_IPV6(a_link_may_be_of_link_local_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
