/*
 * links - the heartbeat links of this node, whether or not the host is ready for them.
 *
 * Link 1 is the one between the real IPs, further ones are the configured links.  Each
 * keeps its sockets open as its plan says: opened anew where address, port, interface
 * or pair change, with other keys where only those change, and again and again where
 * the host cannot do it yet (no such address, no interface, no route).  A change of one
 * does not touch the others' sockets, and the counters go on over all of that.
 *
 * What arrives is screened in this order: form, seal, meaning; only a sealed heartbeat
 * of this pair, this link and the peer's node number reaches the sink.  Whether it is
 * fresh is the engine's question.  A full queue, an unreachable network or a peer that
 * refuses is counted, and reported when it changes, never from within another call.
 */
#ifndef FIPD_HEARTBEAT_LINKS_H
#define FIPD_HEARTBEAT_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heartbeat/link_evidence.h"
#include "heartbeat/link_plan.h"
#include "heartbeat/strangers.h"
#include "loop/loop.h"
#include "loop/quiet.h"
#include "model/action.h"
#include "model/settings.h"
#include "model/types.h"
#include "netlink/monitor.h"
#include "wire/seal.h"

/* The receiver of what the links hear; the network hands it by value to each link. */
struct heartbeat_sink {
	/* age_us: for how long the heartbeat lay in the socket. */
	void (*on_heartbeat)(
		const struct heartbeat *heartbeat, int64_t age_us, void *context);
	/* The trouble on a link has changed; this is never called from within a call.
	 */
	void (*on_trouble)(uint8_t link, enum trouble trouble, void *context);
	/*
	 * A node of another pair has spoken with this pair's key, from the peer's
	 * address or from another one; either is told once a second at most.
	 */
	void (*on_third)(struct ip source, bool from_peer, void *context);
	void *context;
};

struct link_counters {
	uint64_t sent;
	uint64_t send_errors;
	uint64_t received; /* the seal is good and it is the peer's */
	uint64_t unauthenticated;
	uint64_t wrong_length;
	uint64_t wrong_magic;
	uint64_t wrong_version;
	uint64_t wrong_field;     /* reserved bits, unknown enumeration */
	uint64_t foreign;         /* sealed, but of another pair, link or node */
	uint64_t wrong_hop_limit; /* crossed a router */
	uint64_t dropped; /* unread: wrong length, magic or pair, or a queue was full */
};

/* Its owner sets the members before `plan`, and all others to zero. */
struct link {
	struct loop *loop;
	struct netlink *netlink; /* for questions to the kernel */
	uint8_t number;          /* from 1, as in its heartbeats */
	struct heartbeat_sink sink;
	/* link_trouble may have changed; also called from within link_send. */
	void (*on_change)(void *owner);
	void *owner;
	struct link_plan plan;
	struct link_sockets *sockets; /* NULL: none yet, or closed */
	struct seal *seal;            /* NULL: none yet, or closed */
	bool open;
	int error;                /* why the link is not open */
	uint32_t interface_index; /* on which it was opened last, 0: none */
	uint8_t mac[6];           /* of that interface */
	bool near;  /* the peer is on its network: a known MAC can be used */
	bool stale; /* an address has changed, so near may be wrong */
	struct strangers strangers;
	struct link_evidence evidence;
	struct seal_link sending;
	struct seal_link receiving;
	struct link_counters counters;
	uint64_t dropped_before; /* by sockets that were closed */
	uint64_t dropped_base;   /* by these sockets when the counters were reset */
};

/* The callbacks of all links together; it is copied. */
struct links_listener {
	struct heartbeat_sink heartbeats;
	void (*on_open)(void *context); /* links_are_open may have changed */
	void *context;
};

struct links {
	struct loop *loop;
	struct links_listener listener;
	struct monitor *monitor; /* the caller's */
	struct monitor_listener changes;
	struct netlink *netlink;
	bool interface_news; /* an interface has changed; whoever has looked clears it
			      */
	struct timer *look;  /* goes off when there may be trouble to report */
	uint8_t count;
	struct link list[LINKS_MAX];
	enum trouble reported[LINKS_MAX];
	struct quiet quiet;
};

/*
 * Begin without a link.  The monitor stays the caller's, until links_close.  0 or
 * -errno; end with links_close in both cases.
 */
int links_open(struct links *links, struct loop *loop, struct monitor *monitor,
	const struct links_listener *listener);

/* Close everything; allowed more than once. */
void links_close(struct links *links);

/*
 * Have the links as planned.  0, also where the host is not ready for a link that was
 * not open; else -errno as link_put, then the caller puts the old plans back.
 */
int links_put(struct links *links, const struct link_plan *plans, uint8_t count);

/*
 * Open what is not open and forget what was wrong long ago; call it once a second while
 * something is wrong or came for strangers, else now and then.
 */
void links_tick(struct links *links);

/* Return whether at least one link is open. */
bool links_are_open(const struct links *links);

/* Send an action's heartbeat on its link, 0: on the first. */
void links_send(struct links *links, const struct action *action);

/* Set all counters to zero. */
void links_reset_counters(struct links *links);

/* Return what is wrong on the link, as far as this host can tell. */
enum trouble link_trouble(const struct link *link);

/* Return why the link is unusable: -errno of opening it or of the last sending. */
int link_error(const struct link *link);

/* Return the counters as of now, since the start or the last reset; they stay the
 * link's. */
const struct link_counters *link_counters(struct link *link);

/* Return the sum of what was malformed, by kind or dropped unread. */
uint64_t link_malformed(const struct link_counters *counters);

/* For tests: one link by itself. */

/*
 * Have the link as planned, keeping its sockets if they fit.  0, or -errno as
 * link_sockets_bind: then it is not open and the plan is kept for link_rebind.
 */
int link_put(struct link *link, const struct link_plan *plan);

/* Close the sockets and wipe the keys; allowed more than once. */
void link_close(struct link *link);

/*
 * Open the sockets anew, for an interface that came back or a host that is ready now;
 * 0, or -errno as link_put.
 */
int link_rebind(struct link *link);

/*
 * Complete, encode, seal and send a heartbeat the way that the action says, and from
 * now on expect its incarnation echoed.  0 or -errno; a failure is also counted.
 */
int link_send(struct link *link, const struct action *action);

/* Set all counters to zero. */
void link_reset_counters(struct link *link);

#endif
