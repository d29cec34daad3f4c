/*
 * span - spans of time as a person writes them: "2 s", "500 ms", "0.5 s", "5 min",
 * "2h"; and the
 * whole decimal numbers that they, and other values, are made of.
 *
 * A number without a unit is seconds, as in the settings of the original system.  A
 * span is a whole number of milliseconds; anything finer is refused, never rounded.
 */
#ifndef FIPD_VALUES_SPAN_H
#define FIPD_VALUES_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest text that span_write makes, with its end. */
enum {
	SPAN_TEXT_SIZE = 24
};

/* Read a span of at most ten digits before the point; false if the text is not one. */
bool span_read(const char *text, uint64_t *span_ms);

/* Write a span in its shortest exact form, "2 s" or "2500 ms", and return text. */
const char *span_write(uint64_t span_ms, char text[SPAN_TEXT_SIZE]);

/*
 * Read the digits that text begins with, at most limit of them (19 fit), and return how
 * many there are: no sign, no blank, no base.  Nothing beyond limit is looked at.
 */
size_t span_digits(const char *text, size_t limit, uint64_t *number);

#endif
