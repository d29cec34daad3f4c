#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "model/types.h"
#include "protocol/status.h"

static struct status *make_status(void)
{
	struct status *status = calloc(1, sizeof(*status));

	status->role = ROLE_ACTIVE;
	status->previous_role = ROLE_STANDBY;
	status->config.pac.direct.count = 1;
	status->started_age_ms = 9000;
	status->changed_age_ms = -1;
	status->link_count = 2;
	status->links[1].state = LINK_UP;
	status->fip_count = 3;
	status->fips[2].state = FIP_HELD;
	status->fips[2].state_age_ms = 400;
	return status;
}

static struct status *read_status(const json_t *json)
{
	struct status *status = calloc(1, sizeof(*status));

	assert_true(status_from_json(status, json));
	return status;
}

static json_t *make_other_text(const char *text, const char *key)
{
	size_t length = strlen(text);

	if (length > 0 && text[length - 1] == 'Z') {
		return json_string("2026-11-22T18:40:01.123Z");
	}
	return json_string(strcmp(key, "state") == 0 ? "down" : "standby");
}

/* Turn a leaf of the JSON into another value of its type. */
static void alter(json_t *leaf, json_t *container, const char *key)
{
	json_t *other;

	if (json_is_integer(leaf)) {
		other = json_integer(json_integer_value(leaf) + 7);
	} else if (json_is_boolean(leaf)) {
		other = json_boolean(!json_is_true(leaf));
	} else {
		other = make_other_text(json_string_value(leaf), key);
	}
	json_object_set_new(container, key, other);
}

/* Alter the leaf of a number, counted through the tree; false: it has fewer. */
static bool alter_leaf(json_t *tree, int *number)
{
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach(tree, key, value)
	{
		if (json_is_object(value) || json_is_array(value)) {
			if (alter_leaf(value, number)) {
				return true;
			}
		} else if ((*number)-- == 0) {
			alter(value, tree, key);
			return true;
		}
	}
	json_array_foreach(tree, i, value)
	{
		if (alter_leaf(value, number)) {
			return true;
		}
	}
	return false;
}

static void assert_same(const struct status *a, const struct status *b)
{
	json_t *first = status_to_json(a);
	json_t *second = status_to_json(b);

	assert_true(json_equal(first, second));
	json_decref(first);
	json_decref(second);
}

/* Whatever has changed, told with the change is the status. */
static void assert_change_leads(struct status *told, const struct status *status)
{
	json_t *change = status_change_to_json(told, status);

	assert_non_null(change);
	assert_true(status_take_change(told, change));
	assert_same(told, status);
	json_decref(change);
}

static void each_member_can_change_by_itself(void **state)
{
	int count = 0;
	bool more = true;

	(void)state;
	while (more) {
		struct status *told = make_status();
		json_t *json = status_to_json(told);
		int number = count++;

		more = alter_leaf(json, &number);
		if (more) {
			struct status *status = read_status(json);

			assert_change_leads(told, status);
			free(status);
		}
		json_decref(json);
		free(told);
	}
	assert_in_range(count, 120, 1000);
}

static void nothing_is_told_where_nothing_has_changed(void **state)
{
	struct status *told = make_status();
	struct status *status = make_status();
	json_t *change;

	(void)state;
	status->started_age_ms++;
	status->fips[2].state_age_ms--;
	change = status_change_to_json(told, status);
	assert_int_equal(json_object_size(change), 0);
	json_decref(change);
	free(told);
	free(status);
}

static void a_row_is_told_by_its_number_and_what_differs(void **state)
{
	struct status *told = make_status();
	struct status *status = make_status();
	json_t *change;
	json_t *wanted = json_loads("{\"fips\":[{\"row\":1,\"conflicts\":4},"
				    "{\"row\":2,\"state_age_ms\":402}]}",
		0, NULL);

	(void)state;
	status->fips[1].conflicts = 4;
	status->fips[2].state_age_ms = 402;
	change = status_change_to_json(told, status);
	assert_true(json_equal(change, wanted));
	json_decref(change);
	json_decref(wanted);
	free(told);
	free(status);
}

static void an_age_that_has_begun_or_ended_has_changed(void **state)
{
	struct status *told = make_status();
	struct status *status = make_status();

	(void)state;
	status->changed_age_ms = 0;
	status->started_age_ms = -1;
	assert_change_leads(told, status);
	free(told);
	free(status);
}

static void alarms_that_have_changed_are_all_told(void **state)
{
	struct status *told = make_status();
	struct status *status = make_status();

	(void)state;
	status->alarms.count = 1;
	status->alarms.list[0] = (struct entry){
		.sequence = 5, .severity = SEVERITY_MAJOR, .event.kind = EVENT_PEER_LOST
	};
	assert_change_leads(told, status);
	assert_int_equal(told->alarms.count, 1);
	status->alarms.count = 0;
	assert_change_leads(told, status);
	assert_int_equal(told->alarms.count, 0);
	free(told);
	free(status);
}

static void other_lists_take_the_whole(void **state)
{
	struct status *told = make_status();
	struct status *status = make_status();

	(void)state;
	status->fip_count = 2;
	assert_null(status_change_to_json(told, status));
	status->fip_count = 3;
	status->link_count = 1;
	assert_null(status_change_to_json(told, status));
	free(told);
	free(status);
}

static void a_change_that_does_not_fit_is_refused(void **state)
{
	static const char *const WRONG[] = { "[]", "{\"role\":1}",
		"{\"counters\":{\"failovers\":\"3\"}}", "{\"fips\":{}}",
		"{\"fips\":[7]}", "{\"fips\":[{\"conflicts\":1}]}",
		"{\"fips\":[{\"row\":3,\"conflicts\":1}]}", "{\"fips\":[{\"row\":-1}]}",
		"{\"links\":[{\"row\":2}]}", "{\"links\":[{\"row\":\"0\"}]}",
		"{\"alarms\":3}", "{\"outlook\":{\"pinned\":1}}",
		"{\"settings\":{\"count\":-1}}" };

	(void)state;
	for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++) {
		struct status *status = make_status();
		json_t *change = json_loads(WRONG[i], 0, NULL);

		assert_non_null(change);
		assert_false(status_take_change(status, change));
		json_decref(change);
		free(status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_member_can_change_by_itself),
		cmocka_unit_test(nothing_is_told_where_nothing_has_changed),
		cmocka_unit_test(a_row_is_told_by_its_number_and_what_differs),
		cmocka_unit_test(an_age_that_has_begun_or_ended_has_changed),
		cmocka_unit_test(alarms_that_have_changed_are_all_told),
		cmocka_unit_test(other_lists_take_the_whole),
		cmocka_unit_test(a_change_that_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
