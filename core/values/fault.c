#include "values/fault.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "values/plain.h"

bool fault_write(struct fault *fault, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(fault->text, sizeof(fault->text), format, arguments);
	va_end(arguments);
	return false;
}

/* The length that fits, without cutting a character of UTF-8 in two. */
static size_t fit(const char *text)
{
	size_t length = strnlen(text, FAULT_QUOTE_MAX + 1);

	if (length <= FAULT_QUOTE_MAX) {
		return length;
	}
	length = FAULT_QUOTE_MAX;
	while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80) {
		length--;
	}
	return length;
}

const char *fault_quote(struct quote *quote, const char *text)
{
	size_t length = fit(text);

	memcpy(quote->text, text, length);
	plain_make(quote->text, length, '?');
	strcpy(quote->text + length, text[length] == '\0' ? "" : "...");
	return quote->text;
}
