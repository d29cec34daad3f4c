#include "traps/traps.h"

#include <string.h>

void traps_init(struct traps *traps, struct traps_port port, struct agent *agent)
{
	memset(traps, 0, sizeof(*traps));
	traps->port = port;
	traps->agent = agent;
}

static void empty(struct traps *traps, uint64_t cursor)
{
	traps->first = 0;
	traps->count = 0;
	traps->under_way = false;
	traps->generation++;
	traps->acknowledged = cursor;
	traps->last = cursor;
}

void traps_position(
	struct traps *traps, uint64_t cursor, uint64_t dropped, uint64_t newest)
{
	/* A journal that begins anew, or a cursor that somebody moved ahead. */
	if (newest < traps->last || cursor > traps->acknowledged) {
		empty(traps, cursor);
	} else if (cursor < traps->acknowledged) {
		traps->port.acknowledge(traps->port.context, traps->acknowledged);
	}
	if (traps->last < cursor + dropped) {
		traps->agent->dropped += cursor + dropped - traps->last;
		traps->last = cursor + dropped;
	}
	traps->positioned = true;
	traps->behind = false; /* the subscription brings all after the cursor */
}

void traps_unposition(struct traps *traps)
{
	traps->positioned = false;
}

static void append(struct traps *traps, const struct entry *entry)
{
	traps->window[(traps->first + traps->count) % TRAPS_MAX] = *entry;
	traps->count++;
	traps->last = entry->sequence;
}

void traps_offer(struct traps *traps, const struct entry *entry)
{
	if (entry->sequence <= traps->last) {
		return;
	}
	if (entry->sequence > traps->last + 1 || traps->count == TRAPS_MAX
		|| !traps->positioned) {
		traps->behind = true;
		return;
	}
	append(traps, entry);
}

void traps_refill(struct traps *traps, const struct entry *entry)
{
	if (entry->sequence <= traps->last || traps->count == TRAPS_MAX) {
		return;
	}
	traps->agent->dropped += entry->sequence - traps->last - 1;
	append(traps, entry);
}

size_t traps_wants(const struct traps *traps, uint64_t *after)
{
	bool room;

	*after = traps->last;
	room = traps->count <= TRAPS_MAX / 2;
	return traps->positioned && traps->behind && room ? TRAPS_MAX - traps->count
							  : 0;
}

void traps_refilled(struct traps *traps, size_t brought)
{
	if (brought == 0) {
		traps->behind = false;
	}
}

void traps_connect(struct traps *traps, bool connected)
{
	traps->connected = connected;
	traps->under_way = false;
	traps->generation++;
}

/* The first event of the window is done with. */
static void pass(struct traps *traps)
{
	traps->acknowledged = traps->window[traps->first].sequence;
	traps->first = (traps->first + 1) % TRAPS_MAX;
	traps->count--;
	if (traps->positioned) {
		traps->port.acknowledge(traps->port.context, traps->acknowledged);
	}
}

void traps_answered(struct traps *traps, uint64_t generation, bool accepted)
{
	if (!traps->under_way || generation != traps->generation) {
		return;
	}
	traps->under_way = false;
	if (accepted) {
		traps->agent->sent++;
	} else {
		traps->agent->dropped++;
	}
	pass(traps);
}

static bool is_muted(const struct traps *traps, uint32_t muted)
{
	return (muted & event_bit(traps->window[traps->first].event.kind)) != 0;
}

void traps_go_on(struct traps *traps, uint64_t newest, uint32_t muted)
{
	uint64_t done;
	uint64_t known;

	while (!traps->under_way && traps->count > 0 && is_muted(traps, muted)) {
		pass(traps);
	}
	done = traps->count > 0 ? traps->window[traps->first].sequence - 1
				: traps->last;
	known = newest > traps->last ? newest : traps->last;
	traps->agent->queued = traps->positioned || traps->count > 0 ? known - done : 0;
	if (!traps->connected || traps->under_way || traps->count == 0) {
		return;
	}
	traps->generation++;
	traps->under_way = traps->port.send(
		traps->port.context, &traps->window[traps->first], traps->generation);
}
