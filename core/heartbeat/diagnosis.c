#include "heartbeat/diagnosis.h"

#include <stdbool.h>

enum {
	MEMORY_INTERVALS = 3,
	MEMORY_MIN_US = 3 * SECOND_US, /* refusals come once a second at most */
};

void diagnosis_send(struct diagnosis *diagnosis, int error)
{
	diagnosis->error = error;
}

void diagnosis_refuse(struct diagnosis *diagnosis, int64_t now_us)
{
	diagnosis->refused_us = now_us;
}

void diagnosis_forge(struct diagnosis *diagnosis, int64_t now_us)
{
	diagnosis->forged_us = now_us;
}

void diagnosis_hear(struct diagnosis *diagnosis, int64_t now_us)
{
	diagnosis->heard_us = now_us;
	diagnosis->refused_us = 0;
}

/* Forgeries beside good heartbeats are counted, no more. */
static bool comes_alone(const struct diagnosis *diagnosis, uint32_t interval_ms)
{
	int64_t patience_us = (int64_t)interval_ms * MS_US * 2;

	return diagnosis->heard_us == 0
	       || diagnosis->forged_us - diagnosis->heard_us > patience_us;
}

enum trouble diagnosis_tell(
	const struct diagnosis *diagnosis, uint32_t interval_ms, int64_t now_us)
{
	int64_t memory_us = (int64_t)interval_ms * MS_US * MEMORY_INTERVALS;
	int64_t since_us =
		now_us - (memory_us > MEMORY_MIN_US ? memory_us : MEMORY_MIN_US);

	if (diagnosis->error) {
		return TROUBLE_UNUSABLE;
	}
	if (diagnosis->refused_us > since_us && diagnosis->refused_us > 0) {
		return TROUBLE_REFUSED;
	}
	if (diagnosis->forged_us > since_us && diagnosis->forged_us > 0
		&& comes_alone(diagnosis, interval_ms)) {
		return TROUBLE_UNAUTHENTIC;
	}
	return TROUBLE_NONE;
}
