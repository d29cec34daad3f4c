/*
 * duration - a span of time as a person reads it: "300 ms", "2.5 s", "3 min 12 s".
 */
#ifndef FIPD_OUTPUT_DURATION_H
#define FIPD_OUTPUT_DURATION_H

#include <stdint.h>

enum {
	DURATION_TEXT_BYTES = 32
};

/* Write a span into text and return text; a negative one reads "never". */
const char *duration_text(char text[DURATION_TEXT_BYTES], int64_t span_ms);

#endif
