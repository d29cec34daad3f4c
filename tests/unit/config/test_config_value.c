#include "config/address.h"
#include "config/list.h"
#include "config/value.h"
#include "unit/config/config_help.h"
#include "unit/values/ip_help.h"
#include "values/span.h"

static void spans_are_read_as_people_write_them(void **state)
{
	static const struct {
		const char *text;
		uint64_t span_ms;
	} spans[] = {
		{ "2 s", 2000 },
		{ "2s", 2000 },
		{ "2", 2000 },
		{ "500 ms", 500 },
		{ "500ms", 500 },
		{ "0.5 s", 500 },
		{ "0.5", 500 },
		{ "1.25 s", 1250 },
		{ "0.001", 1 },
		{ "0", 0 },
		{ "30 min", 1800000 },
		{ "2h", 7200000 },
		{ "1.5 h", 5400000 },
		{ "0.001 min", 60 },
		{ "9999999999 s", 9999999999000 },
	};
	uint64_t span_ms;

	(void)state;
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		assert_true(span_read(spans[i].text, &span_ms));
		assert_int_equal(span_ms, spans[i].span_ms);
	}
}

static void what_is_no_span_of_whole_ms_is_refused(void **state)
{
	static const char *const texts[] = { "", " ", "s", "ms", "-1", "+1", "2 m",
		"2 hours", "2 H", "2 sec", "2 s ", "0.5 ms", "0.0005", "1.", "1. s",
		".5", "1e3", "0x10", "2 s 3", "99999999999", "99999999999999999999 ms",
		"1:30" };
	uint64_t span_ms;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(span_read(texts[i], &span_ms));
	}
}

static void every_span_of_a_minute_reads_back_the_same(void **state)
{
	char text[SPAN_TEXT_SIZE];
	uint64_t span_ms;

	(void)state;
	for (uint64_t i = 0; i <= 60000; i++) {
		assert_true(span_read(span_write(i, text), &span_ms));
		assert_int_equal(span_ms, i);
	}
}

static void a_real_ip_is_the_address_of_a_host(void **state)
{
	static const char *const bad[] = { "", "192.168.0", "192.168.0.256",
		"192.168.0.2/24", "n2", "0.0.0.0", "0.1.2.3", "224.0.0.1",
		"255.255.255.255", "240.0.0.1", "010.0.0.1", " 10.0.0.1",
		"::", "ff02::1", "::ffff:10.0.0.1", "2001:db8::2/64", "fe80::1%eth0" };
	const struct ip before = { .family = 7 };
	struct ip address = before;
	struct fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(address_read(bad[i], &address, &fault));
		assert_memory_equal(&address, &before, sizeof(before));
	}
	assert_true(address_read("127.0.0.2", &address, &fault));
	assert_ip(address, "127.0.0.2");
	assert_true(address_read("fe80::1", &address, &fault));
	assert_ip(address, "fe80::1");
}

static void an_fip_that_no_segment_can_share_is_refused(void **state)
{
	static const char *const bad[] = { "192.168.0.0/24", "192.168.0.255/24",
		"10.255.255.255/8", "192.168.0.3/30", "224.0.0.5/24", "127.0.0.1/8",
		"0.0.0.0/8", "255.255.255.255/32", "250.1.1.1/24", "2001:db8::/64",
		"ff02::1/64", "::1/128", "::/128", "::ffff:10.0.0.1/112" };
	struct config_fip fip;
	struct fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(address_read_fip(bad[i], &fip, &fault));
		assert_non_null(strstr(fault.text, " is "));
	}
}

static void an_fip_needs_a_good_prefix_length(void **state)
{
	static const char *const bad[] = { "10.0.0.1", "10.0.0.1/", "10.0.0.1/0",
		"10.0.0.1/33", "10.0.0.1/-1", "10.0.0.1/024", "10.0.0.1/24/24",
		"10.0.0.1/0.0.0.0", "10.0.0.1/255.0.255.0", "10.0.0.1/0.0.0.255",
		"10.0.0.1/255.255.255.1", "10.0.0.1/255.255.255",
		"10.0.0.1/255.255.255.0/24", "10.0.0.1 /24", "/24", "", "2001:db8::1",
		"2001:db8::1/0", "2001:db8::1/129", "2001:db8::1/064",
		"2001:db8::1/255.255.255.0", "10.0.0.1/ffff::", "2001:db8::1/ffff::" };
	struct config_fip fip;
	struct fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(address_read_fip(bad[i], &fip, &fault));
	}
}

static void a_netmask_stands_for_its_prefix_length(void **state)
{
	static const struct {
		const char *text;
		const char *written;
	} same[] = {
		{ "192.168.0.100/255.255.255.0", "192.168.0.100/24" },
		{ "10.0.0.1/128.0.0.0", "10.0.0.1/1" },
		{ "10.0.0.1/255.255.240.0", "10.0.0.1/20" },
		{ "10.0.0.1/255.255.255.254", "10.0.0.1/31" },
		{ "192.168.100.100/255.255.255.255", "192.168.100.100/32" },
	};
	struct config_fip fip;
	struct fault fault;
	char text[IP_PREFIX_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		assert_true(address_read_fip(same[i].text, &fip, &fault));
		assert_string_equal(
			ip_write_prefix(fip.address, fip.prefix_length, text),
			same[i].written);
	}
	assert_true(address_read_network("127.0.0.0/255.255.255.0", &fip, &fault));
	assert_int_equal(fip.prefix_length, 24);
	assert_false(address_read_network("127.0.0.1/255.255.255.0", &fip, &fault));
	assert_string_equal(fault.text,
		"127.0.0.1/255.255.255.0 is an address within a "
		"network; the network is 127.0.0.0/24");
}

static void short_networks_have_no_network_and_broadcast_address(void **state)
{
	static const char *const good[] = { "10.0.0.0/31", "10.0.0.1/31", "10.0.0.0/32",
		"10.0.0.255/32", "192.168.0.255/16", "192.168.1.0/16", "2001:db8::/127",
		"2001:db8::/128", "2001:db8::ffff/112",
		"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff/128" };
	struct config_fip fip;
	struct fault fault;
	char text[IP_PREFIX_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(address_read_fip(good[i], &fip, &fault));
		assert_string_equal(
			ip_write_prefix(fip.address, fip.prefix_length, text), good[i]);
	}
}

static void assert_refused(const char *name, const char *text)
{
	struct config config, before;
	struct fault fault;

	config_defaults(&config);
	before = config;
	assert_false(value_read(&config, schema_find(name), text, &fault));
	assert_memory_equal(&config, &before, sizeof(config));
}

static void names_interfaces_and_paths_are_checked(void **state)
{
	(void)state;
	assert_refused("node", "");
	assert_refused("node", "n 1");
	assert_refused("node", "n1\n");
	assert_refused("pair", "123456789012345678901234567890123");
	assert_refused("interface", "eth0:1");
	assert_refused("interface", "..");
	assert_refused("interface", "a/b");
	assert_refused("interface", "eth 0");
	assert_refused("interface", "1234567890123456");
	assert_refused("key_file", "key");
	assert_refused("key_file", "/");
	assert_refused("key_file", "/a\nb");
}

static void every_default_is_written_as_the_schema_says(void **state)
{
	const struct schema_row *row;
	struct config config;
	char text[VALUE_TEXT_SIZE];

	(void)state;
	config_defaults(&config);
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		if (list_has(row)) {
			list_write(&config, row, "+", text, sizeof(text));
		} else {
			value_write(&config, row, text);
		}
		if (row->initial != NULL) {
			assert_string_equal(text, row->initial);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_are_read_as_people_write_them),
		cmocka_unit_test(what_is_no_span_of_whole_ms_is_refused),
		cmocka_unit_test(every_span_of_a_minute_reads_back_the_same),
		cmocka_unit_test(a_real_ip_is_the_address_of_a_host),
		cmocka_unit_test(an_fip_that_no_segment_can_share_is_refused),
		cmocka_unit_test(an_fip_needs_a_good_prefix_length),
		cmocka_unit_test(a_netmask_stands_for_its_prefix_length),
		cmocka_unit_test(short_networks_have_no_network_and_broadcast_address),
		cmocka_unit_test(names_interfaces_and_paths_are_checked),
		cmocka_unit_test(every_default_is_written_as_the_schema_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
