#include "http/shelf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/metrics.h"
#include "web/overview.h"

void shelf_init(struct shelf *shelf, const char *version, const struct watcher *watcher,
	const struct tally *tally)
{
	memset(shelf, 0, sizeof(*shelf));
	shelf->sight.version = version;
	shelf->sight.watcher = watcher;
	shelf->sight.tally = tally;
	shelf->taken_ms = INT64_MIN / 2;
}

void shelf_clear(struct shelf *shelf)
{
	view_release(shelf->status);
	view_release(shelf->metrics);
	shelf->status = NULL;
	shelf->metrics = NULL;
}

static void renew(struct shelf *shelf, int64_t now_ms)
{
	uint64_t version = shelf->sight.watcher->version;
	if (version == shelf->version && now_ms - shelf->taken_ms < SHELF_KEEP_MS) {
		return;
	}
	shelf_clear(shelf);
	shelf->version = version;
	shelf->taken_ms = now_ms;
	sight_take(&shelf->sight, now_ms);
}

static struct view *make_status(const struct sight *sight)
{
	json_t *json = overview_to_json(sight);
	char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
	json_decref(json);
	return view_make(text, text == NULL ? 0 : strlen(text));
}

static struct view *make_metrics(const struct sight *sight)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	if (out == NULL) {
		return NULL;
	}
	metrics_write(out, sight);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return view_make(text, length);
}

struct view *shelf_status(struct shelf *shelf, int64_t now_ms)
{
	renew(shelf, now_ms);
	if (shelf->status == NULL) {
		shelf->status = make_status(&shelf->sight);
	}
	return shelf->status;
}

struct view *shelf_metrics(struct shelf *shelf, int64_t now_ms)
{
	renew(shelf, now_ms);
	if (shelf->metrics == NULL) {
		shelf->metrics = make_metrics(&shelf->sight);
	}
	return shelf->metrics;
}
