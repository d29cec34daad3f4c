#include "wire/members.h"

#include <string.h>

#include "unit/cmocka_all.h"
#include "wire/decision.h"

/*
 * Whoever adds a member to struct event or to what an action carries, and not to the
 * tables of core/wire, is told here: each byte that is no padding must count.
 */
#if __has_builtin(__builtin_clear_padding)
#define CLEAR_PADDING(place) __builtin_clear_padding(place)
#else
#define CLEAR_PADDING(place) skip() /* this compiler cannot tell; gcc can */
#endif

static bool is_ignored(const struct event *plain, const struct event *changed)
{
	uint8_t first[MEMBERS_BYTES_MAX];
	uint8_t second[MEMBERS_BYTES_MAX];
	size_t length = members_encode(first, plain);

	return members_encode(second, changed) == length
	       && memcmp(first, second, length) == 0;
}

static void every_byte_of_an_event_is_recorded(void **state)
{
	struct event solid;
	struct event plain;
	struct event changed;

	(void)state;
	memset(&solid, 0xff, sizeof solid);
	CLEAR_PADDING(&solid);
	memset(&plain, 0, sizeof plain);
	for (size_t i = sizeof plain.kind; i < sizeof solid; i++) {
		changed = plain;
		((uint8_t *)&changed)[i] = 1;
		if (((uint8_t *)&solid)[i] != 0 && is_ignored(&plain, &changed)) {
			fail_msg("byte %zu of struct event is not in the table of "
				 "core/wire/members.c: append its member",
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
	memset(&solid, 0xff, sizeof solid);
	CLEAR_PADDING(&solid);
	for (size_t i = sizeof solid.kind; i < sizeof solid; i++) {
		memset(&changed, 0, sizeof changed);
		((uint8_t *)&changed)[i] = 1;
		if (((uint8_t *)&solid)[i] != 0 && !counts_for_some_kind(&changed)) {
			fail_msg("byte %zu of struct action is not in "
				 "core/wire/members.c or decision.c",
				i);
		}
	}
}

static void an_event_of_every_member_comes_back(void **state)
{
	struct event event;
	struct event back;
	uint8_t bytes[MEMBERS_BYTES_MAX];
	size_t length;

	(void)state;
	memset(&event, 0, sizeof event);
	event.kind = EVENT_ANSWERED;
	for (size_t i = 0; i < members_count(); i++) {
		assert_true(members_set(&event, i, 1));
	}
	length = members_encode(bytes, &event);
	assert_int_equal(members_decode(bytes, length, &back), length);
	assert_memory_equal(&event, &back, sizeof event);
	for (size_t i = 0; i < members_count(); i++) {
		assert_int_equal(members_get(&back, i), 1);
	}
}

static void a_negative_span_comes_back(void **state)
{
	struct event event = { .kind = EVENT_FIPS_FOUND, .remaining_us = -7 };
	struct event back;
	uint8_t bytes[MEMBERS_BYTES_MAX];

	(void)state;
	assert_int_not_equal(
		members_decode(bytes, members_encode(bytes, &event), &back), 0);
	assert_int_equal(back.remaining_us, -7);
}

static void members_are_found_by_their_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < members_count(); i++) {
		assert_int_equal(members_find(members_name(i)), i);
	}
	assert_int_equal(members_find("heartbeat.colour"), members_count());
}

static void a_value_that_a_member_cannot_have_is_refused(void **state)
{
	struct event event = { .kind = EVENT_DEADLINE };

	(void)state;
	assert_false(members_set(&event, members_find("up"), 2));
	assert_false(members_set(&event, members_find("heartbeat.flags"), 256));
	assert_false(members_set(&event, members_find("path"), LINKS_MAX + 1));
	assert_true(members_set(&event, members_find("now_us"), UINT64_MAX));
}

/* Recordings of a former fipd are read by number: these never change. */
static void kinds_and_members_keep_their_places(void **state)
{
	(void)state;
	assert_string_equal(members_kind(0), "deadline");
	assert_string_equal(members_kind(1), "heartbeat");
	assert_string_equal(members_kind(13), "stop");
	assert_string_equal(members_kind(15), "reference");
	assert_null(members_kind(99));
	assert_string_equal(members_name(0), "now_us");
	assert_string_equal(members_name(15), "trouble");
	assert_string_equal(members_name(16), "heartbeat.incarnation");
	assert_string_equal(members_name(46), "settings.digest");
}

static void a_recording_with_fewer_members_is_read(void **state)
{
	/* A deadline of a fipd that knew eight members only: now_us is 5. */
	const uint8_t bytes[] = { 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 5 };
	struct event event;

	(void)state;
	assert_int_equal(members_decode(bytes, sizeof bytes, &event), sizeof bytes);
	assert_int_equal(event.now_us, 5);
}

static void a_member_of_a_later_fipd_is_refused(void **state)
{
	uint8_t bytes[2 + 16 + 8] = { 0, 16 };
	struct event event;

	(void)state;
	bytes[17] = 0x80;
	assert_int_equal(members_decode(bytes, sizeof bytes, &event), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_of_an_event_is_recorded),
		cmocka_unit_test(every_byte_of_an_action_counts_in_its_digest),
		cmocka_unit_test(an_event_of_every_member_comes_back),
		cmocka_unit_test(a_negative_span_comes_back),
		cmocka_unit_test(members_are_found_by_their_names),
		cmocka_unit_test(a_value_that_a_member_cannot_have_is_refused),
		cmocka_unit_test(kinds_and_members_keep_their_places),
		cmocka_unit_test(a_recording_with_fewer_members_is_read),
		cmocka_unit_test(a_member_of_a_later_fipd_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
