#include "drill/drill.h"
#include "model/settings.h"

/*
 * What a host needs to wake fipd up and to set and announce the F-IPs: README, "What is
 * measured", has some 2 ms for one, and 35 ms for 1,000; a busy host needs more.
 */
enum {
	HOST_US = 50 * MS_US,
	FIP_US = 50,
	HANDOVER_MS = 1000, /* docs/rules.md, "Times": then it is given up */
};

/* The interval of the node whose count makes the detection time; the peer's is not
 * told. */
static int64_t find_interval_us(const struct status *status)
{
	int64_t own_ms = status->config.interval_ms;

	if (own_ms * status->config.count < status->detection_ms) {
		own_ms = status->detection_ms / COUNT_MIN;
	}
	return own_ms * MS_US;
}

static int64_t find_host_us(const struct status *status)
{
	return HOST_US + (int64_t)status->fip_count * FIP_US;
}

/* The round trip of the fastest link that is up, 0: none is known. */
static int64_t find_round_trip_us(const struct status *status)
{
	int64_t least_us = 0;

	for (uint32_t i = 0; i < status->link_count; i++) {
		int64_t trip_us = status->links[i].round_trip_us;

		if (status->links[i].state == LINK_UP && trip_us > 0
			&& (least_us == 0 || trip_us < least_us)) {
			least_us = trip_us;
		}
	}
	return least_us;
}

struct drill_estimate drill_crash(const struct status *status)
{
	int64_t interval_us = find_interval_us(status);
	int64_t detection_us = (int64_t)status->detection_ms * MS_US;

	return (struct drill_estimate){ 3,
		{ { "detection", detection_us - interval_us, detection_us,
			  "it counts from the last heartbeat, which is up to an "
			  "interval old at the crash" },
			{ "probes", 0, interval_us * 3 / 20,
				"five of them end with the detection time; the last "
				"one's answer is waited for" },
			{ "setting", 0, find_host_us(status),
				"the kernel sets the F-IPs, and each is announced as "
				"it is set" } } };
}

struct drill_estimate drill_move(const struct status *status)
{
	int64_t trip_us = find_round_trip_us(status);
	int64_t host_us = find_host_us(status);

	return (struct drill_estimate){ 2,
		{ { "grant", trip_us / 2, HANDOVER_MS * MS_US - host_us,
			  "from the removal to the other node's having heard of it; "
			  "what comes later than 1 s is given up, and they stay" },
			{ "setting", 0, host_us,
				"the kernel sets the F-IPs there, and each is "
				"announced "
				"as it is set; the relay sends on what still comes to "
				"the giver" } } };
}

struct drill_part drill_sum(const struct drill_estimate *estimate)
{
	struct drill_part sum = { 0 };

	for (size_t i = 0; i < estimate->count; i++) {
		sum.least_us += estimate->parts[i].least_us;
		sum.most_us += estimate->parts[i].most_us;
	}
	return sum;
}
