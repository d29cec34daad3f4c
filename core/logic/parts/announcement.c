#include "parts/announcement.h"

#include "model/types.h"

enum {
	REFRESH_US = 60 * SECOND_US,
	SPREAD_US = 12 * SECOND_US,        /* from -10 % to +10 % of the refresh */
	DEFENCE_PAUSE_US = 10 * SECOND_US, /* DEFEND_INTERVAL of RFC 5227 */
};

static const int64_t first_steps_us[] = {
	0,
	100 * MS_US,
	300 * MS_US,
	1000 * MS_US,
	3000 * MS_US,
};

enum {
	FIRST_STEPS = sizeof(first_steps_us) / sizeof(first_steps_us[0])
};

/* Different at each round and from node to node, and yet the same in a replay. */
static int64_t refresh_us(const struct announcement *announcement)
{
	uint64_t mixed = ((uint64_t)announcement->begun_us + announcement->rounds)
			 * 0x9e3779b97f4a7c15u;

	return REFRESH_US - SPREAD_US / 2 + (int64_t)(mixed >> 32) % SPREAD_US;
}

/* After all that a cut too short for lost beats to be noticed can have covered. */
static int64_t last_step_us(
	const struct announcement *announcement, int64_t interval_us)
{
	int64_t beats_us = 3 * interval_us;
	int64_t least_us = 2 * first_steps_us[FIRST_STEPS - 1];

	return announcement->begun_us + (beats_us > least_us ? beats_us : least_us);
}

void announcement_begin(struct announcement *announcement, int64_t now_us)
{
	announcement->begun_us = now_us;
	announcement->next_us = now_us;
	announcement->rounds = 0;
}

void announcement_repeat(struct announcement *announcement, int64_t now_us)
{
	if (announcement->next_us > now_us) {
		announcement->next_us = now_us;
	}
}

void announcement_defend(struct announcement *announcement, int64_t now_us)
{
	int64_t earliest_us = announcement->begun_us + DEFENCE_PAUSE_US;

	if (now_us > earliest_us) {
		announcement_begin(announcement, now_us);
	} else if (announcement->next_us > earliest_us) {
		announcement->next_us = earliest_us;
	}
}

/* The next step by time: what is repeated in between takes the place of none. */
static int64_t next_step_us(
	const struct announcement *announcement, int64_t interval_us, int64_t now_us)
{
	int64_t last_us = last_step_us(announcement, interval_us);
	int i;

	for (i = 0; i < FIRST_STEPS; i++) {
		if (announcement->begun_us + first_steps_us[i] > now_us) {
			return announcement->begun_us + first_steps_us[i];
		}
	}
	return last_us > now_us ? last_us : now_us + refresh_us(announcement);
}

static int64_t plan_us(const struct announcement *announcement, int64_t interval_us,
	int64_t silent_us, int64_t now_us)
{
	int64_t next_us = next_step_us(announcement, interval_us, now_us);

	if (now_us - announcement->begun_us < silent_us
		&& now_us + interval_us < next_us) {
		next_us = now_us + interval_us;
	}
	return next_us;
}

bool announcement_due(struct announcement *announcement, int64_t interval_us,
	int64_t silent_us, int64_t now_us)
{
	if (now_us < announcement->next_us) {
		return false;
	}
	announcement->rounds++;
	announcement->told_us = now_us;
	announcement->next_us = plan_us(announcement, interval_us, silent_us, now_us);
	return true;
}
