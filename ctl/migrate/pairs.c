#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config_check.h"
#include "config/tasks.h"
#include "config/value.h"
#include "migrate/migration.h"
#include "schema/schema.h"

/* A note on the vrrp_instance of a pair; those of a joined one are of the first pair.
 */
static struct note make_note(const struct migration *migration, int pair,
	enum note_kind kind, const char *setting)
{
	return (struct note){
		.statement = &migration->statements.list[migration->pairs[pair].place],
		.pair = pair,
		.setting = setting,
		.kind = kind,
	};
}

/* Note each setting of the second instance that is another than the first one's. */
static void compare_pairs(struct migration *migration)
{
	static const char *const one_value[] = { "role", "interval", "count",
		"failback", "failback_delay" };
	const struct config *config = &migration->pairs[0].config;
	const struct config *second = &migration->pairs[1].config;

	for (size_t i = 0; i < sizeof(one_value) / sizeof(one_value[0]); i++) {
		const struct schema_row *row = schema_find(one_value[i]);
		char a[VALUE_TEXT_SIZE], b[VALUE_TEXT_SIZE];

		if (strcmp(value_write(config, row, a), value_write(second, row, b))
			!= 0) {
			migration_note(migration,
				make_note(migration, 1, NOTE_OPEN, row->name),
				"has %s here, and a pair has one value; choose", b);
		}
	}
}

/* The second instance's own way to the peer is a second link of the heartbeat. */
static void join_link(struct migration *migration)
{
	struct config *config = &migration->pairs[0].config;
	const struct config *other = &migration->pairs[1].config;
	struct config_link *link = &config->links[0];

	if (!ip_is_set(other->peer) || ip_equal(other->peer, config->peer)) {
		return;
	}
	if (!ip_is_set(other->address)) {
		migration_note(migration, make_note(migration, 1, NOTE_OPEN, "links"),
			"a link to its peer needs this node's address too: links in "
			"fipd.yaml(5)");
		return;
	}
	*link = (struct config_link){ .address = other->address, .peer = other->peer };
	snprintf(link->name, sizeof(link->name), "%s", other->pair);
	snprintf(link->interface, sizeof(link->interface), "%s", other->interface);
	config->link_count = 1;
	config->origin[schema_index(schema_find("links"))] = CONFIG_ORIGIN_FILE;
	migration_note(migration, make_note(migration, 1, NOTE_DONE, "links"),
		"its unicast_src_ip and unicast_peer are a second link");
}

static void join_fips(struct migration *migration)
{
	const struct schema_row *row = schema_find("fips");
	struct config *config = &migration->pairs[0].config;
	const struct config *other = &migration->pairs[1].config;

	for (size_t i = 0; i < other->fip_count; i++) {
		char text[IP_PREFIX_TEXT_SIZE];
		struct fault fault;

		ip_write_prefix(
			other->fips[i].address, other->fips[i].prefix_length, text);
		if (value_read(config, row, text, &fault)) {
			config->origin[schema_index(row)] = CONFIG_ORIGIN_FILE;
		} else {
			migration_note(migration,
				make_note(migration, 1, NOTE_OPEN, "fips"), "fips: %s",
				fault.text);
		}
	}
}

static void note_fault(
	struct migration *migration, const char *setting, const struct fault *fault)
{
	migration_note(migration, make_note(migration, 1, NOTE_OPEN, setting), "%s: %s",
		setting, fault->text);
}

/* A check that both track is one check. */
static void join_checks(struct migration *migration)
{
	struct tasks *tasks = &migration->pairs[0].config.tasks;
	struct tasks *others = &migration->pairs[1].config.tasks;

	for (size_t i = 0; i < others->check_count; i++) {
		struct check *other = &others->checks[i];
		struct fault fault;
		size_t same = 0;

		while (same < tasks->check_count
			&& strcmp(tasks->checks[same].name, other->name) != 0) {
			same++;
		}
		if (same == tasks->check_count
			&& !tasks_add_check(tasks, other, &fault)) {
			note_fault(migration, "checks", &fault);
		}
	}
}

static bool runs_the_same(const struct hook *a, const struct hook *b)
{
	return strcmp(a->user, b->user) == 0 && a->command.used == b->command.used
	       && memcmp(a->command.text, b->command.text, a->command.used) == 0;
}

/* Add a hook of the second instance: under another name, or not at all where the first
 * one has the same. */
static void join_hook(struct migration *migration, struct hook *other)
{
	struct tasks *tasks = &migration->pairs[0].config.tasks;
	struct fault fault;

	for (size_t i = 0; i < tasks->hook_count; i++) {
		const struct hook *hook = &tasks->hooks[i];

		if (strcmp(hook->name, other->name) != 0) {
			continue;
		}
		if (runs_the_same(hook, other)) {
			migration_note(migration,
				make_note(migration, 1, NOTE_NEEDLESS, "hooks"),
				"%s of both instances is the same command, which runs "
				"once",
				hook->name);
			return;
		}
		snprintf(other->name, sizeof(other->name), "%.*s-2", TASK_NAME_MAX - 2,
			tasks->hooks[i].name);
	}
	if (!tasks_add_hook(tasks, other, &fault)) {
		note_fault(migration, "hooks", &fault);
	}
}

static void join_tasks(struct migration *migration)
{
	struct config *config = &migration->pairs[0].config;
	struct tasks *others = &migration->pairs[1].config.tasks;

	join_checks(migration);
	for (size_t i = 0; i < others->hook_count; i++) {
		join_hook(migration, &others->hooks[i]);
	}
	if (config->tasks.check_count > 0) {
		config->origin[schema_index(schema_find("checks"))] =
			CONFIG_ORIGIN_FILE;
	}
	if (config->tasks.hook_count > 0) {
		config->origin[schema_index(schema_find("hooks"))] = CONFIG_ORIGIN_FILE;
	}
}

void migration_join_pairs(struct migration *migration)
{
	join_fips(migration);
	join_tasks(migration);
	compare_pairs(migration);
	join_link(migration);
	for (size_t i = 0; i < migration->note_count; i++) {
		migration->notes[i].pair =
			migration->notes[i].pair == 1 ? 0 : migration->notes[i].pair;
	}
	migration->pair_count = 1;
}

static bool is_open(const struct migration *migration, int pair, const char *setting)
{
	for (size_t i = 0; i < migration->note_count; i++) {
		const struct note *note = &migration->notes[i];

		if (note->pair == pair && note->kind == NOTE_OPEN
			&& note->setting != NULL
			&& strcmp(note->setting, setting) == 0) {
			return true;
		}
	}
	return false;
}

void migration_check_pair(struct migration *migration, int pair)
{
	struct diagnostics *diagnostics = calloc(1, sizeof(*diagnostics));

	if (diagnostics == NULL) {
		perror("fipctl");
		abort();
	}
	config_check(&migration->pairs[pair].config, "", diagnostics);
	for (size_t i = 0; i < diagnostics_kept(diagnostics); i++) {
		char *name = diagnostics->text[i] + strspn(diagnostics->text[i], ": ");
		char *text = strchr(name, ':');
		const struct schema_row *row;

		if (text == NULL) {
			continue;
		}
		*text++ = '\0';
		row = schema_find(name);
		if (row != NULL && !is_open(migration, pair, name)) {
			migration_note(migration,
				make_note(migration, pair, NOTE_OPEN, row->name),
				"%s:%s", row->name, text);
		}
	}
	free(diagnostics);
}
