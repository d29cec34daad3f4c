/*
 * links - all heartbeat links of this node.
 *
 * Link 1 is the one between the real IPs, further ones are the configured links.  Each
 * is opened from its plan by itself, and anew where its interface or address comes
 * back; a change of one does not touch the others' sockets.  What is wrong on a link is
 * reported when it changes, never from within another call.
 */
#ifndef FIPD_HEARTBEAT_LINKS_H
#define FIPD_HEARTBEAT_LINKS_H

#include <stdbool.h>
#include <stdint.h>

#include "heartbeat/link.h"
#include "loop/loop.h"
#include "model/settings.h"

struct links {
	struct loop *loop;
	struct heartbeat_sink sink;
	void (*on_open)(void *context); /* links_are_open may have changed */
	void *context;
	struct monitor *monitor;
	struct timer *look; /* goes off when there may be trouble to report */
	uint8_t count;
	struct link list[LINKS_MAX];
	enum trouble reported[LINKS_MAX];
};

/* Begin without a link.  0 or -errno; end with links_close in both cases. */
int links_open(struct links *links, struct loop *loop, struct heartbeat_sink sink,
	void (*on_open)(void *context), void *context);

/* Close everything; allowed more than once. */
void links_close(struct links *links);

/*
 * Have the links as planned.  0, also where the host is not ready for a link that was
 * not open; else -errno as link_put, then the caller puts the old plans back.
 */
int links_put(struct links *links, const struct link_plan *plans, uint8_t count);

/* Open what is not open and forget what was wrong long ago; call it once a second. */
void links_tick(struct links *links);

/* Return whether at least one link is open. */
bool links_are_open(const struct links *links);

/* Send a heartbeat on its link, 0: on the first. */
void links_send(struct links *links, const struct heartbeat *heartbeat);

/* Set all counters to zero. */
void links_reset_counters(struct links *links);

#endif
