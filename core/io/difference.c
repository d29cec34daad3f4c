#include "io/difference.h"

#include <stdio.h>
#include <string.h>

#include "config/address.h"
#include "config/schema.h"
#include "config/value.h"

/* Room for a few F-IPs; never more than a value. */
enum {
	FIPS_TEXT_SIZE = 128,
	FIP_TEXT_MAX = ADDRESS_TEXT_SIZE + 1, /* with the sign before it */
};

struct writing {
	char *text;
	size_t size;
	size_t length;
};

static void add(struct writing *writing, const char *name, const char *before,
	const char *after)
{
	int wanted = snprintf(writing->text + writing->length,
		writing->size - writing->length, "%s%s%s%s -> %s",
		writing->length ? ", " : "", name, *before ? " " : "", before, after);

	writing->length += wanted > 0 ? (size_t)wanted : 0;
	if (writing->length >= writing->size) {
		writing->length = writing->size - 1;
	}
}

/* A long list is cut: the file has all of it. */
static void write_fips(char text[FIPS_TEXT_SIZE], const struct config *config)
{
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0;
		i < config->fip_count && length < FIPS_TEXT_SIZE - FIP_TEXT_MAX; i++) {
		char fip[ADDRESS_TEXT_SIZE];

		length += (size_t)snprintf(text + length, FIPS_TEXT_SIZE - length,
			"%s%s", i ? "+" : "", address_write_fip(&config->fips[i], fip));
	}
	if (length >= FIPS_TEXT_SIZE - FIP_TEXT_MAX) {
		snprintf(text + length, FIPS_TEXT_SIZE - length, "...");
	}
}

static void write_value(char text[VALUE_TEXT_SIZE], const struct config *config,
	const struct schema_row *row)
{
	if (row->type == SCHEMA_FIPS) {
		write_fips(text, config);
	} else {
		value_write(config, row, text);
	}
}

void difference_write(char *text, size_t size, const struct config *before,
	const struct config *after)
{
	struct writing writing = { .text = text, .size = size };
	size_t count;
	const struct schema_row *rows = schema_rows(&count);

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		char old[VALUE_TEXT_SIZE];
		char new[VALUE_TEXT_SIZE];

		write_value(old, before, &rows[i]);
		write_value(new, after, &rows[i]);
		if (strcmp(old, new) != 0) {
			add(&writing, rows[i].name, old, new);
		}
	}
}
