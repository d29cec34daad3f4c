/*
 * action - what the engine wants done about an event, in this order.
 *
 * The list is a fixed array: nothing on the way of a decision allocates.
 */
#ifndef FIPD_MODEL_ACTION_H
#define FIPD_MODEL_ACTION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/event.h"
#include "model/settings.h"
#include "model/types.h"

enum action_kind {
	ACTION_SEND,     /* heartbeat: seal it and send it on its link, see direct,
			    direct_only */
	ACTION_HOLD,     /* put every F-IP on the interface, see lease_s, fence_us */
	ACTION_RENEW,    /* let every lease run anew, see lease_s, fence_us */
	ACTION_RELEASE,  /* remove every F-IP */
	ACTION_ANNOUNCE, /* one round of gratuitous ARP for every F-IP */
	ACTION_PROBE,    /* ask the segment once who answers for the F-IPs (RFC 5227) */
	ACTION_RELAY,    /* relay, mac: what to do with packets that still come for the
			    F-IPs */
	ACTION_EMIT,     /* note: append it to the event journal */
	ACTION_KEEP_EPOCH,     /* epoch, pinned: put them on disk, best effort */
	ACTION_ASK_REFERENCES, /* ask every reference address once, by ARP or NS */
	ACTION_EXPEL, /* remove the copies of F-IPs that outsiders have set here */
};

/* Between a removal and the taker's announcement clients still send to the giver. */
enum relay_duty {
	RELAY_CATCH, /* keep their packets: the removal is next */
	RELAY_PASS,  /* send them on to the peer: it holds the F-IPs */
	RELAY_DROP,  /* no more */
};

struct action {
	enum action_kind kind;
	enum relay_duty relay;
	uint8_t mac[6];   /* of the peer, all 0: not known */
	uint32_t lease_s; /* of the kernel */
	/*
	 * Where a lease of whole seconds is too coarse: how long after the event's time
	 * the fence must remove the F-IPs if it hears nothing more; 0: no fence.
	 */
	int64_t fence_us;
	uint32_t epoch;
	bool pinned;      /* active by the operator's will */
	bool direct;      /* send it straight to peer_mac, without asking by ARP */
	bool direct_only; /* send it only so, and not by UDP too, for which the kernel
			     asks */
	uint8_t peer_mac[6];
	struct heartbeat heartbeat;
	struct event event;
};

enum {
	ACTIONS_MAX = 48,
	RULES_PER_STEP = 6,
};

struct actions {
	unsigned count;
	struct action list[ACTIONS_MAX];
	unsigned rule_count;
	uint8_t rules[RULES_PER_STEP]; /* which rules fired, by their row in the table
					*/
	int64_t wake_us;               /* when to pass INPUT_DEADLINE, absolute */
};

/* Empty the list. */
void actions_clear(struct actions *actions);

/* Fill in the lease of a hold or renewal as the settings want it. */
void actions_set_lease(struct action *action, const struct settings *settings);

/* Append an action of a kind, all else zero, and return it to be filled in. */
struct action *actions_add(struct actions *actions, enum action_kind kind);

#endif
