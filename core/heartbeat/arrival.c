#include "heartbeat/arrival.h"

static int64_t bounded(int64_t value, int64_t most)
{
	if (value < 0) {
		return 0;
	}
	return value < most ? value : most;
}

/* An age that cannot be was measured across a jump of the wall clock. */
int64_t arrival_age_us(const struct arrival_clocks *empty,
	const struct arrival_clocks *now, int64_t stamp_us)
{
	int64_t most_us = now->now_us - empty->now_us;
	int64_t jump_us = now->wall_us - empty->wall_us - most_us;
	int64_t age_us = now->wall_us - stamp_us;

	if (age_us < 0 || age_us > most_us) {
		age_us -= jump_us;
	}
	return bounded(age_us, most_us);
}
