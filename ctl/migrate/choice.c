#include <stdio.h>
#include <string.h>

#include "config/value.h"
#include "migrate/draft.h"
#include "schema/schema.h"

/*
 * keepalived elects by the priorities of both nodes, of which this file has one.
 */
static const char *find_role(const struct draft *draft)
{
	bool master =
		draft->state != NULL && strcmp(draft->state->words[1], "MASTER") == 0;

	if (master || draft->priority == DRAFT_PRIORITY_MAX) {
		return "active";
	}
	if (draft->nopreempt == NULL && (draft->state != NULL || draft->rank != NULL)
		&& draft->priority <= DRAFT_PRIORITY_USUAL) {
		return "standby";
	}
	return draft->migration->wish.role;
}

static void note_words(
	const struct draft *draft, const struct statement *one, const char *setting)
{
	char words[NOTE_TEXT_MAX];

	if (one != NULL) {
		migration_note(draft->migration,
			draft_note(draft, one, NOTE_DONE, setting), "%s",
			draft_words(one, words));
	}
}

static void choose_role(const struct draft *draft)
{
	const struct schema_row *row = schema_find("role");
	const char *role = find_role(draft);
	struct fault fault;

	note_words(draft, draft->state, "role");
	note_words(draft, draft->rank, "role");
	if (role != NULL && value_read(draft->config, row, role, &fault)) {
		draft->config->origin[schema_index(row)] = CONFIG_ORIGIN_FILE;
		return;
	}
	migration_note(draft->migration,
		draft_note(draft, draft->block, NOTE_OPEN, "role"),
		"%s; write active for the node with the higher priority and standby "
		"for "
		"the other, or give --role",
		draft->nopreempt != NULL
			? "nopreempt stands where state is BACKUP on both nodes"
			: "state and priority leave open which node is preferred");
}

static void choose_failback(const struct draft *draft)
{
	bool master =
		draft->state != NULL && strcmp(draft->state->words[1], "MASTER") == 0;

	if (draft->nopreempt != NULL && master) {
		migration_note(draft->migration,
			draft_note(draft, draft->nopreempt, NOTE_OPEN, "failback"),
			"keepalived ignores it beside state MASTER; write failback: "
			"manual if the F-IPs shall stay, else leave it out");
	} else if (draft->nopreempt != NULL) {
		draft_set(draft, draft->nopreempt, "failback", "manual");
	}
	if (draft->preempt_delay != NULL) {
		char text[64];

		snprintf(text, sizeof(text), "%s s", draft->preempt_delay->words[1]);
		draft_set(draft, draft->preempt_delay, "failback_delay", text);
	} else if (draft->nopreempt == NULL) {
		migration_note(draft->migration,
			draft_note(
				draft, draft->block, NOTE_NEEDLESS, "failback_delay"),
			"keepalived takes back at once, and fipd after 20 s of health, "
			"without loss; write failback_delay: 0 s for the same");
	}
}

static void choose_peer(const struct draft *draft)
{
	struct config *config = draft->config;
	const struct schema_row *row = schema_find("peer");
	struct fault fault;

	if (draft_has(draft, "peer")) {
		return;
	}
	if (draft->migration->wish.peer != NULL
		&& value_read(config, row, draft->migration->wish.peer, &fault)) {
		config->origin[schema_index(row)] = CONFIG_ORIGIN_FILE;
		return;
	}
	migration_note(draft->migration,
		draft_note(draft, draft->block, NOTE_OPEN, "peer"),
		"without unicast_peer it finds the other node by multicast; write the "
		"other node's real IP, or give --peer");
}

/* Where keepalived's default is not fipd's, keepalived's is written. */
static void keep_default(const struct draft *draft, const char *setting,
	const char *text, const char *why)
{
	const struct schema_row *row = schema_find(setting);
	struct fault fault;

	if (!draft_has(draft, setting)
		&& value_read(draft->config, row, text, &fault)) {
		draft->config->origin[schema_index(row)] = CONFIG_ORIGIN_FILE;
		migration_note(draft->migration,
			draft_note(draft, draft->block, NOTE_NEEDLESS, setting), "%s",
			why);
	}
}

void draft_choose(const struct draft *draft)
{
	choose_role(draft);
	choose_failback(draft);
	choose_peer(draft);
	keep_default(draft, "interval", "1 s",
		"keepalived's advert_int is 1 s where none is written; fipd's own "
		"default is 2 s");
	keep_default(draft, "count", "3",
		"keepalived takes a node for dead after 3 intervals; fipd's own "
		"default "
		"is 5");
}
