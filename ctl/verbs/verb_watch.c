#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>

#include "contact/contact.h"
#include "output/event_line.h"
#include "protocol/client.h"
#include "protocol/subscription.h"
#include "verbs/verb.h"

enum {
	RETRY_EVERY_MS = 250,
	WATCH_SILENCE_MS = 30000, /* fipd sends its status every 10 s at least */
};

struct watch {
	const struct options *options;
	struct client *client;
	uint64_t after; /* number of the last event that was printed */
	bool again;     /* there was a connection before this one */
};

static void print_event(struct watch *watch, const json_t *event)
{
	uint64_t sequence = event_sequence(event);

	if (sequence <= watch->after) {
		return;
	}
	if (watch->after > 0 && sequence > watch->after + 1) {
		fprintf(stderr,
			"fipctl: %" PRIu64 " events before #%" PRIu64
			" are no longer kept\n",
			sequence - watch->after - 1, sequence);
	}
	event_print(event, (watch->options->given & OPTION_JSON) != 0);
	watch->after = sequence;
}

/* The state folder was emptied: the numbers begin at 1 again, and waiting would be in
 * vain. */
static bool began_anew(const struct watch *watch, const json_t *status)
{
	const json_t *events = json_object_get(status, "events");
	const json_t *last = json_object_get(events, "last_sequence");

	return watch->again && json_is_integer(last)
	       && (uint64_t)json_integer_value(last) < watch->after;
}

static int take_message(void *context, const json_t *message)
{
	struct watch *watch = context;

	if (began_anew(watch, json_object_get(message, "status"))) {
		fputs("fipctl: fipd's journal has begun anew\n", stderr);
		watch->after = 0;
		return -ESTALE;
	}
	print_event(watch, json_object_get(message, "event"));
	return 0;
}

/* Follow one connection to its end; return the -errno that ended it. */
static int follow(struct watch *watch)
{
	int error = 0;

	while (error == 0) {
		error = subscription_wait(watch->client,
			stream_now_ms() + WATCH_SILENCE_MS, take_message, watch);
	}
	if (error == -ETIMEDOUT) {
		fputs("fipctl: fipd has said nothing for 30 s; connecting again\n",
			stderr);
	}
	return error;
}

/* Without --after the watch shows only events that are still to come. */
static int find_start(struct watch *watch)
{
	struct client *client;
	struct status status;
	int end;

	if ((watch->options->given & OPTION_AFTER) != 0) {
		watch->after = watch->options->after;
		return EXIT_DONE;
	}
	end = contact_open(&client, watch->options);
	if (end != EXIT_DONE) {
		return end;
	}
	end = contact_status(client, watch->options, &status, NULL);
	watch->after = status.last_sequence;
	client_close(client);
	return end;
}

/*
 * Some errors pass by themselves: fipd restarts, or is frozen for a while.  Its new
 * socket may belong to root for an instant.
 */
static bool may_pass(int error)
{
	return error == -EPIPE || error == -ENOENT || error == -ECONNREFUSED
	       || error == -EACCES || error == -ETIMEDOUT || error == -EAGAIN
	       || error == -ESTALE;
}

/* Connect, and follow to the end; return why it ended, as contact_subscribe does. */
static int follow_once(struct watch *watch)
{
	int error = contact_subscribe(&watch->client, watch->options, watch->after);

	if (error == 0) {
		if (watch->again) {
			fputs("fipctl: connected again\n", stderr);
		}
		error = follow(watch);
		fputs("fipctl: the connection is lost; waiting for fipd\n", stderr);
		watch->again = true;
	}
	client_close(watch->client);
	watch->client = NULL;
	return error;
}

static int run_watch(const struct options *options)
{
	struct watch watch = { .options = options };
	int end;
	int error;

	setvbuf(stdout, NULL, _IOLBF, 0);
	end = find_start(&watch);
	if (end != EXIT_DONE) {
		return end;
	}
	error = follow_once(&watch);
	while (watch.again && may_pass(error)) {
		poll(NULL, 0, RETRY_EVERY_MS);
		error = follow_once(&watch);
	}
	return error > 0 ? error : contact_complain(options, error);
}

const struct verb verb_watch = {
	.name = "watch",
	.arguments = "[--after N] [--json]",
	.options = OPTION_JSON | OPTION_AFTER,
	.help = "follow the events until interrupted",
	.run = run_watch,
};
