#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "ctl/verb.h"
#include "logic/catalogue.h"

enum {
	PARAGRAPH_COLUMNS = 78
};

/* Accepts what can be copied from a log line: FIP-103, [FIP-103], 103. */
static bool read_id(int *id, const char *word)
{
	char digits[16];
	uint64_t number;
	const char *start = word[0] == '[' ? word + 1 : word;
	if (strncasecmp(start, "FIP-", 4) == 0) {
		start += 4;
	}
	size_t length = strcspn(start, "]");
	if (length >= sizeof(digits)) {
		return false;
	}
	memcpy(digits, start, length);
	digits[length] = '\0';
	if (!options_number(&number, digits) || number > 9999) {
		return false;
	}
	*id = (int)number;
	return true;
}

static void print_paragraph(const char *head, const char *text)
{
	size_t column = strlen(head);
	fputs(head, stdout);
	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		if (column + 1 + length > PARAGRAPH_COLUMNS) {
			fputs("\n  ", stdout);
			column = 2;
		} else {
			putchar(' ');
			column++;
		}
		fwrite(text, 1, length, stdout);
		column += length;
		text += length + strspn(text + length, " ");
	}
	putchar('\n');
}

static const char *find_level_word(enum message_level level)
{
	static const char *const WORDS[] = { "error: someone must act",
		"warning: redundancy is reduced", "notice: an F-IP moved",
		"info: lifecycle", "debug: packets" };
	return WORDS[level];
}

static int explain_all(void)
{
	const struct message *message = catalogue_at(0);
	for (size_t i = 1; message != NULL; i++) {
		printf("FIP-%d  %s\n", message->id, message->title);
		message = catalogue_at(i);
	}
	return EXIT_DONE;
}

int verb_explain(const struct options *options)
{
	int id = 0;
	if (options->word_count < 2) {
		return explain_all();
	}
	const char *word = options->words[1];
	const struct message *message = read_id(&id, word) ? catalogue_find(id) : NULL;
	if (message == NULL) {
		fprintf(stderr,
			"fipctl: there is no message %s; `fipctl explain` lists them\n",
			word);
		return EXIT_REFUSED;
	}
	printf("FIP-%d  %s\n", message->id, message->title);
	print_paragraph("Level:", find_level_word(message->level));
	print_paragraph("Meaning:", message->meaning);
	print_paragraph("Remedy:", message->remedy);
	return EXIT_DONE;
}
