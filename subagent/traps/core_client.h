/*
 * core_client - the connection to fipd: keeps the mirror current and the traps
 * supplied.
 *
 * It subscribes with the cursor "agentx", asks for the last events to fill the table,
 * and fetches what the window of the traps had no room for.  Never waits: fipd may be
 * away or frozen for as long as it likes; the mirror is then stale.  The caller watches
 * core_client_fd and calls core_client_tick each second.
 */
#ifndef FIPD_TRAPS_CORE_CLIENT_H
#define FIPD_TRAPS_CORE_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/client.h"
#include "protocol/mirror.h"
#include "protocol/report.h"
#include "traps/traps.h"

enum {
	CORE_CLIENT_SILENCE_MS = 12000 /* fipd tells its status at least every 10 s */
};

struct core_client {
	const char *path; /* of the control socket */
	const struct report *report;
	struct mirror *mirror;
	struct traps *traps;
	struct client *client; /* NULL: not connected */
	bool fetching;         /* an answer with events for the traps is due */
	bool subscribed;
	bool told; /* the absence of fipd has been reported */
	int64_t heard_ms;
	struct status before; /* the status before the last message */
};

/* Begin without a connection. */
void core_client_init(struct core_client *client, const char *path,
	struct mirror *mirror, struct traps *traps, const struct report *report);

/* Connect if not connected; notice if fipd has fallen silent. */
void core_client_tick(struct core_client *client, int64_t now_ms);

/* Take everything that has arrived. */
void core_client_read(struct core_client *client, int64_t now_ms);

/* Ask for more events if the traps want them. */
void core_client_supply(struct core_client *client);

/* Tell fipd that the cursor is at sequence. */
void core_client_acknowledge(struct core_client *client, uint64_t sequence);

/* Take a status that was asked for on another connection, as after a SET. */
void core_client_refresh(
	struct core_client *client, const json_t *message, int64_t now_ms);

/* Return the socket to watch for reading, -1: none. */
int core_client_fd(const struct core_client *client);

#endif
