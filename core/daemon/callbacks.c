#include "daemon/callbacks.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "daemon/readiness.h"
#include "loop/log.h"

static void on_heartbeat(
	const struct heartbeat *heartbeat, int64_t age_us, void *context)
{
	struct daemon *daemon = context;
	struct input input = {
		.kind = INPUT_HEARTBEAT,
		.heartbeat = *heartbeat,
		.age_us = age_us,
	};

	driver_step(&daemon->driver, &input);
}

static void on_trouble(uint8_t path, enum trouble trouble, void *context)
{
	struct daemon *daemon = context;
	struct input input = {
		.kind = INPUT_TROUBLE,
		.path = path,
		.trouble = trouble,
	};

	driver_step(&daemon->driver, &input);
}

static void on_answered(const uint8_t mac[6], bool by_peer, void *context)
{
	struct daemon *daemon = context;
	struct input input = { .kind = INPUT_ANSWERED, .by_peer = by_peer };

	memcpy(input.mac, mac, sizeof(input.mac));
	driver_step(&daemon->driver, &input);
}

static void on_rival(void *context)
{
	driver_tell(&((struct daemon *)context)->driver, INPUT_RIVAL_PROBE);
}

static void on_reference(void *context)
{
	driver_tell(&((struct daemon *)context)->driver, INPUT_REFERENCE);
}

static void on_fips_gone(void *context)
{
	driver_tell(&((struct daemon *)context)->driver, INPUT_FIPS_GONE);
}

static void on_usable(void *context)
{
	struct daemon *daemon = context;

	if (daemon->resident != NULL) {
		resident_look(daemon->resident);
	}
	readiness_tell(context);
}

static void on_deadline(void *context)
{
	driver_tell(&((struct daemon *)context)->driver, INPUT_DEADLINE);
}

static void on_step(void *context)
{
	struct daemon *daemon = context;

	status_build_observe(&daemon->reporter, loop_now_us(daemon->loop));
	server_touch(daemon->server);
}

/* Clients are served at the end of the wake-up, after all that matters more. */
static void on_published(const struct entry *entry, void *context)
{
	struct daemon *daemon = context;

	alarms_weigh(&daemon->reporter.alarms, entry);
	daemon->publish_due = true;
}

static void on_turn(void *context)
{
	struct daemon *daemon = context;

	if (daemon->publish_due) {
		daemon->publish_due = false;
		server_publish(daemon->server);
	}
	log_flush();
}

static void on_journal_trouble(int error, void *context)
{
	struct daemon *daemon = context;

	if (error == -ETIMEDOUT) {
		log_message(MESSAGE_WARNING, 308,
			"the disk of %s is slow: events are told "
			"from memory",
			daemon->options->state);
	} else if (error) {
		log_message(MESSAGE_ERROR, 301,
			"%s/events.jsonl cannot be written: %s; "
			"events are told from memory",
			daemon->options->state, strerror(-error));
	} else {
		log_message(MESSAGE_INFO, 302, "%s/events.jsonl is written again",
			daemon->options->state);
	}
}

static void on_blackbox_trouble(int error, void *context)
{
	struct daemon *daemon = context;

	if (error) {
		log_message(MESSAGE_WARNING, 330,
			"the recording in %s cannot be written: %s",
			daemon->options->state, strerror(-error));
	} else {
		log_message(MESSAGE_INFO, 331, "the recording in %s is written again",
			daemon->options->state);
	}
}

static void on_kept(void *context, uint64_t number, int result)
{
	struct daemon *daemon = context;
	struct daemon_keepers *keepers = &daemon->keepers;

	(void)number;
	if ((result != 0) == keepers->failing) {
		return;
	}
	keepers->failing = result != 0;
	if (result) {
		log_message(MESSAGE_ERROR, 303, "files in %s cannot be written: %s",
			daemon->options->state, strerror(-result));
	} else {
		log_message(MESSAGE_INFO, 304, "files in %s are written again",
			daemon->options->state);
	}
}

static void on_disk(void *context)
{
	disk_collect(context);
}

static void on_time(void *context)
{
	daemon_tick(context);
}

static void on_signal(int number, void *context)
{
	struct daemon *daemon = context;

	if (number != SIGHUP) {
		daemon_stop(daemon);
	} else if (!daemon_reload(daemon, 0)) {
		daemon->reload_due = true;
	}
}

struct network_listener callbacks_network(struct daemon *daemon)
{
	return (struct network_listener){
		.on_heartbeat = on_heartbeat,
		.on_trouble = on_trouble,
		.on_answered = on_answered,
		.on_rival = on_rival,
		.on_reference = on_reference,
		.on_gone = on_fips_gone,
		.on_usable = on_usable,
		.context = daemon,
	};
}

void callbacks_parts(struct daemon *daemon)
{
	struct journal_watcher watcher = {
		.on_published = on_published,
		.on_trouble = on_journal_trouble,
		.context = daemon,
	};
	struct driver *driver = &daemon->driver;

	journal_watch(daemon->journal, &watcher);
	recorder_watch(daemon->recorder, on_blackbox_trouble, daemon);
	state_file_watch(daemon->keepers.cursors, on_kept, daemon);
	state_file_watch(daemon->keepers.epoch, on_kept, daemon);
	driver->loop = daemon->loop;
	driver->network = &daemon->network;
	driver->event_log = &daemon->event_log;
	driver->recorder = daemon->recorder;
	driver->epoch = daemon->keepers.epoch;
	driver->on_step = on_step;
	driver->context = daemon;
}

int callbacks_loop(struct daemon *daemon)
{
	int error = timer_open(&daemon->tick, daemon->loop, LOOP_REST, on_time, daemon);

	if (error) {
		return error;
	}
	daemon->disk_watch = loop_watch(
		daemon->loop, disk_fd(daemon->disk), LOOP_REST, on_disk, daemon->disk);
	daemon->events_watch = loop_watch(daemon->loop, disk_fd(daemon->events),
		LOOP_REST, on_disk, daemon->events);
	if (daemon->disk_watch == NULL || daemon->events_watch == NULL) {
		return -errno;
	}
	loop_on_deadline(daemon->loop, on_deadline, daemon);
	loop_on_turn(daemon->loop, on_turn, daemon);
	return loop_on_signal(daemon->loop, on_signal, daemon);
}
