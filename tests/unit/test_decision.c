#include "wire/decision.h"

#include <string.h>

#include "unit/cmocka_all.h"

static struct actions plan(void)
{
	struct actions actions = { .rule_count = 2, .rules = { 7, 3 }, .wake_us = 99 };

	actions_add(&actions, ACTION_RENEW)->lease_s = 6;
	actions_add(&actions, ACTION_SEND)->heartbeat.sequence = 5;
	return actions;
}

static struct decision take(const struct actions *actions)
{
	struct decision decision;

	decision_take(&decision, actions, ROLE_HELD);
	return decision;
}

static void it_tells_role_rules_kinds_and_when_to_wake(void **state)
{
	struct actions actions = plan();
	struct decision decision = take(&actions);

	(void)state;
	assert_int_equal(decision.role, ROLE_HELD);
	assert_int_equal(decision.rule_count, 2);
	assert_int_equal(decision.rules[0], 7);
	assert_int_equal(decision.rules[1], 3);
	assert_int_equal(decision.action_count, 2);
	assert_int_equal(decision.actions[0], ACTION_RENEW);
	assert_int_equal(decision.actions[1], ACTION_SEND);
	assert_int_equal(decision.wake_us, 99);
}

static void the_same_plan_has_the_same_digest_and_another_one_another(void **state)
{
	struct actions first = plan();
	struct actions same = plan();
	struct actions other = plan();

	(void)state;
	other.list[0].lease_s = 7;
	assert_true(take(&first).digest == take(&same).digest);
	assert_true(take(&first).digest != take(&other).digest);
}

static void the_order_counts(void **state)
{
	struct actions first = plan();
	struct actions other = plan();

	(void)state;
	other.list[0] = first.list[1];
	other.list[1] = first.list[0];
	assert_true(take(&first).digest != take(&other).digest);
}

/* Of a release only the kind counts: what an old action has left there does not. */
static void figures_that_mean_nothing_do_not_count(void **state)
{
	struct actions first = { .count = 0 };
	struct actions other = { .count = 0 };

	(void)state;
	actions_add(&first, ACTION_RELEASE);
	actions_add(&other, ACTION_RELEASE)->lease_s = 5;
	assert_true(take(&first).digest == take(&other).digest);
}

/* It is kept on disk and compared by the next version: it never changes. */
static void the_digest_of_a_release_is_this_one(void **state)
{
	struct actions actions = { .count = 0 };

	(void)state;
	assert_true(take(&actions).digest == 0xcbf29ce484222325u);
	actions_add(&actions, ACTION_RELEASE);
	assert_true(take(&actions).digest == 0xc7c2bf3b330983e6u);
}

static void the_longest_decision_comes_back(void **state)
{
	struct decision decision = { .digest = UINT64_MAX,
		.wake_us = -1,
		.role = 9,
		.rule_count = RULES_PER_STEP,
		.action_count = ACTIONS_MAX };
	struct decision back;
	uint8_t bytes[DECISION_BYTES_MAX];

	(void)state;
	memset(decision.rules, 0x11, sizeof decision.rules);
	memset(decision.actions, 0x22, sizeof decision.actions);
	assert_int_equal(decision_encode(bytes, &decision), DECISION_BYTES_MAX);
	assert_true(decision_decode(bytes, DECISION_BYTES_MAX, &back));
	assert_memory_equal(&back, &decision, sizeof back);
}

static void what_is_too_long_or_too_short_is_refused(void **state)
{
	struct actions actions = plan();
	struct decision decision = take(&actions);
	uint8_t bytes[256] = { 0 };
	size_t length = decision_encode(bytes, &decision);

	(void)state;
	for (size_t other = 0; other < sizeof bytes; other++) {
		assert_int_equal(
			decision_decode(bytes, other, &decision), other == length);
	}
	bytes[17] = RULES_PER_STEP + 1;
	assert_false(decision_decode(bytes, 19u + bytes[17] + bytes[18], &decision));
	bytes[17] = 0;
	bytes[18] = ACTIONS_MAX + 1;
	assert_false(decision_decode(bytes, 19u + bytes[18], &decision));
}

static void every_kind_of_action_has_a_word_of_its_own(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind <= ACTION_ASK_REFERENCES; kind++) {
		assert_string_not_equal(decision_action(kind), "unknown");
		for (unsigned other = 0; other < kind; other++) {
			assert_string_not_equal(
				decision_action(kind), decision_action(other));
		}
	}
	assert_string_equal(decision_action(200), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_tells_role_rules_kinds_and_when_to_wake),
		cmocka_unit_test(
			the_same_plan_has_the_same_digest_and_another_one_another),
		cmocka_unit_test(the_order_counts),
		cmocka_unit_test(figures_that_mean_nothing_do_not_count),
		cmocka_unit_test(the_digest_of_a_release_is_this_one),
		cmocka_unit_test(the_longest_decision_comes_back),
		cmocka_unit_test(what_is_too_long_or_too_short_is_refused),
		cmocka_unit_test(every_kind_of_action_has_a_word_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
