#include "contact/history.h"

#include <errno.h>

#include "contact/contact.h"
#include "output/event_line.h"

enum {
	PAGE_EVENTS = 100
};

/* Print the events of an answer; *after moves on.  False if there was none. */
static bool print_page(const json_t *events, bool as_json, uint64_t *after)
{
	size_t index;
	json_t *event;
	uint64_t before = *after;

	json_array_foreach(events, index, event)
	{
		uint64_t sequence = event_sequence(event);

		if (sequence > *after) {
			event_print(event, as_json);
			*after = sequence;
		}
	}
	return *after > before;
}

int history_print(struct client *client, const struct options *options,
	uint64_t last_sequence, uint64_t number)
{
	uint64_t after = number < last_sequence ? last_sequence - number : 0;
	bool as_json = (options->given & OPTION_JSON) != 0;
	bool more = number > 0;
	int end = EXIT_DONE;

	while (more && end == EXIT_DONE && after < last_sequence) {
		json_t *answer;

		end = contact_ask(client, options,
			json_pack("{s:s,s:I,s:i}", "op", "events", "after",
				(json_int_t)after, "max", PAGE_EVENTS),
			&answer);
		more = print_page(json_object_get(answer, "events"), as_json, &after);
		json_decref(answer);
	}
	return end;
}
