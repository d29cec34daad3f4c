#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/value.h"
#include "migrate/migration.h"
#include "schema/schema.h"
#include "verbs/verb.h"

enum {
	UNFINISHED = 2 /* printed, with something to fill in or without a counterpart */
};

static bool is_block(const struct statement *one, const char *name)
{
	return one->condition == NULL && strcmp(one->words[0], name) == 0;
}

static int find_pair(const struct migration *migration, const char *name)
{
	for (size_t i = 0; i < migration->pair_count; i++) {
		const struct statement *block =
			&migration->statements.list[migration->pairs[i].place];

		if (strcmp(block->words[1], name) == 0) {
			return (int)i;
		}
	}
	return -1;
}

static bool make_pair(struct migration *migration, size_t place)
{
	const struct statement *block = &migration->statements.list[place];
	int same = block->word_count > 1 ? find_pair(migration, block->words[1]) : -1;

	if (same >= 0) {
		fprintf(stderr,
			"fipctl: %s:%zu: vrrp_instance %s is there already, at line "
			"%zu; give each its own name\n",
			block->file, block->line, block->words[1],
			migration->statements.list[migration->pairs[same].place].line);
		return false;
	}
	if (migration->pair_count == MIGRATION_PAIRS_MAX) {
		fprintf(stderr,
			"fipctl: %s:%zu: vrrp_instance %s is one too many; two at most "
			"are migrated, so cut the file into several\n",
			block->file, block->line,
			block->word_count > 1 ? block->words[1] : "");
		return false;
	}
	return migration_make_pair(migration, place);
}

static void judge_block(struct migration *migration, size_t place, const char *name)
{
	const struct statement *list = migration->statements.list;

	for (size_t i = place + 1; i < list[place].end; i = list[i].end) {
		migration_judge(migration,
			(struct note){ .statement = &list[i], .pair = MIGRATION_WHOLE },
			name);
	}
}

/* Take what stands at the top; the groups name instances, so they wait. */
static bool take_top(struct migration *migration)
{
	const struct statement *list = migration->statements.list;

	for (size_t i = 0; i < migration->statements.count; i = list[i].end) {
		if (is_block(&list[i], "vrrp_instance")) {
			if (!make_pair(migration, i)) {
				return false;
			}
		} else if (!migration_judge(migration,
				   (struct note){ .statement = &list[i],
					   .pair = MIGRATION_WHOLE },
				   "")) {
			judge_block(migration, i, list[i].words[0]);
		}
	}
	return true;
}

/* Count the instances in a group, and note the names that are none. */
static size_t count_members(struct migration *migration, size_t group)
{
	const struct statement *list = migration->statements.list;
	size_t count = 0;

	for (size_t i = group + 1; i < list[group].end; i = list[i].end) {
		for (size_t j = 0; j < list[i].word_count; j++) {
			if (find_pair(migration, list[i].words[j]) >= 0) {
				count++;
			} else {
				migration_note(migration,
					(struct note){ .statement = &list[i],
						.pair = MIGRATION_WHOLE,
						.kind = NOTE_OPEN },
					"there is no vrrp_instance of this name");
			}
		}
	}
	return count;
}

static void take_group(struct migration *migration, size_t place)
{
	const struct statement *list = migration->statements.list;
	struct note note = {
		.statement = &list[place], .pair = MIGRATION_WHOLE, .kind = NOTE_DONE
	};
	size_t count = 0;

	for (size_t i = place + 1; i < list[place].end; i = list[i].end) {
		count += is_block(&list[i], "group") ? count_members(migration, i) : 0;
	}
	if (count < 2 || migration->pair_count < 2) {
		migration_note(migration, note, "the F-IPs of a pair move together");
	} else if (strcmp(migration->pairs[0].config.interface,
			   migration->pairs[1].config.interface)
		   == 0) {
		migration_join_pairs(migration);
		migration_note(migration, note, "its instances are one pair");
	} else {
		note.kind = NOTE_LOST;
		migration_note(migration, note,
			"the F-IPs of a pair are on one interface, so these are two "
			"pairs, and one can move without the other");
	}
}

static void take_groups(struct migration *migration)
{
	const struct statement *list = migration->statements.list;

	for (size_t i = 0; i < migration->statements.count; i = list[i].end) {
		if (is_block(&list[i], "vrrp_sync_group")) {
			take_group(migration, i);
		}
	}
}

static bool is_noted(const struct migration *migration, const struct statement *one)
{
	for (size_t i = 0; i < migration->note_count; i++) {
		if (migration->notes[i].statement == one) {
			return true;
		}
	}
	return false;
}

/* keepalived runs the scripts that something tracks. */
static void note_idle_scripts(struct migration *migration)
{
	const struct statement *list = migration->statements.list;

	for (size_t i = 0; i < migration->statements.count; i = list[i].end) {
		if (is_block(&list[i], "vrrp_script")
			&& !is_noted(migration, &list[i])) {
			migration_note(migration,
				(struct note){ .statement = &list[i],
					.pair = MIGRATION_WHOLE,
					.kind = NOTE_NEEDLESS },
				"no vrrp_instance tracks it, or an earlier one has its "
				"name");
		}
	}
}

static void set_number(struct config *config, const char *name, uint32_t *member)
{
	*member += 1;
	config->origin[schema_index(schema_find(name))] = CONFIG_ORIGIN_FILE;
}

/* Two pairs on the same hosts: docs/operation.md, "Several pairs on two hosts". */
static void separate_pairs(struct migration *migration)
{
	struct config *second = &migration->pairs[1].config;

	if (migration->pair_count < 2) {
		return;
	}
	for (size_t i = 0; i < migration->pair_count; i++) {
		struct config *config = &migration->pairs[i].config;
		char name[CONFIG_NAME_MAX + 1];

		memcpy(name, config->pair, sizeof(name));
		snprintf(config->key_file, sizeof(config->key_file), "/etc/fipd/%s.key",
			name);
		config->origin[schema_index(schema_find("key_file"))] =
			CONFIG_ORIGIN_FILE;
	}
	if (strcmp(second->pair, migration->pairs[0].config.pair) == 0) {
		migration_note(migration,
			(struct note){
				.statement = &migration->statements
						      .list[migration->pairs[1].place],
				.pair = 1,
				.setting = "pair",
				.kind = NOTE_OPEN },
			"has the name of the other pair, as a name has 32 characters; "
			"give it and its key another one");
	}
	set_number(second, "port", &second->port);
	set_number(second, "status_port", &second->page.port);
}

static int print_pairs(const struct migration *migration, const char *name)
{
	int chosen = name != NULL ? find_pair(migration, name) : -1;

	if (name != NULL && chosen < 0) {
		fprintf(stderr, "fipctl: there is no vrrp_instance %s", name);
		for (size_t i = 0; i < migration->pair_count; i++) {
			size_t place = migration->pairs[i].place;

			fprintf(stderr, "%s%s", i == 0 ? "; there is " : " and ",
				migration->statements.list[place].words[1]);
		}
		fputc('\n', stderr);
		return EXIT_REFUSED;
	}
	for (int i = 0; i < (int)migration->pair_count; i++) {
		if (chosen < 0 || chosen == i) {
			fputs(chosen < 0 && i > 0 ? "---\n" : "", stdout);
			migration_write_pair(migration, i);
		}
	}
	return migration_sum_up(migration, chosen) > 0 ? UNFINISHED : EXIT_DONE;
}

static int migrate(struct migration *migration, const char *path, const char *name)
{
	if (!migration_read(&migration->statements, path) || !take_top(migration)) {
		return EXIT_REFUSED;
	}
	if (migration->pair_count == 0) {
		fprintf(stderr,
			"fipctl: %s: there is no vrrp_instance in it, and so nothing "
			"for fipd\n",
			path);
		return EXIT_REFUSED;
	}
	note_idle_scripts(migration);
	take_groups(migration);
	separate_pairs(migration);
	for (int i = 0; i < (int)migration->pair_count; i++) {
		migration_check_pair(migration, i);
	}
	return print_pairs(migration, name);
}

/* What is given must be what fipd.yaml takes. */
static bool check_wish(struct config *scratch, const char *setting, const char *text)
{
	struct fault fault;

	if (text == NULL || value_read(scratch, schema_find(setting), text, &fault)) {
		return true;
	}
	fprintf(stderr, "fipctl: --%s: %s\n", setting, fault.text);
	return false;
}

static int run_migrate(const struct options *options)
{
	struct migration *migration = calloc(1, sizeof(*migration));
	struct config *scratch;
	int end = EXIT_USAGE;
	bool good;

	if (migration == NULL) {
		perror("fipctl");
		return EXIT_REFUSED;
	}
	scratch = &migration->pairs[0].config;
	migration->wish = (struct wish){ options->peer, options->role };
	good = check_wish(scratch, "peer", options->peer);
	if (good) {
		good = check_wish(scratch, "role", options->role);
	}
	if (good) {
		end = migrate(migration, options->words[1],
			options->word_count > 2 ? options->words[2] : NULL);
	}
	migration_free(&migration->statements);
	free(migration->notes);
	free(migration);
	return end;
}

const struct verb verb_migrate = {
	.name = "migrate",
	.arguments = "[--peer ADDRESS] [--role ROLE] FILE [INSTANCE]",
	.options = OPTION_PEER | OPTION_ROLE,
	.least = 1,
	.most = 2,
	.help = "print the fipd.yaml that a keepalived.conf asks for",
	.run = run_migrate,
};
