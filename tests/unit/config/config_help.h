/*
 * config_help - what the tests of config share: read a text, find a message.
 */
#ifndef FIPD_TESTS_CONFIG_HELP_H
#define FIPD_TESTS_CONFIG_HELP_H

#include <stdbool.h>
#include <string.h>

#include "config/config.h"
#include "config/config_check.h"
#include "unit/cmocka_all.h"

/* The smallest good file. */
#define GOOD_TEXT "peer: 192.168.0.2\nfips: [192.168.0.100/24]\n"

static inline bool parse_bytes(struct config *config, const char *text, size_t length,
	struct diagnostics *diagnostics)
{
	struct config_source source = {
		.name = "fipd.yaml",
		.text = text,
		.length_bytes = length,
		.origin = CONFIG_ORIGIN_FILE,
	};

	memset(diagnostics, 0, sizeof(*diagnostics));
	config_defaults(config);
	return config_parse(config, &source, diagnostics);
}

static inline bool parse_text(
	struct config *config, const char *text, struct diagnostics *diagnostics)
{
	return parse_bytes(config, text, strlen(text), diagnostics);
}

/* Assert that a text has this one fault and no other. */
static inline void assert_one_fault(const char *text, const char *message)
{
	struct config config;
	struct diagnostics diagnostics;

	assert_false(parse_text(&config, text, &diagnostics));
	assert_string_equal(diagnostics.text[0], message);
	assert_int_equal(diagnostics.count, 1);
}

/* Assert that a text reads well, but the whole has this one fault. */
static inline void assert_check(const char *text, const char *message)
{
	struct config config;
	struct diagnostics diagnostics;

	assert_true(parse_text(&config, text, &diagnostics));
	assert_false(config_check(&config, "fipd.yaml", &diagnostics));
	assert_string_equal(diagnostics.text[0], message);
	assert_int_equal(diagnostics.count, 1);
}

#endif
