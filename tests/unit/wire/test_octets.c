#include "wire/octets.h"

#include <string.h>

#include "unit/cmocka_all.h"

static void a_number_is_written_in_network_order(void **state)
{
	const uint8_t four[] = { 0xee, 0x01, 0x02, 0x03, 0x04, 0xee };
	uint8_t bytes[6];

	(void)state;
	memset(bytes, 0xee, sizeof(bytes));
	octets_put(bytes + 1, 4, 0xff01020304u);
	assert_memory_equal(bytes, four, sizeof(bytes));
}

static void every_width_comes_back(void **state)
{
	const uint64_t number = 0x0123456789abcdefu;
	uint8_t bytes[8];

	(void)state;
	for (unsigned width = 1; width <= 8; width++) {
		octets_put(bytes, width, number);
		assert_true(
			octets_get(bytes, width)
			== (width == 8 ? number
				       : number & ((UINT64_C(1) << 8 * width) - 1)));
	}
}

/* The check value of the catalogue of CRC algorithms. */
static void the_checksum_is_that_of_ieee_802_3(void **state)
{
	(void)state;
	assert_int_equal(octets_checksum((const uint8_t *)"123456789", 9), 0xcbf43926);
	assert_int_equal(octets_checksum((const uint8_t *)"", 0), 0);
}

/* As Python's zlib.crc32(bytes(range(256))) has it: every entry of the table is used.
 */
static void the_checksum_is_that_of_ieee_802_3_for_every_octet(void **state)
{
	uint8_t octets[256];

	(void)state;
	for (unsigned i = 0; i < 256; i++) {
		octets[i] = (uint8_t)i;
	}
	assert_int_equal(octets_checksum(octets, sizeof(octets)), 0x29058c73);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_written_in_network_order),
		cmocka_unit_test(every_width_comes_back),
		cmocka_unit_test(the_checksum_is_that_of_ieee_802_3),
		cmocka_unit_test(the_checksum_is_that_of_ieee_802_3_for_every_octet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
