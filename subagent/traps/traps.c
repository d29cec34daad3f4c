#include "traps/traps.h"

#include <stdio.h>
#include <string.h>

void traps_init(struct traps *traps, const char *cursor, struct traps_port port,
	struct agent *agent)
{
	memset(traps, 0, offsetof(struct traps, window));
	snprintf(traps->cursor, sizeof(traps->cursor), "%s", cursor);
	traps->port = port;
	traps->agent = agent;
}

static void empty_window(struct traps *traps, uint64_t cursor)
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
		empty_window(traps, cursor);
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
	traps->fetching = false;
}

bool traps_resend(struct traps *traps, uint64_t from)
{
	if (from > traps->acknowledged) {
		return false;
	}
	empty_window(traps, from - 1);
	traps->behind = true;
	return true;
}

static void append_event(struct traps *traps, const struct entry *entry)
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
	append_event(traps, entry);
}

void traps_refill(struct traps *traps, const struct entry *entry)
{
	bool is_answered = traps->last >= traps->asked; /* a resend asks anew */

	if (!is_answered || entry->sequence <= traps->last
		|| traps->count == TRAPS_MAX) {
		return;
	}
	traps->agent->dropped += entry->sequence - traps->last - 1;
	append_event(traps, entry);
}

size_t traps_wants(struct traps *traps, uint64_t *after)
{
	bool room = traps->count <= TRAPS_MAX / 2;

	if (!traps->positioned || !traps->behind || traps->fetching || !room) {
		return 0;
	}
	traps->fetching = true;
	traps->asked = traps->last;
	*after = traps->last;
	return TRAPS_MAX - traps->count;
}

void traps_connect(struct traps *traps, bool connected)
{
	traps->connected = connected;
	traps->under_way = false;
	traps->generation++;
}

/* The first event of the window is done with. */
static void pass_first(struct traps *traps)
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
	pass_first(traps);
}

static bool is_muted(const struct traps *traps, uint64_t muted)
{
	return (muted & event_bit(traps->window[traps->first].event.kind)) != 0;
}

static bool has_critical(const struct traps *traps)
{
	for (size_t i = 0; i < traps->count; i++) {
		size_t place = (traps->first + i) % TRAPS_MAX;

		if (traps->window[place].severity == SEVERITY_CRITICAL) {
			return true;
		}
	}
	return false;
}

/* None overtakes another one: an end would come before its alarm. */
static bool is_put_off(const struct traps *traps, uint32_t spacing_ms,
	enum event_kind kind, int64_t now_ms)
{
	return spacing_ms > 0 && traps->sent_ms[kind] != 0
	       && now_ms - traps->sent_ms[kind] < (int64_t)spacing_ms
	       && traps->queued < TRAPS_MAX && !has_critical(traps);
}

static void send_first(struct traps *traps, int64_t now_ms)
{
	const struct entry *entry = &traps->window[traps->first];

	traps->generation++;
	traps->under_way =
		traps->port.send(traps->port.context, entry, traps->generation);
	if (traps->under_way) {
		traps->sent_ms[entry->event.kind] = now_ms;
	}
}

void traps_go_on(struct traps *traps, uint64_t newest,
	const struct traps_wishes *wishes, int64_t now_ms)
{
	uint64_t done;
	uint64_t known;

	while (!traps->under_way && traps->count > 0
		&& is_muted(traps, wishes->muted)) {
		pass_first(traps);
	}
	done = traps->count > 0 ? traps->window[traps->first].sequence - 1
				: traps->last;
	known = newest > traps->last ? newest : traps->last;
	traps->queued = traps->positioned || traps->count > 0 ? known - done : 0;
	if (traps->connected && !traps->under_way && traps->count > 0
		&& !is_put_off(traps, wishes->spacing_ms,
			traps->window[traps->first].event.kind, now_ms)) {
		send_first(traps, now_ms);
	}
}
