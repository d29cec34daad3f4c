/*
 * standing - the role of this node: since when, why, and what it was before.
 *
 * Claiming and releasing are passages, so the role that an event told last, the settled
 * one, can differ from the present one.
 */
#ifndef FIPD_PARTS_STANDING_H
#define FIPD_PARTS_STANDING_H

#include <stdbool.h>
#include <stdint.h>

#include "model/reason.h"
#include "model/types.h"

struct standing {
	enum role role;
	enum role settled;   /* the last one that an event told */
	enum role previous;  /* the settled one before that */
	enum reason reason;  /* of the last change of role */
	int64_t started_us;  /* of this life */
	int64_t since_us;    /* of the present role */
	int64_t decided_us;  /* when the takeover under way was decided */
	int64_t takeover_us; /* duration of the last takeover */
	bool introduced;     /* an event has told the start */
};

/* Begin a life, with redundancy on or off. */
void standing_start(struct standing *standing, bool enabled, int64_t now_us);

/* Enter a role; REASON_NONE keeps the reason of the last change. */
void standing_enter(
	struct standing *standing, enum role role, enum reason reason, int64_t now_us);

/* Note that the change to a role has been told. */
void standing_settle(struct standing *standing, enum role role);

/* Note that a takeover was decided now. */
void standing_decide(struct standing *standing, int64_t now_us);

/* Note that the takeover is done, and how long it took. */
void standing_end_takeover(struct standing *standing, int64_t now_us);

/* Return whether no event has told the start, and count it as told. */
bool standing_introduce(struct standing *standing);

#endif
