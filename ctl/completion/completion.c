#include "completion/completion.h"

#include <ctype.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "schema/schema.h"
#include "words/catalogue.h"
#include "words/narrate.h"

enum {
	WORD_MAX = 256
};

/* The command line up to the word at the cursor. */
struct line {
	const struct verb *verb;         /* NULL: none yet */
	const struct option_row *option; /* whose value the last word is, or NULL */
	int arguments;                   /* of the verb, without the last word */
	const char *last;
};

static void offer(const char *last, const char *word, const char *help)
{
	if (strncmp(word, last, strlen(last)) == 0) {
		printf("%s\t%s\n", word, help);
	}
}

static void offer_file(void)
{
	puts("\ta file");
}

static const struct option_row *find_option(const char *word)
{
	const struct option_row *row = NULL;

	for (size_t i = 0; (row = options_row(i)) != NULL; i++) {
		bool is_letter =
			row->letter != 0 && word[1] == row->letter && word[2] == '\0';

		if (is_letter || strcmp(row->name, word) == 0) {
			break;
		}
	}
	return row;
}

static const struct verb *find_verb(const struct verb *const *verbs, const char *word)
{
	while (*verbs != NULL && strcmp((*verbs)->name, word) != 0) {
		verbs++;
	}
	return *verbs;
}

/* Take a word before the cursor. */
static void take_word(
	struct line *line, const struct verb *const *verbs, const char *word)
{
	if (line->option != NULL) {
		line->option = NULL;
	} else if (word[0] == '-') {
		line->option = find_option(word);
		if (line->option != NULL && line->option->argument == OPTION_NOTHING) {
			line->option = NULL;
		}
	} else if (line->verb == NULL) {
		line->verb = find_verb(verbs, word);
	} else {
		line->arguments++;
	}
}

static void offer_options(const struct line *line)
{
	unsigned taken = line->verb != NULL ? line->verb->options
					    : (unsigned)(OPTION_HELP | OPTION_VERSION);
	const struct option_row *row;

	for (size_t i = 0; (row = options_row(i)) != NULL; i++) {
		if (row->mark == 0 || (row->mark & taken) != 0) {
			offer(line->last, row->name, "");
		}
	}
}

/* Offer one value of a setting; before is what stands before it, from the name on. */
static void offer_value(const char *last, const char *before, const char *value)
{
	char word[WORD_MAX];

	snprintf(word, sizeof(word), "%s%s", before, value);
	offer(last, word, "");
}

static void offer_interfaces(const char *last, const char *before)
{
	struct if_nameindex *list = if_nameindex();

	for (size_t i = 0; list != NULL && list[i].if_index != 0; i++) {
		offer_value(last, before, list[i].if_name);
	}
	if (list != NULL) {
		if_freenameindex(list);
	}
}

static void offer_kinds(const char *last, const char *before)
{
	for (int i = 1; i < EVENT_END; i++) {
		const char *word = narrate_kind((enum event_kind)i);

		if (narrate_kind_of(word) == (enum event_kind)i) {
			offer_value(last, before, word);
		}
	}
}

/* A meaning has several words; the first one is the one that is written. */
static void offer_words(
	const char *last, const char *before, const struct schema_row *row)
{
	for (const struct schema_word *word = row->words; word->text != NULL; word++) {
		if (schema_word(row, word->meaning) == word->text) {
			offer_value(last, before, word->text);
		}
	}
}

static void offer_values(
	const char *last, const char *before, const struct schema_row *row)
{
	if (row->words != NULL) {
		offer_words(last, before, row);
	} else if (row->type == SCHEMA_KINDS) {
		offer_kinds(last, before);
	} else if (row->type == SCHEMA_INTERFACE) {
		offer_interfaces(last, before);
	} else if (row->type == SCHEMA_REFERENCES) {
		offer_value(last, before, "gateway");
	} else if (row->initial != NULL) {
		offer_value(last, before, row->initial);
	}
}

static void offer_names(const char *last)
{
	const struct schema_row *row;
	char word[WORD_MAX];

	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		snprintf(word, sizeof(word), "%s=", row->name);
		if (row->settable) {
			offer(last, word, row->description);
		}
	}
}

/* NAME=VALUE, where a list's last entry is what is completed. */
static void offer_setting(const char *last)
{
	const char *equals = strchr(last, '=');
	const char *comma = strrchr(last, ',');
	const char *end = comma != NULL && comma > equals ? comma : equals;
	char name[WORD_MAX], before[WORD_MAX];
	const struct schema_row *row;

	if (equals == NULL) {
		offer_names(last);
		return;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(equals - last), last);
	snprintf(before, sizeof(before), "%.*s", (int)(end - last) + 1, last);
	row = schema_find(name);
	if (row != NULL && row->settable) {
		offer_values(last, before, row);
	}
}

static void offer_messages(const char *last)
{
	const struct message *message;
	char id[16];

	for (size_t i = 0; (message = catalogue_at(i)) != NULL; i++) {
		snprintf(id, sizeof(id), "FIP-%d", message->id);
		offer(last, id, message->title);
	}
}

/* A form is one alternative of an argument, as the usage writes it. */
static void offer_form(const char *last, const char *form)
{
	if (strcmp(form, "FILE") == 0) {
		offer_file();
	} else if (strcmp(form, "NAME=VALUE") == 0) {
		offer_setting(last);
	} else if (strcmp(form, "FIP-nnn") == 0) {
		offer_messages(last);
	} else if (islower((unsigned char)form[0])) {
		offer(last, form, "");
	}
}

/* Offer the arguments from a place on, for those before the last can be left out. */
static void offer_arguments(const struct line *line)
{
	char usage[WORD_MAX], *rest = usage, *form;
	bool is_value = false;
	int place = 0;

	snprintf(usage, sizeof(usage), "%s", line->verb->arguments);
	while ((form = strsep(&rest, " ")) != NULL) {
		bool is_option =
			strchr(form, '-') != NULL && form[strspn(form, "[")] == '-';
		bool repeats = strstr(form, "...") != NULL;
		char *one;

		if (!is_option && !is_value
			&& (place++ >= line->arguments || repeats)) {
			while ((one = strsep(&form, "|")) != NULL) {
				one += strspn(one, "[");
				one[strcspn(one, "].")] = '\0';
				offer_form(line->last, one);
			}
		}
		is_value = is_option && strchr(form, ']') == NULL;
	}
}

/* An option that is called as a setting takes what that takes. */
static void offer_option_value(const struct line *line)
{
	const char *name = line->option->name;
	const struct schema_row *row = schema_find(name + strspn(name, "-"));

	if (row != NULL) {
		offer_values(line->last, "", row);
	} else if (line->option->argument == OPTION_TEXT) {
		offer_file();
	}
}

static void offer_all(const struct line *line, const struct verb *const *verbs)
{
	if (line->option != NULL) {
		offer_option_value(line);
	} else if (line->last[0] == '-') {
		offer_options(line);
	} else if (line->verb != NULL) {
		if (line->arguments < line->verb->most) {
			offer_arguments(line);
		}
	} else {
		for (; *verbs != NULL; verbs++) {
			offer(line->last, (*verbs)->name, (*verbs)->help);
		}
	}
}

void completion_print(const struct verb *const *verbs, int word_count, char **words)
{
	struct line line = { .last = word_count > 0 ? words[word_count - 1] : "" };

	for (int i = 0; i < word_count - 1; i++) {
		take_word(&line, verbs, words[i]);
	}
	offer_all(&line, verbs);
}
