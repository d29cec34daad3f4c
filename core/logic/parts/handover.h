/*
 * handover - moving the F-IPs from a living node to the other without a gap.
 *
 * Break before make: the taker requests, the giver removes and then grants, the taker
 * adds and says so.  Each request carries a transaction number, and a grant counts only
 * for its own transaction within one second of the first request; the giver waits one
 * second from the removal, so a late grant can never be used after the giver has given
 * up waiting.
 */
#ifndef FIPD_PARTS_HANDOVER_H
#define FIPD_PARTS_HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/reason.h"
#include "model/types.h"

enum {
	HANDOVER_WINDOW_US = SECOND_US,
	HANDOVER_REPEAT_US = 20 * MS_US,
};

/* The outcome of the operator's last action; the numbers of fipdActionOutcome. */
enum progress {
	PROGRESS_IDLE = 1,
	PROGRESS_RUNNING,
	PROGRESS_SUCCEEDED,
	PROGRESS_REFUSED,
	PROGRESS_FAILED,
};

struct handover {
	uint32_t transaction; /* of the last request of ours */
	uint32_t granted;     /* the peer's transaction that we serve */
	bool requesting;
	bool inviting;          /* the operator wants the peer to take over */
	bool confirming;        /* took over by grant: say so until it is heard */
	bool relaying;          /* packets of the last release are still sent on */
	bool forced;            /* this request is the operator's, not failback */
	bool leaving;           /* this request follows a peer that stops */
	int64_t begun_us;       /* of the request or the invitation */
	int64_t repeat_us;      /* next request, grant or invitation */
	int64_t retry_us;       /* no automatic request before this */
	enum progress progress; /* of the operator's action */
	enum reason refusal;    /* why it was refused or failed */
};

/* Begin with nothing under way. */
void handover_start(struct handover *handover);

/*
 * Begin to request the F-IPs; forced: at the operator's wish, leaving: of a peer that
 * stops.
 */
void handover_request(
	struct handover *handover, bool forced, bool leaving, int64_t now_us);

/* Begin to invite the peer to request them. */
void handover_invite(struct handover *handover, int64_t now_us);

/* Invite no longer. */
void handover_stop_inviting(struct handover *handover);

/* Serve the peer's request: grants are due as soon as the F-IPs are removed. */
void handover_serve(struct handover *handover, uint32_t transaction, int64_t now_us);

/* Note that the F-IPs are taken; confirm: the giver waits to hear of it. */
void handover_take(struct handover *handover, bool confirm, int64_t now_us);

/* Stop confirming: the giver knows, or there is nothing left to confirm. */
void handover_stop_confirming(struct handover *handover);

/* Note whether packets of the last release are sent on. */
void handover_set_relaying(struct handover *handover, bool relaying);

/* Note that the operator's action is under way. */
void handover_run(struct handover *handover);

/* Note that the operator's action is refused, and why. */
void handover_refuse(struct handover *handover, enum reason refusal);

/* Make no automatic request before at_us. */
void handover_retry_at(struct handover *handover, int64_t at_us);

/* Make the next repetition due now. */
void handover_repeat_now(struct handover *handover, int64_t now_us);

/* Return whether this datagram grants the request under way, in time. */
bool handover_is_granted(const struct handover *handover,
	const struct heartbeat *heartbeat, int64_t now_us);

/* Return whether a request or an invitation has run out of time. */
bool handover_is_overdue(const struct handover *handover, int64_t now_us);

/* End the request or invitation: it succeeded, or failed for a reason. */
void handover_end(struct handover *handover, enum reason failure);

/* Return whether a repetition is due now, and plan the next. */
bool handover_repeat_due(struct handover *handover, int64_t now_us);

#endif
