#include "unit/config/config_help.h"

#include <stdio.h>

static void a_missing_peer_is_a_fault(void **state)
{
	(void)state;
	assert_check("fips: [192.168.0.100/24]\n",
		"fipd.yaml: peer: is missing; write the real IP of the other node, "
		"as in 'peer: 192.168.0.2'");
}

static void fips_are_needed_only_with_redundancy(void **state)
{
	static const char *const none[] = { "", "fips: []\n" };
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		char off[64], on[128];

		snprintf(off, sizeof(off), "%speer: 192.168.0.2\n", none[i]);
		assert_true(parse_text(&config, off, &diagnostics));
		assert_true(config_check(&config, "fipd.yaml", &diagnostics));
		snprintf(on, sizeof(on), "%sredundancy: on\nrole: active\n", off);
		assert_check(on,
			"fipd.yaml: fips: is missing while redundancy is on; write the "
			"floating addresses, as in 'fips: [192.168.0.100/24]'");
	}
}

static void a_role_is_needed_only_with_redundancy(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(&config, GOOD_TEXT, &diagnostics));
	assert_true(config_check(&config, "fipd.yaml", &diagnostics));
	assert_check(GOOD_TEXT "redundancy: on\n",
		"fipd.yaml: role: is missing while redundancy is on; write "
		"'role: active' on the preferred node and 'role: standby' on the "
		"other");
}

static void the_peer_cannot_be_this_node(void **state)
{
	(void)state;
	assert_check(GOOD_TEXT "address: 192.168.0.2\n",
		"fipd.yaml: peer: 192.168.0.2 is this node's own address; "
		"the real IP of the other node is needed");
}

static void an_fip_cannot_be_a_real_ip(void **state)
{
	(void)state;
	assert_check("peer: 10.0.0.2\nfips: [10.0.0.3/24, 10.0.0.2/24]\n",
		"fipd.yaml: fips: 10.0.0.2 is the peer's real IP; "
		"an F-IP is an address that no host has for its own");
	assert_check("peer: 10.0.0.2\naddress: 10.0.0.1\nfips: [10.0.0.1/24]\n",
		"fipd.yaml: fips: 10.0.0.1 is this node's real IP; "
		"an F-IP is an address that no host has for its own");
}

static void a_wrong_value_is_not_missing_as_well(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_false(parse_text(&config,
		"redundancy: on\nrole: x\npeer: y\nfips: [z]\n", &diagnostics));
	assert_true(config_check(&config, "fipd.yaml", &diagnostics));
	assert_int_equal(diagnostics.count, 3);
}

static void nothing_is_missing_from_a_file_that_broke_off(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_false(parse_text(&config, "port: 7900\n\"", &diagnostics));
	assert_true(config_check(&config, "fipd.yaml", &diagnostics));
	assert_int_equal(diagnostics.count, 1);
}

static void a_timing_without_a_safe_lease_is_no_fault(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(
		&config, GOOD_TEXT "interval: 10 ms\ncount: 2\n", &diagnostics));
	assert_true(config_check(&config, "fipd.yaml", &diagnostics));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_missing_peer_is_a_fault),
		cmocka_unit_test(fips_are_needed_only_with_redundancy),
		cmocka_unit_test(a_role_is_needed_only_with_redundancy),
		cmocka_unit_test(the_peer_cannot_be_this_node),
		cmocka_unit_test(an_fip_cannot_be_a_real_ip),
		cmocka_unit_test(a_wrong_value_is_not_missing_as_well),
		cmocka_unit_test(nothing_is_missing_from_a_file_that_broke_off),
		cmocka_unit_test(a_timing_without_a_safe_lease_is_no_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
