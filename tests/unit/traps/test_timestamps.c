#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "traps/core_client.h"

struct fixture {
	struct mirror mirror;
	struct status before;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	mirror_init(&fixture->mirror);
	fixture->before.started_age_ms = 5000;
	fixture->before.role_age_ms = -1;
	fixture->before.link_count = 1;
	fixture->before.links[0].state_age_ms = 700;
	fixture->before.fip_count = 1;
	strcpy(fixture->before.fips[0].address, "192.168.0.100");
	fixture->before.fips[0].state_age_ms = 900;
	fixture->before.failovers = 3;
	fixture->before.fips[0].announcements = 7;
	/* The next status comes after 1000 ms. */
	fixture->mirror.status = fixture->before;
	fixture->mirror.received_ms = 2000;
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static void keep(struct fixture *fixture)
{
	timestamps_keep(&fixture->mirror, &fixture->before, 1000);
}

static void an_instant_that_trembles_stays_what_it_was(void **state)
{
	struct fixture *fixture = *state;

	fixture->mirror.status.started_age_ms = 6007;
	fixture->mirror.status.links[0].state_age_ms = 1650;
	fixture->mirror.status.fips[0].state_age_ms = 1999;
	keep(fixture);
	assert_int_equal(fixture->mirror.status.started_age_ms, 6000);
	assert_int_equal(fixture->mirror.status.links[0].state_age_ms, 1700);
	assert_int_equal(fixture->mirror.status.fips[0].state_age_ms, 1900);
}

static void an_instant_that_moves_is_the_new_one(void **state)
{
	struct fixture *fixture = *state;

	fixture->mirror.status.started_age_ms = 40;
	fixture->mirror.status.role_age_ms = 30;
	keep(fixture);
	assert_int_equal(fixture->mirror.status.started_age_ms, 40);
	assert_int_equal(fixture->mirror.status.role_age_ms, 30);
}

static void never_stays_never(void **state)
{
	struct fixture *fixture = *state;

	keep(fixture);
	assert_int_equal(fixture->mirror.status.role_age_ms, -1);
}

static void a_row_that_is_another_fip_now_is_left_alone(void **state)
{
	struct fixture *fixture = *state;

	strcpy(fixture->mirror.status.fips[0].address, "192.168.0.101");
	fixture->mirror.status.fips[0].state_age_ms = 1999;
	fixture->mirror.status.fips[0].announcements = 0;
	keep(fixture);
	assert_int_equal(fixture->mirror.status.fips[0].state_age_ms, 1999);
	assert_false(timestamps_is_broken(&fixture->mirror.status, &fixture->before));
}

static void a_counter_that_goes_back_is_a_discontinuity(void **state)
{
	struct fixture *fixture = *state;

	assert_false(timestamps_is_broken(&fixture->mirror.status, &fixture->before));
	fixture->mirror.status.failovers = 4;
	assert_false(timestamps_is_broken(&fixture->mirror.status, &fixture->before));
	fixture->mirror.status.failovers = 2;
	assert_true(timestamps_is_broken(&fixture->mirror.status, &fixture->before));
	fixture->mirror.status.failovers = 3;
	fixture->mirror.status.fips[0].announcements = 6;
	assert_true(timestamps_is_broken(&fixture->mirror.status, &fixture->before));
}

#define WITH_STATUS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STATUS(an_instant_that_trembles_stays_what_it_was),
		WITH_STATUS(an_instant_that_moves_is_the_new_one),
		WITH_STATUS(never_stays_never),
		WITH_STATUS(a_row_that_is_another_fip_now_is_left_alone),
		WITH_STATUS(a_counter_that_goes_back_is_a_discontinuity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
