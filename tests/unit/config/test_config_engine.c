#include <stdio.h>

#include "config/config_engine.h"
#include "unit/config/config_help.h"
#include "unit/values/ip_help.h"

/* The engine's settings of a node with this peer and these F-IPs. */
static struct settings settings_of(const char *own, const char *peer, const char *fips)
{
	struct config config;
	struct diagnostics diagnostics;
	struct settings settings;
	char text[256];

	snprintf(text, sizeof(text),
		"redundancy: on\nrole: active\npeer: %s\nfips: %s\n", peer, fips);
	assert_true(parse_text(&config, text, &diagnostics));
	config_engine_settings(&config, ip_of(own), "0.1.0", &settings);
	return settings;
}

static void the_settings_of_the_file_reach_the_engine(void **state)
{
	struct settings settings =
		settings_of("192.168.0.1", "192.168.0.2", "[192.168.0.100/24]");

	(void)state;
	assert_true(settings.enabled);
	assert_true(settings.preferred);
	assert_true(settings.automatic_failback);
	assert_int_equal(settings.interval_ms, 2000);
	assert_int_equal(settings.count, 5);
	assert_int_equal(settings.failback_delay_ms, 20000);
}

static void links_references_and_maintenance_reach_the_engine(void **state)
{
	struct settings plain =
		settings_of("192.168.0.1", "192.168.0.2", "[192.168.0.100/24]");
	struct settings full = settings_of("192.168.0.1", "192.168.0.2",
		"[192.168.0.100/24]\nmaintenance: yes\nreferences: [gateway]\n"
		"links: [{interface: eth1, address: 10.0.0.1, peer: 10.0.0.2}]");

	(void)state;
	assert_int_equal(plain.links, 1);
	assert_false(plain.references);
	assert_false(plain.maintenance);
	assert_int_equal(full.links, 2);
	assert_true(full.references);
	assert_true(full.maintenance);
}

/* The numbers of the example in docs/heartbeat.md, computed from the page alone. */
static void pair_and_digest_are_those_of_the_page(void **state)
{
	struct settings settings =
		settings_of("192.168.0.1", "192.168.0.2", "[192.168.0.100/24]");

	(void)state;
	assert_int_equal(settings.pair, 0xb1e26dcc);
	assert_true(settings.digest == 0x644274aa503baa4b);
}

static void the_lower_real_ip_is_node_one(void **state)
{
	(void)state;
	/* As bytes in memory 10.0.1.0 and 9.255.0.1 would compare the other way. */
	assert_int_equal(settings_of("9.255.0.1", "10.0.1.0", "[1.1.1.1/24]").node, 1);
	assert_int_equal(settings_of("10.0.1.0", "9.255.0.1", "[1.1.1.1/24]").node, 2);
	assert_int_equal(settings_of("1.0.0.2", "2.0.0.1", "[1.1.1.1/24]").node, 1);
}

static void the_same_holds_for_ipv6(void **state)
{
	static const char fips[] = "[2001:db8::100/64, 1.1.1.1/24]";
	struct settings one = settings_of("2001:db8::1", "2001:db8::2", fips);
	struct settings two = settings_of("2001:db8::2", "2001:db8::1", fips);

	(void)state;
	assert_int_equal(one.node, 1);
	assert_int_equal(two.node, 2);
	assert_int_equal(one.pair, two.pair);
	assert_int_equal(one.digest, two.digest);
	assert_int_not_equal(
		one.pair, settings_of("2001:db8::1", "2001:db8::3", fips).pair);
	assert_int_not_equal(one.digest,
		settings_of("2001:db8::1", "2001:db8::2", "[2001:db8::101/64]").digest);
}

static void both_nodes_derive_the_same_pair_number(void **state)
{
	struct settings one = settings_of("192.168.0.1", "192.168.0.2", "[1.1.1.1/24]");
	struct settings two = settings_of("192.168.0.2", "192.168.0.1", "[1.1.1.1/24]");

	(void)state;
	assert_int_equal(one.pair, two.pair);
	/* FNV-1a of c0a80001c0a80002, from an implementation of its own: it is on the
	 * wire. */
	assert_int_equal(one.pair, 0xb1e26dcc);
}

static void another_pair_has_another_number(void **state)
{
	(void)state;
	assert_int_not_equal(
		settings_of("192.168.0.1", "192.168.0.2", "[1.1.1.1/24]").pair,
		settings_of("192.168.0.1", "192.168.0.3", "[1.1.1.1/24]").pair);
}

static void the_order_of_fips_does_not_change_the_digest(void **state)
{
	uint64_t digest = settings_of(
		"10.0.0.1", "10.0.0.2", "[10.0.0.3/24, 192.168.0.4/24, 10.0.0.5/24]")
				  .digest;

	(void)state;
	assert_int_equal(digest, settings_of("10.0.0.2", "10.0.0.1",
					 "[192.168.0.4/24, 10.0.0.5/24, 10.0.0.3/24]")
					 .digest);
	assert_int_not_equal(digest, 0);
}

static void another_fip_or_prefix_changes_the_digest(void **state)
{
	uint64_t digest = settings_of("10.0.0.1", "10.0.0.2", "[10.0.0.3/24]").digest;

	(void)state;
	assert_int_equal(digest, 0x63948d820a48e6be);
	assert_int_not_equal(
		digest, settings_of("10.0.0.1", "10.0.0.2", "[10.0.0.3/25]").digest);
	assert_int_not_equal(
		digest, settings_of("10.0.0.1", "10.0.0.2", "[10.0.0.4/24]").digest);
	assert_int_not_equal(digest,
		settings_of("10.0.0.1", "10.0.0.2", "[10.0.0.3/24, 10.0.0.4/24]")
			.digest);
}

static uint32_t release_of(const char *version)
{
	struct config config;
	struct settings settings;

	config_defaults(&config);
	config_engine_settings(&config, ip_of("10.0.0.1"), version, &settings);
	return settings.release;
}

static void the_release_is_major_and_minor(void **state)
{
	(void)state;
	assert_int_equal(release_of("0.1.0"), 1);
	assert_int_equal(release_of("3.14.15"), 3 << 8 | 14);
	assert_int_equal(release_of("unknown"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_settings_of_the_file_reach_the_engine),
		cmocka_unit_test(links_references_and_maintenance_reach_the_engine),
		cmocka_unit_test(pair_and_digest_are_those_of_the_page),
		cmocka_unit_test(the_lower_real_ip_is_node_one),
		cmocka_unit_test(the_same_holds_for_ipv6),
		cmocka_unit_test(both_nodes_derive_the_same_pair_number),
		cmocka_unit_test(another_pair_has_another_number),
		cmocka_unit_test(the_order_of_fips_does_not_change_the_digest),
		cmocka_unit_test(another_fip_or_prefix_changes_the_digest),
		cmocka_unit_test(the_release_is_major_and_minor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
