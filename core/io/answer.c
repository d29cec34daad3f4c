#include "io/answer.h"

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

json_t *answer_bad(const char *error, const char *format, ...)
{
	char text[TEXT_MAX];
	json_t *sentence;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	/* What a client wrote may be quoted in it, cut in the middle of a character. */
	sentence = json_string(text);
	return json_pack("{s:b,s:s,s:o}", "ok", 0, "error", error, "text",
		sentence ? sentence : json_string("the request was refused"));
}
