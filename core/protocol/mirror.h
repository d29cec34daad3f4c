/*
 * mirror - a client's copy of fipd's state: the last status and the last events.
 *
 * Fed with the messages of a subscription; answers every question from memory.  When
 * the connection is lost the copy stays, marked stale.
 */
#ifndef FIPD_PROTOCOL_MIRROR_H
#define FIPD_PROTOCOL_MIRROR_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/entry.h"
#include "protocol/status.h"

enum {
	MIRROR_EVENTS_MAX = 256
};

enum mirror_state {
	MIRROR_CONNECTED = 1,
	MIRROR_STALE,  /* the connection is lost, the copy is the last known */
	MIRROR_ABSENT, /* there never was a status */
};

struct mirror {
	enum mirror_state state;
	struct status status;
	int64_t received_ms; /* when status came, on the caller's clock */
	size_t event_count;
	struct entry events[MIRROR_EVENTS_MAX]; /* ascending sequence, newest last */
};

/* Empty the mirror. */
void mirror_init(struct mirror *mirror);

/*
 * Take one message of a subscription at now_ms of any steady clock.  Return the record
 * it brought, inside the mirror until the next call, or NULL.
 */
const struct entry *mirror_take(
	struct mirror *mirror, const json_t *message, int64_t now_ms);

/* Note that the connection is gone. */
void mirror_lose(struct mirror *mirror);

/* Return an age of the status as of now_ms; -1 stays -1. */
int64_t mirror_age_ms(const struct mirror *mirror, int64_t age_ms, int64_t now_ms);

/* Return a record by its sequence, or NULL if it is not in the mirror. */
const struct entry *mirror_event(const struct mirror *mirror, uint64_t sequence);

#endif
