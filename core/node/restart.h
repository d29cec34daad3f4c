/*
 * restart - a planned restart: the next stop of fipd keeps the F-IPs in the kernel.
 *
 * The operator announces it (fipctl restart-plan) for so many seconds.  A stop within
 * them renews the lease and tells the peer to wait, instead of giving the F-IPs up; a
 * fipd that is started before the lease ends goes on with them.  Whether that is
 * possible is the engine's answer.  A plan that is not used lapses.
 */
#ifndef FIPD_NODE_RESTART_H
#define FIPD_NODE_RESTART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/driver.h"

enum {
	RESTART_SPAN_MAX_S = 600
};

struct restart {
	int64_t until_us; /* 0: none is planned */
};

/*
 * Plan a restart within span_s seconds, 0: none any more; say in text what that means.
 * False with the reason in text if a restart now could not keep anything.
 */
bool restart_plan(struct restart *restart, const struct driver *driver, uint32_t span_s,
	char *text, size_t size);

/* Let a plan lapse whose time is over; call it about once a second. */
void restart_tick(struct restart *restart, int64_t now_us);

/* Return whether a stop now is part of a planned restart. */
bool restart_is_planned(const struct restart *restart, int64_t now_us);

#endif
