/*
 * lists - the settings that are lists: F-IPs, references, links.
 *
 * The first two are lists of plain values, an entry of the last is a mapping of its
 * own.  Reading goes on after a fault, as everywhere in a file of settings.
 */
#ifndef FIPD_CONFIG_LISTS_H
#define FIPD_CONFIG_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "config/config.h"
#include "config/events.h"
#include "config/schema.h"

/* Return whether a row is such a list. */
bool lists_has(const struct schema_row *row);

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
