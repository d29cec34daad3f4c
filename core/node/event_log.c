#include "node/event_log.h"

#include <stdio.h>

#include "loop/clock.h"
#include "loop/log.h"
#include "words/catalogue.h"
#include "words/original.h"
#include "words/pairing.h"

static struct narrate_names names_of(const struct event_log *event_log)
{
	struct narrate_names names = {
		.pair = event_log->pair,
		.node = event_log->node,
		.own = event_log->own,
		.peer = event_log->peer,
		.third = event_log->third[0] != '\0' ? event_log->third : NULL,
		.answered = event_log->answered[0] != '\0' ? event_log->answered : NULL,
		.lost = event_log->lost[0] != '\0' ? event_log->lost : NULL,
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
	event_log->own[0] = '\0';
	if (ip_is_set(own)) {
		ip_write(own, event_log->own);
	}
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

static void log_line_of_original(
	const struct entry *entry, const struct narrate_names *names)
{
	char text[ORIGINAL_TEXT_SIZE];

	if (entry->original != ORIGINAL_NONE) {
		original_write(text, (enum original_line)entry->original, names);
		log_original(text);
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

static bool is_preferred(const struct event_log *event_log)
{
	return event_log->config->role == CONFIG_ROLE_ACTIVE;
}

/* What can happen in the same step without being asked for has no actor. */
static bool is_asked_for(const struct event *event)
{
	/* table */
	static const enum reason wishes[] = { REASON_SWITCHOVER, REASON_MAINTENANCE,
		REASON_FORCED, REASON_PEER_IS_OFF, REASON_DISABLED, REASON_CONFIRMED };
	bool wished = false;

	for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
		wished = wished || event->reason == wishes[i];
	}
	return wished || event->kind == EVENT_CONFIG_CHANGED
	       || event->kind == EVENT_ACTION_REFUSED;
}

static const char *find_actor(
	const struct event_log *event_log, const struct event *event)
{
	const char *actor =
		event_log->actor[0] != '\0' ? event_log->actor : event_log->operator;

	return actor[0] != '\0' && is_asked_for(event) ? actor : NULL;
}

static void append(struct event_log *event_log, struct journal_draft *draft)
{
	struct narrate_names names = names_of(event_log);
	const struct copy *copy = &draft->event->copy;
	char text[IP_TEXT_SIZE];
	const struct entry *entry;

	if (copy->fip > 0 && copy->fip <= event_log->config->fip_count) {
		names.copy =
			ip_write(event_log->config->fips[copy->fip - 1].address, text);
	}
	names.task = draft->event->task > 0 ? draft->subject : NULL;
	draft->names = &names;
	draft->actor = find_actor(event_log, draft->event);
	draft->date_ms = clock_wall_ms();
	draft->preferred = is_preferred(event_log);
	entry = journal_append(event_log->journal, draft);
	log_set_role(entry->event.to);
	log_event(event_log, entry, draft->now_us);
	log_line_of_original(entry, &names);
}

static void end_alarm(struct event_log *event_log, const struct entry *alarm,
	const struct event *end, int64_t now_us)
{
	struct journal_draft draft = {
		.event = end, .clears = alarm->sequence, .now_us = now_us
	};

	append(event_log, &draft);
}

/* An alarm that ends leaves the list: the one behind it takes its place. */
static void end_before(
	struct event_log *event_log, const struct event *next, int64_t now_us)
{
	const struct alarms *alarms = journal_alarms(event_log->journal);
	uint32_t i = 0;

	while (i < alarms->count) {
		struct event end;

		if (pairing_ends_before(next, &alarms->list[i].event, &end)) {
			end_alarm(event_log, &alarms->list[i], &end, now_us);
		} else {
			i++;
		}
	}
}

void event_log_add(struct event_log *event_log, const struct event *event,
	const struct event_words *words, int64_t now_us)
{
	struct journal_draft draft = {
		.event = event,
		.detail = words != NULL ? words->detail : NULL,
		.subject = words != NULL ? words->subject : NULL,
		.now_us = now_us,
	};

	end_before(event_log, event, now_us);
	append(event_log, &draft);
}

static void settle_failback(
	struct event_log *event_log, const struct event *standing, int64_t now_us)
{
	enum original_line last = (enum original_line)journal_line(event_log->journal);
	struct event home = *standing;

	home.from = home.to;
	if (original_owes_failback(&home, last, is_preferred(event_log))) {
		event_log_add(event_log, &home, NULL, now_us);
	}
}

static void settle_ends(
	struct event_log *event_log, const struct event *standing, int64_t now_us)
{
	const struct alarms *alarms = journal_alarms(event_log->journal);
	uint32_t i = 0;

	while (i < alarms->count) {
		struct event end;

		if (pairing_is_over(standing, is_preferred(event_log),
			    &alarms->list[i].event, &end)) {
			end_alarm(event_log, &alarms->list[i], &end, now_us);
		} else {
			i++;
		}
	}
}

static bool is_open(const struct event_log *event_log, const struct event *alarm)
{
	const struct alarms *alarms = journal_alarms(event_log->journal);

	for (uint32_t i = 0; i < alarms->count; i++) {
		const struct event *open = &alarms->list[i].event;

		if (pairing_is_same(open, alarm) && open->to == alarm->to) {
			return true;
		}
	}
	return false;
}

static void confirm(
	struct event_log *event_log, const struct event *standing, int64_t now_us)
{
	const struct event end = {
		.kind = EVENT_FAILOVER_END,
		.from = standing->to,
		.to = standing->to,
		.peer = standing->peer,
		.reason = REASON_CONFIRMED,
	};

	if (alarms_ended_by(journal_alarms(event_log->journal), &end) != NULL) {
		event_log_add(event_log, &end, NULL, now_us);
	}
}

void event_log_settle(struct event_log *event_log, const struct event *standing,
	bool confirmed, int64_t now_us)
{
	struct event alarm;

	settle_failback(event_log, standing, now_us);
	settle_ends(event_log, standing, now_us);
	if (pairing_raises(standing, &alarm) && !is_open(event_log, &alarm)) {
		event_log_add(event_log, &alarm, NULL, now_us);
	}
	if (confirmed) {
		confirm(event_log, standing, now_us);
	}
}
