/*
 * fipd-agentx - serves FIPD-MIB: a mirror of fipd's state on one side, snmpd on the
 * other.
 *
 * One loop, and one turn of it whatever happened: let net-snmp work, read what fipd
 * says if it has said something, send the next notification.  Ends only by a signal or
 * a fault, and then at once, as there is nothing here that fipd does not keep; but with
 * --linger it first lets a fipd that stops at the same time have its last event told.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "agentx/exchange.h"
#include "agentx/informs.h"
#include "agentx/options.h"
#include "agentx/snmpd.h"
#include "protocol/client.h"
#include "protocol/confined.h"
#include "traps/core_client.h"
#include "traps/notification.h"
#include "values/signals.h"

enum {
	MEET_MS = 1000, /* a fipd that lives answers at once */
	DATE_MOVES_MS = 500,
	LINGER_MS = 2000, /* fipd stops in half of it, and waits for half of it */
};

/* What is waited for beside net-snmp. */
enum {
	WAIT_FEED,
	WAIT_SIGNAL,
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
	struct informs informs;
	struct snmpd snmpd;
	int signals; /* a signalfd */
	int64_t tick_ms;
	int64_t end_ms; /* it lingers until then at most; INT64_MAX: it goes on */
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

	core_client_acknowledge(&program->client, &program->traps, sequence);
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

/* Without the library's Close: it waits 6 s for a frozen snmpd; the kernel's is enough.
 */
static void end_if_told(const struct program *program)
{
	if (subscription_fd(&program->client.subscription) < 0
		|| stream_now_ms() >= program->end_ms) {
		_exit(EX_OK);
	}
}

static void take_signal(struct program *program)
{
	struct signalfd_siginfo about;
	bool lingers;

	if (read(program->signals, &about, sizeof(about)) == sizeof(about)) {
		report_info(&program->report, "%s: stopping",
			strsignal((int)about.ssi_signo));
		lingers = program->options.linger && about.ssi_signo == SIGTERM;
		program->end_ms = stream_now_ms() + (lingers ? LINGER_MS : 0);
	}
}

/* Dates are to stand still as long as the clock is not set. */
static void keep_date(struct agent *agent, int64_t now_ms)
{
	int64_t zero_ms = read_date_ms() - now_ms;
	int64_t moved_ms = zero_ms - agent->date_zero_ms;

	if (moved_ms > DATE_MOVES_MS || moved_ms < -DATE_MOVES_MS) {
		agent->date_zero_ms = zero_ms;
	}
}

static void tick(struct program *program, int64_t now_ms)
{
	keep_date(&program->agent, now_ms);
	if (now_ms >= program->tick_ms) {
		program->tick_ms =
			now_ms
			+ subscription_tick(&program->client.subscription, now_ms);
	}
}

static void turn(struct program *program)
{
	struct subscription *subscription = &program->client.subscription;
	int64_t due_ms =
		program->tick_ms < program->end_ms ? program->tick_ms : program->end_ms;
	int64_t left_ms = due_ms - stream_now_ms();
	struct snmpd_wait wait = {
		.fds = { [WAIT_FEED] = subscription_fd(subscription),
			[WAIT_SIGNAL] = program->signals },
		.longest_ms = left_ms > 0 ? left_ms : 0,
	};

	snmpd_turn(&program->snmpd, &wait);
	if (wait.ready[WAIT_SIGNAL]) {
		take_signal(program);
	}
	follow_session(program);
	if (wait.ready[WAIT_FEED]) {
		subscription_read(subscription, stream_now_ms());
	}
	tick(program, stream_now_ms());
	core_client_go_on(&program->client);
	if (program->end_ms != INT64_MAX) {
		end_if_told(program);
	}
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

static void prepare(struct program *program)
{
	traps_init(&program->traps, "agentx",
		(struct traps_port){ program, send_trap, acknowledge_trap },
		&program->agent);
	core_client_init(&program->client, program->options.control, &program->mirror,
		&program->traps, &program->report);
	snprintf(program->agent.context, sizeof(program->agent.context), "%s",
		program->options.context);
	program->agent.started_ms = stream_now_ms();
	program->end_ms = INT64_MAX;
	keep_date(&program->agent, program->agent.started_ms);
	/* Until snmpd has told its own: informs do without it. */
	program->agent.uptime_zero_ms = program->agent.started_ms;
	/* Unlike the one before: what was read of that holds no more. */
	program->agent.set_lock = (uint32_t)read_date_ms() & INT32_MAX;
	program->registrar = (struct registrar){
		.view = { &program->mirror, &program->agent },
		.agent = &program->agent,
		.client = &program->client,
		.report = &program->report,
	};
	program->informs = (struct informs){
		.options = &program->options,
		.report = &program->report,
		.view = &program->registrar.view,
		.client = &program->client,
		.agent = &program->agent,
	};
	program->notify = (struct notify){
		.traps = &program->traps,
		.report = &program->report,
		.context = program->options.context,
	};
}

/* So that the first who asks is told what fipd says, if there is one. */
static void meet_fipd(struct program *program)
{
	json_t *answer;

	subscription_ask(&program->client.subscription,
		json_pack("{s:s}", "op", "status"), MEET_MS, &answer);
	json_decref(answer);
}

static bool take_signals(struct program *program)
{
	sigset_t numbers;

	sigemptyset(&numbers);
	sigaddset(&numbers, SIGTERM);
	sigaddset(&numbers, SIGINT);
	sigprocmask(SIG_BLOCK, &numbers, NULL);
	program->signals = signalfd(-1, &numbers, SFD_NONBLOCK | SFD_CLOEXEC);
	return program->signals >= 0;
}

static void set_up_library(struct program *program)
{
	program->snmpd = (struct snmpd){
		.options = &program->options,
		.report = &program->report,
	};
	snmpd_init(&program->snmpd);
}

static void connect_snmpd(struct program *program)
{
	set_up_library(program);
	if (!exchange_register(&program->registrar, program->options.context)) {
		report_error(&program->report, "net-snmp cannot register FIPD-MIB");
		exit(EX_SOFTWARE);
	}
	snmpd_start(&program->snmpd);
}

/* `fipctl doctor` reads what is said. */
static int check_informs(struct program *program)
{
	program->report.prefixed = false;
	set_up_library(program);
	informs_read(&program->informs);
	return program->informs.faults == 0 ? EX_OK : EX_CONFIG;
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
	prepare(program);
	if (program->options.check) {
		/* The library gives nothing back of a line that is wrong. */
		_exit(check_informs(program));
	}
	/* Its folder may be fipd's. */
	take_lock(program);
	code = confined_begin(CONFINE_AGENTX, program->options.user, &program->report);
	if (code) {
		return code;
	}
	meet_fipd(program);
	connect_snmpd(program);
	informs_read(&program->informs);
	if (!take_signals(program)) {
		report_error(&program->report, "the kernel gives no signals: %s",
			strerror(errno));
		return EX_OSERR;
	}
	for (;;) {
		turn(program);
	}
}
