#include "unit/cmocka_all.h"

#include <stdlib.h>

#include "traps/traps.h"

enum {
	SENT_MAX = 512
};

/* A played agent and a played fipd: what was sent and acknowledged, in order. */
struct fixture {
	struct traps traps;
	struct agent agent;
	uint64_t sent[SENT_MAX];
	size_t sent_count;
	uint64_t acknowledged;
	uint64_t generation;
	struct traps_wishes wishes;
	int64_t now_ms;
	uint64_t happened; /* events */
	bool refusing;
};

static bool send_one(void *context, const struct entry *entry, uint64_t generation)
{
	struct fixture *fixture = context;

	if (fixture->refusing) {
		return false;
	}
	assert_true(fixture->sent_count < SENT_MAX);
	fixture->sent[fixture->sent_count++] = entry->sequence;
	fixture->generation = generation;
	return true;
}

static void acknowledge(void *context, uint64_t sequence)
{
	struct fixture *fixture = context;

	fixture->acknowledged = sequence;
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	traps_init(&fixture->traps, "agentx",
		(struct traps_port){ fixture, send_one, acknowledge }, &fixture->agent);
	fixture->now_ms = 1;
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static void offer(struct fixture *fixture, uint64_t first, uint64_t last)
{
	for (struct entry entry = { .sequence = first }; entry.sequence <= last;
		entry.sequence++) {
		traps_offer(&fixture->traps, &entry);
	}
}

static void refill(struct fixture *fixture, uint64_t first, uint64_t last)
{
	for (struct entry entry = { .sequence = first }; entry.sequence <= last;
		entry.sequence++) {
		traps_refill(&fixture->traps, &entry);
	}
	fixture->traps.fetching = false;
	if (last < first) {
		fixture->traps.behind = false;
	}
}

static void go_on(struct fixture *fixture)
{
	traps_go_on(&fixture->traps, 0, &fixture->wishes, fixture->now_ms);
}

/* Send and answer until nothing is left. */
static void drain(struct fixture *fixture)
{
	for (go_on(fixture); fixture->traps.under_way; go_on(fixture)) {
		traps_answered(&fixture->traps, fixture->generation, true);
	}
}

static void start(struct fixture *fixture)
{
	traps_position(&fixture->traps, 0, 0, 0);
	traps_connect(&fixture->traps, true);
}

static void assert_sent(const struct fixture *fixture, uint64_t first, uint64_t last)
{
	assert_int_equal(fixture->sent_count, last - first + 1);
	for (uint64_t i = first; i <= last; i++) {
		assert_int_equal(fixture->sent[i - first], i);
	}
}

static void one_is_under_way_at_a_time(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	offer(fixture, 1, 3);
	go_on(fixture);
	go_on(fixture);
	assert_sent(fixture, 1, 1);
	assert_int_equal(fixture->acknowledged, 0);
	traps_answered(&fixture->traps, fixture->generation, true);
	assert_int_equal(fixture->acknowledged, 1);
	go_on(fixture);
	assert_sent(fixture, 1, 2);
}

/* Take an event, and send and answer what may be sent. */
static void happen(
	struct fixture *fixture, enum event_kind kind, enum severity severity)
{
	struct entry entry = { .sequence = ++fixture->happened,
		.event.kind = kind,
		.severity = severity };

	traps_offer(&fixture->traps, &entry);
	drain(fixture);
}

static void a_repeat_of_its_kind_waits_and_nothing_overtakes_it(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	fixture->wishes.spacing_ms = 1000;
	happen(fixture, EVENT_PEER_LOST, SEVERITY_MAJOR);
	happen(fixture, EVENT_PEER_RECOVERED, SEVERITY_CLEARED);
	assert_sent(fixture, 1, 2);
	fixture->now_ms += 999;
	happen(fixture, EVENT_PEER_LOST, SEVERITY_MAJOR);
	happen(fixture, EVENT_LINK_UP, SEVERITY_CLEARED);
	assert_sent(fixture, 1, 2);
	assert_int_equal(fixture->traps.queued, 2);
	fixture->now_ms += 1;
	drain(fixture);
	assert_sent(fixture, 1, 4);
	assert_int_equal(fixture->acknowledged, 4);
	assert_int_equal(fixture->agent.dropped, 0);
}

static void what_waits_goes_at_once_before_a_critical_one(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	fixture->wishes.spacing_ms = 1000;
	happen(fixture, EVENT_LINK_UP, SEVERITY_CLEARED);
	happen(fixture, EVENT_LINK_UP, SEVERITY_CLEARED);
	assert_sent(fixture, 1, 1);
	happen(fixture, EVENT_SPLIT_BRAIN, SEVERITY_CRITICAL);
	assert_sent(fixture, 1, 3);
}

static void no_more_wait_than_the_window_holds(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	fixture->wishes.spacing_ms = 1000;
	for (int i = 0; i < TRAPS_MAX; i++) {
		happen(fixture, EVENT_LINK_UP, SEVERITY_CLEARED);
	}
	assert_sent(fixture, 1, 1);
	happen(fixture, EVENT_LINK_UP, SEVERITY_CLEARED);
	assert_sent(fixture, 1, 2);
}

static void a_kind_that_is_muted_is_passed_over_and_neither_sent_nor_dropped(
	void **state)
{
	static const enum event_kind kinds[] = { EVENT_STARTED, EVENT_LINK_UP,
		EVENT_STARTED, EVENT_CHECK_PASSED };
	struct fixture *fixture = *state;

	start(fixture);
	fixture->wishes.muted =
		1u << (EVENT_STARTED - 1) | 1u << (EVENT_CHECK_PASSED - 1);
	for (size_t i = 0; i < 4; i++) {
		struct entry entry = { .sequence = i + 1, .event.kind = kinds[i] };

		traps_offer(&fixture->traps, &entry);
	}
	go_on(fixture);
	assert_sent(fixture, 2, 2);
	assert_int_equal(fixture->acknowledged, 1);
	drain(fixture);
	assert_sent(fixture, 2, 2);
	assert_int_equal(fixture->acknowledged, 4);
	assert_int_equal(fixture->agent.sent, 1);
	assert_int_equal(fixture->agent.dropped, 0);
	assert_int_equal(fixture->traps.queued, 0);
}

static void nothing_is_sent_without_an_agent(void **state)
{
	struct fixture *fixture = *state;

	traps_position(&fixture->traps, 0, 0, 2);
	offer(fixture, 1, 2);
	go_on(fixture);
	assert_int_equal(fixture->sent_count, 0);
	assert_int_equal(fixture->traps.queued, 2);
	traps_connect(&fixture->traps, true);
	drain(fixture);
	assert_sent(fixture, 1, 2);
	assert_int_equal(fixture->traps.queued, 0);
}

static void what_was_under_way_when_the_agent_went_is_sent_to_the_next(void **state)
{
	struct fixture *fixture = *state;
	uint64_t late;

	start(fixture);
	offer(fixture, 1, 2);
	go_on(fixture);
	late = fixture->generation;
	traps_connect(&fixture->traps, false);
	traps_answered(&fixture->traps, late, true);
	assert_int_equal(fixture->acknowledged, 0);
	traps_connect(&fixture->traps, true);
	go_on(fixture);
	traps_answered(&fixture->traps, late, true);
	assert_int_equal(fixture->acknowledged, 0);
	assert_int_equal(fixture->sent[0], fixture->sent[1]);
}

static void an_event_that_comes_twice_is_sent_once(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	offer(fixture, 1, 3);
	offer(fixture, 2, 4);
	drain(fixture);
	assert_sent(fixture, 1, 4);
}

static void a_full_window_is_refilled_without_a_loss(void **state)
{
	struct fixture *fixture = *state;
	uint64_t after = 0;
	size_t room;

	start(fixture);
	offer(fixture, 1, 200);
	assert_int_equal(traps_wants(&fixture->traps, &after), 0);
	drain(fixture);
	assert_sent(fixture, 1, TRAPS_MAX);
	while ((room = traps_wants(&fixture->traps, &after)) > 0) {
		refill(fixture, after + 1, after + room < 200 ? after + room : 200);
		drain(fixture);
	}
	assert_sent(fixture, 1, 200);
	assert_int_equal(fixture->agent.sent, 200);
	assert_int_equal(fixture->agent.dropped, 0);
}

static void an_event_that_overtakes_the_refill_waits_for_it(void **state)
{
	struct fixture *fixture = *state;
	uint64_t after;

	start(fixture);
	offer(fixture, 1, TRAPS_MAX + 1);
	drain(fixture);
	offer(fixture, TRAPS_MAX + 2, TRAPS_MAX + 2);
	assert_true(traps_wants(&fixture->traps, &after) > 0);
	assert_int_equal(after, TRAPS_MAX);
	refill(fixture, TRAPS_MAX + 1, TRAPS_MAX + 2);
	drain(fixture);
	assert_sent(fixture, 1, TRAPS_MAX + 2);
}

static void what_fipd_keeps_no_longer_is_counted_as_dropped(void **state)
{
	struct fixture *fixture = *state;

	traps_position(&fixture->traps, 10, 5, 17);
	traps_connect(&fixture->traps, true);
	offer(fixture, 16, 17);
	drain(fixture);
	assert_sent(fixture, 16, 17);
	assert_int_equal(fixture->agent.dropped, 5);
}

static void what_the_agent_refuses_is_dropped_and_the_next_follows(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	offer(fixture, 1, 2);
	go_on(fixture);
	traps_answered(&fixture->traps, fixture->generation, false);
	drain(fixture);
	assert_sent(fixture, 1, 2);
	assert_int_equal(fixture->agent.dropped, 1);
	assert_int_equal(fixture->agent.sent, 1);
	assert_int_equal(fixture->acknowledged, 2);
}

static void a_send_that_is_not_possible_now_is_tried_again(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	fixture->refusing = true;
	offer(fixture, 1, 1);
	go_on(fixture);
	assert_false(fixture->traps.under_way);
	fixture->refusing = false;
	drain(fixture);
	assert_sent(fixture, 1, 1);
}

static void an_acknowledgement_that_fipd_missed_is_told_again(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	offer(fixture, 1, 3);
	drain(fixture);
	traps_unposition(&fixture->traps);
	fixture->acknowledged = 0;
	traps_position(&fixture->traps, 1, 0, 3);
	assert_int_equal(fixture->acknowledged, 3);
	offer(fixture, 2, 3);
	drain(fixture);
	assert_sent(fixture, 1, 3);
}

static void the_window_goes_on_while_fipd_is_away(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	offer(fixture, 1, 3);
	traps_unposition(&fixture->traps);
	drain(fixture);
	assert_sent(fixture, 1, 3);
	assert_int_equal(fixture->acknowledged, 0);
	traps_position(&fixture->traps, 0, 0, 3);
	assert_int_equal(fixture->acknowledged, 3);
}

static void a_journal_that_begins_anew_is_followed_from_its_cursor(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	offer(fixture, 1, 9);
	drain(fixture);
	traps_unposition(&fixture->traps);
	traps_position(&fixture->traps, 0, 0, 2);
	fixture->sent_count = 0;
	offer(fixture, 1, 2);
	drain(fixture);
	assert_sent(fixture, 1, 2);
}

static void an_answer_from_before_a_resend_is_asked_for_anew(void **state)
{
	struct fixture *fixture = *state;
	uint64_t after = 0;

	traps_position(&fixture->traps, 100, 0, 200);
	traps_connect(&fixture->traps, true);
	fixture->traps.behind = true;
	assert_int_equal(traps_wants(&fixture->traps, &after), TRAPS_MAX);
	assert_int_equal(after, 100);
	assert_true(traps_resend(&fixture->traps, 50));
	assert_int_equal(traps_wants(&fixture->traps, &after), 0);
	refill(fixture, 101, 164);
	assert_int_equal(fixture->agent.dropped, 0);
	assert_int_equal(traps_wants(&fixture->traps, &after), TRAPS_MAX);
	assert_int_equal(after, 49);
	refill(fixture, 50, 113);
	drain(fixture);
	assert_sent(fixture, 50, 113);
}

#define WITH_TRAPS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TRAPS(one_is_under_way_at_a_time),
		WITH_TRAPS(
			a_kind_that_is_muted_is_passed_over_and_neither_sent_nor_dropped),
		WITH_TRAPS(a_repeat_of_its_kind_waits_and_nothing_overtakes_it),
		WITH_TRAPS(what_waits_goes_at_once_before_a_critical_one),
		WITH_TRAPS(no_more_wait_than_the_window_holds),
		WITH_TRAPS(nothing_is_sent_without_an_agent),
		WITH_TRAPS(what_was_under_way_when_the_agent_went_is_sent_to_the_next),
		WITH_TRAPS(an_event_that_comes_twice_is_sent_once),
		WITH_TRAPS(a_full_window_is_refilled_without_a_loss),
		WITH_TRAPS(an_event_that_overtakes_the_refill_waits_for_it),
		WITH_TRAPS(what_fipd_keeps_no_longer_is_counted_as_dropped),
		WITH_TRAPS(an_answer_from_before_a_resend_is_asked_for_anew),
		WITH_TRAPS(what_the_agent_refuses_is_dropped_and_the_next_follows),
		WITH_TRAPS(a_send_that_is_not_possible_now_is_tried_again),
		WITH_TRAPS(an_acknowledgement_that_fipd_missed_is_told_again),
		WITH_TRAPS(the_window_goes_on_while_fipd_is_away),
		WITH_TRAPS(a_journal_that_begins_anew_is_followed_from_its_cursor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
