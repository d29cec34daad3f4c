#include "heartbeat/paths.h"

#include <stdio.h>
#include <string.h>

#include "loop/log.h"

static bool is_news(const struct paths *paths, uint8_t index)
{
	return path_trouble(&paths->list[index]) != paths->told[index];
}

static void look_soon(struct paths *paths)
{
	for (uint8_t i = 0; i < paths->count; i++) {
		if (is_news(paths, i)) {
			timer_set(paths->telling, loop_now_us(paths->loop));
		}
	}
}

static void on_heartbeat(
	const struct heartbeat *heartbeat, int64_t age_us, void *context)
{
	struct paths *paths = context;

	paths->listener.on_heartbeat(heartbeat, age_us, paths->listener.context);
	look_soon(paths);
}

static void on_fate(void *context)
{
	look_soon(context);
}

/* If no path is open at all, the network is not usable: that is said elsewhere. */
static void log_trouble(
	const struct paths *paths, const struct path *path, enum trouble before)
{
	char peer[IP_TEXT_SIZE];
	enum trouble now = path_trouble(path);

	if (now == TROUBLE_UNUSABLE && paths_are_open(paths)) {
		log_message(MESSAGE_ERROR, 312,
			"heartbeats cannot be sent to %s on %s: %s",
			ip_write(path->plan.peer, peer), path->plan.name,
			strerror(-path_error(path)));
	} else if (before == TROUBLE_UNUSABLE && now != TROUBLE_UNUSABLE) {
		log_message(MESSAGE_INFO, 312, "heartbeats can be sent to %s on %s",
			ip_write(path->plan.peer, peer), path->plan.name);
	}
}

static void on_look(void *context)
{
	struct paths *paths = context;

	for (uint8_t i = 0; i < paths->count; i++) {
		struct path *path = &paths->list[i];
		enum trouble before = paths->told[i];

		if (is_news(paths, i)) {
			paths->told[i] = path_trouble(path);
			log_trouble(paths, path, before);
			paths->listener.on_trouble(
				path->number, paths->told[i], paths->listener.context);
		}
	}
}

/* A path is bound to its interface: one that came back is another one. */
static void on_interface(
	const struct netlink_interface *interface, bool removed, void *context)
{
	struct paths *paths = context;

	for (uint8_t i = 0; i < paths->count && !removed; i++) {
		struct path *path = &paths->list[i];

		if (strcmp(path->plan.interface, interface->name) == 0
			&& path->interface_index != interface->index) {
			path_rebind(path);
		}
	}
}

static void on_address(
	const struct netlink_address *address, bool removed, void *context)
{
	struct paths *paths = context;

	for (uint8_t i = 0; i < paths->count && !removed; i++) {
		if (ip_equal(paths->list[i].plan.own, address->address)) {
			path_mend(&paths->list[i]);
		}
	}
}

static void on_settled(void *context)
{
	struct paths *paths = context;

	look_soon(paths);
	paths->listener.on_open(paths->listener.context);
}

static void mend(void *context)
{
	struct paths *paths = context;

	for (uint8_t i = 0; i < paths->count; i++) {
		path_mend(&paths->list[i]);
	}
}

static void init_path(struct paths *paths, uint8_t index)
{
	const struct path_listener listener = {
		.on_heartbeat = on_heartbeat,
		.on_fate = on_fate,
		.context = paths,
	};

	path_init(&paths->list[index], paths->loop, index + 1, &listener);
	paths->told[index] = TROUBLE_NONE;
}

int paths_open(
	struct paths *paths, struct loop *loop, const struct paths_listener *listener)
{
	const struct monitor_listener changes = {
		.on_interface = on_interface,
		.on_address = on_address,
		.on_overrun = mend,
		.on_settled = on_settled,
		.context = paths,
	};
	int error;

	*paths = (struct paths){ .loop = loop, .listener = *listener };
	error = timer_open(&paths->telling, loop, LOOP_DATAGRAM, on_look, paths);
	return error ? error : monitor_open(&paths->monitor, loop, &changes);
}

void paths_close(struct paths *paths)
{
	for (uint8_t i = 0; i < paths->count; i++) {
		path_close(&paths->list[i]);
	}
	monitor_close(paths->monitor);
	timer_close(paths->telling);
	paths->count = 0;
	paths->monitor = NULL;
	paths->telling = NULL;
}

static struct path_plan plan_path(const struct paths_plan *plan, uint8_t index)
{
	const struct config *config = plan->config;
	const struct config_link *link = index ? &config->links[index - 1] : NULL;
	struct path_plan path = {
		.own = link != NULL ? link->address : plan->own,
		.peer = link != NULL ? link->peer : config->peer,
		.port = (uint16_t)config->port,
		.peer_node = plan->settings->node == 1 ? 2 : 1,
		.routed = config->routed,
		.pair = plan->settings->pair,
		.interval_ms = config->interval_ms,
		.keys = *plan->keys,
	};

	snprintf(path.name, sizeof(path.name), "%s",
		link != NULL ? link->name : config->interface);
	snprintf(path.interface, sizeof(path.interface), "%s",
		link != NULL ? link->interface : config->interface);
	return path;
}

/*
 * That the real IP cannot be used is an error if it could be until now; a further link
 * may wait for its host in any case.
 */
static int put_path(struct paths *paths, const struct paths_plan *plan, uint8_t index)
{
	struct path_plan wanted = plan_path(plan, index);
	bool may_wait = index > 0 || !path_is_open(&paths->list[0]);
	int error = path_put(&paths->list[index], &wanted);

	explicit_bzero(&wanted.keys, sizeof(wanted.keys));
	return may_wait && path_may_wait(error) ? 0 : error;
}

int paths_put(struct paths *paths, const struct paths_plan *plan)
{
	int error = 0;

	for (uint8_t i = paths->count; i < plan->settings->links; i++) {
		init_path(paths, i);
	}
	for (uint8_t i = plan->settings->links; i < paths->count; i++) {
		path_close(&paths->list[i]);
	}
	paths->count = plan->settings->links;
	for (uint8_t i = 0; i < paths->count; i++) {
		int one = put_path(paths, plan, i);

		error = error ? error : one;
	}
	look_soon(paths);
	return error;
}

void paths_tick(struct paths *paths)
{
	mend(paths);
	look_soon(paths);
}

bool paths_are_open(const struct paths *paths)
{
	for (uint8_t i = 0; i < paths->count; i++) {
		if (path_is_open(&paths->list[i])) {
			return true;
		}
	}
	return false;
}

void paths_send(struct paths *paths, const struct heartbeat *heartbeat)
{
	uint8_t number = heartbeat->path ? heartbeat->path : 1;

	if (number <= paths->count) {
		path_send(&paths->list[number - 1], heartbeat);
	}
}

void paths_reset_counters(struct paths *paths)
{
	for (uint8_t i = 0; i < paths->count; i++) {
		path_reset_counters(&paths->list[i]);
	}
}
