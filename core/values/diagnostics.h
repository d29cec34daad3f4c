/*
 * diagnostics - every fault of a configuration in one run, each where it is.
 *
 * A message reads "fipd.yaml:4:11: interval: 5 is below 10 ms; 10 ms to 60 s is
 * allowed".  A bounded number is kept; beyond it only the count goes on.
 */
#ifndef FIPD_VALUES_DIAGNOSTICS_H
#define FIPD_VALUES_DIAGNOSTICS_H

#include <stddef.h>

enum {
	DIAGNOSTICS_MAX = 64,
	DIAGNOSTIC_TEXT_MAX = 255,
};

struct diagnostics {
	size_t count; /* may exceed DIAGNOSTICS_MAX: the rest was not kept */
	char text[DIAGNOSTICS_MAX][DIAGNOSTIC_TEXT_MAX + 1];
};

/* Empty the list. */
void diagnostics_clear(struct diagnostics *diagnostics);

/* Add a fault at file:line:column (line 0: of the file as a whole), printf-like. */
void diagnostics_add(struct diagnostics *diagnostics, const char *file, size_t line,
	size_t column, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Return how many messages are kept. */
size_t diagnostics_kept(const struct diagnostics *diagnostics);

#endif
