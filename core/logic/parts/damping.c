#include "parts/damping.h"

#include "model/types.h"

static const int64_t minute_us = (int64_t)60 * SECOND_US;

static int64_t longer_backoff(const struct damping *damping, int64_t now_us)
{
	/* A quiet hour forgives. */
	if (damping->backoff_us == 0 || now_us - damping->until_us > 60 * minute_us) {
		return minute_us;
	}
	if (damping->backoff_us * 2 > 60 * minute_us) {
		return 60 * minute_us;
	}
	return damping->backoff_us * 2;
}

void damping_note(
	struct damping *damping, uint64_t incarnation, bool announced, int64_t now_us)
{
	int64_t oldest_us = damping->began_us[(damping->next + 1) % DAMPING_LIVES];

	if (incarnation == damping->incarnation) {
		return;
	}
	damping->incarnation = incarnation;
	if (announced) {
		return;
	}
	damping->began_us[damping->next] = now_us;
	damping->next = (damping->next + 1) % DAMPING_LIVES;
	if (oldest_us == 0 || now_us - oldest_us > 10 * minute_us) {
		return;
	}
	damping->backoff_us = longer_backoff(damping, now_us);
	damping->until_us = now_us + damping->backoff_us;
	damping->told = false;
}

bool damping_is_news(struct damping *damping)
{
	bool news = !damping->told;

	damping->told = true;
	return news;
}

void damping_forgive(struct damping *damping, int64_t now_us)
{
	damping->until_us = now_us;
}

bool damping_refuses(const struct damping *damping, int64_t now_us)
{
	return now_us < damping->until_us;
}
