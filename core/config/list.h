/*
 * list - the settings that are lists: F-IPs, references, kinds of events, networks,
 * links, checks, hooks.
 *
 * The entries of the last three are mappings, of which the name alone is written; those
 * of all other lists are plain values.  Most lists of plain values can be set at run
 * time, on one line as settings.yaml keeps them: "192.168.0.100/24, 192.168.0.101/24",
 * with or without the brackets of YAML.
 */
#ifndef FIPD_CONFIG_LIST_H
#define FIPD_CONFIG_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/config_struct.h"
#include "schema/schema.h"
#include "values/fault.h"

enum {
	LIST_ENTRY_SIZE = 160 /* the text of the longest entry: a link's */
};

/* Return whether a row is a list. */
bool list_has(const struct schema_row *row);

/* Empty the list of a row in record, the struct that the row is of. */
void list_empty(void *record, const struct schema_row *row);

/* Return how many entries the list of a row has. */
size_t list_count(const struct config *config, const struct schema_row *row);

/* Write a list with something between its entries, cut to what fits, and return text.
 */
const char *list_write(const struct config *config, const struct schema_row *row,
	const char *between, char *text, size_t size);

/* Return whether two configurations have the same list of a row. */
bool list_equal(
	const struct config *a, const struct config *b, const struct schema_row *row);

/* Return whether a row is a list that can be set on one line. */
bool list_is_inline(const struct schema_row *row);

/* Read such a text in place of the list of a row; on a fault leave config alone. */
bool list_read_inline(struct config *config, const struct schema_row *row,
	const char *text, struct fault *fault);

/* Write the list of a row with its brackets; return the length that it needs. */
size_t list_write_inline(const struct config *config, const struct schema_row *row,
	char *text, size_t size);

#endif
