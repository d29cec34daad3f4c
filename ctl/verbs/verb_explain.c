#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "contact/contact.h"
#include "output/event_line.h"
#include "output/explanation.h"
#include "verbs/verb.h"
#include "words/catalogue.h"

enum {
	COLUMNS = 78,
	PAGE_EVENTS = 100,
};

/* An id may be copied from a log line: FIP-103, [FIP-103], 103. */
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

		if (column + 1 + length > COLUMNS) {
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

static bool is_move(const struct event *event)
{
	return event->from != event->to && event->kind != EVENT_STARTED
	       && event->kind != EVENT_STOPPED;
}

static void weigh_entry(struct past *past, const struct entry *entry)
{
	alarms_weigh(&past->alarms, entry);
	if (is_move(&entry->event)) {
		past->move = *entry;
	}
}

/* Weigh a page; false if there was nothing on it. */
static bool take_page(struct past *past, const json_t *events, uint64_t *after)
{
	size_t index;
	json_t *event;
	uint64_t before = *after;

	json_array_foreach(events, index, event)
	{
		struct entry entry = { 0 };
		json_int_t sequence;

		/* An event of a kind that is not known here is passed over. */
		if (entry_from_json(&entry, event)) {
			weigh_entry(past, &entry);
		}
		sequence = json_integer_value(json_object_get(event, "sequence"));
		*after = sequence > 0 ? (uint64_t)sequence : *after;
	}
	return *after > before;
}

/* Read the whole journal that fipd still has; return how fipctl should end. */
static int read_past(struct past *past, struct client *client,
	const struct options *options, const struct status *status)
{
	uint64_t after = status->oldest_sequence > 0 ? status->oldest_sequence - 1 : 0;
	int end = EXIT_DONE;
	bool more = true;

	memset(past, 0, sizeof(*past));
	while (more && end == EXIT_DONE && after < status->last_sequence) {
		json_t *answer;

		end = contact_ask(client, options,
			json_pack("{s:s,s:I,s:i}", "op", "events", "after",
				(json_int_t)after, "max", PAGE_EVENTS),
			&answer);
		more = take_page(past, json_object_get(answer, "events"), &after);
		json_decref(answer);
	}
	return end;
}

static void print_wrapped(const char *head, const char *text)
{
	size_t column = 8;

	printf("%-8s", head);
	while (*text != '\0') {
		size_t length = strcspn(text, " ");

		if (column + 1 + length > COLUMNS && column > 8) {
			printf("\n%-8s", "");
			column = 8;
		}
		printf(" %.*s", (int)length, text);
		column += 1 + length;
		text += length + strspn(text + length, " ");
	}
	putchar('\n');
}

static void print_explanation(const struct explanation *explanation)
{
	const char *before = "";

	for (size_t i = 0; i < explanation->count; i++) {
		const struct sentence *sentence = &explanation->list[i];
		bool same = strcmp(sentence->head, before) == 0;

		print_wrapped(same ? "" : sentence->head, sentence->text);
		before = sentence->head;
	}
}

static json_t *explanation_to_json(const struct explanation *explanation)
{
	json_t *json = json_object();

	for (size_t i = 0; i < explanation->count; i++) {
		const struct sentence *sentence = &explanation->list[i];
		json_t *list = json_object_get(json, sentence->head);

		if (list == NULL) {
			list = json_array();
			json_object_set_new(json, sentence->head, list);
		}
		json_array_append_new(list, json_string(sentence->text));
	}
	return json;
}

static void print_json(
	const struct explanation *explanation, const struct past *past, json_t *status)
{
	json_t *json = json_object();
	json_t *alarms = json_array();

	for (uint32_t i = 0; i < past->alarms.count; i++) {
		json_array_append_new(alarms, entry_to_json(&past->alarms.list[i]));
	}
	json_object_set_new(json, "explanation", explanation_to_json(explanation));
	json_object_set_new(json, "alarms", alarms);
	json_object_set_new(json, "event",
		past->move.sequence == 0 ? json_null() : entry_to_json(&past->move));
	json_object_set(json, "status", status);
	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(json);
}

static int explain(struct client *client, const struct options *options,
	struct past *past, struct explanation *explanation)
{
	struct status status;
	json_t *json = NULL;
	int end = contact_status(client, options, &status, &json);

	if (end == EXIT_DONE) {
		end = read_past(past, client, options, &status);
	}
	if (end == EXIT_DONE) {
		explanation_fill(explanation, &status, past);
		if ((options->given & OPTION_JSON) != 0) {
			print_json(explanation, past, json);
		} else {
			print_explanation(explanation);
		}
	}
	json_decref(json);
	return end;
}

/* Explain why the F-IPs are where they are now. */
static int explain_now(const struct options *options)
{
	struct client *client;
	struct past *past = calloc(1, sizeof(*past));
	struct explanation *explanation = calloc(1, sizeof(*explanation));
	int end = EXIT_REFUSED;

	if (past != NULL && explanation != NULL) {
		end = contact_open(&client, options);
	}
	if (end == EXIT_DONE) {
		end = explain(client, options, past, explanation);
		client_close(client);
	}
	free(past);
	free(explanation);
	return end;
}

static int run_explain(const struct options *options)
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

const struct verb verb_explain = {
	.name = "explain",
	.arguments = "[FIP-nnn|all]",
	.options = OPTION_JSON,
	.most = 1,
	.help = "why the F-IPs are there; or a message",
	.run = run_explain,
};
