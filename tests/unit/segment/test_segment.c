#include "segment/segment.h"

#include <string.h>

#include "unit/cmocka_all.h"
#include "unit/values/ip_help.h"

struct bench {
	struct loop *loop;
	struct segment *segment;
	int answers;
	int rivals;
	int references;
	int neighbors;
	struct ip fip;
	bool consistent;
	uint8_t mac[6]; /* of the last frame that was told */
};

static const uint8_t own_mac[6] = { 2, 0, 0, 0, 0, 1 };
static const uint8_t peer_mac[6] = { 2, 0, 0, 0, 0, 2 };
static const uint8_t own_port[6] = { 2, 0, 0, 0, 0, 0x11 };
static const uint8_t peer_port[6] = { 2, 0, 0, 0, 0, 0x12 };
static const uint8_t stranger[6] = { 2, 0, 0, 0, 0, 9 };

static bool on_answered(
	struct ip fip, const uint8_t mac[6], bool consistent, void *context)
{
	struct bench *bench = context;

	bench->answers++;
	bench->fip = fip;
	bench->consistent = consistent;
	memcpy(bench->mac, mac, 6);
	return memcmp(mac, peer_mac, 6) == 0;
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

	bench->neighbors++;
	memcpy(bench->mac, mac, 6);
}

/* Each of the two has a bond of two ports. */
static enum segment_owner whose(const uint8_t mac[6], void *context)
{
	(void)context;
	if (memcmp(mac, own_port, 6) == 0) {
		return SEGMENT_OWNER_SELF;
	}
	return memcmp(mac, peer_mac, 6) == 0 || memcmp(mac, peer_port, 6) == 0
		       ? SEGMENT_OWNER_PEER
		       : SEGMENT_OWNER_OTHER;
}

static void on_reference(void *context)
{
	((struct bench *)context)->references++;
}

/* No socket is open: what is heard is given to the segment. */
static int set_up(void **state)
{
	static const struct netlink_interface here = { .mac = { 2, 0, 0, 0, 0, 1 } };
	static struct bench bench;
	static struct config config;
	struct segment_options options = { ip_of("2001:db8::1"), &config,
		{ on_answered, on_rival, on_neighbor, on_reference, &bench, whose } };

	memset(&bench, 0, sizeof(bench));
	config.peer = ip_of("192.0.2.2");
	config.fip_count = 2;
	config.fips[0] = (struct config_fip){ ip_of("192.0.2.100"), 24 };
	config.fips[1] = (struct config_fip){ ip_of("2001:db8::100"), 64 };
	config.reference_count = 2;
	config.references[0] = ip_of("192.0.2.254");
	config.references[1] = ip_of("fe80::1");
	assert_int_equal(loop_open(&bench.loop), 0);
	assert_int_equal(segment_open(&bench.segment, bench.loop, &options), 0);
	assert_int_equal(segment_bind(bench.segment, &here), 0);
	*state = &bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	segment_close(bench->segment);
	loop_close(bench->loop);
	return 0;
}

static void hear(struct bench *bench, const uint8_t mac[6], const char *claimed,
	const char *asked)
{
	struct frame_heard heard = { .claimed.family = IP_NONE };

	memcpy(heard.source, mac, 6);
	memcpy(heard.mac, mac, 6);
	if (claimed != NULL) {
		heard.claimed = ip_of(claimed);
	}
	if (asked != NULL) {
		heard.asked = ip_of(asked);
	}
	segment_hear_frame(bench->segment, &heard);
}

static void a_claim_of_a_fip_of_either_family_is_told(void **state)
{
	struct bench *bench = *state;

	hear(bench, stranger, "192.0.2.100", NULL);
	assert_ip(bench->fip, "192.0.2.100");
	hear(bench, stranger, "2001:db8::100", "2001:db8::5");
	assert_ip(bench->fip, "2001:db8::100");
	assert_int_equal(bench->answers, 2);
}

static void who_claims_the_peers_real_ip_is_told(void **state)
{
	struct bench *bench = *state;

	hear(bench, peer_mac, "192.0.2.2", "192.0.2.1");
	hear(bench, peer_mac, "192.0.2.2", NULL);
	assert_int_equal(bench->neighbors, 2);
	assert_memory_equal(bench->mac, peer_mac, 6);
	hear(bench, stranger, "192.0.2.2", NULL);
	assert_int_equal(bench->neighbors, 3);
	assert_memory_equal(bench->mac, stranger, 6);
}

static struct frame_heard lie(const char *claimed)
{
	struct frame_heard heard = { .claimed.family = IP_NONE };

	memcpy(heard.source, stranger, 6);
	memcpy(heard.mac, peer_mac, 6);
	if (claimed != NULL) {
		heard.claimed = ip_of(claimed);
	}
	return heard;
}

static void a_frame_that_names_another_mac_tells_only_that_a_fip_is_claimed(
	void **state)
{
	struct bench *bench = *state;
	struct frame_heard heard = lie("192.0.2.2");

	segment_hear_frame(bench->segment, &heard);
	heard = lie(NULL);
	heard.asked = ip_of("192.0.2.100");
	segment_hear_frame(bench->segment, &heard);
	assert_int_equal(bench->neighbors + bench->rivals, 0);
	heard = lie("192.0.2.100");
	segment_hear_frame(bench->segment, &heard);
	assert_int_equal(bench->answers, 1);
	assert_false(bench->consistent);
	assert_memory_equal(bench->mac, stranger, 6);
	hear(bench, peer_mac, "192.0.2.100", NULL);
	assert_true(bench->consistent);
}

static void a_frame_that_names_another_mac_of_the_peer_is_no_lie(void **state)
{
	struct bench *bench = *state;
	struct frame_heard heard = lie("192.0.2.100");

	memcpy(heard.source, peer_port, 6);
	segment_hear_frame(bench->segment, &heard);
	assert_int_equal(bench->answers, 1);
	assert_true(bench->consistent);
	assert_memory_equal(bench->mac, peer_port, 6);
	heard.claimed.family = IP_NONE;
	heard.asked = ip_of("192.0.2.100");
	segment_hear_frame(bench->segment, &heard);
	assert_int_equal(bench->rivals, 1);
	assert_true(ip_equal(bench->fip, heard.asked));
	memcpy(heard.mac, stranger, 6);
	segment_hear_frame(bench->segment, &heard);
	assert_int_equal(bench->rivals, 1);
}

static void what_another_own_port_has_sent_means_nothing(void **state)
{
	struct bench *bench = *state;

	hear(bench, own_port, "192.0.2.100", NULL);
	hear(bench, own_port, NULL, "192.0.2.100");
	assert_int_equal(bench->answers + bench->rivals, 0);
}

static void only_a_third_host_is_a_conflict(void **state)
{
	struct bench *bench = *state;
	struct segment_counters first;

	hear(bench, peer_mac, "192.0.2.2", NULL);
	hear(bench, peer_mac, "192.0.2.100", NULL);
	hear(bench, stranger, "192.0.2.100", NULL);
	first = segment_count(bench->segment, 0);
	assert_int_equal(first.conflicts, 1);
	assert_memory_equal(first.conflict_mac, stranger, 6);
	assert_int_equal(segment_count(bench->segment, 1).conflicts, 0);
}

static void a_probe_for_a_fip_is_a_rivals(void **state)
{
	struct bench *bench = *state;

	hear(bench, peer_mac, NULL, "192.0.2.50");
	assert_int_equal(bench->rivals, 0);
	hear(bench, peer_mac, NULL, "192.0.2.100");
	hear(bench, peer_mac, NULL, "2001:db8::100");
	assert_int_equal(bench->rivals, 2);
	assert_memory_equal(bench->mac, peer_mac, 6);
	assert_int_equal(bench->answers, 0);
}

static void what_bears_the_own_mac_means_nothing(void **state)
{
	struct bench *bench = *state;

	hear(bench, own_mac, "192.0.2.100", NULL);
	hear(bench, own_mac, NULL, "192.0.2.100");
	assert_int_equal(bench->answers + bench->rivals, 0);
}

static void other_addresses_mean_nothing(void **state)
{
	struct bench *bench = *state;

	hear(bench, stranger, "192.0.2.101", "192.0.2.100");
	hear(bench, stranger, "2001:db9::100", NULL);
	assert_int_equal(bench->answers + bench->rivals + bench->neighbors, 0);
}

static struct frame_heard answer_of(const char *address)
{
	struct frame_heard heard = { .claimed = ip_of(address) };

	memcpy(heard.destination, own_mac, 6);
	memcpy(heard.source, stranger, 6);
	memcpy(heard.mac, stranger, 6);
	return heard;
}

static void only_what_a_reference_answers_this_node_counts(void **state)
{
	struct bench *bench = *state;
	struct frame_heard heard = answer_of("192.0.2.254");

	segment_ask_references(bench->segment);
	segment_hear_frame(bench->segment, &heard);
	assert_int_equal(bench->references, 1);
	heard.asked = ip_of("192.0.2.1");
	segment_hear_frame(bench->segment, &heard);
	heard = answer_of("192.0.2.253");
	segment_hear_frame(bench->segment, &heard);
	heard = answer_of("192.0.2.254");
	memset(heard.destination, 0xff, 6);
	segment_hear_frame(bench->segment, &heard);
	assert_int_equal(bench->references, 1);
	heard = answer_of("fe80::1");
	segment_hear_frame(bench->segment, &heard);
	assert_int_equal(bench->references, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_claim_of_a_fip_of_either_family_is_told),
		TEST(who_claims_the_peers_real_ip_is_told),
		TEST(a_frame_that_names_another_mac_tells_only_that_a_fip_is_claimed),
		TEST(a_frame_that_names_another_mac_of_the_peer_is_no_lie),
		TEST(what_another_own_port_has_sent_means_nothing),
		TEST(only_a_third_host_is_a_conflict),
		TEST(a_probe_for_a_fip_is_a_rivals),
		TEST(what_bears_the_own_mac_means_nothing),
		TEST(other_addresses_mean_nothing),
		TEST(only_what_a_reference_answers_this_node_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
