#include "values/word.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

char *word_take(char **text)
{
	char *word = *text + strspn(*text, " \t\r\n");
	char quote = '\0';
	char *end;

	if (*word == '"' || *word == '\'') {
		quote = *word++;
	}
	if (quote == '\0' && (*word == '\0' || *word == '#')) {
		return NULL;
	}
	end = word;
	while (*end != '\0' && (quote != '\0' ? *end != quote : !isspace(*end))) {
		end++;
	}
	*text = *end == '\0' ? end : end + 1;
	*end = '\0';
	return word;
}
