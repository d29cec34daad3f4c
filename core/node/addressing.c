#include "node/addressing.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "loop/timer.h"
#include "netlink/monitor.h"
#include "netlink/routing.h"

enum {
	PLACES_MAX = 8, /* the peer and so many subnets of F-IPs */
	HOLD_MAX_US = SECOND_US,
	LOOK_AGAIN_US = SECOND_US,
};

/* Somewhere on the interface: the peer, or a host of a subnet. */
struct place {
	struct ip address;
	uint8_t prefix_length;
	bool was_there;
};

struct addressing {
	struct loop *loop;
	void (*on_change)(bool lacks, enum lack lack, void *context);
	void *context;
	struct netlink *netlink;
	struct monitor *monitor; /* the caller's */
	struct monitor_listener listener;
	struct timer *look; /* anew: when the hold is over, or a second later */
	char interface[IF_NAMESIZE];
	int64_t hold_us;
	struct ip own;
	bool own_was_there;
	struct place places[PLACES_MAX];
	size_t place_count;
	bool stale;   /* something has changed in the kernel */
	bool waiting; /* for what is lacking to be put back */
	bool lacks;
	enum lack lack;
};

/*
 * An address of this node's own says nothing about the route: the F-IP beside another
 * one, while this node is active.  Nor does a route that a router may take back, or
 * somebody who speaks like one.
 */
static bool is_silent(enum routing_way wanted, enum routing_way way)
{
	return wanted == ROUTING_ON_LINK
	       && (way == ROUTING_LOCAL || way == ROUTING_LENT);
}

/* A kernel that has no answer now says nothing either. */
static bool is_there(struct addressing *addressing, struct ip address,
	enum routing_way wanted, bool *was_there)
{
	enum routing_way way;

	if (routing_find(addressing->netlink, address,
		    if_nametoindex(addressing->interface), &way)
			!= 0
		|| is_silent(wanted, way)) {
		return true;
	}
	*was_there = *was_there || way == wanted;
	return way == wanted || !*was_there;
}

static bool find_lack(struct addressing *addressing, enum lack *lack)
{
	*lack = LACK_REAL_IP;
	if (ip_is_set(addressing->own)
		&& !is_there(addressing, addressing->own, ROUTING_LOCAL,
			&addressing->own_was_there)) {
		return true;
	}
	*lack = LACK_ROUTE;
	for (size_t i = 0; i < addressing->place_count; i++) {
		struct place *place = &addressing->places[i];

		if (!is_there(addressing, place->address, ROUTING_ON_LINK,
			    &place->was_there)) {
			return true;
		}
	}
	return false;
}

static void change(struct addressing *addressing, bool lacks, enum lack lack)
{
	bool news = addressing->lacks != lacks || (lacks && addressing->lack != lack);

	addressing->waiting = false;
	addressing->lacks = lacks;
	addressing->lack = lack;
	if (news) {
		addressing->on_change(lacks, lack, addressing->context);
	}
}

static void look_after(struct addressing *addressing, int64_t span_us)
{
	timer_set(addressing->look, loop_now_us(addressing->loop) + span_us);
}

static void await_return(struct addressing *addressing)
{
	addressing->waiting = true;
	look_after(addressing, addressing->hold_us);
}

/* A route can go with its interface in silence, a moment later: look once more then. */
static void look(struct addressing *addressing)
{
	enum lack lack;
	bool lacks = find_lack(addressing, &lack);

	addressing->stale = false;
	if (lacks && !addressing->lacks) {
		if (!addressing->waiting) {
			await_return(addressing);
		}
		return;
	}
	change(addressing, lacks, lack);
	look_after(addressing, LOOK_AGAIN_US);
}

static void on_time(void *context)
{
	struct addressing *addressing = context;
	enum lack lack;
	bool lacks = find_lack(addressing, &lack);

	if (lacks && !addressing->lacks && !addressing->waiting) {
		await_return(addressing);
		return;
	}
	change(addressing, lacks, lack);
	if (lacks) {
		look_after(addressing, LOOK_AGAIN_US);
	}
}

static void on_interface(
	const struct netlink_interface *interface, bool removed, void *context)
{
	(void)interface;
	(void)removed;
	((struct addressing *)context)->stale = true;
}

/* The F-IPs come and go without a change here, a thousand at a time. */
static void on_address(
	const struct netlink_address *address, bool removed, void *context)
{
	struct addressing *addressing = context;

	(void)removed;
	addressing->stale =
		addressing->stale || ip_equal(address->address, addressing->own);
}

static void on_news(void *context)
{
	((struct addressing *)context)->stale = true;
}

static void on_settled(void *context)
{
	struct addressing *addressing = context;

	if (addressing->stale) {
		look(addressing);
	}
}

static int start(struct addressing *addressing)
{
	int error = netlink_open(&addressing->netlink);

	addressing->listener = (struct monitor_listener){
		.on_interface = on_interface,
		.on_address = on_address,
		.on_route = on_news,
		.on_overrun = on_news,
		.on_settled = on_settled,
		.context = addressing,
	};
	monitor_listen(addressing->monitor, &addressing->listener);
	return error ? error
		     : timer_open(&addressing->look, addressing->loop, LOOP_KERNEL,
			     on_time, addressing);
}

int addressing_open(struct addressing **addressing, struct loop *loop,
	struct monitor *monitor,
	void (*on_change)(bool lacks, enum lack lack, void *context), void *context)
{
	struct addressing *fresh = calloc(1, sizeof(*fresh));
	int error;

	*addressing = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->monitor = monitor;
	fresh->on_change = on_change;
	fresh->context = context;
	error = start(fresh);
	if (error) {
		addressing_close(fresh);
		return error;
	}
	*addressing = fresh;
	return 0;
}

void addressing_close(struct addressing *addressing)
{
	if (addressing == NULL) {
		return;
	}
	monitor_leave(addressing->monitor, &addressing->listener);
	timer_close(addressing->look);
	netlink_close(addressing->netlink);
	free(addressing);
}

/*
 * A host of the other half of the subnet, for beside the F-IP this node's own address
 * may be, which says nothing.  It ends in binary 01 or 10: it is never the first or the
 * last address, to which the kernel has routes of another kind.
 */
static struct ip neighbor_of(const struct config_fip *fip)
{
	struct ip neighbor = fip->address;
	size_t bytes = ip_length_bytes(neighbor.family);
	size_t host_bits = 8 * bytes - fip->prefix_length;
	uint8_t *last = &neighbor.bytes[bytes - 1];

	*last ^= (*last & 1) == (*last >> 1 & 1) ? 1 : 3;
	if (host_bits > 2) {
		*last ^= (uint8_t)(1 << (host_bits < 8 ? host_bits - 1 : 7));
	}
	return neighbor;
}

static void add_place(
	struct addressing *addressing, struct ip address, uint8_t prefix_length)
{
	addressing->places[addressing->place_count++] =
		(struct place){ .address = address, .prefix_length = prefix_length };
}

static bool is_covered(
	const struct addressing *addressing, const struct config_fip *fip)
{
	for (size_t i = 0; i < addressing->place_count; i++) {
		if (ip_shares_prefix(addressing->places[i].address, fip->address,
			    fip->prefix_length)) {
			return true;
		}
	}
	return false;
}

/* An F-IP without a subnet of its own needs no route but those of its clients. */
static void add_subnet(struct addressing *addressing, const struct config_fip *fip)
{
	size_t bits = 8 * ip_length_bytes(fip->address.family);

	if (fip->prefix_length + 1u < bits && !is_covered(addressing, fip)
		&& addressing->place_count < PLACES_MAX) {
		add_place(addressing, neighbor_of(fip), fip->prefix_length);
	}
}

static void plan(
	struct addressing *addressing, const struct config *config, struct ip own)
{
	memset(addressing->places, 0, sizeof(addressing->places));
	addressing->place_count = 0;
	addressing->own = own;
	addressing->own_was_there = false;
	memcpy(addressing->interface, config->interface, sizeof(addressing->interface));
	add_place(addressing, config->peer, 0);
	for (size_t i = 0; i < config->fip_count; i++) {
		add_subnet(addressing, &config->fips[i]);
	}
}

/* What was there before stays so over a reload that does not touch it. */
static void recall(struct addressing *addressing, const struct addressing *former)
{
	addressing->own_was_there =
		ip_equal(addressing->own, former->own) && former->own_was_there;
	for (size_t i = 0; i < addressing->place_count; i++) {
		struct place *place = &addressing->places[i];

		for (size_t j = 0; j < former->place_count; j++) {
			place->was_there = place->was_there
					   || (former->places[j].was_there
						   && ip_equal(place->address,
							   former->places[j].address));
		}
	}
}

void addressing_put(
	struct addressing *addressing, const struct config *config, struct ip own)
{
	struct addressing former = *addressing;
	int64_t hold_us = (int64_t)config->interval_ms * MS_US * 3 / 4;

	plan(addressing, config, own);
	if (strcmp(former.interface, addressing->interface) == 0) {
		recall(addressing, &former);
	}
	addressing->hold_us = hold_us < HOLD_MAX_US ? hold_us : HOLD_MAX_US;
	look(addressing);
}
