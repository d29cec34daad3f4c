#include "server/refusals.h"

#include "model/types.h"

bool refusals_allow(struct refusals *refusals, int64_t now_us)
{
	if (refusals->count == 0
		|| now_us - refusals->since_us > 60 * INT64_C(1000000)) {
		refusals->since_us = now_us;
		refusals->count = 0;
	}
	return ++refusals->count <= REFUSALS_A_MINUTE;
}

bool refusals_is_limit(const struct refusals *refusals)
{
	return refusals->count == REFUSALS_A_MINUTE + 1;
}
