#include "unit/cmocka_all.h"

#include "parts/exchange.h"

static void a_claim_gets_one_more_than_the_epoch_of_this_node(void **state)
{
	const struct exchange exchange = { .epoch = 6, .epoch_known = 4 };

	(void)state;
	assert_int_equal(exchange_next_epoch(&exchange), 7);
}

static void a_claim_gets_one_more_than_what_the_peer_said(void **state)
{
	const struct exchange exchange = { .epoch = 4, .epoch_known = 6 };

	(void)state;
	assert_int_equal(exchange_next_epoch(&exchange), 7);
}

static uint32_t next(uint32_t own, uint32_t known)
{
	const struct exchange exchange = { .epoch = own, .epoch_known = known };

	return exchange_next_epoch(&exchange);
}

static void behind_the_highest_epoch_the_count_begins_again_at_one(void **state)
{
	(void)state;
	assert_int_equal(next(UINT32_MAX - 1, 0), UINT32_MAX);
	assert_int_equal(next(UINT32_MAX, 0), 1);
	assert_int_equal(next(UINT32_MAX, UINT32_MAX), 1);
	assert_int_equal(next(0, UINT32_MAX), 1);
	assert_int_equal(next(1, UINT32_MAX), 2);
	assert_int_equal(next(UINT32_MAX, 2), 3);
	assert_int_equal(next(5, 0x80000006u), 0x80000007u);
}

static void an_epoch_is_newer_than_those_of_the_half_round_before_it(void **state)
{
	(void)state;
	assert_true(exchange_is_newer(6, 5));
	assert_false(exchange_is_newer(5, 6));
	assert_false(exchange_is_newer(5, 5));
	assert_true(exchange_is_newer(1, UINT32_MAX));
	assert_false(exchange_is_newer(UINT32_MAX, 1));
	assert_true(exchange_is_newer(0x80000000u, 1));
	assert_false(exchange_is_newer(1, 0x80000000u));
	assert_false(exchange_is_newer(0x80000002u, 1));
	assert_true(exchange_is_newer(1, 0x80000002u));
}

/* Two nodes that both won, or both gave way, would do so for ever. */
static void of_two_epochs_half_a_round_apart_one_is_newer(void **state)
{
	(void)state;
	assert_true(exchange_is_newer(0x80000001u, 1));
	assert_false(exchange_is_newer(1, 0x80000001u));
}

static void who_never_claimed_is_older_than_everybody(void **state)
{
	(void)state;
	assert_true(exchange_is_newer(UINT32_MAX, 0));
	assert_false(exchange_is_newer(0, UINT32_MAX));
	assert_false(exchange_is_newer(0, 0));
	assert_true(exchange_is_newer(1, 0));
}

static void whatever_the_peer_says_the_next_claim_is_newer(void **state)
{
	static const uint32_t words[] = { 0, 1, 5, 6, 0x7fffffffu, 0x80000004u,
		0x80000005u, 0x80000006u, UINT32_MAX - 1, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct exchange exchange = { .epoch = 5 };
		uint32_t claim;

		exchange_hear_epoch(&exchange, words[i]);
		claim = exchange_next_epoch(&exchange);
		assert_true(exchange_is_newer(claim, words[i]));
		exchange_raise_epoch(&exchange);
		assert_true(exchange_is_newer(exchange_next_epoch(&exchange), claim));
	}
}

static void a_claim_takes_the_next_epoch(void **state)
{
	struct exchange exchange = { .epoch = 4, .epoch_known = 6 };

	(void)state;
	exchange_raise_epoch(&exchange);
	assert_int_equal(exchange.epoch, 7);
	assert_int_equal(exchange.epoch_known, 6);
}

static void the_highest_epoch_that_the_peer_said_is_kept(void **state)
{
	struct exchange exchange = { .epoch = 9 };

	(void)state;
	exchange_hear_epoch(&exchange, 5);
	assert_int_equal(exchange.epoch_known, 5);
	exchange_hear_epoch(&exchange, 3);
	assert_int_equal(exchange.epoch_known, 5);
	exchange_hear_epoch(&exchange, 6);
	assert_int_equal(exchange.epoch_known, 6);
	assert_int_equal(exchange.epoch, 9);
}

static void each_words_have_a_round_of_their_own(void **state)
{
	struct exchange exchange = { 0 };

	(void)state;
	assert_true(exchange_count_round(&exchange));
	assert_int_equal(exchange.round, 1);
	assert_true(exchange_count_round(&exchange));
	assert_int_equal(exchange.round, 2);
}

static void rounds_that_are_used_up_begin_anew(void **state)
{
	struct exchange exchange = { .round = UINT32_MAX - 1 };

	(void)state;
	assert_true(exchange_count_round(&exchange));
	assert_int_equal(exchange.round, UINT32_MAX);
	assert_false(exchange_count_round(&exchange));
	assert_int_equal(exchange.round, 1);
}

static void news_goes_with_the_next_words(void **state)
{
	struct exchange exchange = { .round = 8 };

	(void)state;
	exchange_mark_news(&exchange);
	assert_int_equal(exchange.news_round, 9);
	assert_int_equal(exchange.round, 8);
}

static void the_farewell_planned_last_is_the_one_to_be_said(void **state)
{
	struct exchange exchange = { .farewell = OPERATION_LEAVING };

	(void)state;
	exchange_plan_farewell(&exchange, OPERATION_RELEASED);
	assert_int_equal(exchange.farewell, OPERATION_RELEASED);
	exchange_plan_farewell(&exchange, OPERATION_NONE);
	assert_int_equal(exchange.farewell, OPERATION_NONE);
}

static void macs_are_news_only_when_they_are_others(void **state)
{
	const uint8_t macs[2][6] = { { 2, 0, 0, 0, 0, 1 }, { 2, 0, 0, 0, 0, 2 } };
	const uint8_t none[6] = { 0 };
	struct exchange exchange = { .round = 8 };

	(void)state;
	assert_true(exchange_set_macs(&exchange, 2, macs));
	assert_false(exchange_set_macs(&exchange, 2, macs));
	assert_int_equal(exchange.mac_count, 2);
	assert_memory_equal(exchange.macs, macs, sizeof(macs));
	assert_true(exchange_set_macs(&exchange, 1, macs));
	assert_memory_equal(exchange.macs[1], none, sizeof(none));
	assert_true(exchange_set_macs(&exchange, 1, macs + 1));
	assert_memory_equal(exchange.macs[0], macs[1], sizeof(none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_claim_gets_one_more_than_the_epoch_of_this_node),
		cmocka_unit_test(a_claim_gets_one_more_than_what_the_peer_said),
		cmocka_unit_test(
			behind_the_highest_epoch_the_count_begins_again_at_one),
		cmocka_unit_test(
			an_epoch_is_newer_than_those_of_the_half_round_before_it),
		cmocka_unit_test(of_two_epochs_half_a_round_apart_one_is_newer),
		cmocka_unit_test(who_never_claimed_is_older_than_everybody),
		cmocka_unit_test(whatever_the_peer_says_the_next_claim_is_newer),
		cmocka_unit_test(a_claim_takes_the_next_epoch),
		cmocka_unit_test(the_highest_epoch_that_the_peer_said_is_kept),
		cmocka_unit_test(each_words_have_a_round_of_their_own),
		cmocka_unit_test(rounds_that_are_used_up_begin_anew),
		cmocka_unit_test(news_goes_with_the_next_words),
		cmocka_unit_test(the_farewell_planned_last_is_the_one_to_be_said),
		cmocka_unit_test(macs_are_news_only_when_they_are_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
