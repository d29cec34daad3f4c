/* The settings of fipd-web: the PAC service and the status page. */
#include <stdio.h>

#include "config/address.h"
#include "schema/schema.h"
#include "unit/config/config_help.h"
#include "unit/values/ip_help.h"

static void assert_said(const char *name, const char *text, const char *reason)
{
	struct config config;
	char message[200];

	config_defaults(&config);
	assert_false(config_set(&config, name, text, message, sizeof(message)));
	assert_string_equal(message, reason);
}

static void the_pac_service_is_off_by_default(void **state)
{
	struct config config;

	(void)state;
	config_defaults(&config);
	assert_false(config.pac.enabled);
	assert_true(config.pac.share_load && config.pac.direct_plain_names);
	assert_int_equal(config.pac.split, CONFIG_SPLIT_EVEN_ODD);
	assert_int_equal(config.pac.port, 80);
	assert_int_equal(config.pac.own.port, 8080);
	assert_int_equal(config.pac.peer.port, 8080);
	assert_int_equal(config.pac.direct.count, 1);
	assert_ip(config.pac.direct.list[0].address, "127.0.0.0");
	assert_int_equal(config.pac.direct.list[0].prefix_length, 8);
	assert_int_equal(config.pac.clients.count, 0);
	assert_int_equal(config.page.scope, CONFIG_SCOPE_NODE);
	assert_int_equal(config.page.port, 7900);
	assert_int_equal(config.page.refresh_ms, 10000);
	assert_int_equal(config.page.clients.count, 0);
	assert_string_equal(config.page.host, "");
}

static void every_setting_can_be_in_the_file(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(&config,
		GOOD_TEXT "pac: on\npac_port: 8000\nproxy: p1.example\n"
			  "proxy_port: 3128\nproxy_weight: 3\npeer_proxy: fd00::2\n"
			  "peer_proxy_port: 3129\npeer_proxy_weight: 100\n"
			  "share_load: off\nsplit: hash\n"
			  "direct_networks: [10.0.0.0/255.0.0.0, \"fd00::/8\"]\n"
			  "direct_plain_names: no\n"
			  "client_networks:\n  - 192.168.0.0/16\n"
			  "status_page: loopback\nstatus_port: 80\n"
			  "status_refresh: 1 s\nstatus_networks: [10.1.0.0/16]\n"
			  "status_host: n1.example\n",
		&diagnostics));
	assert_true(config_check(&config, "fipd.yaml", &diagnostics));
	assert_true(config.pac.enabled && !config.pac.share_load);
	assert_false(config.pac.direct_plain_names);
	assert_string_equal(config.pac.own.host, "p1.example");
	assert_string_equal(config.pac.peer.host, "fd00::2");
	assert_int_equal(config.pac.peer.weight, 100);
	assert_int_equal(config.pac.direct.count, 2);
	assert_ip(config.pac.direct.list[1].address, "fd00::");
	assert_int_equal(config.pac.clients.list[0].prefix_length, 16);
	assert_int_equal(config.page.scope, CONFIG_SCOPE_LOOPBACK);
	assert_int_equal(config.page.clients.count, 1);
	assert_ip(config.page.clients.list[0].address, "10.1.0.0");
	assert_string_equal(config.page.host, "n1.example");
}

static void a_list_that_was_set_survives_settings_yaml(void **state)
{
	struct config config, found;
	struct diagnostics diagnostics;
	char text[4096], message[200];

	(void)state;
	config_defaults(&config);
	assert_true(config_set(&config, "direct_networks", "10.0.0.0/8, fd00::/8",
		message, sizeof(message)));
	assert_true(
		config_set(&config, "client_networks", "", message, sizeof(message)));
	assert_true(config_write_set(&config, text, sizeof(text)) < sizeof(text));
	assert_true(parse_text(&found, text, &diagnostics));
	assert_int_equal(found.pac.direct.count, 2);
	assert_ip(found.pac.direct.list[1].address, "fd00::");
	assert_int_equal(found.pac.clients.count, 0);
}

static void a_network_that_is_none_is_refused_with_the_right_one(void **state)
{
	(void)state;
	assert_said("direct_networks", "10.1.2.3/8",
		"direct_networks: 10.1.2.3/8 is an address within a network; "
		"the network is 10.0.0.0/8");
	assert_said("direct_networks", "fd00::1:0:0:1/60",
		"direct_networks: fd00::1:0:0:1/60 is an address within a network; "
		"the network is fd00::/60");
	assert_said("client_networks", "10.0.0.0",
		"client_networks: '10.0.0.0' has no prefix length; write "
		"address/prefix, prefix 1 to 32, or address/netmask, as in "
		"192.168.0.100/24 or 192.168.0.100/255.255.255.0");
	assert_said("client_networks", "10.0.0.0/8 10.0.0.0/8",
		"client_networks: 10.0.0.0/8 is in the list already");
}

static void a_network_more_than_fits_is_refused(void **state)
{
	char text[64 * 16] = "", message[200];
	struct config config;

	(void)state;
	config_defaults(&config);
	for (int i = 0; i <= CONFIG_NETWORKS_MAX; i++) {
		sprintf(text + strlen(text), "10.%d.0.0/16 ", i);
	}
	assert_false(
		config_set(&config, "client_networks", text, message, sizeof(message)));
	assert_string_equal(message,
		"client_networks: 10.32.0.0/16 is one too many; 32 are allowed");
}

static void a_host_is_a_name_or_an_address(void **state)
{
	static const char *const good[] = { "p", "p1.example", "PROXY_2.corp-x.example",
		"10.0.0.1", "fd00::1", "3com.example" };
	static const char *const bad[] = { "", ".", "p.", ".p", "p..q", "-p", "p-",
		"p q", "p;q", "p\"", "p:8080", "[fd00::1]", "10.0.0.300", "1.2.3",
		"224.0.0.1", "http://p", "p/q", "p\n", "\xc3\xa4.example",
		"a23456789012345678901234567890123456789012345678901234567890abcd" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(address_is_host(good[i]));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(address_is_host(bad[i]));
	}
	assert_said("proxy", "p:8080",
		"proxy: 'p:8080' cannot be used; allowed: a host name or an address, "
		"without port or brackets");
}

static void both_proxies_cannot_be_the_same(void **state)
{
	struct config config;
	struct diagnostics diagnostics;

	(void)state;
	assert_check(GOOD_TEXT "proxy: p.example\npeer_proxy: p.example\n",
		"fipd.yaml: peer_proxy: is the same as proxy; write the host of the "
		"other node's proxy");
	assert_true(parse_text(&config,
		GOOD_TEXT "proxy: p.example\npeer_proxy: p.example\n"
			  "proxy_port: 8081\n",
		&diagnostics));
	assert_true(config_check(&config, "fipd.yaml", &diagnostics));
}

static void one_proxy_is_the_same_however_it_is_written(void **state)
{
	static const char same[] =
		"fipd.yaml: peer_proxy: is the same as proxy; write the host of the "
		"other node's proxy";

	(void)state;
	assert_check(GOOD_TEXT "proxy: p.example\npeer_proxy: P.Example\n", same);
	assert_check(GOOD_TEXT "proxy: fd00::1\npeer_proxy: fd00:0::1\n", same);
	assert_check(GOOD_TEXT "address: 192.168.0.1\npeer_proxy: 192.168.0.1\n", same);
	assert_check(GOOD_TEXT "proxy: 192.168.0.2\n",
		"fipd.yaml: proxy: is the peer's real IP, which peer_proxy is unless "
		"set; write the host of this node's proxy");
}

static void a_proxy_cannot_be_an_fip(void **state)
{
	(void)state;
	assert_check(GOOD_TEXT "proxy: 192.168.0.100\n",
		"fipd.yaml: proxy: 192.168.0.100 is an F-IP; the script names the "
		"proxies by addresses that stay");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_pac_service_is_off_by_default),
		cmocka_unit_test(every_setting_can_be_in_the_file),
		cmocka_unit_test(a_list_that_was_set_survives_settings_yaml),
		cmocka_unit_test(a_network_that_is_none_is_refused_with_the_right_one),
		cmocka_unit_test(a_network_more_than_fits_is_refused),
		cmocka_unit_test(a_host_is_a_name_or_an_address),
		cmocka_unit_test(both_proxies_cannot_be_the_same),
		cmocka_unit_test(one_proxy_is_the_same_however_it_is_written),
		cmocka_unit_test(a_proxy_cannot_be_an_fip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
