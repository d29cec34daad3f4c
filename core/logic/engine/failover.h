/*
 * failover - the policy: one table of rules, read top down, the first match decides.
 *
 * A rule says: in this role, when these facts hold, go to that role for this reason,
 * and do these things.  The facts are computed in facts.c; the things are done in
 * apply_rule.c.  So a network engineer can review the whole policy on one page
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
	FACT_ENABLED, /* redundancy is on */
	FACT_STALLED, /* it was stopped beyond the hard limit and may hold F-IPs */
	FACT_INTERFACE_DOWN, /* it is down, or real IP or route are lacking */
	FACT_REAL_IP_LOST,
	FACT_ROUTE_LOST,
	FACT_KERNEL_REFUSED,
	FACT_REMOVED_OFTEN,
	FACT_NO_REFERENCE, /* cut off from the network of its clients */
	FACT_UNWELL,       /* a check fails of what it serves */
	FACT_MAINTENANCE,  /* the operator wants the F-IPs off this node */
	FACT_RETIRING,     /* fipd stops here once the peer has taken them over */
	FACT_FORCED_OUT,   /* he wants them off it even if nobody takes them */
	FACT_FORCING,      /* he takes them although a third host answers */
	FACT_VOUCHED,      /* he takes them whoever answers: the peer is off, he says */
	FACT_GRACE,        /* it was late: no verdict on the peer yet */
	FACT_UNCLAIMED,    /* it was late, but nobody can have claimed meanwhile */
	FACT_WAITED,       /* initial for the detection time (+ H if not preferred) */
	FACT_PREFERRED,    /* this node is, and the peer is not */
	FACT_AUTOMATIC,    /* failback is automatic, and not just tried in vain */
	FACT_STABLE, /* well, heard both ways, digests equal, for the failback delay */
	/* the kernel */
	FACT_ASKED,    /* hold is asked for */
	FACT_REMOVING, /* removal is asked for */
	FACT_HOLDING,  /* every F-IP is confirmed */
	FACT_GONE,     /* one is missing although its lease is fresh */
	FACT_EXPIRED,  /* the lease may have run out */
	/* the peer; those after FACT_HEARD are true only while it is heard */
	FACT_SILENT,       /* for the detection time */
	FACT_PEER_LEFT,    /* it said that it stops */
	FACT_PEER_YIELDED, /* it left or failed, and confirmed that it holds nothing */
	FACT_FRESH, /* its words acknowledge what was just sent: nobody held them back
		     */
	FACT_HEARD,
	FACT_HEARS_US,
	FACT_PEER_ACTIVE,
	FACT_PEER_STANDBY,
	FACT_PEER_UNDECIDED, /* initial, claiming or held */
	FACT_PEER_RIVAL,     /* claiming or held */
	FACT_PEER_RELEASING,
	FACT_PEER_FAULT,
	FACT_PEER_HOLDS,   /* F-IPs are in its kernel */
	FACT_PEER_PASSIVE, /* standby, initial or in fault, holding nothing, for 500 ms
			    */
	FACT_PEER_PREFERRED, /* it is, and this node is not */
	FACT_PEER_PINNED,    /* active by the operator's will */
	FACT_PEER_MAINTENANCE,
	FACT_PEER_READY, /* standby, fit, and hears us: it would follow an invitation */
	FACT_PEER_UNWELL, /* a check fails there, it says */
	FACT_WINNING, /* the order of docs/rules.md, "Who wins", prefers this node */
	FACT_DEAF,    /* it beacons without acknowledging our answers */
	/* the handover; these are true only in the step in which the word arrives */
	FACT_REQUESTED,
	FACT_FORCED, /* the request, sent or received, is the operator's */
	FACT_INVITED,
	FACT_GRANTED,
	FACT_CHALLENGED, /* an active peer spoke */
	/* its course */
	FACT_REQUESTING,
	FACT_FOLLOWING, /* the request follows a peer that stops */
	FACT_INVITING,
	FACT_PAUSING, /* the last attempt was in vain */
	FACT_DAMPED,
	FACT_OVERDUE, /* releasing for a second */
	/* the segment */
	FACT_PROBE_ENDED,
	FACT_ANSWERED_BY_PEER,
	FACT_ANSWERED_BY_OTHER, /* somebody answered, and it was not the peer */
	FACT_CONTESTED, /* the peer's probes have begun the round anew for too long */
	FACT_ANSWERED_LATELY, /* the peer did within a beat: newer than its words */
	FACT_SEGMENT_QUIET,   /* nobody answered for 1.125 L + 1 s */
	FACT_COUNT,
};

enum duty {
	DO_NOTHING = 0,
	DO_HOLD = 0x01,    /* ask the kernel for the F-IPs */
	DO_REMOVE = 0x02,  /* remove them, before anything is said */
	DO_LEAVE = 0x04,   /* tell the peer that they are free, once removed */
	DO_YIELD = 0x08,   /* tell the peer that this node gave way, once removed */
	DO_REQUEST = 0x10, /* ask the peer to hand over: failback */
	DO_FOLLOW = 0x20,  /* ask it to hand over at the operator's wish */
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
