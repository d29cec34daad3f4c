#include "web/snapshot.h"

const int stats_codes[STATS_CODES_MAX] = {
	200,
	304,
	400,
	403,
	404,
	405,
	414,
	421,
	500,
	503,
};

void stats_count(struct stats *stats, int status)
{
	for (int i = 0; i < STATS_CODES_MAX; i++) {
		stats->answers[i] += stats_codes[i] == status ? 1 : 0;
	}
}

void snapshot_take(struct snapshot *snapshot, int64_t now_ms)
{
	const struct mirror *mirror = &snapshot->watcher->mirror;

	snapshot->age_ms =
		mirror->state == MIRROR_ABSENT ? -1 : now_ms - mirror->received_ms;
	snapshot->status = mirror->status;
	if (snapshot->age_ms > 0) {
		status_grow(&snapshot->status, snapshot->age_ms);
	}
	presence_read(snapshot->presence, &snapshot->status);
}
