#include "parts/fitness.h"

enum {
	OFTEN_PAUSE_US = 60 * SECOND_US,
};

void fitness_set_interface(struct fitness *fitness, bool up, enum lack lack)
{
	fitness->interface_up = up;
	fitness->lack = lack;
}

bool fitness_set_unwell(struct fitness *fitness, bool unwell)
{
	bool news = unwell != fitness->unwell;

	fitness->unwell = unwell;
	return news;
}

void fitness_refuse(struct fitness *fitness, int64_t until_us)
{
	fitness->refused_until_us = until_us;
}

void fitness_count_restore(struct fitness *fitness, int64_t now_us)
{
	int64_t oldest_us = fitness->restores_us[fitness->restore_next];

	fitness->restores_us[fitness->restore_next] = now_us;
	fitness->restore_next = (fitness->restore_next + 1) % FITNESS_RESTORES;
	if (oldest_us != 0 && now_us - oldest_us < OFTEN_PAUSE_US) {
		fitness->often_until_us = now_us + OFTEN_PAUSE_US;
	}
}

void fitness_yield(struct fitness *fitness, int64_t until_us)
{
	fitness->yielding_until_us = until_us;
}

void fitness_clear(struct fitness *fitness, int64_t now_us)
{
	fitness->refused_until_us = now_us;
	fitness->often_until_us = now_us;
}

bool fitness_is_able(const struct fitness *fitness, int64_t now_us)
{
	return fitness->interface_up && now_us >= fitness->refused_until_us
	       && now_us >= fitness->often_until_us;
}
