#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "contact/contact.h"
#include "explain/explanation.h"
#include "verbs/verb.h"
#include "words/catalogue.h"

enum {
	PARAGRAPH_COLUMNS = 78
};

/* Accepts what can be copied from a log line: FIP-103, [FIP-103], 103. */
static bool read_id(int *id, const char *word)
{
	char digits[16];
	uint64_t number;
	const char *start = word[0] == '[' ? word + 1 : word;
	size_t length;

	if (strncasecmp(start, "FIP-", 4) == 0) {
		start += 4;
	}
	length = strcspn(start, "]");
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

static void print_json(const struct explanation *explanation,
	const struct evidence *evidence, json_t *status)
{
	json_t *json = json_object();
	json_t *alarms = json_array();

	for (uint32_t i = 0; i < evidence->alarms.count; i++) {
		json_array_append_new(alarms, entry_to_json(&evidence->alarms.list[i]));
	}
	json_object_set_new(json, "explanation", explanation_to_json(explanation));
	json_object_set_new(json, "alarms", alarms);
	json_object_set_new(json, "event",
		evidence->move.sequence == 0 ? json_null()
					     : entry_to_json(&evidence->move));
	json_object_set(json, "status", status);
	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(json);
}

static int explain(struct client *client, const struct options *options,
	struct evidence *evidence, struct explanation *explanation)
{
	struct status status;
	json_t *json = NULL;
	int end = contact_status(client, options, &status, &json);

	if (end == EXIT_DONE) {
		end = evidence_gather(evidence, client, options, &status);
	}
	if (end == EXIT_DONE) {
		explanation_make(explanation, &status, evidence);
		if ((options->given & OPTION_JSON) != 0) {
			print_json(explanation, evidence, json);
		} else {
			explanation_print(explanation);
		}
	}
	json_decref(json);
	return end;
}

/* Why the F-IPs are where they are now. */
static int explain_now(const struct options *options)
{
	struct client *client;
	struct evidence *evidence = calloc(1, sizeof(*evidence));
	struct explanation *explanation = calloc(1, sizeof(*explanation));
	int end = EXIT_REFUSED;

	if (evidence != NULL && explanation != NULL) {
		end = contact_open(&client, options);
	}
	if (end == EXIT_DONE) {
		end = explain(client, options, evidence, explanation);
		client_close(client);
	}
	free(evidence);
	free(explanation);
	return end;
}

int verb_explain(const struct options *options)
{
	int id = 0;
	const char *word;
	const struct message *message;

	if (options->word_count < 2) {
		return explain_now(options);
	}
	word = options->words[1];
	if (strcmp(word, "all") == 0) {
		return explain_all();
	}
	message = read_id(&id, word) ? catalogue_find(id) : NULL;
	if (message == NULL) {
		fprintf(stderr,
			"fipctl: there is no message %s; `fipctl explain all` lists "
			"them\n",
			word);
		return EXIT_REFUSED;
	}
	printf("FIP-%d  %s\n", message->id, message->title);
	print_paragraph("Level:", find_level_word(message->level));
	print_paragraph("Meaning:", message->meaning);
	print_paragraph("Remedy:", message->remedy);
	return EXIT_DONE;
}
