/*
 * fipd-agentx - serves FIPD-MIB: a mirror of fipd's state on one side, snmpd on the
 * other.
 *
 * One loop, and one turn of it whatever happened: let net-snmp work, read what fipd
 * says, send the next notification.  Ends only by a signal or a fault, and then at
 * once: there is nothing here that fipd does not keep.
 */
#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "agentx/exchange.h"
#include "agentx/options.h"
#include "agentx/snmpd.h"
#include "protocol/client.h"
#include "traps/notification.h"
#include "traps/traps.h"
#include "values/signals.h"

enum {
	TICK_S = 1
};

struct program {
	struct options options;
	struct report report;
	struct mirror mirror;
	struct agent agent;
	struct traps traps;
	struct core_client client;
	struct registrar registrar;
	struct notify notify;
	struct snmpd snmpd;
	struct event_base *base;
	struct event *fipd_event; /* NULL: fipd's socket is not watched */
};

/* Unix time in milliseconds. */
static int64_t read_date_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static uint32_t read_uptime(const struct program *program)
{
	return (uint32_t)((stream_now_ms() - program->agent.uptime_zero_ms) / 10);
}

static bool send_trap(void *context, const struct entry *entry, uint64_t generation)
{
	struct program *program = context;
	struct varbind varbinds[NOTIFICATION_VARBINDS_MAX];
	uint32_t uptime = notification_uptime(
		entry->date_ms, read_date_ms(), read_uptime(program));
	size_t count =
		notification_build(&program->registrar.view, entry, uptime, varbinds);

	return exchange_notify(&program->notify, varbinds, count, generation);
}

static void acknowledge_trap(void *context, uint64_t sequence)
{
	struct program *program = context;

	core_client_acknowledge(&program->client, sequence);
}

/* Before anything that may close the socket: libevent confuses it with its successor.
 */
static void unwatch_fipd(struct program *program)
{
	if (program->fipd_event != NULL) {
		event_free(program->fipd_event);
		program->fipd_event = NULL;
	}
}

static void watch_fipd(struct program *program, event_callback_fn on_ready)
{
	int fd = subscription_fd(&program->client.subscription);

	if (fd >= 0) {
		program->fipd_event =
			event_new(program->base, fd, EV_READ, on_ready, program);
		assert(program->fipd_event != NULL);
		event_add(program->fipd_event, NULL);
	}
}

static void follow_session(struct program *program)
{
	struct snmpd *snmpd = &program->snmpd;
	uint32_t uptime;

	if (snmpd->duplicate) {
		report_error(&program->report,
			"snmpd has FIPD-MIB from another subagent already%s%s: stop "
			"that "
			"one, or give this one a --context of its own",
			program->options.context[0] == '\0' ? "" : " in context ",
			program->options.context);
		_exit(EX_UNAVAILABLE);
	}
	if (!snmpd->connected && program->traps.connected) {
		traps_connect(&program->traps, false);
		exchange_abort(&program->registrar);
	}
	if (snmpd_settle(snmpd, &uptime)) {
		program->agent.uptime_zero_ms = stream_now_ms() - (int64_t)uptime * 10;
		traps_connect(&program->traps, true);
	}
}

static void work(struct program *program)
{
	follow_session(program);
	subscription_read(&program->client.subscription, stream_now_ms());
	core_client_go_on(&program->client);
}

static void on_ready(evutil_socket_t fd, short what, void *context)
{
	struct program *program;

	(void)fd;
	program = context;
	unwatch_fipd(program);
	/* The second, or an alarm of net-snmp's: one more try does no harm. */
	if (what == EV_TIMEOUT) {
		subscription_tick(&program->client.subscription, stream_now_ms());
	}
	snmpd_run(&program->snmpd, what == EV_TIMEOUT || !program->snmpd.connected);
	work(program);
	snmpd_rearm(&program->snmpd);
	watch_fipd(program, on_ready);
}

/* Without the library's Close: it waits 6 s for a frozen snmpd; the kernel's is enough.
 */
static void on_signal(evutil_socket_t number, short what, void *context)
{
	struct program *program;

	(void)what;
	program = context;
	report_info(&program->report, "%s: stopping", strsignal((int)number));
	_exit(EX_OK);
}

/*
 * One fipd-agentx serves one SNMP context: two would register the same subtree; snmpd
 * refuses the second, which then sits there and answers nothing, also after the first
 * has died.
 */
static int lock_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0) {
		return -errno;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int error = errno;

		close(fd);
		return -error;
	}
	/* The descriptor stays open: the kernel frees the lock with the process. */
	return 0;
}

static void take_lock(const struct program *program)
{
	const char *path = program->options.lock;
	int error = lock_file(path);

	if (error == -EWOULDBLOCK) {
		report_error(&program->report,
			"another fipd-agentx has %s: stop it, or give this one a "
			"--context "
			"and a --lock of its own",
			path);
		exit(EX_UNAVAILABLE);
	}
	if (error != 0) {
		report_error(&program->report,
			"cannot open %s: %s: create its folder for the user of "
			"fipd-agentx, or name another file with --lock",
			path, strerror(-error));
		exit(EX_CANTCREAT);
	}
}

/* Every event is made anew in each turn: with epoll that is two system calls for each,
 * with poll none. */
static struct event_base *make_base(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base;

	if (config == NULL) {
		return NULL;
	}
	event_config_avoid_method(config, "epoll");
	base = event_base_new_with_config(config);
	event_config_free(config);
	return base;
}

static void prepare(struct program *program)
{
	traps_init(&program->traps,
		(struct traps_port){ program, send_trap, acknowledge_trap },
		&program->agent);
	core_client_init(&program->client, program->options.control, &program->mirror,
		&program->traps, &program->report);
	program->agent.started_ms = stream_now_ms();
	/* Unlike the one before: what was read of that holds no more. */
	program->agent.set_lock = (uint32_t)read_date_ms() & INT32_MAX;
	program->registrar = (struct registrar){
		.view = { &program->mirror, &program->agent },
		.agent = &program->agent,
		.client = &program->client,
		.report = &program->report,
		.control = program->options.control,
	};
	program->notify = (struct notify){
		.traps = &program->traps,
		.report = &program->report,
		.context = program->options.context,
	};
}

static void add_events(struct program *program)
{
	const struct timeval second = { TICK_S, 0 };
	static const int numbers[] = { SIGTERM, SIGINT };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		event_add(evsignal_new(program->base, numbers[i], on_signal, program),
			NULL);
	}
	event_add(event_new(program->base, -1, EV_PERSIST, on_ready, program), &second);
}

static void connect_snmpd(struct program *program)
{
	program->snmpd = (struct snmpd){
		.options = &program->options,
		.report = &program->report,
		.base = program->base,
		.on_ready = on_ready,
		.context = program,
	};
	snmpd_init(&program->snmpd);
	if (!exchange_register(&program->registrar, program->options.context)) {
		report_error(&program->report, "net-snmp cannot register FIPD-MIB");
		exit(EX_SOFTWARE);
	}
	snmpd_start(&program->snmpd);
}

int main(int count, char **arguments)
{
	int code;
	struct program *program = calloc(1, sizeof(*program));

	if (program == NULL
		|| !options_read(&program->options, count, arguments, &code)) {
		free(program);
		return program == NULL ? EX_OSERR : code;
	}
	report_init(&program->report, "fipd-agentx", program->options.debug);
	signals_ignore();
	take_lock(program);
	program->base = make_base();
	if (program->base == NULL) {
		report_error(
			&program->report, "libevent finds no way to wait for events");
		return EX_OSERR;
	}
	prepare(program);
	connect_snmpd(program);
	add_events(program);
	on_ready(-1, EV_TIMEOUT, program);
	event_base_dispatch(program->base);
	return EX_SOFTWARE;
}
