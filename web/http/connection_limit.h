/*
 * connection_limit - keeps the connections few and short, and shares them fairly.
 *
 * libevent's HTTP server takes as many connections as come, waits ten seconds for each
 * byte, and tells nobody when one is over.  Here a connection gets one of so many
 * slots.  One that has not completed a request for ten seconds, whatever it did
 * instead, is closed.  Where there is no slot left the client with the most of them, by
 * its address, gives one up: the one that came first of those that never completed a
 * request, or the one whose last is longest ago.  Whoever has not had a second to send
 * his first request gives way to clients with fewer slots only: else the newcomer is
 * sent away.
 *
 * libevent names the client only after the connection has its slot, so a newcomer is
 * judged when the next one comes or time passes.  This module holds a reference to each
 * bufferevent: libevent takes the callbacks out of one that it has done with, and that
 * is how a slot is seen to be free.
 */
#ifndef FIPD_HTTP_CONNECTION_LIMIT_H
#define FIPD_HTTP_CONNECTION_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "web/snapshot.h"

struct bufferevent;
struct event_base;

enum {
	CONNECTION_LIMIT_MAX = 512,
	CONNECTION_LIMIT_GRACE_MS = 1000,
	CONNECTION_LIMIT_PATIENCE_MS = 10000,
	/* As much as one may send before it is read: a whole head, and a little. */
	CONNECTION_LIMIT_UNREAD_BYTES = 16384,
	CONNECTION_LIMIT_CLIENT_BYTES = 16, /* IPv4 as mapped into IPv6 */
};

struct slot {
	struct bufferevent *connection; /* NULL: the slot is free */
	int64_t since_ms; /* its last complete request, or its beginning */
	uint64_t turn;    /* the same as a number: many come within a millisecond */
	bool asked;       /* it has completed one */
	unsigned crowd;   /* slots of its client, this one too; 0: not judged yet */
	uint8_t client[CONNECTION_LIMIT_CLIENT_BYTES]; /* its address */
};

struct connection_limit {
	struct stats *stats;
	uint64_t turn;         /* the last one given */
	struct slot *newcomer; /* the one that is not judged yet, or NULL */
	struct slot slots[CONNECTION_LIMIT_MAX];
};

/* Return the bufferevent for a connection that has just come; NULL: no memory. */
struct bufferevent *connection_limit_admit(
	struct connection_limit *limit, struct event_base *base, int64_t now_ms);

/* Note that a connection has completed a request. */
void connection_limit_mark(struct connection_limit *limit,
	const struct bufferevent *connection, int64_t now_ms);

/* Close the connections that are out of time, and free the slots of those that are
 * over. */
void connection_limit_sweep(struct connection_limit *limit, int64_t now_ms);

/*
 * Close the connections whose socket does not stay, as the caller decides.  NULL: let
 * go of every connection, after the HTTP servers have been freed.
 */
void connection_limit_dismiss(struct connection_limit *limit,
	bool (*stays)(const void *context, int fd), const void *context);

#endif
