#include "parts/lease.h"

#include "model/types.h"

enum {
	REMOVAL_RETRY_US = 100 * MS_US
};

static void begin(
	struct lease *lease, const struct settings *settings, int64_t renewed_us)
{
	lease->lease_s = settings_lease_s(settings);
	lease->refusal_us = settings_refusal_us(settings);
	lease->renewed_us = renewed_us;
}

void lease_ask(struct lease *lease, const struct settings *settings, int64_t now_us)
{
	lease->state = LEASE_ASKED;
	begin(lease, settings, now_us);
}

void lease_find(struct lease *lease, const struct settings *settings,
	int64_t remaining_us, int64_t now_us)
{
	int64_t lease_us = (int64_t)settings_lease_s(settings) * SECOND_US;

	lease->state = LEASE_HELD;
	begin(lease, settings, now_us + remaining_us - lease_us);
}

void lease_renew(struct lease *lease, const struct settings *settings, int64_t now_us)
{
	begin(lease, settings, now_us);
}

void lease_remove(struct lease *lease, int64_t now_us)
{
	lease->state = LEASE_REMOVING;
	lease->gone = false;
	lease->retry_us = now_us + REMOVAL_RETRY_US;
}

void lease_confirm(struct lease *lease)
{
	lease->state = LEASE_HELD;
	lease->gone = false;
}

void lease_lose(struct lease *lease)
{
	lease->gone = true;
}

void lease_end(struct lease *lease)
{
	lease->state = LEASE_NONE;
}

bool lease_may_hold(const struct lease *lease)
{
	return lease->state != LEASE_NONE;
}

bool lease_has_expired(const struct lease *lease, int64_t now_us)
{
	return now_us - lease->renewed_us >= lease->refusal_us;
}
