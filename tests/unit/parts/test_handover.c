#include "unit/cmocka_all.h"

#include <string.h>

#include "parts/handover.h"

static struct heartbeat grant(uint32_t transaction)
{
	struct heartbeat heartbeat;

	memset(&heartbeat, 0, sizeof(heartbeat));
	heartbeat.operation = OPERATION_GRANT;
	heartbeat.transaction = transaction;
	return heartbeat;
}

static void a_grant_counts_for_its_own_transaction_within_a_second(void **state)
{
	struct handover handover;
	struct heartbeat mine;
	struct heartbeat other;

	(void)state;
	memset(&handover, 0, sizeof(handover));
	handover_request(&handover, false, false, 0);
	mine = grant(handover.transaction);
	other = grant(handover.transaction + 1);
	assert_true(handover_is_granted(&handover, &mine, SECOND_US - 1));
	assert_false(handover_is_granted(&handover, &mine, SECOND_US));
	assert_false(handover_is_granted(&handover, &other, 1));
}

static void a_grant_that_nobody_asked_for_counts_nothing(void **state)
{
	struct handover handover;
	struct heartbeat heartbeat = grant(0);

	(void)state;
	memset(&handover, 0, sizeof(handover));
	assert_false(handover_is_granted(&handover, &heartbeat, 1));
}

static void the_operators_action_ends_with_an_outcome(void **state)
{
	struct handover handover;

	(void)state;
	memset(&handover, 0, sizeof(handover));
	handover_request(&handover, true, false, 0);
	handover.progress = PROGRESS_RUNNING;
	handover_end(&handover, REASON_HANDOVER_TIMEOUT);
	assert_int_equal(handover.progress, PROGRESS_FAILED);
	assert_int_equal(handover.refusal, REASON_HANDOVER_TIMEOUT);
	handover_invite(&handover, 0);
	handover.progress = PROGRESS_RUNNING;
	handover_end(&handover, REASON_NONE);
	assert_int_equal(handover.progress, PROGRESS_SUCCEEDED);
}

static void words_of_a_handover_are_repeated_every_twenty_ms(void **state)
{
	struct handover handover;
	int64_t now_us;
	int sent = 0;

	(void)state;
	memset(&handover, 0, sizeof(handover));
	handover_request(&handover, false, false, 0);
	for (now_us = 0; now_us < SECOND_US; now_us += MS_US) {
		sent += handover_repeat_due(&handover, now_us);
	}
	assert_int_equal(sent, 50);
}

static void no_two_requests_have_the_same_number_and_none_has_0(void **state)
{
	struct handover handover;

	(void)state;
	memset(&handover, 0, sizeof(handover));
	handover_request(&handover, false, false, 0);
	assert_int_equal(handover.transaction, 1);
	handover_request(&handover, false, false, 0);
	assert_int_equal(handover.transaction, 2);
	handover.transaction = UINT32_MAX;
	handover_request(&handover, false, false, 0);
	assert_int_equal(handover.transaction, 1);
}

static void a_new_request_is_due_at_once_and_forgets_the_last_failure(void **state)
{
	struct handover handover;

	(void)state;
	memset(&handover, 0, sizeof(handover));
	handover.repeat_us = 9 * SECOND_US;
	handover.refusal = REASON_HANDOVER_TIMEOUT;
	handover_request(&handover, true, false, SECOND_US);
	assert_true(handover.requesting);
	assert_true(handover.forced);
	assert_false(handover.inviting);
	assert_int_equal(handover.refusal, REASON_NONE);
	assert_true(handover_repeat_due(&handover, SECOND_US));
}

static void an_invitation_runs_out_of_time_as_a_request_does(void **state)
{
	struct handover handover;

	(void)state;
	memset(&handover, 0, sizeof(handover));
	assert_false(handover_is_overdue(&handover, 9 * SECOND_US));
	handover_invite(&handover, 4 * SECOND_US);
	assert_true(handover.inviting);
	assert_false(handover.requesting);
	assert_false(handover_is_overdue(&handover, 5 * SECOND_US - 1));
	assert_true(handover_is_overdue(&handover, 5 * SECOND_US));
}

static void an_end_ends_request_and_invitation(void **state)
{
	struct handover handover;

	(void)state;
	memset(&handover, 0, sizeof(handover));
	handover_request(&handover, false, false, 0);
	handover_invite(&handover, 0);
	handover_end(&handover, REASON_NONE);
	assert_false(handover.requesting);
	assert_false(handover.inviting);
}

static void what_is_not_running_keeps_its_outcome(void **state)
{
	struct handover handover;

	(void)state;
	memset(&handover, 0, sizeof(handover));
	handover.progress = PROGRESS_REFUSED;
	handover.refusal = REASON_PEER_SILENT;
	handover_end(&handover, REASON_HANDOVER_TIMEOUT);
	assert_int_equal(handover.progress, PROGRESS_REFUSED);
	assert_int_equal(handover.refusal, REASON_PEER_SILENT);
}

static void only_a_grant_grants(void **state)
{
	struct handover handover;
	struct heartbeat heartbeat;

	(void)state;
	memset(&handover, 0, sizeof(handover));
	handover_request(&handover, false, false, 0);
	heartbeat = grant(handover.transaction);
	heartbeat.operation = OPERATION_REQUEST;
	assert_false(handover_is_granted(&handover, &heartbeat, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_grant_counts_for_its_own_transaction_within_a_second),
		cmocka_unit_test(a_grant_that_nobody_asked_for_counts_nothing),
		cmocka_unit_test(the_operators_action_ends_with_an_outcome),
		cmocka_unit_test(words_of_a_handover_are_repeated_every_twenty_ms),
		cmocka_unit_test(no_two_requests_have_the_same_number_and_none_has_0),
		cmocka_unit_test(
			a_new_request_is_due_at_once_and_forgets_the_last_failure),
		cmocka_unit_test(an_invitation_runs_out_of_time_as_a_request_does),
		cmocka_unit_test(an_end_ends_request_and_invitation),
		cmocka_unit_test(what_is_not_running_keeps_its_outcome),
		cmocka_unit_test(only_a_grant_grants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
