#include "unit/cmocka_all.h"

#include <string.h>

#include "parts/election.h"

static void the_order_is_fitness_epoch_preference_number(void **state)
{
	const struct candidate order[] = {
		{ true, 9, false, 2 },
		{ true, 5, true, 2 },
		{ true, 5, false, 1 },
		{ true, 5, false, 2 },
		{ false, 9, true, 1 },
	};
	size_t i;
	size_t j;

	(void)state;
	for (i = 0; i < 5; i++) {
		for (j = 0; j < 5; j++) {
			assert_true(i == j
				    || election_wins(&order[i], &order[j]) == (i < j));
		}
	}
}

static void against_its_equal_nobody_wins(void **state)
{
	const struct candidate one = { true, 5, true, 1 };

	(void)state;
	assert_false(election_wins(&one, &one));
}

static void a_candidate_is_read_from_its_heartbeat(void **state)
{
	const struct heartbeat good = {
		.healthy = 1,
		.epoch = 7,
		.role_flags = ROLE_FLAG_PREFERRED,
		.node = 2,
	};
	const struct heartbeat bad = { .role_flags = ROLE_FLAG_HOLDS };
	struct candidate candidate = election_candidate_of(&good);

	(void)state;
	assert_true(candidate.fit);
	assert_int_equal(candidate.epoch, 7);
	assert_true(candidate.preferred);
	assert_int_equal(candidate.node, 2);
	candidate = election_candidate_of(&bad);
	assert_false(candidate.fit);
	assert_false(candidate.preferred);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_order_is_fitness_epoch_preference_number),
		cmocka_unit_test(against_its_equal_nobody_wins),
		cmocka_unit_test(a_candidate_is_read_from_its_heartbeat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
