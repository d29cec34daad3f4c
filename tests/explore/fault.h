/*
 * fault - what may go wrong in a schedule, and what is promised of each.
 *
 * One table: the words of the incident and of what undoes it, in which kinds of
 * schedule it is drawn, and what it may cost at most: how long nobody serves, how often
 * the F-IPs move, for how long two hold them.  The source of every limit is
 * docs/rules.md, "What must always hold".
 */
#ifndef FIPD_TESTS_EXPLORE_FAULT_H
#define FIPD_TESTS_EXPLORE_FAULT_H

#include "world/incident.h"

/* The kinds of schedules, by what is mixed. */
enum schedule_kind {
	KIND_NOISE =
		1, /* loss, duplication, reordering, delay, replays: nothing moves */
	KIND_SINGLE = 2,  /* one fault under light noise: each has limits of its own */
	KIND_STORM = 4,   /* several at once, the segment alive: never two holders */
	KIND_TEMPEST = 8, /* all at once: it settles when all is whole again */
};

/* How long nobody may serve. */
enum gap {
	NO_GAP,
	AT_ONCE,   /* what a handover or a farewell takes */
	TOLD,      /* the same if another link can tell of it, else the detection */
	DETECTION, /* and no more */
	EXPIRY,    /* the lease, a fault and a farewell */
	ANY_GAP,   /* what settling takes */
};

/* For how long two may hold the F-IPs. */
enum overlap {
	NO_OVERLAP,
	WOKEN,   /* a host that stood still meets its successor */
	ONE_WAY, /* half of the segment is cut */
	HEALED,  /* the two halves of a segment meet again */
};

/* What the numbers in a fault's words are. */
enum draw {
	DRAW_NOTHING,
	DRAW_LATENESS, /* a span up to a tenth of the interval */
	DRAW_INTERVAL, /* from a third of the interval to three times */
	DRAW_COUNT,    /* from 3 to 8 */
	DRAW_REPLAYS,  /* from 1 to 50 */
	DRAW_LINKS,    /* one fewer than there are, and all of them to undo it */
	DRAW_PERIOD,   /* a span up to the interval, at least 2 ms */
};

struct fault {
	const char *words;
	const char *undo; /* NULL: nothing needs to be undone */
	unsigned kinds;
	unsigned weight;
	unsigned links; /* only with so many links or more */
	enum draw draw;
	enum gap gap;   /* where it hits the holder; elsewhere there is none */
	unsigned moves; /* the same */
	enum overlap overlap;
	bool everywhere; /* the limits hold wherever it hits */
};

/* Return the fault of a service, which is drawn by itself and is in no table. */
const struct fault *fault_of_health(void);

/* Return the table and set count. */
const struct fault *fault_table(size_t *count);

#endif
