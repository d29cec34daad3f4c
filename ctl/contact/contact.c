#include "contact/contact.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "output/event_line.h"
#include "output/waiting.h"
#include "protocol/subscription.h"

enum {
	TIMEOUT_MS = 5000, /* for an answer, unless --timeout says otherwise */
	WAIT_MS = 10000,   /* likewise for the end of what was begun */
	RETRY_EVERY_MS = 50,
	PAGE_EVENTS = 100,
	OVER = 1, /* what was waited for is there */
};

/* clang-format off */
/* table */
static const struct failure {
	int error;
	int end;
	const char *text;      /* after "fipctl: PATH: " */
} FAILURES[] = {
	{ -ENOENT, EXIT_UNREACHABLE,
		"there is no such socket: fipd does not run; start it (systemctl start fipd), "
		"or name its socket with --control PATH" },
	{ -ECONNREFUSED, EXIT_UNREACHABLE,
		"nobody listens there: fipd has ended; start it (systemctl start fipd), "
		"its log tells why it ended" },
	{ -EACCES, EXIT_UNREACHABLE,
		"permission denied: be root or a member of group fipd "
		"(usermod -aG fipd USER, then log in again)" },
	{ -ENOTSOCK, EXIT_UNREACHABLE,
		"this is no socket; name that of fipd with --control PATH" },
	{ -ENOTDIR, EXIT_UNREACHABLE,
		"this is no socket; name that of fipd with --control PATH" },
	{ -ENAMETOOLONG, EXIT_UNREACHABLE,
		"this path is too long for a socket; at most 107 bytes are possible" },
	{ -EPIPE, EXIT_UNREACHABLE,
		"fipd went away before it had answered; its log tells why" },
	{ -EPROTO, EXIT_REFUSED,
		"what answers there does not speak fipd's control protocol; "
		"is it another program's socket, or a fipd of another version?" },
	{ -EAGAIN, EXIT_LATE,
		"fipd takes no more connections: it is frozen, or too busy; "
		"its log and `systemctl status fipd` tell more" },
	{ -ETIMEDOUT, EXIT_LATE,
		"fipd did not answer in time: it is frozen, or too busy; "
		"its log and `systemctl status fipd` tell more" },
};
/* clang-format on */

/* The kernel says the same of a file that is no socket and of one where nobody listens.
 */
static int tell_apart(const char *path, int error)
{
	struct stat about;
	bool is_other = error == -ECONNREFUSED && stat(path, &about) == 0
			&& !S_ISSOCK(about.st_mode);

	return is_other ? -ENOTSOCK : error;
}

int contact_describe(
	char text[CONTACT_TEXT_BYTES], const struct options *options, int error)
{
	error = tell_apart(options->control, error);
	for (size_t i = 0; i < sizeof(FAILURES) / sizeof(FAILURES[0]); i++) {
		if (FAILURES[i].error == error) {
			snprintf(text, CONTACT_TEXT_BYTES, "%s: %s", options->control,
				FAILURES[i].text);
			return FAILURES[i].end;
		}
	}
	snprintf(
		text, CONTACT_TEXT_BYTES, "%s: %s", options->control, strerror(-error));
	return EXIT_REFUSED;
}

int contact_complain(const struct options *options, int error)
{
	char text[CONTACT_TEXT_BYTES];
	int end = contact_describe(text, options, error);

	fprintf(stderr, "fipctl: %s\n", text);
	return end;
}

static int timeout_ms(const struct options *options)
{
	return options->timeout_ms > 0 ? options->timeout_ms : TIMEOUT_MS;
}

/* A fipd that lets nobody in at the moment is tried again until the time is over. */
static int try_open(struct client **client, const struct options *options)
{
	int64_t deadline_ms = stream_now_ms() + timeout_ms(options);
	int error = client_open(client, options->control);
	struct waiting waiting;

	waiting_begin(&waiting);
	while (error == -EAGAIN && stream_now_ms() < deadline_ms) {
		poll(NULL, 0, RETRY_EVERY_MS);
		waiting_tell(&waiting, "fipctl: fipd takes no connection yet");
		error = client_open(client, options->control);
	}
	waiting_end(&waiting);
	return error;
}

int contact_open(struct client **client, const struct options *options)
{
	int error = try_open(client, options);

	return error == 0 ? EXIT_DONE : contact_complain(options, error);
}

static bool is_good(const json_t *answer)
{
	return json_is_true(json_object_get(answer, "ok"));
}

/* Return EXIT_DONE for a good answer; print the text of a refusal, EXIT_REFUSED. */
static int judge(const json_t *answer)
{
	const char *text;

	if (is_good(answer)) {
		return EXIT_DONE;
	}
	text = json_string_value(json_object_get(answer, "text"));
	fprintf(stderr, "fipctl: refused: %s\n",
		text == NULL ? "fipd gives no reason" : text);
	return EXIT_REFUSED;
}

static void on_second(void *context)
{
	waiting_tell(context, "fipctl: waiting for fipd's answer");
}

/* Ask, and show a person that fipd takes its time. */
static int ask_visibly(
	struct client *client, json_t *request, int span_ms, json_t **answer)
{
	struct waiting waiting;
	int error;

	waiting_begin(&waiting);
	client_tell_waiting(client, on_second, &waiting);
	error = client_ask(client, request, span_ms, answer);
	client_tell_waiting(client, NULL, NULL);
	waiting_end(&waiting);
	return error;
}

int contact_ask(struct client *client, const struct options *options, json_t *request,
	json_t **answer)
{
	int error = ask_visibly(client, request, timeout_ms(options), answer);

	if (error != 0) {
		return contact_complain(options, error);
	}
	return judge(*answer);
}

int contact_status(struct client *client, const struct options *options,
	struct status *status, json_t **json)
{
	json_t *answer;
	int end;
	json_t *object;

	memset(status, 0, sizeof(*status));
	end = contact_ask(client, options, json_pack("{s:s}", "op", "status"), &answer);
	object = json_object_get(answer, "status");
	if (end == EXIT_DONE && !status_from_json(status, object)) {
		end = contact_complain(options, -EPROTO);
	}
	if (end == EXIT_DONE && json != NULL) {
		*json = json_incref(object);
	}
	json_decref(answer);
	return end;
}

/* Return 0, -errno, or EXIT_REFUSED after fipd's own words were printed. */
static int subscribe(
	struct client *client, const struct options *options, json_t *request)
{
	json_t *answer;
	int error = client_ask(client, request, timeout_ms(options), &answer);

	if (error == 0) {
		error = judge(answer);
	}
	json_decref(answer);
	return error;
}

int contact_subscribe(
	struct client **client, const struct options *options, uint64_t after)
{
	int error = try_open(client, options);

	return error != 0 ? error
			  : subscribe(*client, options,
				  json_pack("{s:s,s:I}", "op", "subscribe", "after",
					  (json_int_t)after));
}

/* take_status fills the status until one is over. */
struct wait {
	struct status *status;
	bool (*is_over)(const struct status *status);
	bool heard; /* there was a status */
	struct waiting waiting;
};

static int take_status(void *context, const json_t *message)
{
	struct wait *wait = context;
	const json_t *status = json_object_get(message, "status");

	if (status == NULL) {
		return 0;
	}
	if (!status_from_json(wait->status, status)) {
		return -EPROTO;
	}
	wait->heard = true;
	return wait->is_over(wait->status) ? OVER : 0;
}

/* Wait for the next line until the deadline, and say meanwhile that there is none. */
static int wait_for_line(struct client *client, int64_t deadline_ms, struct wait *wait)
{
	int64_t next_ms = stream_now_ms() + WAITING_EVERY_MS;
	bool last = next_ms >= deadline_ms;
	int result = subscription_wait(
		client, last ? deadline_ms : next_ms, take_status, wait);

	waiting_tell(&wait->waiting, "fipctl: waiting for the outcome");
	return result == -ETIMEDOUT && !last ? 0 : result;
}

int contact_await(struct client *client, const struct options *options,
	bool (*is_over)(const struct status *status), struct status *status)
{
	struct wait wait = { .status = status, .is_over = is_over };
	int64_t deadline_ms = stream_now_ms() + contact_wait_ms(options);
	int result = subscribe(client, options, json_pack("{s:s}", "op", "subscribe"));

	memset(status, 0, sizeof(*status));
	if (result == EXIT_REFUSED) {
		return result;
	}
	waiting_begin(&wait.waiting);
	while (result == 0) {
		result = wait_for_line(client, deadline_ms, &wait);
	}
	waiting_end(&wait.waiting);
	if (result == OVER) {
		return EXIT_DONE;
	}
	return result == -ETIMEDOUT && wait.heard ? CONTACT_NOT_YET
						  : contact_complain(options, result);
}

int contact_wait_ms(const struct options *options)
{
	return options->timeout_ms > 0 ? options->timeout_ms : WAIT_MS;
}

int contact_try_command(const struct options *options, json_t *request, json_t **answer)
{
	struct client *client;
	int error = try_open(&client, options);

	*answer = NULL;
	if (error != 0) {
		json_decref(request);
		return error;
	}
	error = client_ask(client, request, timeout_ms(options), answer);
	client_close(client);
	return error;
}

int contact_command(const struct options *options, json_t *request, json_t **answer)
{
	struct client *client;
	int end;

	*answer = NULL;
	end = contact_open(&client, options);
	if (end != EXIT_DONE) {
		json_decref(request);
		return end;
	}
	end = contact_ask(client, options, request, answer);
	client_close(client);
	return end;
}

/* Ask for one step of a change; its answer takes the place of the one before. */
static int take_step(struct client *client, const struct options *options,
	json_t *request, struct change *change)
{
	json_decref(change->answer);
	change->answer = NULL;
	return ask_visibly(client, request, timeout_ms(options), &change->answer);
}

/* It is in force and kept by now, also if nobody answers any more. */
static void free_change(struct client *client, const struct options *options)
{
	json_t *answer;

	client_ask(
		client, json_pack("{s:s}", "op", "free"), timeout_ms(options), &answer);
	json_decref(answer);
}

static int try_change(struct client *client, const struct options *options,
	json_t *prepare, struct change *change)
{
	int error;

	*change = (struct change){ 0 };
	error = take_step(client, options, prepare, change);
	if (error != 0 || !is_good(change->answer)) {
		return error;
	}
	error = take_step(client, options, json_pack("{s:s}", "op", "commit"), change);
	change->unsure = error != 0;
	if (error == 0 && is_good(change->answer)) {
		free_change(client, options);
	}
	return error;
}

int contact_try_change(
	const struct options *options, json_t *prepare, struct change *change)
{
	struct client *client;
	int error = try_open(&client, options);

	*change = (struct change){ 0 };
	if (error == 0) {
		error = try_change(client, options, prepare, change);
	} else {
		json_decref(prepare);
	}
	client_close(client);
	return error;
}

int contact_change(struct client *client, const struct options *options,
	json_t *prepare, int *culprit)
{
	struct change change;
	int error = try_change(client, options, prepare, &change);
	int end = error != 0 ? contact_complain(options, error) : judge(change.answer);
	const json_t *index = json_object_get(change.answer, "index");

	*culprit = end == EXIT_REFUSED && json_is_integer(index)
			   ? (int)json_integer_value(index)
			   : -1;
	if (change.unsure && end != EXIT_REFUSED) {
		fputs("fipctl: whether the change is in force is not known; "
		      "`fipctl show config` tells\n",
			stderr);
	}
	json_decref(change.answer);
	return end;
}

/* Print the events of an answer, and move *after on; false if there was none. */
static bool print_page(const json_t *events, bool as_json, uint64_t *after)
{
	size_t index;
	json_t *event;
	uint64_t before = *after;

	json_array_foreach(events, index, event)
	{
		uint64_t sequence = event_sequence(event);

		if (sequence > *after) {
			event_print(event, as_json);
			*after = sequence;
		}
	}
	return *after > before;
}

int contact_print_events(struct client *client, const struct options *options,
	uint64_t last_sequence, uint64_t number)
{
	uint64_t after = number < last_sequence ? last_sequence - number : 0;
	bool as_json = (options->given & OPTION_JSON) != 0;
	bool more = number > 0;
	int end = EXIT_DONE;

	while (more && end == EXIT_DONE && after < last_sequence) {
		json_t *answer;

		end = contact_ask(client, options,
			json_pack("{s:s,s:I,s:i}", "op", "events", "after",
				(json_int_t)after, "max", PAGE_EVENTS),
			&answer);
		more = print_page(json_object_get(answer, "events"), as_json, &after);
		json_decref(answer);
	}
	return end;
}
