/*
 * shelf - the status and the metrics as text, made when somebody asks for them, and
 * not again for a quarter of a second unless something has changed.
 *
 * With 1,000 F-IPs each is 200 KB and takes milliseconds: no number of clients makes
 * fipd-web write it more often, or hold more than a few of them.
 */
#ifndef FIPD_HTTP_SHELF_H
#define FIPD_HTTP_SHELF_H

#include "http/view.h"
#include "web/sight.h"

enum {
	SHELF_KEEP_MS = 250
};

struct shelf {
	struct sight sight;
	uint64_t version; /* of the watcher, when the sight was taken */
	int64_t taken_ms;
	struct view *status;  /* NULL: to be made from the sight */
	struct view *metrics; /* likewise */
};

/* Begin empty; watcher and tally must stay. */
void shelf_init(struct shelf *shelf, const char *version, const struct watcher *watcher,
	const struct tally *tally);

/* Free what is held. */
void shelf_clear(struct shelf *shelf);

/* Return the status as JSON, the shelf's until it is asked again; NULL: no memory. */
struct view *shelf_status(struct shelf *shelf, int64_t now_ms);

/* Return the metrics, the shelf's until it is asked again; NULL: no memory. */
struct view *shelf_metrics(struct shelf *shelf, int64_t now_ms);

#endif
