#include "model/settings.h"

#include "model/types.h"

enum {
	FENCED_LEASE_S = 3,
	FENCED_MARGIN_US = SECOND_US * 3 / 2, /* it is renewed once a second */
};

static int64_t at_least(int64_t value, int64_t minimum)
{
	return value > minimum ? value : minimum;
}

static int64_t silent_beats_us(const struct settings *settings)
{
	return settings_interval_us(settings) * (settings->count - 1);
}

int64_t settings_interval_us(const struct settings *settings)
{
	return (int64_t)settings->interval_ms * MS_US;
}

int64_t settings_detection_us(const struct settings *settings)
{
	return settings_interval_us(settings) * settings->count;
}

/* Whole seconds that have surely run out in the kernel by the peer's verdict. */
static int64_t longest_lease_s(const struct settings *settings)
{
	int64_t span_us = at_least(silent_beats_us(settings) - SECOND_US, 0);

	return span_us * 8 / 9 / SECOND_US;
}

/* Two beats, in whole seconds. */
static int64_t shortest_lease_s(const struct settings *settings)
{
	return (2 * settings_interval_us(settings) + SECOND_US - 1) / SECOND_US;
}

static bool needs_fence(const struct settings *settings)
{
	return silent_beats_us(settings) < 3250 * MS_US
	       || longest_lease_s(settings) < shortest_lease_s(settings);
}

/* Behind a fence it is the second line: it must not end before the first. */
static int64_t fenced_lease_s(const struct settings *settings)
{
	int64_t span_us = settings_fence_us(settings) + FENCED_MARGIN_US;

	return at_least((span_us + SECOND_US - 1) / SECOND_US, FENCED_LEASE_S);
}

uint32_t settings_lease_s(const struct settings *settings)
{
	int64_t lease_s =
		at_least(longest_lease_s(settings), shortest_lease_s(settings));

	return (uint32_t)(needs_fence(settings)
				  ? at_least(lease_s, fenced_lease_s(settings))
				  : lease_s);
}

int64_t settings_fence_us(const struct settings *settings)
{
	return needs_fence(settings)
		       ? silent_beats_us(settings) + settings_interval_us(settings) / 2
		       : 0;
}

int64_t settings_refusal_us(const struct settings *settings)
{
	int64_t fence_us = settings_fence_us(settings);

	if (fence_us > 0) {
		return fence_us - settings_interval_us(settings) / 64;
	}
	return (int64_t)settings_lease_s(settings) * SECOND_US - SECOND_US / 2;
}

int64_t settings_stall_limit_us(const struct settings *settings)
{
	int64_t refusal_us = settings_refusal_us(settings);
	int64_t beats_us = silent_beats_us(settings);

	return beats_us < refusal_us ? beats_us : refusal_us;
}

int64_t settings_held_us(uint32_t lease_s)
{
	return (int64_t)lease_s * SECOND_US * 9 / 8 + SECOND_US;
}

bool settings_equal(const struct settings *a, const struct settings *b)
{
	return a->enabled == b->enabled && a->preferred == b->preferred
	       && a->automatic_failback == b->automatic_failback
	       && a->maintenance == b->maintenance && a->references == b->references
	       && a->expels == b->expels && a->links == b->links && a->node == b->node
	       && a->count == b->count && a->pair == b->pair
	       && a->interval_ms == b->interval_ms
	       && a->failback_delay_ms == b->failback_delay_ms
	       && a->digest == b->digest;
}
