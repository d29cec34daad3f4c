#include "set/refusal.h"

#include <stdarg.h>
#include <stdio.h>

bool refusal_say(struct refusal *refusal, enum refusal_code code, size_t varbind,
	const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(refusal->text, sizeof(refusal->text), format, arguments);
	va_end(arguments);
	refusal->code = code;
	refusal->varbind = varbind;
	return false;
}
