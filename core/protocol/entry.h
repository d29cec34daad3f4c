/*
 * entry - one event of the journal: a note with its number, its date and its sentence.
 *
 * The same JSON object is a line of the journal on disk, a message to a subscriber and
 * an element of `fipctl events --json`.  Sequence numbers begin at 1, survive restarts
 * and have no gaps.
 */
#ifndef FIPD_PROTOCOL_ENTRY_H
#define FIPD_PROTOCOL_ENTRY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/event.h"

enum {
	ENTRY_TEXT_MAX = 255,
	ENTRY_SUBJECT_MAX = 63,
	ENTRY_ACTOR_MAX = 63,
};

struct entry {
	uint64_t sequence;
	uint64_t clears; /* sequence of the record this one ends, 0: none */
	int64_t date_ms; /* Unix time */
	enum severity severity;
	struct event event;
	uint32_t original; /* the line of the original as which it was logged too, or 0
			    */
	char text[ENTRY_TEXT_MAX + 1];
	/* What it is about: a link, an F-IP, a setting; that of an alarm is that of its
	 * end too.  "": nothing. */
	char subject[ENTRY_SUBJECT_MAX + 1];
	char actor[ENTRY_ACTOR_MAX + 1]; /* who asked for it, "": nobody */
};

/* Return a new JSON object for a record; the caller owns the reference.  NULL: no
 * memory. */
json_t *entry_to_json(const struct entry *entry);

/* Fill in record; false if a member is missing, of the wrong type or out of range. */
bool entry_from_json(struct entry *entry, const json_t *json);

#endif
