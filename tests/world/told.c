#include "world/told.h"

#include "engine/operator.h"
#include "engine/queries.h"
#include "words/pairing.h"

static enum original_line log_line(
	struct world *world, int node, const struct event *event)
{
	enum original_line line = original_line_of(
		event, world->lines[node], world->hosts[node].settings.preferred);

	if (line != ORIGINAL_NONE) {
		world->lines[node] = line;
	}
	return line;
}

static void keep(struct world *world, int node, const struct event *event)
{
	enum original_line line = log_line(world, node, event);

	if (world->told_count < WORLD_NOTES_MAX) {
		struct told *told = &world->told[world->told_count];

		told->at_us = world->now_us;
		told->node = node;
		told->event = *event;
		told->line = line;
	}
	world->told_count++;
}

static void find_fault(struct open_alarms *alarms, const char *fault)
{
	if (alarms->fault == NULL) {
		alarms->fault = fault;
	}
}

static void drop(struct open_alarms *alarms, unsigned place)
{
	alarms->list[place] = alarms->list[--alarms->count];
}

static void end_alarm(struct open_alarms *alarms, const struct event *event)
{
	for (unsigned i = 0; i < alarms->count; i++) {
		if (pairing_ends(event, &alarms->list[i])) {
			drop(alarms, i);
			return;
		}
	}
	/*
	 * It is told for the sake of the role too; and a peer that left in good order
	 * raised no alarm, so audit.c pairs its return with that.
	 */
	if (event->kind != EVENT_FAILBACK && event->kind != EVENT_PEER_RECOVERED) {
		find_fault(alarms, "an alarm ended that was not open");
	}
}

static void raise_alarm(struct open_alarms *alarms, const struct event *event)
{
	for (unsigned i = 0; i < alarms->count; i++) {
		if (pairing_is_same(event, &alarms->list[i])) {
			find_fault(alarms, "an alarm was raised that was open");
		}
	}
	if (alarms->count < WORLD_ALARMS_MAX) {
		alarms->list[alarms->count++] = *event;
	} else {
		find_fault(alarms, "there are more alarms than can be");
	}
}

static void follow_alarms(struct open_alarms *alarms, const struct event *event)
{
	if (pairing_is_alarm(event->kind)) {
		raise_alarm(alarms, event);
	} else if (event_clears(event->kind) != 0) {
		end_alarm(alarms, event);
	}
}

static void add(struct world *world, int node, const struct event *event)
{
	follow_alarms(&world->alarms[node], event);
	keep(world, node, event);
}

/* The end names its alarm by number, which is its place here. */
static void add_end(
	struct world *world, int node, unsigned place, const struct event *end)
{
	drop(&world->alarms[node], place);
	keep(world, node, end);
}

void told_add(struct world *world, int node, const struct event *event)
{
	struct open_alarms *alarms = &world->alarms[node];
	struct event end;
	unsigned i = 0;

	while (i < alarms->count) {
		if (pairing_ends_before(event, &alarms->list[i], &end)) {
			add_end(world, node, i, &end);
		} else {
			i++;
		}
	}
	add(world, node, event);
}

static void settle_line(struct world *world, int node, struct event standing)
{
	standing.from = standing.to;
	if (original_owes_failback(&standing, world->lines[node],
		    world->hosts[node].settings.preferred)) {
		told_add(world, node, &standing);
	}
}

static void settle_ends(struct world *world, int node, const struct event *standing)
{
	struct open_alarms *alarms = &world->alarms[node];
	bool preferred = world->hosts[node].settings.preferred;
	struct event end;
	unsigned i = 0;

	while (i < alarms->count) {
		if (pairing_is_over(standing, preferred, &alarms->list[i], &end)) {
			add_end(world, node, i, &end);
		} else {
			i++;
		}
	}
}

static bool is_open(const struct open_alarms *alarms, const struct event *alarm)
{
	for (unsigned i = 0; i < alarms->count; i++) {
		if (pairing_is_same(&alarms->list[i], alarm)
			&& alarms->list[i].to == alarm->to) {
			return true;
		}
	}
	return false;
}

static void confirm(struct world *world, int node, const struct event *standing)
{
	struct open_alarms *alarms = &world->alarms[node];

	for (unsigned i = 0; i < alarms->count; i++) {
		if (alarms->list[i].kind == EVENT_FAILOVER) {
			const struct event end = {
				.kind = EVENT_FAILOVER_END,
				.from = standing->to,
				.to = standing->to,
				.peer = standing->peer,
				.reason = REASON_CONFIRMED,
			};

			add_end(world, node, i, &end);
			return;
		}
	}
}

void told_settle(struct world *world, int node, enum role before, bool confirmed)
{
	const struct host *host = &world->hosts[node];
	const struct engine *engine = &host->engine;
	struct event alarm;
	struct event standing = {
		.from = before,
		.to = engine->standing.settled,
		.peer = query_peer_role(
			engine, clock_local_us(&host->clock, world->now_us)),
		.reason = engine->standing.reason,
	};

	if (operator_has_stopped(engine)) {
		standing.kind = EVENT_STOPPED;
	}
	settle_line(world, node, standing);
	if (confirmed) {
		confirm(world, node, &standing);
	}
	settle_ends(world, node, &standing);
	if (pairing_raises(&standing, &alarm)
		&& !is_open(&world->alarms[node], &alarm)) {
		told_add(world, node, &alarm);
	}
}
