#include "traps/core_client.h"

#include <stdio.h>
#include <stdlib.h>
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

static void on_loss(void *context)
{
	struct core_client *client = context;

	if (subscription_fd(&client->subscription) < 0) {
		for (size_t i = 0; i < client->traps_count; i++) {
			traps_unposition(client->traps[i]);
		}
	}
}

/*
 * What fipd does not keep any more is not missed again.  The cursor goes back too, so
 * that what is to be sent again survives a restart of this.
 */
static void resend_to(struct core_client *client, struct traps *traps, uint64_t from)
{
	uint64_t oldest = client->subscription.mirror->status.oldest_sequence;
	uint64_t first = from < oldest ? oldest : from;

	if (first > 0 && traps_resend(traps, first)) {
		subscription_send(&client->subscription,
			json_pack("{s:s, s:s, s:I, s:b}", "op", "acknowledge", "cursor",
				traps->cursor, "sequence", (json_int_t)(first - 1),
				"back", 1));
	}
}

/*
 * What was sent while the peer was not heard may have gone into a cut cable.  So the
 * place is kept behind which the peer was heard: an event that snmpd had at one moment
 * and a beat that was heard after that moment show that the cable was whole then.
 *
 * What is sent right after a cut may still be lost: it waits for the receiver's MAC
 * with what was sent before, and the kernel throws all of that away when nobody has
 * answered three seconds after it asked first.
 */
static void follow_path(struct core_client *client, int64_t now_ms)
{
	const struct status *status = &client->subscription.mirror->status;
	struct path *path = &client->path;
	struct traps *snmpds = client->traps[0];
	bool whole = status->peer_state == PEER_UP && status->role != ROLE_FAULT;

	if (!whole) {
		path->cut = true;
		path->cut_ms = now_ms;
		return;
	}
	if (path->cut && now_ms - path->cut_ms < PATH_SETTLES_MS) {
		return;
	}
	if (path->cut && status->config.resend_after_cut) {
		resend_to(client, snmpds, path->sure + 1);
	}
	path->cut = false;
	if (snmpds->positioned && now_ms - status->peer_heard_age_ms > path->asked_ms) {
		path->sure = path->asked;
		path->asked = snmpds->acknowledged;
		path->asked_ms = now_ms;
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

static void make_rows(struct core_client *client)
{
	struct agent *agent = client->traps[0]->agent;

	addresses_make(
		agent->addresses, &client->subscription.mirror->status, agent->drafts);
}

/* The thousand rows of F-IPs at its end are left out where they stay the same. */
static void keep_before(struct core_client *client, bool with_fips)
{
	const struct status *status = &client->subscription.mirror->status;

	memcpy(&client->before, status,
		with_fips ? status_bytes(status) : offsetof(struct status, fips));
	if (!with_fips) {
		client->before.fip_count = 0;
	}
}

/* Take a message that may tell something new of the F-IPs, or not. */
static void refresh(struct core_client *client, const json_t *message, int64_t now_ms,
	bool with_fips)
{
	struct mirror *mirror = client->subscription.mirror;
	bool known = mirror->state != MIRROR_ABSENT;
	int64_t received_ms = mirror->received_ms;

	keep_before(client, with_fips);
	mirror_take(mirror, message, now_ms);
	if (known) {
		timestamps_keep(mirror, &client->before, received_ms);
		if (timestamps_is_broken(&mirror->status, &client->before)) {
			client->traps[0]->agent->reset_ms = now_ms;
		}
	}
	follow_path(client, now_ms);
}

static void take_change(
	struct core_client *client, const json_t *message, int64_t now_ms)
{
	const struct mirror *mirror = client->subscription.mirror;
	const json_t *change = json_object_get(message, "change");
	bool with_fips = json_object_get(change, "fips") != NULL;
	int64_t received_ms = mirror->received_ms;

	refresh(client, message, now_ms, with_fips);
	if (with_fips || json_object_get(change, "pac") != NULL) {
		make_rows(client);
	} else {
		addresses_grow(client->traps[0]->agent->addresses,
			mirror->received_ms - received_ms);
	}
}

static void take_status(
	struct core_client *client, const json_t *message, int64_t now_ms)
{
	refresh(client, message, now_ms, true);
	make_rows(client);
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

static void take_refill(struct traps *traps, const json_t *events)
{
	size_t i;
	json_t *event;

	json_array_foreach(events, i, event)
	{
		struct entry entry;

		if (entry_from_json(&entry, event)) {
			traps_refill(traps, &entry);
		}
	}
	traps->fetching = false;
	if (json_array_size(events) == 0 && traps->last >= traps->asked) {
		traps->behind = false;
	}
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
		for (size_t i = 0; i < client->traps_count; i++) {
			traps_offer(client->traps[i], &entry);
		}
	} else {
		report_warning(client->subscription.report,
			"fipd sent an event that is not understood: "
			"are fipd and fipd-agentx of the same version?");
	}
}

/* Each window asks by a name that ends with its number. */
static struct traps *find_asker(
	const struct core_client *client, const char *id, const char *question)
{
	size_t length = strlen(question);
	size_t number;

	if (strncmp(id, question, length) != 0) {
		return NULL;
	}
	number = strtoul(id + length, NULL, 10);
	return number < client->traps_count ? client->traps[number] : NULL;
}

static void ask_of(struct core_client *client, size_t number, const char *question,
	json_t *request)
{
	char id[32];

	snprintf(id, sizeof(id), "%s%zu", question, number);
	json_object_set_new(request, "id", json_string(id));
	subscription_send(&client->subscription, request);
}

/* The answer to an acknowledgement says where the cursor is. */
static void ask_cursor(struct core_client *client, size_t number)
{
	ask_of(client, number, "cursor",
		json_pack("{s:s, s:s, s:i}", "op", "acknowledge", "cursor",
			client->traps[number]->cursor, "sequence", 0));
}

static void take_position(struct core_client *client, const json_t *message)
{
	client->start = number_of(message, "after");
	if (client->path.sure == 0) {
		client->path.sure = client->start;
		client->path.asked = client->start;
	}
	traps_position(client->traps[0], client->start, number_of(message, "dropped"),
		client->subscription.mirror->status.last_sequence);
	for (size_t i = 1; i < client->traps_count; i++) {
		ask_cursor(client, i);
	}
}

/* A receiver that fipd has not heard of yet begins where snmpd is. */
static void take_cursor(
	struct core_client *client, struct traps *traps, const json_t *message)
{
	uint64_t cursor = number_of(message, "sequence");

	if (json_is_true(json_object_get(message, "new")) && client->start > 0) {
		cursor = client->start;
		core_client_acknowledge(client, traps, cursor);
	}
	traps_position(
		traps, cursor, 0, client->subscription.mirror->status.last_sequence);
	traps->behind = true;
}

static void warn_of(
	const struct core_client *client, const char *id, const json_t *message)
{
	const char *text = json_string_value(json_object_get(message, "text"));

	report_warning(client->subscription.report, "fipd refused '%s': %s", id,
		text == NULL ? "are fipd and fipd-agentx of the same version?" : text);
}

static void take_answer(struct core_client *client, const json_t *message,
	const char *id, int64_t now_ms)
{
	const json_t *events = json_object_get(message, "events");
	struct traps *fetches = find_asker(client, id, "refill");
	struct traps *begins = find_asker(client, id, "cursor");
	bool good = json_is_true(json_object_get(message, "ok"))
		    && (begins == NULL || json_object_get(message, "sequence") != NULL);

	if (!good) {
		warn_of(client, id, message);
	}
	if (strcmp(id, "history") == 0) {
		take_history(client, events, now_ms);
	} else if (strcmp(id, "subscribe") == 0 && good) {
		take_position(client, message);
	} else if (fetches != NULL) {
		take_refill(fetches, events);
	} else if (begins != NULL && good) {
		take_cursor(client, begins, message);
	}
}

static void on_message(void *context, const json_t *message, int64_t now_ms)
{
	struct core_client *client = context;
	const char *id = json_string_value(json_object_get(message, "id"));

	if (json_object_get(message, "status") != NULL) {
		take_status(client, message, now_ms);
	} else if (json_object_get(message, "change") != NULL) {
		take_change(client, message, now_ms);
	} else if (json_object_get(message, "event") != NULL) {
		take_event(client, message, now_ms);
	} else if (id != NULL) {
		take_answer(client, message, id, now_ms);
	}
}

void core_client_init(struct core_client *client, const char *path,
	struct mirror *mirror, struct traps *traps, const struct report *report)
{
	memset(client, 0, offsetof(struct core_client, before));
	client->traps[client->traps_count++] = traps;
	client->subscription = (struct subscription){
		.path = path,
		.program = "fipd-agentx",
		.cursor = traps->cursor,
		.report = report,
		.mirror = mirror,
		.subscriber = { client, on_message, on_loss },
	};
	subscription_init(&client->subscription);
}

void core_client_add(struct core_client *client, struct traps *traps)
{
	client->traps[client->traps_count++] = traps;
	if (client->traps[0]->positioned) {
		ask_cursor(client, client->traps_count - 1);
	}
}

static void ask_refill(struct core_client *client, size_t number)
{
	struct traps *traps = client->traps[number];
	uint64_t after;
	size_t room = 0;

	if (subscription_fd(&client->subscription) >= 0) {
		room = traps_wants(traps, &after);
	}
	if (room > 0) {
		ask_of(client, number, "refill",
			json_pack("{s:s, s:I, s:i}", "op", "events", "after",
				(json_int_t)after, "max", (int)room));
	}
}

/* Send again what the operations center has asked for. */
static void resend(struct core_client *client)
{
	struct agent *agent = client->traps[0]->agent;

	for (size_t i = 0; i < client->traps_count; i++) {
		resend_to(client, client->traps[i], agent->resend_from);
	}
	agent->resend_from = 0;
}

void core_client_go_on(struct core_client *client)
{
	const struct status *status = &client->subscription.mirror->status;
	uint64_t *queued = &client->traps[0]->agent->queued;
	const struct traps_wishes wishes = { status->config.muted,
		status->config.notification_spacing_ms };

	if (client->traps[0]->agent->resend_from > 0) {
		resend(client);
	}
	*queued = 0;
	for (size_t i = 0; i < client->traps_count; i++) {
		struct traps *traps = client->traps[i];

		ask_refill(client, i);
		traps_go_on(traps, status->last_sequence, &wishes, stream_now_ms());
		*queued = traps->queued > *queued ? traps->queued : *queued;
	}
}

void core_client_acknowledge(
	struct core_client *client, const struct traps *traps, uint64_t sequence)
{
	subscription_send(&client->subscription,
		json_pack("{s:s, s:s, s:I}", "op", "acknowledge", "cursor",
			traps->cursor, "sequence", (json_int_t)sequence));
}
