#include "doctor/snmpd_line.h"

#include <stddef.h>

#include "values/word.h"

struct snmpdline snmpdline_split(char *text)
{
	struct snmpdline line = { 0 };
	char *word;

	while (line.count < SNMPDLINE_WORDS_MAX && (word = word_take(&text)) != NULL) {
		line.words[line.count++] = word;
	}
	return line;
}

const char *snmpdline_word(const struct snmpdline *line, int place)
{
	return place < line->count ? line->words[place] : "";
}
