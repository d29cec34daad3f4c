/*
 * traps - which event's notification goes to the SNMP agent, or to a receiver of
 * informs, next.
 *
 * fipd's journal is the queue, and fipd keeps the cursor: the sequence of the last
 * event that the agent has acknowledged.  Here is only a window of the next events. One
 * notification is under way at a time; the next goes when the agent has answered.  If
 * the agent goes away meanwhile, the same event is sent again to the next one.
 *
 * There is one such window for snmpd, whose cursor is "agentx", and one for each
 * receiver of informs: a receiver that is away keeps only itself waiting.
 */
#ifndef FIPD_TRAPS_TRAPS_H
#define FIPD_TRAPS_TRAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mib/getter.h"
#include "protocol/entry.h"

enum {
	TRAPS_MAX = 64,
	TRAPS_CURSOR_MAX = 31, /* a name that fipd allows */
};

/* What the operations center wants of the sending. */
struct traps_wishes {
	/* Kinds (event_bit) of which none is sent: their events are passed over. */
	uint64_t muted;
	/*
	 * The least time between two of a kind, 0: none.  Who comes earlier waits, and
	 * all behind it; but not while TRAPS_MAX are queued, or a critical one.
	 */
	uint32_t spacing_ms;
};

/* The sending of an event's notification, which the owner does. */
struct traps_port {
	void *context;
	/* Send it; generation comes back with traps_answered.  False: not now. */
	bool (*send)(void *context, const struct entry *entry, uint64_t generation);
	/* Tell fipd that everything up to sequence is done. */
	void (*acknowledge)(void *context, uint64_t sequence);
};

struct traps {
	struct traps_port port;
	struct agent *agent;               /* its figures are kept here */
	char cursor[TRAPS_CURSOR_MAX + 1]; /* its name at fipd */
	bool positioned;                   /* fipd has said where the cursor is */
	bool connected;                    /* the SNMP agent is there */
	bool under_way;
	bool behind;         /* there are events after the window, until an answer
			      * brings none */
	bool fetching;       /* an answer with events for the window is due */
	uint64_t asked;      /* the event behind which they were asked for */
	uint64_t queued;     /* events that are known and not done with */
	uint64_t generation; /* of the notification under way */
	uint64_t acknowledged;
	uint64_t last;                   /* newest event in the window or before it */
	int64_t sent_ms[EVENT_LAST + 1]; /* when each kind was sent last, 0: never */
	size_t first;                    /* the window is a ring */
	size_t count;
	struct entry window[TRAPS_MAX];
};

/* Begin with no agent and no fipd, and with the name of a cursor. */
void traps_init(struct traps *traps, const char *cursor, struct traps_port port,
	struct agent *agent);

/* The SNMP agent has come or gone. */
void traps_connect(struct traps *traps, bool connected);

/* The agent has answered the notification of that generation. */
void traps_answered(struct traps *traps, uint64_t generation, bool accepted);

/*
 * The subscription begins after the cursor; dropped events after it are kept no longer,
 * newest is the last one of the journal.  What was acknowledged here and fipd does not
 * know of is told again and not sent again.
 */
void traps_position(
	struct traps *traps, uint64_t cursor, uint64_t dropped, uint64_t newest);

/* Begin again with the event from; false if that one is still to be sent anyway. */
bool traps_resend(struct traps *traps, uint64_t from);

/* The connection to fipd is lost: what the window holds is still good. */
void traps_unposition(struct traps *traps);

/* Take an event as it happens. */
void traps_offer(struct traps *traps, const struct entry *entry);

/*
 * Take an event that traps_wants asked for: if some before it are missing, fipd does
 * not keep them any more.
 */
void traps_refill(struct traps *traps, const struct entry *entry);

/* Return how many events after *after are to be asked of fipd now, 0: none; until the
 * answer is there no more are. */
size_t traps_wants(struct traps *traps, uint64_t *after);

/*
 * Send the next notification if it is time, and count what is queued; now_ms is on a
 * steady clock above 0.
 */
void traps_go_on(struct traps *traps, uint64_t newest,
	const struct traps_wishes *wishes, int64_t now_ms);

#endif
