/*
 * traps - which event's notification goes to the SNMP agent next, and the connection to
 * fipd that brings the events.
 *
 * fipd's journal is the queue, and fipd keeps the cursor: the sequence of the last
 * event that the agent has acknowledged.  Here is only a window of the next events. One
 * notification is under way at a time; the next goes when the agent has answered.  If
 * the agent goes away meanwhile, the same event is sent again to the next one.
 *
 * The subscription has the cursor "agentx".  It keeps the mirror current, asks for the
 * last events to fill the table, and fetches what the window had no room for.  The
 * caller watches, ticks and reads the subscription.
 *
 * fipd tells ages, and each message takes a little longer or shorter to arrive; so the
 * instant computed from an age differs by a few ms from message to message.  A manager
 * that sees fipdDiscontinuityTime change, by however little, must throw its counter
 * differences away.  So an instant that moved by less than a tremble stays what it was,
 * and a counter that goes back is a discontinuity, whatever reset it.
 */
#ifndef FIPD_TRAPS_TRAPS_H
#define FIPD_TRAPS_TRAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mib/getter.h"
#include "protocol/subscription.h"

enum {
	TRAPS_MAX = 64,
	TIMESTAMPS_TREMBLE_MS = 100,
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
	struct agent *agent; /* its figures are kept here */
	bool positioned;     /* fipd has said where the cursor is */
	bool connected;      /* the SNMP agent is there */
	bool under_way;
	bool behind;         /* there are events after the window */
	uint64_t generation; /* of the notification under way */
	uint64_t acknowledged;
	uint64_t last; /* newest event in the window or before it */
	size_t first;  /* the window is a ring */
	size_t count;
	struct entry window[TRAPS_MAX];
};

struct core_client {
	struct subscription subscription;
	struct traps *traps;
	bool fetching;        /* an answer with events for the traps is due */
	struct status before; /* the status before the last message */
};

/* Begin with no agent and no fipd. */
void traps_init(struct traps *traps, struct traps_port port, struct agent *agent);

/* The SNMP agent has come or gone. */
void traps_connect(struct traps *traps, bool connected);

/* The agent has answered the notification of that generation. */
void traps_answered(struct traps *traps, uint64_t generation, bool accepted);

/* Begin without a connection. */
void core_client_init(struct core_client *client, const char *path,
	struct mirror *mirror, struct traps *traps, const struct report *report);

/*
 * Ask for more events if there is room, send the next notification if it is time, and
 * bring the agent's figures up to date.
 */
void core_client_go_on(struct core_client *client);

/* Tell fipd that the cursor is at sequence. */
void core_client_acknowledge(struct core_client *client, uint64_t sequence);

/* Take a status that was asked for on another connection, as after a SET. */
void core_client_refresh(
	struct core_client *client, const json_t *message, int64_t now_ms);

/* For tests: */

/*
 * The subscription begins after the cursor; dropped events after it are kept no longer,
 * newest is the last one of the journal.  What was acknowledged here and fipd does not
 * know of is told again and not sent again.
 */
void traps_position(
	struct traps *traps, uint64_t cursor, uint64_t dropped, uint64_t newest);

/* The connection to fipd is lost: what the window holds is still good. */
void traps_unposition(struct traps *traps);

/* Take an event as it happens. */
void traps_offer(struct traps *traps, const struct entry *entry);

/*
 * Take an event that traps_wants asked for: if some before it are missing, fipd does
 * not keep them any more.
 */
void traps_refill(struct traps *traps, const struct entry *entry);

/* Return how many events after *after should be asked of fipd, 0: none now. */
size_t traps_wants(const struct traps *traps, uint64_t *after);

/* The answer to what was asked is complete; it brought so many events. */
void traps_refilled(struct traps *traps, size_t brought);

/*
 * Send the next notification if it is time, and bring the agent's figures up to date.
 * Of kinds in the set muted (event_bit) none is sent: their events are acknowledged and
 * passed over.
 */
void traps_go_on(struct traps *traps, uint64_t newest, uint32_t muted);

/* Adjust every age of the new status of mirror so that it names the instant of before.
 */
void timestamps_keep(
	struct mirror *mirror, const struct status *before, int64_t before_received_ms);

/* Return whether any counter is lower in status than it was before. */
bool timestamps_is_broken(const struct status *status, const struct status *before);

#endif
