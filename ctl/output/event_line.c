#include "output/event_line.h"

#include <inttypes.h>
#include <stdio.h>

#include "protocol/date.h"
#include "protocol/entry.h"
#include "words/catalogue.h"
#include "words/narrate.h"

void event_print(const json_t *event, bool as_json)
{
	struct record record;
	if (as_json || !record_from_json(&record, event)) {
		json_dumpf(event, stdout, JSON_COMPACT);
		putchar('\n');
		return;
	}
	char date[DATE_TEXT_BYTES];
	date_to_text(date, record.date_ms);
	printf("#%" PRIu64 " %s %s %s: %s [FIP-%d]\n", record.sequence, date,
		narrate_severity(record.severity), narrate_kind(record.note.kind),
		record.text, CATALOGUE_EVENTS + (int)record.note.kind);
}

uint64_t event_sequence(const json_t *event)
{
	json_int_t sequence = json_integer_value(json_object_get(event, "sequence"));
	return sequence > 0 ? (uint64_t)sequence : 0;
}
