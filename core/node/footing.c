#include "node/footing.h"

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

struct footing {
	struct loop *loop;
	void (*on_change)(bool lacks, enum lack lack, void *context);
	void *context;
	struct netlink *netlink;
	struct monitor *monitor;
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
static bool is_there(struct footing *footing, struct ip address,
	enum routing_way wanted, bool *was_there)
{
	enum routing_way way;

	if (routing_find(
		    footing->netlink, address, if_nametoindex(footing->interface), &way)
			!= 0
		|| is_silent(wanted, way)) {
		return true;
	}
	*was_there = *was_there || way == wanted;
	return way == wanted || !*was_there;
}

static bool find_lack(struct footing *footing, enum lack *lack)
{
	*lack = LACK_REAL_IP;
	if (ip_is_set(footing->own)
		&& !is_there(footing, footing->own, ROUTING_LOCAL,
			&footing->own_was_there)) {
		return true;
	}
	*lack = LACK_ROUTE;
	for (size_t i = 0; i < footing->place_count; i++) {
		struct place *place = &footing->places[i];

		if (!is_there(footing, place->address, ROUTING_ON_LINK,
			    &place->was_there)) {
			return true;
		}
	}
	return false;
}

static void change(struct footing *footing, bool lacks, enum lack lack)
{
	bool news = footing->lacks != lacks || (lacks && footing->lack != lack);

	footing->waiting = false;
	footing->lacks = lacks;
	footing->lack = lack;
	if (news) {
		footing->on_change(lacks, lack, footing->context);
	}
}

static void look_after(struct footing *footing, int64_t span_us)
{
	timer_set(footing->look, loop_now_us(footing->loop) + span_us);
}

/* A route can go with its interface in silence, a moment later: look once more then. */
static void look(struct footing *footing)
{
	enum lack lack;
	bool lacks = find_lack(footing, &lack);

	footing->stale = false;
	if (lacks && !footing->lacks) {
		if (!footing->waiting) {
			footing->waiting = true;
			look_after(footing, footing->hold_us);
		}
		return;
	}
	change(footing, lacks, lack);
	look_after(footing, LOOK_AGAIN_US);
}

static void on_time(void *context)
{
	struct footing *footing = context;
	enum lack lack;
	bool lacks = find_lack(footing, &lack);

	if (footing->waiting || footing->lacks || !lacks) {
		change(footing, lacks, lack);
	} else {
		look(footing);
		return;
	}
	if (lacks) {
		look_after(footing, LOOK_AGAIN_US);
	}
}

static void on_interface(
	const struct netlink_interface *interface, bool removed, void *context)
{
	(void)interface;
	(void)removed;
	((struct footing *)context)->stale = true;
}

/* The F-IPs come and go without a change here, a thousand at a time. */
static void on_address(
	const struct netlink_address *address, bool removed, void *context)
{
	struct footing *footing = context;

	(void)removed;
	footing->stale = footing->stale || ip_equal(address->address, footing->own);
}

static void on_news(void *context)
{
	((struct footing *)context)->stale = true;
}

static void on_settled(void *context)
{
	struct footing *footing = context;

	if (footing->stale) {
		look(footing);
	}
}

static int start(struct footing *footing)
{
	const struct monitor_listener listener = {
		.on_interface = on_interface,
		.on_address = on_address,
		.on_route = on_news,
		.on_overrun = on_news,
		.on_settled = on_settled,
		.context = footing,
	};
	int error = netlink_open(&footing->netlink);

	if (!error) {
		error = timer_open(
			&footing->look, footing->loop, LOOP_KERNEL, on_time, footing);
	}
	return error ? error
		     : monitor_open(&footing->monitor, footing->loop, &listener);
}

int footing_open(struct footing **footing, struct loop *loop,
	void (*on_change)(bool lacks, enum lack lack, void *context), void *context)
{
	struct footing *fresh = calloc(1, sizeof(*fresh));
	int error;

	*footing = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->on_change = on_change;
	fresh->context = context;
	error = start(fresh);
	if (error) {
		footing_close(fresh);
		return error;
	}
	*footing = fresh;
	return 0;
}

void footing_close(struct footing *footing)
{
	if (footing == NULL) {
		return;
	}
	monitor_close(footing->monitor);
	timer_close(footing->look);
	netlink_close(footing->netlink);
	free(footing);
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

static void add_place(struct footing *footing, struct ip address, uint8_t prefix_length)
{
	footing->places[footing->place_count++] =
		(struct place){ .address = address, .prefix_length = prefix_length };
}

static bool is_covered(const struct footing *footing, const struct config_fip *fip)
{
	for (size_t i = 0; i < footing->place_count; i++) {
		if (ip_shares_prefix(footing->places[i].address, fip->address,
			    fip->prefix_length)) {
			return true;
		}
	}
	return false;
}

/* An F-IP without a subnet of its own needs no route but those of its clients. */
static void add_subnet(struct footing *footing, const struct config_fip *fip)
{
	size_t bits = 8 * ip_length_bytes(fip->address.family);

	if (fip->prefix_length + 1u < bits && !is_covered(footing, fip)
		&& footing->place_count < PLACES_MAX) {
		add_place(footing, neighbor_of(fip), fip->prefix_length);
	}
}

static void plan(struct footing *footing, const struct config *config, struct ip own)
{
	memset(footing->places, 0, sizeof(footing->places));
	footing->place_count = 0;
	footing->own = own;
	footing->own_was_there = false;
	memcpy(footing->interface, config->interface, sizeof(footing->interface));
	add_place(footing, config->peer, 0);
	for (size_t i = 0; i < config->fip_count; i++) {
		add_subnet(footing, &config->fips[i]);
	}
}

/* What was there before stays so over a reload that does not touch it. */
static void recall(struct footing *footing, const struct footing *former)
{
	footing->own_was_there =
		ip_equal(footing->own, former->own) && former->own_was_there;
	for (size_t i = 0; i < footing->place_count; i++) {
		struct place *place = &footing->places[i];

		for (size_t j = 0; j < former->place_count; j++) {
			place->was_there = place->was_there
					   || (former->places[j].was_there
						   && ip_equal(place->address,
							   former->places[j].address));
		}
	}
}

void footing_put(struct footing *footing, const struct config *config, struct ip own)
{
	struct footing former = *footing;
	int64_t hold_us = (int64_t)config->interval_ms * MS_US * 3 / 4;

	plan(footing, config, own);
	if (strcmp(former.interface, footing->interface) == 0) {
		recall(footing, &former);
	}
	footing->hold_us = hold_us < HOLD_MAX_US ? hold_us : HOLD_MAX_US;
	look(footing);
}
