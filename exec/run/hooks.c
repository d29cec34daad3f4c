#include "run/hooks.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child/launch.h"
#include "protocol/entry.h"
#include "run/environment.h"
#include "run/finding.h"

enum {
	QUEUE_MAX = 32,
	PLACE_BYTES = 96,
};

static const char CURSOR[] = "hooks";
static const char ID_CURSOR[] = "hooks-cursor";
static const char ID_EVENTS[] = "hooks-events";
static const char ID_RESULT[] = "hooks-result";

/*
 * How far the hooks of an event have come, in a file: fipd keeps which event's hooks
 * have all ended, this file which hook of the next event was begun, and whether it has
 * ended. A death of this program loses nothing of it; a power loss may.
 */
struct place {
	uint64_t sequence;            /* of the event, 0: none */
	char hook[TASK_NAME_MAX + 1]; /* the one that was begun last */
	bool ended;
	bool again; /* it was begun for the second time, and is not for a third */
};

struct list {
	size_t count;
	struct hook hooks[TASKS_HOOKS_MAX];
	struct order_fault faults[TASKS_HOOKS_MAX];
};

struct hooks {
	struct hooks_port port;
	struct list list;
	struct list next; /* from the next event on, if renewed */
	bool renewed;
	bool asked;      /* where the cursor is */
	bool positioned; /* fipd has said where the cursor is */
	bool known;      /* it has said so before */
	bool fetching;
	bool apart;    /* what is being served is of a journal that is no more */
	uint64_t last; /* all up to this one are done with */
	uint64_t told; /* and fipd knows up to this one */
	size_t first;  /* of the queue, whose next event is being served */
	size_t count;
	struct entry queue[QUEUE_MAX];
	bool serving;   /* the first event's hooks are being gone through */
	size_t current; /* the hook that runs, or is looked at next */
	bool running;
	struct place place; /* of the hook that was begun last */
	json_t *result;     /* that fipd has not been sent yet, NULL: none */
};

/* 1. The place. */

/* One that is missing or not understood is of no event. */
static void read_place(struct place *place, const char *path)
{
	char line[PLACE_BYTES];
	char word[8];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t length = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);

	if (fd >= 0) {
		close(fd);
	}
	*place = (struct place){ 0 };
	line[length < 0 ? 0 : length] = '\0';
	if (sscanf(line, "%" SCNu64 " %31s %7s", &place->sequence, place->hook, word)
		!= 3) {
		*place = (struct place){ 0 };
		return;
	}
	place->ended = strcmp(word, "begun") != 0;
}

static int write_place(const struct place *place, const char *path)
{
	char fresh[PATH_MAX];
	int fd;
	int length;

	snprintf(fresh, sizeof(fresh), "%s.new", path);
	fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		return -errno;
	}
	length = dprintf(fd, "%" PRIu64 " %s %s\n", place->sequence, place->hook,
		place->ended   ? "ended"
		: place->again ? "again"
			       : "begun");
	close(fd);
	if (length < 0 || rename(fresh, path) != 0) {
		return -errno;
	}
	return 0;
}

/* 2. What fipd is told. */

static bool send_result(struct hooks *hooks)
{
	json_t *result = hooks->result;

	if (result == NULL) {
		return true;
	}
	if (!hooks->port.send(hooks->port.context, json_incref(result))) {
		return false;
	}
	json_decref(result);
	hooks->result = NULL;
	return true;
}

static void acknowledge(struct hooks *hooks)
{
	if (hooks->told < hooks->last
		&& hooks->port.send(hooks->port.context,
			json_pack("{s:s, s:s, s:I}", "op", "acknowledge", "cursor",
				CURSOR, "sequence", (json_int_t)hooks->last))) {
		hooks->told = hooks->last;
	}
}

static void keep_place(struct hooks *hooks, bool ended)
{
	int error;

	hooks->place.sequence = hooks->queue[hooks->first].sequence;
	hooks->place.ended = ended;
	memcpy(hooks->place.hook, hooks->list.hooks[hooks->current].name,
		sizeof(hooks->place.hook));
	error = write_place(&hooks->place, hooks->port.place);
	if (error) {
		report_warning(hooks->port.report,
			"%s cannot be written: %s; a hook may be run once more if "
			"fipd-exec dies now",
			hooks->port.place, strerror(-error));
	}
}

static void take_finding(struct hooks *hooks, const struct finding *finding)
{
	const struct hook *hook = &hooks->list.hooks[hooks->current];
	const struct entry *entry = &hooks->queue[hooks->first];
	bool good = finding->speaks_for == TALLY_PASSED;

	if (good) {
		report_info(hooks->port.report, "hook %s at event %" PRIu64 ": %s",
			hook->name, entry->sequence, finding->text);
	} else {
		report_warning(hooks->port.report, "hook %s at event %" PRIu64 ": %s",
			hook->name, entry->sequence, finding->text);
	}
	json_decref(hooks->result);
	hooks->result = json_pack("{s:s, s:s, s:s, s:I, s:b, s:s, s:I}", "op", "hook",
		"id", ID_RESULT, "name", hook->name, "sequence",
		(json_int_t)entry->sequence, "ok", good, "text", finding->text,
		"took_ms", (json_int_t)finding->took_ms);
	keep_place(hooks, true);
	hooks->running = false;
	hooks->current++;
}

/* The first line is in the result. */
static void log_output(const struct hooks *hooks, const char *output)
{
	const char *place = strchr(output, '\n');

	for (; place != NULL; place = strchr(place + 1, '\n')) {
		struct finding_line line;

		if (finding_read_line(&line, place + 1)[0] != '\0') {
			report_info(hooks->port.report, "hook %s: %s",
				hooks->list.hooks[hooks->current].name, line.text);
		}
	}
}

static void on_hook_end(void *context, const struct child_result *result)
{
	struct hooks *hooks = context;
	struct finding finding;

	log_output(hooks, result->output);
	finding_of_command(
		&finding, result, hooks->list.hooks[hooks->current].timeout_ms);
	take_finding(hooks, &finding);
	hooks_go_on(hooks, hooks->port.status->last_sequence);
}

/* 3. One event after the other, one hook after the other. */

static void start_hook(struct hooks *hooks, bool again)
{
	const struct hook *hook = &hooks->list.hooks[hooks->current];
	const struct entry *entry = &hooks->queue[hooks->first];
	const char *arguments[ENVIRONMENT_ARGUMENTS_MAX + 1];
	struct environment environment;
	const struct child_order order = {
		.launch = { .user = hook->user,
			.arguments = arguments,
			.environment = environment.list },
		.timeout_ms = hook->timeout_ms,
		.on_end = on_hook_end,
		.context = hooks,
	};
	struct finding finding;
	int error;

	environment_of_hook(&environment, hook, entry, hooks->port.status, again);
	environment_arguments(arguments, hook, entry, hooks->port.status);
	hooks->place.again = again;
	keep_place(hooks, false);
	error = child_start(hooks->port.children, &order);
	hooks->running = error == 0;
	if (error) {
		finding_of_nothing(&finding, "not run: %s", strerror(-error));
		take_finding(hooks, &finding);
	}
}

static void refuse_hook(struct hooks *hooks)
{
	struct finding finding;

	finding_of_nothing(
		&finding, "not run: %s", hooks->list.faults[hooks->current].text);
	take_finding(hooks, &finding);
}

/* Where a former life of this program was within the event's hooks. */
static bool resume(struct hooks *hooks, uint64_t sequence)
{
	bool again = false;

	if (hooks->place.sequence == sequence) {
		for (size_t i = 0; i < hooks->list.count; i++) {
			if (strcmp(hooks->list.hooks[i].name, hooks->place.hook) == 0) {
				hooks->current = hooks->place.ended ? i + 1 : i;
				again = !hooks->place.ended;
			}
		}
	}
	return again;
}

static void end_event(struct hooks *hooks)
{
	if (!hooks->apart) {
		hooks->last = hooks->queue[hooks->first].sequence;
	}
	hooks->apart = false;
	hooks->first = (hooks->first + 1) % QUEUE_MAX;
	hooks->count--;
	hooks->serving = false;
}

static bool begin_event(struct hooks *hooks)
{
	if (hooks->renewed) {
		hooks->list = hooks->next;
		hooks->renewed = false;
	}
	hooks->serving = true;
	hooks->current = 0;
	return resume(hooks, hooks->queue[hooks->first].sequence);
}

/* Go through the hooks of the first event until one runs; true: none does. */
static bool serve_event(struct hooks *hooks)
{
	const struct event *event = &hooks->queue[hooks->first].event;
	bool again = !hooks->serving && begin_event(hooks);

	for (; hooks->current < hooks->list.count; again = false) {
		size_t current = hooks->current;

		if (!tasks_wants(&hooks->list.hooks[current], event->kind, event->from,
			    event->to)) {
			hooks->current++;
		} else if (!send_result(hooks)) {
			return false;
		} else if (hooks->list.faults[current].text[0] != '\0') {
			refuse_hook(hooks);
		} else {
			start_hook(hooks, again);
			if (hooks->running) {
				return false;
			}
		}
	}
	end_event(hooks);
	return true;
}

static void fetch(struct hooks *hooks)
{
	hooks->fetching = hooks->port.send(hooks->port.context,
		json_pack("{s:s, s:s, s:I, s:i}", "op", "events", "id", ID_EVENTS,
			"after", (json_int_t)hooks->last, "max", (int)QUEUE_MAX));
}

void hooks_go_on(struct hooks *hooks, uint64_t newest)
{
	if (!hooks->positioned && !hooks->asked) {
		hooks->asked = hooks->port.send(hooks->port.context,
			json_pack("{s:s, s:s, s:s, s:i}", "op", "acknowledge", "id",
				ID_CURSOR, "cursor", CURSOR, "sequence", 0));
	}
	if (!hooks->positioned || hooks->running) {
		return;
	}
	while (hooks->count > 0 && serve_event(hooks)) {
		acknowledge(hooks);
	}
	if (hooks->running || !send_result(hooks)) {
		return;
	}
	acknowledge(hooks);
	if (hooks->count == 0 && newest > hooks->last && !hooks->fetching) {
		fetch(hooks);
	}
}

/* 4. What fipd answers. */

/*
 * What this program has done and fipd does not know of is told again, and not done
 * again.  A journal that began anew is gone through from its start, but not before the
 * first time: what had happened until then no hook was there for.
 */
static void take_cursor(struct hooks *hooks, const json_t *message)
{
	json_int_t number = json_integer_value(json_object_get(message, "sequence"));
	uint64_t cursor = number < 0 ? 0 : (uint64_t)number;
	uint64_t newest = hooks->port.status->last_sequence;
	bool fresh = json_is_true(json_object_get(message, "new"));

	hooks->asked = false;
	hooks->positioned = true;
	if (hooks->known && hooks->last <= newest && !fresh) {
		hooks->told = cursor;
		return;
	}
	hooks->apart = hooks->running;
	hooks->count = hooks->running ? 1 : 0;
	hooks->serving = hooks->running;
	if (fresh) {
		hooks->place = (struct place){ 0 };
	}
	hooks->last = fresh && !hooks->known ? newest : cursor;
	/* fipd may have an older word: what was before the place has ended. */
	if (hooks->place.sequence > cursor && hooks->place.sequence <= newest) {
		hooks->last = hooks->place.sequence - 1;
	}
	hooks->told = cursor;
	hooks->known = true;
}

static void take_events(struct hooks *hooks, const json_t *events)
{
	size_t i;
	json_t *event;

	hooks->fetching = false;
	json_array_foreach(events, i, event)
	{
		size_t place = (hooks->first + hooks->count) % QUEUE_MAX;

		if (hooks->count < QUEUE_MAX
			&& entry_from_json(&hooks->queue[place], event)) {
			hooks->count++;
		}
	}
	/* Those that a newer fipd alone knows are passed over, and not asked for again.
	 */
	if (hooks->count == 0 && json_array_size(events) > 0) {
		json_int_t newest = json_integer_value(json_object_get(
			json_array_get(events, json_array_size(events) - 1),
			"sequence"));

		hooks->last = newest > (json_int_t)hooks->last ? (uint64_t)newest
							       : hooks->last;
	}
	if (hooks->count > 0 && hooks->queue[hooks->first].sequence > hooks->last + 1) {
		report_warning(hooks->port.report,
			"fipd keeps the events %" PRIu64 " to %" PRIu64
			" no more: no hook runs after them",
			hooks->last + 1, hooks->queue[hooks->first].sequence - 1);
	}
}

void hooks_take(struct hooks *hooks, const json_t *message)
{
	const char *id = json_string_value(json_object_get(message, "id"));
	const char *text = json_string_value(json_object_get(message, "text"));

	if (id == NULL || strncmp(id, CURSOR, sizeof(CURSOR) - 1) != 0) {
		return;
	}
	if (!json_is_true(json_object_get(message, "ok"))) {
		report_warning(hooks->port.report, "fipd refused '%s': %s", id,
			text == NULL ? "no reason given" : text);
	} else if (strcmp(id, ID_CURSOR) == 0) {
		take_cursor(hooks, message);
	} else if (strcmp(id, ID_EVENTS) == 0) {
		take_events(hooks, json_object_get(message, "events"));
	}
}

void hooks_lose(struct hooks *hooks)
{
	hooks->asked = false;
	hooks->positioned = false;
	hooks->fetching = false;
}

int hooks_open(struct hooks **hooks, const struct hooks_port *port)
{
	struct hooks *fresh = calloc(1, sizeof(*fresh));

	*hooks = fresh;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->port = *port;
	read_place(&fresh->place, port->place);
	return 0;
}

void hooks_close(struct hooks *hooks)
{
	if (hooks != NULL) {
		json_decref(hooks->result);
		free(hooks);
	}
}

void hooks_follow(struct hooks *hooks, const struct orders *orders)
{
	hooks->next.count = orders->tasks.hook_count;
	memcpy(hooks->next.hooks, orders->tasks.hooks, sizeof(hooks->next.hooks));
	memcpy(hooks->next.faults, orders->hooks, sizeof(hooks->next.faults));
	hooks->renewed = true;
}
