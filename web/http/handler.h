/*
 * handler - answers requests: asks route.h what each may have, and gives it.
 *
 * It is given libevent's HTTP servers to answer for, one on the F-IPs and one where the
 * page is, and sets the limits of both.
 */
#ifndef FIPD_HTTP_HANDLER_H
#define FIPD_HTTP_HANDLER_H

#include <stddef.h>

#include "http/connection_limit.h"
#include "web/route.h"
#include "web/snapshot.h"

struct evhttp;
struct report;

enum {
	HANDLER_HEAD_BYTES = 8192,
	HANDLER_BODY_BYTES = 1024, /* none is wanted; a small one is read and refused */
	RESPONSE_CACHE_KEEP_MS = 250,
};

/*
 * A text that is made once and sent to many.  Whoever holds one lets go of it in the
 * end; the last frees it.  So a client that reads slowly keeps one text in memory, not
 * a copy of its own.
 */
struct shared_text {
	char *text;
	size_t length_bytes;
	unsigned holders;
};

/*
 * The status and the metrics as text, made when somebody asks for them, and not again
 * for a quarter of a second unless something has changed.  With 1,000 F-IPs each is 200
 * KB and takes milliseconds: no number of clients makes fipd-web write it more often,
 * or hold more than a few of them.
 */
struct response_cache {
	struct snapshot snapshot;
	uint64_t version; /* of the watcher, when the snapshot was taken */
	int64_t taken_ms;
	struct shared_text *status;  /* NULL: to be made from the snapshot */
	struct shared_text *metrics; /* likewise */
};

struct handler;

/* One of the two servers, as its requests find it. */
struct http_site {
	struct handler *handler;
	struct evhttp *http;
	enum route_place place;
};

struct handler {
	struct watcher *watcher;
	struct event_base *base;
	struct stats stats;
	const struct report *script_log; /* who fetched a script; NULL: not written */
	struct connection_limit limit;
	struct response_cache cache;
	struct http_site at_fips;
	struct http_site at_page;
};

/* Begin with a base and two servers without a listener; false: no memory. */
bool handler_open(struct handler *handler, struct event_base *base,
	struct watcher *watcher, const char *version);

/* Free everything; connections are closed. */
void handler_close(struct handler *handler);

#endif
