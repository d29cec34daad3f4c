#include "daemon/launch.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "daemon/readiness.h"
#include "daemon/startup_error.h"
#include "disk/state_folder.h"
#include "loop/clock.h"
#include "loop/log.h"
#include "loop/privilege.h"

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
	daemon_warn_of_lease(daemon);
}

static void begin_reports(struct daemon *daemon)
{
	struct reporter *reporter = &daemon->reporter;
	int64_t now_us = loop_now_us(daemon->loop);

	reporter->version = daemon->version;
	reporter->driver = &daemon->driver;
	reporter->restart = &daemon->restart;
	reporter->network = &daemon->network;
	reporter->journal = daemon->journal;
	reporter->config = &daemon->setup.config;
	reporter->own_address = daemon->event_log.own;
	reporter->started_us = now_us;
	reporter->started_date_ms = clock_wall_ms();
	reporter->changed_us = now_us;
	reporter->reset_us = now_us;
	reporter->peer_since_us = now_us;
}

/* What a former life left is ours as long as its lease runs; a part of it is not. */
static void find_fips(struct daemon *daemon, bool pinned)
{
	struct input input = { .kind = INPUT_FIPS_FOUND, .pinned = pinned };
	int found = fips_find(daemon->network.fips, &input.remaining_us);

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
		(double)input.remaining_us / SECOND_US);
	driver_step(&daemon->driver, &input);
}

int launch_engine(struct daemon *daemon)
{
	struct recording_start start = {
		.settings = daemon->settings,
		.now_us = loop_now_us(daemon->loop),
	};
	bool pinned;

	if (state_folder_read_epoch(
		    state_file_path(daemon->keepers.epoch), &start.epoch, &pinned)
		!= 0) {
		log_message(MESSAGE_WARNING, 223,
			"%s is damaged; fipd goes on without it",
			state_file_path(daemon->keepers.epoch));
	}
	while (start.incarnation == 0) {
		if (getrandom(&start.incarnation, sizeof(start.incarnation), 0) < 0) {
			return startup_error_system("no random numbers", -errno);
		}
	}
	driver_start(&daemon->driver, &start);
	begin_reports(daemon);
	warn(daemon);
	readiness_tell(daemon);
	find_fips(daemon, pinned);
	timer_set(daemon->tick, loop_now_us(daemon->loop));
	return 0;
}
