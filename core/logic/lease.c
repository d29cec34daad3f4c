#include "logic/lease.h"

#include "logic/types.h"

enum {
	REMOVAL_RETRY_US = 100 * MS_US
};

void lease_ask(struct lease *lease, uint32_t lease_s, int64_t now_us)
{
	lease->state = LEASE_ASKED;
	lease->lease_s = lease_s;
	lease->renewed_us = now_us;
}

void lease_find(
	struct lease *lease, uint32_t lease_s, int64_t remaining_us, int64_t now_us)
{
	lease->state = LEASE_HELD;
	lease->lease_s = lease_s;
	lease->renewed_us = now_us + remaining_us - (int64_t)lease_s * SECOND_US;
}

void lease_renew(struct lease *lease, uint32_t lease_s, int64_t now_us)
{
	lease->lease_s = lease_s;
	lease->renewed_us = now_us;
}

void lease_remove(struct lease *lease, int64_t now_us)
{
	lease->state = LEASE_REMOVING;
	lease->retry_us = now_us + REMOVAL_RETRY_US;
}

bool lease_may_hold(const struct lease *lease)
{
	return lease->state != LEASE_NONE;
}

bool lease_is_stale(const struct lease *lease, int64_t now_us)
{
	int64_t limit_us = (int64_t)lease->lease_s * SECOND_US - SECOND_US / 2;

	return now_us - lease->renewed_us >= limit_us;
}
