#include "web/watcher.h"

#include <string.h>

enum {
	SEND_MS = 0 /* the socket's buffer is empty whenever fipd is alive */
};

void watcher_init(
	struct watcher *watcher, const char *path, const struct report *report)
{
	memset(watcher, 0, sizeof(*watcher));
	mirror_init(&watcher->mirror);
	watcher->path = path;
	watcher->report = report;
}

void watcher_close(struct watcher *watcher)
{
	client_close(watcher->client);
	watcher->client = NULL;
}

/* Said once until fipd is heard again. */
static void lose(struct watcher *watcher, const char *why)
{
	mirror_lose(&watcher->mirror);
	watcher->version++;
	if (!watcher->told) {
		report_warning(watcher->report, "no fipd at %s (%s): waiting; %s",
			watcher->path, why,
			watcher->mirror.state == MIRROR_ABSENT
				? "nothing is served until it is there"
				: "what is known is marked stale");
		watcher->told = true;
	}
}

static void hang_up(struct watcher *watcher, int error)
{
	watcher_close(watcher);
	lose(watcher, strerror(-error));
}

static bool send_request(struct watcher *watcher, json_t *request)
{
	int error;

	if (watcher->client == NULL) {
		json_decref(request);
		return false;
	}
	error = client_send(watcher->client, request, SEND_MS);
	if (error != 0) {
		hang_up(watcher, error);
	}
	return error == 0;
}

static void begin(struct watcher *watcher, int64_t now_ms)
{
	int error = client_open(&watcher->client, watcher->path);

	if (error != 0) {
		hang_up(watcher, error);
		return;
	}
	watcher->heard_ms = now_ms;
	watcher->subscribed = false;
	send_request(
		watcher, json_pack("{s:s, s:s}", "op", "hello", "client", "fipd-web"));
	send_request(watcher, json_pack("{s:s}", "op", "status"));
}

/* At most 2^32 - 1 fit a request; the rest goes with the next second's. */
static void tell_served(struct watcher *watcher)
{
	uint64_t count = watcher->served < UINT32_MAX ? watcher->served : UINT32_MAX;

	if (count > 0 && watcher->subscribed
		&& send_request(watcher, json_pack("{s:s, s:I}", "op", "served",
						 "requests", (json_int_t)count))) {
		watcher->served -= count;
	}
}

void watcher_tick(struct watcher *watcher, int64_t now_ms)
{
	if (watcher->client == NULL) {
		begin(watcher, now_ms);
	} else if (now_ms - watcher->heard_ms > WATCHER_SILENCE_MS && !watcher->told) {
		lose(watcher, "it says nothing");
	}
	/* One that is frozen is not to find an hour's worth of seconds. */
	if (watcher_is_fresh(watcher)) {
		tell_served(watcher);
	}
}

/* As many events as the mirror has room for, then what comes. */
static void subscribe(struct watcher *watcher)
{
	uint64_t last = watcher->mirror.status.last_sequence;
	uint64_t after = last > MIRROR_EVENTS_MAX ? last - MIRROR_EVENTS_MAX : 0;

	watcher->subscribed = true;
	send_request(watcher,
		json_pack("{s:s, s:I}", "op", "subscribe", "after", (json_int_t)after));
}

static void welcome(struct watcher *watcher)
{
	if (!watcher->subscribed) {
		subscribe(watcher);
	}
	if (watcher->told && watcher_is_fresh(watcher)) {
		report_info(watcher->report, "fipd is at %s", watcher->path);
		watcher->told = false;
	}
}

static void take(struct watcher *watcher, const json_t *message, int64_t now_ms)
{
	watcher->heard_ms = now_ms;
	watcher->version++;
	mirror_take(&watcher->mirror, message, now_ms);
	if (json_object_get(message, "status") != NULL) {
		welcome(watcher);
	} else if (json_is_false(json_object_get(message, "ok"))) {
		const char *text = json_string_value(json_object_get(message, "text"));

		report_debug(watcher->report, "fipd refused a request: %s",
			text == NULL ? "no reason given" : text);
	}
}

void watcher_read(struct watcher *watcher, int64_t now_ms)
{
	while (watcher->client != NULL) {
		json_t *message;
		int error = client_read(watcher->client, &message);

		if (error != 0) {
			hang_up(watcher, error);
			return;
		}
		if (message == NULL) {
			return;
		}
		take(watcher, message, now_ms);
		json_decref(message);
	}
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

int64_t watcher_age_ms(const struct watcher *watcher, int64_t now_ms)
{
	return watcher->mirror.state == MIRROR_ABSENT
		       ? -1
		       : mirror_age_ms(&watcher->mirror, 0, now_ms);
}

int watcher_fd(const struct watcher *watcher)
{
	return watcher->client == NULL ? -1 : client_fd(watcher->client);
}
