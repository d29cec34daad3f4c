/*
 * audit - what is measured and what must hold in every world, whoever plays in it.
 *
 * Measured: how long two held the F-IPs where one client could reach both, how long
 * nobody served, how often they moved, what was sent.  Checked: each event follows from
 * the one before it (a role event leaves the role that the last one entered, an alarm
 * begins only when it is over and ends only when it is on), no datagram counts twice,
 * nor in a life that it was not meant for, and whose MAC it is that answers for an F-IP
 * goes by what the peer has sealed.
 */
#ifndef FIPD_TESTS_AUDIT_H
#define FIPD_TESTS_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/event.h"
#include "model/types.h"

struct world;
struct host;
struct flight;

/* Of one node. */
struct ledger {
	enum role role;                  /* as its events tell it */
	enum reason outsider;            /* why his F-IP was told last */
	bool open[EVENT_LAST + 1];       /* an alarm of this kind is on */
	bool link_down[LINKS_MAX + 1];   /* by link */
	uint64_t sent[LINKS_MAX];        /* datagrams, by link */
	uint64_t announced;              /* rounds */
	int64_t longest_claim_us;        /* so long it was claiming at a time */
	unsigned counts[EVENT_LAST + 1]; /* events */
};

struct audit {
	int64_t two_hold_us;    /* how long two could be reached, in all */
	int64_t two_answer_us;  /* the same, with what outsiders have set */
	int64_t none_holds_us;  /* how long nobody could, in all */
	int64_t gap_us;         /* how long nobody has been reached until now */
	int64_t longest_gap_us; /* the longest of these, after somebody once was */
	int holder;             /* who took the F-IPs last, -1: nobody yet */
	unsigned moves;         /* how often that changed */
	const char *fault;      /* what did not hold first, NULL: nothing */
	struct ledger ledgers[2];
};

/* Begin. */
void audit_init(struct audit *audit);

/* A daemon was started: what is told from here on begins anew. */
void audit_begin_life(struct audit *audit, const struct host *host, int node);

/* Time passes up to next_us. */
void audit_pass(struct world *world, int64_t next_us);

/* A node's kernel has taken the F-IPs. */
void audit_take(struct audit *audit, int node);

/* A node tells something. */
void audit_tell(struct audit *audit, const struct host *host, int node,
	const struct event *event);

/* A step of a node is done: its role has been told. */
void audit_step(struct audit *audit, const struct host *host, int node);

/* A heartbeat was passed to a daemon, which accepted it or did not. */
void audit_hear(struct world *world, const struct flight *flight, bool accepted);

#endif
