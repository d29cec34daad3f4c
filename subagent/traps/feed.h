/*
 * feed - the connection to fipd: keeps the mirror current and the traps supplied.
 *
 * It subscribes with the cursor "agentx", asks for the last events to fill the table,
 * and fetches what the window of the traps had no room for.  Never waits: fipd may be
 * away or frozen for as long as it likes; the mirror is then stale.  The caller watches
 * feed_fd and calls feed_tick each second.
 */
#ifndef FIPD_TRAPS_FEED_H
#define FIPD_TRAPS_FEED_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/client.h"
#include "protocol/mirror.h"
#include "protocol/report.h"
#include "traps/traps.h"

enum {
	FEED_SILENCE_MS = 12000 /* fipd tells its status at least every 10 s */
};

struct feed {
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
void feed_init(struct feed *feed, const char *path, struct mirror *mirror,
	struct traps *traps, const struct report *report);

/* Connect if not connected; notice if fipd has fallen silent. */
void feed_tick(struct feed *feed, int64_t now_ms);

/* Take everything that has arrived. */
void feed_read(struct feed *feed, int64_t now_ms);

/* Ask for more events if the traps want them. */
void feed_supply(struct feed *feed);

/* Tell fipd that the cursor is at sequence. */
void feed_acknowledge(struct feed *feed, uint64_t sequence);

/* Take a status that was asked for on another connection, as after a SET. */
void feed_refresh(struct feed *feed, const json_t *message, int64_t now_ms);

/* Return the socket to watch for reading, -1: none. */
int feed_fd(const struct feed *feed);

#endif
