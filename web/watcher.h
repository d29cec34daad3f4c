/*
 * watcher - the subscription of fipd-web to fipd: keeps a mirror current, and reports
 * how many scripts were served.
 *
 * The connection itself is the subscription's: the caller watches and reads that, and
 * calls watcher_tick when that has said.
 */
#ifndef FIPD_WEB_WATCHER_H
#define FIPD_WEB_WATCHER_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/subscription.h"

struct watcher {
	struct subscription subscription;
	struct mirror mirror;
	uint64_t version;      /* another number whenever the mirror has changed */
	uint64_t served;       /* scripts of which fipd does not know yet */
	uint64_t served_total; /* since the start */
};

/* Begin without a connection; path and report must stay. */
void watcher_init(
	struct watcher *watcher, const char *path, const struct report *report);

/* Let the subscription tick, and report to fipd what was served. */
int64_t watcher_tick(struct watcher *watcher, int64_t now_ms);

/* Count one script that was served. */
void watcher_count_served(struct watcher *watcher);

/* Return whether what the mirror holds is true now. */
bool watcher_is_fresh(const struct watcher *watcher);

#endif
