/*
 * event - one thing worth telling, as the engine saw it.
 *
 * A note becomes a record of the event journal, and from there the log line, the trap,
 * the row of the event table, the line of `fipctl watch` and the JSON.  The numbers of
 * the kinds are the last arcs of the notifications in FIPD-MIB; 5 and 6 are the trap
 * numbers of the system that fipd re-creates.
 */
#ifndef FIPD_MODEL_EVENT_H
#define FIPD_MODEL_EVENT_H

#include "model/reason.h"
#include "model/types.h"

enum event_kind {
	EVENT_STARTED = 1,
	EVENT_STOPPED,
	EVENT_SWITCHOVER,  /* this node took the F-IPs at the operator's wish */
	EVENT_ROLE_CHANGE, /* any change of role that is none of the next two */
	EVENT_FAILBACK,    /* this node gave the F-IPs back to the preferred one */
	EVENT_FAILOVER,    /* this node took the F-IPs over from a lost peer */
	EVENT_PEER_LOST,
	EVENT_PEER_RECOVERED,
	EVENT_SPLIT_BRAIN,
	EVENT_SPLIT_BRAIN_END,
	EVENT_ADDRESS_CONFLICT,
	EVENT_ADDRESS_CONFLICT_END,
	EVENT_CONFIG_CHANGED,
	EVENT_FIP_RESTORED,   /* an outsider removed an F-IP, it was put back */
	EVENT_ACTION_REFUSED, /* an operator's action, or a SET, was refused */
	EVENT_LINK_DOWN,      /* a heartbeat path is silent or one-way */
	EVENT_LINK_UP,
	EVENT_CONFIG_MISMATCH, /* the two nodes are configured so that they contradict
				*/
	EVENT_CONFIG_MATCH,
	EVENT_CHECK_FAILED, /* no reference address answers */
	EVENT_CHECK_PASSED,
	EVENT_LAST = EVENT_CHECK_PASSED,
};

enum severity {
	SEVERITY_CLEARED = 1, /* the numbers of ITU-T X.733 as in RFC 3877 */
	SEVERITY_INDETERMINATE,
	SEVERITY_CRITICAL,
	SEVERITY_MAJOR,
	SEVERITY_MINOR,
	SEVERITY_WARNING,
};

struct event {
	enum event_kind kind;
	enum role from; /* own role before and after; equal if it stayed */
	enum role to;
	enum role peer; /* the peer's role as this node sees it */
	enum reason reason;
	int64_t silence_us;  /* how long the peer had been silent, 0: it was heard */
	int64_t limit_us;    /* the detection time in force */
	int64_t duration_us; /* of a takeover: decision to kernel confirmation */
	uint8_t mac[6];      /* who answered for an F-IP; all 0: nobody */
	uint32_t path;       /* the heartbeat path it is about, 0: all of them */
};

/* Return how grave a note of this kind is; a kind that ends an alarm is cleared. */
enum severity event_severity(enum event_kind kind);

/* Return the kind whose last record a note of this kind clears, 0: it clears none. */
enum event_kind event_clears(enum event_kind kind);

/* Return the bit of a kind in a set of kinds, K - 1 for kind K; 0 if there is none. */
uint32_t event_bit(enum event_kind kind);

#endif
