#include <stdio.h>
#include <string.h>

#include "config/list.h"
#include "config/tasks.h"
#include "config/value.h"
#include "migrate/migration.h"
#include "schema/entries.h"
#include "values/plain.h"
#include "words/narrate.h"

enum {
	SUBJECT_BYTES = 400,
	LIST_BYTES = 64 * 1024,
};

/* Name the directives of a block that is not translated, and where it ends. */
static void name_inner(const struct migration *migration, const struct statement *block,
	char text[SUBJECT_BYTES])
{
	const struct statement *list = migration->statements.list;
	size_t place = (size_t)(block - list) + 1;
	size_t used = strlen(text);
	const char *between = ": ";

	used += (size_t)snprintf(
		text + used, SUBJECT_BYTES - used, " (to line %zu", block->last_line);
	for (; place < block->end && used + 80 < SUBJECT_BYTES;
		place = list[place].end) {
		used += (size_t)snprintf(text + used, SUBJECT_BYTES - used, "%s%.60s",
			between, list[place].words[0]);
		between = ", ";
	}
	snprintf(text + used, SUBJECT_BYTES - used, "%s)",
		place < block->end ? ", ..." : "");
}

/* What a note is about: the directive's name, and no value that may be a secret. */
static void name_subject(const struct migration *migration, const struct note *note,
	char text[SUBJECT_BYTES])
{
	const struct statement *one = note->statement;
	bool is_instance = one->has_block && strcmp(one->words[0], "vrrp_instance") == 0
			   && one->condition == NULL;

	snprintf(text, SUBJECT_BYTES, "%.80s%s%.80s", one->words[0],
		one->has_block && one->word_count > 1 ? " " : "",
		one->has_block && one->word_count > 1 ? one->words[1] : "");
	if (one->has_block && !is_instance) {
		name_inner(migration, one, text);
	}
	plain_make(text, strlen(text), '?');
}

/* Write where a note is from, what it is about, and what it says. */
static void write_note(
	FILE *out, const struct migration *migration, const struct note *note)
{
	char subject[SUBJECT_BYTES];
	char file[SUBJECT_BYTES];

	snprintf(file, sizeof(file), "%s", note->statement->file);
	plain_make(file, strlen(file), '?');
	fprintf(out, "%s:%zu: ", file, note->statement->line);
	if (note->kind != NOTE_DONE || note->statement->has_block) {
		name_subject(migration, note, subject);
		fprintf(out, "%s: ", subject);
	}
	fprintf(out, "%s\n", note->text);
}

static const char *name_kind(enum note_kind kind)
{
	return kind == NOTE_OPEN   ? "FILL IN: "
	       : kind == NOTE_LOST ? "NO COUNTERPART: "
				   : "";
}

static bool is_about(const struct note *note, int pair, const char *setting)
{
	return note->pair == pair
	       && (note->setting == NULL
			       ? setting == NULL
			       : setting != NULL
					 && strcmp(note->setting, setting) == 0);
}

/* Write the notes on a setting; return whether it is to be filled in. */
static bool write_notes(
	const struct migration *migration, int pair, const char *setting)
{
	bool open = false;

	for (size_t i = 0; i < migration->note_count; i++) {
		const struct note *note = &migration->notes[i];

		if (is_about(note, pair, setting)) {
			printf("# %s", name_kind(note->kind));
			write_note(stdout, migration, note);
			open = open || note->kind == NOTE_OPEN;
		}
	}
	return open;
}

static void write_links(const struct config *config)
{
	char own[IP_TEXT_SIZE], peer[IP_TEXT_SIZE];

	for (size_t i = 0; i < config->link_count; i++) {
		const struct config_link *link = &config->links[i];

		printf("  - { name: %s, interface: %s, address: \"%s\", peer: \"%s\" "
		       "}\n",
			link->name, link->interface, ip_write(link->address, own),
			ip_write(link->peer, peer));
	}
}

static void write_roles(uint32_t roles)
{
	const char *between = "[";

	for (unsigned role = ROLE_UNKNOWN; role <= ROLE_DISABLED; role++) {
		if ((roles & UINT32_C(1) << role) != 0) {
			printf("%s%s", between, narrate_role((enum role)role));
			between = ", ";
		}
	}
	puts("]");
}

/* Write a member of a check or hook; a translated check has a command alone. */
static void write_member(const void *record, const struct schema_row *row)
{
	const void *member = (const char *)record + row->offset;
	char text[TASK_TEXT_SIZE];

	if (row->type == SCHEMA_ENDPOINT || row->type == SCHEMA_URL
		|| row->type == SCHEMA_CODES) {
		return;
	}
	printf("%s%s: ", strcmp(row->name, "name") == 0 ? "" : "    ", row->name);
	if (row->type == SCHEMA_OCCASIONS) {
		write_roles(((const struct task_occasions *)member)->roles);
	} else if (row->type == SCHEMA_COMMAND) {
		tasks_write_command(member, text, sizeof(text));
		puts(text);
	} else {
		puts(value_write(record, row, text));
	}
}

static void write_tasks(const struct config *config, const struct schema_row *row)
{
	const struct entry *entry = entry_of(row->type);

	for (size_t i = 0; i < list_count(config, row); i++) {
		const void *record = row->type == SCHEMA_CHECKS
					     ? (const void *)&config->tasks.checks[i]
					     : (const void *)&config->tasks.hooks[i];

		fputs("  - ", stdout);
		for (size_t member = 0; member < entry->count; member++) {
			write_member(record, &entry->rows[member]);
		}
	}
}

static void write_value(const struct config *config, const struct schema_row *row)
{
	static const char between[] = "\n  - ";
	char value[VALUE_TEXT_SIZE];
	char list[LIST_BYTES];

	if (row->type == SCHEMA_LINKS) {
		printf("%s:\n", row->name);
		write_links(config);
	} else if (row->type == SCHEMA_CHECKS || row->type == SCHEMA_HOOKS) {
		printf("%s:\n", row->name);
		write_tasks(config, row);
	} else if (list_has(row)) {
		list_write(config, row, between, list, sizeof(list));
		printf("%s:%s%s\n", row->name, between, list);
	} else {
		const char *quote;

		value_write(config, row, value);
		quote = strchr(value, ':') != NULL ? "\"" : "";
		printf("%s: %s%s%s\n", row->name, quote, value, quote);
	}
}

static void write_head(const struct migration *migration, int pair)
{
	const struct pair *one = &migration->pairs[pair];
	const struct statement *block = &migration->statements.list[one->place];
	bool single = migration->pair_count == 1;
	char from[SUBJECT_BYTES];

	snprintf(from, sizeof(from), "%s:%zu: vrrp_instance %s", block->file,
		block->line, block->words[1]);
	plain_make(from, strlen(from), '?');
	printf("# /etc/fipd/%s.yaml of this node, by fipctl migrate from\n# %s\n",
		single ? "fipd" : one->config.pair, from);
	printf("# Both nodes need the key that fipctl keygen makes, and each its own "
	       "file;\n# stop keepalived on both before fipd%s%s starts.\n",
		single ? "" : "@", single ? "" : one->config.pair);
}

void migration_write_pair(const struct migration *migration, int pair)
{
	const struct config *config = &migration->pairs[pair].config;
	const struct schema_row *row;

	write_head(migration, pair);
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		bool open = write_notes(migration, pair, row->name);

		if (config->origin[i] == CONFIG_ORIGIN_FILE) {
			write_value(config, row);
		} else if (open) {
			printf("#%s:\n", row->name);
		}
	}
	write_notes(migration, pair, NULL);
	write_notes(migration, MIGRATION_WHOLE, NULL);
}

size_t migration_sum_up(const struct migration *migration, int pair)
{
	size_t counts[NOTE_OPEN + 1] = { 0 };

	for (size_t i = 0; i < migration->note_count; i++) {
		const struct note *note = &migration->notes[i];

		if (pair >= 0 && note->pair != pair && note->pair != MIGRATION_WHOLE) {
			continue;
		}
		counts[note->kind]++;
		if (note->kind == NOTE_LOST || note->kind == NOTE_OPEN) {
			fprintf(stderr, "fipctl: %s", name_kind(note->kind));
			write_note(stderr, migration, note);
		}
	}
	if (counts[NOTE_OPEN] + counts[NOTE_LOST] > 0) {
		fprintf(stderr,
			"fipctl: to fill in: %zu; without a counterpart: %zu; each is "
			"a "
			"comment at its place\n",
			counts[NOTE_OPEN], counts[NOTE_LOST]);
	}
	return counts[NOTE_OPEN] + counts[NOTE_LOST];
}
