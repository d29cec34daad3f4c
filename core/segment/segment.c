#include "segment/segment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "fips/fip_list.h"
#include "loop/clock.h"
#include "netlink/netlink.h"
#include "netlink/routing.h"
#include "segment/announcement_sender.h"
#include "segment/segment_socket.h"

/*
 * A round must be over before the next is due, 0.75 ms later at the shortest interval:
 * where sending is slow (50 us through a bridge of the kernel) it asks for less.
 */
enum {
	PROBES_MAX = 200, /* a round */
	PROBES_MIN = 10,  /* however long they take */
	PROBES_US = 400,
	/* The listed ones, and a router of each family. */
	REFERENCES_MAX = (int)CONFIG_REFERENCES_MAX + (int)ROUTING_HOPS_MAX,
};

/*
 * The addresses whose answers show that this node reaches the network: those that are
 * listed, and the default router if it is one of them, whoever that is at the time.
 */
struct references {
	struct netlink *netlink;
	struct routing_gateway *gateway; /* NULL: it is not asked */
	struct ip link_local;            /* of this node, unset: not known */
	uint32_t interface_index;        /* that it belongs to */
	size_t listed_count;
	struct ip targets[REFERENCES_MAX]; /* those that are listed, then routers */
	size_t asked_count;
	struct ip asked[REFERENCES_MAX]; /* whose answers count */
};

struct conflicts {
	uint64_t count;
	uint8_t mac[MAC_BYTES]; /* of the last one */
};

struct segment {
	struct loop *loop;
	struct segment_listener listener;
	struct announcement_sender *sender;
	struct segment_sockets sockets;
	struct watch *watches[SEGMENT_SOCKET_KINDS];
	bool bound; /* the sockets are open */
	struct netlink_interface interface;
	struct ip own;
	struct ip peer;
	size_t next_probe;
	struct references references;
	struct fip_list list;
	struct conflicts conflicts[CONFIG_FIPS_MAX]; /* as list */
};

static struct frame_origin find_origin(const struct segment *segment)
{
	struct frame_origin origin = { .router = segment->interface.router };

	memcpy(origin.mac, segment->interface.mac, sizeof(origin.mac));
	return origin;
}

int segment_announce(struct segment *segment)
{
	struct frame_origin origin = find_origin(segment);

	if (!segment->bound) {
		return -ENODEV;
	}
	return announcement_sender_start(segment->sender, &segment->sockets, &origin);
}

void segment_hasten(struct segment *segment, size_t first, size_t count)
{
	const struct announcement_part part = { first, count };
	struct frame_origin origin = find_origin(segment);

	if (segment->bound) {
		announcement_sender_hasten(
			segment->sender, &segment->sockets, &origin, &part);
	}
}

void segment_hush(struct segment *segment)
{
	announcement_sender_stop(segment->sender);
}

static int ask(const struct segment *segment, struct ip sender, struct ip target)
{
	struct frame frame;
	int sent;

	frame_put_question(&frame, segment->interface.mac, sender, target);
	sent = segment_socket_send(&segment->sockets, &frame, 1);
	return sent < 0 ? sent : 0;
}

int segment_ask_peer(struct segment *segment)
{
	return ask(segment, segment->own, segment->peer);
}

int segment_probe(struct segment *segment)
{
	const struct ip nobody = { .family = IP_NONE };
	const struct fip_list *list = &segment->list;
	size_t count = list->count < PROBES_MAX ? list->count : PROBES_MAX;
	int64_t end_us = clock_now_us() + PROBES_US;
	int first_error = 0;

	for (size_t i = 0; i < count && (i < PROBES_MIN || clock_now_us() < end_us);
		i++) {
		size_t place = segment->next_probe;
		int error = ask(segment, nobody, list->fips[place].address);

		segment->next_probe = (place + 1) % list->count;
		first_error = first_error ? first_error : error;
	}
	return first_error;
}

static enum segment_owner whose(
	const struct segment *segment, const uint8_t mac[MAC_BYTES])
{
	const struct segment_listener *listener = &segment->listener;

	if (memcmp(mac, segment->interface.mac, MAC_BYTES) == 0) {
		return SEGMENT_OWNER_SELF;
	}
	return listener->whose != NULL ? listener->whose(mac, listener->context)
				       : SEGMENT_OWNER_OTHER;
}

/* A bond that balances (mode balance-alb) names its own MAC in what its ports ask. */
static bool is_consistent(
	const struct segment *segment, const struct frame_heard *heard)
{
	return memcmp(heard->source, heard->mac, MAC_BYTES) == 0
	       || (whose(segment, heard->source) == SEGMENT_OWNER_PEER
		       && whose(segment, heard->mac) == SEGMENT_OWNER_PEER);
}

static void hear_probe(struct segment *segment, const struct frame_heard *heard)
{
	size_t place;

	if (fip_list_find(&segment->list, heard->asked, &place)
		&& is_consistent(segment, heard)) {
		segment->listener.on_rival(
			heard->asked, heard->mac, segment->listener.context);
	}
}

static void hear_claim(struct segment *segment, const struct frame_heard *heard)
{
	size_t place;

	if (ip_equal(heard->claimed, segment->peer) && is_consistent(segment, heard)) {
		segment->listener.on_neighbor(heard->mac, segment->listener.context);
	}
	/* Who sent a lie is found by where it came from. */
	if (fip_list_find(&segment->list, heard->claimed, &place)
		&& !segment->listener.on_answered(heard->claimed, heard->source,
			is_consistent(segment, heard), segment->listener.context)) {
		segment->conflicts[place].count++;
		memcpy(segment->conflicts[place].mac, heard->source, MAC_BYTES);
	}
}

/* Only an answer to this node counts, not what a reference says to others or to all. */
static void hear_reference(struct segment *segment, const struct frame_heard *heard)
{
	const struct references *references = &segment->references;

	if (ip_is_set(heard->asked)
		|| whose(segment, heard->destination) != SEGMENT_OWNER_SELF) {
		return;
	}
	for (size_t i = 0; i < references->asked_count; i++) {
		if (ip_equal(references->asked[i], heard->claimed)) {
			segment->listener.on_reference(segment->listener.context);
			return;
		}
	}
}

void segment_hear_frame(struct segment *segment, const struct frame_heard *heard)
{
	/* What one port of a bond sends to all comes back to another one. */
	if (whose(segment, heard->source) == SEGMENT_OWNER_SELF
		|| whose(segment, heard->mac) == SEGMENT_OWNER_SELF) {
		return;
	}
	if (ip_is_set(heard->claimed)) {
		hear_claim(segment, heard);
		hear_reference(segment, heard);
	} else {
		hear_probe(segment, heard);
	}
}

static void read_frames(struct segment *segment, unsigned kind)
{
	uint8_t family = kind == SEGMENT_SOCKET_ND ? IP_V6 : IP_V4;
	uint8_t bytes[256];

	for (int i = 0; i < LOOP_READS_MAX; i++) {
		struct frame_heard heard;
		ssize_t length = recv(
			segment->sockets.fds[kind], bytes, sizeof(bytes), MSG_TRUNC);

		/* An error (the interface went down) is read once and passes. */
		if (length < 0) {
			return;
		}
		if ((size_t)length <= sizeof(bytes)
			&& frame_read(&heard, family, bytes, (size_t)length)) {
			segment_hear_frame(segment, &heard);
		}
	}
}

static void on_arp(void *context)
{
	read_frames(context, SEGMENT_SOCKET_ARP);
}

static void on_nd(void *context)
{
	read_frames(context, SEGMENT_SOCKET_ND);
}

static void close_sockets(struct segment *segment)
{
	for (unsigned kind = 0; kind < SEGMENT_SOCKET_KINDS; kind++) {
		loop_unwatch(segment->watches[kind]);
		segment->watches[kind] = NULL;
	}
	segment_socket_close(&segment->sockets);
	segment->bound = false;
}

static int watch_socket(struct segment *segment, unsigned kind)
{
	int fd = segment->sockets.fds[kind];

	if (fd < 0) {
		return 0;
	}
	segment->watches[kind] = loop_watch(segment->loop, fd, LOOP_PROBE,
		kind == SEGMENT_SOCKET_ND ? on_nd : on_arp, segment);
	return segment->watches[kind] ? 0 : -errno;
}

static void make_filter(
	const struct segment *segment, struct segment_socket_filter *filter)
{
	const struct references *references = &segment->references;

	*filter = (struct segment_socket_filter){ .group_count = 0 };
	for (size_t i = 0; i < segment->list.count; i++) {
		segment_socket_add_fip(filter, segment->list.fips[i].address);
	}
	segment_socket_add_host(filter, segment->peer);
	for (size_t i = 0; i < references->asked_count; i++) {
		segment_socket_add_host(filter, references->asked[i]);
	}
}

static int open_sockets(struct segment *segment)
{
	struct segment_socket_filter filter;
	int error;

	make_filter(segment, &filter);
	error = segment_socket_open(
		&segment->sockets, segment->interface.index, &filter);
	for (unsigned kind = 0; !error && kind < SEGMENT_SOCKET_KINDS; kind++) {
		error = watch_socket(segment, kind);
	}
	if (error) {
		close_sockets(segment);
	}
	segment->bound = !error;
	return error;
}

static void on_address(const struct netlink_address *address, void *context)
{
	struct references *references = context;

	if (!address->tentative && ip_is_link_local(address->address)) {
		references->link_local = address->address;
	}
}

/* From here a router with an address of IPv6 is asked if the real IP is one of IPv4. */
static struct ip find_link_local(struct references *references, uint32_t index)
{
	if (references->interface_index != index) {
		references->interface_index = index;
		references->link_local = (struct ip){ .family = IP_NONE };
	}
	if (!ip_is_set(references->link_local)) {
		netlink_list_addresses(
			references->netlink, index, on_address, references);
	}
	return references->link_local;
}

/*
 * Set sender to whom a target is asked from; unset, the question is a probe.  False if
 * there is no own address: a router takes a probe of IPv6 for a theft.
 */
static bool find_sender(struct segment *segment, struct ip target, struct ip *sender)
{
	*sender = (struct ip){ .family = IP_NONE };
	if (segment->own.family == target.family) {
		*sender = segment->own;
	} else if (target.family == IP_V6) {
		*sender =
			find_link_local(&segment->references, segment->interface.index);
	}
	return ip_is_set(*sender) || target.family == IP_V4;
}

/* The filter changes with the router only, and that stays for months. */
static void listen_to_asked(
	struct segment *segment, const struct ip *asked, size_t count)
{
	struct references *references = &segment->references;
	struct segment_socket_filter filter;
	bool same = count == references->asked_count;

	for (size_t i = 0; i < count; i++) {
		same = same && ip_equal(asked[i], references->asked[i]);
		references->asked[i] = asked[i];
	}
	references->asked_count = count;
	if (!same) {
		make_filter(segment, &filter);
		segment_socket_set_filter(&segment->sockets, &filter);
	}
}

int segment_ask_references(struct segment *segment)
{
	struct references *references = &segment->references;
	size_t target_count = references->listed_count;
	struct ip senders[REFERENCES_MAX];
	struct ip asked[REFERENCES_MAX];
	size_t count = 0;
	int first_error = 0;

	if (references->gateway != NULL) {
		target_count += routing_gateway_look(references->gateway,
			segment->interface.index, references->targets + target_count);
	}
	for (size_t i = 0; i < target_count; i++) {
		asked[count] = references->targets[i];
		count += find_sender(segment, asked[count], &senders[count]);
	}
	listen_to_asked(segment, asked, count);
	for (size_t i = 0; i < count; i++) {
		int error = ask(segment, senders[i], asked[i]);

		first_error = first_error ? first_error : error;
	}
	return first_error;
}

int segment_bind(struct segment *segment, const struct netlink_interface *interface)
{
	bool same = segment->bound && interface->index == segment->interface.index;
	int error = 0;

	segment->interface = *interface;
	if (!same) {
		segment_hush(segment);
		close_sockets(segment);
		error = interface->index == 0 ? 0 : open_sockets(segment);
	}
	/* Heartbeats would wait for a question of the kernel's: a second, if one was
	 * lost. */
	if (!error && interface->up) {
		segment_ask_peer(segment);
	}
	return error;
}

static int open_references(struct references *references, const struct config *config)
{
	int error = netlink_open(&references->netlink);

	references->listed_count = config->reference_count;
	memcpy(references->targets, config->references, sizeof(config->references));
	if (!error && config->reference_gateway) {
		error = routing_gateway_open(&references->gateway, references->netlink);
	}
	return error;
}

static int open_parts(struct segment *segment, const struct config *config)
{
	int error = announcement_sender_open(
		&segment->sender, segment->loop, config->fips, config->fip_count);

	return error ? error : open_references(&segment->references, config);
}

int segment_open(struct segment **segment, struct loop *loop,
	const struct segment_options *options)
{
	const struct config *config = options->config;
	struct segment *fresh;
	int error;

	*segment = NULL;
	fresh = calloc(1, sizeof(*fresh));
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->listener = options->listener;
	fresh->own = options->own;
	fresh->peer = config->peer;
	fip_list_init(&fresh->list, config->fips, config->fip_count);
	segment_socket_init(&fresh->sockets);
	error = open_parts(fresh, config);
	if (error) {
		segment_close(fresh);
		return error;
	}
	*segment = fresh;
	return 0;
}

void segment_close(struct segment *segment)
{
	if (segment == NULL) {
		return;
	}
	close_sockets(segment);
	routing_gateway_close(segment->references.gateway);
	netlink_close(segment->references.netlink);
	announcement_sender_close(segment->sender);
	free(segment);
}

struct segment_counters segment_count(const struct segment *segment, size_t place)
{
	struct segment_counters counters = {
		.announcements = announcement_sender_count(segment->sender, place),
		.conflicts = segment->conflicts[place].count,
	};

	memcpy(counters.conflict_mac, segment->conflicts[place].mac, MAC_BYTES);
	return counters;
}

void segment_reset_counters(struct segment *segment)
{
	announcement_sender_reset_counts(segment->sender);
	memset(segment->conflicts, 0, sizeof(segment->conflicts));
}
