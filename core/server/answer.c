#include "server/answer.h"

#include <stdarg.h>
#include <stdio.h>

enum {
	TEXT_MAX = 512
};

json_t *answer_good(void)
{
	return json_pack("{s:b}", "ok", 1);
}

json_t *answer_said(const char *text)
{
	return json_pack("{s:b,s:s}", "ok", 1, "text", text);
}

/* What a client wrote may be quoted in it, cut in the middle of a character. */
json_t *answer_text(const char *text)
{
	json_t *string = json_string(text);
	char plain[TEXT_MAX];

	if (string != NULL) {
		return string;
	}
	snprintf(plain, sizeof(plain), "%s", text);
	for (char *place = plain; *place; place++) {
		if (*place & 0x80) {
			*place = '?';
		}
	}
	return json_string(plain);
}

json_t *answer_bad(const char *error, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return json_pack(
		"{s:b,s:s,s:o}", "ok", 0, "error", error, "text", answer_text(text));
}
