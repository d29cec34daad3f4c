#include "protocol/mirror.h"

#include <string.h>

void mirror_init(struct mirror *mirror)
{
	memset(mirror, 0, sizeof(*mirror));
	mirror->state = MIRROR_ABSENT;
}

static void drop_from(struct mirror *mirror, uint64_t sequence)
{
	while (mirror->event_count > 0
		&& mirror->events[mirror->event_count - 1].sequence >= sequence) {
		mirror->event_count--;
	}
}

static void take_status(struct mirror *mirror, const json_t *json, int64_t now_ms)
{
	if (!status_from_json(&mirror->status, json)) {
		return;
	}
	mirror->state = MIRROR_CONNECTED;
	mirror->received_ms = now_ms;
	/* A journal that begins anew (an emptied state folder) reuses its numbers. */
	if (mirror->status.last_sequence > 0) {
		drop_from(mirror, mirror->status.last_sequence + 1);
	}
}

/* Where a sequence is, or belongs: all before it are smaller. */
static size_t find_place(const struct mirror *mirror, uint64_t sequence)
{
	size_t place = mirror->event_count;

	while (place > 0 && mirror->events[place - 1].sequence >= sequence) {
		place--;
	}
	return place;
}

static bool holds_at(const struct mirror *mirror, size_t place, uint64_t sequence)
{
	return place < mirror->event_count
	       && mirror->events[place].sequence == sequence;
}

static const struct entry *insert(
	struct mirror *mirror, size_t place, const struct entry *entry)
{
	struct entry *events = mirror->events;

	if (mirror->event_count == MIRROR_EVENTS_MAX) {
		if (place == 0) {
			return NULL;
		}
		place--;
		mirror->event_count--;
		memmove(events, events + 1, mirror->event_count * sizeof(events[0]));
	}
	memmove(events + place + 1, events + place,
		(mirror->event_count - place) * sizeof(events[0]));
	events[place] = *entry;
	mirror->event_count++;
	return &events[place];
}

static const struct entry *take_event(struct mirror *mirror, const json_t *json)
{
	struct entry entry;
	size_t place;

	if (!entry_from_json(&entry, json)) {
		return NULL;
	}
	place = find_place(mirror, entry.sequence);
	if (holds_at(mirror, place, entry.sequence)) {
		mirror->events[place] = entry;
		return &mirror->events[place];
	}
	return insert(mirror, place, &entry);
}

const struct entry *mirror_take(
	struct mirror *mirror, const json_t *message, int64_t now_ms)
{
	const json_t *status = json_object_get(message, "status");
	const json_t *event = json_object_get(message, "event");

	if (status != NULL) {
		take_status(mirror, status, now_ms);
	}
	return event == NULL ? NULL : take_event(mirror, event);
}

void mirror_lose(struct mirror *mirror)
{
	if (mirror->state == MIRROR_CONNECTED) {
		mirror->state = MIRROR_STALE;
	}
}

int64_t mirror_age_ms(const struct mirror *mirror, int64_t age_ms, int64_t now_ms)
{
	return age_ms < 0 ? -1 : age_ms + (now_ms - mirror->received_ms);
}

const struct entry *mirror_event(const struct mirror *mirror, uint64_t sequence)
{
	size_t place = find_place(mirror, sequence);

	return holds_at(mirror, place, sequence) ? &mirror->events[place] : NULL;
}
