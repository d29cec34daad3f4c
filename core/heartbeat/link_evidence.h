/*
 * link_evidence - what the sockets of a heartbeat link have met, and what it means.
 */
#ifndef FIPD_HEARTBEAT_LINK_EVIDENCE_H
#define FIPD_HEARTBEAT_LINK_EVIDENCE_H

#include <stdint.h>

#include "model/types.h"

/* The evidence of trouble that the sockets of a link have met. */
struct link_evidence {
	int error;          /* of the last sending, 0: it went out */
	int64_t refused_us; /* when the peer's host said that nobody listens, 0: never
			     */
	int64_t forged_us;  /* when the last datagram with a wrong seal came */
	int64_t heard_us;   /* when the last good heartbeat came */
};

/* Return what is wrong by the evidence, looking back over three intervals, 3 s at
 * least. */
enum trouble link_judge(
	const struct link_evidence *evidence, uint32_t interval_ms, int64_t now_us);

#endif
