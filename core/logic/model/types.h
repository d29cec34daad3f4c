/*
 * types - the words that every layer shares: what a node does about the F-IPs, and what
 * two nodes tell each other.
 *
 * Everything here is plain data.  The numbers of the enumerations are on the wire and
 * in FIPD-MIB, so they never change their meaning; new ones are appended.  Instants and
 * spans inside the logic are microseconds of CLOCK_BOOTTIME in an int64_t named _us.
 */
#ifndef FIPD_MODEL_TYPES_H
#define FIPD_MODEL_TYPES_H

#include <stdbool.h>
#include <stdint.h>

enum {
	MS_US = 1000,
	SECOND_US = 1000000,
};

/* The roles: what a node is doing about the F-IPs. */
enum role {
	ROLE_UNKNOWN = 1, /* nothing is known of that node */
	ROLE_INITIAL,     /* just started or just woken: asks before it acts */
	ROLE_STANDBY,     /* watches the peer, ready to take the F-IPs */
	ROLE_CLAIMING,    /* asks the segment who answers for the F-IPs */
	ROLE_ACTIVE,      /* holds the F-IPs, confirmed by the kernel */
	ROLE_RELEASING,   /* has removed the F-IPs and waits for the taker */
	ROLE_HELD,        /* the peer is silent, but somebody answers for an F-IP */
	ROLE_FAULT,       /* cannot hold the F-IPs */
	ROLE_DISABLED,    /* redundancy is off */
};

enum {
	LINKS_MAX = 4,          /* heartbeat links between the two nodes */
	HEARTBEAT_MACS_MAX = 8, /* of the F-IPs' interface: its own and its ports' */
};

/* The kinds of trouble on a heartbeat link, as its socket sees them. */
enum trouble {
	TROUBLE_NONE,
	TROUBLE_UNUSABLE,    /* no such interface or address here, or no route */
	TROUBLE_REFUSED,     /* the peer's host says that nobody listens there */
	TROUBLE_UNAUTHENTIC, /* datagrams come from the peer, with a wrong seal */
	TROUBLE_LAST = TROUBLE_UNAUTHENTIC,
};

/* What a node lacks to serve on the segment, when it lacks something. */
enum lack {
	LACK_INTERFACE, /* of the F-IPs: missing, down or without a carrier */
	LACK_REAL_IP,   /* it was there and is gone */
	LACK_ROUTE,     /* to the subnet of the peer or of an F-IP: the same */
	LACK_LAST = LACK_ROUTE,
};

/* The words of a handover, by which a heartbeat asks its receiver or tells it. */
enum operation {
	OPERATION_NONE,
	OPERATION_ASK,      /* answer at once: are you there? */
	OPERATION_REQUEST,  /* hand the F-IPs over to me */
	OPERATION_GRANT,    /* I have removed them; they are yours within the window */
	OPERATION_TAKEN,    /* I hold them now */
	OPERATION_RELEASED, /* I gave way: the removal is done */
	OPERATION_LEAVING, /* I stop or fail: the removal is done, do not wait for me */
	OPERATION_LAST = OPERATION_LEAVING,
};

enum heartbeat_flag {
	FLAG_HEARS_YOU = 0x01,   /* a proven datagram of yours came within two beats */
	FLAG_RESTARTING = 0x02,  /* expect me back within my lease */
	FLAG_MAINTENANCE = 0x04, /* this node must not take the F-IPs */
	FLAG_REFERENCES = 0x08,  /* a reference address answers */
	FLAG_MISMATCH = 0x10,    /* our digests differ */
	FLAG_HELLO = 0x20,       /* I have no proven session with you */
	FLAG_PINNED = 0x40, /* active by the operator's will: no automatic failback */
	FLAG_INVITE = 0x80, /* the operator moves the F-IPs to you: send a request */
};

enum role_flag {
	ROLE_FLAG_PREFERRED = 0x01,
	ROLE_FLAG_AUTOMATIC_FAILBACK = 0x02,
	ROLE_FLAG_HOLDS = 0x04,    /* the F-IPs are in the sender's kernel */
	ROLE_FLAG_ANSWERED = 0x08, /* the sender's probe of the segment was answered */
	ROLE_FLAGS_1 = 0x0f,       /* those of version 1 */
	ROLE_FLAG_THIRD = 0x10,    /* a third node speaks to the sender */
	ROLE_FLAG_UNWELL = 0x20,   /* a check fails on the sender */
	ROLE_FLAGS_ALL = 0x3f,
};

/* One heartbeat, decoded.  The wire layer turns it into sealed bytes and back. */
struct heartbeat {
	uint64_t incarnation; /* random per process start, never 0 */
	uint64_t echo;        /* the receiver's incarnation as known here, 0: none */
	uint64_t digest;      /* of what both nodes must agree on */
	uint32_t pair;
	uint32_t sequence; /* from 1, one higher with every datagram on this link */
	/* Counts what is said, over all links: the same words have the same number. */
	uint32_t round;
	uint32_t acknowledged_round;  /* highest round accepted from the receiver */
	uint32_t acknowledged;        /* highest sequence accepted on this link */
	uint32_t acknowledged_age_us; /* since its arrival; at most UINT32_MAX */
	uint32_t interval_ms;         /* the sender's own H */
	uint32_t epoch;
	uint32_t transaction; /* of the handover, 0: none */
	uint32_t uptime_s;
	uint32_t release;   /* of the sender's fipd: major x 256 + minor, 0: unknown */
	uint8_t flags;      /* enum heartbeat_flag */
	uint8_t role_flags; /* enum role_flag */
	uint8_t role;       /* enum role */
	uint8_t operation;  /* enum operation */
	uint8_t node;       /* 1: the lower real IP of the two, 2: the higher */
	uint8_t link;       /* from 1 */
	uint8_t healthy;    /* 1: can hold the F-IPs, 0: cannot */
	uint8_t count;      /* the sender's own N */
	uint8_t version;    /* of the datagram that bears it; 0: 1 */
	uint8_t reads;      /* the highest version that the sender reads, 0: not said */
	uint8_t mac_count;  /* 0: not said, as in every datagram of version 1 */
	uint8_t link_mac[6]; /* of the interface from which it was sent */
	/* From where the sender answers for an F-IP: first its interface, then ports.
	 */
	uint8_t macs[HEARTBEAT_MACS_MAX][6];
};

#endif
