#include "words/text.h"

#include <assert.h>
#include <string.h>

enum {
	DIGITS_MAX = 20, /* of a uint64_t */
	TENTH_US = 100000,
};

void text_begin(struct text *text, char *bytes, size_t size)
{
	assert(size > 0);
	*text = (struct text){ .bytes = bytes, .size = size };
	bytes[0] = '\0';
}

void text_add(struct text *text, const char *words)
{
	size_t room = text->size - text->length - 1;
	size_t length = strlen(words);

	if (length > room) {
		length = room;
	}
	memcpy(text->bytes + text->length, words, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void text_add_number(struct text *text, uint64_t number)
{
	char digits[DIGITS_MAX + 1];
	size_t first = DIGITS_MAX;

	digits[DIGITS_MAX] = '\0';
	do {
		digits[--first] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	text_add(text, digits + first);
}

/* Divides before it rounds: the largest span must not overflow. */
static uint64_t round_to(uint64_t span_us, uint64_t unit_us)
{
	return span_us / unit_us + (span_us % unit_us >= unit_us / 2 ? 1 : 0);
}

void text_add_span(struct text *text, int64_t span_us)
{
	uint64_t whole_us = span_us < 0 ? 0 : (uint64_t)span_us;
	uint64_t span_ms = round_to(whole_us, 1000);
	uint64_t tenths = round_to(whole_us, TENTH_US);

	if (span_ms < 1000) {
		text_add_number(text, span_ms);
		text_add(text, " ms");
		return;
	}
	text_add_number(text, tenths / 10);
	text_add(text, ".");
	text_add_number(text, tenths % 10);
	text_add(text, " s");
}

void text_add_mac(struct text *text, const uint8_t mac[6])
{
	const char *hexadecimal = "0123456789abcdef";

	for (size_t i = 0; i < 6; i++) {
		char byte[] = { hexadecimal[mac[i] >> 4], hexadecimal[mac[i] & 0x0f],
			i < 5 ? ':' : '\0', '\0' };

		text_add(text, byte);
	}
}
