#include "protocol/alarms.h"

#include <stdbool.h>
#include <string.h>

static bool is_alarm(enum event_kind kind)
{
	for (unsigned other = 1; other <= EVENT_LAST; other++) {
		if (event_clears((enum event_kind)other) == kind) {
			return true;
		}
	}
	return false;
}

static bool ends(const struct entry *entry, const struct entry *alarm)
{
	return entry->clears == alarm->sequence || entry->event.kind == EVENT_STARTED
	       || (entry->event.kind == alarm->event.kind
		       && entry->event.link == alarm->event.link);
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
	if (is_alarm(entry->event.kind) && alarms->count < ALARMS_MAX) {
		alarms->list[alarms->count++] = *entry;
	}
}

/* The numbers ascend as the severity falls, after those of no alarm. */
enum severity alarms_worst(const struct alarms *alarms)
{
	enum severity worst = SEVERITY_CLEARED;

	for (uint32_t i = 0; i < alarms->count; i++) {
		enum severity severity = alarms->list[i].severity;

		if (worst == SEVERITY_CLEARED || severity < worst) {
			worst = severity;
		}
	}
	return worst;
}
