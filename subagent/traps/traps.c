#include "traps/traps.h"

#include <string.h>

#include "mib/instance.h"

static int64_t keep_instant(int64_t age_ms, int64_t old_age_ms, int64_t between_ms)
{
	int64_t unchanged_ms = old_age_ms + between_ms;
	int64_t moved_ms = age_ms - unchanged_ms;
	bool trembles =
		moved_ms < TIMESTAMPS_TREMBLE_MS && moved_ms > -TIMESTAMPS_TREMBLE_MS;

	return age_ms >= 0 && old_age_ms >= 0 && trembles ? unchanged_ms : age_ms;
}

/* Where in struct status the members of a row are. */
static size_t find_place(enum mib_source source, size_t row)
{
	if (source == MIB_FIP) {
		return offsetof(struct status, fips) + row * sizeof(struct fip_status);
	}
	return source == MIB_LINK ? offsetof(struct status, links)
					    + row * sizeof(struct link_status)
				  : 0;
}

/* Rows move when the list is edited. */
static bool is_same_fip(
	const struct status *status, const struct status *before, size_t row)
{
	return row < before->fip_count
	       && strcmp(status->fips[row].address, before->fips[row].address) == 0;
}

static bool is_same_link(
	const struct status *status, const struct status *before, size_t row)
{
	return row < before->link_count
	       && strcmp(status->links[row].name, before->links[row].name) == 0;
}

/* Where the rows of an object are that both statuses have; false: no such row. */
static bool find_both(const struct mib_object *object, const struct status *status,
	const struct status *before, size_t row, size_t *place)
{
	*place = find_place(object->source, row) + object->offset;
	if (object->source == MIB_LINK) {
		return is_same_link(status, before, row);
	}
	return object->source != MIB_FIP || is_same_fip(status, before, row);
}

static size_t count_rows(const struct mib_object *object, const struct status *status)
{
	if (object->source == MIB_LINK) {
		return status->link_count;
	}
	return object->source == MIB_FIP ? status->fip_count : 1;
}

static bool is_age(const struct mib_object *object)
{
	return object->get == GET_AGE || object->get == GET_DISCONTINUITY;
}

static void keep_object(const struct mib_object *object, struct status *status,
	const struct status *before, int64_t between_ms)
{
	for (size_t i = 0; i < count_rows(object, status); i++) {
		size_t place;
		int64_t age_ms;
		int64_t old_age_ms;

		if (!find_both(object, status, before, i, &place)) {
			continue;
		}
		memcpy(&age_ms, (const char *)status + place, sizeof(age_ms));
		memcpy(&old_age_ms, (const char *)before + place, sizeof(old_age_ms));
		age_ms = keep_instant(age_ms, old_age_ms, between_ms);
		memcpy((char *)status + place, &age_ms, sizeof(age_ms));
	}
}

void timestamps_keep(
	struct mirror *mirror, const struct status *before, int64_t before_received_ms)
{
	size_t count;
	const struct mib_object *objects = mib_objects(&count);

	for (size_t i = 0; i < count; i++) {
		if (is_age(&objects[i])) {
			keep_object(&objects[i], &mirror->status, before,
				mirror->received_ms - before_received_ms);
		}
	}
}

static bool goes_back(const struct mib_object *object, const struct status *status,
	const struct status *before)
{
	for (size_t i = 0; i < count_rows(object, status); i++) {
		size_t place;
		uint64_t number;
		uint64_t old_number;

		if (!find_both(object, status, before, i, &place)) {
			continue;
		}
		memcpy(&number, (const char *)status + place, sizeof(number));
		memcpy(&old_number, (const char *)before + place, sizeof(old_number));
		if (number < old_number) {
			return true;
		}
	}
	return false;
}

static bool is_counter_of_fipd(const struct mib_object *object)
{
	bool counter = object->type == VALUE_COUNTER || object->type == VALUE_COUNTER64;

	return counter && object->source != MIB_AGENT;
}

bool timestamps_is_broken(const struct status *status, const struct status *before)
{
	size_t count;
	const struct mib_object *objects = mib_objects(&count);

	for (size_t i = 0; i < count; i++) {
		if (is_counter_of_fipd(&objects[i])
			&& goes_back(&objects[i], status, before)) {
			return true;
		}
	}
	return false;
}

void traps_init(struct traps *traps, struct traps_port port, struct agent *agent)
{
	memset(traps, 0, sizeof(*traps));
	traps->port = port;
	traps->agent = agent;
}

static void empty_window(struct traps *traps, uint64_t cursor)
{
	traps->first = 0;
	traps->count = 0;
	traps->under_way = false;
	traps->generation++;
	traps->acknowledged = cursor;
	traps->last = cursor;
}

void traps_position(
	struct traps *traps, uint64_t cursor, uint64_t dropped, uint64_t newest)
{
	/* A journal that begins anew, or a cursor that somebody moved ahead. */
	if (newest < traps->last || cursor > traps->acknowledged) {
		empty_window(traps, cursor);
	} else if (cursor < traps->acknowledged) {
		traps->port.acknowledge(traps->port.context, traps->acknowledged);
	}
	if (traps->last < cursor + dropped) {
		traps->agent->dropped += cursor + dropped - traps->last;
		traps->last = cursor + dropped;
	}
	traps->positioned = true;
	traps->behind = false; /* the subscription brings all after the cursor */
}

void traps_unposition(struct traps *traps)
{
	traps->positioned = false;
}

static void append_event(struct traps *traps, const struct entry *entry)
{
	traps->window[(traps->first + traps->count) % TRAPS_MAX] = *entry;
	traps->count++;
	traps->last = entry->sequence;
}

void traps_offer(struct traps *traps, const struct entry *entry)
{
	if (entry->sequence <= traps->last) {
		return;
	}
	if (entry->sequence > traps->last + 1 || traps->count == TRAPS_MAX
		|| !traps->positioned) {
		traps->behind = true;
		return;
	}
	append_event(traps, entry);
}

void traps_refill(struct traps *traps, const struct entry *entry)
{
	if (entry->sequence <= traps->last || traps->count == TRAPS_MAX) {
		return;
	}
	traps->agent->dropped += entry->sequence - traps->last - 1;
	append_event(traps, entry);
}

size_t traps_wants(const struct traps *traps, uint64_t *after)
{
	bool room;

	*after = traps->last;
	room = traps->count <= TRAPS_MAX / 2;
	return traps->positioned && traps->behind && room ? TRAPS_MAX - traps->count
							  : 0;
}

void traps_refilled(struct traps *traps, size_t brought)
{
	if (brought == 0) {
		traps->behind = false;
	}
}

void traps_connect(struct traps *traps, bool connected)
{
	traps->connected = connected;
	traps->under_way = false;
	traps->generation++;
}

/* The first event of the window is done with. */
static void pass_first(struct traps *traps)
{
	traps->acknowledged = traps->window[traps->first].sequence;
	traps->first = (traps->first + 1) % TRAPS_MAX;
	traps->count--;
	if (traps->positioned) {
		traps->port.acknowledge(traps->port.context, traps->acknowledged);
	}
}

void traps_answered(struct traps *traps, uint64_t generation, bool accepted)
{
	if (!traps->under_way || generation != traps->generation) {
		return;
	}
	traps->under_way = false;
	if (accepted) {
		traps->agent->sent++;
	} else {
		traps->agent->dropped++;
	}
	pass_first(traps);
}

static bool is_muted(const struct traps *traps, uint32_t muted)
{
	return (muted & event_bit(traps->window[traps->first].event.kind)) != 0;
}

void traps_go_on(struct traps *traps, uint64_t newest, uint32_t muted)
{
	uint64_t done;
	uint64_t known;

	while (!traps->under_way && traps->count > 0 && is_muted(traps, muted)) {
		pass_first(traps);
	}
	done = traps->count > 0 ? traps->window[traps->first].sequence - 1
				: traps->last;
	known = newest > traps->last ? newest : traps->last;
	traps->agent->queued = traps->positioned || traps->count > 0 ? known - done : 0;
	if (!traps->connected || traps->under_way || traps->count == 0) {
		return;
	}
	traps->generation++;
	traps->under_way = traps->port.send(
		traps->port.context, &traps->window[traps->first], traps->generation);
}

static const char CURSOR[] = "agentx";

static void on_loss(void *context)
{
	struct core_client *client = context;

	if (subscription_fd(&client->subscription) < 0) {
		client->fetching = false;
		traps_unposition(client->traps);
	}
}

/* Fill the event table before the subscription brings what is new. */
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

static void ask_refill(struct core_client *client)
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

void core_client_go_on(struct core_client *client)
{
	const struct status *status = &client->subscription.mirror->status;

	ask_refill(client);
	traps_go_on(client->traps, status->last_sequence, status->config.muted);
}

void core_client_acknowledge(struct core_client *client, uint64_t sequence)
{
	subscription_send(&client->subscription,
		json_pack("{s:s, s:s, s:I}", "op", "acknowledge", "cursor", CURSOR,
			"sequence", (json_int_t)sequence));
}
