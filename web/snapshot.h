/*
 * snapshot - what fipd-web knows at one instant, for whoever shows it: the status as
 * old as it is now, and which F-IPs are in the kernel.
 */
#ifndef FIPD_WEB_SNAPSHOT_H
#define FIPD_WEB_SNAPSHOT_H

#include "protocol/presence.h"
#include "web/watcher.h"

enum {
	STATS_CODES_MAX = 16
};

/* The counts that fipd-web keeps of its own work. */
struct stats {
	uint64_t answers[STATS_CODES_MAX]; /* parallel to stats_codes*/
	uint64_t accepted;                 /* connections */
	uint64_t closed;                   /* of them, by fipd-web itself */
	uint32_t open;                     /* of them, now */
	uint32_t listening;                /* addresses that are served */
	uint32_t not_listening;            /* addresses that should be, and cannot */
};

/* The HTTP status codes that are counted; 0: no more. */
extern const int stats_codes[STATS_CODES_MAX];

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

/* Count an answer by its HTTP status code. */
void stats_count(struct stats *stats, int status);

#endif
