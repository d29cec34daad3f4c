/*
 * network - everything of this node that the network sees: the heartbeat links, the
 * F-IPs on their interface, and what is sent about them on the segment.
 *
 * It is opened from a plan and changed to another one without touching what stays the
 * same.  Until a link is open it is not usable, and the engine is told that the
 * interface is down: a node that cannot send heartbeats must not claim F-IPs.
 * links_tick, called again and again, brings them up when the host is ready.
 */
#ifndef FIPD_NODE_NETWORK_H
#define FIPD_NODE_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "fips/fence.h"
#include "fips/fips.h"
#include "heartbeat/links.h"
#include "loop/loop.h"
#include "loop/quiet.h"
#include "model/action.h"
#include "model/input.h"
#include "model/settings.h"
#include "node/addressing.h"
#include "schema/config_struct.h"
#include "segment/relay.h"
#include "segment/segment.h"

/* The setup that the network is to follow; it is copied from. */
struct network_plan {
	const struct config *config;
	const struct keys *keys;
	const struct settings *settings;
	struct ip own;     /* unset: not known yet */
	const char *state; /* fipd's folder */
};

/* The callbacks of the network; each part of them has a context of its own. */
struct network_listener {
	struct heartbeat_sink heartbeats;
	struct segment_listener segment;
	void (*on_gone)(
		struct ip fip, void *context); /* the F-IPs, without fipd's doing */
	void (*on_copy)(void *context);        /* as that of fips.h */
	/* What network_describe tells may have changed. */
	void (*on_usable)(void *context);
	void *context;
};

struct network {
	struct loop *loop;
	struct network_listener listener;
	struct monitor *monitor; /* whose news links, fips and addressing hear */
	struct links links;
	struct fips *fips;
	struct fence *fence;
	struct segment *segment;
	struct relay *relay;
	struct addressing *addressing;
	struct quiet quiet;
	bool lacks; /* what the addressing said last */
	enum lack lack;
	struct ip own;        /* that segment was opened with */
	struct config config; /* that fips and segment were opened with */
	uint32_t carriers;    /* of the interface, as the engine was told last */
	uint32_t mac_index;   /* the interface whose MACs and whose ports' these are */
	uint8_t mac_count;
	uint8_t macs[HEARTBEAT_MACS_MAX][6];
};

/*
 * Open what can be opened.  0, or -errno for what waiting does not cure: -EPERM,
 * -EADDRINUSE, no memory.  Close it with network_close in both cases.
 */
int network_open(struct network *network, struct loop *loop,
	const struct network_plan *plan, const struct network_listener *listener);

/* Close everything; the F-IPs stay in the kernel as they are. */
void network_close(struct network *network);

/*
 * Fill in what the engine is to know of the F-IPs' interface: whether it is up and a
 * heartbeat link is open, real IP and routes are there, or what is lacking, and its
 * MACs.  Return whether its carrier has come again since the last call.
 */
bool network_describe(struct network *network, struct input *input);

/*
 * Change to another plan.  held_lease_s: for how long the F-IPs are held now, 0: they
 * are not; those that stay are kept, new ones added, others removed.  0, or -errno:
 * then the caller puts the old plan back the same way.  A link that was not open may
 * stay so.
 */
int network_change(struct network *network, const struct network_plan *plan,
	uint32_t held_lease_s);

/*
 * Do with the packets that still come for released F-IPs what the engine says; mac is
 * the taker's, all 0 if it is not known.
 */
void network_relay(
	struct network *network, enum relay_duty duty, const uint8_t mac[MAC_BYTES]);

/* Set the counters of links and segment to zero. */
void network_reset_counters(struct network *network);

#endif
