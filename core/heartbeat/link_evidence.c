#include "heartbeat/link_evidence.h"

#include <stdbool.h>

enum {
	MEMORY_INTERVALS = 3,
	MEMORY_MIN_US = 3 * SECOND_US, /* refusals come once a second at most */
};

/* Forgeries beside good heartbeats are counted, no more. */
static bool forgeries_come_alone(
	const struct link_evidence *evidence, uint32_t interval_ms)
{
	int64_t patience_us = (int64_t)interval_ms * MS_US * 2;

	return evidence->heard_us == 0
	       || evidence->forged_us - evidence->heard_us > patience_us;
}

enum trouble link_judge(
	const struct link_evidence *evidence, uint32_t interval_ms, int64_t now_us)
{
	int64_t memory_us = (int64_t)interval_ms * MS_US * MEMORY_INTERVALS;
	int64_t since_us =
		now_us - (memory_us > MEMORY_MIN_US ? memory_us : MEMORY_MIN_US);

	if (evidence->error) {
		return TROUBLE_UNUSABLE;
	}
	if (evidence->refused_us > since_us && evidence->refused_us > 0) {
		return TROUBLE_REFUSED;
	}
	if (evidence->forged_us > since_us && evidence->forged_us > 0
		&& forgeries_come_alone(evidence, interval_ms)) {
		return TROUBLE_UNAUTHENTIC;
	}
	return TROUBLE_NONE;
}
