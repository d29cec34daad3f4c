#include "output/event_line.h"

#include <inttypes.h>
#include <stdio.h>

#include "protocol/entry.h"
#include "protocol/fields.h"
#include "words/catalogue.h"
#include "words/narrate.h"

void event_print(const json_t *event, bool as_json)
{
	struct entry entry;
	char date[DATE_TEXT_BYTES];

	if (as_json || !entry_from_json(&entry, event)) {
		json_dumpf(event, stdout, JSON_COMPACT);
		putchar('\n');
		return;
	}
	date_to_text(date, entry.date_ms);
	printf("#%" PRIu64 " %s %s %s: %s%s%s [FIP-%d]\n", entry.sequence, date,
		narrate_severity(entry.severity), narrate_kind(entry.event.kind),
		entry.text, entry.actor[0] != '\0' ? "; asked for by " : "",
		entry.actor, CATALOGUE_EVENTS + (int)entry.event.kind);
}

uint64_t event_sequence(const json_t *event)
{
	json_int_t sequence = json_integer_value(json_object_get(event, "sequence"));

	return sequence > 0 ? (uint64_t)sequence : 0;
}
