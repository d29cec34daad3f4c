/*
 * text - building a sentence in memory of a fixed size.
 *
 * What snprintf would do, in the layer that may not use it.  What does not fit is cut;
 * the text is always terminated.
 */
#ifndef FIPD_WORDS_TEXT_H
#define FIPD_WORDS_TEXT_H

#include <stddef.h>
#include <stdint.h>

struct text {
	char *bytes;
	size_t size;
	size_t length;
};

/* Begin an empty text in size bytes of memory; size is at least 1. */
void text_begin(struct text *text, char *bytes, size_t size);

/* Add words. */
void text_add(struct text *text, const char *words);

/* Add a number in decimal digits. */
void text_add_number(struct text *text, uint64_t number);

/* Add a span of time as a person reads it: "300 ms" below a second, else "10.0 s". */
void text_add_span(struct text *text, int64_t span_us);

/* Add a hardware address: "02:00:5e:10:00:01". */
void text_add_mac(struct text *text, const uint8_t mac[6]);

#endif
