#include "web/snapshot.h"

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

void snapshot_take(struct snapshot *snapshot, int64_t now_ms)
{
	snapshot->age_ms = watcher_age_ms(snapshot->watcher, now_ms);
	snapshot->status = snapshot->watcher->mirror.status;
	if (snapshot->age_ms > 0) {
		status_grow(&snapshot->status, snapshot->age_ms);
	}
	presence_read(snapshot->presence, &snapshot->status);
}
