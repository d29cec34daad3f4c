/*
 * diagnosis - what is wrong on a heartbeat path, from what its sockets met.
 *
 * That the peer is silent is the engine's finding; this says why it may be so, as far
 * as this host can tell: it cannot send there, the peer's host says that nobody
 * listens, or nothing comes for two intervals but what has a wrong seal.  The last two
 * are forgotten after a while and when a heartbeat is heard.  Plain data, no clock.
 */
#ifndef FIPD_HEARTBEAT_DIAGNOSIS_H
#define FIPD_HEARTBEAT_DIAGNOSIS_H

#include <stdint.h>

#include "model/types.h"

struct diagnosis {
	int error;          /* of the last sending, 0: it went out */
	int64_t refused_us; /* instants; 0: never */
	int64_t forged_us;
	int64_t heard_us;
};

/* Note how a sending went: 0 or -errno. */
void diagnosis_send(struct diagnosis *diagnosis, int error);

/* Note that the peer's host refused a heartbeat. */
void diagnosis_refuse(struct diagnosis *diagnosis, int64_t now_us);

/* Note a datagram with a wrong seal. */
void diagnosis_forge(struct diagnosis *diagnosis, int64_t now_us);

/* Note a good heartbeat. */
void diagnosis_hear(struct diagnosis *diagnosis, int64_t now_us);

/* Return what is wrong, looking back over three intervals, 3 s at least. */
enum trouble diagnosis_tell(
	const struct diagnosis *diagnosis, uint32_t interval_ms, int64_t now_us);

#endif
