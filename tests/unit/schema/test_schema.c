#include <stdio.h>
#include <stdlib.h>

#include "config/list.h"
#include "config/schema_write.h"
#include "schema/guess.h"
#include "schema/schema.h"
#include "unit/config/config_help.h"

static void every_row_is_complete(void **state)
{
	const struct schema_row *row;

	(void)state;
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		const char *description = row->description;

		assert_true(i < CONFIG_SETTINGS_MAX);
		assert_ptr_equal(schema_find(row->name), row);
		assert_int_equal(schema_index(row), i);
		assert_true((row->initial == NULL) != (row->absent == NULL));
		assert_true(row->offset < sizeof(struct config));
		assert_int_equal(description[strlen(description) - 1], '.');
	}
}

static void twenty_nine_settings_can_be_set_over_snmp(void **state)
{
	const struct schema_row *row;
	size_t settable = 0;

	(void)state;
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		if (row->object != NULL) {
			settable += row->settable;
			assert_memory_equal(row->object, "fipd", 4);
		}
	}
	assert_int_equal(settable, 29);
}

static void samples_are_good_values(void **state)
{
	const struct schema_row *row;
	struct config config;
	struct diagnostics diagnostics;
	char text[200];

	(void)state;
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		const char *sample = row->sample == NULL ? row->initial : row->sample;

		assert_non_null(sample);
		snprintf(text, sizeof(text), list_has(row) ? "%s: [%s]" : "%s: %s",
			row->name, sample);
		assert_true(parse_text(&config, text, &diagnostics));
	}
}

static void typos_lead_to_the_setting_that_was_meant(void **state)
{
	static const char *const pairs[][2] = {
		{ "intervall", "interval" },
		{ "INTERVAL", "interval" },
		{ "failback-delay", "failback_delay" },
		{ "prot", "port" },
		{ "fip", "fips" },
		{ "keyfile", "key_file" },
		{ "rol", "role" },
		{ "iface", NULL },
		{ "monitor_interval", "interval" },
		{ "fipdMonitorCount", "count" },
		{ "fipdConfiguredRole", "role" },
		{ "x", NULL },
		{ "", NULL },
		{ "a_name_that_is_longer_than_any_setting_interval", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const char *nearest = guess_setting(pairs[i][0]);

		if (pairs[i][1] == NULL) {
			assert_null(nearest);
		} else {
			assert_non_null(nearest);
			assert_string_equal(nearest, pairs[i][1]);
		}
	}
}

/* What a writer writes; the caller frees it. */
static char *write_out(void (*writer)(FILE *))
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	assert_non_null(out);
	writer(out);
	assert_int_equal(fclose(out), 0);
	return text;
}

/* The text of a file of the sources; the caller frees it. */
static char *read_in(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *in = fopen(path, "r");

	assert_non_null(in);
	assert_true(getdelim(&text, &size, '\0', in) > 0);
	fclose(in);
	return text;
}

static void the_example_file_is_what_the_schema_writes(void **state)
{
	char *written = write_out(schema_write_example);
	char *kept = read_in(FIPD_SOURCE_DIR "/conf/fipd.yaml");

	(void)state;
	assert_string_equal(kept, written);
	free(written);
	free(kept);
}

static void the_manual_lists_what_the_schema_writes(void **state)
{
	char *written = write_out(schema_write_manual);
	char *kept = read_in(FIPD_SOURCE_DIR "/core/config/fipd.yaml.5");
	char *begin = strstr(kept, ".Bl -tag -width Ds\n.It Cm node");
	char *end = strstr(kept, ".\\\" End\n");

	(void)state;
	assert_non_null(begin);
	assert_non_null(end);
	*end = '\0';
	assert_string_equal(begin, written);
	free(written);
	free(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_complete),
		cmocka_unit_test(twenty_nine_settings_can_be_set_over_snmp),
		cmocka_unit_test(samples_are_good_values),
		cmocka_unit_test(typos_lead_to_the_setting_that_was_meant),
		cmocka_unit_test(the_example_file_is_what_the_schema_writes),
		cmocka_unit_test(the_manual_lists_what_the_schema_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
