/*
 * snapshot - what fipd-web knows at one instant, for whoever shows it: the status as
 * old as it is now, and which F-IPs are in the kernel.
 */
#ifndef FIPD_WEB_SNAPSHOT_H
#define FIPD_WEB_SNAPSHOT_H

#include "protocol/presence.h"
#include "web/stats.h"
#include "web/watcher.h"

struct snapshot {
	const char *version; /* of fipd-web */
	const struct watcher *watcher;
	const struct stats *stats;
	int64_t age_ms;       /* of the status, -1: there never was one */
	struct status status; /* its ages are those of now */
	enum presence presence[STATUS_FIPS_MAX];
};

/* Fill in age, status and presence as of now; the pointers were set before. */
void snapshot_take(struct snapshot *snapshot, int64_t now_ms);

#endif
