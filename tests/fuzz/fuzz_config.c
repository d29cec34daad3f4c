/*
 * Whatever bytes fipd.yaml, a key file or an SNMP SET hold: no crash, no message
 * without its end, and a configuration that was found good can be written and read
 * back.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/config_check.h"
#include "config/config_engine.h"
#include "config/keys.h"
#include "schema/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_messages(const struct diagnostics *diagnostics, bool good)
{
	assert(good == (diagnostics->count == 0));
	for (size_t i = 0; i < diagnostics_kept(diagnostics); i++) {
		assert(strlen(diagnostics->text[i]) <= DIAGNOSTIC_TEXT_MAX);
		assert(strpbrk(diagnostics->text[i], "\n\r\x1b") == NULL);
	}
}

/* Read the text of what was set over the defaults, and write it again. */
static void check_round_trip(const struct config *config)
{
	static char text[65536], again[65536];
	struct diagnostics diagnostics = { 0 };
	struct config_source source = {
		.name = "settings.yaml",
		.text = text,
		.length_bytes = config_write_set(config, text, sizeof(text)),
		.origin = CONFIG_ORIGIN_SET,
	};
	struct config copy;
	bool good;

	assert(source.length_bytes < sizeof(text));
	config_defaults(&copy);
	good = config_parse(&copy, &source, &diagnostics);
	assert(good);
	config_write_set(&copy, again, sizeof(again));
	assert(strcmp(text, again) == 0);
}

static void try_file(const char *text, size_t size, enum config_origin origin)
{
	struct config config;
	struct diagnostics diagnostics = { 0 };
	struct config_source source = {
		.name = "fipd.yaml",
		.text = text,
		.length_bytes = size,
		.origin = origin,
	};
	struct settings settings;
	bool good;

	config_defaults(&config);
	good = config_parse(&config, &source, &diagnostics);
	check_messages(&diagnostics, good);
	good = config_check(&config, "fipd.yaml", &diagnostics) && good;
	check_messages(&diagnostics, good);
	config_engine_settings(&config, (struct ip){ .family = IP_V4, .bytes = { 1 } },
		"0.1.0", &settings);
	assert(settings.digest != 0);
	if (good) {
		check_round_trip(&config);
	}
}

static void try_set(const char *text, size_t size)
{
	const struct schema_row *row;
	char *copy = strndup(text, size);
	char message[200];
	struct config config;

	assert(copy != NULL);
	config_defaults(&config);
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		config_set(&config, row->name, copy, message, sizeof(message));
	}
	config_set(&config, copy, "1", message, sizeof(message));
	check_round_trip(&config);
	free(copy);
}

static void try_keys(const char *text, size_t size)
{
	struct keys keys;
	struct diagnostics diagnostics = { 0 };
	bool good = keys_parse(&keys, "key", text, size, &diagnostics);

	check_messages(&diagnostics, good);
	assert(good == (keys.count > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;

	try_file(text, size, CONFIG_ORIGIN_FILE);
	try_file(text, size, CONFIG_ORIGIN_SET);
	try_set(text, size);
	try_keys(text, size);
	return 0;
}
