/*
 * failover - the policy: one table of rules, read top down, the first match decides.
 *
 * A rule says: in this role, when these facts hold, go to that role for this reason,
 * and do these things.  The facts are computed in situation.c; the things are done in
 * transition.c.  So a network engineer can review the whole policy on one page
 * (failover.c), and a test can ask which rule was never needed.  docs/rules.md gives
 * each row its reason and its story.
 */
#ifndef FIPD_ENGINE_FAILOVER_H
#define FIPD_ENGINE_FAILOVER_H

#include <stdbool.h>
#include <stddef.h>

#include "model/reason.h"
#include "model/types.h"

enum fact {
	FACT_NONE,
	/* this node */
	ENABLED, /* redundancy is on */
	STALLED, /* it was stopped beyond the hard limit and may hold F-IPs */
	INTERFACE_DOWN,
	KERNEL_REFUSED,
	REMOVED_OFTEN,
	NO_REFERENCE, /* cut off from the network of its clients */
	MAINTENANCE,  /* the operator wants the F-IPs off this node */
	FORCED_OUT,   /* even if nobody takes them */
	FORCING,      /* the operator takes them whoever answers for them */
	GRACE,        /* it was late: no verdict on the peer yet */
	WAITED,       /* initial for the detection time (+ H if not preferred) */
	PREFERRED,    /* and the peer is not */
	AUTOMATIC,    /* failback is automatic, and not just tried in vain */
	STABLE,       /* heard both ways, digests equal, for the failback delay */
	/* the kernel */
	ASKED,    /* hold is asked for */
	REMOVING, /* removal is asked for */
	HOLDING,  /* every F-IP is confirmed */
	GONE,     /* one is missing although its lease is fresh */
	EXPIRED,  /* the lease may have run out */
	/* the peer; those after HEARD are true only while it is heard */
	SILENT,       /* for the detection time */
	PEER_LEFT,    /* it said that it stops */
	PEER_YIELDED, /* it left or failed, and confirmed that it holds nothing */
	FRESH, /* its words acknowledge what was just sent: nobody held them back */
	HEARD,
	HEARS_US,
	PEER_ACTIVE,
	PEER_STANDBY,
	PEER_UNDECIDED, /* initial, claiming or held */
	PEER_RIVAL,     /* claiming or held */
	PEER_RELEASING,
	PEER_FAULT,
	PEER_HOLDS,     /* F-IPs are in its kernel */
	PEER_PASSIVE,   /* standby, initial or in fault, holding nothing, for 500 ms */
	PEER_PREFERRED, /* and this node is not */
	PEER_PINNED,    /* active by the operator's will */
	PEER_MAINTENANCE,
	PEER_READY, /* standby, fit, and hears us: it would follow an invitation */
	WINNING,    /* the order of docs/rules.md, "Who wins", prefers this node */
	DEAF,       /* it beacons without acknowledging our answers */
	/* the handover; these are true only in the step in which the word arrives */
	REQUESTED,
	FORCED, /* the request, sent or received, is the operator's */
	INVITED,
	GRANTED,
	CHALLENGED, /* an active peer spoke */
	/* its course */
	REQUESTING,
	INVITING,
	PAUSING, /* the last attempt was in vain */
	DAMPED,
	OVERDUE, /* releasing for a second */
	/* the segment */
	PROBE_CLEAR,
	ANSWERED_BY_PEER,
	ANSWERED_BY_OTHER,
	ANSWERED_LATELY, /* by the peer, within a beat: newer than its words */
	SEGMENT_QUIET,   /* nobody answered for 1.125 L + 1 s */
	FACT_COUNT,
};

enum duty {
	DO_NOTHING = 0,
	DO_HOLD = 0x01,    /* ask the kernel for the F-IPs */
	DO_REMOVE = 0x02,  /* remove them, before anything is said */
	DO_LEAVE = 0x04,   /* tell the peer that they are free, once removed */
	DO_YIELD = 0x08,   /* tell the peer that this node gave way, once removed */
	DO_REQUEST = 0x10, /* ask the peer to hand over: failback */
	DO_FOLLOW = 0x20,  /* the same at the operator's wish */
	DO_REFUSE = 0x80,  /* tell why a request is not granted */
	DO_DEFEND = 0x40,  /* announce and answer at once */
	DO_INVITE = 0x100, /* ask the peer to request the F-IPs */
};

enum {
	ROLE_ANY = 0,
	RULE_FACTS_MAX = 6,
	NOT_OFFSET = 100, /* a fact above this is negated, see NOT() */
};

#define NOT(fact) ((fact) + NOT_OFFSET)

struct rule {
	int in;                                 /* enum role or ROLE_ANY */
	unsigned char when[RULE_FACTS_MAX + 1]; /* all must hold, FACT_NONE ends */
	enum role next;                         /* ROLE_UNKNOWN: stay */
	enum reason reason; /* REASON_NONE: keep the one of the last change */
	unsigned duties;
};

/* Return the first rule that matches, or NULL if nothing is to be changed. */
const struct rule *failover_decide(enum role role, const bool facts[FACT_COUNT]);

/* Return the whole table and set count. */
const struct rule *failover_rules(size_t *count);

#endif
