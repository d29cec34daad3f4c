#include "http/response_cache.h"

#include <event2/buffer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/metrics.h"
#include "web/overview.h"

static struct shared_text *shared_text_make(char *text, size_t length_bytes)
{
	struct shared_text *shared = text == NULL ? NULL : malloc(sizeof(*shared));

	if (shared == NULL) {
		free(text);
		return NULL;
	}
	*shared = (struct shared_text){ text, length_bytes, 1 };
	return shared;
}

static void shared_text_release(struct shared_text *shared)
{
	if (shared != NULL && --shared->holders == 0) {
		free(shared->text);
		free(shared);
	}
}

static void on_sent(const void *text, size_t length_bytes, void *context)
{
	(void)text;
	(void)length_bytes;
	shared_text_release(context);
}

void shared_text_put(struct shared_text *shared, struct evbuffer *buffer)
{
	shared->holders++;
	if (evbuffer_add_reference(
		    buffer, shared->text, shared->length_bytes, on_sent, shared)
		!= 0) {
		shared_text_release(shared);
	}
}

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
	shared_text_release(cache->status);
	shared_text_release(cache->metrics);
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

static struct shared_text *make_status(const struct snapshot *snapshot)
{
	json_t *json = overview_to_json(snapshot);
	char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);

	json_decref(json);
	return shared_text_make(text, text == NULL ? 0 : strlen(text));
}

static struct shared_text *make_metrics(const struct snapshot *snapshot)
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
	return shared_text_make(text, length);
}

struct shared_text *response_cache_status(struct response_cache *cache, int64_t now_ms)
{
	renew(cache, now_ms);
	if (cache->status == NULL) {
		cache->status = make_status(&cache->snapshot);
	}
	return cache->status;
}

struct shared_text *response_cache_metrics(struct response_cache *cache, int64_t now_ms)
{
	renew(cache, now_ms);
	if (cache->metrics == NULL) {
		cache->metrics = make_metrics(&cache->snapshot);
	}
	return cache->metrics;
}
