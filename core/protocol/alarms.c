#include "protocol/alarms.h"

#include <stdbool.h>
#include <string.h>

#include "words/pairing.h"

const struct entry *alarms_ended_by(
	const struct alarms *alarms, const struct event *event)
{
	for (uint32_t i = 0; i < alarms->count; i++) {
		if (pairing_ends(event, &alarms->list[i].event)) {
			return &alarms->list[i];
		}
	}
	return NULL;
}

/* What names no alarm by its number is of fipd 0.1.0, or ends none. */
static bool ends(const struct entry *entry, const struct entry *alarm)
{
	struct event end;

	return entry->clears == alarm->sequence
	       || pairing_ends_before(&entry->event, &alarm->event, &end)
	       || (entry->clears == 0 && pairing_ends(&entry->event, &alarm->event));
}

static void drop(struct alarms *alarms, uint32_t index)
{
	alarms->count--;
	memmove(&alarms->list[index], &alarms->list[index + 1],
		(alarms->count - index) * sizeof(alarms->list[0]));
}

void alarms_weigh(struct alarms *alarms, const struct entry *entry)
{
	for (uint32_t i = alarms->count; i > 0; i--) {
		if (ends(entry, &alarms->list[i - 1])) {
			drop(alarms, i - 1);
		}
	}
	if (pairing_is_alarm(entry->event.kind) && alarms->count < ALARMS_MAX) {
		alarms->list[alarms->count++] = *entry;
	}
}
