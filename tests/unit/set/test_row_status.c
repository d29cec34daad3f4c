#include "unit/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "set/row_status.h"

struct fixture {
	struct mirror mirror;
	struct agent agent;
	struct view view;
	struct rowplan plans[ADDRESSES_TABLES];
	struct rowplan *plan; /* of the table that a test is about */
	struct wish wishes[2 * ADDRESSES_DRAFTS_MAX];
	size_t count;
	struct refusal refusal;
};

/* 10.0.0.1/24 and 10.0.0.2/24 are in force, 10.0.0.3/24 and 10.0.0.4 are not. */
static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct status *status = &fixture->mirror.status;
	struct drafts *drafts = &fixture->agent.drafts[ADDRESSES_FIPS];

	status->fip_count = 2;
	strcpy(status->fips[0].address, "10.0.0.1");
	strcpy(status->fips[1].address, "10.0.0.2");
	status->fips[0].prefix_length = 24;
	status->fips[1].prefix_length = 24;
	drafts->count = 2;
	strcpy(drafts->list[0].address, "10.0.0.3");
	drafts->list[0].prefix_length = 24;
	strcpy(drafts->list[1].address, "10.0.0.4");
	addresses_make(fixture->agent.addresses, status, fixture->agent.drafts);
	fixture->view = (struct view){ &fixture->mirror, &fixture->agent };
	fixture->plan = &fixture->plans[ADDRESSES_FIPS];
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

/* Wish one thing more; it is forgotten if not all that was wished can come true. */
static bool add(struct fixture *fixture, const struct wish *wish)
{
	bool good;

	fixture->wishes[fixture->count++] = *wish;
	good = row_status_plan(fixture->plans, &fixture->view, fixture->wishes,
		fixture->count, &fixture->refusal);
	if (!good) {
		struct refusal ignored = { 0 };

		fixture->count--;
		row_status_plan(fixture->plans, &fixture->view, fixture->wishes,
			fixture->count, &ignored);
	}
	return good;
}

/* Wish something of 10.0.0.LAST; a prefix length of -1 is not named. */
static struct wish make(unsigned last, uint32_t status, int prefix)
{
	struct wish wish = { .status = status, .prefixed = prefix >= 0, .varbind = 7 };

	snprintf(wish.key.address, sizeof(wish.key.address), "10.0.0.%u", last);
	wish.prefix_length = prefix >= 0 ? (uint32_t)prefix : 0;
	return wish;
}

static bool grant(struct fixture *fixture, unsigned last, uint32_t status, int prefix)
{
	struct wish wish = make(last, status, prefix);

	return add(fixture, &wish);
}

static void assert_in_force(const struct fixture *fixture, const char *expected)
{
	json_t *setting = row_status_setting(fixture->plan);

	assert_true(fixture->plan->changes);
	assert_string_equal(
		json_string_value(json_object_get(setting, "name")), "fips");
	assert_string_equal(
		json_string_value(json_object_get(setting, "value")), expected);
	json_decref(setting);
}

static void assert_refused(
	struct fixture *fixture, unsigned last, uint32_t status, int prefix)
{
	fixture->refusal.code = REFUSAL_NONE;
	assert_false(grant(fixture, last, status, prefix));
	assert_int_equal(fixture->refusal.code, REFUSAL_INCONSISTENT_VALUE);
	assert_int_equal(fixture->refusal.varbind, 7);
}

static void create_and_go_puts_a_new_fip_in_force(void **state)
{
	struct fixture *fixture = *state;

	assert_true(grant(fixture, 9, ROW_CREATE_AND_GO, 25));
	assert_in_force(fixture, "10.0.0.1/24, 10.0.0.2/24, 10.0.0.9/25");
	assert_int_equal(fixture->plan->drafts.count, 2);
}

static void create_and_go_needs_a_prefix_length_and_no_row_yet(void **state)
{
	assert_refused(*state, 9, ROW_CREATE_AND_GO, -1);
	assert_refused(*state, 1, ROW_CREATE_AND_GO, 24);
	assert_refused(*state, 3, ROW_CREATE_AND_GO, 24);
}

static void create_and_wait_makes_a_row_that_is_not_in_force(void **state)
{
	struct fixture *fixture = *state;
	const struct draft *drafts = fixture->plan->drafts.list;

	assert_true(grant(fixture, 8, ROW_CREATE_AND_WAIT, -1));
	assert_true(grant(fixture, 9, ROW_CREATE_AND_WAIT, 25));
	assert_false(fixture->plan->changes);
	assert_int_equal(fixture->plan->drafts.count, 4);
	assert_string_equal(drafts[2].address, "10.0.0.8");
	assert_int_equal(drafts[2].prefix_length, 0);
	assert_int_equal(drafts[3].prefix_length, 25);
	assert_refused(fixture, 1, ROW_CREATE_AND_WAIT, -1);
}

static void active_puts_a_row_in_force_that_has_a_prefix_length(void **state)
{
	struct fixture *fixture = *state;

	assert_refused(fixture, 4, ROW_ACTIVE, -1);
	assert_refused(fixture, 9, ROW_ACTIVE, 24);
	assert_true(grant(fixture, 1, ROW_ACTIVE, -1));
	assert_false(fixture->plan->changes);
	assert_true(grant(fixture, 3, ROW_ACTIVE, -1));
	assert_true(grant(fixture, 4, ROW_ACTIVE, 32));
	assert_in_force(fixture, "10.0.0.1/24, 10.0.0.2/24, 10.0.0.3/24, 10.0.0.4/32");
	assert_int_equal(fixture->plan->drafts.count, 0);
}

static void not_in_service_keeps_the_row_and_takes_it_out_of_force(void **state)
{
	struct fixture *fixture = *state;

	assert_refused(fixture, 4, ROW_NOT_IN_SERVICE, -1);
	assert_refused(fixture, 9, ROW_NOT_IN_SERVICE, 24);
	assert_true(grant(fixture, 3, ROW_NOT_IN_SERVICE, -1));
	assert_false(fixture->plan->changes);
	assert_true(grant(fixture, 2, ROW_NOT_IN_SERVICE, -1));
	assert_in_force(fixture, "10.0.0.1/24");
	assert_int_equal(fixture->plan->drafts.count, 3);
	assert_string_equal(fixture->plan->drafts.list[0].address, "10.0.0.2");
	assert_int_equal(fixture->plan->drafts.list[0].prefix_length, 24);
}

static void destroy_removes_a_row_and_is_content_if_there_is_none(void **state)
{
	struct fixture *fixture = *state;

	assert_true(grant(fixture, 9, ROW_DESTROY, -1));
	assert_true(grant(fixture, 3, ROW_DESTROY, -1));
	assert_false(fixture->plan->changes);
	assert_int_equal(fixture->plan->drafts.count, 1);
	assert_true(grant(fixture, 1, ROW_DESTROY, -1));
	assert_in_force(fixture, "10.0.0.2/24");
	assert_true(grant(fixture, 2, ROW_DESTROY, -1));
	assert_in_force(fixture, "");
}

static void a_prefix_length_alone_changes_a_row_and_makes_none(void **state)
{
	struct fixture *fixture = *state;

	assert_true(grant(fixture, 4, 0, 24));
	assert_true(grant(fixture, 1, 0, 24));
	assert_false(fixture->plan->changes);
	assert_int_equal(fixture->plan->drafts.list[1].prefix_length, 24);
	assert_true(grant(fixture, 1, 0, 16));
	assert_in_force(fixture, "10.0.0.1/16, 10.0.0.2/24");
	assert_false(grant(fixture, 9, 0, 24));
	assert_int_equal(fixture->refusal.code, REFUSAL_INCONSISTENT_NAME);
}

static void so_many_rows_not_in_force_and_no_more(void **state)
{
	struct fixture *fixture = *state;
	unsigned last = 100;

	for (; fixture->plan->drafts.count < ADDRESSES_DRAFTS_MAX; last++) {
		assert_true(grant(fixture, last, ROW_CREATE_AND_WAIT, -1));
	}
	assert_false(grant(fixture, last, ROW_CREATE_AND_WAIT, -1));
	assert_int_equal(fixture->refusal.code, REFUSAL_RESOURCE_UNAVAILABLE);
}

static void a_place_that_one_row_leaves_is_anothers_in_either_order(void **state)
{
	struct fixture *fixture = *state;

	for (unsigned last = 100; fixture->plan->drafts.count < ADDRESSES_DRAFTS_MAX;
		last++) {
		assert_true(grant(fixture, last, ROW_CREATE_AND_WAIT, -1));
	}
	fixture->wishes[fixture->count++] = make(9, ROW_CREATE_AND_WAIT, -1);
	assert_true(grant(fixture, 3, ROW_DESTROY, -1));
	assert_int_equal(fixture->plan->drafts.count, ADDRESSES_DRAFTS_MAX);
}

static void an_index_is_kind_length_and_bytes(void **state)
{
	static const struct oid good = { 6, { 1, 4, 10, 0, 0, 255 } };
	static const struct oid bad[] = {
		{ 0, { 0 } },
		{ 5, { 1, 3, 10, 0, 0 } },
		{ 6, { 1, 5, 10, 0, 0, 1 } },
		{ 6, { 2, 4, 10, 0, 0, 1 } },
		{ 6, { 1, 4, 10, 0, 0, 256 } },
		{ 7, { 1, 4, 10, 0, 0, 1, 0 } },
		{ 18, { 1, 16, 0xfd } },
	};
	struct oid six = { 18, { 2, 16, 0xfd } };
	struct row_key key = { .table = ADDRESSES_FIPS };

	(void)state;
	assert_true(row_status_read_index(&good, &key));
	assert_string_equal(key.address, "10.0.0.255");
	six.arcs[17] = 9;
	assert_true(row_status_read_index(&six, &key));
	assert_string_equal(key.address, "fd00::9");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(row_status_read_index(&bad[i], &key));
	}
}

static void of_a_network_the_prefix_length_belongs_to_the_index(void **state)
{
	static const struct oid good = { 7, { 1, 4, 10, 0, 0, 0, 8 } };
	static const struct oid bad[] = {
		{ 6, { 1, 4, 10, 0, 0, 0 } },
		{ 7, { 1, 4, 10, 0, 0, 0, 0 } },
		{ 7, { 1, 4, 10, 0, 0, 0, 33 } },
		{ 8, { 1, 4, 10, 0, 0, 0, 8, 0 } },
	};
	struct row_key key = { .table = ADDRESSES_DIRECT };

	(void)state;
	assert_true(row_status_read_index(&good, &key));
	assert_string_equal(key.address, "10.0.0.0");
	assert_int_equal(key.prefix_length, 8);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(row_status_read_index(&bad[i], &key));
	}
}

static struct oid spell(const char *text)
{
	struct oid name = { 0 };

	for (; *text != '\0'; text++) {
		oid_add(&name, (unsigned char)*text);
	}
	return name;
}

static void a_name_is_an_address_with_or_without_its_prefix_length(void **state)
{
	static const struct {
		const char *text, *address;
		uint32_t prefix_length;
	} good[] = {
		{ "10.0.0.7/24", "10.0.0.7", 24 },
		{ "10.0.0.7", "10.0.0.7", 0 },
		{ "fd00:0::7/128", "fd00::7", 128 },
		{ "FD00::7", "fd00::7", 0 },
	};
	static const char *const bad[] = { "", "/24", "10.0.0", "10.0.0.256/24",
		"10.0.0.7/", "10.0.0.7/0", "10.0.0.7/33", "10.0.0.7/24/24",
		"10.0.0.7/ 4", "10.0.0.7/4294967320", "fd00::7/129", "eth0",
		"10.0.0.7 ", "::::" };
	struct row_key key = { .table = ADDRESSES_FIPS };
	struct oid name;
	uint32_t prefix_length;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		name = spell(good[i].text);
		assert_true(row_status_read_name(&name, &key, &prefix_length));
		assert_string_equal(key.address, good[i].address);
		assert_int_equal(prefix_length, good[i].prefix_length);
		assert_int_equal(key.prefix_length, 0); /* which is of networks */
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		name = spell(bad[i]);
		assert_false(row_status_read_name(&name, &key, &prefix_length));
	}
}

static void a_name_of_what_is_no_letter_or_too_long_is_none(void **state)
{
	struct row_key key = { .table = ADDRESSES_FIPS };
	struct oid name = spell("10.0.0.7/24");
	uint32_t prefix_length;

	(void)state;
	name.arcs[0] = '1' + 256;
	assert_false(row_status_read_name(&name, &key, &prefix_length));
	name.arcs[0] = 0;
	assert_false(row_status_read_name(&name, &key, &prefix_length));
	name = spell("10.0.0.7");
	while (name.length < OID_MAX) {
		oid_add(&name, '1');
	}
	assert_false(row_status_read_name(&name, &key, &prefix_length));
}

static void the_name_of_a_network_has_a_prefix_length(void **state)
{
	struct row_key key = { .table = ADDRESSES_CLIENTS };
	struct oid name = spell("10.0.0.0/8");
	uint32_t prefix_length;

	(void)state;
	assert_true(row_status_read_name(&name, &key, &prefix_length));
	assert_string_equal(key.address, "10.0.0.0");
	assert_int_equal(key.prefix_length, 8);
	name = spell("10.0.0.0");
	assert_false(row_status_read_name(&name, &key, &prefix_length));
}

static void a_name_with_another_prefix_length_than_the_rows_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct wish wish = { .key = { ADDRESSES_FIPS, "10.0.0.1", 0 },
		.status = ROW_DESTROY,
		.named_prefix = 25 };

	assert_false(add(fixture, &wish));
	assert_int_equal(fixture->refusal.code, REFUSAL_INCONSISTENT_VALUE);
	assert_non_null(strstr(fixture->refusal.text, "with the prefix length 24"));
	wish.named_prefix = 24;
	assert_true(add(fixture, &wish));
	assert_in_force(fixture, "10.0.0.2/24");
}

static bool grant_network(struct fixture *fixture, uint32_t prefix, uint32_t status)
{
	struct wish wish = { .key = { ADDRESSES_DIRECT, "10.0.0.0", prefix },
		.status = status,
		.prefixed = true,
		.prefix_length = prefix };

	fixture->plan = &fixture->plans[ADDRESSES_DIRECT];
	return add(fixture, &wish);
}

static void assert_direct(const struct fixture *fixture, const char *expected)
{
	json_t *setting = row_status_setting(fixture->plan);

	assert_string_equal(
		json_string_value(json_object_get(setting, "name")), "direct_networks");
	assert_string_equal(
		json_string_value(json_object_get(setting, "value")), expected);
	json_decref(setting);
}

static void networks_of_one_address_are_rows_of_their_own(void **state)
{
	struct fixture *fixture = *state;

	assert_true(grant_network(fixture, 8, ROW_CREATE_AND_GO));
	assert_true(grant_network(fixture, 24, ROW_CREATE_AND_GO));
	assert_true(grant_network(fixture, 16, ROW_CREATE_AND_WAIT));
	assert_true(fixture->plan->changes);
	assert_direct(fixture, "10.0.0.0/8, 10.0.0.0/24");
	assert_int_equal(fixture->plan->drafts.count, 1);
	assert_int_equal(fixture->plan->drafts.list[0].prefix_length, 16);
	assert_true(grant_network(fixture, 8, ROW_DESTROY));
	assert_true(grant_network(fixture, 24, ROW_NOT_IN_SERVICE));
	assert_direct(fixture, "");
}

static void a_network_that_is_there_cannot_be_made_again(void **state)
{
	struct fixture *fixture = *state;

	assert_true(grant_network(fixture, 8, ROW_CREATE_AND_GO));
	assert_false(grant_network(fixture, 8, ROW_CREATE_AND_GO));
	assert_string_equal(fixture->refusal.text,
		"fipdPacDirectStatus: 10.0.0.0/8 is a row already");
}

#define WITH_PLAN(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLAN(create_and_go_puts_a_new_fip_in_force),
		WITH_PLAN(create_and_go_needs_a_prefix_length_and_no_row_yet),
		WITH_PLAN(create_and_wait_makes_a_row_that_is_not_in_force),
		WITH_PLAN(active_puts_a_row_in_force_that_has_a_prefix_length),
		WITH_PLAN(not_in_service_keeps_the_row_and_takes_it_out_of_force),
		WITH_PLAN(destroy_removes_a_row_and_is_content_if_there_is_none),
		WITH_PLAN(a_prefix_length_alone_changes_a_row_and_makes_none),
		WITH_PLAN(so_many_rows_not_in_force_and_no_more),
		WITH_PLAN(a_place_that_one_row_leaves_is_anothers_in_either_order),
		WITH_PLAN(networks_of_one_address_are_rows_of_their_own),
		WITH_PLAN(a_network_that_is_there_cannot_be_made_again),
		WITH_PLAN(a_name_with_another_prefix_length_than_the_rows_is_refused),
		cmocka_unit_test(
			a_name_is_an_address_with_or_without_its_prefix_length),
		cmocka_unit_test(a_name_of_what_is_no_letter_or_too_long_is_none),
		cmocka_unit_test(the_name_of_a_network_has_a_prefix_length),
		cmocka_unit_test(an_index_is_kind_length_and_bytes),
		cmocka_unit_test(of_a_network_the_prefix_length_belongs_to_the_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
