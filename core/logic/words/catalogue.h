/*
 * catalogue - every message an operator can meet, by its id, with what to do about it.
 *
 * Log lines end with an id in brackets, [FIP-103]; `fipctl explain FIP-103` prints the
 * entry.  Ids are never reused.  1xx are the events of the journal (100 + the number of
 * the kind), 2xx what stops or hinders a start, 3xx what goes wrong while running.
 */
#ifndef FIPD_WORDS_CATALOGUE_H
#define FIPD_WORDS_CATALOGUE_H

#include <stddef.h>

#include "model/event.h"

enum {
	CATALOGUE_EVENTS = 100
};

enum message_level {
	MESSAGE_ERROR,   /* someone must act */
	MESSAGE_WARNING, /* redundancy is reduced */
	MESSAGE_NOTICE,  /* an F-IP moved */
	MESSAGE_INFO,    /* lifecycle */
	MESSAGE_DEBUG,   /* packets */
};

struct message {
	int id;
	enum message_level level;
	const char *title;
	const char *meaning;
	const char *remedy;
};

/* Return the entry of an id, or NULL if there is none. */
const struct message *catalogue_find(int id);

/* Return the entry at index, in ascending order of id from 0; NULL behind the last. */
const struct message *catalogue_at(size_t index);

/* Return the level at which an event of this kind is logged. */
enum message_level catalogue_level(enum event_kind kind);

#endif
