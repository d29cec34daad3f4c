/*
 * fipd-web - serves the proxy auto-configuration script on the F-IPs, and the status
 * page.
 *
 * One loop: what fipd says goes into a mirror, the listeners follow it, and requests
 * are answered from it.  Ends only by a signal or a fault: there is nothing here that
 * fipd does not keep.
 */
#include <assert.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>

#include "http/handler.h"
#include "http/listeners.h"
#include "protocol/client.h"
#include "protocol/command_line.h"
#include "protocol/confined.h"
#include "values/signals.h"
#include "web/watcher.h"

enum {
	FIRST_TICK_S = 1,
	SIGNALS = 2,
	/* A thousand F-IPs, every slot of the connection limit, and what is closing. */
	FILES_WANTED = 4096,
};

struct options {
	const char *control; /* fipd's control socket */
	const char *user;    /* NULL: its own, if there is one */
	bool log_scripts;
	bool debug;
};

/* clang-format off */
/* table */
static const struct command_option OPTIONS[] = {
	{ "control", "PATH", offsetof(struct options, control),
		"fipd's socket for readers "
		"(/run/fipd/control.sock.read)" },
	{ "user", "NAME", offsetof(struct options, user),
		"as root: become this user (fipd-web, if there is one); root: stay root" },
	{ "log-scripts", NULL, offsetof(struct options, log_scripts),
		"say who fetched a script, and its first line" },
	{ "debug", NULL, offsetof(struct options, debug),
		"say more on standard error" },
};
/* clang-format on */

static const struct command_line LINE = {
	.program = "fipd-web",
	.version = FIPD_VERSION,
	.purpose = "Serves the proxy auto-configuration script on the F-IPs, the "
		   "status page and\nmetrics.\n",
	.count = sizeof(OPTIONS) / sizeof(OPTIONS[0]),
	.options = OPTIONS,
};

struct program {
	struct options options;
	struct report report;
	struct watcher watcher;
	struct handler handler;
	struct listeners listeners;
	uint64_t followed; /* the watcher's version that the listeners follow */
	struct event_base *base;
	struct event *tick;
	struct event *signals[SIGNALS];
	struct event *fipd; /* NULL: its socket is not watched */
};

/* Before anything that may close the socket: libevent confuses it with its successor.
 */
static void unwatch_fipd(struct program *program)
{
	if (program->fipd != NULL) {
		event_free(program->fipd);
		program->fipd = NULL;
	}
}

static void watch_fipd(struct program *program, event_callback_fn on_ready)
{
	int fd = subscription_fd(&program->watcher.subscription);

	if (fd >= 0) {
		program->fipd =
			event_new(program->base, fd, EV_READ, on_ready, program);
		assert(program->fipd != NULL);
		event_add(program->fipd, NULL);
	}
}

static void tick(struct program *program, int64_t now_ms)
{
	int64_t pause_ms = watcher_tick(&program->watcher, now_ms);
	const struct timeval pause = { pause_ms / 1000, pause_ms % 1000 * 1000 };

	event_add(program->tick, &pause);
	connection_limit_sweep(&program->handler.limit, now_ms);
	listeners_tick(&program->listeners, &program->watcher.mirror.status, now_ms);
}

static void follow(struct program *program, int64_t now_ms)
{
	const struct watcher *watcher = &program->watcher;

	if (program->followed != watcher->version) {
		program->followed = watcher->version;
		listeners_follow(&program->listeners, &watcher->mirror.status, now_ms);
	}
}

static void on_ready(evutil_socket_t fd, short what, void *context)
{
	struct program *program;
	int64_t now_ms;

	(void)fd;
	program = context;
	now_ms = stream_now_ms();
	unwatch_fipd(program);
	if (what == EV_TIMEOUT) {
		tick(program, now_ms);
	}
	subscription_read(&program->watcher.subscription, now_ms);
	follow(program, now_ms);
	watch_fipd(program, on_ready);
}

static void on_signal(evutil_socket_t number, short what, void *context)
{
	struct program *program;

	(void)what;
	program = context;
	report_info(&program->report, "%s: stopping", strsignal((int)number));
	event_base_loopbreak(program->base);
}

/* Its own words name a system call, never what a person could do. */
static void on_library_words(int severity, const char *text)
{
	(void)severity;
	(void)text;
}

/* Without it a few F-IPs less are served, and that is said where it fails. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < FILES_WANTED) {
		limit.rlim_cur =
			limit.rlim_max < FILES_WANTED ? limit.rlim_max : FILES_WANTED;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static void add_events(struct program *program)
{
	const struct timeval second = { FIRST_TICK_S, 0 };
	static const int numbers[SIGNALS] = { SIGTERM, SIGINT };

	for (size_t i = 0; i < SIGNALS; i++) {
		program->signals[i] =
			evsignal_new(program->base, numbers[i], on_signal, program);
		assert(program->signals[i] != NULL);
		event_add(program->signals[i], NULL);
	}
	program->tick = event_new(program->base, -1, 0, on_ready, program);
	assert(program->tick != NULL);
	event_add(program->tick, &second);
}

static void release(struct program *program)
{
	unwatch_fipd(program);
	event_free(program->tick);
	for (size_t i = 0; i < SIGNALS; i++) {
		event_free(program->signals[i]);
	}
	handler_close(&program->handler);
	subscription_close(&program->watcher.subscription);
	event_base_free(program->base);
}

/* A request changes four times for what its connection waits: in one call. */
static struct event_base *make_base(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base;

	if (config == NULL) {
		return NULL;
	}
	event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
	base = event_base_new_with_config(config);
	event_config_free(config);
	return base;
}

static int run(struct program *program)
{
	watcher_init(&program->watcher, program->options.control, &program->report);
	program->base = make_base();
	if (program->base == NULL
		|| !handler_open(&program->handler, program->base, &program->watcher,
			FIPD_VERSION)) {
		report_error(&program->report, "libevent cannot be set up");
		return EX_OSERR;
	}
	program->handler.script_log =
		program->options.log_scripts ? &program->report : NULL;
	listeners_init(&program->listeners, &program->handler, &program->report);
	add_events(program);
	on_ready(-1, EV_TIMEOUT, program);
	event_base_dispatch(program->base);
	release(program);
	return EX_OK;
}

int main(int count, char **arguments)
{
	int code;
	struct program *program = calloc(1, sizeof(*program));

	if (program == NULL) {
		return EX_OSERR;
	}
	program->options.control = "/run/fipd/control.sock.read";
	if (command_line_read(&LINE, &program->options, count, arguments, &code)) {
		signals_ignore();
		raise_limit();
		event_set_log_callback(on_library_words);
		report_init(&program->report, "fipd-web", program->options.debug);
		code = confined_begin(
			CONFINE_WEB, program->options.user, &program->report);
		code = code ? code : run(program);
	}
	free(program);
	return code;
}
