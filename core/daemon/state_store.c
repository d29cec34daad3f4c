#include "daemon/state_store.h"

#include <errno.h>
#include <stdio.h>

#include "daemon/startup_error.h"
#include "loop/log.h"

void state_store_set_overlay_aside(const struct daemon *daemon)
{
	char path[DISK_FILE_PATH_MAX + 8];

	if (daemon->reload.faults.overlay.count == 0) {
		return;
	}
	snprintf(path, sizeof(path), "%s.bad", daemon->overlay_path);
	rename(daemon->overlay_path, path);
	log_message(MESSAGE_ERROR, 219,
		"%s cannot be used; fipd runs on %s alone and moved "
		"it to %s",
		daemon->overlay_path, daemon->options->config, path);
}

static void read_cursors(struct daemon *daemon)
{
	uint64_t newest = journal_newest(daemon->journal);

	if (!cursors_load(&daemon->cursors, daemon->keepers.cursors)) {
		log_message(MESSAGE_WARNING, 223,
			"%s is damaged; fipd goes on without it",
			state_file_path(daemon->keepers.cursors));
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

int state_store_open(struct daemon *daemon)
{
	const char *folder = daemon->options->state;
	struct daemon_keepers *keepers = &daemon->keepers;
	struct journal_file_findings findings;
	struct journal_disks disks = { daemon->events, daemon->disk };
	int error = journal_open(&daemon->journal, &disks, folder, &findings);

	if (error) {
		return startup_error_state(folder, error);
	}
	startup_error_archive(folder, &findings);
	error = recorder_new(&daemon->recorder, daemon->disk, folder, daemon->version);
	if (error) {
		return startup_error_state(folder, error);
	}
	keepers->settings = state_file_new(daemon->disk, folder, "settings.yaml");
	keepers->cursors = state_file_new(daemon->disk, folder, "cursors.json");
	keepers->epoch = state_file_new(daemon->disk, folder, "epoch");
	if (keepers->settings == NULL || keepers->cursors == NULL
		|| keepers->epoch == NULL) {
		return startup_error_system("no memory", -ENOMEM);
	}
	daemon->event_log.journal = daemon->journal;
	daemon->event_log.recorder = daemon->recorder;
	read_cursors(daemon);
	return 0;
}

/* What the events' disk has written the other one syncs: that is stopped last. */
static bool stop_disks(struct daemon *daemon, int timeout_ms)
{
	if (daemon->events != NULL && disk_flush(daemon->events, timeout_ms) != 0) {
		return false;
	}
	if (daemon->journal != NULL) {
		journal_finish(daemon->journal);
	}
	return (daemon->events == NULL || disk_stop(daemon->events, timeout_ms) == 0)
	       && (daemon->disk == NULL || disk_stop(daemon->disk, timeout_ms) == 0);
}

bool state_store_close(struct daemon *daemon, int timeout_ms)
{
	if (daemon->recorder != NULL) {
		recorder_finish(daemon->recorder);
	}
	if (!stop_disks(daemon, timeout_ms)) {
		return false;
	}
	state_file_free(daemon->keepers.settings);
	state_file_free(daemon->keepers.cursors);
	state_file_free(daemon->keepers.epoch);
	recorder_free(daemon->recorder);
	journal_close(daemon->journal);
	return true;
}
