/*
 * core_client - the subscription of fipd-agentx to fipd: keeps the mirror current and
 * the traps supplied.
 *
 * It subscribes with the cursor "agentx", asks for the last events to fill the table,
 * and fetches what the window of the traps had no room for.  The connection itself is
 * the subscription's: the caller watches, ticks and reads that.
 */
#ifndef FIPD_TRAPS_CORE_CLIENT_H
#define FIPD_TRAPS_CORE_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/subscription.h"
#include "traps/traps.h"

struct core_client {
	struct subscription subscription;
	struct traps *traps;
	bool fetching;        /* an answer with events for the traps is due */
	struct status before; /* the status before the last message */
};

/* Begin without a connection. */
void core_client_init(struct core_client *client, const char *path,
	struct mirror *mirror, struct traps *traps, const struct report *report);

/* Ask for more events if the traps want them. */
void core_client_supply(struct core_client *client);

/* Tell fipd that the cursor is at sequence. */
void core_client_acknowledge(struct core_client *client, uint64_t sequence);

/* Take a status that was asked for on another connection, as after a SET. */
void core_client_refresh(
	struct core_client *client, const json_t *message, int64_t now_ms);

#endif
