#include "traps/core_client.h"

#include <string.h>

#include "traps/timestamps.h"

enum {
	SEND_MS = 0 /* the socket's buffer is empty whenever fipd is alive */
};

void core_client_init(struct core_client *client, const char *path,
	struct mirror *mirror, struct traps *traps, const struct report *report)
{
	memset(client, 0, sizeof(*client));
	client->path = path;
	client->mirror = mirror;
	client->traps = traps;
	client->report = report;
}

static void lose(struct core_client *client, int error)
{
	client_close(client->client);
	client->client = NULL;
	mirror_lose(client->mirror);
	traps_unposition(client->traps);
	if (!client->told) {
		report_warning(client->report, "no fipd at %s (%s): waiting",
			client->path, strerror(-error));
		client->told = true;
	}
}

static void send_request(struct core_client *client, json_t *request)
{
	int error = client->client == NULL
			    ? 0
			    : client_send(client->client, request, SEND_MS);

	if (client->client == NULL) {
		json_decref(request);
	} else if (error != 0) {
		lose(client, error);
	}
}

static void begin(struct core_client *client, int64_t now_ms)
{
	int error = client_open(&client->client, client->path);

	if (error != 0) {
		lose(client, error);
		return;
	}
	client->heard_ms = now_ms;
	client->fetching = false;
	client->subscribed = false;
	send_request(client,
		json_pack("{s:s, s:s}", "op", "hello", "client", "fipd-agentx"));
	send_request(client, json_pack("{s:s, s:s}", "op", "status", "id", "status"));
}

void core_client_tick(struct core_client *client, int64_t now_ms)
{
	if (client->client == NULL) {
		begin(client, now_ms);
	} else if (now_ms - client->heard_ms > CORE_CLIENT_SILENCE_MS
		   && !client->told) {
		report_warning(client->report,
			"fipd at %s has said nothing for %d s: what is known is marked "
			"stale",
			client->path, CORE_CLIENT_SILENCE_MS / 1000);
		client->told = true;
		mirror_lose(client->mirror);
	}
}

/* With the first status: what to fill the event table with, and the subscription. */
static void subscribe(struct core_client *client)
{
	uint64_t last = client->mirror->status.last_sequence;
	uint64_t after = last > MIRROR_EVENTS_MAX ? last - MIRROR_EVENTS_MAX : 0;

	client->subscribed = true;
	send_request(client,
		json_pack("{s:s, s:s, s:I, s:i}", "op", "events", "id", "history",
			"after", (json_int_t)after, "max", MIRROR_EVENTS_MAX));
	send_request(client, json_pack("{s:s, s:s, s:s}", "op", "subscribe", "id",
				     "subscribe", "cursor", "agentx"));
}

void core_client_refresh(
	struct core_client *client, const json_t *message, int64_t now_ms)
{
	struct mirror *mirror = client->mirror;
	bool known = mirror->state != MIRROR_ABSENT;
	int64_t received_ms = mirror->received_ms;

	client->before = mirror->status;
	mirror_take(mirror, message, now_ms);
	if (known) {
		timestamps_keep(mirror, &client->before, received_ms);
		if (timestamps_is_broken(&mirror->status, &client->before)) {
			client->traps->agent->reset_ms = now_ms;
		}
	}
	addresses_make(client->traps->agent->addresses, &mirror->status,
		client->traps->agent->drafts);
}

static void take_status(
	struct core_client *client, const json_t *message, int64_t now_ms)
{
	core_client_refresh(client, message, now_ms);
	if (!client->subscribed) {
		subscribe(client);
	}
	if (client->mirror->state == MIRROR_CONNECTED && client->told) {
		report_info(client->report, "fipd is at %s", client->path);
		client->told = false;
	}
}

static void take_history(
	struct core_client *client, const json_t *events, int64_t now_ms)
{
	size_t i;
	json_t *event;

	json_array_foreach(events, i, event)
	{
		json_t *message = json_pack("{s:O}", "event", event);

		mirror_take(client->mirror, message, now_ms);
		json_decref(message);
	}
}

static void take_refill(struct core_client *client, const json_t *events)
{
	size_t i;
	json_t *event;

	json_array_foreach(events, i, event)
	{
		struct entry entry;

		if (entry_from_json(&entry, event)) {
			traps_refill(client->traps, &entry);
		}
	}
	client->fetching = false;
	traps_refilled(client->traps, json_array_size(events));
}

static uint64_t number_of(const json_t *message, const char *key)
{
	json_int_t number = json_integer_value(json_object_get(message, key));

	return number < 0 ? 0 : (uint64_t)number;
}

static void take_event(
	struct core_client *client, const json_t *message, int64_t now_ms)
{
	struct entry entry;

	mirror_take(client->mirror, message, now_ms);
	if (entry_from_json(&entry, json_object_get(message, "event"))) {
		traps_offer(client->traps, &entry);
	} else {
		report_warning(client->report,
			"fipd sent an event that is not understood: "
			"are fipd and fipd-agentx of the same version?");
	}
}

static void take_answer(struct core_client *client, const json_t *message,
	const char *id, int64_t now_ms)
{
	const json_t *events = json_object_get(message, "events");

	if (!json_is_true(json_object_get(message, "ok"))) {
		const char *text = json_string_value(json_object_get(message, "text"));

		report_warning(client->report, "fipd refused '%s': %s", id,
			text == NULL ? "no reason given" : text);
	}
	if (strcmp(id, "history") == 0) {
		take_history(client, events, now_ms);
	} else if (strcmp(id, "refill") == 0) {
		take_refill(client, events);
	} else if (strcmp(id, "subscribe") == 0) {
		traps_position(client->traps, number_of(message, "after"),
			number_of(message, "dropped"),
			client->mirror->status.last_sequence);
	}
}

static void take(struct core_client *client, const json_t *message, int64_t now_ms)
{
	const char *id = json_string_value(json_object_get(message, "id"));

	client->heard_ms = now_ms;
	if (json_object_get(message, "status") != NULL) {
		take_status(client, message, now_ms);
	} else if (json_object_get(message, "event") != NULL) {
		take_event(client, message, now_ms);
	} else if (id != NULL) {
		take_answer(client, message, id, now_ms);
	}
}

void core_client_read(struct core_client *client, int64_t now_ms)
{
	while (client->client != NULL) {
		json_t *message;
		int error = client_read(client->client, &message);

		if (error != 0) {
			lose(client, error);
			return;
		}
		if (message == NULL) {
			return;
		}
		take(client, message, now_ms);
		json_decref(message);
	}
}

void core_client_supply(struct core_client *client)
{
	uint64_t after;
	size_t room = traps_wants(client->traps, &after);

	if (client->client != NULL && !client->fetching && room > 0) {
		client->fetching = true;
		send_request(client, json_pack("{s:s, s:s, s:I, s:i}", "op", "events",
					     "id", "refill", "after", (json_int_t)after,
					     "max", (int)room));
	}
}

void core_client_acknowledge(struct core_client *client, uint64_t sequence)
{
	send_request(client, json_pack("{s:s, s:s, s:I}", "op", "acknowledge", "cursor",
				     "agentx", "sequence", (json_int_t)sequence));
}

int core_client_fd(const struct core_client *client)
{
	return client->client == NULL ? -1 : client_fd(client->client);
}
