#include "world/clock.h"

enum {
	MILLION = 1000000,
};

int64_t clock_local_us(const struct clock *clock, int64_t world_us)
{
	int64_t span_us = clock->stopped ? 0 : world_us - clock->world_us;

	if (clock->rate_ppm != 0) {
		span_us += span_us * clock->rate_ppm / MILLION;
	}
	return clock->local_us + span_us;
}

int64_t clock_world_us(const struct clock *clock, int64_t local_us)
{
	int64_t world_us = clock->world_us + local_us - clock->local_us;

	if (clock->stopped) {
		return INT64_MAX;
	}
	if (clock->rate_ppm == 0) {
		return world_us;
	}
	world_us =
		clock->world_us
		+ (local_us - clock->local_us) * MILLION / (MILLION + clock->rate_ppm);
	while (clock_local_us(clock, world_us) < local_us) {
		world_us++;
	}
	return world_us;
}

static void anchor(struct clock *clock, int64_t world_us)
{
	clock->local_us = clock_local_us(clock, world_us);
	clock->world_us = world_us;
}

void clock_set_rate(struct clock *clock, int32_t rate_ppm, int64_t world_us)
{
	anchor(clock, world_us);
	clock->rate_ppm = rate_ppm;
}

void clock_stop(struct clock *clock, bool stopped, int64_t world_us)
{
	anchor(clock, world_us);
	clock->stopped = stopped;
}
