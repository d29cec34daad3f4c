#include "wire/input_members.h"

#include <string.h>

#include "unit/cmocka_all.h"
#include "wire/recording.h"

/*
 * Whoever adds a member to struct event or to what an action carries, and not to the
 * tables of core/wire, is told here: each byte that is no padding must count.
 */
#if __has_builtin(__builtin_clear_padding)
#define CLEAR_PADDING(place) __builtin_clear_padding(place)
#else
#define CLEAR_PADDING(place) skip() /* this compiler cannot tell; gcc can */
#endif

static bool is_ignored(const struct input *plain, const struct input *changed)
{
	uint8_t first[INPUT_MEMBERS_BYTES_MAX];
	uint8_t second[INPUT_MEMBERS_BYTES_MAX];
	size_t length = input_members_encode(first, plain);

	return input_members_encode(second, changed) == length
	       && memcmp(first, second, length) == 0;
}

static void every_byte_of_an_event_is_recorded(void **state)
{
	struct input solid;
	struct input plain;
	struct input changed;

	(void)state;
	memset(&solid, 0xff, sizeof(solid));
	CLEAR_PADDING(&solid);
	memset(&plain, 0, sizeof(plain));
	for (size_t i = sizeof(plain.kind); i < sizeof(solid); i++) {
		changed = plain;
		((uint8_t *)&changed)[i] = 1;
		if (((uint8_t *)&solid)[i] != 0 && is_ignored(&plain, &changed)) {
			fail_msg("byte %zu of struct event is not in the table of "
				 "core/wire/input_members.c: append its member",
				i);
		}
	}
}

static uint64_t digest_of(enum action_kind kind, const struct action *action)
{
	struct actions actions;
	struct decision decision;

	actions_clear(&actions);
	*actions_add(&actions, kind) = *action;
	actions.list[0].kind = kind;
	decision_take(&decision, &actions, ROLE_STANDBY);
	return decision.digest;
}

/* Of the last kind that there is, one more: where the words end. */
static enum action_kind end_of_kinds(void)
{
	unsigned kind = 0;

	while (strcmp(decision_action(kind), "unknown") != 0) {
		kind++;
	}
	return (enum action_kind)kind;
}

static bool counts_for_some_kind(const struct action *changed)
{
	static const struct action plain;
	bool counts = false;

	for (unsigned kind = 0; kind < end_of_kinds(); kind++) {
		counts = counts
			 || digest_of((enum action_kind)kind, &plain)
				    != digest_of((enum action_kind)kind, changed);
	}
	return counts;
}

static void every_byte_of_an_action_counts_in_its_digest(void **state)
{
	struct action solid;
	struct action changed;

	(void)state;
	memset(&solid, 0xff, sizeof(solid));
	CLEAR_PADDING(&solid);
	for (size_t i = sizeof(solid.kind); i < sizeof(solid); i++) {
		memset(&changed, 0, sizeof(changed));
		((uint8_t *)&changed)[i] = 1;
		if (((uint8_t *)&solid)[i] != 0 && !counts_for_some_kind(&changed)) {
			fail_msg("byte %zu of struct action is not in "
				 "core/wire/input_members.c or decision.c",
				i);
		}
	}
}

static void an_event_of_every_member_comes_back(void **state)
{
	struct input input;
	struct input back;
	uint8_t bytes[INPUT_MEMBERS_BYTES_MAX];
	size_t length;

	(void)state;
	memset(&input, 0, sizeof(input));
	input.kind = INPUT_ANSWERED;
	for (size_t i = 0; i < input_members_count(); i++) {
		assert_true(input_members_set(&input, i, 1));
	}
	length = input_members_encode(bytes, &input);
	assert_int_equal(input_members_decode(bytes, length, &back), length);
	assert_memory_equal(&input, &back, sizeof(input));
	for (size_t i = 0; i < input_members_count(); i++) {
		assert_int_equal(input_members_get(&back, i), 1);
	}
}

/* Whatever lay there before, and behind it nothing is touched. */
static void an_event_of_each_member_alone_is_as_long_as_it_must_be(void **state)
{
	uint8_t bytes[INPUT_MEMBERS_BYTES_MAX + 1];
	size_t length;

	(void)state;
	for (size_t i = 0; i < input_members_count(); i++) {
		struct input input = { .kind = INPUT_DEADLINE };

		if (!input_members_set(&input, i, 1)) {
			continue;
		}
		memset(bytes, 0xff, sizeof(bytes));
		length = input_members_encode(bytes, &input);
		assert_int_equal(bytes[1], i / 8 + 1);
		assert_in_range(length, 2 + i / 8 + 1 + 1, 2 + i / 8 + 1 + 8);
		assert_int_equal(bytes[length], 0xff);
		for (size_t bit = 0; bit < 8 * (i / 8 + 1); bit++) {
			assert_int_equal(
				bytes[2 + bit / 8] >> bit % 8 & 1, bit == i ? 1 : 0);
		}
	}
	memset(bytes, 0xff, sizeof(bytes));
	length = input_members_encode(bytes, &(struct input){ .kind = INPUT_DEADLINE });
	assert_int_equal(length, 2);
	assert_int_equal(bytes[1], 0);
	assert_int_equal(bytes[2], 0xff);
}

static void a_kind_of_a_later_fipd_is_refused(void **state)
{
	const uint8_t bytes[] = { 200, 0 };
	struct input input;

	(void)state;
	assert_int_equal(input_members_decode(bytes, sizeof(bytes), &input), 0);
}

static void a_negative_span_comes_back(void **state)
{
	struct input input = { .kind = INPUT_FIPS_FOUND, .remaining_us = -7 };
	struct input back;
	uint8_t bytes[INPUT_MEMBERS_BYTES_MAX];

	(void)state;
	assert_int_not_equal(
		input_members_decode(bytes, input_members_encode(bytes, &input), &back),
		0);
	assert_int_equal(back.remaining_us, -7);
}

static void members_are_found_by_their_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < input_members_count(); i++) {
		assert_int_equal(input_members_find(input_members_name(i)), i);
	}
	assert_int_equal(input_members_find("heartbeat.colour"), input_members_count());
}

static void a_value_that_a_member_cannot_have_is_refused(void **state)
{
	struct input input = { .kind = INPUT_DEADLINE };

	(void)state;
	assert_false(input_members_set(&input, input_members_find("up"), 2));
	assert_false(
		input_members_set(&input, input_members_find("heartbeat.flags"), 256));
	assert_false(
		input_members_set(&input, input_members_find("path"), LINKS_MAX + 1));
	assert_true(
		input_members_set(&input, input_members_find("now_us"), UINT64_MAX));
}

/* Recordings of a former fipd are read by number: these never change. */
static const char *const kinds[] = { "deadline", "heartbeat", "interface", "held",
	"hold-refused", "renewed", "fips-gone", "released", "fips-found", "rival-probe",
	"answered", "command", "settings", "stop", "trouble", "reference", "copy",
	"neighbor", "third", "health" };
static const char *const names[] = { "now_us", "remaining_us", "age_us", "command",
	"mac[0]", "mac[1]", "mac[2]", "mac[3]", "mac[4]", "mac[5]", "up", "by_peer",
	"peer_changed", "keep", "path", "trouble", "heartbeat.incarnation",
	"heartbeat.echo", "heartbeat.digest", "heartbeat.pair", "heartbeat.sequence",
	"heartbeat.acknowledged", "heartbeat.acknowledged_age_us",
	"heartbeat.interval_ms", "heartbeat.epoch", "heartbeat.transaction",
	"heartbeat.uptime_s", "heartbeat.flags", "heartbeat.role_flags",
	"heartbeat.role", "heartbeat.operation", "heartbeat.node", "heartbeat.path",
	"heartbeat.healthy", "heartbeat.count", "settings.enabled",
	"settings.preferred", "settings.automatic_failback", "settings.maintenance",
	"settings.references", "settings.node", "settings.count", "settings.links",
	"settings.pair", "settings.interval_ms", "settings.failback_delay_ms",
	"settings.digest", "heartbeat.round", "heartbeat.acknowledged_round", "pinned",
	"heartbeat.release", "settings.release", "heartbeat.version", "heartbeat.reads",
	"heartbeat.mac_count", "heartbeat.link_mac", "heartbeat.macs[0]",
	"heartbeat.macs[1]", "heartbeat.macs[2]", "heartbeat.macs[3]",
	"heartbeat.macs[4]", "heartbeat.macs[5]", "heartbeat.macs[6]",
	"heartbeat.macs[7]", "mac_count", "macs[0]", "macs[1]", "macs[2]", "macs[3]",
	"macs[4]", "macs[5]", "macs[6]", "macs[7]", "lack", "copy.fip",
	"copy.prefix_length", "copy.protocol", "copy.bound", "settings.expels",
	"from_peer", "unwell" };

static void kinds_and_members_keep_their_places(void **state)
{
	(void)state;
	for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		assert_string_equal(input_members_kind(i), kinds[i]);
	}
	assert_null(input_members_kind(sizeof(kinds) / sizeof(kinds[0])));
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_string_equal(input_members_name(i), names[i]);
	}
	assert_int_equal(input_members_count(), sizeof(names) / sizeof(names[0]));
}

static void assert_most(const char *name, uint64_t most)
{
	struct input input = { .kind = INPUT_DEADLINE };
	size_t index = input_members_find(name);

	assert_true(input_members_set(&input, index, most));
	assert_true(input_members_get(&input, index) == most);
	assert_false(input_members_set(&input, index, most + 1));
	assert_true(input_members_get(&input, index) == most);
}

static void each_member_has_a_highest_value(void **state)
{
	static const char *const yes_or_no[] = { "up", "by_peer", "peer_changed",
		"keep", "heartbeat.healthy", "settings.enabled", "settings.preferred",
		"settings.automatic_failback", "settings.maintenance",
		"settings.references", "pinned", "from_peer" };

	(void)state;
	for (size_t i = 0; i < sizeof(yes_or_no) / sizeof(yes_or_no[0]); i++) {
		assert_most(yes_or_no[i], 1);
	}
	assert_most("path", LINKS_MAX);
	assert_most("settings.links", LINKS_MAX);
	assert_most("heartbeat.role", ROLE_DISABLED);
	assert_most("heartbeat.operation", OPERATION_LAST);
	assert_most("settings.count", COUNT_MAX);
	assert_most("settings.interval_ms", INTERVAL_MAX_MS);
	assert_most("heartbeat.count", UINT8_MAX);
	assert_most("heartbeat.epoch", UINT32_MAX);
	assert_most("heartbeat.mac_count", HEARTBEAT_MACS_MAX);
	assert_most("mac_count", HEARTBEAT_MACS_MAX);
	assert_most("heartbeat.link_mac", 0xffffffffffff);
}

static bool comes_back(const struct input *input)
{
	uint8_t bytes[INPUT_MEMBERS_BYTES_MAX];
	struct input back;
	size_t length = input_members_encode(bytes, input);

	return input_members_decode(bytes, length, &back) == length;
}

static void instants_and_spans_stay_far_from_overflow(void **state)
{
	const int64_t most_us = (INT64_C(1) << 58) - 1;
	struct input input = { .kind = INPUT_DEADLINE, .now_us = most_us };

	(void)state;
	input.remaining_us = -most_us;
	input.age_us = most_us;
	assert_true(comes_back(&input));
	input.now_us = most_us + 1;
	assert_false(comes_back(&input));
	input.now_us = -1;
	assert_false(comes_back(&input));
	input.now_us = 0;
	assert_true(comes_back(&input));
	input.remaining_us = -most_us - 1;
	assert_false(comes_back(&input));
	input.remaining_us = 0;
	input.age_us = most_us + 1;
	assert_false(comes_back(&input));
}

static struct input word(uint32_t interval_ms, uint8_t count)
{
	return (struct input){
		.kind = INPUT_HEARTBEAT,
		.heartbeat = { .incarnation = 1,
			.sequence = 1,
			.interval_ms = interval_ms,
			.count = count },
	};
}

static struct input change(uint32_t interval_ms, uint8_t count)
{
	return (struct input){
		.kind = INPUT_SETTINGS,
		.settings = { .links = 1, .interval_ms = interval_ms, .count = count },
	};
}

static void assert_timing(uint32_t interval_ms, uint8_t count, bool possible)
{
	struct input heard = word(interval_ms, count);
	struct input set = change(interval_ms, count);

	assert_int_equal(comes_back(&heard), possible);
	assert_int_equal(comes_back(&set), possible);
}

static void timing_is_within_its_limits(void **state)
{
	(void)state;
	assert_timing(INTERVAL_MIN_MS, COUNT_MIN, true);
	assert_timing(INTERVAL_MAX_MS, COUNT_MAX, true);
	assert_timing(INTERVAL_MIN_MS - 1, 5, false);
	assert_timing(INTERVAL_MAX_MS + 1, 5, false);
	assert_timing(2000, COUNT_MIN - 1, false);
	assert_timing(2000, COUNT_MAX + 1, false);
}

static void a_word_has_an_incarnation_and_a_number_and_settings_a_link(void **state)
{
	struct input heard = word(2000, 5);
	struct input set = change(2000, 5);

	(void)state;
	heard.heartbeat.incarnation = 0;
	assert_false(comes_back(&heard));
	heard.heartbeat.incarnation = 1;
	heard.heartbeat.sequence = 0;
	assert_false(comes_back(&heard));
	/* Of another kind of event it is left there, and means nothing. */
	heard.kind = INPUT_DEADLINE;
	assert_true(comes_back(&heard));
	set.settings.links = 0;
	assert_false(comes_back(&set));
	set.kind = INPUT_STOP;
	assert_true(comes_back(&set));
}

static void an_event_lies_on_disk_like_this(void **state)
{
	static const uint8_t expected[] = { 1, 5, 5, 0, 0x91, 0x20, 4, 0, 0, 0, 0, 0x07,
		0x5b, 0xcd, 0x15, 0, 0, 0, 0, 0, 0, 0, 40, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0,
		0, 17, 0, 0, 0x07, 0xd0, 5, 5 };
	struct input input = word(2000, 5);
	uint8_t bytes[INPUT_MEMBERS_BYTES_MAX];

	(void)state;
	input.now_us = 123456789;
	input.age_us = 40;
	input.heartbeat.incarnation = 0x0102030405060708u;
	input.heartbeat.sequence = 17;
	input.heartbeat.role = ROLE_ACTIVE;
	assert_int_equal(input_members_encode(bytes, &input), sizeof(expected));
	assert_memory_equal(bytes, expected, sizeof(expected));
	for (size_t length = 0; length < sizeof(expected); length++) {
		assert_int_equal(input_members_decode(bytes, length, &input), 0);
	}
}

static void the_shortest_event_is_a_kind_without_members(void **state)
{
	const uint8_t bytes[] = { INPUT_DEADLINE, 0 };
	struct input input;

	(void)state;
	assert_int_equal(input_members_decode(bytes, 2, &input), 2);
	assert_int_equal(input_members_decode(bytes, 1, &input), 0);
	assert_int_equal(input_members_decode(bytes, 0, &input), 0);
}

static void an_event_that_ends_within_its_bits_is_refused(void **state)
{
	const uint8_t bytes[] = { INPUT_DEADLINE, 1, 0 };
	struct input input;

	(void)state;
	assert_int_equal(input_members_decode(bytes, 3, &input), 3);
	assert_int_equal(input_members_decode(bytes, 2, &input), 0);
}

static void a_recording_with_fewer_members_is_read(void **state)
{
	/* A deadline of a fipd that knew eight members only: now_us is 5. */
	const uint8_t bytes[] = { 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 5 };
	struct input input;

	(void)state;
	assert_int_equal(
		input_members_decode(bytes, sizeof(bytes), &input), sizeof(bytes));
	assert_int_equal(input.now_us, 5);
}

static void a_member_of_a_later_fipd_is_refused(void **state)
{
	uint8_t bytes[2 + 16 + 8] = { 0, 16 };
	struct input input;

	(void)state;
	bytes[17] = 0x80;
	assert_int_equal(input_members_decode(bytes, sizeof(bytes), &input), 0);
	bytes[17] = 0;
	bytes[2 + input_members_count() / 8] =
		(uint8_t)(1u << input_members_count() % 8);
	assert_int_equal(input_members_decode(bytes, sizeof(bytes), &input), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_of_an_event_is_recorded),
		cmocka_unit_test(every_byte_of_an_action_counts_in_its_digest),
		cmocka_unit_test(an_event_of_every_member_comes_back),
		cmocka_unit_test(
			an_event_of_each_member_alone_is_as_long_as_it_must_be),
		cmocka_unit_test(a_kind_of_a_later_fipd_is_refused),
		cmocka_unit_test(a_negative_span_comes_back),
		cmocka_unit_test(members_are_found_by_their_names),
		cmocka_unit_test(a_value_that_a_member_cannot_have_is_refused),
		cmocka_unit_test(kinds_and_members_keep_their_places),
		cmocka_unit_test(each_member_has_a_highest_value),
		cmocka_unit_test(instants_and_spans_stay_far_from_overflow),
		cmocka_unit_test(timing_is_within_its_limits),
		cmocka_unit_test(
			a_word_has_an_incarnation_and_a_number_and_settings_a_link),
		cmocka_unit_test(an_event_lies_on_disk_like_this),
		cmocka_unit_test(the_shortest_event_is_a_kind_without_members),
		cmocka_unit_test(an_event_that_ends_within_its_bits_is_refused),
		cmocka_unit_test(a_recording_with_fewer_members_is_read),
		cmocka_unit_test(a_member_of_a_later_fipd_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
