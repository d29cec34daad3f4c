#include "daemon/daemon.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "daemon/notify.h"
#include "engine/operator.h"
#include "loop/log.h"
#include "loop/realtime.h"
#include "node/driver.h"

static void on_deadline(void *context)
{
	driver_step_kind(&((struct daemon *)context)->node.driver, INPUT_DEADLINE);
}

static void on_step(void *context)
{
	struct daemon *daemon = context;

	status_build_observe(&daemon->status_build, loop_now_us(daemon->loop));
	server_touch(daemon->server);
	if (operator_has_stopped(&daemon->node.driver.engine)) {
		loop_stop(daemon->loop);
	}
}

/* Clients are served at the end of the wake-up, after all that matters more. */
static void on_published(const struct entry *entry, void *context)
{
	struct daemon *daemon = context;

	alarms_weigh(&daemon->status_build.alarms, entry);
	daemon->publish_due = true;
}

static void on_turn(void *context)
{
	struct daemon *daemon = context;

	if (daemon->publish_due) {
		daemon->publish_due = false;
		server_publish(daemon->server, false);
	}
	log_flush();
}

static void on_journal_trouble(int error, void *context)
{
	struct node *node = &((struct daemon *)context)->node;

	if (error == -ETIMEDOUT) {
		node_add_event(node, EVENT_JOURNAL_FAILED, "the disk is slow");
	} else if (error) {
		node_add_event(node, EVENT_JOURNAL_FAILED, strerror(-error));
	} else {
		node_add_event(node, EVENT_JOURNAL_WRITTEN, NULL);
	}
}

static void on_recording_trouble(int error, void *context)
{
	const struct daemon_store *store = context;

	if (error) {
		log_message(MESSAGE_WARNING, 330,
			"the recording in %s cannot be written: %s", store->folder,
			strerror(-error));
	} else {
		log_message(MESSAGE_INFO, 331, "the recording in %s is written again",
			store->folder);
	}
}

static void on_file_written(void *context, uint64_t number, int result)
{
	struct daemon_store *store = context;

	(void)number;
	if ((result != 0) == store->failing) {
		return;
	}
	store->failing = result != 0;
	if (result) {
		log_message(MESSAGE_ERROR, 303, "files in %s cannot be written: %s",
			store->folder, strerror(-result));
	} else {
		log_message(MESSAGE_INFO, 304, "files in %s are written again",
			store->folder);
	}
}

static void on_disk(void *context)
{
	disk_collect(context);
}

static void tick_store(struct daemon_store *store, int64_t now_us)
{
	journal_tick(store->journal, now_us);
	recorder_tick(store->recorder, now_us);
	state_file_retry(store->settings_file);
	state_file_retry(store->cursors_file);
	state_file_retry(store->epoch_file);
}

static void on_tick(void *context)
{
	struct daemon *daemon = context;
	int64_t now_us = loop_now_us(daemon->loop);

	node_tick(&daemon->node);
	tick_store(&daemon->store, now_us);
	server_tick(daemon->server, now_us);
	if (daemon->reload_due && reload_begin(&daemon->reload, 0)) {
		daemon->reload_due = false;
	}
	realtime_keep(&daemon->realtime, now_us);
	notify_send("WATCHDOG=1");
	timer_set(daemon->tick, now_us + SECOND_US);
}

static void on_signal(int number, void *context)
{
	struct daemon *daemon = context;

	if (number == SIGHUP) {
		if (!reload_begin(&daemon->reload, 0)) {
			daemon->reload_due = true;
		}
	} else {
		notify_send("STOPPING=1");
		node_stop(&daemon->node);
	}
}

static void watch_store(struct daemon *daemon)
{
	struct daemon_store *store = &daemon->store;
	struct journal_watcher watcher = {
		.on_published = on_published,
		.on_trouble = on_journal_trouble,
		.context = daemon,
	};

	journal_watch(store->journal, &watcher);
	recorder_watch(store->recorder, on_recording_trouble, store);
	state_file_watch(store->cursors_file, on_file_written, store);
	state_file_watch(store->epoch_file, on_file_written, store);
}

int daemon_connect(struct daemon *daemon)
{
	struct daemon_store *store = &daemon->store;
	int error = timer_open(&daemon->tick, daemon->loop, LOOP_REST, on_tick, daemon);

	if (error) {
		return error;
	}
	store->disk_watch = loop_watch(
		daemon->loop, disk_fd(store->disk), LOOP_REST, on_disk, store->disk);
	store->events_watch = loop_watch(daemon->loop, disk_fd(store->events),
		LOOP_REST, on_disk, store->events);
	if (store->disk_watch == NULL || store->events_watch == NULL) {
		return -errno;
	}
	watch_store(daemon);
	daemon->node.driver.on_step = on_step;
	daemon->node.driver.context = daemon;
	loop_on_deadline(daemon->loop, on_deadline, daemon);
	loop_on_turn(daemon->loop, on_turn, daemon);
	return loop_on_signal(daemon->loop, on_signal, daemon);
}
