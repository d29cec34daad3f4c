#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "subagent/roworder.h"

static void put(struct status *status, const char *const *addresses, uint32_t count)
{
	memset(status, 0, sizeof(*status));
	status->fip_count = count;
	for (uint32_t i = 0; i < count; i++) {
		strcpy(status->fips[i].address, addresses[i]);
		status->fips[i].prefix_length = i;
	}
}

static void fips_are_put_in_the_order_of_kind_and_bytes_with_all_that_is_theirs(
	void **state)
{
	static const char *const told[] = { "fd00::1", "192.168.0.100", "10.0.0.9",
		"fd00::", "192.168.0.20" };
	static const char *const sorted[] = { "10.0.0.9", "192.168.0.20",
		"192.168.0.100", "fd00::", "fd00::1" };
	static const uint32_t origins[] = { 2, 4, 1, 3, 0 };
	struct status *status = malloc(sizeof(*status));

	(void)state;
	assert_non_null(status);
	put(status, told, 5);
	roworder_sort(status);
	for (size_t i = 0; i < 5; i++) {
		assert_string_equal(status->fips[i].address, sorted[i]);
		assert_int_equal(status->fips[i].prefix_length, origins[i]);
	}
	free(status);
}

static void what_is_in_order_and_what_is_empty_stays_as_it_is(void **state)
{
	static const char *const told[] = { "10.0.0.9", "10.0.0.10" };
	struct status *status = malloc(sizeof(*status));

	(void)state;
	assert_non_null(status);
	put(status, told, 2);
	roworder_sort(status);
	assert_string_equal(status->fips[0].address, "10.0.0.9");
	assert_string_equal(status->fips[1].address, "10.0.0.10");
	put(status, told, 0);
	roworder_sort(status);
	assert_int_equal(status->fip_count, 0);
	free(status);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			fips_are_put_in_the_order_of_kind_and_bytes_with_all_that_is_theirs),
		cmocka_unit_test(what_is_in_order_and_what_is_empty_stays_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
