#include "values/diagnostics.h"

#include <stdarg.h>
#include <stdio.h>

void diagnostics_clear(struct diagnostics *diagnostics)
{
	diagnostics->count = 0;
}

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
}

size_t diagnostics_kept(const struct diagnostics *diagnostics)
{
	return diagnostics->count < DIAGNOSTICS_MAX ? diagnostics->count
						    : DIAGNOSTICS_MAX;
}
