/*
 * fipd-exec - runs the checks and hooks of fipd.yaml, and tells fipd what came of them.
 *
 * One loop: checks at their times, hooks after events, and fipd's words.  It may hang
 * or die without a heartbeat being late: then what it told last stays, and the hooks
 * run when it is back.
 */
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "child/child.h"
#include "loop/loop.h"
#include "loop/timer.h"
#include "protocol/client.h"
#include "protocol/command_line.h"
#include "protocol/subscription.h"
#include "run/checks.h"
#include "run/hooks.h"
#include "run/orders.h"
#include "values/signals.h"

enum {
	TICK_US = 1000000,
	REPORT_US = 2000000, /* fipd takes what is older than 10 s for unknown */
};

struct options {
	const char *config;
	const char *control; /* fipd's control socket */
	const char *place;   /* the file that keeps which hook was begun */
	bool check;
	bool debug;
};

/* clang-format off */
/* table */
static const struct command_option OPTIONS[] = {
	{ "config", "FILE", offsetof(struct options, config),
		"the file with checks and hooks (/etc/fipd/fipd.yaml)" },
	{ "control", "PATH", offsetof(struct options, control),
		"fipd's control socket (/run/fipd/control.sock)" },
	{ "place", "FILE", offsetof(struct options, place),
		"where it is kept which hook was begun "
		"(/var/lib/fipd-exec/place)" },
	{ "check", NULL, offsetof(struct options, check),
		"say what of the file cannot be run, and exit" },
	{ "debug", NULL, offsetof(struct options, debug),
		"say more on standard error" },
};
/* clang-format on */

static const struct command_line LINE = {
	.program = "fipd-exec",
	.version = FIPD_VERSION,
	.purpose = "Runs the checks and hooks of fipd.yaml.\n",
	.count = sizeof(OPTIONS) / sizeof(OPTIONS[0]),
	.options = OPTIONS,
};

struct program {
	struct options options;
	struct report report;
	char own_user[TASK_USER_MAX + 1]; /* if it is not root */
	struct orders orders;
	struct mirror mirror;
	struct subscription subscription;
	struct loop *loop;
	struct children *children;
	struct checks *checks;
	struct hooks *hooks;
	struct timer *tick;
	struct watch *fipd; /* NULL: its socket is not watched */
	int64_t reported_us;
	bool refused; /* fipd has refused a report; said once */
	bool changed; /* fipd has told that its settings are other ones */
};

static void unwatch_fipd(struct program *program);
static void watch_fipd(struct program *program);

/* 1. What fipd is told. */

static bool send_request(void *context, json_t *request)
{
	struct program *program = context;
	bool watched = program->fipd != NULL;
	bool sent;

	if (watched) {
		unwatch_fipd(program);
	}
	sent = subscription_send(&program->subscription, request);
	if (watched) {
		watch_fipd(program);
	}
	return sent;
}

static void send_states(struct program *program)
{
	if (program->subscription.subscribed) {
		program->reported_us = loop_now_us(program->loop);
		checks_send(program->checks, send_request, program);
	}
}

static void on_check_change(void *context)
{
	send_states(context);
}

/* 2. What fipd says. */

/* Return whether anything that is run, or is not, has changed. */
static bool is_new(const struct orders *orders, const struct orders *before)
{
	return strcmp(orders->digest, before->digest) != 0
	       || memcmp(orders->checks, before->checks, sizeof(orders->checks)) != 0
	       || memcmp(orders->hooks, before->hooks, sizeof(orders->hooks)) != 0;
}

static void read_orders(struct program *program)
{
	struct orders *before = malloc(sizeof(*before));

	if (before == NULL) {
		return;
	}
	*before = program->orders;
	if (orders_read(&program->orders, program->options.config, &program->report)
		!= 0) {
		report_error(&program->report,
			"%s is not in force: what was read before stays",
			program->options.config);
	} else if (is_new(&program->orders, before)) {
		report_info(&program->report, "%zu checks and %zu hooks are in force",
			program->orders.tasks.check_count,
			program->orders.tasks.hook_count);
		hooks_follow(program->hooks, &program->orders);
		checks_follow(program->checks, &program->orders);
	}
	free(before);
}

static void follow_report(struct program *program, const json_t *message)
{
	const char *text = json_string_value(json_object_get(message, "text"));
	bool refused = !json_is_true(json_object_get(message, "ok"));

	if (refused && !program->refused) {
		report_warning(&program->report, "fipd does not take the checks: %s",
			text == NULL ? "no reason given" : text);
	}
	program->refused = refused;
}

static void on_message(void *context, const json_t *message, int64_t now_ms)
{
	struct program *program = context;
	const char *id = json_string_value(json_object_get(message, "id"));
	const struct entry *entry;

	entry = mirror_take(&program->mirror, message, now_ms);
	program->changed =
		program->changed
		|| (entry != NULL && entry->event.kind == EVENT_CONFIG_CHANGED);
	if (id != NULL && strcmp(id, "checks") == 0) {
		follow_report(program, message);
	}
	hooks_take(program->hooks, message);
}

static void on_loss(void *context)
{
	struct program *program = context;

	hooks_lose(program->hooks);
}

/* 3. The loop. */

static void on_fipd(void *context);

/* Before anything that may close the socket. */
static void unwatch_fipd(struct program *program)
{
	loop_unwatch(program->fipd);
	program->fipd = NULL;
}

static void watch_fipd(struct program *program)
{
	int fd = subscription_fd(&program->subscription);

	if (fd >= 0) {
		program->fipd =
			loop_watch(program->loop, fd, LOOP_REST, on_fipd, program);
	}
}

/* Whoever has given fipd other checks or hooks: the file itself is read again. */
static void go_on(struct program *program)
{
	if (program->changed
		&& strcmp(program->mirror.status.tasks_digest, program->orders.digest)
			   != 0) {
		program->changed = false;
		read_orders(program);
	}
	if (program->mirror.state == MIRROR_CONNECTED
		&& program->subscription.subscribed) {
		hooks_go_on(program->hooks, program->mirror.status.last_sequence);
	}
}

static void on_fipd(void *context)
{
	struct program *program = context;
	bool subscribed = program->subscription.subscribed;

	unwatch_fipd(program);
	subscription_read(&program->subscription, stream_now_ms());
	if (!subscribed) {
		send_states(program);
	}
	go_on(program);
	watch_fipd(program);
}

static void on_tick(void *context)
{
	struct program *program = context;
	int64_t now_us = loop_now_us(program->loop);
	int64_t pause_ms;

	unwatch_fipd(program);
	pause_ms = subscription_tick(&program->subscription, stream_now_ms());
	if (now_us - program->reported_us >= REPORT_US - TICK_US / 2) {
		send_states(program);
	}
	go_on(program);
	watch_fipd(program);
	timer_set(program->tick, now_us + pause_ms * 1000);
}

static void on_signal(int number, void *context)
{
	struct program *program = context;

	if (number == SIGHUP) {
		report_info(&program->report, "%s: reading %s", strsignal(number),
			program->options.config);
		read_orders(program);
		return;
	}
	report_info(&program->report, "%s: stopping", strsignal(number));
	loop_stop(program->loop);
}

/* 4. Start and end. */

/* As whom tcp and http checks look. */
static const char *find_prober(struct program *program)
{
	const struct report *report = &program->report;
	const struct passwd *user;

	if (geteuid() == 0) {
		if (getpwnam("fipd-exec") != NULL) {
			return "fipd-exec";
		}
		report_warning(report,
			"there is no user fipd-exec: tcp and http checks look as "
			"nobody; `systemd-sysusers` makes it");
		return "nobody";
	}
	user = getpwuid(geteuid());
	snprintf(program->own_user, sizeof(program->own_user), "%s",
		user == NULL ? "nobody" : user->pw_name);
	report_warning(report,
		"fipd-exec is not root: it runs what is for user %s, and nothing else",
		program->own_user);
	return program->own_user;
}

static void prepare(struct program *program)
{
	program->subscription = (struct subscription){
		.path = program->options.control,
		.program = "fipd-exec",
		.report = &program->report,
		.mirror = &program->mirror,
		.subscriber = { program, on_message, on_loss },
	};
	subscription_init(&program->subscription);
}

static int open_all(struct program *program)
{
	struct checks_port checks = {
		.report = &program->report,
		.on_change = on_check_change,
		.context = program,
	};
	struct hooks_port hooks = {
		.report = &program->report,
		.status = &program->mirror.status,
		.place = program->options.place,
		.send = send_request,
		.context = program,
	};
	int error = loop_open(&program->loop);

	error = error ? error : loop_on_signal(program->loop, on_signal, program);
	error = error ? error : children_open(&program->children, program->loop);
	if (!error) {
		checks.loop = hooks.loop = program->loop;
		checks.children = hooks.children = program->children;
		checks.prober = find_prober(program);
		error = checks_open(&program->checks, &checks);
	}
	error = error ? error : hooks_open(&program->hooks, &hooks);
	return error ? error
		     : timer_open(&program->tick, program->loop, LOOP_REST, on_tick,
			     program);
}

static void release(struct program *program)
{
	unwatch_fipd(program);
	subscription_close(&program->subscription);
	timer_close(program->tick);
	hooks_close(program->hooks);
	checks_close(program->checks);
	children_close(program->children);
	loop_close(program->loop);
}

static int run(struct program *program)
{
	int error;

	prepare(program);
	error = open_all(program);
	if (!error) {
		hooks_follow(program->hooks, &program->orders);
		checks_follow(program->checks, &program->orders);
		on_tick(program);
		error = loop_run(program->loop);
	}
	if (error) {
		report_error(&program->report, "the event loop cannot be made: %s",
			strerror(-error));
	}
	release(program);
	return error ? EX_OSERR : EX_OK;
}

static int check(struct program *program)
{
	int code;

	program->report.prefixed = false;
	code = orders_read(&program->orders, program->options.config, &program->report);
	if (code == 0 && orders_have_faults(&program->orders)) {
		code = EX_CONFIG;
	}
	if (code == 0) {
		printf("%s: %zu checks and %zu hooks can be run\n",
			program->options.config, program->orders.tasks.check_count,
			program->orders.tasks.hook_count);
	}
	return code;
}

int main(int count, char **arguments)
{
	int code;
	struct program *program = calloc(1, sizeof(*program));

	if (program == NULL) {
		return EX_OSERR;
	}
	program->options.config = "/etc/fipd/fipd.yaml";
	program->options.control = "/run/fipd/control.sock";
	program->options.place = "/var/lib/fipd-exec/place";
	if (command_line_read(&LINE, &program->options, count, arguments, &code)) {
		signals_ignore();
		report_init(&program->report, "fipd-exec", program->options.debug);
		code = program->options.check
			       ? check(program)
			       : orders_read(&program->orders, program->options.config,
				       &program->report);
		if (!program->options.check && code == 0) {
			code = run(program);
		}
	}
	free(program);
	return code;
}
