#include "heartbeat/path.h"

#include <assert.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>

#include "loop/log.h"

void path_init(struct path *path, struct loop *loop, uint8_t number,
	const struct path_listener *listener)
{
	*path = (struct path){
		.loop = loop,
		.number = number,
		.listener = *listener,
	};
}

/* The counters are a struct of nothing but uint64_t: add them member by member. */
static void add_counters(struct link_counters *sum, const struct link_counters *more)
{
	uint64_t a[sizeof(*sum) / sizeof(uint64_t)];
	uint64_t b[sizeof(*sum) / sizeof(uint64_t)];

	static_assert(sizeof(a) == sizeof(*sum), "a member that is no uint64_t");
	memcpy(a, sum, sizeof(a));
	memcpy(b, more, sizeof(b));
	for (size_t i = 0; i < sizeof(a) / sizeof(a[0]); i++) {
		a[i] += b[i];
	}
	memcpy(sum, a, sizeof(a));
}

static void close_link(struct path *path)
{
	if (path->link != NULL) {
		add_counters(&path->carried, link_counters(path->link));
	}
	link_close(path->link);
	seal_free(path->seal);
	path->link = NULL;
	path->seal = NULL;
	path->shut = false;
}

void path_close(struct path *path)
{
	close_link(path);
	explicit_bzero(&path->plan.keys, sizeof(path->plan.keys));
}

static void on_heartbeat(
	const struct heartbeat *heartbeat, int64_t age_us, void *context)
{
	struct path *path = context;

	diagnosis_hear(&path->diagnosis, loop_now_us(path->loop));
	path->listener.on_heartbeat(heartbeat, age_us, path->listener.context);
}

static void on_fate(enum link_fate fate, int error, void *context)
{
	struct path *path = context;
	int64_t now_us = loop_now_us(path->loop);

	switch (fate) {
	case LINK_SENT:
		diagnosis_send(&path->diagnosis, error);
		break;
	case LINK_REFUSED:
		diagnosis_refuse(&path->diagnosis, now_us);
		break;
	case LINK_FORGED:
		diagnosis_forge(&path->diagnosis, now_us);
		break;
	}
	path->listener.on_fate(path->listener.context);
}

static int open_link(struct path *path)
{
	const struct path_plan *plan = &path->plan;
	struct link_options options = {
		.interface = plan->interface,
		.own = plan->own,
		.peer = plan->peer,
		.port = plan->port,
		.routed = plan->routed,
		.pair = plan->pair,
		.path = path->number,
		.peer_node = plan->peer_node,
		.on_heartbeat = on_heartbeat,
		.on_fate = on_fate,
		.context = path,
	};
	int error;

	if (!ip_is_set(plan->own)) {
		return -ENETUNREACH;
	}
	path->seal = seal_new(&plan->keys);
	if (path->seal == NULL) {
		return -ENOMEM;
	}
	options.seal = path->seal;
	error = link_open(&path->link, path->loop, &options);
	if (error) {
		path->link = NULL;
		close_link(path);
	}
	return error;
}

static bool fits(const struct path_plan *a, const struct path_plan *b)
{
	return ip_equal(a->own, b->own) && ip_equal(a->peer, b->peer)
	       && a->port == b->port && a->peer_node == b->peer_node
	       && a->routed == b->routed && a->pair == b->pair
	       && strcmp(a->interface, b->interface) == 0;
}

static int change_keys(struct path *path, const struct keys *keys)
{
	struct seal *seal;

	if (memcmp(keys, &path->plan.keys, sizeof(*keys)) == 0) {
		return 0;
	}
	seal = seal_new(keys);
	if (seal == NULL) {
		return -ENOMEM;
	}
	link_set_seal(path->link, seal);
	seal_free(path->seal);
	path->seal = seal;
	path->plan.keys = *keys;
	return 0;
}

int path_put(struct path *path, const struct path_plan *plan)
{
	if (path_is_open(path) && fits(&path->plan, plan)) {
		path->plan.interval_ms = plan->interval_ms;
		memcpy(path->plan.name, plan->name, sizeof(plan->name));
		return change_keys(path, &plan->keys);
	}
	close_link(path);
	path->plan = *plan;
	path->diagnosis = (struct diagnosis){ 0 };
	return path_rebind(path);
}

int path_rebind(struct path *path)
{
	path->interface_index = if_nametoindex(path->plan.interface);
	if (path->link != NULL) {
		path->error = link_reopen(path->link);
		path->shut = path->error != 0;
	} else {
		path->error = open_link(path);
	}
	diagnosis_send(&path->diagnosis, 0);
	return path->error;
}

int path_mend(struct path *path)
{
	return path_is_open(path) ? 0 : path_rebind(path);
}

bool path_is_open(const struct path *path)
{
	return path->link != NULL && !path->shut;
}

bool path_may_wait(int error)
{
	return error == -ENODEV || error == -EADDRNOTAVAIL || error == -ENETUNREACH
	       || error == -EHOSTUNREACH || error == -ENETDOWN;
}

enum trouble path_trouble(const struct path *path)
{
	if (!path_is_open(path)) {
		return TROUBLE_UNUSABLE;
	}
	return diagnosis_tell(
		&path->diagnosis, path->plan.interval_ms, loop_now_us(path->loop));
}

int path_error(const struct path *path)
{
	return path_is_open(path) ? path->diagnosis.error : path->error;
}

/* A failure is counted by the link, and told by on_fate. */
void path_send(struct path *path, const struct heartbeat *heartbeat)
{
	struct heartbeat numbered = *heartbeat;

	numbered.path = path->number;
	if (path_is_open(path) && link_send(path->link, &numbered) != 0) {
		log_message(MESSAGE_DEBUG, 0, "a heartbeat was not sent");
	}
}

void path_count(const struct path *path, struct link_counters *counters)
{
	*counters = path->carried;
	if (path->link != NULL) {
		add_counters(counters, link_counters(path->link));
	}
}

void path_reset_counters(struct path *path)
{
	memset(&path->carried, 0, sizeof(path->carried));
	if (path->link != NULL) {
		link_reset_counters(path->link);
	}
}
