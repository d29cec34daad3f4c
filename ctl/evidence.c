#include "ctl/evidence.h"

#include <string.h>

#include "ctl/contact.h"

enum {
	PAGE_EVENTS = 100
};

/* An alarm is what some other kind of event ends. */
static bool is_alarm(enum note_kind kind)
{
	for (unsigned other = 1; other <= NOTE_LAST; other++) {
		if (note_clears((enum note_kind)other) == kind) {
			return true;
		}
	}
	return false;
}

static bool is_move(const struct note *note)
{
	return note->from != note->to && note->kind != NOTE_STARTED
	       && note->kind != NOTE_STOPPED;
}

static void remove_alarm(struct evidence *evidence, size_t index)
{
	evidence->alarm_count--;
	memmove(&evidence->alarms[index], &evidence->alarms[index + 1],
		(evidence->alarm_count - index) * sizeof(evidence->alarms[0]));
}

/* An alarm that is raised again replaces the former one; a life ends all. */
static bool ends(const struct record *record, const struct record *alarm)
{
	return record->clears == alarm->sequence || record->note.kind == NOTE_STARTED
	       || (record->note.kind == alarm->note.kind
		       && record->note.path == alarm->note.path);
}

static void weigh(struct evidence *evidence, const struct record *record)
{
	for (size_t i = evidence->alarm_count; i > 0; i--) {
		if (ends(record, &evidence->alarms[i - 1])) {
			remove_alarm(evidence, i - 1);
		}
	}
	if (is_alarm(record->note.kind)
		&& evidence->alarm_count < EVIDENCE_ALARMS_MAX) {
		evidence->alarms[evidence->alarm_count++] = *record;
	}
	if (is_move(&record->note)) {
		evidence->move = *record;
	}
}

/* Weigh a page; false if there was nothing on it. */
static bool take_page(struct evidence *evidence, const json_t *events, uint64_t *after)
{
	size_t index;
	json_t *event;
	uint64_t before = *after;
	json_array_foreach(events, index, event)
	{
		struct record record = { 0 };
		/* An event of a kind that is not known here is passed over. */
		if (record_from_json(&record, event)) {
			weigh(evidence, &record);
		}
		json_int_t sequence =
			json_integer_value(json_object_get(event, "sequence"));
		*after = sequence > 0 ? (uint64_t)sequence : *after;
	}
	return *after > before;
}

int evidence_gather(struct evidence *evidence, struct client *client,
	const struct options *options, const struct status *status)
{
	uint64_t after = status->oldest_sequence > 0 ? status->oldest_sequence - 1 : 0;
	int end = EXIT_DONE;
	bool more = true;
	memset(evidence, 0, sizeof(*evidence));
	while (more && end == EXIT_DONE && after < status->last_sequence) {
		json_t *answer;
		end = contact_ask(client, options,
			json_pack("{s:s,s:I,s:i}", "op", "events", "after",
				(json_int_t)after, "max", PAGE_EVENTS),
			&answer);
		more = take_page(evidence, json_object_get(answer, "events"), &after);
		json_decref(answer);
	}
	return end;
}
