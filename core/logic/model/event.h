/*
 * event - one thing worth telling, as the engine saw it.
 *
 * An event becomes an entry of the journal, and from there the log line, the trap, the
 * row of the event table, the line of `fipctl watch` and the JSON.  Each kind is a row
 * of events.def, from which its number, its words and its place in the catalogue of
 * messages follow.
 */
#ifndef FIPD_MODEL_EVENT_H
#define FIPD_MODEL_EVENT_H

#include "model/reason.h"
#include "model/types.h"

enum event_kind {
#define EVENT(name, number, ...) EVENT_##name = number,
#include "model/events.def"
#undef EVENT
	EVENT_END, /* rows ascend, and there may be numbers without one */
	EVENT_LAST = EVENT_END - 1,
};

enum {
	EVENT_NONE = 0, /* no kind */
	/*
	 * So many kinds fit in a set of them: the status tells one as a JSON number,
	 * which every reader keeps exactly below 2^53 (RFC 8259, 6).
	 */
	EVENT_SET_MAX = 53,
};

enum severity {
	SEVERITY_CLEARED = 1, /* the numbers of ITU-T X.733 as in RFC 3877 */
	SEVERITY_INDETERMINATE,
	SEVERITY_CRITICAL,
	SEVERITY_MAJOR,
	SEVERITY_MINOR,
	SEVERITY_WARNING,
};

/* What an event is about. */
enum subject {
	SUBJECT_NOTHING,
	SUBJECT_PEER,
	SUBJECT_LINK,
	SUBJECT_ANSWERED, /* the F-IP for which somebody else answers or probes */
	SUBJECT_LOST,     /* the F-IP that was removed */
	SUBJECT_COPY,     /* the F-IP that an outsider set */
	SUBJECT_THIRD,    /* the third node */
	SUBJECT_SETTING,  /* the one in which the nodes contradict each other */
	SUBJECT_ACTION,
	SUBJECT_REFERENCES,
	SUBJECT_JOURNAL,
	SUBJECT_TASK,   /* the check or hook, by its name */
	SUBJECT_CHECKS, /* all of them */
};

/*
 * An F-IP on this node's interface that fipd did not set.  Whoever did is an outsider:
 * a person, a file of the network configuration, another program.
 */
struct copy {
	uint32_t fip; /* its number in the list of F-IPs, from 1; 0: there is none */
	uint8_t prefix_length;
	uint8_t protocol; /* of the address, IFA_PROTO; 0: none */
	bool bound;       /* the kernel would remove another address with it */
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
	uint32_t link;       /* the heartbeat link it is about, 0: all of them */
	uint32_t task;       /* the check or hook it is about, from 1; 0: none */
	struct copy copy;    /* the one that it is about */
};

/* Return how grave events of a kind are; an end that ends nothing is no end. */
enum severity event_severity(enum event_kind kind);

/*
 * Return how grave an event is: as its kind is, but a failover from a peer that left in
 * good order is minor, and a check that demotes is major.
 */
enum severity event_weight(const struct event *event);

/* Return the kind whose last event one of this kind clears, or EVENT_NONE. */
enum event_kind event_clears(enum event_kind kind);

/* Return what events of a kind are about. */
enum subject event_subject(enum event_kind kind);

/* Return the bit of a kind in a set of kinds, K - 1 for kind K; 0 if it does not exist.
 */
uint64_t event_bit(enum event_kind kind);

#endif
