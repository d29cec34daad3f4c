/*
 * watcher - fipd-web's connection to fipd: keeps a mirror current, and tells how many
 * scripts were served.
 *
 * It asks for the status, then subscribes to what the mirror has room for.  Never
 * waits: fipd may be away or frozen for as long as it likes; the mirror is then stale.
 * The caller watches watcher_fd and calls watcher_tick each second.
 */
#ifndef FIPD_WEB_WATCHER_H
#define FIPD_WEB_WATCHER_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/client.h"
#include "protocol/mirror.h"
#include "protocol/report.h"

enum {
	WATCHER_SILENCE_MS = 12000 /* fipd tells its status at least every 10 s */
};

struct watcher {
	const char *path; /* of the control socket */
	const struct report *report;
	struct mirror mirror;
	uint64_t version;      /* another number whenever the mirror has changed */
	struct client *client; /* NULL: not connected */
	bool subscribed;
	bool told; /* the absence of fipd has been reported */
	int64_t heard_ms;
	uint64_t served;       /* scripts of which fipd does not know yet */
	uint64_t served_total; /* since the start */
};

/* Begin without a connection; path and report must stay. */
void watcher_init(
	struct watcher *watcher, const char *path, const struct report *report);

/* Close the connection. */
void watcher_close(struct watcher *watcher);

/* Connect if not connected, notice if fipd has fallen silent, tell what was served. */
void watcher_tick(struct watcher *watcher, int64_t now_ms);

/* Take everything that has arrived. */
void watcher_read(struct watcher *watcher, int64_t now_ms);

/* Count one script that was served. */
void watcher_count_served(struct watcher *watcher);

/* Return whether what the mirror holds is true now. */
bool watcher_is_fresh(const struct watcher *watcher);

/* Return how old the status is, -1: there never was one. */
int64_t watcher_age_ms(const struct watcher *watcher, int64_t now_ms);

/* Return the socket to watch for reading, -1: none. */
int watcher_fd(const struct watcher *watcher);

#endif
