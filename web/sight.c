#include "web/sight.h"

void sight_take(struct sight *sight, int64_t now_ms)
{
	sight->age_ms = watcher_age_ms(sight->watcher, now_ms);
	sight->status = sight->watcher->mirror.status;
	if (sight->age_ms > 0) {
		status_grow(&sight->status, sight->age_ms);
	}
	presence_read(sight->presence, &sight->status);
}
