#include "unit/cmocka_all.h"

#include <string.h>

#include "model/reason.h"
#include "model/types.h"
#include "protocol/client.h"
#include "protocol/status.h"

static struct status make_status(void)
{
	struct status status = {
		.version = "0.1.0",
		.started_date_ms = 1795372801123,
		.changed_age_ms = -1,
		.in_sync = true,
		.config = { .node = "n1",
			.redundancy = true,
			.role = CONFIG_ROLE_ACTIVE,
			.interval_ms = 2000,
			.failback = CONFIG_FAILBACK_MANUAL },
		.role = ROLE_ACTIVE,
		.previous_role = ROLE_STANDBY,
		.reason = REASON_PEER_SILENT,
		.outcome = OUTCOME_SUCCEEDED,
		.peer_state = PEER_COMMUNICATION_ERROR,
		.peer_role = ROLE_UNKNOWN,
		.peer_heard_age_ms = 12000,
		.active_ms = 123456789012,
		.last_sequence = 17,
		.link_count = 2,
		.links = { { .name = "eth0",
				   .state = LINK_ONE_WAY,
				   .heard_age_ms = -1 },
			{ .name = "cross",
				.state = LINK_UP,
				.round_trip_us = 250,
				.trouble = LINK_TROUBLE_REFUSED } },
		.fip_count = 2,
		.alarms = { .count = 1,
			.list = { { .sequence = 16,
				.severity = SEVERITY_MAJOR,
				.event = { .kind = EVENT_PEER_LOST,
					.from = ROLE_ACTIVE,
					.to = ROLE_ACTIVE,
					.peer = ROLE_UNKNOWN,
					.reason = REASON_PEER_SILENT },
				.text = "peer 192.168.0.2 lost" } } },
	};

	strcpy(status.fips[0].address, "192.168.0.100");
	status.fips[0].state = FIP_HELD;
	strcpy(status.fips[1].address, "192.168.0.101");
	status.fips[1].state = FIP_CONFLICT;
	status.fips[1].conflicts = 3;
	return status;
}

static json_t *find(const json_t *json, const char *group, const char *key)
{
	return json_object_get(json_object_get(json, group), key);
}

static const char *text_of(const json_t *json, const char *group, const char *key)
{
	return json_string_value(find(json, group, key));
}

static void a_status_reads_back_as_it_was(void **state)
{
	struct status status;
	struct status found;
	json_t *json;
	json_t *again;

	(void)state;
	status = make_status();
	found = (struct status){ 0 };
	json = status_to_json(&status);
	assert_true(status_from_json(&found, json));
	again = status_to_json(&found);
	assert_true(json_equal(json, again));
	assert_int_equal(found.role, ROLE_ACTIVE);
	assert_int_equal(found.active_ms, 123456789012);
	assert_int_equal(found.changed_age_ms, -1);
	assert_int_equal(found.link_count, 2);
	assert_int_equal(found.links[0].state, LINK_ONE_WAY);
	assert_int_equal(found.links[1].round_trip_us, 250);
	assert_int_equal(found.links[1].trouble, LINK_TROUBLE_REFUSED);
	assert_int_equal(found.fip_count, 2);
	assert_string_equal(found.fips[1].address, "192.168.0.101");
	json_decref(json);
	json_decref(again);
}

static void the_object_is_grouped_and_speaks_in_words(void **state)
{
	struct status status;
	json_t *json;

	(void)state;
	status = make_status();
	json = status_to_json(&status);
	assert_string_equal(text_of(json, "role", "role"), "active");
	assert_string_equal(text_of(json, "role", "outcome"), "succeeded");
	assert_string_equal(text_of(json, "peer", "state"), "communicationError");
	assert_string_equal(text_of(json, "settings", "configured_role"), "active");
	assert_string_equal(text_of(json, "settings", "failback"), "manual");
	assert_string_equal(
		text_of(json, "system", "started_date"), "2026-11-22T18:40:01.123Z");
	assert_int_equal(json_array_size(json_object_get(json, "links")), 2);
	assert_int_equal(json_array_size(json_object_get(json, "fips")), 2);
	json_decref(json);
}

/* Filled with 0x01, every number in a struct differs from the 0 of an empty one. */
static void no_member_is_missing_from_the_table(void **state)
{
	struct status status;
	struct status found;
	json_t *json;

	(void)state;
	found = (struct status){ 0 };
	memset(&status, 0x01, sizeof(status));
	json = status_to_json(&status);
	assert_int_equal(json_integer_value(find(json, "counters", "failovers")),
		0x0101010101010101);
	assert_int_equal(
		json_integer_value(find(json, "settings", "lease_s")), 0x01010101);
	assert_int_equal(json_object_size(json_object_get(json, "system")), 8);
	assert_int_equal(json_object_size(json_object_get(json, "settings")), 20);
	assert_int_equal(json_object_size(json_object_get(json, "role")), 10);
	assert_int_equal(json_object_size(json_object_get(json, "peer")), 6);
	assert_int_equal(json_object_size(json_object_get(json, "page")), 5);
	assert_int_equal(json_object_size(json_object_get(json, "pac")), 15);
	assert_int_equal(json_object_size(json_object_get(json, "counters")), 10);
	assert_int_equal(json_object_size(json_object_get(json, "events")), 2);
	assert_true(status_from_json(&found, json));
	assert_int_equal(found.late_wakeups, status.late_wakeups);
	json_decref(json);
}

static void a_missing_member_keeps_its_value(void **state)
{
	struct status status;
	json_t *json;

	(void)state;
	status = make_status();
	json = json_pack("{s:{s:s}}", "role", "role", "standby");
	assert_true(status_from_json(&status, json));
	assert_int_equal(status.role, ROLE_STANDBY);
	assert_int_equal(status.previous_role, ROLE_STANDBY);
	assert_string_equal(status.config.node, "n1");
	assert_int_equal(status.fip_count, 2);
	json_decref(json);
}

static void a_wrong_type_changes_nothing(void **state)
{
	static const char *const WRONG[] = { "[]", "{\"role\":1}",
		"{\"role\":{\"role\":\"standby\"},\"peer\":{\"state\":2}}",
		"{\"settings\":{\"count\":4294967296}}",
		"{\"settings\":{\"redundancy\":1}}",
		"{\"counters\":{\"failovers\":-1}}",
		"{\"system\":{\"changed_age_ms\":-2}}", "{\"links\":{}}",
		"{\"links\":[3]}", "{\"fips\":7}", "{\"fips\":[{\"state\":5}]}" };

	(void)state;
	for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++) {
		struct status before = make_status();
		struct status status = before;
		json_t *json = json_loads(WRONG[i], 0, NULL);

		assert_non_null(json);
		assert_false(status_from_json(&status, json));
		assert_memory_equal(&status, &before, sizeof(status));
		json_decref(json);
	}
}

static void a_word_of_a_newer_daemon_is_no_fault(void **state)
{
	struct status status;
	json_t *json;

	(void)state;
	status = make_status();
	json = json_pack("{s:{s:s},s:{s:s}}", "role", "role", "hovering", "peer",
		"state", "asleep");
	assert_true(status_from_json(&status, json));
	assert_int_equal(status.role, ROLE_UNKNOWN);
	assert_int_equal(status.peer_state, PEER_COMMUNICATION_ERROR);
	json_decref(json);
}

static json_t *make_fips(size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		json_array_append_new(list, json_pack("{s:s}", "state", "held"));
	}
	return json_pack("{s:o}", "fips", list);
}

static void as_many_fips_as_there_is_room_for_are_read(void **state)
{
	struct status status;
	json_t *most;
	json_t *too_many;

	(void)state;
	status = (struct status){ 0 };
	most = make_fips(STATUS_FIPS_MAX);
	too_many = make_fips(STATUS_FIPS_MAX + 1);
	assert_true(status_from_json(&status, most));
	assert_int_equal(status.fip_count, STATUS_FIPS_MAX);
	assert_int_equal(status.fips[STATUS_FIPS_MAX - 1].state, FIP_HELD);
	assert_false(status_from_json(&status, too_many));
	json_decref(most);
	json_decref(too_many);
}

static void a_full_status_fits_a_line(void **state)
{
	struct status status;
	json_t *json;
	char *text;

	(void)state;
	status = make_status();
	status.fip_count = STATUS_FIPS_MAX;
	for (size_t i = 0; i < STATUS_FIPS_MAX; i++) {
		status.fips[i] = status.fips[1];
		status.fips[i].announcements = UINT64_MAX;
		strcpy(status.fips[i].address,
			"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
		strcpy(status.fips[i].conflict_mac, "02:00:00:00:00:99");
	}
	json = status_to_json(&status);
	text = json_dumps(json, JSON_COMPACT);
	assert_true(strlen(text) < CLIENT_LINE_MAX_BYTES / 2);
	free(text);
	json_decref(json);
}

static void every_state_has_its_word(void **state)
{
	(void)state;
	assert_string_equal(
		words_text(&words_peer_state, PEER_NEVER_SEEN), "neverSeen");
	assert_string_equal(words_text(&words_link_state, LINK_ONE_WAY), "oneWay");
	assert_string_equal(words_text(&words_fip_state, FIP_RELEASED), "released");
	assert_string_equal(
		words_text(&words_outcome, OUTCOME_IN_PROGRESS), "inProgress");
	assert_string_equal(words_text(&words_peer_state, 0), "unknown");
	assert_string_equal(words_text(&words_outcome, OUTCOME_FAILED + 1), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_status_reads_back_as_it_was),
		cmocka_unit_test(the_object_is_grouped_and_speaks_in_words),
		cmocka_unit_test(no_member_is_missing_from_the_table),
		cmocka_unit_test(a_missing_member_keeps_its_value),
		cmocka_unit_test(a_wrong_type_changes_nothing),
		cmocka_unit_test(a_word_of_a_newer_daemon_is_no_fault),
		cmocka_unit_test(as_many_fips_as_there_is_room_for_are_read),
		cmocka_unit_test(a_full_status_fits_a_line),
		cmocka_unit_test(every_state_has_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
