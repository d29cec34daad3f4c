#include "http/response_cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/metrics.h"
#include "web/overview.h"

void response_cache_init(struct response_cache *cache, const char *version,
	const struct watcher *watcher, const struct stats *stats)
{
	memset(cache, 0, sizeof(*cache));
	cache->snapshot.version = version;
	cache->snapshot.watcher = watcher;
	cache->snapshot.stats = stats;
	cache->taken_ms = INT64_MIN / 2;
}

void response_cache_clear(struct response_cache *cache)
{
	view_release(cache->status);
	view_release(cache->metrics);
	cache->status = NULL;
	cache->metrics = NULL;
}

static void renew(struct response_cache *cache, int64_t now_ms)
{
	uint64_t version = cache->snapshot.watcher->version;

	if (version == cache->version
		&& now_ms - cache->taken_ms < RESPONSE_CACHE_KEEP_MS) {
		return;
	}
	response_cache_clear(cache);
	cache->version = version;
	cache->taken_ms = now_ms;
	snapshot_take(&cache->snapshot, now_ms);
}

static struct view *make_status(const struct snapshot *snapshot)
{
	json_t *json = overview_to_json(snapshot);
	char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);

	json_decref(json);
	return view_make(text, text == NULL ? 0 : strlen(text));
}

static struct view *make_metrics(const struct snapshot *snapshot)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	if (out == NULL) {
		return NULL;
	}
	metrics_write(out, snapshot);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return view_make(text, length);
}

struct view *response_cache_status(struct response_cache *cache, int64_t now_ms)
{
	renew(cache, now_ms);
	if (cache->status == NULL) {
		cache->status = make_status(&cache->snapshot);
	}
	return cache->status;
}

struct view *response_cache_metrics(struct response_cache *cache, int64_t now_ms)
{
	renew(cache, now_ms);
	if (cache->metrics == NULL) {
		cache->metrics = make_metrics(&cache->snapshot);
	}
	return cache->metrics;
}
