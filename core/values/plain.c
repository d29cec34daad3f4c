#include "values/plain.h"

#include <stdint.h>
#include <string.h>

enum {
	BYTES_MAX = 4 /* of a character in UTF-8 */
};

/* These characters do something besides being seen. */
/* table */
static const struct {
	uint32_t first;
	uint32_t last;
} acting[] = {
	{ 0x0000, 0x001f }, /* C0 */
	{ 0x007f, 0x009f }, /* DEL, C1 */
	{ 0x061c, 0x061c }, /* these, and below, turn the direction */
	{ 0x200e, 0x200f },
	{ 0x2028, 0x202e }, /* with the separators of lines and paragraphs */
	{ 0x2066, 0x2069 },
};

static bool is_acting(uint32_t character)
{
	for (size_t i = 0; i < sizeof(acting) / sizeof(acting[0]); i++) {
		if (character >= acting[i].first && character <= acting[i].last) {
			return true;
		}
	}
	return false;
}

/* Return how many bytes a character has that begins so, 0: none does. */
static size_t length_of(unsigned char first)
{
	if (first < 0x80) {
		return 1;
	}
	if (first < 0xc2 || first > 0xf4) {
		return 0;
	}
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* Take the character at the beginning; return its bytes, 0: it is no UTF-8. */
static size_t take(const char *text, size_t length_bytes, uint32_t *character)
{
	static const uint32_t least[BYTES_MAX + 1] = { 0, 0, 0x80, 0x800, 0x10000 };
	static const unsigned char mask[BYTES_MAX + 1] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	size_t length = length_of((unsigned char)text[0]);

	if (length == 0 || length > length_bytes) {
		return 0;
	}
	*character = (unsigned char)text[0] & mask[length];
	for (size_t i = 1; i < length; i++) {
		unsigned char byte = (unsigned char)text[i];

		if ((byte & 0xc0) != 0x80) {
			return 0;
		}
		*character = *character << 6 | (byte & 0x3f);
	}
	return *character < least[length] ? 0 : length;
}

/* Return the length of the first thing in the text, and whether it may stay. */
static size_t judge(const char *text, size_t length_bytes, bool *good)
{
	uint32_t character = 0;
	size_t length = take(text, length_bytes, &character);

	*good = length > 0 && !is_acting(character);
	return length > 0 ? length : 1;
}

void plain_make(char *text, size_t length_bytes, char stand_in)
{
	size_t i = 0;

	while (i < length_bytes) {
		bool good;
		size_t length = judge(text + i, length_bytes - i, &good);

		if (!good) {
			memset(text + i, stand_in, length);
		}
		i += length;
	}
}

bool plain_is(const char *text)
{
	size_t length_bytes = strlen(text);
	bool good = true;
	size_t i = 0;

	while (good && i < length_bytes) {
		i += judge(text + i, length_bytes - i, &good);
	}
	return good;
}
