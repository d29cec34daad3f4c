#include "parts/standing.h"

void standing_start(struct standing *standing, bool enabled, int64_t now_us)
{
	standing->role = enabled ? ROLE_INITIAL : ROLE_DISABLED;
	standing->settled = standing->role;
	standing->previous = ROLE_UNKNOWN;
	standing->reason = enabled ? REASON_STARTED : REASON_DISABLED;
	standing->since_us = now_us;
	standing->started_us = now_us;
}

void standing_enter(
	struct standing *standing, enum role role, enum reason reason, int64_t now_us)
{
	if (reason != REASON_NONE) {
		standing->reason = reason;
	}
	standing->role = role;
	standing->since_us = now_us;
}

void standing_settle(struct standing *standing, enum role role)
{
	standing->previous = standing->settled;
	standing->settled = role;
}

void standing_decide(struct standing *standing, int64_t now_us)
{
	standing->decided_us = now_us;
}

void standing_end_takeover(struct standing *standing, int64_t now_us)
{
	standing->takeover_us = now_us - standing->decided_us;
}

bool standing_introduce(struct standing *standing)
{
	bool first = !standing->introduced;

	standing->introduced = true;
	return first;
}
