#include "server/answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "values/plain.h"

enum {
	TEXT_MAX = 512
};

bool answer_allows_id(const json_t *id)
{
	return id == NULL || json_is_integer(id)
	       || (json_is_string(id) && json_string_length(id) <= ANSWER_ID_MAX);
}

json_t *answer_good(void)
{
	return json_pack("{s:b}", "ok", 1);
}

json_t *answer_said(const char *text)
{
	return json_pack("{s:b,s:o}", "ok", 1, "text", answer_text(text));
}

/* What a client wrote may be quoted in it, cut in the middle of a character. */
json_t *answer_text(const char *text)
{
	char plain[TEXT_MAX];

	snprintf(plain, sizeof(plain), "%s", text);
	plain_make(plain, strlen(plain), '?');
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
