#include "fips/fip_list.h"

#include <stdlib.h>
#include <string.h>

#include "unit/cmocka_all.h"
#include "unit/values/ip_help.h"

static struct fip_list list;

static struct ip numbered(uint8_t family, uint32_t number)
{
	uint8_t bytes[16] = { 0x20, 1 };

	bytes[ip_length_bytes(family) - 2] = (uint8_t)(number >> 8);
	bytes[ip_length_bytes(family) - 1] = (uint8_t)number;
	return ip_make(family, bytes);
}

/* Every second number, the highest first, IPv6 before IPv4. */
static void fill(size_t count)
{
	static struct config_fip fips[CONFIG_FIPS_MAX];

	for (size_t i = 0; i < count; i++) {
		uint32_t number = 2 * (uint32_t)(count - i);

		fips[i].address = numbered(i < count / 2 ? IP_V6 : IP_V4, number);
		fips[i].prefix_length = 24;
	}
	fip_list_init(&list, fips, count);
}

static void every_fip_is_found_at_its_place_in_the_file(void **state)
{
	(void)state;
	fill(CONFIG_FIPS_MAX);
	for (size_t i = 0; i < CONFIG_FIPS_MAX; i++) {
		size_t place = SIZE_MAX;

		assert_true(fip_list_find(&list, list.fips[i].address, &place));
		assert_int_equal(place, i);
	}
}

static void what_lies_between_two_fips_is_not_found(void **state)
{
	size_t place;

	(void)state;
	fill(CONFIG_FIPS_MAX);
	for (uint32_t number = 1; number <= 2 * CONFIG_FIPS_MAX + 1; number += 2) {
		assert_false(fip_list_find(&list, numbered(IP_V4, number), &place));
		assert_false(fip_list_find(&list, numbered(IP_V6, number), &place));
	}
}

static void the_same_number_in_the_other_family_is_another_address(void **state)
{
	size_t place;

	(void)state;
	fill(2);
	assert_true(fip_list_find(&list, numbered(IP_V6, 4), &place));
	assert_false(fip_list_find(&list, numbered(IP_V4, 4), &place));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fip_is_found_at_its_place_in_the_file),
		cmocka_unit_test(what_lies_between_two_fips_is_not_found),
		cmocka_unit_test(
			the_same_number_in_the_other_family_is_another_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
