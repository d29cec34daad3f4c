#include "doctor/snmpd_line.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

/* Take a word from text, in place; NULL at the end of the line or at a comment. */
static char *take_word(char **text)
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

struct snmpdline snmpdline_split(char *text)
{
	struct snmpdline line = { 0 };
	char *word;

	while (line.count < SNMPDLINE_WORDS_MAX && (word = take_word(&text)) != NULL) {
		line.words[line.count++] = word;
	}
	return line;
}

const char *snmpdline_word(const struct snmpdline *line, int place)
{
	return place < line->count ? line->words[place] : "";
}
