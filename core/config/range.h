/*
 * range - what a setting may be, in words: "10 ms to 60 s", "active or standby".
 *
 * Messages, the manual and the example file say it the same way, from the schema's row.
 */
#ifndef FIPD_CONFIG_RANGE_H
#define FIPD_CONFIG_RANGE_H

#include <stdint.h>

#include "schema/schema.h"
#include "values/span.h"

/* The longest text of a range, with its end. */
enum {
	RANGE_TEXT_SIZE = 96
};

/* Write what a row allows and return text. */
const char *range_write(const struct schema_row *row, char text[RANGE_TEXT_SIZE]);

/* Write a number in the row's own unit and return text. */
const char *range_write_number(
	const struct schema_row *row, uint64_t number, char text[SPAN_TEXT_SIZE]);

#endif
