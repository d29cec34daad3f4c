/*
 * entries - the settings that are lists of mappings: links, checks, hooks.
 *
 * The members of an entry are rows like those of the settings, with offsets in the
 * struct of the entry.
 */
#ifndef FIPD_SCHEMA_ENTRIES_H
#define FIPD_SCHEMA_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/schema.h"

enum {
	ENTRY_ROWS_MAX = 12
};

/* One kind of entry. */
struct entry {
	const char *noun;    /* "a link" */
	const char *members; /* "name, interface, address and peer" */
	const char *shape;   /* one as an operator may write it */
	const struct schema_row *rows;
	size_t count;
};

/* Return the kind of entry that a list of this type has, NULL: plain values. */
const struct entry *entry_of(enum schema_type type);

/* Return the row of a member, or NULL if there is no such member. */
const struct schema_row *entry_find(const struct entry *entry, const char *name);

/* Return whether an entry without this member is not complete. */
bool entry_needs(const struct schema_row *row);

#endif
