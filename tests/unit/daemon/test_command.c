#include "unit/cmocka_all.h"

#include "daemon/command.h"

static void twenty_refusals_a_minute_are_recorded(void **state)
{
	struct daemon_refusals refusals = { 0 };

	(void)state;
	for (int i = 0; i < COMMAND_REFUSALS_A_MINUTE; i++) {
		assert_true(command_records_refusal(&refusals, 1000000 + i));
	}
	assert_false(command_records_refusal(&refusals, 2000000));
	assert_int_equal(refusals.count, COMMAND_REFUSALS_A_MINUTE + 1);
	assert_false(command_records_refusal(&refusals, 2000001));
	assert_true(command_records_refusal(&refusals, 62000000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(twenty_refusals_a_minute_are_recorded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
