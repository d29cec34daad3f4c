#include <stdio.h>
#include <string.h>

#include "contact/contact.h"
#include "verbs/verb.h"

/* Return the row of a word for prepare, or NULL if it is no NAME=VALUE. */
static json_t *build_row(const char *word)
{
	const char *equals = strchr(word, '=');
	json_t *row = NULL;

	if (equals != NULL && equals != word) {
		row = json_pack("{s:s#,s:s}", "name", word, (int)(equals - word),
			"value", equals + 1);
	}
	if (row == NULL) {
		fprintf(stderr,
			"fipctl: %s: NAME=VALUE in UTF-8 is expected, as in count=5\n",
			word);
	}
	return row;
}

/* Of two values of one setting one would be lost. */
static bool is_new(const json_t *list, const json_t *row)
{
	const char *name = json_string_value(json_object_get(row, "name"));
	const json_t *other;
	size_t index;

	json_array_foreach(list, index, other)
	{
		if (strcmp(json_string_value(json_object_get(other, "name")), name)
			== 0) {
			fprintf(stderr, "fipctl: %s: is set a second time\n", name);
			return false;
		}
	}
	return true;
}

/* Return the list for prepare, or NULL if a word cannot be in it. */
static json_t *build_list(const struct options *options)
{
	json_t *list = json_array();

	for (int i = 1; i < options->word_count; i++) {
		json_t *row = build_row(options->words[i]);

		if (row == NULL || !is_new(list, row)) {
			json_decref(row);
			json_decref(list);
			return NULL;
		}
		json_array_append_new(list, row);
	}
	return list;
}

/* The text of the refusal alone need not name the word at fault. */
static void print_culprit(const struct options *options, int culprit)
{
	if (culprit >= 0 && culprit < options->word_count - 1) {
		fprintf(stderr, "fipctl: at fault: %s\n", options->words[culprit + 1]);
	}
}

static int change(struct client *client, const struct options *options, json_t *list)
{
	int culprit;
	int end = contact_change(client, options,
		json_pack("{s:s,s:o}", "op", "prepare", "set", list), &culprit);

	print_culprit(options, culprit);
	return end;
}

/* fipd drops what was prepared when its client goes. */
static int try_out(struct client *client, const struct options *options, json_t *list)
{
	json_t *answer = NULL;
	const json_t *index;
	const char *changes;
	int end = contact_ask(client, options,
		json_pack("{s:s,s:o}", "op", "prepare", "set", list), &answer);

	index = json_object_get(answer, "index");
	changes = json_string_value(json_object_get(answer, "changes"));
	if (end != EXIT_DONE) {
		print_culprit(options,
			json_is_integer(index) ? (int)json_integer_value(index) : -1);
	} else if (changes == NULL) {
		fputs("fipctl: --dry-run: this fipd is older and does not tell what "
		      "would change\n",
			stderr);
		end = EXIT_REFUSED;
	} else if (changes[0] == '\0') {
		puts("nothing would change");
	} else {
		printf("would change: %s\n", changes);
		end = EXIT_WOULD_CHANGE;
	}
	json_decref(answer);
	return end;
}

static int run_set(const struct options *options)
{
	struct client *client;
	json_t *list = build_list(options);
	bool dry = (options->given & OPTION_DRY_RUN) != 0;
	int end;

	if (list == NULL) {
		return EXIT_USAGE;
	}
	end = contact_open(&client, options);
	if (end != EXIT_DONE) {
		json_decref(list);
		return end;
	}
	end = dry ? try_out(client, options, list) : change(client, options, list);
	for (int i = 1; !dry && end == EXIT_DONE && i < options->word_count; i++) {
		printf("%s is in force and kept\n", options->words[i]);
	}
	client_close(client);
	return end;
}

const struct verb verb_set = {
	.name = "set",
	.arguments = "NAME=VALUE... [--dry-run]",
	.options = OPTION_DRY_RUN,
	.least = 1,
	.most = 64,
	.help = "change settings, all or none of them",
	.run = run_set,
};
