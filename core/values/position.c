#include "values/position.h"

#include <stdint.h>
#include <string.h>

struct position position_find(const char *text, size_t length_bytes, size_t offset)
{
	struct position position = { 1, 1 };
	size_t end = offset < length_bytes ? offset : length_bytes;

	for (size_t i = 0; i < end; i++) {
		if (text[i] == '\n') {
			position.line++;
			position.column = 1;
		} else if (((unsigned char)text[i] & 0xc0) != 0x80) {
			position.column++;
		}
	}
	return position;
}

bool position_has_tab(const char *text, size_t length_bytes, struct position position)
{
	const char *end = text + length_bytes;

	for (size_t line = 1; line < position.line && text != NULL; line++) {
		text = memchr(text, '\n', (size_t)(end - text));
		text = text == NULL ? NULL : text + 1;
	}
	while (text != NULL && text < end && (*text == ' ' || *text == '\t')) {
		if (*text++ == '\t') {
			return true;
		}
	}
	return false;
}
