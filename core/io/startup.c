#include "io/startup.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sysexits.h>
#include <unistd.h>

#include "io/clock.h"
#include "io/command.h"
#include "io/complaint.h"
#include "io/log.h"
#include "io/notify.h"
#include "io/privilege.h"
#include "io/statefolder.h"
#include "io/wiring.h"

enum {
	FLUSH_MS = 3000
};

void startup_log(const struct options *options, const char *pair)
{
	bool own_choice = options->log == OPTIONS_LOG_BY_ITSELF;
	bool watched = isatty(STDERR_FILENO) || getenv("JOURNAL_STREAM");
	bool to_stderr = own_choice ? watched : options->log != OPTIONS_LOG_SYSLOG;
	bool to_syslog = own_choice ? !watched : options->log != OPTIONS_LOG_STDERR;
	struct log_options log = {
		.to_stderr = to_stderr,
		.syslog_path = to_syslog ? options->syslog : NULL,
		.pair = pair,
		.threshold = options->debug ? MESSAGE_DEBUG : MESSAGE_INFO,
	};

	log_close();
	log_open(&log);
}

static int load_setup(struct daemon *daemon)
{
	struct setup_files files = {
		.config = daemon->options->config,
		.overlay = daemon->overlay_path,
	};
	struct setup_faults *faults = &daemon->reload.faults;
	bool good;

	snprintf(daemon->overlay_path, sizeof daemon->overlay_path, "%s/settings.yaml",
		daemon->options->state);
	good = setup_load(&daemon->setup, &files, faults);
	complaint_list(&faults->overlay, 219);
	if (!good) {
		complaint_list(&faults->config, 202);
		complaint_list(&faults->keys, 203);
		return complaint_config(faults);
	}
	startup_log(daemon->options, daemon->setup.config.pair);
	return 0;
}

/* The damaged file is kept for the operator: the next SET would write over it. */
static void set_overlay_aside(const struct daemon *daemon)
{
	char path[DISKFILE_PATH_MAX + 8];

	if (daemon->reload.faults.overlay.count == 0) {
		return;
	}
	snprintf(path, sizeof path, "%s.bad", daemon->overlay_path);
	rename(daemon->overlay_path, path);
	log_message(MESSAGE_ERROR, 219,
		"%s cannot be used; fipd runs on %s alone and moved "
		"it to %s",
		daemon->overlay_path, daemon->options->config, path);
}

static int open_state(struct daemon *daemon)
{
	daemon->lock_fd = statefolder_lock(daemon->options->state);
	if (daemon->lock_fd < 0) {
		return complaint_state(daemon->options->state, daemon->lock_fd);
	}
	set_overlay_aside(daemon);
	return 0;
}

static int open_loop(struct daemon *daemon)
{
	int error = loop_open(&daemon->loop);

	if (!error) {
		error = disk_start(&daemon->disk);
	}
	return error ? complaint_system("the event loop cannot be made", error) : 0;
}

static void read_cursors(struct daemon *daemon)
{
	uint64_t newest = journal_newest(daemon->journal);

	if (!cursors_load(&daemon->cursors, daemon->keepers.cursors)) {
		log_message(MESSAGE_WARNING, 223,
			"%s is damaged; fipd goes on without it",
			keeper_path(daemon->keepers.cursors));
	}
	if (cursors_highest(&daemon->cursors) > newest) {
		journal_skip_to(daemon->journal, cursors_highest(&daemon->cursors));
		log_message(MESSAGE_WARNING, 222,
			"the event journal ends at %llu, but a "
			"client has seen %llu; numbers go on from there",
			(unsigned long long)newest,
			(unsigned long long)cursors_highest(&daemon->cursors));
	}
}

static int open_records(struct daemon *daemon)
{
	const char *folder = daemon->options->state;
	struct daemon_keepers *keepers = &daemon->keepers;
	struct archive_findings findings;
	int error = journal_open(&daemon->journal, daemon->disk, folder, &findings);

	if (error) {
		return complaint_state(folder, error);
	}
	complaint_archive(folder, &findings);
	keepers->settings = keeper_new(daemon->disk, folder, "settings.yaml");
	keepers->cursors = keeper_new(daemon->disk, folder, "cursors.json");
	keepers->epoch = keeper_new(daemon->disk, folder, "epoch");
	if (!keepers->settings || !keepers->cursors || !keepers->epoch) {
		return complaint_system("no memory", -ENOMEM);
	}
	daemon->recorder.journal = daemon->journal;
	read_cursors(daemon);
	return 0;
}

static int open_network(struct daemon *daemon)
{
	struct network_listener listener = wiring_network(daemon);
	struct network_plan plan = {
		.config = &daemon->setup.config,
		.keys = &daemon->setup.keys,
		.settings = &daemon->settings,
	};
	int code = complaint_identity(&daemon->setup.config, &daemon->own);
	int error;

	if (code) {
		return code;
	}
	plan.own = daemon->own;
	config_engine_settings(&daemon->setup.config, daemon->own, &daemon->settings);
	recorder_name(&daemon->recorder, &daemon->setup.config, daemon->own);
	error = network_open(&daemon->network, daemon->loop, &plan, &listener);
	return error ? complaint_network(&daemon->setup.config, error) : 0;
}

static int open_server(struct daemon *daemon)
{
	struct service service;
	int error;

	command_init(daemon, &service);
	error = server_open(
		&daemon->server, daemon->loop, daemon->options->control, &service);
	return error ? complaint_control(daemon->options->control, error) : 0;
}

static void warn(const struct daemon *daemon)
{
	int error = privilege_lock_memory();

	if (error) {
		log_message(MESSAGE_INFO, 217, "memory is not locked: %s",
			strerror(-error));
	}
	if (!daemon->setup.config.authenticated) {
		log_message(MESSAGE_WARNING, 216,
			"heartbeats are not authenticated (auth: "
			"none): anyone on the network can forge them");
	}
	if (daemon->settings.enabled && !settings_lease_is_safe(&daemon->settings)) {
		log_message(MESSAGE_WARNING, 215,
			"the lease of %u s is too coarse for this "
			"timing: if fipd freezes, both nodes may answer for a moment",
			settings_lease_s(&daemon->settings));
	}
}

static void begin_reports(struct daemon *daemon)
{
	struct reporter *reporter = &daemon->reporter;
	int64_t now_us = loop_now_us(daemon->loop);

	reporter->version = daemon->version;
	reporter->driver = &daemon->driver;
	reporter->network = &daemon->network;
	reporter->journal = daemon->journal;
	reporter->config = &daemon->setup.config;
	reporter->own_address = daemon->recorder.own;
	reporter->started_us = now_us;
	reporter->started_date_ms = clock_wall_ms();
	reporter->changed_us = now_us;
	reporter->reset_us = now_us;
	reporter->peer_since_us = now_us;
	reporter->link_since_us = now_us;
}

/* What a former life left is ours as long as its lease runs; a part of it is not. */
static void find_fips(struct daemon *daemon)
{
	struct event event = { .kind = EVENT_FIPS_FOUND };
	int found = fips_find(daemon->network.fips, &event.remaining_us);

	if (found <= 0) {
		return;
	}
	if ((size_t)found < daemon->setup.config.fip_count) {
		fips_release(daemon->network.fips);
		return;
	}
	log_message(MESSAGE_NOTICE, 224,
		"the F-IPs of a former life are here, with %.1f s "
		"of their lease left",
		(double)event.remaining_us / SECOND_US);
	driver_step(&daemon->driver, &event);
}

static int begin_engine(struct daemon *daemon)
{
	uint64_t incarnation = 0;
	uint32_t epoch;

	if (statefolder_read_epoch(keeper_path(daemon->keepers.epoch), &epoch) != 0) {
		log_message(MESSAGE_WARNING, 223,
			"%s is damaged; fipd goes on without it",
			keeper_path(daemon->keepers.epoch));
	}
	while (incarnation == 0) {
		if (getrandom(&incarnation, sizeof incarnation, 0) < 0) {
			return complaint_system("no random numbers", -errno);
		}
	}
	engine_start(&daemon->driver.engine, &daemon->settings, incarnation, epoch,
		loop_now_us(daemon->loop));
	begin_reports(daemon);
	daemon_tell_usable(daemon);
	find_fips(daemon);
	timer_set(daemon->tick, loop_now_us(daemon->loop));
	return 0;
}

static int run_stages(struct daemon *daemon)
{
	/* table */
	static int (*const stages[])(struct daemon * daemon) = {
		complaint_privilege,
		load_setup,
		open_state,
		open_loop,
		open_records,
		open_network,
		open_server,
	};
	int error;

	for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++) {
		int code = stages[i](daemon);

		if (code) {
			return code;
		}
	}
	wiring_parts(daemon);
	error = wiring_loop(daemon);
	if (error) {
		return complaint_system("the event loop cannot be made", error);
	}
	warn(daemon);
	return begin_engine(daemon);
}

int startup_open(
	struct daemon *daemon, const struct options *options, const char *version)
{
	int code;

	*daemon = (struct daemon){
		.options = options,
		.version = version,
		.lock_fd = -1,
	};
	startup_log(options, NULL);
	code = run_stages(daemon);
	if (!code) {
		notify_send("READY=1");
	}
	return code;
}

/* A disk that hangs must not hang the end of the process. */
static void close_records(struct daemon *daemon)
{
	if (!daemon->disk || disk_stop(daemon->disk, FLUSH_MS) != 0) {
		return;
	}
	keeper_free(daemon->keepers.settings);
	keeper_free(daemon->keepers.cursors);
	keeper_free(daemon->keepers.epoch);
	journal_close(daemon->journal);
}

void startup_close(struct daemon *daemon)
{
	if (daemon->server) {
		disk_flush(daemon->disk, FLUSH_MS);
		server_publish(daemon->server);
		event_base_loop(loop_base(daemon->loop), EVLOOP_NONBLOCK);
	}
	server_close(daemon->server);
	network_close(&daemon->network);
	loop_unwatch(daemon->disk_watch);
	timer_close(daemon->tick);
	close_records(daemon);
	loop_close(daemon->loop);
	if (daemon->lock_fd >= 0) {
		close(daemon->lock_fd);
	}
	explicit_bzero(&daemon->setup.keys, sizeof daemon->setup.keys);
	log_close();
}
