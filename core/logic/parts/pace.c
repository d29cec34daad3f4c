#include "parts/pace.h"

void pace_start(struct pace *pace, int64_t now_us)
{
	pace->beat_us = now_us;
	pace->ask_us = now_us;
}

void pace_beat_now(struct pace *pace, int64_t now_us)
{
	pace->beat_us = now_us;
}

void pace_plan_beat(struct pace *pace, int64_t interval_us, int64_t now_us)
{
	pace->beat_us += interval_us;
	if (pace->beat_us <= now_us) {
		pace->beat_us = now_us + interval_us;
	}
}

void pace_ask_at(struct pace *pace, int64_t at_us)
{
	pace->ask_us = at_us;
}

void pace_grant_grace(struct pace *pace, int64_t until_us)
{
	pace->grace_until_us = until_us;
}

void pace_set_stalled(struct pace *pace, bool stalled)
{
	pace->stalled = stalled;
}

void pace_set_unclaimed(struct pace *pace, bool unclaimed)
{
	pace->unclaimed = unclaimed;
}

void pace_wake_at(struct pace *pace, int64_t at_us)
{
	pace->wake_us = at_us;
}
