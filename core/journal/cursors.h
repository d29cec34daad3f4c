/*
 * cursors - what each client has acknowledged last, kept over restarts.
 *
 * A client that names itself when it subscribes goes on where it was, however long it
 * was away.  A cursor moves forward, and back if its client says so.  The names and
 * numbers are few; the file is written whole by the disk's thread.
 */
#ifndef FIPD_JOURNAL_CURSORS_H
#define FIPD_JOURNAL_CURSORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "disk/state_file.h"

enum {
	CURSORS_MAX = 32,
	CURSOR_NAME_MAX = 31,
};

enum cursors_outcome {
	CURSORS_REFUSED,
	CURSORS_KNOWN,
	CURSORS_NEW,
};

struct cursor {
	char name[CURSOR_NAME_MAX + 1];
	uint64_t sequence;
};

struct cursors {
	size_t count;
	struct state_file *file; /* where changes go */
	struct cursor list[CURSORS_MAX];
};

/* Read what the state file holds; a missing one is empty.  False if it is damaged. */
bool cursors_load(struct cursors *cursors, struct state_file *file);

/* Return whether a name is one: 1 to 31 of a-z A-Z 0-9 - _ and . */
bool cursors_allow(const char *name);

/* Return what a client has acknowledged last, 0 for one that never did. */
uint64_t cursors_find(const struct cursors *cursors, const char *name);

/* Return the highest number that any client has acknowledged. */
uint64_t cursors_highest(const struct cursors *cursors);

/*
 * Move a client's cursor to this number if that is forward, or also back, and have it
 * kept; a new one is kept too if it is at 0.  If there are too many, a cursor behind
 * which an event is not kept any more (oldest is the first that is) gives up its place.
 * Refused if the name is not allowed or there is no place.
 */
enum cursors_outcome cursors_acknowledge(struct cursors *cursors, const char *name,
	uint64_t sequence, bool back, uint64_t oldest);

#endif
