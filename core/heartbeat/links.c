#include "heartbeat/links.h"

#include <errno.h>
#include <string.h>

#include "heartbeat/endpoint.h"
#include "heartbeat/link_sockets.h"
#include "loop/log.h"
#include "loop/timer.h"
#include "netlink/netlink.h"
#include "wire/heartbeat.h"

/* One link */

static void report_change(const struct link *link)
{
	link->on_change(link->owner);
}

enum trouble link_trouble(const struct link *link)
{
	if (!link->open) {
		return TROUBLE_UNUSABLE;
	}
	return link_judge(
		&link->evidence, link->plan.interval_ms, loop_now_us(link->loop));
}

int link_error(const struct link *link)
{
	return link->open ? link->evidence.error : link->error;
}

/* Return whether the form is good; count what is wrong with it. */
static bool accept_form(struct link_counters *counters, enum heartbeat_form form)
{
	switch (form) {
	case HEARTBEAT_GOOD:
		return true;
	case HEARTBEAT_WRONG_LENGTH:
		counters->wrong_length++;
		return false;
	case HEARTBEAT_WRONG_MAGIC:
		counters->wrong_magic++;
		return false;
	case HEARTBEAT_WRONG_VERSION:
		counters->wrong_version++;
		return false;
	case HEARTBEAT_RESERVED_BITS:
		counters->wrong_field++;
		return false;
	}
	return false;
}

static bool accept_hop_limit(struct link *link, int hop_limit)
{
	if (link->plan.routed || hop_limit == HEARTBEAT_HOP_LIMIT) {
		return true;
	}
	link->counters.wrong_hop_limit++;
	return false;
}

static bool accept_seal(struct link *link, const uint8_t *bytes)
{
	if (seal_check(link->seal, &link->receiving, bytes)) {
		return true;
	}
	link->counters.unauthenticated++;
	link->evidence.forged_us = loop_now_us(link->loop);
	report_change(link);
	return false;
}

static bool accept_origin(struct link *link, const struct heartbeat *heartbeat)
{
	if (heartbeat->pair == link->plan.pair && heartbeat->link == link->number
		&& heartbeat->node == link->plan.peer_node) {
		return true;
	}
	link->counters.foreign++;
	link->strangers.at_peer |= heartbeat->pair != link->plan.pair;
	return false;
}

/* Return whether a datagram is a heartbeat of the peer on this link, and fill it in. */
static bool screen(struct link *link, const struct link_datagram *datagram,
	struct heartbeat *heartbeat)
{
	const uint8_t *bytes = datagram->bytes;

	return accept_hop_limit(link, datagram->hop_limit)
	       && accept_form(&link->counters,
		       heartbeat_check_form(bytes, datagram->length_bytes))
	       && accept_seal(link, bytes)
	       && accept_form(&link->counters, heartbeat_decode(bytes, heartbeat))
	       && accept_origin(link, heartbeat);
}

static void on_datagram(const struct link_datagram *datagram, void *context)
{
	struct link *link = context;
	struct heartbeat heartbeat;

	if (!screen(link, datagram, &heartbeat)) {
		return;
	}
	link->counters.received++;
	link->evidence.heard_us = loop_now_us(link->loop);
	link->evidence.refused_us = 0;
	link_sockets_learn(link->sockets, &heartbeat);
	link->sink.on_heartbeat(&heartbeat, datagram->age_us, link->sink.context);
	report_change(link);
}

/* The datagram that met this counts as an error. */
static void on_error(int error, void *context)
{
	struct link *link = context;

	link->counters.send_errors++;
	if (error == -ECONNREFUSED) {
		link->evidence.refused_us = loop_now_us(link->loop);
		report_change(link);
	}
}

/* What the engine does not know of a datagram; a peer that is not near needs no MAC. */
static struct heartbeat complete(
	const struct link *link, const struct heartbeat *heartbeat)
{
	struct heartbeat whole = *heartbeat;

	whole.link = link->number;
	whole.reads = HEARTBEAT_VERSION_MAX;
	if (link->near) {
		memcpy(whole.link_mac, link->mac, sizeof(whole.link_mac));
	}
	return whole;
}

int link_send(struct link *link, const struct action *action)
{
	struct heartbeat heartbeat = complete(link, &action->heartbeat);
	const struct link_way way = {
		.incarnation = heartbeat.incarnation,
		.mac = action->direct && link->near ? action->peer_mac : NULL,
		.direct_only = action->direct_only,
	};
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	int error = -EIO;

	if (!link->open) {
		return -ENOTCONN;
	}
	link->strangers.said = heartbeat;
	link->strangers.said_us = loop_now_us(link->loop);
	heartbeat_encode(bytes, &heartbeat, seal_sending_key(link->seal));
	if (seal_apply(link->seal, &link->sending, bytes)) {
		error = link_sockets_send(link->sockets, bytes, &way);
	}
	if (error) {
		link->counters.send_errors++;
		log_message(MESSAGE_DEBUG, 0, "a heartbeat was not sent");
	} else {
		link->counters.sent++;
	}
	link->evidence.error = error;
	report_change(link);
	return error;
}

/* A copy may be read before the other one is counted: never step back. */
static void count_dropped(struct link *link)
{
	uint64_t dropped =
		link->sockets != NULL ? link_sockets_dropped(link->sockets) : 0;

	if (dropped + link->dropped_before
		> link->dropped_base + link->counters.dropped) {
		link->counters.dropped =
			dropped + link->dropped_before - link->dropped_base;
	}
}

const struct link_counters *link_counters(struct link *link)
{
	count_dropped(link);
	return &link->counters;
}

uint64_t link_malformed(const struct link_counters *counters)
{
	return counters->wrong_length + counters->wrong_magic + counters->wrong_version
	       + counters->wrong_field + counters->foreign + counters->wrong_hop_limit
	       + counters->dropped;
}

void link_reset_counters(struct link *link)
{
	memset(&link->counters, 0, sizeof(link->counters));
	link->dropped_before = 0;
	link->dropped_base =
		link->sockets != NULL ? link_sockets_dropped(link->sockets) : 0;
}

static void close_sockets(struct link *link)
{
	count_dropped(link);
	link->dropped_before = link->counters.dropped;
	link->dropped_base = 0;
	link_sockets_close(link->sockets);
	strangers_shut(&link->strangers);
	seal_free(link->seal);
	link->sockets = NULL;
	link->seal = NULL;
	link->open = false;
}

void link_close(struct link *link)
{
	close_sockets(link);
	explicit_bzero(&link->plan.keys, sizeof(link->plan.keys));
}

static int open_sockets(struct link *link)
{
	int error;

	if (!ip_is_set(link->plan.own)) {
		return -ENETUNREACH;
	}
	if (link->seal == NULL) {
		link->seal = seal_new(&link->plan.keys);
	}
	if (link->seal == NULL) {
		return -ENOMEM;
	}
	if (link->sockets == NULL) {
		error = link_sockets_open(
			&link->sockets, link->loop, on_datagram, on_error, link);
		if (error) {
			return error;
		}
	}
	strangers_shut(&link->strangers);
	return link_sockets_bind(link->sockets, &link->plan, &link->strangers.first_fd);
}

static bool covers(const struct netlink_address *address, struct ip ip)
{
	return !address->tentative
	       && ip_shares_prefix(address->address, ip, address->prefix_length);
}

static void on_own_address(const struct netlink_address *address, void *context)
{
	struct link *link = context;

	link->near = link->near || covers(address, link->plan.peer);
}

/*
 * A peer is near if an address of the interface has it in its network.  Beyond that a
 * router answers for it, whose MAC says nothing.
 */
static void look_whether_near(struct link *link)
{
	link->stale = false;
	link->near = false;
	if (!link->plan.routed && link->interface_index != 0) {
		netlink_list_addresses(
			link->netlink, link->interface_index, on_own_address, link);
	}
}

static void look_at_interface(struct link *link)
{
	struct netlink_interface interface = { .index = 0 };

	netlink_find_interface(link->netlink, link->plan.interface, &interface);
	link->interface_index = interface.index;
	memcpy(link->mac, interface.mac, sizeof(link->mac));
	look_whether_near(link);
}

int link_rebind(struct link *link)
{
	look_at_interface(link);
	link->error = open_sockets(link);
	link->open = link->error == 0;
	link->evidence.error = 0;
	return link->error;
}

static bool fits(const struct link_plan *a, const struct link_plan *b)
{
	return ip_equal(a->own, b->own) && ip_equal(a->peer, b->peer)
	       && a->port == b->port && a->peer_node == b->peer_node
	       && a->routed == b->routed && a->pair == b->pair
	       && strcmp(a->interface, b->interface) == 0;
}

static int change_keys(struct link *link, const struct keys *keys)
{
	struct seal *seal;

	if (memcmp(keys, &link->plan.keys, sizeof(*keys)) == 0) {
		return 0;
	}
	seal = seal_new(keys);
	if (seal == NULL) {
		return -ENOMEM;
	}
	seal_free(link->seal);
	link->seal = seal;
	link->plan.keys = *keys;
	return 0;
}

int link_put(struct link *link, const struct link_plan *plan)
{
	if (link->open && fits(&link->plan, plan)) {
		link->plan.interval_ms = plan->interval_ms;
		memcpy(link->plan.name, plan->name, sizeof(plan->name));
		return change_keys(link, &plan->keys);
	}
	close_sockets(link);
	link->plan = *plan;
	link->evidence = (struct link_evidence){ 0 };
	link->sending = endpoint_ends(plan->own, plan->peer);
	link->receiving = endpoint_ends(plan->peer, plan->own);
	return link_rebind(link);
}

/* All of them */

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
	struct links *links, const struct link *link, enum trouble before)
{
	int64_t now_us = loop_now_us(links->loop);
	const struct quiet_line bad = { link->number, MESSAGE_ERROR, 312 };
	const struct quiet_line good = { link->number, MESSAGE_INFO, 312 };
	char peer[IP_TEXT_SIZE];
	enum trouble now = link_trouble(link);

	ip_write(link->plan.peer, peer);
	if (now == TROUBLE_UNUSABLE && links_are_open(links)) {
		quiet_log(&links->quiet, &bad, now_us,
			"heartbeats cannot be sent to %s on %s: %s", peer,
			link->plan.name, strerror(-link_error(link)));
	} else if (now == TROUBLE_UNUSABLE) {
		quiet_forget(&links->quiet, link->number);
	} else if (before == TROUBLE_UNUSABLE) {
		quiet_log(&links->quiet, &good, now_us,
			"heartbeats can be sent to %s on %s", peer, link->plan.name);
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
			links->listener.heartbeats.on_trouble(link->number,
				links->reported[i], links->listener.heartbeats.context);
		}
	}
}

/* A link is bound to its interface: one that came back is another one. */
static void on_interface(
	const struct netlink_interface *interface, bool removed, void *context)
{
	struct links *links = context;

	links->interface_news = true;
	for (uint8_t i = 0; i < links->count && !removed; i++) {
		struct link *link = &links->list[i];

		if (strcmp(link->plan.interface, interface->name) != 0) {
			continue;
		}
		if (link->interface_index != interface->index) {
			link_rebind(link);
		}
		memcpy(link->mac, interface->mac, sizeof(link->mac));
	}
}

static void on_address(
	const struct netlink_address *address, bool removed, void *context)
{
	struct links *links = context;

	for (uint8_t i = 0; i < links->count; i++) {
		struct link *link = &links->list[i];

		if (!removed && !link->open
			&& ip_equal(link->plan.own, address->address)) {
			link_rebind(link);
		}
		link->stale = link->stale
			      || (address->interface_index == link->interface_index
				      && covers(address, link->plan.peer));
	}
}

static void on_settled(void *context)
{
	struct links *links = context;

	for (uint8_t i = 0; i < links->count; i++) {
		if (links->list[i].stale) {
			look_whether_near(&links->list[i]);
		}
	}
	look_soon(links);
	links->listener.on_open(links->listener.context);
}

static void mend(struct links *links)
{
	for (uint8_t i = 0; i < links->count; i++) {
		if (!links->list[i].open) {
			link_rebind(&links->list[i]);
		}
	}
}

/* Whatever has changed, the kernel has not told it. */
static void on_overrun(void *context)
{
	struct links *links = context;

	for (uint8_t i = 0; i < links->count; i++) {
		look_at_interface(&links->list[i]);
	}
	links->interface_news = true;
	mend(links);
}

int links_open(struct links *links, struct loop *loop, struct monitor *monitor,
	const struct links_listener *listener)
{
	int error;

	*links = (struct links){
		.loop = loop,
		.monitor = monitor,
		.changes = {
			.on_interface = on_interface,
			.on_address = on_address,
			.on_overrun = on_overrun,
			.on_settled = on_settled,
			.context = links,
		},
		.listener = *listener,
	};
	monitor_listen(monitor, &links->changes);
	error = netlink_open(&links->netlink);
	if (!error) {
		error = timer_open(&links->look, loop, LOOP_DATAGRAM, on_look, links);
	}
	return error;
}

void links_close(struct links *links)
{
	for (uint8_t i = 0; i < links->count; i++) {
		link_close(&links->list[i]);
	}
	monitor_leave(links->monitor, &links->changes);
	timer_close(links->look);
	netlink_close(links->netlink);
	*links = (struct links){ 0 };
}

static void begin_link(struct links *links, uint8_t index)
{
	links->list[index] = (struct link){
		.loop = links->loop,
		.netlink = links->netlink,
		.number = index + 1,
		.sink = links->listener.heartbeats,
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

	return may_wait && endpoint_may_wait(error) ? 0 : error;
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

static void look_for_strangers(struct link *link)
{
	struct ip source;

	if (link->strangers.at_peer) {
		link->sink.on_third(link->plan.peer, true, link->sink.context);
	}
	link->strangers.at_peer = false;
	if (link->open
		&& strangers_look(&link->strangers, &link->plan, link->seal, link->loop,
			&source)) {
		link->sink.on_third(source, false, link->sink.context);
	}
}

void links_tick(struct links *links)
{
	mend(links);
	for (uint8_t i = 0; i < links->count; i++) {
		look_for_strangers(&links->list[i]);
	}
	look_soon(links);
	quiet_tick(&links->quiet, loop_now_us(links->loop));
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

void links_send(struct links *links, const struct action *action)
{
	uint8_t number = action->heartbeat.link ? action->heartbeat.link : 1;

	if (number <= links->count) {
		link_send(&links->list[number - 1], action);
	}
}

void links_reset_counters(struct links *links)
{
	for (uint8_t i = 0; i < links->count; i++) {
		link_reset_counters(&links->list[i]);
	}
}
