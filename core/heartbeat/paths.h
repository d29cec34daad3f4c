/*
 * paths - all heartbeat paths of this node.
 *
 * Path 1 is the one between the real IPs, further ones are the configured links.  Each
 * is opened from the plan for itself, and anew where its interface or address comes
 * back; a change of one does not touch the others' sockets.  What is wrong on a path is
 * told when it changes, never from within another call.
 */
#ifndef FIPD_HEARTBEAT_PATHS_H
#define FIPD_HEARTBEAT_PATHS_H

#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"
#include "heartbeat/path.h"
#include "loop/loop.h"
#include "loop/timer.h"
#include "model/settings.h"
#include "netlink/monitor.h"

struct paths_listener {
	void (*on_heartbeat)(
		const struct heartbeat *heartbeat, int64_t age_us, void *context);
	void (*on_trouble)(uint8_t path, enum trouble trouble, void *context);
	/* paths_are_open may have changed. */
	void (*on_open)(void *context);
	void *context;
};

struct paths {
	struct loop *loop;
	struct paths_listener listener;
	struct monitor *monitor;
	struct timer *telling; /* goes off when there may be something to tell */
	uint8_t count;
	struct path list[LINKS_MAX];
	enum trouble told[LINKS_MAX];
};

/* What the paths follow from. */
struct paths_plan {
	const struct config *config;
	const struct settings *settings;
	const struct keys *keys;
	struct ip own; /* unset: not known yet */
};

/* Begin without a path; listener is copied.  0 or -errno; end with paths_close. */
int paths_open(
	struct paths *paths, struct loop *loop, const struct paths_listener *listener);

/* Close everything; allowed more than once. */
void paths_close(struct paths *paths);

/*
 * Have the paths as planned.  0, also where the host is not ready for a path that was
 * not open; else -errno as link_open, then the caller puts the old plan back.
 */
int paths_put(struct paths *paths, const struct paths_plan *plan);

/* Once a second: open what is not open, forget what was wrong long ago. */
void paths_tick(struct paths *paths);

/* Return whether at least one path is open. */
bool paths_are_open(const struct paths *paths);

/* Send a heartbeat on its path, 0: on the first. */
void paths_send(struct paths *paths, const struct heartbeat *heartbeat);

/* Set all counters to zero. */
void paths_reset_counters(struct paths *paths);

#endif
