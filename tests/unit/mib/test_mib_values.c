#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mib/getter.h"
#include "mib/to_text.h"
#include "words/narrate.h"

enum {
	ZERO_MS = 1000,      /* when sysUpTime was 0 */
	RECEIVED_MS = 61000, /* when the status came */
};

struct fixture {
	struct mirror mirror;
	struct agent agent;
	struct view view;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	mirror_init(&fixture->mirror);
	fixture->mirror.received_ms = RECEIVED_MS;
	fixture->agent.uptime_zero_ms = ZERO_MS;
	fixture->view = (struct view){ &fixture->mirror, &fixture->agent };
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static void an_age_becomes_the_sysuptime_of_its_instant(void **state)
{
	struct fixture *fixture = *state;
	struct value value = { .type = VALUE_TICKS };
	int64_t age_ms = 20000;

	getter_read(GET_AGE, &value, &age_ms, &fixture->view);
	assert_int_equal(value.number, 4000);
}

static void an_instant_before_sysuptime_began_and_never_are_0(void **state)
{
	struct fixture *fixture = *state;
	struct value value = { .type = VALUE_TICKS, .number = 7 };
	int64_t age_ms = 60001;

	getter_read(GET_AGE, &value, &age_ms, &fixture->view);
	assert_int_equal(value.number, 0);
	age_ms = -1;
	value.number = 7;
	getter_read(GET_AGE, &value, &age_ms, &fixture->view);
	assert_int_equal(value.number, 0);
}

static void the_discontinuity_is_the_start_of_fipd_or_a_later_reset(void **state)
{
	struct fixture *fixture = *state;
	struct value value = { .type = VALUE_TICKS };
	int64_t age_ms = 20000;

	getter_read(GET_DISCONTINUITY, &value, &age_ms, &fixture->view);
	assert_int_equal(value.number, 4000);
	fixture->agent.reset_ms = 51000;
	getter_read(GET_DISCONTINUITY, &value, &age_ms, &fixture->view);
	assert_int_equal(value.number, 5000);
}

static void a_counter_wraps_and_a_gauge_stops_at_its_highest(void **state)
{
	struct fixture *fixture = *state;
	uint64_t count = UINT32_MAX + UINT64_C(8);
	struct value value = { .type = VALUE_COUNTER };

	getter_read(GET_COUNT, &value, &count, &fixture->view);
	assert_int_equal(value.number, 7);
	value.type = VALUE_UNSIGNED;
	getter_read(GET_COUNT, &value, &count, &fixture->view);
	assert_int_equal(value.number, UINT32_MAX);
	value.type = VALUE_COUNTER64;
	getter_read(GET_COUNT, &value, &count, &fixture->view);
	assert_true(value.number == count);
}

static void a_date_is_dateandtime_in_utc(void **state)
{
	struct fixture *fixture = *state;
	struct value value = { .type = VALUE_OCTETS };
	int64_t date_ms = INT64_C(1795372801700); /* 2026-11-22T18:40:01.7Z */
	const uint8_t expected[] = { 0x07, 0xea, 11, 22, 18, 40, 1, 7, '+', 0, 0 };

	getter_read(GET_DATE, &value, &date_ms, &fixture->view);
	assert_int_equal(value.length, sizeof(expected));
	assert_memory_equal(value.octets, expected, sizeof(expected));
}

static void an_address_has_its_kind_and_its_bytes(void **state)
{
	struct fixture *fixture = *state;
	struct value value = { .type = VALUE_OCTETS };

	getter_read(GET_ADDRESS_TYPE, &value, "192.168.0.1", &fixture->view);
	getter_read(GET_ADDRESS, &value, "192.168.0.1", &fixture->view);
	assert_int_equal(value.number, 1);
	assert_memory_equal(value.octets, "\xc0\xa8\x00\x01", 4);
	getter_read(GET_ADDRESS_TYPE, &value, "fd00::1", &fixture->view);
	getter_read(GET_ADDRESS, &value, "fd00::1", &fixture->view);
	assert_int_equal(value.number, 2);
	assert_int_equal(value.length, 16);
}

static void no_address_is_unknown_and_empty(void **state)
{
	struct fixture *fixture = *state;
	struct value value = { .type = VALUE_OCTETS, .length = 4 };

	getter_read(GET_ADDRESS_TYPE, &value, "", &fixture->view);
	getter_read(GET_ADDRESS, &value, "", &fixture->view);
	assert_int_equal(value.number, 0);
	assert_int_equal(value.length, 0);
}

static void a_mac_is_six_bytes_and_none_is_empty(void **state)
{
	struct fixture *fixture = *state;
	struct value value = { .type = VALUE_OCTETS };

	getter_read(GET_MAC_TEXT, &value, "02:00:0a:00:00:ff", &fixture->view);
	assert_int_equal(value.length, 6);
	assert_memory_equal(value.octets, "\x02\x00\x0a\x00\x00\xff", 6);
	getter_read(GET_MAC_TEXT, &value, "", &fixture->view);
	assert_int_equal(value.length, 0);
	getter_read(GET_MAC, &value, "\0\0\0\0\0\0", &fixture->view);
	assert_int_equal(value.length, 0);
}

static void a_digest_is_its_bytes(void **state)
{
	struct fixture *fixture = *state;
	struct value value = { .type = VALUE_OCTETS };

	getter_read(GET_DIGEST, &value, "00112233445566ff", &fixture->view);
	assert_int_equal(value.length, 8);
	assert_memory_equal(value.octets, "\x00\x11\x22\x33\x44\x55\x66\xff", 8);
	getter_read(GET_DIGEST, &value, "", &fixture->view);
	assert_int_equal(value.length, 0);
}

static void a_text_is_cut_at_255_octets(void **state)
{
	struct fixture *fixture = *state;
	struct value value = { .type = VALUE_OCTETS };
	char text[301];

	memset(text, 'x', sizeof(text) - 1);
	text[300] = '\0';
	getter_read(GET_TEXT, &value, text, &fixture->view);
	assert_int_equal(value.length, 255);
}

static void a_role_that_was_not_given_reads_notset(void **state)
{
	struct fixture *fixture = *state;
	struct value value = { .type = VALUE_INTEGER };
	uint32_t role = 0;

	getter_read(GET_CONFIGURED_ROLE, &value, &role, &fixture->view);
	assert_int_equal(value.number, 3);
}

static void a_refusal_here_is_read_until_fipd_refuses_something_else(void **state)
{
	struct fixture *fixture = *state;

	strcpy(fixture->mirror.status.refusal_text, "old");
	assert_string_equal(agent_refusal(&fixture->view), "old");
	agent_refuse(&fixture->agent, &fixture->mirror, "count: 0");
	assert_string_equal(agent_refusal(&fixture->view), "count: 0");
	strcpy(fixture->mirror.status.refusal_text, "new");
	assert_string_equal(agent_refusal(&fixture->view), "new");
}

static void values_are_worded_as_in_fipd_yaml(void **state)
{
	char text[64];
	struct value value;

	(void)state;
	value = (struct value){ .number = 500, .length = 4, .octets = { 10, 0, 0, 7 } };
	assert_true(to_text(TEXT_SPAN, text, sizeof(text), &value));
	assert_string_equal(text, "500 ms");
	assert_true(to_text(TEXT_NUMBER, text, sizeof(text), &value));
	assert_string_equal(text, "500");
	assert_true(to_text(TEXT_ADDRESS, text, sizeof(text), &value));
	assert_string_equal(text, "10.0.0.7");
	value.number = 2;
	assert_true(to_text(TEXT_SWITCH, text, sizeof(text), &value));
	assert_string_equal(text, "off");
	assert_true(to_text(TEXT_ROLE, text, sizeof(text), &value));
	assert_string_equal(text, "standby");
	assert_true(to_text(TEXT_FAILBACK, text, sizeof(text), &value));
	assert_string_equal(text, "manual");
}

/* A manager may send a text that is longer than what is kept of it: nothing behind the
 * value is read, where here no memory is. */
static void a_text_longer_than_what_is_kept_gets_all_words(void **state)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = (sizeof(struct value) + page - 1) / page * page;
	char *memory = mmap(NULL, size + page, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct value *sent = (void *)(memory + size - sizeof(*sent));
	char text[200];

	(void)state;
	assert_ptr_not_equal(memory, MAP_FAILED);
	assert_int_equal(mprotect(memory + size, page, PROT_NONE), 0);
	memset(memory, 'x', size);
	sent->type = VALUE_OCTETS;
	sent->length = 10 * page;
	assert_true(to_text_suggest(TEXT_SPLIT, text, sizeof(text), sent));
	assert_non_null(strstr(text, " or "));
	munmap(memory, size + page);
}

static void each_action_has_its_word(void **state)
{
	char text[64];
	struct value value;

	static const char *const words[] = { "", "switchover", "forceSwitchover",
		"clearFault", "resetCounters" };

	(void)state;
	value = (struct value){ .number = 0 };
	assert_false(to_text(TEXT_ACTION, text, sizeof(text), &value));
	for (value.number = 1; value.number <= 5; value.number++) {
		assert_true(to_text(TEXT_ACTION, text, sizeof(text), &value));
		assert_string_equal(text, words[value.number - 1]);
	}
	assert_false(to_text(TEXT_ACTION, text, sizeof(text), &value));
}

static void the_bits_of_what_is_notified_are_the_kinds_that_are_not_muted(void **state)
{
	struct value value;
	char text[512];

	static const uint64_t muted =
		1u << (EVENT_STARTED - 1) | 1u << (EVENT_CHECK_PASSED - 1);

	(void)state;
	value = (struct value){ .type = VALUE_OCTETS };
	getter_read(GET_ENABLED, &value, &muted, NULL);
	assert_int_equal(value.length, (EVENT_LAST + 7) / 8);
	assert_int_equal(value.octets[0], 0x7f);
	assert_int_equal(value.octets[1], 0xff);
	assert_true(to_text(TEXT_MUTED, text, sizeof(text), &value));
	assert_string_equal(text, "[started,checkPassed]");
	value.octets[0] |= 0x80;
	value.octets[2] |= 0x08;
	assert_true(to_text(TEXT_MUTED, text, sizeof(text), &value));
	assert_string_equal(text, "[]");
	/* Bits that only fill up the last octet are ignored on receipt (RFC 3417, 8).
	 */
	memset(value.octets, 0xff, value.length);
	assert_true(to_text(TEXT_MUTED, text, sizeof(text), &value));
	assert_string_equal(text, "[]");
	/* What an older manager does not send is 0 (RFC 2578, 7.1.4): the newest is
	 * off. */
	value.length = 3;
	assert_true(to_text(TEXT_MUTED, text, sizeof(text), &value));
	assert_non_null(strstr(text, narrate_kind(EVENT_LAST)));
	assert_null(strstr(text, "[started"));
	value.length = (EVENT_LAST + 7) / 8;
	/* One octet more than there are kinds: its bits mean none. */
	memset(value.octets, 0xff, ++value.length);
	assert_false(to_text(TEXT_MUTED, text, sizeof(text), &value));
	value.length = 0;
	assert_true(to_text(TEXT_MUTED, text, sizeof(text), &value));
	assert_int_equal(strncmp(text, "[started,stopped,switchover,", 28), 0);
}

#define WITH_VIEW(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_VIEW(an_age_becomes_the_sysuptime_of_its_instant),
		WITH_VIEW(an_instant_before_sysuptime_began_and_never_are_0),
		WITH_VIEW(the_discontinuity_is_the_start_of_fipd_or_a_later_reset),
		WITH_VIEW(a_counter_wraps_and_a_gauge_stops_at_its_highest),
		WITH_VIEW(a_date_is_dateandtime_in_utc),
		WITH_VIEW(an_address_has_its_kind_and_its_bytes),
		WITH_VIEW(no_address_is_unknown_and_empty),
		WITH_VIEW(a_mac_is_six_bytes_and_none_is_empty),
		WITH_VIEW(a_digest_is_its_bytes),
		WITH_VIEW(a_text_is_cut_at_255_octets),
		WITH_VIEW(a_role_that_was_not_given_reads_notset),
		WITH_VIEW(a_refusal_here_is_read_until_fipd_refuses_something_else),
		cmocka_unit_test(values_are_worded_as_in_fipd_yaml),
		cmocka_unit_test(a_text_longer_than_what_is_kept_gets_all_words),
		cmocka_unit_test(each_action_has_its_word),
		cmocka_unit_test(
			the_bits_of_what_is_notified_are_the_kinds_that_are_not_muted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
