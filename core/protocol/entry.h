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
	ENTRY_TEXT_MAX = 255
};

struct entry {
	uint64_t sequence;
	uint64_t clears; /* sequence of the record this one ends, 0: none */
	int64_t date_ms; /* Unix time */
	enum severity severity;
	struct event event;
	char text[ENTRY_TEXT_MAX + 1];
};

/* Return a new JSON object for a record; the caller owns the reference.  NULL: no
 * memory. */
json_t *entry_to_json(const struct entry *entry);

/* Fill in record; false if a member is missing, of the wrong type or out of range. */
bool entry_from_json(struct entry *entry, const json_t *json);

#endif
