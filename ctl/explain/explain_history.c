#include "explain/explain_history.h"

#include <string.h>

#include "contact/contact.h"

enum {
	PAGE_EVENTS = 100
};

static bool is_move(const struct event *event)
{
	return event->from != event->to && event->kind != EVENT_STARTED
	       && event->kind != EVENT_STOPPED;
}

static void weigh(struct evidence *evidence, const struct entry *entry)
{
	alarms_weigh(&evidence->alarms, entry);
	if (is_move(&entry->event)) {
		evidence->move = *entry;
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
		struct entry entry = { 0 };
		json_int_t sequence;

		/* An event of a kind that is not known here is passed over. */
		if (entry_from_json(&entry, event)) {
			weigh(evidence, &entry);
		}
		sequence = json_integer_value(json_object_get(event, "sequence"));
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
