#include "node/config_diff.h"

#include <stdio.h>
#include <string.h>

#include "config/list.h"
#include "config/value.h"
#include "schema/schema.h"

/* A long list is cut: the file has all of it. */
enum {
	LIST_TEXT_SIZE = 104
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

static void write_value(char text[VALUE_TEXT_SIZE], const struct config *config,
	const struct schema_row *row)
{
	if (list_has(row)) {
		list_write(config, row, text, LIST_TEXT_SIZE);
		if (text[0] == '\0') {
			snprintf(text, VALUE_TEXT_SIZE, "none");
		}
	} else {
		value_write(config, row, text);
	}
}

void config_diff_write(char *text, size_t size, const struct config *before,
	const struct config *after)
{
	struct writing writing = { .text = text, .size = size };
	const struct schema_row *row;

	text[0] = '\0';
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		char old[VALUE_TEXT_SIZE];
		char new[VALUE_TEXT_SIZE];

		write_value(old, before, row);
		write_value(new, after, row);
		if (list_has(row) ? !list_equal(before, after, row)
				  : strcmp(old, new) != 0) {
			add(&writing, row->name, old, new);
		}
	}
}

bool config_diff_has_fip(const struct config *config, struct ip address)
{
	for (size_t i = 0; i < config->fip_count; i++) {
		if (ip_equal(config->fips[i].address, address)) {
			return true;
		}
	}
	return false;
}

/* Only people read the prefix length, but they read it from the same list. */
bool config_diff_same_fips(const struct config *a, const struct config *b)
{
	bool same =
		strcmp(a->interface, b->interface) == 0 && a->fip_count == b->fip_count;

	for (size_t i = 0; same && i < a->fip_count; i++) {
		same = ip_equal(a->fips[i].address, b->fips[i].address)
		       && a->fips[i].prefix_length == b->fips[i].prefix_length;
	}
	return same;
}

bool config_diff_same_hosts(const struct config *a, const struct config *b)
{
	bool same = ip_equal(a->peer, b->peer)
		    && a->reference_gateway == b->reference_gateway
		    && a->reference_count == b->reference_count;

	for (size_t i = 0; same && i < a->reference_count; i++) {
		same = ip_equal(a->references[i], b->references[i]);
	}
	return same;
}
