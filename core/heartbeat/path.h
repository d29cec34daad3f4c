/*
 * path - a heartbeat path as configured, whether or not the host is ready for it.
 *
 * It keeps one link open as the plan says: opened anew where address, port, interface
 * or pair change, with other keys where only those change, and again and again where
 * the host cannot do it yet (no such address, no interface, no route).  The counters go
 * on over all of that.
 */
#ifndef FIPD_HEARTBEAT_PATH_H
#define FIPD_HEARTBEAT_PATH_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"
#include "heartbeat/diagnosis.h"
#include "heartbeat/link.h"
#include "loop/loop.h"
#include "model/key.h"

struct path_plan {
	struct ip own; /* unset: not known yet */
	struct ip peer;
	uint16_t port;
	uint8_t peer_node;
	bool routed;
	uint32_t pair;
	uint32_t interval_ms;           /* only for path_trouble */
	char name[CONFIG_NAME_MAX + 1]; /* only for messages */
	char interface[IF_NAMESIZE];
	struct keys keys;
};

struct path_listener {
	void (*on_heartbeat)(
		const struct heartbeat *heartbeat, int64_t age_us, void *context);
	/* path_trouble may have changed; also called from within path_send. */
	void (*on_fate)(void *context);
	void *context;
};

struct path {
	struct loop *loop;
	struct path_listener listener;
	uint8_t number; /* from 1, as in its heartbeats */
	struct path_plan plan;
	struct link *link; /* NULL: not open */
	struct seal *seal;
	int error;                /* why there is no open link, 0: there is one */
	bool shut;                /* the link could not be opened anew */
	uint32_t interface_index; /* on which it was opened last, 0: none */
	struct diagnosis diagnosis;
	struct link_counters carried; /* of the links before this one */
};

/* Begin without a link; listener is copied. */
void path_init(struct path *path, struct loop *loop, uint8_t number,
	const struct path_listener *listener);

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

/* Return what is wrong on the path, as far as this host can tell. */
enum trouble path_trouble(const struct path *path);

/* Return why the path is unusable: -errno of opening it or of the last sending. */
int path_error(const struct path *path);

/* Send a heartbeat, if the link is open. */
void path_send(struct path *path, const struct heartbeat *heartbeat);

/* Fill in the counters since the start or the last reset. */
void path_count(const struct path *path, struct link_counters *counters);

/* Set the counters to zero. */
void path_reset_counters(struct path *path);

#endif
