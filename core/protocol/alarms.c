#include "protocol/alarms.h"

#include <stdbool.h>
#include <string.h>

static bool is_alarm(enum note_kind kind)
{
	for (unsigned other = 1; other <= NOTE_LAST; other++) {
		if (note_clears((enum note_kind)other) == kind) {
			return true;
		}
	}
	return false;
}

static bool ends(const struct record *record, const struct record *alarm)
{
	return record->clears == alarm->sequence || record->note.kind == NOTE_STARTED
	       || (record->note.kind == alarm->note.kind
		       && record->note.path == alarm->note.path);
}

static void drop(struct alarms *alarms, uint32_t index)
{
	alarms->count--;
	memmove(&alarms->list[index], &alarms->list[index + 1],
		(alarms->count - index) * sizeof(alarms->list[0]));
}

void alarms_weigh(struct alarms *alarms, const struct record *record)
{
	for (uint32_t i = alarms->count; i > 0; i--) {
		if (ends(record, &alarms->list[i - 1])) {
			drop(alarms, i - 1);
		}
	}
	if (is_alarm(record->note.kind) && alarms->count < ALARMS_MAX) {
		alarms->list[alarms->count++] = *record;
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
