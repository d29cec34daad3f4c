#include "run/checks.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "child/launch.h"
#include "loop/timer.h"
#include "probe/probe.h"
#include "run/environment.h"
#include "run/finding.h"
#include "run/tally.h"

enum {
	/* Of a line of 1 KiB; a check alone is always less, also with all its text
	 * escaped. */
	STATES_BYTES_MAX = 880,
};

struct slot {
	struct checks *checks;
	struct check check;
	struct order_fault fault; /* why it is not run */
	struct tally tally;
	bool running;
	int64_t due_us;
	struct finding last;
};

struct checks {
	struct checks_port port;
	char digest[TASKS_DIGEST_SIZE];
	struct timer *timer;
	size_t count;
	struct slot slots[TASKS_CHECKS_MAX];
};

static const char not_yet[] = "not asked yet";

static void tell_change(const struct slot *slot)
{
	const struct report *report = slot->checks->port.report;

	if (slot->tally.state == TALLY_PASSED) {
		report_info(report, "check %s passed: %s", slot->check.name,
			slot->last.text);
	} else {
		report_warning(report, "check %s %s: %s", slot->check.name,
			slot->tally.state == TALLY_FAILED ? "failed" : "is unknown",
			slot->last.text);
	}
}

static void take_finding(struct slot *slot, const struct finding *finding)
{
	const struct checks_port *port = &slot->checks->port;

	report_debug(port->report, "check %s, after %lld ms: %s", slot->check.name,
		(long long)finding->took_ms, finding->text);
	slot->last = *finding;
	if (tally_take(&slot->tally, finding->speaks_for, slot->check.rise,
		    slot->check.fall)) {
		tell_change(slot);
		port->on_change(port->context);
	}
}

static void on_look_end(void *context, const struct child_result *result)
{
	struct slot *slot = context;
	struct finding finding;

	slot->running = false;
	finding_of_check(&finding, result, &slot->check);
	take_finding(slot, &finding);
}

static void start_look(struct slot *slot)
{
	const struct checks_port *port = &slot->checks->port;
	const struct check *check = &slot->check;
	const char *arguments[TASK_WORDS_MAX + 1];
	struct environment environment;
	struct child_order order = {
		.launch = { .user = port->prober, .context = check },
		.timeout_ms = check->timeout_ms,
		.on_end = on_look_end,
		.context = slot,
	};
	struct finding finding;
	int error;

	environment_of_check(&environment, check);
	order.launch.environment = environment.list;
	if (check->kind == CHECK_COMMAND) {
		tasks_argv(&check->command, arguments);
		order.launch.user = check->user;
		order.launch.arguments = arguments;
	} else {
		order.launch.act = check->kind == CHECK_TCP ? probe_tcp : probe_http;
	}
	error = child_start(port->children, &order);
	slot->running = error == 0;
	if (error) {
		finding_of_nothing(&finding, "not run: %s", strerror(-error));
		take_finding(slot, &finding);
	}
}

/* One that cannot be ended is no reason for a second one: they would take all places.
 */
static void refuse_look(struct slot *slot)
{
	struct finding finding;

	finding_of_nothing(&finding, "the last try cannot be ended");
	finding.speaks_for = TALLY_FAILED;
	take_finding(slot, &finding);
}

static int64_t interval_us(const struct slot *slot)
{
	return (int64_t)slot->check.interval_ms * 1000;
}

static void set_timer(struct checks *checks)
{
	int64_t due_us = INT64_MAX;

	for (size_t i = 0; i < checks->count; i++) {
		const struct slot *slot = &checks->slots[i];

		if (slot->fault.text[0] == '\0' && slot->due_us < due_us) {
			due_us = slot->due_us;
		}
	}
	if (due_us == INT64_MAX) {
		timer_clear(checks->timer);
	} else {
		timer_set(checks->timer, due_us);
	}
}

/* After a pause of the host it does not catch up. */
static void serve(struct slot *slot, int64_t now_us)
{
	if (slot->fault.text[0] != '\0' || now_us < slot->due_us) {
		return;
	}
	slot->due_us += interval_us(slot);
	if (slot->due_us <= now_us) {
		slot->due_us = now_us + interval_us(slot);
	}
	if (child_lasts(slot->checks->port.children, slot)) {
		refuse_look(slot);
	} else if (!slot->running) {
		start_look(slot);
	}
}

static void on_time(void *context)
{
	struct checks *checks = context;
	int64_t now_us = loop_now_us(checks->port.loop);

	for (size_t i = 0; i < checks->count; i++) {
		serve(&checks->slots[i], now_us);
	}
	set_timer(checks);
}

int checks_open(struct checks **checks, const struct checks_port *port)
{
	struct checks *fresh = calloc(1, sizeof(*fresh));
	int error = fresh == NULL ? -ENOMEM
				  : timer_open(&fresh->timer, port->loop, LOOP_REST,
					  on_time, fresh);

	*checks = NULL;
	if (error) {
		free(fresh);
		return error;
	}
	fresh->port = *port;
	*checks = fresh;
	return 0;
}

void checks_close(struct checks *checks)
{
	if (checks != NULL) {
		timer_close(checks->timer);
		free(checks);
	}
}

/* What a look that is going on would say belongs to no check any more. */
static void drop_looks(struct checks *checks)
{
	for (size_t i = 0; i < checks->count; i++) {
		if (checks->slots[i].running) {
			child_drop(checks->port.children, &checks->slots[i]);
		}
	}
}

/* Where the check stands in the file is no part of it. */
static bool is_same(const struct slot *slot, const struct check *check)
{
	struct tasks a = { .check_count = 1 };
	struct tasks b = { .check_count = 1 };

	a.checks[0] = slot->check;
	b.checks[0] = *check;
	return tasks_equal(&a, &b, SCHEMA_CHECKS);
}

static const struct slot *find_same(
	const struct slot *slots, size_t count, const struct check *check)
{
	for (size_t i = 0; i < count; i++) {
		if (is_same(&slots[i], check)) {
			return &slots[i];
		}
	}
	return NULL;
}

static void fill(struct slot *slot, const struct slot *before,
	const struct check *check, const struct order_fault *fault)
{
	*slot = (struct slot){ .checks = slot->checks };
	if (before != NULL) {
		*slot = *before;
		slot->running = false;
	}
	slot->check = *check;
	slot->fault = *fault;
	if (fault->text[0] != '\0') {
		tally_init(&slot->tally);
		finding_of_nothing(&slot->last, "not run: %s", fault->text);
	} else if (before == NULL || before->fault.text[0] != '\0') {
		tally_init(&slot->tally);
		finding_of_nothing(&slot->last, "%s", not_yet);
	}
}

void checks_follow(struct checks *checks, const struct orders *orders)
{
	int64_t now_us = loop_now_us(checks->port.loop);
	size_t count = orders->tasks.check_count;
	size_t before_count = checks->count;
	struct slot *before = malloc(sizeof(checks->slots));

	if (before == NULL) {
		return;
	}
	drop_looks(checks);
	memcpy(before, checks->slots, sizeof(checks->slots));
	for (size_t i = 0; i < count; i++) {
		struct slot *slot = &checks->slots[i];
		const struct check *check = &orders->tasks.checks[i];

		slot->checks = checks;
		fill(slot, find_same(before, before_count, check), check,
			&orders->checks[i]);
		slot->due_us = now_us + interval_us(slot) * (int64_t)i / (int64_t)count;
	}
	checks->count = count;
	memcpy(checks->digest, orders->digest, sizeof(checks->digest));
	set_timer(checks);
	free(before);
	checks->port.on_change(checks->port.context);
}

static json_t *state_of(const struct slot *slot)
{
	return json_pack("{s:s, s:s, s:s, s:I}", "name", slot->check.name, "state",
		tally_word(slot->tally.state), "text", slot->last.text, "took_ms",
		(json_int_t)slot->last.took_ms);
}

/* Take as many from the place on as fit. */
static json_t *next_request(const struct checks *checks, size_t *place)
{
	json_t *list = json_array();
	size_t bytes = 0;

	for (; *place < checks->count; (*place)++) {
		json_t *state = state_of(&checks->slots[*place]);

		bytes += json_dumpb(state, NULL, 0, JSON_COMPACT) + 1;
		if (bytes > STATES_BYTES_MAX) {
			json_decref(state);
			break;
		}
		json_array_append_new(list, state);
	}
	return json_pack("{s:s, s:s, s:s, s:o}", "op", "checks", "id", "checks",
		"digest", checks->digest, "checks", list);
}

void checks_send(const struct checks *checks,
	bool (*send)(void *context, json_t *request), void *context)
{
	size_t place = 0;

	do {
		if (!send(context, next_request(checks, &place))) {
			return;
		}
	} while (place < checks->count);
}
