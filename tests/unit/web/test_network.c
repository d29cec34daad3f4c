#include <string.h>

#include "unit/cmocka_all.h"
#include "web/network.h"

static struct network_address address_of(const char *text)
{
	struct network_address address;

	assert_true(network_read_address(&address, text));
	return address;
}

static bool is_in(const char *address, const char *text)
{
	struct network_address found = address_of(address);
	struct network network;

	assert_true(network_read(&network, text));
	return network_contains(&network, &found);
}

static void assert_written(const char *text, const char *expected)
{
	char written[NETWORK_ADDRESS_SIZE];
	struct network_address address = address_of(text);

	network_write_address(written, &address);
	assert_string_equal(written, expected);
}

static void assert_network(const char *text, const char *expected)
{
	char written[NETWORK_SIZE];
	struct config_fip configured;

	assert_true(
		ip_read_prefix(text, &configured.address, &configured.prefix_length));
	assert_true(network_write(written, &configured));
	assert_string_equal(written, expected);
}

static void an_address_has_one_text(void **state)
{
	(void)state;
	assert_written("192.168.0.1", "192.168.0.1");
	assert_written("2001:DB8:0::0:1", "2001:db8::1");
	assert_written("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

static void a_mapped_address_is_one_of_ipv4(void **state)
{
	struct network_address plain;
	struct network_address mapped;

	(void)state;
	assert_written("::ffff:10.0.0.1", "10.0.0.1");
	assert_written("::FFFF:a00:1", "10.0.0.1");
	assert_written("::fffe:10.0.0.1", "::fffe:a00:1");
	plain = address_of("10.0.0.1");
	mapped = address_of("::ffff:10.0.0.1");
	assert_memory_equal(&plain, &mapped, sizeof(plain));
}

static void a_zone_is_passed_over(void **state)
{
	(void)state;
	assert_written("fe80::1%eth0", "fe80::1");
	assert_written(
		"fe80::1%an-interface-with-a-name-that-is-longer-than-any-address",
		"fe80::1");
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const texts[] = { "", "10.0.0", "10.0.0.256", "010.0.0.1",
		"10.0.0.1/8", "::1::", "[::1]", "localhost", "%eth0",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa" };
	struct network_address address = { .length_bytes = 7 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(network_read_address(&address, texts[i]));
		assert_int_equal(address.length_bytes, 7);
	}
}

static void a_network_has_one_text(void **state)
{
	(void)state;
	assert_network("10.1.2.3/8", "10.0.0.0/8");
	assert_network("10.255.255.255/9", "10.128.0.0/9");
	assert_network("255.255.255.255/0", "0.0.0.0/0");
	assert_network("2001:DB8:FFFF::1/33", "2001:db8:8000::/33");
	assert_network("::1/128", "::1/128");
	assert_network("::ffff:10.1.2.3/104", "10.0.0.0/8");
}

static void what_is_no_network_is_refused(void **state)
{
	static const char *const texts[] = { "", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33",
		"10.0.0.0/8x", "10.0.0.0/ 8", "10.0.0.0/-1", "10.0.0.0/0000", "/8",
		"::/129", "::/4294967296", "::ffff:10.0.0.0/95", "::ffff:10.0.0.0/20",
		"::ffff:10.0.0.0/129", "fe80::%eth0/64", "localhost/8" };
	struct network network = { .prefix_bits = 7 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(network_read(&network, texts[i]));
		assert_int_equal(network.prefix_bits, 7);
	}
}

static void a_network_ends_at_its_prefix(void **state)
{
	(void)state;
	assert_true(is_in("10.127.255.255", "10.0.0.0/9"));
	assert_false(is_in("10.128.0.0", "10.0.0.0/9"));
	assert_true(is_in("10.0.0.7", "10.0.0.7/32"));
	assert_false(is_in("10.0.0.6", "10.0.0.7/32"));
	assert_true(is_in("192.0.2.1", "0.0.0.0/0"));
	assert_true(is_in("2001:db8:7fff:ffff::1", "2001:db8::/33"));
	assert_false(is_in("2001:db8:8000::", "2001:db8::/33"));
	assert_false(is_in("::2", "::1/128"));
}

static void a_network_holds_one_family(void **state)
{
	(void)state;
	assert_false(is_in("10.0.0.1", "::/0"));
	assert_false(is_in("::1", "0.0.0.0/0"));
	assert_true(is_in("::ffff:10.0.0.1", "10.0.0.0/8"));
	assert_true(is_in("10.0.0.1", "::ffff:0.0.0.0/96"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_has_one_text),
		cmocka_unit_test(a_mapped_address_is_one_of_ipv4),
		cmocka_unit_test(a_zone_is_passed_over),
		cmocka_unit_test(what_is_no_address_is_refused),
		cmocka_unit_test(a_network_has_one_text),
		cmocka_unit_test(what_is_no_network_is_refused),
		cmocka_unit_test(a_network_ends_at_its_prefix),
		cmocka_unit_test(a_network_holds_one_family),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
