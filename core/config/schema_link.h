/*
 * schema_link - the members of one entry of `links`, as rows like those of the
 * settings.
 *
 * Their offsets are in struct config_link.
 */
#ifndef FIPD_CONFIG_SCHEMA_LINK_H
#define FIPD_CONFIG_SCHEMA_LINK_H

#include <stddef.h>

#include "config/schema.h"

enum {
	SCHEMA_LINK_ROWS = 4
};

/* Return the rows, SCHEMA_LINK_ROWS of them. */
const struct schema_row *schema_link_rows(void);

/* Return the row of a member, or NULL if there is no such member. */
const struct schema_row *schema_link_find(const char *name);

#endif
