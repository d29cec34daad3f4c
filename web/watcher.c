#include "web/watcher.h"

#include <string.h>

static void on_loss(void *context)
{
	struct watcher *watcher = context;

	watcher->version++;
}

static void on_message(void *context, const json_t *message, int64_t now_ms)
{
	struct watcher *watcher = context;

	watcher->version++;
	mirror_take(&watcher->mirror, message, now_ms);
	if (json_is_false(json_object_get(message, "ok"))) {
		const char *text = json_string_value(json_object_get(message, "text"));

		report_debug(watcher->subscription.report, "fipd refused a request: %s",
			text == NULL ? "no reason given" : text);
	}
}

void watcher_init(
	struct watcher *watcher, const char *path, const struct report *report)
{
	memset(watcher, 0, sizeof(*watcher));
	watcher->subscription = (struct subscription){
		.path = path,
		.program = "fipd-web",
		.report = report,
		.mirror = &watcher->mirror,
		.subscriber = { watcher, on_message, on_loss },
	};
	subscription_init(&watcher->subscription);
}

/* At most 2^32 - 1 fit a request; the rest goes with the next second's. */
static void send_served(struct watcher *watcher)
{
	uint64_t count = watcher->served < UINT32_MAX ? watcher->served : UINT32_MAX;

	if (count > 0 && watcher->subscription.subscribed
		&& subscription_send(&watcher->subscription,
			json_pack("{s:s, s:I}", "op", "served", "requests",
				(json_int_t)count))) {
		watcher->served -= count;
	}
}

int64_t watcher_tick(struct watcher *watcher, int64_t now_ms)
{
	int64_t pause_ms = subscription_tick(&watcher->subscription, now_ms);

	/* A fipd that is frozen is not to find an hour's worth of seconds. */
	if (watcher_is_fresh(watcher)) {
		send_served(watcher);
	}
	return pause_ms;
}

void watcher_count_served(struct watcher *watcher)
{
	watcher->served++;
	watcher->served_total++;
}

bool watcher_is_fresh(const struct watcher *watcher)
{
	return watcher->mirror.state == MIRROR_CONNECTED;
}
