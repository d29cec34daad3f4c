/*
 * path - the heartbeat path as configured, whether or not the host is ready for it.
 *
 * It keeps one link open as the plan says: opened anew where address, port, interface
 * or pair change, with other keys where only those change, and again and again where
 * the host cannot do it yet (no such address, no interface, no route).  The counters go
 * on over all of that.
 */
#ifndef FIPD_IO_PATH_H
#define FIPD_IO_PATH_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "config/ip.h"
#include "io/link.h"
#include "io/loop.h"
#include "logic/key.h"

struct path_plan {
	struct ip own; /* unset: not known yet */
	struct ip peer;
	uint16_t port;
	uint8_t peer_node;
	bool routed;
	uint32_t pair;
	char interface[IF_NAMESIZE];
	struct keys keys;
};

struct path {
	struct loop *loop;
	void (*on_heartbeat)(
		const struct heartbeat *heartbeat, int64_t age_us, void *context);
	void *context;
	struct path_plan plan;
	struct link *link; /* NULL: not open */
	struct seal *seal;
	int error;                    /* why there is no open link, 0: there is one */
	bool shut;                    /* the link could not be opened anew */
	struct link_counters carried; /* of the links before this one */
};

/* Begin without a link. */
void path_init(struct path *path, struct loop *loop,
	void (*on_heartbeat)(
		const struct heartbeat *heartbeat, int64_t age_us, void *context),
	void *context);

/* Close the link and wipe the keys; allowed more than once. */
void path_close(struct path *path);

/*
 * Have the path as planned, keeping the link if it fits.  0, or -errno as link_open:
 * then there is no link and the plan is kept for path_mend.
 */
int path_put(struct path *path, const struct path_plan *plan);

/* Open the link if it is not open; 0, or -errno as link_open. */
int path_mend(struct path *path);

/* Open the link anew, for an interface that came back. */
int path_rebind(struct path *path);

/* Return whether the link is open. */
bool path_is_open(const struct path *path);

/* Return whether time may cure this error of link_open. */
bool path_may_wait(int error);

/* Send a heartbeat, if the link is open. */
void path_send(struct path *path, const struct heartbeat *heartbeat);

/* Fill in the counters since the start or the last reset. */
void path_count(struct path *path, struct link_counters *counters);

/* Set the counters to zero. */
void path_reset_counters(struct path *path);

#endif
