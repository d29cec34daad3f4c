#include "web/stats.h"

static const int CODES[STATS_CODES_MAX] = {
	200,
	304,
	400,
	403,
	404,
	405,
	414,
	500,
	503,
};

int stats_code(int place)
{
	return CODES[place];
}

void stats_count(struct stats *stats, int status)
{
	for (int i = 0; i < STATS_CODES_MAX; i++) {
		stats->answers[i] += CODES[i] == status ? 1 : 0;
	}
}
