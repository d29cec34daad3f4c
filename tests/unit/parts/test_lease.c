#include "unit/cmocka_all.h"

#include <string.h>

#include "model/types.h"
#include "parts/lease.h"

static const struct settings six_seconds = { .interval_ms = 2000, .count = 5 };
static const struct settings fenced = { .interval_ms = 800, .count = 3 };

static void a_lease_expires_half_a_second_before_its_end(void **state)
{
	struct lease lease = { .state = LEASE_NONE };

	(void)state;
	lease_ask(&lease, &six_seconds, SECOND_US);
	assert_int_equal(lease.lease_s, 6);
	assert_false(lease_has_expired(&lease, 6499 * MS_US));
	assert_true(lease_has_expired(&lease, 6500 * MS_US));
}

static void a_found_lease_ends_when_the_kernel_says(void **state)
{
	struct lease lease = { .state = LEASE_NONE };

	(void)state;
	lease_find(&lease, &six_seconds, 2 * SECOND_US, 10 * SECOND_US);
	assert_int_equal(lease.state, LEASE_HELD);
	assert_false(lease_has_expired(&lease, 11499 * MS_US));
	assert_true(lease_has_expired(&lease, 11500 * MS_US));
}

static void a_renewal_begins_the_lease_anew(void **state)
{
	struct lease lease = { .state = LEASE_NONE };

	(void)state;
	lease_ask(&lease, &six_seconds, 0);
	lease_renew(&lease, &fenced, 5 * SECOND_US);
	assert_false(lease_has_expired(&lease, 5 * SECOND_US + 1987499));
	assert_true(lease_has_expired(&lease, 5 * SECOND_US + 1987500));
}

static void until_a_removal_is_confirmed_the_kernel_may_hold(void **state)
{
	struct lease lease = { .state = LEASE_NONE };

	(void)state;
	assert_false(lease_may_hold(&lease));
	lease_ask(&lease, &six_seconds, 0);
	lease_remove(&lease, 0);
	assert_true(lease_may_hold(&lease));
}

static void a_removal_is_tried_again_after_a_tenth_of_a_second(void **state)
{
	struct lease lease = { .state = LEASE_HELD };

	(void)state;
	lease_remove(&lease, SECOND_US);
	assert_int_equal(lease.state, LEASE_REMOVING);
	assert_int_equal(lease.retry_us, 1100 * MS_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lease_expires_half_a_second_before_its_end),
		cmocka_unit_test(a_found_lease_ends_when_the_kernel_says),
		cmocka_unit_test(a_renewal_begins_the_lease_anew),
		cmocka_unit_test(until_a_removal_is_confirmed_the_kernel_may_hold),
		cmocka_unit_test(a_removal_is_tried_again_after_a_tenth_of_a_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
