#include "set/refusal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

enum refusal_code refusal_code_of(const char *word)
{
	static const struct {
		const char *word;
		enum refusal_code code;
	} words[] = {
		{ "wrongValue", REFUSAL_WRONG_VALUE },
		{ "inconsistentValue", REFUSAL_INCONSISTENT_VALUE },
		{ "refused", REFUSAL_INCONSISTENT_VALUE },
		{ "resourceUnavailable", REFUSAL_RESOURCE_UNAVAILABLE },
		{ "commitFailed", REFUSAL_COMMIT_FAILED },
	};

	for (size_t i = 0; word != NULL && i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].word, word) == 0) {
			return words[i].code;
		}
	}
	return REFUSAL_GENERAL;
}
