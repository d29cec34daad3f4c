/*
 * reason - why a role was taken, an alarm raised or an action refused.
 *
 * The numbers are in FIPD-MIB and in journals on disk, so they never change their
 * meaning; new ones are appended.  Their words are in narrate.c.
 */
#ifndef FIPD_MODEL_REASON_H
#define FIPD_MODEL_REASON_H

/* Why a role was taken, or why an action was refused. */
enum reason {
	REASON_NONE = 1,
	REASON_STARTED,          /* the daemon started, or redundancy was switched on */
	REASON_RESTARTED,        /* restarted within the lease, F-IPs still held */
	REASON_PEER_SILENT,      /* no heartbeat for the detection time */
	REASON_PEER_LEFT,        /* the peer stopped or handed in its role */
	REASON_PEER_FAULT,       /* the peer cannot hold the F-IPs */
	REASON_PEER_ACTIVE,      /* the peer is proven active */
	REASON_PEER_PASSIVE,     /* the pair agrees that nobody is active */
	REASON_FAILBACK,         /* the F-IPs return to the preferred node */
	REASON_SWITCHOVER,       /* the operator asked for it */
	REASON_HANDOVER_TIMEOUT, /* the taker never confirmed */
	REASON_DUEL,             /* both were active, this node gave way */
	REASON_DEAF,             /* both were active and the peer cannot hear */
	REASON_ANSWERED_BY_PEER, /* the silent peer still answers for an F-IP */
	REASON_ADDRESS_CONFLICT, /* a third host answers for an F-IP */
	REASON_SEGMENT_SILENT,   /* nobody answers for the F-IPs any more */
	REASON_LEASE_EXPIRED,    /* the kernel's lease ran out while active */
	REASON_STALLED,          /* this node was stopped longer than is safe */
	REASON_INTERFACE_DOWN,   /* the interface of the F-IPs is down or missing */
	REASON_KERNEL_REFUSED,   /* the kernel refused to add an F-IP */
	REASON_REMOVED_TOO_OFTEN, /* somebody keeps removing an F-IP */
	REASON_RECOVERED,         /* the fault is over */
	REASON_DISABLED,          /* redundancy was switched off */
	REASON_PEER_SETTLING,     /* the peer is proven and will decide */
	REASON_PEER_UNSTABLE,     /* the peer restarts too often */
	REASON_ONE_WAY,           /* heard, but the peer does not hear this node */
	REASON_PEER_REFUSES,      /* nobody listens on the peer's monitor port */
	REASON_NOT_AUTHENTIC,     /* what comes from the peer has a wrong seal */
	REASON_LINK_UNUSABLE,     /* this node cannot send on that path */
	REASON_BOTH_PREFERRED,    /* both nodes have the configured role active */
	REASON_NONE_PREFERRED,    /* both nodes have the configured role standby */
	REASON_FIPS_DIFFER,       /* the nodes list different F-IPs */
	REASON_TIMING_DIFFERS,    /* the nodes have different interval or count */
	REASON_MAINTENANCE,       /* this node is in maintenance */
	REASON_PEER_MAINTENANCE,  /* the peer is in maintenance */
	REASON_NO_REFERENCE,      /* no reference address answers */
	REASON_FORCED,            /* the operator wanted it whatever the peer says */
	REASON_LAST = REASON_FORCED,
};

#endif
