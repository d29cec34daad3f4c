/*
 * value - one setting between its text, as in fipd.yaml, and its member in struct
 * config or config_link.
 *
 * Reading checks type and range by the setting's row of the schema; writing gives the
 * text that reads back as the same value.  Whether settings fit together is not asked
 * here.
 */
#ifndef FIPD_CONFIG_VALUE_H
#define FIPD_CONFIG_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/config_struct.h"
#include "schema/schema.h"
#include "values/fault.h"

/* The longest text of one value, with its end. */
enum {
	VALUE_TEXT_SIZE = CONFIG_PATH_MAX + 1
};

/*
 * Read text into the member of a row in record, the struct that the row is of; a list
 * gets one entry more.  On a fault write it, without the setting's name, and leave
 * record alone.
 */
bool value_read(void *record, const struct schema_row *row, const char *text,
	struct fault *fault);

/* Write the member of a row, not of a list, and return text. */
const char *value_write(const struct config *config, const struct schema_row *row,
	char text[VALUE_TEXT_SIZE]);

#endif
