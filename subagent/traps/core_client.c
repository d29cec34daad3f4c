#include "traps/core_client.h"

#include <string.h>

#include "traps/timestamps.h"

static const char CURSOR[] = "agentx";

static void on_loss(void *context)
{
	struct core_client *client = context;

	if (subscription_fd(&client->subscription) < 0) {
		client->fetching = false;
		traps_unposition(client->traps);
	}
}

/* What to fill the event table with, before the subscription brings what is new. */
static void ask_history(struct core_client *client)
{
	subscription_send(&client->subscription,
		json_pack("{s:s, s:s, s:I, s:i}", "op", "events", "id", "history",
			"after", (json_int_t)subscription_start(&client->subscription),
			"max", MIRROR_EVENTS_MAX));
}

void core_client_refresh(
	struct core_client *client, const json_t *message, int64_t now_ms)
{
	struct mirror *mirror = client->subscription.mirror;
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
	if (!client->subscription.subscribed) {
		ask_history(client);
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

		mirror_take(client->subscription.mirror, message, now_ms);
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

	mirror_take(client->subscription.mirror, message, now_ms);
	if (entry_from_json(&entry, json_object_get(message, "event"))) {
		traps_offer(client->traps, &entry);
	} else {
		report_warning(client->subscription.report,
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

		report_warning(client->subscription.report, "fipd refused '%s': %s", id,
			text == NULL ? "no reason given" : text);
	}
	if (strcmp(id, "history") == 0) {
		take_history(client, events, now_ms);
	} else if (strcmp(id, "refill") == 0) {
		take_refill(client, events);
	} else if (strcmp(id, "subscribe") == 0) {
		traps_position(client->traps, number_of(message, "after"),
			number_of(message, "dropped"),
			client->subscription.mirror->status.last_sequence);
	}
}

static void on_message(void *context, const json_t *message, int64_t now_ms)
{
	struct core_client *client = context;
	const char *id = json_string_value(json_object_get(message, "id"));

	if (json_object_get(message, "status") != NULL) {
		take_status(client, message, now_ms);
	} else if (json_object_get(message, "event") != NULL) {
		take_event(client, message, now_ms);
	} else if (id != NULL) {
		take_answer(client, message, id, now_ms);
	}
}

void core_client_init(struct core_client *client, const char *path,
	struct mirror *mirror, struct traps *traps, const struct report *report)
{
	memset(client, 0, sizeof(*client));
	client->traps = traps;
	client->subscription = (struct subscription){
		.path = path,
		.program = "fipd-agentx",
		.cursor = CURSOR,
		.report = report,
		.mirror = mirror,
		.subscriber = { client, on_message, on_loss },
	};
	subscription_init(&client->subscription);
}

void core_client_supply(struct core_client *client)
{
	uint64_t after;
	size_t room = traps_wants(client->traps, &after);

	if (subscription_fd(&client->subscription) >= 0 && !client->fetching
		&& room > 0) {
		client->fetching = true;
		subscription_send(&client->subscription,
			json_pack("{s:s, s:s, s:I, s:i}", "op", "events", "id",
				"refill", "after", (json_int_t)after, "max",
				(int)room));
	}
}

void core_client_acknowledge(struct core_client *client, uint64_t sequence)
{
	subscription_send(&client->subscription,
		json_pack("{s:s, s:s, s:I}", "op", "acknowledge", "cursor", CURSOR,
			"sequence", (json_int_t)sequence));
}
