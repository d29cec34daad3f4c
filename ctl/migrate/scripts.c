/*
 * The scripts of keepalived: what a track_script names is a check, a notify is a hook.
 */
#include <stdio.h>
#include <string.h>

#include "config/tasks.h"
#include "config/value.h"
#include "migrate/draft.h"
#include "schema/entries.h"
#include "values/span.h"

enum {
	WEIGHT_MAX = 253,
	COUNT_MAX = 1000000, /* of seconds, and of results in a row */
	SCRIPT_WORDS = 2,    /* of a notify, before its user */
};

static const char checks[] = "checks";
static const char hooks[] = "hooks";

/* What a vrrp_script says; of several statements of a kind the last one. */
struct script {
	const struct statement *block;
	const struct statement *command;
	const struct statement *interval;
	const struct statement *timeout;
	const struct statement *weight;
	const struct statement *rise;
	const struct statement *fall;
	const struct statement *user;
	const struct statement *init_fail;
};

static void note_done(
	const struct draft *draft, const struct statement *one, const char *setting)
{
	char words[NOTE_TEXT_MAX];

	migration_note(draft->migration, draft_note(draft, one, NOTE_DONE, setting),
		"%s", draft_words(one, words));
}

static void note_needless(const struct draft *draft, const struct statement *one,
	const char *setting, const char *text)
{
	migration_note(draft->migration, draft_note(draft, one, NOTE_NEEDLESS, setting),
		"%s", text);
}

static void note_open(const struct draft *draft, const struct statement *one,
	const char *setting, const char *text)
{
	migration_note(draft->migration, draft_note(draft, one, NOTE_OPEN, setting),
		"%s", text);
}

/* Set a member of a check or hook, or note why fipd cannot take it; false then. */
static bool set_member(const struct draft *draft, const struct statement *one,
	void *record, const struct schema_row *row, const char *text)
{
	bool of_checks = row == entry_find(entry_of(SCHEMA_CHECKS), row->name);
	struct fault fault;

	if (value_read(record, row, text, &fault)) {
		return true;
	}
	migration_note(draft->migration,
		draft_note(draft, one, NOTE_OPEN, of_checks ? checks : hooks), "%s: %s",
		row->name, fault.text);
	return false;
}

static const struct statement **find_part(struct script *script, const char *name)
{
	const struct {
		const char *name;
		const struct statement **part;
	} parts[] = {
		{ "script", &script->command },
		{ "interval", &script->interval },
		{ "timeout", &script->timeout },
		{ "weight", &script->weight },
		{ "rise", &script->rise },
		{ "fall", &script->fall },
		{ "user", &script->user },
		{ "init_fail", &script->init_fail },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (strcmp(parts[i].name, name) == 0) {
			return parts[i].part;
		}
	}
	return NULL;
}

static void read_script(const struct draft *draft, struct script *script)
{
	const struct statement *one;
	size_t place = 0;

	while ((one = draft_next(draft, script->block, &place)) != NULL) {
		const struct statement **part = find_part(script, one->words[0]);

		if (part != NULL && one->condition == NULL) {
			*part = one;
		}
	}
}

static const struct statement *find_script(const struct draft *draft, const char *name)
{
	const struct statements *all = &draft->migration->statements;

	for (size_t i = 0; i < all->count; i = all->list[i].end) {
		const struct statement *one = &all->list[i];

		if (one->condition == NULL && strcmp(one->words[0], "vrrp_script") == 0
			&& one->word_count > 1 && strcmp(one->words[1], name) == 0) {
			return one;
		}
	}
	return NULL;
}

static bool set_number(const struct draft *draft, const struct statement *one,
	struct check *check, const struct schema_row *row, uint64_t number)
{
	char text[64];

	snprintf(text, sizeof(text), "%u%s", (unsigned)number,
		row->type == SCHEMA_SPAN ? " s" : "");
	return set_member(draft, one, check, row, text);
}

/*
 * Set a number of a check from a statement, or as it is where there is none.  One that
 * is too much for fipd is the most that it takes, and noted.
 */
static bool take_number(const struct draft *draft, struct check *check,
	const struct statement *one, const char *member, uint64_t *number)
{
	const struct schema_row *row = entry_find(entry_of(SCHEMA_CHECKS), member);

	if (one != NULL) {
		if (!draft_read_number(one, 0, COUNT_MAX, number)) {
			return false;
		}
		*number = *number == 0 ? 1 : *number; /* as keepalived takes it */
		note_done(draft, one, checks);
	}
	one = one != NULL ? one : draft->block;
	if (!set_number(draft, one, check, row, *number)) {
		*number =
			(uint64_t)row->maximum / (row->type == SCHEMA_SPAN ? 1000 : 1);
		set_number(draft, one, check, row, *number);
	}
	return true;
}

static bool take_numbers(
	const struct draft *draft, const struct script *script, struct check *check)
{
	uint64_t interval = 1, timeout, rise = 1, fall = 1; /* keepalived's own */

	if (!take_number(draft, check, script->interval, "interval", &interval)) {
		return false;
	}
	timeout = interval; /* where it is told none */
	return take_number(draft, check, script->timeout, "timeout", &timeout)
	       && take_number(draft, check, script->rise, "rise", &rise)
	       && take_number(draft, check, script->fall, "fall", &fall);
}

static bool names_instance(const struct draft *draft, const struct statement *group)
{
	const struct statement *list = draft->migration->statements.list;

	for (size_t i = (size_t)(group - list) + 1; i < group->end; i++) {
		for (size_t word = 0; word < list[i].word_count; word++) {
			if (strcmp(list[i].words[word], draft->block->words[1]) == 0) {
				return true;
			}
		}
	}
	return false;
}

/* In a group keepalived takes each weight for 0, if it is not told otherwise. */
static bool is_grouped(const struct draft *draft)
{
	const struct statements *all = &draft->migration->statements;
	bool grouped = false;

	for (size_t i = 0; i < all->count; i++) {
		const struct statement *one = &all->list[i];

		if (strcmp(one->words[0], "sync_group_tracking_weight") == 0) {
			return false;
		}
		grouped = grouped
			  || (strcmp(one->words[0], "group") == 0
				  && names_instance(draft, one));
	}
	return grouped;
}

/* Read a weight that is a word of a statement, and whether it is reversed. */
static bool read_weight(const struct statement *one, size_t place, int64_t *weight)
{
	const char *text = one->word_count > place ? one->words[place] : "";
	bool negative = text[0] == '-';
	uint64_t number;
	size_t digits;

	text += negative || text[0] == '+' ? 1 : 0;
	digits = span_digits(text, 9, &number);
	if (digits == 0 || text[digits] != '\0' || number > WEIGHT_MAX) {
		return draft_complain(
			one, "weight: %d to %d are possible", -WEIGHT_MAX, WEIGHT_MAX);
	}
	*weight = negative ? -(int64_t)number : (int64_t)number;
	return true;
}

/*
 * A weight moves the F-IPs if it brings this node's priority below that of the other
 * one, which the file does not know: if below keepalived's own, it is taken to do so.
 * Below 0 it is taken off by a failure, above 0 it was added before.
 */
static enum check_effect weigh(
	const struct draft *draft, const struct statement *one, int64_t weight)
{
	int64_t priority = (int64_t)draft->priority;
	int64_t left = priority - (weight < 0 ? -weight : weight);
	struct note note = draft_note(draft, one, NOTE_NEEDLESS, checks);

	if (weight == 0 || is_grouped(draft)) {
		migration_note(draft->migration, note,
			"%s: a failure moves the F-IPs to a node on which no check "
			"fails; where one fails on both they stay, and keepalived "
			"gives them up",
			weight == 0 ? "weight 0"
				    : "in a vrrp_sync_group a weight is 0");
		return CHECK_DEMOTE;
	}
	if (priority == DRAFT_PRIORITY_MAX) {
		migration_note(draft->migration, note,
			"weight %d: keepalived takes nothing off priority 255, so the "
			"check reports and moves nothing",
			(int)weight);
		return CHECK_REPORT;
	}
	if (left < DRAFT_PRIORITY_USUAL) {
		migration_note(draft->migration, note,
			"priority %d with weight %d: keepalived moves the F-IPs if the "
			"other node has more than %d; here a failure moves them to a "
			"node on which no check fails",
			(int)priority, (int)weight, (int)left);
		return CHECK_DEMOTE;
	}
	note.kind = NOTE_OPEN;
	migration_note(draft->migration, note,
		"priority %d with weight %d: a failure moves the F-IPs only if the "
		"other "
		"node has more than %d; if it has, write effect: demote",
		(int)priority, (int)weight, (int)left);
	return CHECK_REPORT;
}

static bool is_reversed(const struct statement *one)
{
	return one->word_count > 2
	       && strcmp(one->words[one->word_count - 1], "reverse") == 0;
}

/* The weight is that of the track_script, else that of the script, else 0. */
static bool take_effect(const struct draft *draft, const struct script *script,
	const struct statement *entry, struct check *check)
{
	bool own = entry->word_count > 1 && strcmp(entry->words[1], "weight") == 0;
	const struct statement *from = own                      ? entry
				       : script->weight != NULL ? script->weight
								: script->block;
	int64_t weight = 0;

	if (from != script->block && !read_weight(from, own ? 2 : 1, &weight)) {
		return false;
	}
	if (!own && entry->word_count > 1) {
		note_open(draft, entry, checks,
			"weight and a number are possible behind the name of a script");
	}
	if (own && script->weight != NULL) {
		note_needless(draft, script->weight, checks,
			"the weight in track_script goes before it");
	}
	check->effect = weigh(draft, from, weight);
	return true;
}

/* What fipd has no counterpart for, and yet the check is made. */
static void note_start(const struct draft *draft, const struct script *script)
{
	if (script->init_fail != NULL) {
		migration_note(draft->migration,
			draft_note(draft, script->init_fail, NOTE_LOST, checks),
			"a check is neither failed nor passed until it has looked, and "
			"moves nothing before");
	}
}

static void take_check_user(
	const struct draft *draft, const struct script *script, struct check *check)
{
	const struct statement *one =
		script->user != NULL ? script->user : script->block;
	size_t place = script->user != NULL ? 1 : script->block->word_count;

	if (script->user != NULL) {
		note_done(draft, one, checks);
	}
	set_member(draft, one, check, entry_find(entry_of(SCHEMA_CHECKS), "user"),
		draft_choose_user(draft, one, place, checks));
}

static void add_check(
	const struct draft *draft, const struct statement *entry, struct check *check)
{
	struct config *config = draft->config;
	struct fault fault;

	if (!tasks_add_check(&config->tasks, check, &fault)) {
		note_open(draft, entry, checks, fault.text);
		return;
	}
	config->origin[schema_index(schema_find(checks))] = CONFIG_ORIGIN_FILE;
}

/* Whether fipd can run a script; else what stands in its way is noted. */
static bool can_run(const struct draft *draft, const struct script *script,
	const struct statement *entry, struct check *check)
{
	if (script->command == NULL) {
		note_open(draft, script->block, checks,
			"not translated: it has no script");
		return false;
	}
	note_needless(draft, script->block, checks, "a track_script names it");
	if (is_reversed(entry)
		|| (script->weight != NULL && is_reversed(script->weight))) {
		note_open(draft, entry, checks,
			"not translated: reverse; let a program of its own end with 0 "
			"where all is well");
		return false;
	}
	return draft_read_command(draft, script->command, checks, &check->command);
}

static bool make_check(const struct draft *draft, const struct statement *entry,
	const struct statement *block)
{
	struct script script = { .block = block };
	struct check check = { .kind = CHECK_COMMAND };

	read_script(draft, &script);
	note_done(draft, entry, checks);
	if (!can_run(draft, &script, entry, &check)) {
		return true;
	}
	note_done(draft, script.command, checks);
	draft_make_name(check.name, sizeof(check.name), block->words[1]);
	if (script.command->word_count > SCRIPT_WORDS) {
		note_open(draft, script.command, checks,
			"keepalived runs its first word alone; if the others are "
			"arguments, put all of it in quotes and migrate again");
	}
	take_check_user(draft, &script, &check);
	note_start(draft, &script);
	if (!take_numbers(draft, &script, &check)
		|| !take_effect(draft, &script, entry, &check)) {
		return false;
	}
	add_check(draft, entry, &check);
	return true;
}

bool draft_take_checks(struct draft *draft, const struct statement *block)
{
	const struct statement *one;
	size_t place = 0;

	while ((one = draft_next(draft, block, &place)) != NULL) {
		const struct statement *script = find_script(draft, one->words[0]);

		if (draft_is_conditional(draft, one)) {
			continue;
		}
		if (script == NULL) {
			note_open(draft, one, checks,
				"there is no vrrp_script of this name");
		} else if (!make_check(draft, one, script)) {
			return false;
		}
	}
	return true;
}

/* When each runs, and what is to be said of it. */
struct notify {
	const char *name;
	enum hook_arguments arguments;
	const char *roles[4]; /* as many as are not NULL */
	const char *sentence;
};

/* table */
static const struct notify notifies[] = {
	{ "notify_master", HOOK_ARGUMENTS_NONE, { "active" }, NULL },
	{ "notify_backup", HOOK_ARGUMENTS_NONE, { "standby" }, NULL },
	{ "notify_fault", HOOK_ARGUMENTS_NONE, { "fault" },
		"a node on which a check fails is standby, and not in fault" },
	{ "notify", HOOK_ARGUMENTS_KEEPALIVED, { "active", "standby", "fault" },
		"its arguments are INSTANCE, the name of the pair, the state and 150 "
		"or "
		"100" },
};

static const struct notify *find_notify(const char *name)
{
	size_t i = 0;

	while (strcmp(notifies[i].name, name) != 0) {
		i++;
	}
	return &notifies[i];
}

static void add_hook(
	const struct draft *draft, const struct statement *one, struct hook *hook)
{
	struct config *config = draft->config;
	struct fault fault;

	if (!tasks_add_hook(&config->tasks, hook, &fault)) {
		note_open(draft, one, hooks, fault.text);
		return;
	}
	config->origin[schema_index(schema_find(hooks))] = CONFIG_ORIGIN_FILE;
}

bool draft_take_hook(struct draft *draft, const struct statement *one)
{
	const struct entry *entry = entry_of(SCHEMA_HOOKS);
	const struct schema_row *on = entry_find(entry, "on");
	const struct schema_row *timeout = entry_find(entry, "timeout");
	const struct notify *row = find_notify(one->words[0]);
	struct hook hook = { .arguments = row->arguments };

	for (size_t i = 0; i < draft->config->tasks.hook_count; i++) {
		if (strcmp(draft->config->tasks.hooks[i].name, row->name) == 0) {
			note_needless(draft, one, hooks,
				"keepalived takes the first one alone");
			return true;
		}
	}
	if (!draft_read_command(draft, one, hooks, &hook.command)) {
		return true;
	}
	note_done(draft, one, hooks);
	if (row->sentence != NULL) {
		note_needless(draft, one, hooks, row->sentence);
	}
	snprintf(hook.name, sizeof(hook.name), "%s", row->name);
	for (size_t i = 0; row->roles[i] != NULL; i++) {
		set_member(draft, one, &hook, on, row->roles[i]);
	}
	set_member(draft, one, &hook, timeout, timeout->initial);
	set_member(draft, one, &hook, entry_find(entry, "user"),
		draft_choose_user(draft, one, SCRIPT_WORDS, hooks));
	add_hook(draft, one, &hook);
	return true;
}
