#include "web/snapshot.h"

void snapshot_take(struct snapshot *snapshot, int64_t now_ms)
{
	snapshot->age_ms = watcher_age_ms(snapshot->watcher, now_ms);
	snapshot->status = snapshot->watcher->mirror.status;
	if (snapshot->age_ms > 0) {
		status_grow(&snapshot->status, snapshot->age_ms);
	}
	presence_read(snapshot->presence, &snapshot->status);
}
