#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "model/types.h"
#include "protocol/subscription.h"

static int set_up(void **state)
{
	struct mirror *mirror = malloc(sizeof(*mirror));

	mirror_init(mirror);
	*state = mirror;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static const struct entry *take(struct mirror *mirror, json_t *message, int64_t now_ms)
{
	const struct entry *entry = mirror_take(mirror, message, now_ms);

	json_decref(message);
	return entry;
}

static json_t *make_event(uint64_t sequence)
{
	struct entry entry = {
		.sequence = sequence,
		.severity = SEVERITY_MINOR,
		.event.kind = EVENT_PEER_LOST,
	};

	return json_pack("{s:o}", "event", entry_to_json(&entry));
}

static json_t *make_status(uint64_t last_sequence)
{
	struct status status = {
		.role = ROLE_STANDBY,
		.last_sequence = last_sequence,
		.peer_heard_age_ms = 300,
	};

	return json_pack("{s:o}", "status", status_to_json(&status));
}

static void take_events(struct mirror *mirror, uint64_t first, uint64_t last)
{
	for (uint64_t sequence = first; sequence <= last; sequence++) {
		assert_non_null(take(mirror, make_event(sequence), 0));
	}
}

static void it_is_absent_until_a_status_comes(void **state)
{
	struct mirror *mirror = *state;

	assert_int_equal(mirror->state, MIRROR_ABSENT);
	mirror_lose(mirror);
	assert_int_equal(mirror->state, MIRROR_ABSENT);
	assert_null(take(mirror, json_pack("{s:b,s:i}", "ok", 1, "after", 0), 0));
	assert_int_equal(mirror->state, MIRROR_ABSENT);
	assert_null(take(mirror, make_status(0), 50));
	assert_int_equal(mirror->state, MIRROR_CONNECTED);
	assert_int_equal(mirror->status.role, ROLE_STANDBY);
}

static void the_copy_stays_when_the_connection_is_lost(void **state)
{
	struct mirror *mirror = *state;

	take(mirror, make_status(1), 0);
	take_events(mirror, 1, 1);
	mirror_lose(mirror);
	assert_int_equal(mirror->state, MIRROR_STALE);
	assert_int_equal(mirror->status.role, ROLE_STANDBY);
	assert_non_null(mirror_event(mirror, 1));
	take(mirror, make_status(1), 0);
	assert_int_equal(mirror->state, MIRROR_CONNECTED);
}

static void an_event_is_handed_out_and_found_again(void **state)
{
	struct mirror *mirror = *state;
	const struct entry *entry = take(mirror, make_event(41), 0);

	assert_non_null(entry);
	assert_int_equal(entry->sequence, 41);
	assert_ptr_equal(mirror_event(mirror, 41), entry);
	assert_null(mirror_event(mirror, 40));
	assert_null(mirror_event(mirror, 42));
}

static void the_newest_events_are_kept_in_ascending_order(void **state)
{
	struct mirror *mirror = *state;

	take_events(mirror, 1, MIRROR_EVENTS_MAX + 10);
	assert_int_equal(mirror->event_count, MIRROR_EVENTS_MAX);
	for (size_t i = 0; i < MIRROR_EVENTS_MAX; i++) {
		assert_int_equal(mirror->events[i].sequence, i + 11);
	}
	assert_null(mirror_event(mirror, 10));
	assert_non_null(mirror_event(mirror, MIRROR_EVENTS_MAX + 10));
}

static void a_repeated_event_is_kept_once(void **state)
{
	struct mirror *mirror = *state;

	take_events(mirror, 5, 7);
	assert_int_equal(take(mirror, make_event(6), 0)->sequence, 6);
	assert_int_equal(mirror->event_count, 3);
}

static void an_older_event_goes_to_its_place(void **state)
{
	struct mirror *mirror = *state;

	take_events(mirror, 5, 5);
	take_events(mirror, 3, 3);
	take_events(mirror, 4, 4);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(mirror->events[i].sequence, i + 3);
	}
}

static void one_older_than_a_full_mirror_is_not_kept(void **state)
{
	struct mirror *mirror = *state;

	take_events(mirror, 10, MIRROR_EVENTS_MAX + 9);
	assert_null(take(mirror, make_event(9), 0));
	assert_int_equal(mirror->events[0].sequence, 10);
	assert_int_equal(mirror->event_count, MIRROR_EVENTS_MAX);
}

static void events_of_a_former_journal_are_dropped(void **state)
{
	struct mirror *mirror = *state;

	take_events(mirror, 500, 510);
	take(mirror, make_status(2), 0);
	assert_int_equal(mirror->event_count, 0);
	take_events(mirror, 1, 2);
	take(mirror, make_status(2), 0);
	assert_int_equal(mirror->event_count, 2);
}

static void nonsense_changes_nothing(void **state)
{
	struct mirror *mirror = *state;
	struct mirror *before;

	take(mirror, make_status(3), 7);
	take_events(mirror, 3, 3);
	before = malloc(sizeof(*before));
	*before = *mirror;
	assert_null(take(mirror, json_null(), 9));
	assert_null(take(mirror, json_pack("{s:i}", "event", 3), 9));
	assert_null(take(mirror, json_pack("{s:[i]}", "status", 3), 9));
	assert_null(take(mirror, json_pack("{s:{s:i}}", "event", "sequence", 4), 9));
	assert_memory_equal(mirror, before, sizeof(*mirror));
	free(before);
}

/* fipd-web may be newer than the fipd that it asks, and clients reach what they did. */
static void a_fipd_that_does_not_know_the_setting_sends_plain_names_direct(void **state)
{
	struct mirror *mirror = *state;
	json_t *message = make_status(3);
	json_t *pac = json_object_get(json_object_get(message, "status"), "pac");

	assert_int_equal(json_object_del(pac, "direct_plain_names"), 0);
	take(mirror, message, 0);
	assert_int_equal(mirror->state, MIRROR_CONNECTED);
	assert_true(mirror->status.config.pac.direct_plain_names);
	take(mirror, make_status(4), 0);
	assert_false(mirror->status.config.pac.direct_plain_names);
}

static struct mirror *begin_with_status(struct mirror *mirror)
{
	take(mirror, make_status(3), 1000);
	return mirror;
}

static void a_change_comes_on_top_and_other_ages_grow(void **state)
{
	struct mirror *mirror = begin_with_status(*state);

	take(mirror, json_pack("{s:{s:{s:i}}}", "change", "counters", "failovers", 2),
		1500);
	assert_int_equal(mirror->status.failovers, 2);
	assert_int_equal(mirror->status.role, ROLE_STANDBY);
	assert_int_equal(mirror->status.peer_heard_age_ms, 800);
	assert_int_equal(mirror->received_ms, 1500);
	take(mirror, json_pack("{s:{s:{s:i}}}", "change", "peer", "heard_age_ms", 10),
		1600);
	assert_int_equal(mirror->status.peer_heard_age_ms, 10);
	assert_false(mirror->torn);
}

static void before_a_whole_status_there_is_nothing_to_change(void **state)
{
	struct mirror *mirror = *state;

	take(mirror, json_pack("{s:{s:{s:i}}}", "change", "counters", "failovers", 2),
		5);
	assert_int_equal(mirror->state, MIRROR_ABSENT);
}

static void a_change_is_a_sign_of_life(void **state)
{
	struct mirror *mirror = begin_with_status(*state);

	mirror_lose(mirror);
	take(mirror, json_pack("{s:{}}", "change"), 9000);
	assert_int_equal(mirror->state, MIRROR_CONNECTED);
	assert_int_equal(mirror->received_ms, 9000);
}

static void a_change_that_does_not_fit_is_mended_by_the_whole(void **state)
{
	struct mirror *mirror = begin_with_status(*state);

	take(mirror,
		json_pack("{s:{s:[{s:i, s:i}]}}", "change", "fips", "row", 0,
			"conflicts", 1),
		1500);
	assert_true(mirror->torn);
	take(mirror, json_pack("{s:{}}", "change"), 1600);
	assert_true(mirror->torn);
	take(mirror, make_status(3), 1700);
	assert_false(mirror->torn);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(it_is_absent_until_a_status_comes),
		ROW(the_copy_stays_when_the_connection_is_lost),
		ROW(an_event_is_handed_out_and_found_again),
		ROW(the_newest_events_are_kept_in_ascending_order),
		ROW(a_repeated_event_is_kept_once),
		ROW(an_older_event_goes_to_its_place),
		ROW(one_older_than_a_full_mirror_is_not_kept),
		ROW(events_of_a_former_journal_are_dropped),
		ROW(nonsense_changes_nothing),
		ROW(a_fipd_that_does_not_know_the_setting_sends_plain_names_direct),
		ROW(a_change_comes_on_top_and_other_ages_grow),
		ROW(before_a_whole_status_there_is_nothing_to_change),
		ROW(a_change_is_a_sign_of_life),
		ROW(a_change_that_does_not_fit_is_mended_by_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
