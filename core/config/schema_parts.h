/*
 * schema_parts - the rows of the schema: those of the failover, and those of fipd-web.
 */
#ifndef FIPD_CONFIG_SCHEMA_PARTS_H
#define FIPD_CONFIG_SCHEMA_PARTS_H

#include "config/schema.h"

extern const struct schema_row schema_pair_rows[];
extern const size_t schema_pair_count;

extern const struct schema_row schema_web_rows[];
extern const size_t schema_web_count;

/* on or off, and what else people write for it. */
extern const struct schema_word schema_on_off[];

#endif
