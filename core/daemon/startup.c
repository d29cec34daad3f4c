#include "daemon/startup.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "config/config_engine.h"
#include "daemon/callbacks.h"
#include "daemon/command.h"
#include "daemon/launch.h"
#include "daemon/notify.h"
#include "daemon/startup_error.h"
#include "daemon/state_store.h"
#include "disk/state_folder.h"
#include "loop/log.h"
#include "loop/privilege.h"

enum {
	FLUSH_MS = 3000
};

static int load_setup(struct daemon *daemon)
{
	struct setup_files files = {
		.config = daemon->options->config,
		.overlay = daemon->overlay_path,
	};
	struct setup_faults *faults = &daemon->reload.faults;
	bool good;

	snprintf(daemon->overlay_path, sizeof(daemon->overlay_path), "%s/settings.yaml",
		daemon->options->state);
	good = setup_load(&daemon->setup, &files, faults);
	startup_error_list(&faults->overlay, 219);
	if (!good) {
		startup_error_list(&faults->config, 202);
		startup_error_list(&faults->keys, 203);
		return startup_error_config(faults);
	}
	options_open_log(daemon->options, daemon->setup.config.pair);
	return 0;
}

static int open_state(struct daemon *daemon)
{
	daemon->lock_fd = state_folder_lock(daemon->options->state);
	if (daemon->lock_fd < 0) {
		return startup_error_state(daemon->options->state, daemon->lock_fd);
	}
	state_store_set_overlay_aside(daemon);
	return 0;
}

static int open_loop(struct daemon *daemon)
{
	int error = loop_open(&daemon->loop);

	if (!error) {
		error = disk_start(&daemon->disk);
	}
	if (!error) {
		error = disk_start(&daemon->events);
	}
	return error ? startup_error_system("the event loop cannot be made", error) : 0;
}

static int open_network(struct daemon *daemon)
{
	struct network_listener listener = callbacks_network(daemon);
	struct network_plan plan = {
		.config = &daemon->setup.config,
		.keys = &daemon->setup.keys,
		.settings = &daemon->settings,
	};
	int code = startup_error_identity(&daemon->setup.config, &daemon->own);
	int error;

	if (code) {
		return code;
	}
	plan.own = daemon->own;
	daemon_derive_settings(daemon);
	error = network_open(&daemon->network, daemon->loop, &plan, &listener);
	return error ? startup_error_network(&daemon->setup.config, error) : 0;
}

static int open_resident(struct daemon *daemon)
{
	int error =
		resident_open(&daemon->resident, daemon->loop, daemon->options->state);

	if (error) {
		return startup_error_system(
			"the kernel's netlink cannot be used", error);
	}
	daemon_put_resident(daemon);
	return 0;
}

/* A life that follows at once finds the host as it needs it. */
static void close_resident(struct daemon *daemon)
{
	int error = 0;

	if (daemon->resident != NULL && !daemon->driver.engine.departing) {
		error = resident_undo(daemon->resident);
	}
	if (error) {
		log_message(MESSAGE_WARNING, 317,
			"what was done for resident F-IPs cannot be undone: %s",
			strerror(-error));
	}
	resident_close(daemon->resident);
}

static int open_server(struct daemon *daemon)
{
	struct service service;
	int error;

	command_init(daemon, &service);
	error = server_open(
		&daemon->server, daemon->loop, daemon->options->control, &service);
	return error ? startup_error_control(daemon->options->control, error) : 0;
}

static int run_stages(struct daemon *daemon)
{
	/* table */
	static int (*const stages[])(struct daemon * daemon) = {
		startup_error_privilege,
		load_setup,
		open_state,
		open_loop,
		state_store_open,
		open_network,
		open_resident,
		open_server,
	};
	int error;

	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		int code = stages[i](daemon);

		if (code) {
			return code;
		}
	}
	callbacks_parts(daemon);
	error = callbacks_loop(daemon);
	if (error) {
		return startup_error_system("the event loop cannot be made", error);
	}
	return launch_engine(daemon);
}

/* Before all else: what follows is to be in time already. */
static void raise_priority(void)
{
	int error = privilege_raise_session();

	if (error && error != -ENOENT) {
		log_message(MESSAGE_INFO, 226,
			"the raised priority counts within fipd's session only: %s",
			strerror(-error));
	}
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
	options_open_log(options, NULL);
	raise_priority();
	code = run_stages(daemon);
	if (!code) {
		notify_send("READY=1");
	}
	return code;
}

bool startup_close(struct daemon *daemon)
{
	bool closed;

	if (daemon->server != NULL) {
		disk_flush(daemon->events, FLUSH_MS);
		disk_flush(daemon->disk, FLUSH_MS);
		server_publish(daemon->server);
		event_base_loop(loop_base(daemon->loop), EVLOOP_NONBLOCK);
	}
	/* Nothing is collected from the disk after this: what it would tell may go. */
	loop_unwatch(daemon->disk_watch);
	loop_unwatch(daemon->events_watch);
	closed = state_store_close(daemon, FLUSH_MS);
	server_close(daemon->server);
	network_close(&daemon->network);
	close_resident(daemon);
	timer_close(daemon->tick);
	loop_close(daemon->loop);
	if (daemon->lock_fd >= 0) {
		close(daemon->lock_fd);
	}
	explicit_bzero(&daemon->setup.keys, sizeof(daemon->setup.keys));
	log_close();
	return closed;
}
