#include "daemon/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/failure.h"
#include "disk/state_file.h"
#include "loop/log.h"

static int explain_state(const char *folder, int error)
{
	if (error == -EWOULDBLOCK) {
		return failure_tell(EX_UNAVAILABLE, 205,
			"another fipd uses %s: stop it, or "
			"give this one its own --state and --control",
			folder);
	}
	return failure_tell(EX_OSERR, 204,
		"the state folder %s cannot be used: %s; give it to "
		"the user fipd runs as, or name another with --state",
		folder, strerror(-error));
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
 * The run-time settings that could not be used are renamed, and those with some of a
 * newer release get a second name: the next SET would write over what the operator may
 * want to look at, or the newer release to read.
 */
static void set_overlay_aside(const struct daemon *daemon)
{
	const struct daemon_store *store = &daemon->store;
	char path[DISK_FILE_PATH_MAX + 8];

	if (daemon->reload.faults.unknown.count > 0) {
		snprintf(path, sizeof(path), "%s.newer", store->overlay_path);
		unlink(path);
		if (link(store->overlay_path, path) != 0) {
			log_message(MESSAGE_WARNING, 350, "%s cannot be kept as %s: %s",
				store->overlay_path, path, strerror(errno));
		}
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

int store_lock(struct daemon *daemon)
{
	struct daemon_store *store = &daemon->store;

	store->lock_fd = state_file_lock_folder(store->folder);
	if (store->lock_fd < 0) {
		return explain_state(store->folder, store->lock_fd);
	}
	set_overlay_aside(daemon);
	return 0;
}

void store_warn_of_damage(const struct state_file *file)
{
	log_message(MESSAGE_WARNING, 223, "%s is damaged; fipd goes on without it",
		state_file_path(file));
}

static void read_cursors(struct daemon_store *store)
{
	uint64_t newest = journal_newest(store->journal);

	if (!cursors_load(&store->cursors, store->cursors_file)) {
		store_warn_of_damage(store->cursors_file);
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
		return failure_tell_system("no memory", -ENOMEM);
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

int store_open(struct daemon *daemon)
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
	if (store->events != NULL && disk_flush(store->events, STORE_FLUSH_MS) != 0) {
		return false;
	}
	if (store->journal != NULL) {
		journal_finish(store->journal);
	}
	return (store->events == NULL || disk_stop(store->events, STORE_FLUSH_MS) == 0)
	       && (store->disk == NULL || disk_stop(store->disk, STORE_FLUSH_MS) == 0);
}

bool store_close(const struct daemon_store *store)
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
