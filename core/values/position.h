/*
 * position - a place in a text, as an editor counts: lines and columns from 1.
 */
#ifndef FIPD_VALUES_POSITION_H
#define FIPD_VALUES_POSITION_H

#include <stdbool.h>
#include <stddef.h>

struct position {
	size_t line;
	size_t column; /* characters of UTF-8, not bytes */
};

/* Return the position of the byte at offset; the end of the text if it is beyond. */
struct position position_find(const char *text, size_t length_bytes, size_t offset);

/* Return whether the line of a position is indented with a tab. */
bool position_has_tab(const char *text, size_t length_bytes, struct position position);

#endif
