#include "daemon/startup.h"

#include <errno.h>
#include <event2/event.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/command.h"
#include "daemon/daemon.h"
#include "daemon/failure.h"
#include "daemon/notify.h"
#include "daemon/rights.h"
#include "daemon/store.h"
#include "disk/state_file.h"
#include "loop/clock.h"
#include "loop/log.h"
#include "loop/memory.h"
#include "loop/realtime.h"
#include "values/journal_stream.h"
#include "values/signals.h"

enum {
	UNPRIVILEGED_PORT = 1024, /* from here on, unless a sysctl says otherwise */
};

static void list_faults(const struct diagnostics *diagnostics, int id)
{
	for (size_t i = 0; i < diagnostics_kept(diagnostics); i++) {
		log_message(MESSAGE_ERROR, id, "%s", diagnostics->text[i]);
	}
}

static int explain_config(const struct setup_faults *faults)
{
	if (faults->config.count == 0) {
		return failure_tell(EX_CONFIG, 203,
			"fipd does not start without a good key file: make one with "
			"`fipctl keygen`, the same on both nodes, or write `auth: "
			"none`");
	}
	return failure_tell(EX_CONFIG, 202,
		"fipd does not start: the configuration has %zu fault%s",
		faults->config.count, faults->config.count == 1 ? "" : "s");
}

/* Send log lines where the options say. */
static void open_log(const struct options *options)
{
	bool own_choice = options->log == OPTIONS_LOG_BY_ITSELF;
	bool watched = isatty(STDERR_FILENO) || journal_stream_is_stderr();
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
	return error ? failure_tell_system("the event loop cannot be made", error) : 0;
}

static int explain_network(const struct config *config, int error)
{
	if (error == -EACCES && config->port < UNPRIVILEGED_PORT) {
		return failure_tell(EX_NOPERM, 210,
			"monitor port %u is below 1024: give fipd "
			"CAP_NET_BIND_SERVICE, or choose another `port` on both nodes",
			(unsigned)config->port);
	}
	if (error == -EPERM || error == -EACCES) {
		return failure_tell(EX_NOPERM, 210,
			"the kernel refuses fipd its sockets: start "
			"it by its unit (systemctl start fipd) or as root");
	}
	if (error == -EADDRINUSE) {
		return failure_tell(EX_UNAVAILABLE, 208,
			"monitor port %u is in use: find by "
			"whom with `ss -lunp`, or choose another `port` on both nodes",
			config->port);
	}
	return failure_tell(EX_OSERR, 209, "the network cannot be used over %s: %s",
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
		return failure_tell(EX_CONFIG, 212, "%s", text);
	case SETUP_OWN_IS_PEER:
		return failure_tell(EX_CONFIG, 213, "%s", text);
	case SETUP_OWN_IS_LINK:
		return failure_tell(EX_CONFIG, 225, "%s", text);
	case SETUP_OWN_REFUSED:
		break;
	}
	return explain_network(config, error);
}

static int explain_control(const char *path, int error)
{
	if (error == -EADDRINUSE) {
		return failure_tell(EX_UNAVAILABLE, 206,
			"another fipd listens on %s: stop it, "
			"or give this one its own --control",
			path);
	}
	if (error == -ENAMETOOLONG) {
		return failure_tell(EX_USAGE, 207,
			"the path of the control socket is too long: %s has %zu bytes, "
			"and there may be at most %d, for that of the readers' socket "
			"has five more; name another with --control",
			path, strlen(path), SERVER_PATH_BYTES_MAX);
	}
	return failure_tell(EX_OSERR, 207,
		"no control socket at %s: %s; %s, or name another with --control", path,
		strerror(-error),
		error == -EEXIST ? "remove it" : "make its folder for fipd's user");
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

	return error ? failure_tell_system("the kernel's netlink cannot be used", error)
		     : 0;
}

static void prepare_reload(struct reload *reload, struct daemon *daemon)
{
	reload->disk = daemon->store.disk;
	reload->files.config = daemon->options->config;
	reload->files.overlay = daemon->store.overlay_path;
	reload->node = &daemon->node;
	reload->health = &daemon->health;
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

	return error ? failure_tell_system("the event loop cannot be made", error) : 0;
}

static void begin_status(struct status_build *build, struct daemon *daemon)
{
	int64_t now_us = loop_now_us(daemon->loop);

	build->version = daemon->version;
	build->node = &daemon->node;
	build->health = &daemon->health;
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
		store_warn_of_damage(file);
	}
	while (start.incarnation == 0) {
		if (getrandom(&start.incarnation, sizeof(start.incarnation), 0) < 0) {
			return failure_tell_system("no random numbers", -errno);
		}
	}
	begin_status(&daemon->status_build, daemon);
	health_begin(&daemon->health, node);
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
		load_setup,
		store_lock,
		open_loop,
		store_open,
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
	code = rights_settle(options);
	code = code ? code : run_stages(daemon);
	if (!code) {
		notify_send("READY=1");
	}
	return code;
}

/* Bring everything onto the disk, and let the clients have the last events. */
static void publish_last_events(const struct daemon *daemon)
{
	disk_flush(daemon->store.events, STORE_FLUSH_MS);
	disk_flush(daemon->store.disk, STORE_FLUSH_MS);
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
	closed = store_close(&daemon->store);
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
		code = failure_tell(
			EX_OSERR, 218, "the kernel refuses to wait for events");
	}
	if (close_daemon(daemon)) {
		free(daemon);
	}
	return code;
}
