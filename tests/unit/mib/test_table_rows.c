#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "mib/table_rows.h"

struct fixture {
	struct status status;
	struct drafts drafts[ADDRESSES_TABLES];
	struct addresses tables[ADDRESSES_TABLES];
};

static int set_up(void **state)
{
	*state = calloc(1, sizeof(struct fixture));
	return *state == NULL;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static void add_fip(struct fixture *fixture, const char *address)
{
	struct fip_status *fip = &fixture->status.fips[fixture->status.fip_count++];

	strcpy(fip->address, address);
	fip->prefix_length = fixture->status.fip_count;
}

static void add_draft(
	struct fixture *fixture, const char *address, uint32_t prefix_length)
{
	struct draft *draft = &fixture->drafts[ADDRESSES_FIPS]
				       .list[fixture->drafts[ADDRESSES_FIPS].count++];

	strcpy(draft->address, address);
	draft->prefix_length = prefix_length;
}

static void rows_are_in_the_order_of_kind_and_bytes_with_all_that_is_theirs(
	void **state)
{
	static const char *const sorted[] = { "10.0.0.9", "192.168.0.20",
		"192.168.0.100", "fd00::", "fd00::1" };
	static const uint32_t prefixes[] = { 3, 5, 2, 4, 1 };
	struct fixture *fixture = *state;

	add_fip(fixture, "fd00::1");
	add_fip(fixture, "192.168.0.100");
	add_fip(fixture, "10.0.0.9");
	add_fip(fixture, "fd00::");
	add_fip(fixture, "192.168.0.20");
	addresses_make(fixture->tables, &fixture->status, fixture->drafts);
	assert_int_equal(fixture->tables[ADDRESSES_FIPS].count, 5);
	for (size_t i = 0; i < 5; i++) {
		const struct address_row *row =
			&fixture->tables[ADDRESSES_FIPS].list[i];

		assert_string_equal(row->fip.address, sorted[i]);
		assert_int_equal(row->fip.prefix_length, prefixes[i]);
		assert_int_equal(row->status, ROW_ACTIVE);
		assert_int_equal(row->storage, 3);
	}
}

static void a_row_that_is_not_in_force_is_volatile_and_absent(void **state)
{
	struct fixture *fixture = *state;
	const struct address_row *rows = fixture->tables[ADDRESSES_FIPS].list;

	add_fip(fixture, "10.0.0.9");
	add_draft(fixture, "10.0.0.10", 24);
	add_draft(fixture, "10.0.0.8", 0);
	addresses_make(fixture->tables, &fixture->status, fixture->drafts);
	assert_int_equal(fixture->tables[ADDRESSES_FIPS].count, 3);
	assert_string_equal(rows[0].fip.address, "10.0.0.8");
	assert_int_equal(rows[0].status, ROW_NOT_READY);
	assert_int_equal(rows[2].status, ROW_NOT_IN_SERVICE);
	assert_int_equal(rows[2].fip.prefix_length, 24);
	assert_int_equal(rows[2].fip.state, FIP_ABSENT);
	assert_int_equal(rows[2].fip.state_age_ms, -1);
	assert_int_equal(rows[2].storage, 2);
}

static void an_fip_in_force_takes_the_place_of_a_draft_of_the_same_address(void **state)
{
	struct fixture *fixture = *state;

	add_draft(fixture, "10.0.0.9", 24);
	add_fip(fixture, "10.0.0.9");
	addresses_make(fixture->tables, &fixture->status, fixture->drafts);
	assert_int_equal(fixture->tables[ADDRESSES_FIPS].count, 1);
	assert_int_equal(fixture->tables[ADDRESSES_FIPS].list[0].status, ROW_ACTIVE);
}

#define WITH_ROWS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ROWS(
			rows_are_in_the_order_of_kind_and_bytes_with_all_that_is_theirs),
		WITH_ROWS(a_row_that_is_not_in_force_is_volatile_and_absent),
		WITH_ROWS(
			an_fip_in_force_takes_the_place_of_a_draft_of_the_same_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
