#include "heartbeat/links.h"

#include <string.h>

#include "loop/log.h"
#include "loop/timer.h"
#include "netlink/monitor.h"

static bool is_news(const struct links *links, uint8_t index)
{
	return link_trouble(&links->list[index]) != links->reported[index];
}

static void look_soon(void *context)
{
	struct links *links = context;

	for (uint8_t i = 0; i < links->count; i++) {
		if (is_news(links, i)) {
			timer_set(links->look, loop_now_us(links->loop));
		}
	}
}

/* If no link is open at all, the network is not usable: that is logged elsewhere. */
static void log_trouble(
	const struct links *links, const struct link *link, enum trouble before)
{
	char peer[IP_TEXT_SIZE];
	enum trouble now = link_trouble(link);

	if (now == TROUBLE_UNUSABLE && links_are_open(links)) {
		log_message(MESSAGE_ERROR, 312,
			"heartbeats cannot be sent to %s on %s: %s",
			ip_write(link->plan.peer, peer), link->plan.name,
			strerror(-link_error(link)));
	} else if (before == TROUBLE_UNUSABLE && now != TROUBLE_UNUSABLE) {
		log_message(MESSAGE_INFO, 312, "heartbeats can be sent to %s on %s",
			ip_write(link->plan.peer, peer), link->plan.name);
	}
}

static void on_look(void *context)
{
	struct links *links = context;

	for (uint8_t i = 0; i < links->count; i++) {
		struct link *link = &links->list[i];
		enum trouble before = links->reported[i];

		if (is_news(links, i)) {
			links->reported[i] = link_trouble(link);
			log_trouble(links, link, before);
			links->sink.on_trouble(
				link->number, links->reported[i], links->sink.context);
		}
	}
}

/* A link is bound to its interface: one that came back is another one. */
static void on_interface(
	const struct netlink_interface *interface, bool removed, void *context)
{
	struct links *links = context;

	for (uint8_t i = 0; i < links->count && !removed; i++) {
		struct link *link = &links->list[i];

		if (strcmp(link->plan.interface, interface->name) == 0
			&& link->interface_index != interface->index) {
			link_rebind(link);
		}
	}
}

static void on_address(
	const struct netlink_address *address, bool removed, void *context)
{
	struct links *links = context;

	for (uint8_t i = 0; i < links->count && !removed; i++) {
		struct link *link = &links->list[i];

		if (!link->open && ip_equal(link->plan.own, address->address)) {
			link_rebind(link);
		}
	}
}

static void on_settled(void *context)
{
	struct links *links = context;

	look_soon(links);
	links->on_open(links->context);
}

static void mend(void *context)
{
	struct links *links = context;

	for (uint8_t i = 0; i < links->count; i++) {
		if (!links->list[i].open) {
			link_rebind(&links->list[i]);
		}
	}
}

int links_open(struct links *links, struct loop *loop, struct heartbeat_sink sink,
	void (*on_open)(void *context), void *context)
{
	const struct monitor_listener changes = {
		.on_interface = on_interface,
		.on_address = on_address,
		.on_overrun = mend,
		.on_settled = on_settled,
		.context = links,
	};
	int error;

	*links = (struct links){
		.loop = loop,
		.sink = sink,
		.on_open = on_open,
		.context = context,
	};
	error = timer_open(&links->look, loop, LOOP_DATAGRAM, on_look, links);
	return error ? error : monitor_open(&links->monitor, loop, &changes);
}

void links_close(struct links *links)
{
	for (uint8_t i = 0; i < links->count; i++) {
		link_close(&links->list[i]);
	}
	monitor_close(links->monitor);
	timer_close(links->look);
	links->count = 0;
	links->monitor = NULL;
	links->look = NULL;
}

static void begin_link(struct links *links, uint8_t index)
{
	links->list[index] = (struct link){
		.loop = links->loop,
		.number = index + 1,
		.sink = links->sink,
		.on_change = look_soon,
		.owner = links,
	};
	links->reported[index] = TROUBLE_NONE;
}

/*
 * A real IP that cannot be used is an error if it could be used until now; a further
 * link may wait for its host in any case.
 */
static int put_link(struct links *links, uint8_t index, const struct link_plan *plan)
{
	bool may_wait = index > 0 || !links->list[0].open;
	int error = link_put(&links->list[index], plan);

	return may_wait && link_may_wait(error) ? 0 : error;
}

int links_put(struct links *links, const struct link_plan *plans, uint8_t count)
{
	int error = 0;

	for (uint8_t i = links->count; i < count; i++) {
		begin_link(links, i);
	}
	for (uint8_t i = count; i < links->count; i++) {
		link_close(&links->list[i]);
	}
	links->count = count;
	for (uint8_t i = 0; i < links->count; i++) {
		int one = put_link(links, i, &plans[i]);

		error = error ? error : one;
	}
	look_soon(links);
	return error;
}

void links_tick(struct links *links)
{
	mend(links);
	look_soon(links);
}

bool links_are_open(const struct links *links)
{
	for (uint8_t i = 0; i < links->count; i++) {
		if (links->list[i].open) {
			return true;
		}
	}
	return false;
}

void links_send(struct links *links, const struct heartbeat *heartbeat)
{
	uint8_t number = heartbeat->link ? heartbeat->link : 1;

	if (number <= links->count) {
		link_send(&links->list[number - 1], heartbeat);
	}
}

void links_reset_counters(struct links *links)
{
	for (uint8_t i = 0; i < links->count; i++) {
		link_reset_counters(&links->list[i]);
	}
}
