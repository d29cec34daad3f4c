/*
 * digits - whole decimal numbers as part of a text: no sign, no blank, no base.
 */
#ifndef FIPD_VALUES_DIGITS_H
#define FIPD_VALUES_DIGITS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Read the digits that text begins with, at most limit of them (19 fit), and return how
 * many there are.  Nothing beyond limit is looked at.
 */
size_t digits_read(const char *text, size_t limit, uint64_t *number);

#endif
