#include "protocol/subscription.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "protocol/stream.h"

enum {
	SEND_MS = 0 /* the socket's buffer is empty whenever fipd is alive */
};

/* What take_message needs beside the message. */
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

static void open_connection(struct subscription *subscription, int64_t now_ms)
{
	int error = client_open(&subscription->client, subscription->path);

	if (error != 0) {
		hang_up(subscription, error);
		return;
	}
	subscription->heard_ms = now_ms;
	subscription->subscribed = false;
	subscription_send(subscription, json_pack("{s:s, s:s}", "op", "hello", "client",
						subscription->program));
	subscription_send(
		subscription, json_pack("{s:s, s:s}", "op", "status", "id", "status"));
}

void subscription_tick(struct subscription *subscription, int64_t now_ms)
{
	if (subscription->client == NULL) {
		open_connection(subscription, now_ms);
	} else if (now_ms - subscription->heard_ms > SUBSCRIPTION_SILENCE_MS
		   && !subscription->loss_reported) {
		lose_fipd(subscription, "it says nothing");
	}
}

uint64_t subscription_start(const struct subscription *subscription)
{
	uint64_t last = subscription->mirror->status.last_sequence;

	return last > MIRROR_EVENTS_MAX ? last - MIRROR_EVENTS_MAX : 0;
}

static void send_subscribe(struct subscription *subscription)
{
	json_t *request = json_pack("{s:s, s:s}", "op", "subscribe", "id", "subscribe");

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

static void follow_status(struct subscription *subscription)
{
	if (!subscription->subscribed) {
		send_subscribe(subscription);
	}
	if (subscription->loss_reported
		&& subscription->mirror->state == MIRROR_CONNECTED) {
		report_info(subscription->report, "fipd is at %s", subscription->path);
		subscription->loss_reported = false;
	}
}

/* Nonzero if there is no connection to read from any more. */
static int take_message(void *context, const json_t *message)
{
	const struct reading *reading = context;
	struct subscription *subscription = reading->subscription;

	subscription->heard_ms = reading->now_ms;
	subscription->subscriber.on_message(
		subscription->subscriber.context, message, reading->now_ms);
	if (json_object_get(message, "status") != NULL) {
		follow_status(subscription);
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
