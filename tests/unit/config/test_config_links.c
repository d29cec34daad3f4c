#include <stdio.h>

#include "config/config.h"
#include "config/config_check.h"
#include "config/list.h"
#include "schema/schema.h"
#include "unit/config/config_help.h"
#include "unit/values/ip_help.h"

#define ONE "{name: cross, interface: eth1, address: 10.0.0.1, peer: 10.0.0.2}"
#define TWO "{interface: eth2, address: 10.0.1.1, peer: 10.0.1.2}"

/* Assert that a file with these links, in line 3, reads well but has this one fault. */
static void assert_clash(const char *links, const char *message)
{
	struct config config;
	struct diagnostics diagnostics;
	char text[512], expected[256];

	snprintf(text, sizeof(text), GOOD_TEXT "links: [%s]\n", links);
	snprintf(expected, sizeof(expected), "fipd.yaml:3:%s", message);
	assert_true(parse_text(&config, text, &diagnostics));
	assert_false(config_check(&config, "fipd.yaml", &diagnostics));
	assert_string_equal(diagnostics.text[0], expected);
	assert_int_equal(diagnostics.count, 1);
}

static void links_are_read_in_their_order(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(
		&config, GOOD_TEXT "links: [" ONE ", " TWO "]\n", &diagnostics));
	assert_true(config_check(&config, "fipd.yaml", &diagnostics));
	assert_int_equal(config.link_count, 2);
	assert_string_equal(config.links[0].name, "cross");
	assert_string_equal(config.links[0].interface, "eth1");
	assert_ip(config.links[0].address, "10.0.0.1");
	assert_ip(config.links[0].peer, "10.0.0.2");
	assert_string_equal(config.links[1].name, "eth2");
}

static void a_link_may_be_written_over_several_lines(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(&config,
		"links:\n  - interface: eth1\n    peer: 10.0.0.2\n"
		"    address: 10.0.0.1\n",
		&diagnostics));
	assert_int_equal(config.link_count, 1);
	assert_int_equal(config.links[0].place.line, 2);
}

static void what_a_link_lacks_is_said(void **state)
{
	(void)state;
	assert_one_fault("links: [{interface: eth1, peer: 10.0.0.2}]\n",
		"fipd.yaml:1:9: links: address is missing");
	assert_one_fault("links: [eth1]\n",
		"fipd.yaml:1:9: links: an entry is "
		"{ interface: eth1, address: 10.0.0.1, peer: 10.0.0.2 }");
	assert_one_fault("links: eth1\n",
		"fipd.yaml:1:8: links: is not a list; write one '- { interface: eth1, "
		"address: 10.0.0.1, peer: 10.0.0.2 }' a line");
}

static void a_fault_of_a_link_is_said_where_it_is(void **state)
{
	(void)state;
	assert_one_fault("links:\n- " ONE "\n- {interface: a/b, address: 10.0.1.1, "
			 "peer: 10.0.1.2}\n",
		"fipd.yaml:3:15: links: interface: 'a/b' cannot be used; allowed: an "
		"interface of at most 15 characters, no alias such as eth0:1");
	assert_one_fault("links:\n- {interface: e, address: 10.0.1.1, peer: 10.0.1.2,\n"
			 "  port: 7}\n",
		"fipd.yaml:3:3: links: port: there is no such member; a link has name, "
		"interface, address and peer");
	assert_one_fault("links:\n- {interface: e, address: 10.0.1.1, peer: 10.0.1.2,\n"
			 "  peer: 10.0.1.3}\n",
		"fipd.yaml:3:3: links: peer: is set a second time");
}

static void a_fourth_link_is_one_too_many(void **state)
{
	(void)state;
	assert_one_fault("links:\n- " ONE "\n- " ONE "\n- " ONE "\n- " ONE "\n",
		"fipd.yaml:5:3: links: is one too many; 3 are allowed");
}

static void no_links_is_as_if_there_were_none(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(&config, GOOD_TEXT "links: []\n", &diagnostics));
	assert_int_equal(config.link_count, 0);
}

static void a_link_that_repeats_another_path_is_refused(void **state)
{
	(void)state;
	assert_clash("{interface: eth1, address: 192.168.0.1, peer: 192.168.0.2}",
		"9: links: path eth0 uses 192.168.0.2 already; "
		"every path needs two addresses of its own");
	assert_clash(ONE ", {interface: eth2, address: 10.0.0.2, peer: 10.0.1.2}",
		"76: links: path cross uses 10.0.0.2 already; "
		"every path needs two addresses of its own");
}

static void two_paths_of_one_name_are_refused(void **state)
{
	(void)state;
	assert_clash("{interface: eth0, address: 10.0.0.1, peer: 10.0.0.2}",
		"9: links: another path is named eth0 already; "
		"add a 'name' of its own");
	assert_clash(ONE ", {name: cross, interface: eth2, address: 10.0.1.1, "
			 "peer: 10.0.1.2}",
		"76: links: another path is named cross already; "
		"add a 'name' of its own");
}

static void a_link_to_this_node_itself_is_refused(void **state)
{
	(void)state;
	assert_clash("{interface: eth1, address: 10.0.0.1, peer: 10.0.0.1}",
		"9: links: 10.0.0.1 is this node's own address; "
		"that of the other node is needed");
}

static void a_path_has_one_family_but_paths_may_differ(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_clash("{interface: eth1, address: fd00::1, peer: 10.0.0.2}",
		"9: links: fd00::1 is an address of IPv6 and 10.0.0.2 of IPv4; "
		"a path has one family");
	assert_true(parse_text(&config,
		GOOD_TEXT "links: [{interface: eth1, address: fd00::1, "
			  "peer: fd00::2}]\n",
		&diagnostics));
	assert_true(config_check(&config, "fipd.yaml", &diagnostics));
}

static void link_local_addresses_may_recur_on_other_interfaces(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(&config,
		"peer: fe80::2\nfips: [192.168.0.100/24]\n"
		"links: [{interface: eth1, address: fe80::1, peer: fe80::2}]\n",
		&diagnostics));
	assert_true(config_check(&config, "fipd.yaml", &diagnostics));
	assert_clash("{interface: eth1, address: fe80::1, peer: fe80::2}]\nrouted: yes"
		     "\nreferences: [gateway",
		"9: links: fe80::2 is a link-local address, which no router forwards; "
		"write 'routed: no' or other addresses");
}

static void an_fip_cannot_be_an_address_of_a_link(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(&config,
		"peer: 192.168.0.2\nfips: [10.0.0.2/24]\nlinks: [" ONE "]\n",
		&diagnostics));
	assert_false(config_check(&config, "fipd.yaml", &diagnostics));
	assert_string_equal(diagnostics.text[0],
		"fipd.yaml: fips: 10.0.0.2 is an address of a link; "
		"an F-IP is an address that no host has for its own");
}

static void references_are_addresses_or_the_gateway(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(&config,
		GOOD_TEXT "references: [192.168.0.254, gateway]\n", &diagnostics));
	assert_true(config_check(&config, "fipd.yaml", &diagnostics));
	assert_true(config.reference_gateway);
	assert_int_equal(config.reference_count, 1);
	assert_ip(config.references[0], "192.168.0.254");
	assert_one_fault("references: [gateway, Gateway]\n",
		"fipd.yaml:1:23: references: Gateway is in the list already");
	assert_one_fault("references: gateway\n",
		"fipd.yaml:1:13: references: is not a list; write [gateway], "
		"or one '- address' a line");
}

static void a_reference_is_a_third_host(void **state)
{
	static const char meaning[] =
		"a reference is an address of a third host, which "
		"answers whoever is active";
	struct config config;
	struct diagnostics diagnostics;
	char expected[200];

	(void)state;
	assert_true(parse_text(&config,
		GOOD_TEXT "references: [192.168.0.2, 192.168.0.100]\n", &diagnostics));
	assert_false(config_check(&config, "fipd.yaml", &diagnostics));
	assert_int_equal(diagnostics.count, 2);
	snprintf(expected, sizeof(expected),
		"fipd.yaml: references: 192.168.0.2 is the peer's real IP; %s",
		meaning);
	assert_string_equal(diagnostics.text[0], expected);
	snprintf(expected, sizeof(expected),
		"fipd.yaml: references: 192.168.0.100 is an F-IP; %s", meaning);
	assert_string_equal(diagnostics.text[1], expected);
}

static void lists_are_told_as_one_word_and_cut(void **state)
{
	struct config config;
	struct diagnostics diagnostics;
	char text[64];

	(void)state;
	assert_true(parse_text(&config,
		GOOD_TEXT "references: [10.0.0.9, gateway]\nlinks: [" ONE "," TWO "]\n",
		&diagnostics));
	assert_string_equal(
		list_write(&config, schema_find("references"), "+", text, sizeof(text)),
		"gateway+10.0.0.9");
	assert_string_equal(list_write(&config, schema_find("links"), "+", text, 48),
		"cross[eth1](10.0.0.1 to 10.0.0.2)+...");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_are_read_in_their_order),
		cmocka_unit_test(a_link_may_be_written_over_several_lines),
		cmocka_unit_test(what_a_link_lacks_is_said),
		cmocka_unit_test(a_fault_of_a_link_is_said_where_it_is),
		cmocka_unit_test(a_fourth_link_is_one_too_many),
		cmocka_unit_test(no_links_is_as_if_there_were_none),
		cmocka_unit_test(a_link_that_repeats_another_path_is_refused),
		cmocka_unit_test(two_paths_of_one_name_are_refused),
		cmocka_unit_test(a_link_to_this_node_itself_is_refused),
		cmocka_unit_test(a_path_has_one_family_but_paths_may_differ),
		cmocka_unit_test(link_local_addresses_may_recur_on_other_interfaces),
		cmocka_unit_test(an_fip_cannot_be_an_address_of_a_link),
		cmocka_unit_test(references_are_addresses_or_the_gateway),
		cmocka_unit_test(a_reference_is_a_third_host),
		cmocka_unit_test(lists_are_told_as_one_word_and_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
