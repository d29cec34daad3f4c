#include "node/recorder.h"

#include <stdio.h>

#include "loop/clock.h"
#include "loop/log.h"
#include "words/catalogue.h"

/* The numbers of the original system's traps (behaviour.md, row 3). */
enum {
	CSTRAP_FAILBACK = 5,
	CSTRAP_FAILOVER = 6,
};

static struct narrate_names names_of(const struct recorder *recorder)
{
	struct narrate_names names = {
		.pair = recorder->pair,
		.node = recorder->node,
		.own = recorder->own,
		.peer = recorder->peer,
		.path_count = recorder->path_count,
	};

	for (unsigned i = 0; i < recorder->path_count; i++) {
		names.paths[i] = recorder->paths[i];
	}
	return names;
}

static void name_path(struct recorder *recorder, const char *name)
{
	char *path = recorder->paths[recorder->path_count++];

	snprintf(path, sizeof recorder->paths[0], "%s", name);
}

void recorder_name(
	struct recorder *recorder, const struct config *config, struct ip own)
{
	struct narrate_names names;

	ip_write(own, recorder->own);
	ip_write(config->peer, recorder->peer);
	snprintf(recorder->pair, sizeof recorder->pair, "%s", config->pair);
	snprintf(recorder->node, sizeof recorder->node, "%s", config->node);
	recorder->path_count = 0;
	name_path(recorder, config->interface);
	for (size_t i = 0; i < config->link_count; i++) {
		name_path(recorder, config->links[i].name);
	}
	names = names_of(recorder);
	blackbox_name(recorder->blackbox, &names);
}

static void write_cstrap(const struct recorder *recorder, enum note_kind kind)
{
	char text[96];

	if (kind == NOTE_FAILOVER) {
		snprintf(text, sizeof text,
			"Standby System(%s) is an Active System renew.",
			recorder->peer);
		log_cstrap(CSTRAP_FAILOVER, text);
	} else if (kind == NOTE_FAILBACK) {
		snprintf(text, sizeof text, "Standby System(%s) is a Enable.",
			recorder->own);
		log_cstrap(CSTRAP_FAILBACK, text);
	}
}

void recorder_note(struct recorder *recorder, const struct note *note,
	const char *detail, int64_t now_us)
{
	struct narrate_names names = names_of(recorder);
	struct journal_entry entry = {
		.note = note,
		.names = &names,
		.detail = detail,
		.date_ms = clock_wall_ms(),
		.now_us = now_us,
	};
	const struct record *record = journal_append(recorder->journal, &entry);

	log_message(catalogue_level(note->kind), CATALOGUE_EVENTS + (int)note->kind,
		"%s", record->text);
	write_cstrap(recorder, note->kind);
}
