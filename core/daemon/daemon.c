#include "daemon/daemon.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "config/config.h"
#include "disk/state_file.h"
#include "engine/operator.h"
#include "loop/clock.h"
#include "loop/log.h"
#include "loop/realtime.h"
#include "node/driver.h"
#include "server/answer.h"

/*
 * Much is to be done again a second later while something is wrong or waits, and only
 * now and then otherwise: nothing of it is worth a wake-up of its own.  So it is done
 * at the end of a wake-up that comes anyhow, by a beat for example, and a timer goes
 * off only if none has come a quarter of the span later.
 */
enum {
	TICK_US = SECOND_US,
	LOOK_US = 4 * SECOND_US,
	LATER_SHARE = 4,
	LAST_WORD_US = SECOND_US, /* so long the last event may need to be told */
	EARLY_SHARE = 64, /* beats of a second are not a second apart to the us */
};

static void on_deadline(void *context)
{
	driver_step_kind(&((struct daemon *)context)->node.driver, INPUT_DEADLINE);
}

/* A planned restart has no time: its stop is told by the next fipd. */
static void leave(struct daemon *daemon)
{
	daemon->leaving_us = loop_now_us(daemon->loop) + LAST_WORD_US;
	if (daemon->node.driver.engine.wishes.departing) {
		loop_stop(daemon->loop);
	}
}

static void on_step(void *context)
{
	struct daemon *daemon = context;

	status_build_observe(&daemon->status_build, loop_now_us(daemon->loop));
	server_touch(daemon->server);
	if (daemon->leaving_us == 0
		&& operator_has_stopped(&daemon->node.driver.engine)) {
		leave(daemon);
	}
}

/* Clients are served at the end of the wake-up, after all that matters more. */
static void on_published(const struct entry *entry, void *context)
{
	struct daemon *daemon = context;

	alarms_weigh(&daemon->status_build.alarms, entry);
	daemon->publish_due = true;
}

static void on_journal_trouble(int error, void *context)
{
	struct node *node = &((struct daemon *)context)->node;

	struct event_words words = { .detail = "the disk is slow" };

	if (error) {
		words.detail = error == -ETIMEDOUT ? words.detail : strerror(-error);
		node_add_event(node, EVENT_JOURNAL_FAILED, &words);
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
	store->hurried = recorder_tick(store->recorder, now_us);
	state_file_retry(store->settings_file);
	state_file_retry(store->cursors_file);
	state_file_retry(store->epoch_file);
}

static bool is_maintenance_over(const struct daemon *daemon)
{
	const struct config *config = &daemon->node.setup.config;

	return config->maintenance && config->maintenance_until != 0
	       && clock_wall_ms() / 1000 >= config->maintenance_until;
}

static void keep_settings(struct daemon *daemon)
{
	char text[STATE_FILE_BYTES_MAX];
	size_t length =
		config_write_set(&daemon->node.setup.config, text, sizeof(text));

	if (length < sizeof(text)) {
		state_file_put(daemon->store.settings_file, text, length);
	}
}

/*
 * Maintenance that was begun for a time is switched off as a client would do it.  Its
 * end is kept by the wall clock: a host may be switched off meanwhile.  It is put in
 * force before it is on disk, for a fipd that finds the old settings does it again.
 */
static void end_maintenance(struct daemon *daemon)
{
	struct setup next = daemon->node.setup;
	char text[NODE_TEXT_MAX];
	bool ended = config_set(&next.config, "maintenance", "no", text, sizeof(text))
		     && config_set(
			     &next.config, "maintenance_until", "0", text, sizeof(text))
		     && node_reconfigure(&daemon->node, &next, text, sizeof(text));

	explicit_bzero(&next.keys, sizeof(next.keys));
	if (ended) {
		node_add_event(&daemon->node, EVENT_MAINTENANCE_EXPIRED, NULL);
		keep_settings(daemon);
		server_end_reload(daemon->server, true, 0, answer_good());
		server_touch(daemon->server);
	}
}

static void look(struct daemon *daemon, int64_t now_us)
{
	daemon->looked_us = now_us;
	realtime_keep(&daemon->realtime, now_us);
}

static void tick(struct daemon *daemon, int64_t now_us)
{
	daemon->ticked_us = now_us;
	node_tick(&daemon->node);
	health_tick(&daemon->health);
	tick_store(&daemon->store, now_us);
	server_tick(daemon->server, now_us);
	if (daemon->reload_due && reload_begin(&daemon->reload, 0)) {
		daemon->reload_due = false;
	}
	if (is_maintenance_over(daemon) && !daemon->reload.busy
		&& !server_is_changing(daemon->server)) {
		end_maintenance(daemon);
	}
	if (now_us - daemon->looked_us >= LOOK_US - TICK_US) {
		look(daemon, now_us);
	}
}

/* A fence is watched each second: it is there where a second counts. */
static bool needs_watching(const struct node *node)
{
	const struct settings *settings = &node->settings;
	bool fenced = settings_fence_us(settings) > 0;
	bool unknown = liveness_mac(&node->driver.engine.liveness) == NULL
		       && node->network.links.list[0].near;

	return settings->enabled && (fenced || unknown);
}

/* Something is wrong on a link, or has come that is to be looked at. */
static bool link_waits(const struct links *links, uint8_t index)
{
	const struct link *link = &links->list[index];

	return !link->open || !link->strangers.open || link->strangers.came
	       || link->strangers.at_peer || links->reported[index] != TROUBLE_NONE;
}

static bool network_waits(const struct network *network)
{
	const struct links *links = &network->links;
	bool waits = network->quiet.waiting || links->quiet.waiting;

	for (uint8_t i = 0; i < links->count && !waits; i++) {
		waits = link_waits(links, i);
	}
	return waits;
}

static bool node_waits(const struct node *node)
{
	return !ip_is_set(node->own) || !node->usable || node->restart_until_us != 0
	       || node->quiet.waiting || node->driver.quiet.waiting
	       || node->event_log.quiet.waiting || needs_watching(node)
	       || network_waits(&node->network);
}

static bool waits(const struct daemon *daemon)
{
	const struct daemon_store *store = &daemon->store;

	return daemon->reload_due || daemon->node.setup.config.maintenance_until != 0
	       || store->failing || store->hurried || journal_waits(store->journal)
	       || node_waits(&daemon->node) || health_waits(&daemon->health)
	       || server_waits(daemon->server);
}

static int64_t choose_span(const struct daemon *daemon)
{
	return waits(daemon) ? TICK_US : LOOK_US;
}

static void tick_if_due(struct daemon *daemon)
{
	int64_t now_us = loop_now_us(daemon->loop);
	int64_t span_us = choose_span(daemon);
	int64_t latest_us;

	if (now_us - daemon->ticked_us >= span_us - span_us / EARLY_SHARE) {
		tick(daemon, now_us);
		span_us = choose_span(daemon);
	}
	latest_us = daemon->ticked_us + span_us + span_us / LATER_SHARE;
	if (notify_due_us(&daemon->notify) < latest_us) {
		latest_us = notify_due_us(&daemon->notify);
	}
	if (daemon->leaving_us != 0 && daemon->leaving_us < latest_us) {
		latest_us = daemon->leaving_us;
	}
	if (latest_us != daemon->tick_us) {
		daemon->tick_us = latest_us;
		timer_set(daemon->tick, latest_us);
	}
}

/* The end of the wake-up does the rest. */
static void on_tick(void *context)
{
	((struct daemon *)context)->tick_us = 0;
}

static void publish(struct daemon *daemon)
{
	if (daemon->publish_due) {
		daemon->publish_due = false;
		server_publish(daemon->server, false);
	}
}

/* The F-IPs are given up; the last event leaves before the network goes with the host.
 */
static void end_if_told(struct daemon *daemon)
{
	bool pending = !journal_is_published(daemon->store.journal)
		       || server_is_owed(daemon->server, daemon->told);

	if (daemon->leaving_us != 0
		&& (!pending || loop_now_us(daemon->loop) >= daemon->leaving_us)) {
		loop_stop(daemon->loop);
	}
}

static void on_turn(void *context)
{
	struct daemon *daemon = context;

	publish(daemon);
	notify_tell(&daemon->notify, &daemon->node.driver.engine,
		loop_now_us(daemon->loop));
	tick_if_due(daemon);
	publish(daemon);
	end_if_told(daemon);
	log_flush();
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
		daemon->told = journal_newest(daemon->store.journal);
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
	notify_begin(&daemon->notify);
	watch_store(daemon);
	daemon->node.driver.on_step = on_step;
	daemon->node.driver.context = daemon;
	loop_on_deadline(daemon->loop, on_deadline, daemon);
	loop_on_turn(daemon->loop, on_turn, daemon);
	return loop_on_signal(daemon->loop, on_signal, daemon);
}
