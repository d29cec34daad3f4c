#include "protocol/subscription.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "protocol/client.h"

void mirror_init(struct mirror *mirror)
{
	memset(&mirror->status, 0, offsetof(struct status, fips));
	mirror->state = MIRROR_ABSENT;
	mirror->torn = false;
	mirror->received_ms = 0;
	mirror->event_count = 0;
	/* A fipd that is older than this setting sends plain names direct. */
	mirror->status.config.pac.direct_plain_names = true;
}

static void drop_from(struct mirror *mirror, uint64_t sequence)
{
	while (mirror->event_count > 0
		&& mirror->events[mirror->event_count - 1].sequence >= sequence) {
		mirror->event_count--;
	}
}

static void take_status(struct mirror *mirror, const json_t *json, int64_t now_ms)
{
	if (!status_from_json(&mirror->status, json)) {
		return;
	}
	mirror->state = MIRROR_CONNECTED;
	mirror->torn = false;
	mirror->received_ms = now_ms;
	/* A journal that begins anew (an emptied state folder) reuses its numbers. */
	if (mirror->status.last_sequence > 0) {
		drop_from(mirror, mirror->status.last_sequence + 1);
	}
}

/* Before there is a whole status nothing can have changed in it. */
static void take_change(struct mirror *mirror, const json_t *change, int64_t now_ms)
{
	if (mirror->state == MIRROR_ABSENT) {
		return;
	}
	status_grow(&mirror->status, now_ms - mirror->received_ms);
	mirror->received_ms = now_ms;
	mirror->state = MIRROR_CONNECTED;
	if (!status_take_change(&mirror->status, change)) {
		mirror->torn = true;
	}
}

/* Where a sequence is, or belongs: all before it are smaller. */
static size_t find_place(const struct mirror *mirror, uint64_t sequence)
{
	size_t place = mirror->event_count;

	while (place > 0 && mirror->events[place - 1].sequence >= sequence) {
		place--;
	}
	return place;
}

static bool holds_at(const struct mirror *mirror, size_t place, uint64_t sequence)
{
	return place < mirror->event_count
	       && mirror->events[place].sequence == sequence;
}

static const struct entry *insert(
	struct mirror *mirror, size_t place, const struct entry *entry)
{
	struct entry *events = mirror->events;

	if (mirror->event_count == MIRROR_EVENTS_MAX) {
		if (place == 0) {
			return NULL;
		}
		place--;
		mirror->event_count--;
		memmove(events, events + 1, mirror->event_count * sizeof(events[0]));
	}
	memmove(events + place + 1, events + place,
		(mirror->event_count - place) * sizeof(events[0]));
	events[place] = *entry;
	mirror->event_count++;
	return &events[place];
}

static const struct entry *take_event(struct mirror *mirror, const json_t *json)
{
	struct entry entry;
	size_t place;

	if (!entry_from_json(&entry, json)) {
		return NULL;
	}
	place = find_place(mirror, entry.sequence);
	if (holds_at(mirror, place, entry.sequence)) {
		mirror->events[place] = entry;
		return &mirror->events[place];
	}
	return insert(mirror, place, &entry);
}

const struct entry *mirror_take(
	struct mirror *mirror, const json_t *message, int64_t now_ms)
{
	const json_t *status = json_object_get(message, "status");
	const json_t *change = json_object_get(message, "change");
	const json_t *event = json_object_get(message, "event");

	if (status != NULL) {
		take_status(mirror, status, now_ms);
	} else if (change != NULL) {
		take_change(mirror, change, now_ms);
	}
	return event == NULL ? NULL : take_event(mirror, event);
}

void mirror_lose(struct mirror *mirror)
{
	if (mirror->state == MIRROR_CONNECTED) {
		mirror->state = MIRROR_STALE;
	}
}

const struct entry *mirror_event(const struct mirror *mirror, uint64_t sequence)
{
	size_t place = find_place(mirror, sequence);

	return holds_at(mirror, place, sequence) ? &mirror->events[place] : NULL;
}

/* The id of a request that only wants an answer. */
static const char LIFE[] = "life";

enum {
	SEND_MS = 0, /* the socket's buffer is empty whenever fipd is alive */
	TICK_MS = 1000,
};

/* The context of take_message. */
struct reading {
	struct subscription *subscription;
	int64_t now_ms;
};

void subscription_init(struct subscription *subscription)
{
	mirror_init(subscription->mirror);
	subscription->client = NULL;
	subscription->subscribed = false;
	subscription->loss_reported = false;
	subscription->heard_ms = 0;
	subscription->asked_ms = 0;
}

void subscription_close(struct subscription *subscription)
{
	client_close(subscription->client);
	subscription->client = NULL;
}

/* The loss is reported once until fipd is heard again. */
static void lose_fipd(struct subscription *subscription, const char *why)
{
	const struct mirror *mirror = subscription->mirror;

	mirror_lose(subscription->mirror);
	subscription->subscriber.on_loss(subscription->subscriber.context);
	if (!subscription->loss_reported) {
		report_warning(subscription->report, "no fipd at %s (%s): waiting; %s",
			subscription->path, why,
			mirror->state == MIRROR_ABSENT
				? "nothing is served until it is there"
				: "what is known is marked stale");
		subscription->loss_reported = true;
	}
}

static void hang_up(struct subscription *subscription, int error)
{
	subscription_close(subscription);
	lose_fipd(subscription, strerror(-error));
}

bool subscription_send(struct subscription *subscription, json_t *request)
{
	int error;

	if (subscription->client == NULL) {
		json_decref(request);
		return false;
	}
	error = client_send(subscription->client, request, SEND_MS);
	if (error != 0) {
		hang_up(subscription, error);
	}
	return error == 0;
}

static void ask_status(struct subscription *subscription)
{
	subscription_send(
		subscription, json_pack("{s:s, s:s}", "op", "status", "id", "status"));
}

static int open_connection(struct subscription *subscription, int64_t now_ms)
{
	int error = client_open(&subscription->client, subscription->path);

	if (error != 0) {
		hang_up(subscription, error);
		return error;
	}
	subscription->heard_ms = now_ms;
	subscription->asked_ms = now_ms;
	subscription->subscribed = false;
	subscription_send(subscription, json_pack("{s:s, s:s}", "op", "hello", "client",
						subscription->program));
	ask_status(subscription);
	return subscription->client == NULL ? -EPIPE : 0;
}

uint64_t subscription_start(const struct subscription *subscription)
{
	uint64_t last = subscription->mirror->status.last_sequence;

	return last > MIRROR_EVENTS_MAX ? last - MIRROR_EVENTS_MAX : 0;
}

static void send_subscribe(struct subscription *subscription)
{
	json_t *request = json_pack(
		"{s:s, s:s, s:b}", "op", "subscribe", "id", "subscribe", "changes", 1);

	if (subscription->cursor != NULL) {
		json_object_set_new(
			request, "cursor", json_string(subscription->cursor));
	} else {
		json_object_set_new(request, "after",
			json_integer((json_int_t)subscription_start(subscription)));
	}
	subscription->subscribed = true;
	subscription_send(subscription, request);
}

static void report_return(struct subscription *subscription)
{
	if (subscription->loss_reported
		&& subscription->mirror->state == MIRROR_CONNECTED) {
		report_info(subscription->report, "fipd is at %s", subscription->path);
		subscription->loss_reported = false;
	}
}

static void follow_status(struct subscription *subscription)
{
	if (!subscription->subscribed) {
		send_subscribe(subscription);
	}
	report_return(subscription);
}

static void follow_change(struct subscription *subscription)
{
	if (subscription->mirror->torn) {
		ask_status(subscription);
	}
	report_return(subscription);
}

/* One that was frozen and goes on may have nothing to tell but that it lives. */
static void follow_life(struct subscription *subscription, const json_t *message)
{
	const char *id = json_string_value(json_object_get(message, "id"));

	if (id != NULL && strcmp(id, LIFE) == 0
		&& subscription->mirror->state == MIRROR_STALE) {
		ask_status(subscription);
	}
}

/* Nonzero if there is no connection to read from any more. */
static int take_message(void *context, const json_t *message)
{
	const struct reading *reading = context;
	struct subscription *subscription = reading->subscription;

	subscription->heard_ms = reading->now_ms;
	subscription->asked_ms = 0;
	subscription->subscriber.on_message(
		subscription->subscriber.context, message, reading->now_ms);
	if (json_object_get(message, "status") != NULL) {
		follow_status(subscription);
	} else if (json_object_get(message, "change") != NULL) {
		follow_change(subscription);
	} else {
		follow_life(subscription, message);
	}
	return subscription->client == NULL ? -EPIPE : 0;
}

/* 0 if all that has come is taken, what take returned, or -errno. */
static int take_all(struct client *client,
	int (*take)(void *context, const json_t *message), void *context)
{
	for (;;) {
		json_t *message;
		int result = client_read(client, &message);

		if (result != 0 || message == NULL) {
			return result;
		}
		result = take(context, message);
		json_decref(message);
		if (result != 0) {
			return result;
		}
	}
}

void subscription_read(struct subscription *subscription, int64_t now_ms)
{
	struct reading reading = { subscription, now_ms };
	int error;

	if (subscription->client == NULL) {
		return;
	}
	error = take_all(subscription->client, take_message, &reading);
	if (error != 0 && subscription->client != NULL) {
		hang_up(subscription, error);
	}
}

/* The lease of the F-IPs, as long as that is known and not longer than we wait at all.
 */
static int64_t find_patience_ms(const struct subscription *subscription)
{
	int64_t lease_ms = (int64_t)subscription->mirror->status.lease_s * 1000;

	return lease_ms > 0 && lease_ms < SUBSCRIPTION_SILENCE_MS
		       ? lease_ms
		       : SUBSCRIPTION_SILENCE_MS;
}

static void ask_life(struct subscription *subscription, int64_t now_ms)
{
	subscription->asked_ms = now_ms;
	subscription_send(
		subscription, json_pack("{s:s, s:s, s:s}", "op", "hello", "client",
				      subscription->program, "id", LIFE));
}

/*
 * Return when one that was asked and has not answered is lost.  Silence alone says
 * nothing where this program was stopped itself: fipd must have had the time to answer.
 */
static int64_t find_loss_ms(const struct subscription *subscription)
{
	int64_t patience_ms = find_patience_ms(subscription);
	int64_t silent_ms = subscription->heard_ms + patience_ms * 3 / 4;
	int64_t unanswered_ms = subscription->asked_ms + patience_ms / 4;

	return silent_ms > unanswered_ms ? silent_ms : unanswered_ms;
}

static void judge_silence(struct subscription *subscription, int64_t now_ms)
{
	int64_t silence_ms = now_ms - subscription->heard_ms;

	if (silence_ms < find_patience_ms(subscription) / 4) {
		return;
	}
	if (subscription->asked_ms == 0) {
		ask_life(subscription, now_ms);
	} else if (now_ms >= find_loss_ms(subscription)
		   && !subscription->loss_reported) {
		lose_fipd(subscription, "it says nothing");
	}
}

/* A second is long beside the shortest leases; while nothing is due it is enough. */
static int64_t find_pause_ms(const struct subscription *subscription, int64_t now_ms)
{
	int64_t left_ms = find_loss_ms(subscription) - now_ms;

	return subscription->client != NULL && subscription->asked_ms != 0
			       && left_ms > 0 && left_ms < TICK_MS
		       ? left_ms
		       : TICK_MS;
}

int64_t subscription_tick(struct subscription *subscription, int64_t now_ms)
{
	subscription_read(subscription, now_ms);
	if (subscription->client == NULL) {
		open_connection(subscription, now_ms);
	} else {
		judge_silence(subscription, now_ms);
	}
	return find_pause_ms(subscription, now_ms);
}

int subscription_ask(struct subscription *subscription, json_t *request, int timeout_ms,
	json_t **answer)
{
	int error = 0;

	*answer = NULL;
	/* It may be gone, and not noticed yet. */
	subscription_read(subscription, stream_now_ms());
	if (subscription->client == NULL) {
		error = open_connection(subscription, stream_now_ms());
	}
	if (error != 0) {
		json_decref(request);
		return error;
	}
	error = client_ask(subscription->client, request, timeout_ms, answer);
	if (error == 0 && json_object_get(*answer, "status") != NULL) {
		client_keep(subscription->client, *answer);
	}
	subscription_read(subscription, stream_now_ms());
	return error;
}

int subscription_fd(const struct subscription *subscription)
{
	return subscription->client == NULL ? -1 : client_fd(subscription->client);
}

int subscription_wait(struct client *client, int64_t deadline_ms,
	int (*take)(void *context, const json_t *message), void *context)
{
	int result = take_all(client, take, context);

	return result != 0 ? result
			   : stream_wait(client_fd(client), POLLIN, deadline_ms);
}
