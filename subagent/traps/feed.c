#include "traps/feed.h"

#include <string.h>

#include "traps/steady.h"

enum {
	SEND_MS = 0 /* the socket's buffer is empty whenever fipd is alive */
};

void feed_init(struct feed *feed, const char *path, struct mirror *mirror,
	struct traps *traps, const struct report *report)
{
	memset(feed, 0, sizeof(*feed));
	feed->path = path;
	feed->mirror = mirror;
	feed->traps = traps;
	feed->report = report;
}

static void lose(struct feed *feed, int error)
{
	client_close(feed->client);
	feed->client = NULL;
	mirror_lose(feed->mirror);
	traps_unposition(feed->traps);
	if (!feed->told) {
		report_warning(feed->report, "no fipd at %s (%s): waiting", feed->path,
			strerror(-error));
		feed->told = true;
	}
}

static void send_request(struct feed *feed, json_t *request)
{
	int error =
		feed->client == NULL ? 0 : client_send(feed->client, request, SEND_MS);
	if (feed->client == NULL) {
		json_decref(request);
	} else if (error != 0) {
		lose(feed, error);
	}
}

static void begin(struct feed *feed, int64_t now_ms)
{
	int error = client_open(&feed->client, feed->path);
	if (error != 0) {
		lose(feed, error);
		return;
	}
	feed->heard_ms = now_ms;
	feed->fetching = false;
	feed->subscribed = false;
	send_request(
		feed, json_pack("{s:s, s:s}", "op", "hello", "client", "fipd-agentx"));
	send_request(feed, json_pack("{s:s, s:s}", "op", "status", "id", "status"));
}

void feed_tick(struct feed *feed, int64_t now_ms)
{
	if (feed->client == NULL) {
		begin(feed, now_ms);
	} else if (now_ms - feed->heard_ms > FEED_SILENCE_MS && !feed->told) {
		report_warning(feed->report,
			"fipd at %s has said nothing for %d s: what is known is marked "
			"stale",
			feed->path, FEED_SILENCE_MS / 1000);
		feed->told = true;
		mirror_lose(feed->mirror);
	}
}

/* With the first status: what to fill the event table with, and the subscription. */
static void subscribe(struct feed *feed)
{
	uint64_t last = feed->mirror->status.last_sequence;
	uint64_t after = last > MIRROR_EVENTS_MAX ? last - MIRROR_EVENTS_MAX : 0;
	feed->subscribed = true;
	send_request(
		feed, json_pack("{s:s, s:s, s:I, s:i}", "op", "events", "id", "history",
			      "after", (json_int_t)after, "max", MIRROR_EVENTS_MAX));
	send_request(feed, json_pack("{s:s, s:s, s:s}", "op", "subscribe", "id",
				   "subscribe", "cursor", "agentx"));
}

void feed_refresh(struct feed *feed, const json_t *message, int64_t now_ms)
{
	struct mirror *mirror = feed->mirror;
	bool known = mirror->state != MIRROR_ABSENT;
	int64_t received_ms = mirror->received_ms;
	feed->before = mirror->status;
	mirror_take(mirror, message, now_ms);
	if (known) {
		steady_keep(mirror, &feed->before, received_ms);
		if (steady_is_broken(&mirror->status, &feed->before)) {
			feed->traps->agent->reset_ms = now_ms;
		}
	}
	addresses_make(feed->traps->agent->addresses, &mirror->status,
		feed->traps->agent->drafts);
}

static void take_status(struct feed *feed, const json_t *message, int64_t now_ms)
{
	feed_refresh(feed, message, now_ms);
	if (!feed->subscribed) {
		subscribe(feed);
	}
	if (feed->mirror->state == MIRROR_CONNECTED && feed->told) {
		report_info(feed->report, "fipd is at %s", feed->path);
		feed->told = false;
	}
}

static void take_history(struct feed *feed, const json_t *events, int64_t now_ms)
{
	size_t i;
	json_t *event;
	json_array_foreach(events, i, event)
	{
		json_t *message = json_pack("{s:O}", "event", event);
		mirror_take(feed->mirror, message, now_ms);
		json_decref(message);
	}
}

static void take_refill(struct feed *feed, const json_t *events)
{
	size_t i;
	json_t *event;
	json_array_foreach(events, i, event)
	{
		struct record record;
		if (record_from_json(&record, event)) {
			traps_refill(feed->traps, &record);
		}
	}
	feed->fetching = false;
	traps_refilled(feed->traps, json_array_size(events));
}

static uint64_t number_of(const json_t *message, const char *key)
{
	json_int_t number = json_integer_value(json_object_get(message, key));
	return number < 0 ? 0 : (uint64_t)number;
}

static void take_event(struct feed *feed, const json_t *message, int64_t now_ms)
{
	struct record record;
	mirror_take(feed->mirror, message, now_ms);
	if (record_from_json(&record, json_object_get(message, "event"))) {
		traps_offer(feed->traps, &record);
	} else {
		report_warning(feed->report,
			"fipd sent an event that is not understood: "
			"are fipd and fipd-agentx of the same version?");
	}
}

static void take_answer(
	struct feed *feed, const json_t *message, const char *id, int64_t now_ms)
{
	const json_t *events = json_object_get(message, "events");
	if (!json_is_true(json_object_get(message, "ok"))) {
		const char *text = json_string_value(json_object_get(message, "text"));
		report_warning(feed->report, "fipd refused '%s': %s", id,
			text == NULL ? "no reason given" : text);
	}
	if (strcmp(id, "history") == 0) {
		take_history(feed, events, now_ms);
	} else if (strcmp(id, "refill") == 0) {
		take_refill(feed, events);
	} else if (strcmp(id, "subscribe") == 0) {
		traps_position(feed->traps, number_of(message, "after"),
			number_of(message, "dropped"),
			feed->mirror->status.last_sequence);
	}
}

static void take(struct feed *feed, const json_t *message, int64_t now_ms)
{
	const char *id = json_string_value(json_object_get(message, "id"));
	feed->heard_ms = now_ms;
	if (json_object_get(message, "status") != NULL) {
		take_status(feed, message, now_ms);
	} else if (json_object_get(message, "event") != NULL) {
		take_event(feed, message, now_ms);
	} else if (id != NULL) {
		take_answer(feed, message, id, now_ms);
	}
}

void feed_read(struct feed *feed, int64_t now_ms)
{
	while (feed->client != NULL) {
		json_t *message;
		int error = client_read(feed->client, &message);
		if (error != 0) {
			lose(feed, error);
			return;
		}
		if (message == NULL) {
			return;
		}
		take(feed, message, now_ms);
		json_decref(message);
	}
}

void feed_supply(struct feed *feed)
{
	uint64_t after;
	size_t room = traps_wants(feed->traps, &after);
	if (feed->client != NULL && !feed->fetching && room > 0) {
		feed->fetching = true;
		send_request(feed, json_pack("{s:s, s:s, s:I, s:i}", "op", "events",
					   "id", "refill", "after", (json_int_t)after,
					   "max", (int)room));
	}
}

void feed_acknowledge(struct feed *feed, uint64_t sequence)
{
	send_request(feed, json_pack("{s:s, s:s, s:I}", "op", "acknowledge", "cursor",
				   "agentx", "sequence", (json_int_t)sequence));
}

int feed_fd(const struct feed *feed)
{
	return feed->client == NULL ? -1 : client_fd(feed->client);
}
