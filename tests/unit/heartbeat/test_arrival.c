#include "heartbeat/arrival.h"

#include "model/types.h"
#include "unit/cmocka_all.h"

static const int64_t hour_us = 3600LL * SECOND_US;
static const struct arrival_clocks empty = { .now_us = 100 * SECOND_US, .wall_us = 50 };

/* Return the age of what came span_us before it was read, 2 s after the socket was
 * empty, while the wall clock jumped before it came and after. */
static int64_t age_us(int64_t span_us, int64_t before_us, int64_t after_us)
{
	int64_t came_us = empty.wall_us + 2 * SECOND_US - span_us + before_us;
	struct arrival_clocks now = {
		.now_us = empty.now_us + 2 * SECOND_US,
		.wall_us = came_us + span_us + after_us,
	};

	return arrival_age_us(&empty, &now, came_us);
}

static void the_age_is_that_of_the_stamp(void **state)
{
	(void)state;
	assert_int_equal(age_us(0, 0, 0), 0);
	assert_int_equal(age_us(1500 * MS_US, 0, 0), 1500 * MS_US);
	assert_int_equal(age_us(2 * SECOND_US, 0, 0), 2 * SECOND_US);
}

static void a_jump_before_the_stamp_does_not_matter(void **state)
{
	(void)state;
	assert_int_equal(age_us(300 * MS_US, hour_us, 0), 300 * MS_US);
	assert_int_equal(age_us(300 * MS_US, -hour_us, 0), 300 * MS_US);
}

static void a_jump_between_stamp_and_reading_is_taken_off(void **state)
{
	(void)state;
	assert_int_equal(age_us(300 * MS_US, 0, hour_us), 300 * MS_US);
	assert_int_equal(age_us(300 * MS_US, 0, -hour_us), 300 * MS_US);
}

static void no_age_is_negative_or_of_before_the_socket_was_empty(void **state)
{
	(void)state;
	assert_int_equal(age_us(SECOND_US, hour_us, hour_us), 0);
	assert_int_equal(age_us(SECOND_US, -hour_us, -hour_us), 2 * SECOND_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_age_is_that_of_the_stamp),
		cmocka_unit_test(a_jump_before_the_stamp_does_not_matter),
		cmocka_unit_test(a_jump_between_stamp_and_reading_is_taken_off),
		cmocka_unit_test(no_age_is_negative_or_of_before_the_socket_was_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
