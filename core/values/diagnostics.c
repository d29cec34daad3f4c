#include "values/diagnostics.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "values/plain.h"

static size_t write_place(char *text, const char *file, size_t line, size_t column)
{
	int length;

	if (line == 0) {
		length = snprintf(text, DIAGNOSTIC_TEXT_MAX + 1, "%s: ", file);
	} else {
		length = snprintf(text, DIAGNOSTIC_TEXT_MAX + 1, "%s:%zu:%zu: ", file,
			line, column);
	}
	if (length < 0) {
		text[0] = '\0';
		return 0;
	}
	return length > DIAGNOSTIC_TEXT_MAX ? DIAGNOSTIC_TEXT_MAX : (size_t)length;
}

void diagnostics_add(struct diagnostics *diagnostics, const char *file, size_t line,
	size_t column, const char *format, ...)
{
	char *text;
	size_t used;
	va_list arguments;

	if (diagnostics->count++ >= DIAGNOSTICS_MAX) {
		return;
	}
	text = diagnostics->text[diagnostics->count - 1];
	used = write_place(text, file, line, column);
	va_start(arguments, format);
	vsnprintf(text + used, DIAGNOSTIC_TEXT_MAX + 1 - used, format, arguments);
	va_end(arguments);
	plain_make(text, strlen(text), '?');
}

size_t diagnostics_kept(const struct diagnostics *diagnostics)
{
	return diagnostics->count < DIAGNOSTICS_MAX ? diagnostics->count
						    : DIAGNOSTICS_MAX;
}

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
