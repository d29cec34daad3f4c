#include "unit/cmocka_all.h"

#include <string.h>

#include "protocol/entry.h"
#include "protocol/fields.h"

static const struct entry FAILOVER = {
	.sequence = 17,
	.clears = 0,
	.date_ms = 1795372801123,
	.severity = SEVERITY_MAJOR,
	.event = {
		.kind = EVENT_FAILOVER,
		.from = ROLE_CLAIMING,
		.to = ROLE_ACTIVE,
		.peer = ROLE_UNKNOWN,
		.reason = REASON_PEER_SILENT,
		.silence_us = 10000000,
		.limit_us = 10000000,
		.duration_us = 760123,
		.mac = { 0x02, 0, 0x5e, 0, 0x53, 0xff },
		.link = 2,
		.task = 3,
	},
	.original = 6,
	.text = "claiming to active: peer 192.168.0.1 silent 10.0 s",
	.subject = "eth0",
	.actor = "user root (0)",
};

static const char *text_of(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
}

/* Whether a record is still read after one of its members was replaced (NULL: removed).
 */
static bool is_read_with(const char *key, json_t *value)
{
	struct entry found;
	json_t *json = entry_to_json(&FAILOVER);
	bool read;

	if (value == NULL) {
		json_object_del(json, key);
	} else {
		json_object_set_new(json, key, value);
	}
	read = entry_from_json(&found, json);
	json_decref(json);
	return read;
}

static void a_record_reads_back_as_it_was(void **state)
{
	struct entry found;
	json_t *json;

	(void)state;
	json = entry_to_json(&FAILOVER);
	assert_non_null(json);
	assert_true(entry_from_json(&found, json));
	assert_memory_equal(&found.event, &FAILOVER.event, sizeof(found.event));
	assert_int_equal(found.sequence, 17);
	assert_int_equal(found.date_ms, FAILOVER.date_ms);
	assert_int_equal(found.severity, SEVERITY_MAJOR);
	assert_int_equal(found.original, 6);
	assert_string_equal(found.text, FAILOVER.text);
	assert_string_equal(found.subject, FAILOVER.subject);
	assert_string_equal(found.actor, FAILOVER.actor);
	json_decref(json);
}

static void enumerations_are_words_and_dates_are_text(void **state)
{
	json_t *json;

	(void)state;
	json = entry_to_json(&FAILOVER);
	assert_string_equal(text_of(json, "kind"), "failover");
	assert_string_equal(text_of(json, "from"), "claiming");
	assert_string_equal(text_of(json, "to"), "active");
	assert_string_equal(text_of(json, "peer"), "unknown");
	assert_string_equal(text_of(json, "reason"), "peerSilent");
	assert_string_equal(text_of(json, "severity"), "major");
	assert_string_equal(text_of(json, "date"), "2026-11-22T18:40:01.123Z");
	assert_string_equal(text_of(json, "mac"), "02:00:5e:00:53:ff");
	json_decref(json);
}

static void every_kind_of_event_reads_back(void **state)
{
	(void)state;
	for (enum event_kind kind = EVENT_STARTED; kind <= EVENT_LAST; kind++) {
		struct entry entry = FAILOVER;
		struct entry found;
		json_t *json;

		if (event_bit(kind) == 0) {
			continue;
		}
		entry.event.kind = kind;
		json = entry_to_json(&entry);
		assert_true(entry_from_json(&found, json));
		assert_int_equal(found.event.kind, kind);
		json_decref(json);
	}
}

/* But for what records of an older fipd have not. */
static bool is_later(const char *key)
{
	return strcmp(key, "path") == 0 || strcmp(key, "original") == 0
	       || strcmp(key, "subject") == 0 || strcmp(key, "task") == 0
	       || strcmp(key, "actor") == 0;
}

static void a_record_without_a_member_is_refused(void **state)
{
	const char *key;
	json_t *value;
	json_t *json;

	(void)state;
	json = entry_to_json(&FAILOVER);
	json_object_foreach(json, key, value)
	{
		assert_int_equal(is_read_with(key, NULL), is_later(key));
	}
	json_decref(json);
}

static void a_member_of_the_wrong_type_is_refused(void **state)
{
	const char *key;
	json_t *value;
	json_t *json;

	(void)state;
	json = entry_to_json(&FAILOVER);
	json_object_foreach(json, key, value)
	{
		assert_false(is_read_with(key, json_array()));
		assert_false(is_read_with(key, json_null()));
	}
	json_decref(json);
}

static void a_member_out_of_range_is_refused(void **state)
{
	char long_text[ENTRY_TEXT_MAX + 2];

	(void)state;
	memset(long_text, 'x', sizeof(long_text));
	assert_false(is_read_with("sequence", json_integer(0)));
	assert_false(is_read_with("sequence", json_integer(-1)));
	assert_false(is_read_with("clears", json_integer(-1)));
	assert_false(is_read_with("silence_us", json_integer(-1)));
	assert_false(is_read_with("kind", json_string("earthquake")));
	assert_false(is_read_with("mac", json_string("02:00:5e:00:53")));
	assert_false(is_read_with("mac", json_string("02:00:5e:00:53: f")));
	assert_false(is_read_with("text", json_stringn(long_text, sizeof(long_text))));
	assert_true(is_read_with("text", json_stringn(long_text, ENTRY_TEXT_MAX)));
}

static void a_failed_reading_leaves_the_record_alone(void **state)
{
	struct entry kept;
	json_t *json;

	(void)state;
	kept = FAILOVER;
	json = json_pack("{s:i,s:s}", "sequence", 99, "date", "yesterday");
	assert_false(entry_from_json(&kept, json));
	assert_memory_equal(&kept, &FAILOVER, sizeof(kept));
	json_decref(json);
}

static void a_sentence_cut_within_a_character_is_still_told(void **state)
{
	struct entry entry;
	json_t *json;

	(void)state;
	entry = FAILOVER;
	strcpy(entry.text, "caf\xc3");
	json = entry_to_json(&entry);
	assert_non_null(json);
	assert_string_equal(text_of(json, "text"), "caf ");
	json_decref(json);
}

static void no_text_can_steer_a_terminal(void **state)
{
	struct entry entry;
	struct entry found;
	json_t *json;

	(void)state;
	entry = FAILOVER;
	strcpy(entry.text, "count: \x1b[2J\n is no number");
	json = entry_to_json(&entry);
	assert_string_equal(text_of(json, "text"), "count:  [2J  is no number");
	json_object_set_new(json, "text", json_string("a\tb"));
	assert_true(entry_from_json(&found, json));
	assert_string_equal(found.text, "a b");
	json_decref(json);
}

static void a_note_without_roles_and_reason_reads_back(void **state)
{
	struct entry entry;
	struct entry found;
	json_t *json;

	(void)state;
	entry = (struct entry){ .sequence = 1, .event.kind = EVENT_CONFIG_CHANGED };
	json = entry_to_json(&entry);
	assert_true(entry_from_json(&found, json));
	assert_int_equal(found.event.from, ROLE_UNKNOWN);
	assert_int_equal(found.event.reason, REASON_NONE);
	json_decref(json);
}

static void the_calendar_is_kept(void **state)
{
	char text[DATE_TEXT_BYTES];

	(void)state;
	date_to_text(text, 0);
	assert_string_equal(text, "1970-01-01T00:00:00.000Z");
	date_to_text(text, 951782399999);
	assert_string_equal(text, "2000-02-28T23:59:59.999Z");
	date_to_text(text, INT64_MIN);
	assert_string_equal(text, "1970-01-01T00:00:00.000Z");
	date_to_text(text, INT64_MAX);
	assert_string_equal(text, "9999-12-31T23:59:59.999Z");
}

static void what_is_no_date_is_not_read_as_one(void **state)
{
	static const char *const WRONG[] = { "", "2026-11-22T18:40:01Z",
		"2026-11-22 18:40:01.123Z", "2026-11-22T18:40:01.123",
		"2026-11-22T18:40:01.123z", "2026-02-29T00:00:00.000Z",
		"2026-13-01T00:00:00.000Z", "2026-00-01T00:00:00.000Z",
		"2026-11-22T24:00:00.000Z", "2026-11-22T18:40:60.000Z",
		"1969-12-31T23:59:59.999Z", " 026-11-22T18:40:01.123Z",
		"2026-11-22T18:40:01.123Z " };

	(void)state;
	for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++) {
		int64_t date_ms = 7;

		assert_false(date_from_text(&date_ms, WRONG[i]));
		assert_int_equal(date_ms, 7);
	}
}

static void dates_read_back_to_the_millisecond(void **state)
{
	(void)state;
	for (int64_t date_ms = 0; date_ms < 253402300800000;
		date_ms += INT64_C(86400000) * 97 + 1) {
		char text[DATE_TEXT_BYTES];
		int64_t found_ms;

		date_to_text(text, date_ms);
		assert_true(date_from_text(&found_ms, text));
		assert_int_equal(found_ms, date_ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_reads_back_as_it_was),
		cmocka_unit_test(enumerations_are_words_and_dates_are_text),
		cmocka_unit_test(every_kind_of_event_reads_back),
		cmocka_unit_test(a_record_without_a_member_is_refused),
		cmocka_unit_test(a_member_of_the_wrong_type_is_refused),
		cmocka_unit_test(a_member_out_of_range_is_refused),
		cmocka_unit_test(a_failed_reading_leaves_the_record_alone),
		cmocka_unit_test(a_sentence_cut_within_a_character_is_still_told),
		cmocka_unit_test(no_text_can_steer_a_terminal),
		cmocka_unit_test(a_note_without_roles_and_reason_reads_back),
		cmocka_unit_test(the_calendar_is_kept),
		cmocka_unit_test(what_is_no_date_is_not_read_as_one),
		cmocka_unit_test(dates_read_back_to_the_millisecond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
