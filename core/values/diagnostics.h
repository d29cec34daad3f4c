/*
 * diagnostics - every fault of a configuration in one run, each with its position.
 *
 * A message reads "fipd.yaml:4:11: interval: 5 is below 10 ms; 10 ms to 60 s is
 * allowed".  A bounded number is kept; beyond it only the count goes on.  A position is
 * what an editor shows: lines and columns from 1.
 */
#ifndef FIPD_VALUES_DIAGNOSTICS_H
#define FIPD_VALUES_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>

enum {
	DIAGNOSTICS_MAX = 64,
	DIAGNOSTIC_TEXT_MAX = 255,
};

struct diagnostics {
	size_t count; /* may exceed DIAGNOSTICS_MAX: the rest was not kept */
	char text[DIAGNOSTICS_MAX][DIAGNOSTIC_TEXT_MAX + 1];
};

struct position {
	size_t line;
	size_t column; /* characters of UTF-8, not bytes */
};

/* Add a fault at file:line:column (line 0: of the file as a whole), printf-like. */
void diagnostics_add(struct diagnostics *diagnostics, const char *file, size_t line,
	size_t column, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Return how many messages are kept. */
size_t diagnostics_kept(const struct diagnostics *diagnostics);

/* Return the position of the byte at offset; the end of the text if it is beyond. */
struct position position_find(const char *text, size_t length_bytes, size_t offset);

/* Return whether the line of a position is indented with a tab. */
bool position_has_tab(const char *text, size_t length_bytes, struct position position);

#endif
