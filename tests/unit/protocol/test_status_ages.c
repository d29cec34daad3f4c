#include <stdlib.h>
#include <string.h>

#include "protocol/status.h"
#include "unit/cmocka_all.h"

enum {
	ELAPSED_MS = 250
};

static struct status *make_status(int64_t age_ms)
{
	struct status *status = calloc(1, sizeof(*status));

	status->started_age_ms = age_ms;
	status->changed_age_ms = age_ms;
	status->role_age_ms = age_ms;
	status->peer_state_age_ms = age_ms;
	status->peer_heard_age_ms = age_ms;
	status->outlook.stable_ms = age_ms;
	status->outlook.retry_ms = 3000;
	status->link_count = 1;
	status->links[0].state_age_ms = age_ms;
	status->links[0].heard_age_ms = age_ms;
	status->fip_count = 2;
	status->fips[0].state_age_ms = age_ms;
	status->fips[1].state_age_ms = age_ms;
	status->config.interval_ms = 2000;
	status->active_ms = 7000;
	return status;
}

static bool ends_with_age(const char *key)
{
	size_t length = strlen(key);

	return length >= 6 && strcmp(key + length - 6, "age_ms") == 0;
}

/* Count the ages anywhere in the JSON, each of which must be the one expected. */
static int count_ages(const json_t *json, json_int_t expected)
{
	int count = 0;
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach((json_t *)(uintptr_t)json, key, value)
	{
		if (ends_with_age(key)) {
			assert_int_equal(json_integer_value(value), expected);
			count++;
		}
		count += count_ages(value, expected);
	}
	json_array_foreach(json, i, value)
	{
		count += count_ages(value, expected);
	}
	return count;
}

static void assert_ages(const struct status *status, json_int_t expected)
{
	json_t *json = status_to_json(status);

	assert_int_equal(count_ages(json, expected), 9);
	json_decref(json);
	assert_int_equal(status->outlook.stable_ms, expected);
}

static void every_age_grows(void **state)
{
	struct status *status;

	(void)state;
	status = make_status(1000);
	status_grow(status, ELAPSED_MS);
	assert_ages(status, 1000 + ELAPSED_MS);
	free(status);
}

static void never_stays_never(void **state)
{
	struct status *status;

	(void)state;
	status = make_status(-1);
	status_grow(status, ELAPSED_MS);
	assert_ages(status, -1);
	free(status);
}

static void what_is_no_age_stays(void **state)
{
	struct status *status;

	(void)state;
	status = make_status(0);
	status_grow(status, ELAPSED_MS);
	assert_int_equal(status->config.interval_ms, 2000);
	assert_int_equal(status->active_ms, 7000);
	assert_int_equal(status->outlook.retry_ms, 3000);
	free(status);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_age_grows),
		cmocka_unit_test(never_stays_never),
		cmocka_unit_test(what_is_no_age_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
