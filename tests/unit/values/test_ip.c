#include <string.h>

#include "unit/values/ip_help.h"

static void both_families_are_read_and_written(void **state)
{
	static const char *const texts[] = { "192.168.0.1", "255.255.255.255",
		"2001:db8::1", "fe80::1", "::1" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_ip(ip_of(texts[i]), texts[i]);
	}
	assert_int_equal(ip_of("10.0.0.1").family, IP_V4);
	assert_int_equal(ip_of("::1").family, IP_V6);
}

static void what_is_no_address_is_left_alone(void **state)
{
	static const char *const texts[] = { "", "10.0.0", "10.0.0.256", "::1::", "n1",
		"fe80::1%eth0", "010.0.0.1", "10.0.0.1/24" };
	struct ip ip = { .family = 9 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(ip_read(texts[i], &ip));
		assert_int_equal(ip.family, 9);
	}
}

static void nothing_is_written_as_no_address(void **state)
{
	struct ip none = { .family = IP_NONE };

	(void)state;
	assert_false(ip_is_set(none));
	assert_ip(none, "0.0.0.0");
}

static void addresses_compare_as_numbers(void **state)
{
	(void)state;
	/* As words in memory 10.0.1.0 and 9.255.0.1 would compare the other way. */
	assert_true(ip_compare(ip_of("9.255.0.1"), ip_of("10.0.1.0")) < 0);
	assert_true(ip_compare(ip_of("2001:db8::2"), ip_of("2001:db8::1:0")) < 0);
	assert_true(ip_compare(ip_of("fd00::1"), ip_of("2001:db8::1")) > 0);
	assert_int_equal(ip_compare(ip_of("fd00::1"), ip_of("fd00:0::1")), 0);
}

static void an_address_of_ipv4_is_never_one_of_ipv6(void **state)
{
	(void)state;
	assert_false(ip_equal(ip_of("1.2.3.4"), ip_of("102:304::")));
	assert_true(ip_compare(ip_of("255.255.255.255"), ip_of("::1")) < 0);
}

static void the_bytes_of_another_family_do_not_count(void **state)
{
	uint8_t bytes[16];

	(void)state;
	memset(bytes, 0xff, sizeof(bytes));
	assert_true(ip_equal(ip_make(IP_V4, bytes), ip_of("255.255.255.255")));
	assert_int_equal(ip_number(ip_of("192.168.0.1")), 0xc0a80001);
}

static bool shares(const char *a, const char *b, unsigned prefix_length)
{
	return ip_shares_prefix(ip_of(a), ip_of(b), prefix_length);
}

static void a_prefix_is_shared_bit_by_bit(void **state)
{
	(void)state;
	assert_true(shares("192.168.0.1", "192.168.0.254", 24));
	assert_false(shares("192.168.0.1", "192.168.1.1", 24));
	assert_true(shares("192.168.0.1", "192.168.1.1", 23));
	assert_true(shares("10.0.0.127", "10.0.0.65", 26));
	assert_false(shares("10.0.0.127", "10.0.0.128", 25));
	assert_true(shares("10.0.0.1", "10.0.0.1", 32));
	assert_false(shares("10.0.0.1", "10.0.0.2", 32));
	assert_true(shares("1.2.3.4", "200.2.3.4", 0));
	assert_true(shares("2001:db8::1", "2001:db8::ffff", 64));
	assert_false(shares("2001:db8::1", "2001:db8:0:1::1", 64));
	assert_true(shares("2001:db8::1", "2001:db8::1", 128));
	assert_false(shares("2001:db8::1", "2001:db8::3", 127));
	assert_false(shares("10.0.0.1", "2001:db8::1", 0));
	assert_false(shares("10.0.0.1", "10.0.0.1", 33));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_families_are_read_and_written),
		cmocka_unit_test(what_is_no_address_is_left_alone),
		cmocka_unit_test(nothing_is_written_as_no_address),
		cmocka_unit_test(addresses_compare_as_numbers),
		cmocka_unit_test(a_prefix_is_shared_bit_by_bit),
		cmocka_unit_test(an_address_of_ipv4_is_never_one_of_ipv6),
		cmocka_unit_test(the_bytes_of_another_family_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
