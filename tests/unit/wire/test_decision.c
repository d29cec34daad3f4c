#include "wire/recording.h"

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
	other = plan();
	other.list[1].heartbeat.sequence++;
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

static uint64_t digest_of(struct action action)
{
	struct actions actions = { .count = 0 };

	*actions_add(&actions, action.kind) = action;
	return take(&actions).digest;
}

static void the_digests_of_what_is_done_are_these(void **state)
{
	struct action keep = { .kind = ACTION_KEEP_EPOCH, .epoch = 9, .pinned = true };
	struct action relay = { .kind = ACTION_RELAY, .relay = RELAY_PASS };
	struct action hold = { .kind = ACTION_HOLD, .lease_s = 6, .fence_us = 7 };
	struct action renewal = { .kind = ACTION_RENEW, .lease_s = 6, .fence_us = 7 };

	(void)state;
	assert_true(digest_of(keep) == 0x0f1b8cb54abce5e5u);
	assert_true(digest_of(relay) == 0xcb292d202fe5e9c2u);
	assert_true(digest_of(hold) == 0x1a1ec0263d75e685u);
	assert_true(digest_of(renewal) == 0x9012f2cb3f3dd8e6u);
}

static void the_digests_of_what_is_said_are_these(void **state)
{
	struct action event = { .kind = ACTION_EMIT,
		.event = { .kind = EVENT_FAILOVER,
			.from = ROLE_STANDBY,
			.to = ROLE_ACTIVE,
			.peer = ROLE_UNKNOWN,
			.reason = REASON_PEER_SILENT,
			.silence_us = 11,
			.limit_us = 12,
			.duration_us = 13,
			.mac = { 1, 2, 3, 4, 5, 6 },
			.link = 2 } };
	struct action word = { .kind = ACTION_SEND,
		.heartbeat = { .incarnation = 1,
			.echo = 2,
			.digest = 3,
			.pair = 4,
			.sequence = 5,
			.round = 6,
			.acknowledged_round = 7,
			.acknowledged = 8,
			.acknowledged_age_us = 9,
			.interval_ms = 10,
			.epoch = 11,
			.transaction = 12,
			.uptime_s = 13,
			.flags = 14,
			.role_flags = 15,
			.role = ROLE_ACTIVE,
			.operation = OPERATION_ASK,
			.node = 2,
			.link = 1,
			.healthy = 1,
			.count = 5 } };

	(void)state;
	assert_true(digest_of(event) == 0xae5d5d31d461c15au);
	assert_true(digest_of(word) == 0xa7eb521fa14c3846u);
	word.heartbeat.release = 1;
	assert_false(digest_of(word) == 0xa7eb521fa14c3846u);
}

static void the_digests_of_what_came_with_version_2_are_these(void **state)
{
	struct action word = {
		.kind = ACTION_SEND, .peer_mac = { 2, 0, 0, 0, 0, 9 }, .direct = true
	};
	struct action event = { .kind = ACTION_EMIT };
	struct action relay = { .kind = ACTION_RELAY,
		.relay = RELAY_PASS,
		.mac = { 2, 0, 0, 0, 0, 9 },
		/* What lies behind the MAC does not count. */
		.lease_s = UINT32_MAX };

	(void)state;
	assert_true(digest_of(word) == 0xadba91c8b261c4a2u);
	word.direct_only = true;
	assert_true(digest_of(word) == 0xadba11c8b260eb22u);
	word.direct = false;
	assert_true(digest_of(word) == 0xadb9d1c8b2607e62u);
	event.event.copy = (struct copy){
		.fip = 3, .prefix_length = 24, .protocol = 18, .bound = true
	};
	assert_true(digest_of(event) == 0x7fa850da0b8c51cau);
	assert_true(digest_of(relay) == 0x0da8cce8de8cce81u);
}

static void a_decision_lies_on_disk_like_this(void **state)
{
	static const uint8_t expected[] = { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
		0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfb, 5, 2, 3, 4, 9, 2,
		0, 7 };
	static const struct decision decision = { .digest = 0x1122334455667788u,
		.wake_us = -5,
		.role = 5,
		.rule_count = 2,
		.rules = { 4, 9 },
		.action_count = 3,
		.actions = { 2, 0, 7 } };
	struct decision back;
	uint8_t bytes[DECISION_BYTES_MAX];

	(void)state;
	assert_int_equal(decision_encode(bytes, &decision), sizeof(expected));
	assert_memory_equal(bytes, expected, sizeof(expected));
	assert_true(decision_decode(bytes, sizeof(expected), &back));
	assert_memory_equal(&back, &decision, sizeof(back));
}

static void the_shortest_decision_comes_back(void **state)
{
	struct decision decision = { .role = ROLE_STANDBY };
	struct decision back;
	uint8_t bytes[DECISION_BYTES_MAX];

	(void)state;
	assert_int_equal(decision_encode(bytes, &decision), 19);
	assert_true(decision_decode(bytes, 19, &back));
	assert_false(decision_decode(bytes, 18, &back));
}

static void actions_have_these_words(void **state)
{
	static const char *const words[] = {
		[ACTION_SEND] = "send",
		[ACTION_HOLD] = "hold",
		[ACTION_RENEW] = "renew",
		[ACTION_RELEASE] = "release",
		[ACTION_ANNOUNCE] = "announce",
		[ACTION_PROBE] = "probe",
		[ACTION_RELAY] = "relay",
		[ACTION_EMIT] = "note",
		[ACTION_KEEP_EPOCH] = "keep epoch",
		[ACTION_ASK_REFERENCES] = "ask references",
		[ACTION_EXPEL] = "expel",
	};

	(void)state;
	for (unsigned kind = 0; kind < sizeof(words) / sizeof(words[0]); kind++) {
		assert_string_equal(decision_action(kind), words[kind]);
	}
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
	memset(decision.rules, 0x11, sizeof(decision.rules));
	memset(decision.actions, 0x22, sizeof(decision.actions));
	assert_int_equal(decision_encode(bytes, &decision), DECISION_BYTES_MAX);
	assert_true(decision_decode(bytes, DECISION_BYTES_MAX, &back));
	assert_memory_equal(&back, &decision, sizeof(back));
}

static void what_is_too_long_or_too_short_is_refused(void **state)
{
	struct actions actions = plan();
	struct decision decision = take(&actions);
	uint8_t bytes[256] = { 0 };
	size_t length = decision_encode(bytes, &decision);

	(void)state;
	for (size_t other = 0; other < sizeof(bytes); other++) {
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
		cmocka_unit_test(the_digests_of_what_is_done_are_these),
		cmocka_unit_test(the_digests_of_what_is_said_are_these),
		cmocka_unit_test(the_digests_of_what_came_with_version_2_are_these),
		cmocka_unit_test(a_decision_lies_on_disk_like_this),
		cmocka_unit_test(the_shortest_decision_comes_back),
		cmocka_unit_test(actions_have_these_words),
		cmocka_unit_test(the_longest_decision_comes_back),
		cmocka_unit_test(what_is_too_long_or_too_short_is_refused),
		cmocka_unit_test(every_kind_of_action_has_a_word_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
