/* ARP and ND on a real segment: announcing, probing, hearing who claims an F-IP. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netlink/netlink.h"
#include "segment/segment.h"
#include "segment/segment_socket.h"
#include "system/io_lab.h"
#include "unit/cmocka_all.h"

enum {
	LIMIT_MS = 60000
};

struct bench {
	struct lab lab;
	struct segment *segment;
	struct netlink *netlink;
	struct segment_sockets there; /* packet sockets of the other host */
	int answers;
	int rivals;
	int references;
	struct config config;
	bool peer_known;
	uint8_t peer_mac[6];
	bool consistent;
	struct ip fip;
	uint8_t mac[6];
};

static const uint8_t stranger[6] = { 2, 0, 0, 0, 0, 0x99 };

static bool is_by_peer(const struct bench *bench)
{
	return bench->consistent && memcmp(bench->mac, bench->peer_mac, 6) == 0;
}

static bool on_answered(
	struct ip fip, const uint8_t mac[6], bool consistent, void *context)
{
	struct bench *bench = context;

	bench->answers++;
	bench->fip = fip;
	bench->consistent = consistent;
	memcpy(bench->mac, mac, 6);
	return is_by_peer(bench);
}

static void on_rival(struct ip fip, const uint8_t mac[6], void *context)
{
	struct bench *bench = context;

	bench->rivals++;
	bench->fip = fip;
	memcpy(bench->mac, mac, 6);
}

static void on_neighbor(const uint8_t mac[6], void *context)
{
	struct bench *bench = context;

	bench->peer_known = true;
	memcpy(bench->peer_mac, mac, 6);
}

static void on_reference(void *context)
{
	struct bench *bench = context;

	bench->references++;
}

static struct netlink_interface look(struct bench *bench)
{
	struct netlink_interface interface;

	assert_int_equal(
		netlink_find_interface(bench->netlink, LAB_INTERFACE, &interface), 0);
	return interface;
}

static void bind_segment(struct bench *bench)
{
	struct netlink_interface interface = look(bench);

	assert_int_equal(segment_bind(bench->segment, &interface), 0);
}

static uint32_t index_there(const struct bench *bench)
{
	struct netlink *netlink;
	struct netlink_interface interface;

	lab_go_there(&bench->lab);
	assert_int_equal(netlink_open(&netlink), 0);
	assert_int_equal(netlink_find_interface(netlink, LAB_INTERFACE, &interface), 0);
	netlink_close(netlink);
	lab_go_here(&bench->lab);
	return interface.index;
}

static void open_there(struct bench *bench)
{
	struct segment_socket_filter filter = { .group_count = 0 };
	uint32_t index = index_there(bench);

	segment_socket_add_host(&filter, lab_ip("203.0.113.1"));
	segment_socket_add_host(&filter, lab_ip("2001:db8::ffff"));
	segment_socket_init(&bench->there);
	lab_go_there(&bench->lab);
	assert_int_equal(segment_socket_open(&bench->there, index, &filter), 0);
	lab_go_here(&bench->lab);
}

static void open_segment(struct bench *bench, const char *peer)
{
	struct segment_options options = {
		.own = lab_ip(strchr(peer, ':') ? "2001:db8::1" : "192.0.2.1"),
		.config = &bench->config,
		.listener = {
			.on_answered = on_answered,
			.on_rival = on_rival,
			.on_neighbor = on_neighbor,
			.on_reference = on_reference,
			.context = bench,
		},
	};

	bench->config.peer = lab_ip(peer);
	bench->config.fip_count = 3;
	bench->config.fips[0].address = lab_ip("192.0.2.100");
	bench->config.fips[1].address = lab_ip("192.0.2.120");
	bench->config.fips[2].address = lab_ip("2001:db8::100");
	assert_int_equal(segment_open(&bench->segment, bench->lab.loop, &options), 0);
	bind_segment(bench);
}

static int set_up(void **state)
{
	static struct bench bench;

	memset(&bench, 0, sizeof(bench));
	lab_open(&bench.lab);
	assert_int_equal(netlink_open(&bench.netlink), 0);
	open_segment(&bench, "192.0.2.2");
	open_there(&bench);
	*state = &bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	segment_close(bench->segment);
	netlink_close(bench->netlink);
	segment_socket_close(&bench->there);
	lab_close(&bench->lab);
	return 0;
}

static bool is_answered(void *context)
{
	return ((struct bench *)context)->answers > 0;
}

static bool knows_peer(void *context)
{
	return ((struct bench *)context)->peer_known;
}

static void learn_peer(struct bench *bench)
{
	assert_int_equal(segment_ask_peer(bench->segment), 0);
	assert_true(lab_run_until(&bench->lab, knows_peer, bench, LIMIT_MS));
}

static const char *conflict_mac(const struct bench *bench, size_t place)
{
	static char text[MAC_TEXT_BYTES];
	struct segment_counters counters = segment_count(bench->segment, place);

	mac_to_text(text, counters.conflict_mac);
	return text;
}

/* The other host sends an announcement in some MAC's name. */
static void claim_there(
	const struct bench *bench, const uint8_t mac[6], const char *address)
{
	struct frame_origin origin = { .router = false };
	struct frame frame;

	memcpy(origin.mac, mac, sizeof(origin.mac));
	frame_put_announcement(&frame, &origin, lab_ip(address), 0);
	assert_int_equal(segment_socket_send(&bench->there, &frame, 1), 1);
}

static bool points_here(struct bench *bench, const char *address)
{
	struct netlink_interface here = look(bench);

	return lab_finds_there(&bench->lab,
		"ip neighbour show %s | grep -q "
		"%02x:%02x:%02x:%02x:%02x:%02x",
		address, here.mac[0], here.mac[1], here.mac[2], here.mac[3],
		here.mac[4], here.mac[5]);
}

static bool cache_points_here(void *context)
{
	return points_here(context, "192.0.2.100");
}

static bool ipv6_cache_points_here(void *context)
{
	return points_here(context, "2001:db8::100");
}

static void an_announcement_turns_a_neighbours_cache(void **state)
{
	struct bench *bench = *state;

	lab_there(&bench->lab, "ip neighbour add 192.0.2.100 lladdr 02:00:00:00:00:99"
			       " nud stale dev " LAB_INTERFACE);
	assert_false(cache_points_here(bench));
	assert_int_equal(segment_announce(bench->segment), 0);
	assert_true(lab_run_until(&bench->lab, cache_points_here, bench, LIMIT_MS));
	assert_int_equal(segment_count(bench->segment, 0).announcements, 1);
	assert_int_equal(segment_count(bench->segment, 1).announcements, 1);
}

static void a_probe_leaves_a_neighbours_cache_alone(void **state)
{
	struct bench *bench = *state;

	lab_there(&bench->lab, "ip neighbour add 192.0.2.100 lladdr 02:00:00:00:00:99"
			       " nud stale dev " LAB_INTERFACE);
	assert_int_equal(segment_probe(bench->segment), 0);
	/* The answer to the question after it shows that the probe has been seen. */
	learn_peer(bench);
	assert_false(cache_points_here(bench));
}

static void a_holder_answers_a_probe(void **state)
{
	struct bench *bench = *state;

	learn_peer(bench);
	lab_there(&bench->lab, "ip address add 192.0.2.120/32 dev " LAB_INTERFACE);
	assert_int_equal(segment_probe(bench->segment), 0);
	assert_true(lab_run_until(&bench->lab, is_answered, bench, LIMIT_MS));
	assert_true(ip_equal(bench->fip, lab_ip("192.0.2.120")));
	assert_true(is_by_peer(bench));
}

static void nobody_answers_a_probe_for_what_nobody_has(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(segment_probe(bench->segment), 0);
	learn_peer(bench);
	assert_int_equal(bench->answers, 0);
}

static void the_peer_is_asked_for_its_mac_at_once(void **state)
{
	struct bench *bench = *state;

	assert_true(lab_run_until(&bench->lab, knows_peer, bench, LIMIT_MS));
}

static void a_third_host_that_claims_a_fip_is_a_conflict(void **state)
{
	struct bench *bench = *state;

	learn_peer(bench);
	claim_there(bench, stranger, "192.0.2.100");
	assert_true(lab_run_until(&bench->lab, is_answered, bench, LIMIT_MS));
	assert_false(is_by_peer(bench));
	assert_memory_equal(bench->mac, stranger, 6);
	assert_int_equal(segment_count(bench->segment, 0).conflicts, 1);
	assert_string_equal(conflict_mac(bench, 0), "02:00:00:00:00:99");
	assert_int_equal(segment_count(bench->segment, 1).conflicts, 0);
}

static void frames_that_bear_the_own_mac_are_ignored(void **state)
{
	struct bench *bench = *state;
	struct netlink_interface here = look(bench);

	claim_there(bench, here.mac, "192.0.2.100");
	claim_there(bench, stranger, "192.0.2.120");
	assert_true(lab_run_until(&bench->lab, is_answered, bench, LIMIT_MS));
	assert_int_equal(bench->answers, 1);
	assert_true(ip_equal(bench->fip, lab_ip("192.0.2.120")));
}

/* The other host probes, as one does that wants an address. */
static void probe_there(
	const struct bench *bench, const uint8_t mac[6], const char *address)
{
	const struct ip nobody = { .family = IP_NONE };
	struct frame frame;

	frame_put_question(&frame, mac, nobody, lab_ip(address));
	assert_int_equal(segment_socket_send(&bench->there, &frame, 1), 1);
}

static void a_probe_for_a_fip_is_a_rivals(void **state)
{
	struct bench *bench = *state;

	probe_there(bench, stranger, "192.0.2.100");
	probe_there(bench, stranger, "192.0.2.99");
	probe_there(bench, stranger, "2001:db8::100");
	claim_there(bench, stranger, "2001:db8::100");
	assert_true(lab_run_until(&bench->lab, is_answered, bench, LIMIT_MS));
	bench->answers = 0;
	claim_there(bench, stranger, "192.0.2.120");
	assert_true(lab_run_until(&bench->lab, is_answered, bench, LIMIT_MS));
	assert_int_equal(bench->rivals, 2);
}

static void other_addresses_are_not_reported(void **state)
{
	struct bench *bench = *state;

	claim_there(bench, stranger, "192.0.2.99");
	claim_there(bench, stranger, "192.0.2.110");
	claim_there(bench, stranger, "192.0.2.121");
	claim_there(bench, stranger, "192.0.2.120");
	assert_true(lab_run_until(&bench->lab, is_answered, bench, LIMIT_MS));
	assert_int_equal(bench->answers, 1);
}

static void a_socket_on_an_interface_that_was_down_works_again(void **state)
{
	struct bench *bench = *state;

	lab_here(&bench->lab, "ip link set " LAB_INTERFACE " down");
	assert_int_equal(segment_announce(bench->segment), -ENETDOWN);
	lab_run_for(&bench->lab, 20);
	lab_here(&bench->lab, "ip link set " LAB_INTERFACE " up");
	learn_peer(bench);
}

static void on_an_interface_made_anew_it_is_bound_again(void **state)
{
	struct bench *bench = *state;
	struct netlink_interface missing = { .index = 0 };

	lab_here(&bench->lab, "ip link del " LAB_INTERFACE);
	assert_int_equal(segment_bind(bench->segment, &missing), 0);
	assert_int_equal(segment_announce(bench->segment), -ENODEV);
	assert_int_equal(segment_probe(bench->segment), -ENODEV);
	lab_lay_cable(&bench->lab);
	bind_segment(bench);
	learn_peer(bench);
}

static void an_ipv6_announcement_turns_a_neighbours_cache(void **state)
{
	struct bench *bench = *state;

	lab_there(&bench->lab, "ip neighbour add 2001:db8::100 lladdr 02:00:00:00:00:99"
			       " nud stale dev " LAB_INTERFACE);
	assert_false(ipv6_cache_points_here(bench));
	assert_int_equal(segment_announce(bench->segment), 0);
	assert_true(
		lab_run_until(&bench->lab, ipv6_cache_points_here, bench, LIMIT_MS));
	assert_int_equal(segment_count(bench->segment, 2).announcements, 1);
}

static void an_ipv6_probe_leaves_a_neighbours_cache_alone(void **state)
{
	struct bench *bench = *state;

	lab_there(&bench->lab, "ip neighbour add 2001:db8::100 lladdr 02:00:00:00:00:99"
			       " nud stale dev " LAB_INTERFACE);
	assert_int_equal(segment_probe(bench->segment), 0);
	learn_peer(bench);
	assert_false(ipv6_cache_points_here(bench));
}

static bool is_answered_for_ipv6(void *context)
{
	const struct bench *bench = context;

	return bench->answers > 0 && bench->fip.family == IP_V6;
}

static void a_holder_of_an_ipv6_fip_answers_a_probe(void **state)
{
	struct bench *bench = *state;

	learn_peer(bench);
	lab_there(&bench->lab,
		"ip address add 2001:db8::100/128 dev " LAB_INTERFACE " nodad");
	/* The kernel says that the address is there up to 30 ms before it answers. */
	for (int i = 0; i < 50 && !is_answered_for_ipv6(bench); i++) {
		assert_int_equal(segment_probe(bench->segment), 0);
		lab_run_until(&bench->lab, is_answered_for_ipv6, bench, LIMIT_MS / 50);
	}
	assert_true(is_answered_for_ipv6(bench));
	assert_true(is_by_peer(bench));
}

static void a_third_host_that_claims_an_ipv6_fip_is_a_conflict(void **state)
{
	struct bench *bench = *state;

	learn_peer(bench);
	claim_there(bench, stranger, "2001:db8:1::100");
	claim_there(bench, stranger, "2001:db8::100");
	assert_true(lab_run_until(&bench->lab, is_answered_for_ipv6, bench, LIMIT_MS));
	assert_int_equal(bench->answers, 1);
	assert_false(is_by_peer(bench));
	assert_string_equal(conflict_mac(bench, 2), "02:00:00:00:00:99");
}

static void a_peer_with_an_ipv6_real_ip_is_asked_for_its_mac(void **state)
{
	struct bench *bench = *state;

	segment_close(bench->segment);
	open_segment(bench, "2001:db8::2");
	assert_true(lab_run_until(&bench->lab, knows_peer, bench, LIMIT_MS));
}

static bool peer_points_here(void *context)
{
	return points_here(context, "192.0.2.1");
}

/* Taught by the benchmark at 10 ms x 3: after a carrier was lost for a moment,
 * heartbeats waited for the kernel's next question, up to a second. */
static void when_the_interface_is_back_the_peer_is_asked_at_once(void **state)
{
	struct bench *bench = *state;

	learn_peer(bench);
	lab_there(&bench->lab, "ip neighbour flush dev " LAB_INTERFACE);
	bind_segment(bench);
	assert_true(lab_run_until(&bench->lab, peer_points_here, bench, LIMIT_MS));
}

static void the_groups_of_ipv6_fips_are_joined(void **state)
{
	struct bench *bench = *state;

	assert_true(lab_finds_here(&bench->lab,
		"ip maddress show dev " LAB_INTERFACE " | grep -q ff02::1:ff00:100"));
	segment_close(bench->segment);
	bench->segment = NULL;
	assert_false(lab_finds_here(&bench->lab,
		"ip maddress show dev " LAB_INTERFACE " | grep -q ff02::1:ff00:100"));
}

/* With other references in the configuration. */
static void open_anew(struct bench *bench)
{
	segment_close(bench->segment);
	open_segment(bench, "192.0.2.2");
}

/* Ask once a look, as the engine asks once a second. */
static bool is_reached(void *context)
{
	struct bench *bench = context;

	segment_ask_references(bench->segment);
	return bench->references > 0;
}

static bool reaches(struct bench *bench, int limit_ms)
{
	bench->references = 0;
	return lab_run_until(&bench->lab, is_reached, bench, limit_ms);
}

static void a_listed_reference_that_is_there_answers(void **state)
{
	struct bench *bench = *state;

	bench->config.references[0] = lab_ip("192.0.2.77");
	bench->config.reference_count = 1;
	open_anew(bench);
	assert_false(reaches(bench, 100));
	lab_there(&bench->lab, "ip address add 192.0.2.77/24 dev " LAB_INTERFACE);
	assert_true(reaches(bench, LIMIT_MS));
}

static void an_ipv6_reference_is_asked_from_the_link_local_address(void **state)
{
	struct bench *bench = *state;

	lab_there(&bench->lab,
		"ip address add 2001:db8::77/64 dev " LAB_INTERFACE " nodad");
	bench->config.references[0] = lab_ip("2001:db8::77");
	bench->config.reference_count = 1;
	open_anew(bench);
	assert_true(reaches(bench, LIMIT_MS));
}

static void the_default_router_is_followed(void **state)
{
	struct bench *bench = *state;

	bench->config.reference_gateway = true;
	open_anew(bench);
	assert_false(reaches(bench, 100));
	lab_here(&bench->lab, "ip route add default via 192.0.2.2");
	assert_true(reaches(bench, LIMIT_MS));
	lab_here(&bench->lab, "ip route replace default via 192.0.2.77");
	lab_run_for(&bench->lab, 50);
	assert_false(reaches(bench, 100));
	lab_there(&bench->lab, "ip address add 192.0.2.77/24 dev " LAB_INTERFACE);
	assert_true(reaches(bench, LIMIT_MS));
	lab_here(&bench->lab, "ip route delete default");
	lab_run_for(&bench->lab, 50);
	assert_false(reaches(bench, 100));
}

static void a_default_router_of_ipv6_is_asked_too(void **state)
{
	struct bench *bench = *state;

	lab_there(&bench->lab, "ip address add fe80::1/64 dev " LAB_INTERFACE " nodad");
	lab_here(&bench->lab, "ip -6 route add default via fe80::1 dev " LAB_INTERFACE);
	bench->config.reference_gateway = true;
	open_anew(bench);
	assert_true(reaches(bench, LIMIT_MS));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_announcement_turns_a_neighbours_cache),
		TEST(a_probe_leaves_a_neighbours_cache_alone),
		TEST(a_holder_answers_a_probe),
		TEST(nobody_answers_a_probe_for_what_nobody_has),
		TEST(the_peer_is_asked_for_its_mac_at_once),
		TEST(a_third_host_that_claims_a_fip_is_a_conflict),
		TEST(frames_that_bear_the_own_mac_are_ignored),
		TEST(a_probe_for_a_fip_is_a_rivals),
		TEST(other_addresses_are_not_reported),
		TEST(a_socket_on_an_interface_that_was_down_works_again),
		TEST(on_an_interface_made_anew_it_is_bound_again),
		TEST(an_ipv6_announcement_turns_a_neighbours_cache),
		TEST(an_ipv6_probe_leaves_a_neighbours_cache_alone),
		TEST(a_holder_of_an_ipv6_fip_answers_a_probe),
		TEST(a_third_host_that_claims_an_ipv6_fip_is_a_conflict),
		TEST(a_peer_with_an_ipv6_real_ip_is_asked_for_its_mac),
		TEST(when_the_interface_is_back_the_peer_is_asked_at_once),
		TEST(the_groups_of_ipv6_fips_are_joined),
		TEST(a_listed_reference_that_is_there_answers),
		TEST(an_ipv6_reference_is_asked_from_the_link_local_address),
		TEST(the_default_router_is_followed),
		TEST(a_default_router_of_ipv6_is_asked_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
