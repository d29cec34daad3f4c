#include "daemon/startup.h"

#include <errno.h>
#include <event2/event.h>
#include <openssl/crypto.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/command.h"
#include "daemon/daemon.h"
#include "daemon/notify.h"
#include "disk/state_file.h"
#include "loop/clock.h"
#include "loop/log.h"
#include "loop/memory.h"
#include "loop/privilege.h"
#include "loop/realtime.h"
#include "values/signals.h"

enum {
	FLUSH_MS = 3000,
	UNPRIVILEGED_PORT = 1024, /* from here on, unless a sysctl says otherwise */
};

/* Log the one line that says why fipd does not start, and return the exit code. */
static int fail(int code, int id, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int fail(int code, int id, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	log_message(MESSAGE_ERROR, id, "%s", text);
	return code;
}

static int check_privilege(struct daemon *daemon)
{
	const char *missing = privilege_missing();

	(void)daemon;
	if (missing == NULL) {
		return 0;
	}
	return fail(EX_NOPERM, 210,
		"%s missing: start fipd by its unit (systemctl start fipd) or as root",
		missing);
}

static void list_faults(const struct diagnostics *diagnostics, int id)
{
	for (size_t i = 0; i < diagnostics_kept(diagnostics); i++) {
		log_message(MESSAGE_ERROR, id, "%s", diagnostics->text[i]);
	}
}

static int explain_config(const struct setup_faults *faults)
{
	if (faults->config.count == 0) {
		return fail(EX_CONFIG, 203,
			"fipd does not start without a good key file: make one with "
			"`fipctl keygen`, the same on both nodes, or write `auth: "
			"none`");
	}
	return fail(EX_CONFIG, 202,
		"fipd does not start: the configuration has %zu fault%s",
		faults->config.count, faults->config.count == 1 ? "" : "s");
}

static int explain_state(const char *folder, int error)
{
	if (error == -EWOULDBLOCK) {
		return fail(EX_UNAVAILABLE, 205,
			"another fipd uses %s: stop it, or "
			"give this one its own --state and --control",
			folder);
	}
	return fail(EX_OSERR, 204,
		"the state folder %s cannot be used: %s; give it to "
		"the user fipd runs as, or name another with --state",
		folder, strerror(-error));
}

static int explain_system(const char *what, int error)
{
	return fail(EX_OSERR, 218, "%s: %s", what, strerror(-error));
}

/* Send log lines where the options say. */
static void open_log(const struct options *options)
{
	bool own_choice = options->log == OPTIONS_LOG_BY_ITSELF;
	bool watched = isatty(STDERR_FILENO) || getenv("JOURNAL_STREAM") != NULL;
	bool to_stderr = own_choice ? watched : options->log != OPTIONS_LOG_SYSLOG;
	bool to_syslog = own_choice ? !watched : options->log != OPTIONS_LOG_STDERR;
	struct log_options log = {
		.to_stderr = to_stderr,
		.syslog_path = to_syslog ? options->syslog : NULL,
		.threshold = options->debug ? MESSAGE_DEBUG : MESSAGE_INFO,
	};

	log_open(&log);
}

static void list_unknown(const struct diagnostics *unknown)
{
	for (size_t i = 0; i < diagnostics_kept(unknown); i++) {
		log_message(MESSAGE_WARNING, 350, "%s; passed over", unknown->text[i]);
	}
}

static int load_setup(struct daemon *daemon)
{
	struct daemon_store *store = &daemon->store;
	struct setup_files files = {
		.config = daemon->options->config,
		.overlay = store->overlay_path,
	};
	struct setup_faults *faults = &daemon->reload.faults;
	bool good;

	snprintf(store->overlay_path, sizeof(store->overlay_path), "%s/settings.yaml",
		store->folder);
	good = setup_load(&daemon->node.setup, &files, faults);
	list_faults(&faults->overlay, 219);
	list_unknown(&faults->unknown);
	if (!good) {
		list_faults(&faults->config, 202);
		list_faults(&faults->keys, 203);
		return explain_config(faults);
	}
	log_set_pair(daemon->node.setup.config.pair);
	return 0;
}

static void log_findings(
	const char *folder, const struct journal_file_findings *findings)
{
	if (findings->cut_bytes) {
		log_message(MESSAGE_WARNING, 220,
			"%s/events.jsonl: its end was torn, %zu "
			"bytes were cut off",
			folder, findings->cut_bytes);
	}
	if (findings->damaged_lines) {
		log_message(MESSAGE_WARNING, 221,
			"%s/events.jsonl:%zu: %zu damaged line%s "
			"passed over",
			folder, findings->first_damaged_line, findings->damaged_lines,
			findings->damaged_lines == 1 ? "" : "s");
	}
}

/*
 * The run-time settings that could not be used are renamed, and those with some of a newer
 * release get a second name: the next SET would write over what the operator may want to
 * look at, or the newer release to read.
 */
static void set_overlay_aside(const struct daemon *daemon)
{
	const struct daemon_store *store = &daemon->store;
	char path[DISK_FILE_PATH_MAX + 8];

	if (daemon->reload.faults.unknown.count > 0) {
		snprintf(path, sizeof(path), "%s.newer", store->overlay_path);
		unlink(path);
		(void)!link(store->overlay_path, path);
	}
	if (daemon->reload.faults.overlay.count == 0) {
		return;
	}
	snprintf(path, sizeof(path), "%s.bad", store->overlay_path);
	rename(store->overlay_path, path);
	log_message(MESSAGE_ERROR, 219,
		"%s cannot be used; fipd runs on %s alone and moved "
		"it to %s",
		store->overlay_path, daemon->options->config, path);
}

static int lock_folder(struct daemon *daemon)
{
	struct daemon_store *store = &daemon->store;

	store->lock_fd = state_file_lock_folder(store->folder);
	if (store->lock_fd < 0) {
		return explain_state(store->folder, store->lock_fd);
	}
	set_overlay_aside(daemon);
	return 0;
}

static int open_loop(struct daemon *daemon)
{
	int error = loop_open(&daemon->loop);

	if (!error) {
		error = disk_start(&daemon->store.disk);
	}
	if (!error) {
		error = disk_start(&daemon->store.events);
	}
	daemon->node.loop = daemon->loop;
	return error ? explain_system("the event loop cannot be made", error) : 0;
}

static void warn_of_damage(const struct state_file *file)
{
	log_message(MESSAGE_WARNING, 223, "%s is damaged; fipd goes on without it",
		state_file_path(file));
}

static void read_cursors(struct daemon_store *store)
{
	uint64_t newest = journal_newest(store->journal);

	if (!cursors_load(&store->cursors, store->cursors_file)) {
		warn_of_damage(store->cursors_file);
	}
	if (cursors_highest(&store->cursors) > newest) {
		journal_skip_to(store->journal, cursors_highest(&store->cursors));
		log_message(MESSAGE_WARNING, 222,
			"the event journal ends at %llu, but a "
			"client has seen %llu; numbers go on from there",
			(unsigned long long)newest,
			(unsigned long long)cursors_highest(&store->cursors));
	}
}

static int open_files(struct daemon_store *store)
{
	store->settings_file =
		state_file_new(store->disk, store->folder, "settings.yaml");
	store->cursors_file =
		state_file_new(store->disk, store->folder, "cursors.json");
	store->epoch_file = state_file_new(store->disk, store->folder, "epoch");
	if (store->settings_file == NULL || store->cursors_file == NULL
		|| store->epoch_file == NULL) {
		return explain_system("no memory", -ENOMEM);
	}
	read_cursors(store);
	return 0;
}

static int open_recorder(struct daemon *daemon)
{
	struct daemon_store *store = &daemon->store;
	char kept[DISK_FILE_PATH_MAX];
	const struct recorder_place place = { store->folder, kept };

	snprintf(kept, sizeof(kept), "%s.recording", daemon->options->control);
	return recorder_new(&store->recorder, store->disk, &place, daemon->version);
}

static int open_store(struct daemon *daemon)
{
	struct daemon_store *store = &daemon->store;
	struct journal_file_findings findings;
	struct journal_disks disks = { store->events, store->disk };
	int error = journal_open(&store->journal, &disks, store->folder, &findings);

	if (error) {
		return explain_state(store->folder, error);
	}
	log_findings(store->folder, &findings);
	error = open_recorder(daemon);
	if (error) {
		return explain_state(store->folder, error);
	}
	daemon->node.event_log.journal = store->journal;
	daemon->node.event_log.recorder = store->recorder;
	return open_files(store);
}

/*
 * The events' disk is stopped first: the other one syncs what it has written.
 */
static bool stop_disks(const struct daemon_store *store)
{
	if (store->events != NULL && disk_flush(store->events, FLUSH_MS) != 0) {
		return false;
	}
	if (store->journal != NULL) {
		journal_finish(store->journal);
	}
	return (store->events == NULL || disk_stop(store->events, FLUSH_MS) == 0)
	       && (store->disk == NULL || disk_stop(store->disk, FLUSH_MS) == 0);
}

/*
 * Wait for the disks, then free all that they write.  A disk that hangs must not hang
 * the end of the process: then false, and its memory is left alone.
 */
static bool close_store(const struct daemon_store *store)
{
	if (store->recorder != NULL) {
		recorder_finish(store->recorder);
	}
	if (!stop_disks(store)) {
		return false;
	}
	state_file_free(store->settings_file);
	state_file_free(store->cursors_file);
	state_file_free(store->epoch_file);
	recorder_free(store->recorder);
	journal_close(store->journal);
	return true;
}

static int explain_network(const struct config *config, int error)
{
	if (error == -EACCES && config->port < UNPRIVILEGED_PORT) {
		return fail(EX_NOPERM, 210,
			"monitor port %u is below 1024: give fipd "
			"CAP_NET_BIND_SERVICE, or choose another `port` on both nodes",
			(unsigned)config->port);
	}
	if (error == -EPERM || error == -EACCES) {
		return fail(EX_NOPERM, 210,
			"the kernel refuses fipd its sockets: start "
			"it by its unit (systemctl start fipd) or as root");
	}
	if (error == -EADDRINUSE) {
		return fail(EX_UNAVAILABLE, 208,
			"monitor port %u is in use: find by "
			"whom with `ss -lunp`, or choose another `port` on both nodes",
			config->port);
	}
	return fail(EX_OSERR, 209, "the network cannot be used over %s: %s",
		config->interface, strerror(-error));
}

static int find_own(const struct config *config, struct ip *own)
{
	int error;
	enum setup_own verdict = setup_find_own(config, own, &error);
	char text[256];

	setup_explain_own(text, sizeof(text), verdict, config, error);
	switch (verdict) {
	case SETUP_OWN_KNOWN:
	case SETUP_OWN_UNKNOWN:
		return 0;
	case SETUP_OWN_IS_FIP:
		return fail(EX_CONFIG, 212, "%s", text);
	case SETUP_OWN_IS_PEER:
		return fail(EX_CONFIG, 213, "%s", text);
	case SETUP_OWN_IS_LINK:
		return fail(EX_CONFIG, 225, "%s", text);
	case SETUP_OWN_REFUSED:
		break;
	}
	return explain_network(config, error);
}

static int explain_control(const char *path, int error)
{
	if (error == -EADDRINUSE) {
		return fail(EX_UNAVAILABLE, 206,
			"another fipd listens on %s: stop it, "
			"or give this one its own --control",
			path);
	}
	if (error == -ENAMETOOLONG) {
		return fail(EX_USAGE, 207,
			"the path of the control socket is too long: %s has %zu bytes, "
			"and there may be at most %d, for that of the readers' socket "
			"has five more; name another with --control",
			path, strlen(path), SERVER_PATH_BYTES_MAX);
	}
	return fail(EX_OSERR, 207,
		"the control socket %s cannot be made: %s; make its "
		"folder for the user fipd runs as, or name another with --control",
		path, strerror(-error));
}

static int open_network(struct daemon *daemon)
{
	struct node *node = &daemon->node;
	const struct config *config = &node->setup.config;
	int code = find_own(config, &node->own);
	int error;

	if (code) {
		return code;
	}
	error = node_open_network(node);
	return error ? explain_network(config, error) : 0;
}

static int open_resident(struct daemon *daemon)
{
	int error = node_open_resident(&daemon->node, daemon->store.folder);

	return error ? explain_system("the kernel's netlink cannot be used", error) : 0;
}

static void prepare_reload(struct reload *reload, struct daemon *daemon)
{
	reload->disk = daemon->store.disk;
	reload->files.config = daemon->options->config;
	reload->files.overlay = daemon->store.overlay_path;
	reload->node = &daemon->node;
	reload->status_build = &daemon->status_build;
	reload->server = daemon->server;
}

static int open_server(struct daemon *daemon)
{
	struct commands commands = command_table(daemon);
	const char *path = daemon->options->control;
	int error = server_open(&daemon->server, path, &commands);

	if (error) {
		return explain_control(path, error);
	}
	prepare_reload(&daemon->reload, daemon);
	return 0;
}

static int connect_callbacks(struct daemon *daemon)
{
	int error = daemon_connect(daemon);

	return error ? explain_system("the event loop cannot be made", error) : 0;
}

static void begin_status(struct status_build *build, struct daemon *daemon)
{
	int64_t now_us = loop_now_us(daemon->loop);

	build->version = daemon->version;
	build->node = &daemon->node;
	build->started_us = now_us;
	build->started_date_ms = clock_wall_ms();
	build->reset_us = now_us;
	build->peer_since_us = now_us;
	build->alarms = *journal_alarms(daemon->store.journal);
}

static void lock_memory(void)
{
	int error = memory_keep();

	if (error) {
		log_message(MESSAGE_INFO, 217, "memory is not locked: %s",
			strerror(-error));
	}
}

static int start_engine(struct daemon *daemon)
{
	struct node *node = &daemon->node;
	struct recording_start start = {
		.settings = node->settings,
		.now_us = loop_now_us(daemon->loop),
	};
	const struct state_file *file = daemon->store.epoch_file;
	bool pinned;

	if (state_file_read_epoch(state_file_path(file), &start.epoch, &pinned) != 0) {
		warn_of_damage(file);
	}
	while (start.incarnation == 0) {
		if (getrandom(&start.incarnation, sizeof(start.incarnation), 0) < 0) {
			return explain_system("no random numbers", -errno);
		}
	}
	begin_status(&daemon->status_build, daemon);
	lock_memory();
	realtime_keep(&daemon->realtime, loop_now_us(daemon->loop));
	node->driver.epoch = daemon->store.epoch_file;
	node_start(node, &start, pinned);
	timer_set(daemon->tick, loop_now_us(daemon->loop));
	return 0;
}

static int run_stages(struct daemon *daemon)
{
	/* table */
	static int (*const stages[])(struct daemon * daemon) = {
		check_privilege,
		load_setup,
		lock_folder,
		open_loop,
		open_store,
		open_network,
		open_resident,
		open_server,
		connect_callbacks,
		start_engine,
	};
	int code = 0;

	for (size_t i = 0; !code && i < sizeof(stages) / sizeof(stages[0]); i++) {
		code = stages[i](daemon);
	}
	return code;
}

/* This comes before all else, so that what follows is in time already. */
static void raise_priority(void)
{
	int error = privilege_raise_session();

	if (error && error != -ENOENT) {
		log_message(MESSAGE_INFO, 226,
			"the raised priority counts within fipd's session only: %s",
			strerror(-error));
	}
}

/* The keys are in the memory: no core dump has them, and only root traces fipd. */
static void keep_secrets(void)
{
	if (prctl(PR_SET_DUMPABLE, 0) != 0) {
		log_message(MESSAGE_WARNING, 0, "core dumps cannot be switched off: %s",
			strerror(errno));
	}
}

static int open_daemon(
	struct daemon *daemon, const struct options *options, const char *version)
{
	int code;

	daemon->options = options;
	daemon->version = version;
	daemon->store.folder = options->state;
	daemon->store.lock_fd = -1;
	daemon->node.version = version;
	daemon->node.state = options->state;
	signals_ignore();
	open_log(options);
	raise_priority();
	keep_secrets();
	code = run_stages(daemon);
	if (!code) {
		notify_send("READY=1");
	}
	return code;
}

/* Bring everything onto the disk, and let the clients have the last events. */
static void publish_last_events(const struct daemon *daemon)
{
	disk_flush(daemon->store.events, FLUSH_MS);
	disk_flush(daemon->store.disk, FLUSH_MS);
	server_publish(daemon->server, true);
	event_base_loop(loop_base(daemon->loop), EVLOOP_NONBLOCK);
}

/*
 * Bring everything onto the disk, let clients have the last events, and close.  False
 * if the disk hangs: its thread may still use the daemon, which must stay until the
 * process has ended.
 */
static bool close_daemon(struct daemon *daemon)
{
	bool closed;

	if (daemon->server != NULL) {
		publish_last_events(daemon);
	}
	/* Nothing is collected from the disks after this, for what they would
	 * report is part of what is freed. */
	loop_unwatch(daemon->store.disk_watch);
	loop_unwatch(daemon->store.events_watch);
	closed = close_store(&daemon->store);
	server_close(daemon->server);
	node_close(&daemon->node);
	timer_close(daemon->tick);
	loop_close(daemon->loop);
	if (daemon->store.lock_fd >= 0) {
		close(daemon->store.lock_fd);
	}
	log_close();
	return closed;
}

int startup_run(const struct options *options, const char *version)
{
	struct daemon *daemon;
	int code;

	memory_begin();
	/* No tables of all ciphers, digests and error texts: one digest is fetched. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_ADD_ALL_CIPHERS
				    | OPENSSL_INIT_NO_ADD_ALL_DIGESTS
				    | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
		NULL);
	daemon = calloc(1, sizeof(*daemon));

	if (daemon == NULL) {
		return EX_OSERR;
	}
	code = open_daemon(daemon, options, version);
	if (!code && loop_run(daemon->loop) != 0) {
		code = fail(EX_OSERR, 218, "the kernel refuses to wait for events");
	}
	if (close_daemon(daemon)) {
		free(daemon);
	}
	return code;
}
