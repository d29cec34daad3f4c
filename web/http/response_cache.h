/*
 * response_cache - the status and the metrics as text, made when somebody asks for
 * them, and not again for a quarter of a second unless something has changed.
 *
 * With 1,000 F-IPs each is 200 KB and takes milliseconds: no number of clients makes
 * fipd-web write it more often, or hold more than a few of them.
 */
#ifndef FIPD_HTTP_RESPONSE_CACHE_H
#define FIPD_HTTP_RESPONSE_CACHE_H

#include <stddef.h>

#include "web/snapshot.h"

struct evbuffer;

enum {
	RESPONSE_CACHE_KEEP_MS = 250
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

struct response_cache {
	struct snapshot snapshot;
	uint64_t version; /* of the watcher, when the sight was taken */
	int64_t taken_ms;
	struct shared_text *status;  /* NULL: to be made from the sight */
	struct shared_text *metrics; /* likewise */
};

/* Begin empty; watcher and tally must stay. */
void response_cache_init(struct response_cache *cache, const char *version,
	const struct watcher *watcher, const struct stats *stats);

/* Free what is held. */
void response_cache_clear(struct response_cache *cache);

/* Return the status as JSON, the shelf's until it is asked again; NULL: no memory. */
struct shared_text *response_cache_status(struct response_cache *cache, int64_t now_ms);

/* Return the metrics, the shelf's until it is asked again; NULL: no memory. */
struct shared_text *response_cache_metrics(
	struct response_cache *cache, int64_t now_ms);

/* Put a text behind what is in a buffer, which holds it until it is sent. */
void shared_text_put(struct shared_text *text, struct evbuffer *buffer);

#endif
