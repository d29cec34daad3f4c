/*
 * session - which datagrams of the peer are fresh, without a clock.
 *
 * Each process has a random incarnation.  A peer proves itself by echoing ours together
 * with a sequence that we sent after the last proof, so that no datagram of a former
 * life or session can begin one; inside a session only a higher sequence counts.  A
 * replay therefore changes nothing.  See docs/heartbeat.md, "Freshness".
 */
#ifndef FIPD_PARTS_SESSION_H
#define FIPD_PARTS_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/types.h"

enum session_verdict {
	SESSION_FRESH,    /* accepted */
	SESSION_BEGUN,    /* accepted, and it begins a session with a new incarnation */
	SESSION_UNPROVEN, /* of an unknown incarnation, or meant for a former life of
			     ours: answer it, believe nothing */
	SESSION_REPLAYED, /* replayed or reordered */
};

struct session {
	uint64_t own;       /* incarnations */
	uint64_t peer;      /* 0: no session */
	uint64_t candidate; /* the last unproven one, to be answered */
	uint32_t sent;      /* own last sequence */
	uint32_t barrier;   /* a proof must acknowledge this or higher */
	uint32_t received;  /* highest sequence accepted of the peer */
	uint32_t candidate_sequence;
	int64_t received_us;
	int64_t candidate_us;
	int64_t answered_us; /* last answer to an unproven datagram */
};

/* Begin a life with a random incarnation that is not 0. */
void session_start(struct session *session, uint64_t incarnation);

/* Return an incarnation that was not used before, from one that was. */
uint64_t session_next_incarnation(uint64_t used);

/* Forget the peer, so that it must prove itself again. */
void session_forget(struct session *session);

/* Judge a sealed datagram that arrived at arrived_us; if accepted, remember it. */
enum session_verdict session_take(
	struct session *session, const struct heartbeat *heartbeat, int64_t arrived_us);

/* Return whether an unproven datagram may be answered now: ten a second at most. */
bool session_may_answer(struct session *session, int64_t now_us);

/*
 * Give a datagram about to be sent its identity, number and acknowledgement.  It speaks
 * to the peer of the session, and to anybody while there is none, whatever else
 * arrived: a replay must not turn our heartbeats away from the peer, which may have a
 * session with us although we have none with it.
 */
void session_stamp(
	struct session *session, struct heartbeat *heartbeat, int64_t now_us);

/* The same for the answer to the last unproven datagram: it echoes that incarnation. */
void session_stamp_answer(
	struct session *session, struct heartbeat *heartbeat, int64_t now_us);

#endif
