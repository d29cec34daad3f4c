#include "node/event_log.h"

#include <stdio.h>

#include "loop/clock.h"
#include "loop/log.h"
#include "words/catalogue.h"

/* The numbers of the original system's traps, which log watchers match. */
enum {
	CSTRAP_FAILBACK = 5,
	CSTRAP_FAILOVER = 6,
};

static struct narrate_names names_of(const struct event_log *event_log)
{
	struct narrate_names names = {
		.pair = event_log->pair,
		.node = event_log->node,
		.own = event_log->own,
		.peer = event_log->peer,
		.third = event_log->third[0] != '\0' ? event_log->third : NULL,
		.link_count = event_log->link_count,
	};

	for (unsigned i = 0; i < event_log->link_count; i++) {
		names.links[i] = event_log->links[i];
	}
	return names;
}

static void name_path(struct event_log *event_log, const char *name)
{
	char *link = event_log->links[event_log->link_count++];

	snprintf(link, sizeof(event_log->links[0]), "%s", name);
}

void event_log_name(
	struct event_log *event_log, const struct config *config, struct ip own)
{
	struct narrate_names names;

	event_log->config = config;
	ip_write(own, event_log->own);
	ip_write(config->peer, event_log->peer);
	snprintf(event_log->pair, sizeof(event_log->pair), "%s", config->pair);
	snprintf(event_log->node, sizeof(event_log->node), "%s", config->node);
	event_log->link_count = 0;
	name_path(event_log, config->interface);
	for (size_t i = 0; i < config->link_count; i++) {
		name_path(event_log, config->links[i].name);
	}
	names = names_of(event_log);
	recorder_name(event_log->recorder, &names);
}

static void write_cstrap(const struct event_log *event_log, enum event_kind kind)
{
	char text[96];

	if (kind == EVENT_FAILOVER) {
		snprintf(text, sizeof(text),
			"Standby System(%s) is an Active System renew.",
			event_log->peer);
		log_cstrap(CSTRAP_FAILOVER, text);
	} else if (kind == EVENT_FAILBACK) {
		snprintf(text, sizeof(text), "Standby System(%s) is a Enable.",
			event_log->own);
		log_cstrap(CSTRAP_FAILBACK, text);
	}
}

static bool waits(enum role role)
{
	return role == ROLE_CLAIMING || role == ROLE_HELD;
}

/* Another role than these two makes what was kept back of them old. */
static void log_event(
	struct event_log *event_log, const struct entry *entry, int64_t now_us)
{
	const struct event *event = &entry->event;
	int id = CATALOGUE_EVENTS + (int)event->kind;
	const struct quiet_line line = {
		.level = catalogue_level(event->kind),
		.id = id,
	};

	if (event->kind == EVENT_ROLE_CHANGE && waits(event->from)
		&& waits(event->to)) {
		quiet_log(&event_log->quiet, &line, now_us, "%s", entry->text);
		return;
	}
	if (event->from != event->to) {
		quiet_forget(&event_log->quiet, line.cause);
	}
	log_message(line.level, id, "%s", entry->text);
}

void event_log_add(struct event_log *event_log, const struct event *event,
	const char *detail, int64_t now_us)
{
	struct narrate_names names = names_of(event_log);
	char copy[IP_TEXT_SIZE];
	struct journal_draft draft = {
		.event = event,
		.names = &names,
		.detail = detail,
		.date_ms = clock_wall_ms(),
		.now_us = now_us,
	};
	const struct entry *entry;

	if (event->copy.fip > 0 && event->copy.fip <= event_log->config->fip_count) {
		const struct config_fip *fips = event_log->config->fips;

		names.copy = ip_write(fips[event->copy.fip - 1].address, copy);
	}
	entry = journal_append(event_log->journal, &draft);
	log_event(event_log, entry, now_us);
	write_cstrap(event_log, event->kind);
}
