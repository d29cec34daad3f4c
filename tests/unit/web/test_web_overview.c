#include <stdio.h>

#include "unit/cmocka_all.h"
#include "unit/web/web_help.h"
#include "web/overview.h"
#include "web/tag.h"

static void the_groups_of_the_status_keep_their_names(void **state)
{
	struct stage *stage;
	json_t *json;
	json_t *plain;
	const char *key;
	json_t *value;

	(void)state;
	stage = stage_make();
	json = overview_to_json(&stage->snapshot);
	plain = status_to_json(&stage->snapshot.status);
	json_object_foreach(plain, key, value)
	{
		if (strcmp(key, "fips") != 0) {
			assert_true(json_equal(json_object_get(json, key), value));
		}
	}
	json_decref(plain);
	json_decref(json);
	free(stage);
}

static void an_fip_says_whether_it_is_in_the_kernel(void **state)
{
	struct stage *stage;
	json_t *json;
	json_t *fips;

	(void)state;
	stage = stage_make();
	stage->snapshot.status.fip_count = 3;
	stage->snapshot.presence[2] = PRESENCE_UNKNOWN;
	json = overview_to_json(&stage->snapshot);
	fips = json_object_get(json, "fips");
	assert_true(json_is_true(json_object_get(json_array_get(fips, 0), "present")));
	assert_true(json_is_false(json_object_get(json_array_get(fips, 1), "present")));
	assert_true(json_is_null(json_object_get(json_array_get(fips, 2), "present")));
	json_decref(json);
	free(stage);
}

static void it_says_whether_it_is_stale_and_how_old(void **state)
{
	struct stage *stage;
	json_t *json;
	json_t *web;

	(void)state;
	stage = stage_make();
	mirror_lose(&stage->watcher.mirror);
	json = overview_to_json(&stage->snapshot);
	web = json_object_get(json, "web");
	assert_true(json_is_true(json_object_get(web, "stale")));
	assert_int_equal(json_integer_value(json_object_get(web, "data_age_ms")), 500);
	assert_string_equal(
		json_string_value(json_object_get(web, "version")), "0.2.0");
	json_decref(json);
	free(stage);
}

static void without_a_status_it_has_no_age(void **state)
{
	struct stage *stage;
	json_t *json;
	json_t *web;

	(void)state;
	stage = stage_make();
	mirror_init(&stage->watcher.mirror);
	snapshot_take(&stage->snapshot, 2000);
	json = overview_to_json(&stage->snapshot);
	web = json_object_get(json, "web");
	assert_int_equal(json_integer_value(json_object_get(web, "data_age_ms")), -1);
	json_decref(json);
	free(stage);
}

static void the_last_events_are_its_history(void **state)
{
	struct stage *stage;
	struct mirror *mirror;
	json_t *json;
	json_t *history;
	json_t *first;

	(void)state;
	stage = stage_make();
	mirror = &stage->watcher.mirror;
	for (uint64_t i = 1; i <= OVERVIEW_EVENTS_MAX + 5; i++) {
		mirror->events[mirror->event_count++] = (struct entry){
			.sequence = i,
			.severity = SEVERITY_MINOR,
			.event = { .kind = EVENT_ROLE_CHANGE },
		};
	}
	json = overview_to_json(&stage->snapshot);
	history = json_object_get(json, "history");
	assert_int_equal(json_array_size(history), OVERVIEW_EVENTS_MAX);
	first = json_object_get(json_array_get(history, 0), "sequence");
	assert_int_equal(json_integer_value(first), 6);
	json_decref(json);
	free(stage);
}

static void a_tag_is_found_in_a_list(void **state)
{
	char tag[TAG_SIZE];
	char list[64];

	(void)state;
	tag_write(tag, "abc", 3, "");
	snprintf(list, sizeof(list), "\"x\", W/%s", tag);
	assert_true(tag_is_named(tag, list));
	assert_true(tag_is_named(tag, "*"));
	assert_false(tag_is_named(tag, "\"x\""));
	assert_false(tag_is_named(tag, NULL));
}

static void other_bytes_have_another_tag(void **state)
{
	char tag[TAG_SIZE];
	char other[TAG_SIZE];

	(void)state;
	tag_write(tag, "abc", 3, "");
	tag_write(other, "abd", 3, "");
	assert_string_not_equal(tag, other);
	tag_write(other, "abc", 3, "f");
	assert_string_not_equal(tag, other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_groups_of_the_status_keep_their_names),
		cmocka_unit_test(an_fip_says_whether_it_is_in_the_kernel),
		cmocka_unit_test(it_says_whether_it_is_stale_and_how_old),
		cmocka_unit_test(without_a_status_it_has_no_age),
		cmocka_unit_test(the_last_events_are_its_history),
		cmocka_unit_test(a_tag_is_found_in_a_list),
		cmocka_unit_test(other_bytes_have_another_tag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
