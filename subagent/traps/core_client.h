/*
 * core_client - the connection to fipd, which brings its state and the events.
 *
 * It keeps the mirror current, asks for the last events to fill the table, hands each
 * event to the windows of notifications, and fetches what one had no room for.  The
 * caller watches, ticks and reads the subscription.
 *
 * fipd tells ages, and each message takes a little longer or shorter to arrive; so the
 * instant computed from an age differs by a few ms from message to message.  A manager
 * that sees fipdDiscontinuityTime change, by however little, must throw its counter
 * differences away.  So an instant that moved by less than a tremble stays what it was,
 * and a counter that goes back is a discontinuity, whatever reset it.
 */
#ifndef FIPD_TRAPS_CORE_CLIENT_H
#define FIPD_TRAPS_CORE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mib/getter.h"
#include "protocol/subscription.h"
#include "traps/traps.h"

enum {
	CORE_RECEIVERS_MAX = 8, /* of informs */
	TIMESTAMPS_TREMBLE_MS = 100,
	PATH_SETTLES_MS = 5000,
};

/* Up to which event the way out of this node is known to have been whole. */
struct path {
	bool cut;
	int64_t cut_ms;   /* when it was seen to be cut last */
	uint64_t sure;    /* the peer was heard after this event */
	uint64_t asked;   /* the newest event when that was looked at last */
	int64_t asked_ms; /* and when that was */
};

struct core_client {
	struct subscription subscription;
	/* The first is snmpd's, the others are those of receivers of informs. */
	struct traps *traps[1 + CORE_RECEIVERS_MAX];
	size_t traps_count;
	uint64_t start; /* where snmpd's cursor was when the connection was made */
	struct path path;
	struct status before; /* the status before the last message, or what of it may
			       * have changed */
};

/* Begin without a connection; the traps are snmpd's. */
void core_client_init(struct core_client *client, const char *path,
	struct mirror *mirror, struct traps *traps, const struct report *report);

/* Add the traps of a receiver of informs. */
void core_client_add(struct core_client *client, struct traps *traps);

/*
 * Ask for more events if there is room, send the next notifications if it is time, and
 * bring the agent's figures up to date.
 */
void core_client_go_on(struct core_client *client);

/* Tell fipd that the cursor of these traps is at sequence. */
void core_client_acknowledge(
	struct core_client *client, const struct traps *traps, uint64_t sequence);

/* For tests: */

/*
 * Adjust every age of the new status of mirror so that it names the instant of before.
 */
void timestamps_keep(
	struct mirror *mirror, const struct status *before, int64_t before_received_ms);

/* Return whether any counter is lower in status than it was before. */
bool timestamps_is_broken(const struct status *status, const struct status *before);

#endif
