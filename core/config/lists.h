/*
 * lists - the settings that are lists: F-IPs, references, kinds of events, links.
 *
 * All but the last are lists of plain values, an entry of the last is a mapping of its
 * own.  Reading goes on after a fault, as everywhere in a file of settings.
 */
#ifndef FIPD_CONFIG_LISTS_H
#define FIPD_CONFIG_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "config/config.h"
#include "config/schema.h"
#include "config/yaml_events.h"

enum {
	LISTS_ENTRY_SIZE = 160 /* the text of the longest entry: a link's */
};

/* Return whether a row is such a list. */
bool lists_has(const struct schema_row *row);

/* Empty the list of a row. */
void lists_empty(struct config *config, const struct schema_row *row);

/* Return how many entries the list of a row has. */
size_t lists_count(const struct config *config, const struct schema_row *row);

/* Write an entry of the list of a row. */
void lists_write_entry(const struct config *config, const struct schema_row *row,
	size_t index, char text[LISTS_ENTRY_SIZE]);

/* Read the node at hand into the list of a row and pass over it; report its faults. */
void lists_read(
	struct events *events, struct config *config, const struct schema_row *row);

/* Write a list as one word, cut to what fits, and return text. */
const char *lists_write(const struct config *config, const struct schema_row *row,
	char *text, size_t size);

/* Return whether two configurations have the same list of a row. */
bool lists_equal(
	const struct config *a, const struct config *b, const struct schema_row *row);

#endif
