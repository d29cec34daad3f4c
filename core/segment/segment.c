#include "segment/segment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "loop/clock.h"
#include "segment/announcing.h"
#include "segment/references.h"
#include "segment/segmentsocket.h"

/*
 * A round must be over before the next is due, 0.75 ms later at the shortest interval:
 * where sending is slow (50 us through a bridge of the kernel) it asks for less.
 */
enum {
	PROBES_MAX = 200, /* a round */
	PROBES_MIN = 10,  /* however long they take */
	PROBES_US = 400,
};

struct segment {
	struct loop *loop;
	struct announcing *announcing;
	struct references *references;
	struct segmentsocket sockets;
	struct watch *watches[SEGMENTSOCKET_KINDS];
	bool bound; /* the sockets are open */
	struct netlink_interface interface;
	struct ip own;
	size_t next_probe;
	struct claims claims;
};

int segment_announce(struct segment *segment)
{
	struct frame_origin origin = { .router = segment->interface.router };

	memcpy(origin.mac, segment->interface.mac, sizeof(origin.mac));
	if (!segment->bound) {
		return -ENODEV;
	}
	return announcing_start(segment->announcing, &segment->sockets, &origin);
}

void segment_hush(struct segment *segment)
{
	announcing_stop(segment->announcing);
}

static int ask(const struct segment *segment, struct ip sender, struct ip target)
{
	struct frame frame;

	frame_put_question(&frame, segment->interface.mac, sender, target);
	return segmentsocket_send(&segment->sockets, &frame);
}

int segment_ask_peer(struct segment *segment)
{
	return ask(segment, segment->own, segment->claims.peer);
}

int segment_probe(struct segment *segment)
{
	const struct ip nobody = { .family = IP_NONE };
	const struct fiplist *list = &segment->claims.list;
	size_t count = list->count < PROBES_MAX ? list->count : PROBES_MAX;
	int64_t end_us = clock_now_us() + PROBES_US;
	int first_error = 0;

	/* Who answers cannot be told from the peer while its MAC is not known. */
	if (!segment->claims.peer_known) {
		segment_ask_peer(segment);
	}
	for (size_t i = 0; i < count && (i < PROBES_MIN || clock_now_us() < end_us);
		i++) {
		size_t place = segment->next_probe;
		int error = ask(segment, nobody, list->entries[place].fip.address);

		segment->next_probe = (place + 1) % list->count;
		first_error = first_error ? first_error : error;
	}
	return first_error;
}

static void read_frames(struct segment *segment, unsigned kind)
{
	uint8_t family = kind == SEGMENTSOCKET_ND ? IP_V6 : IP_V4;
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
			claims_take(&segment->claims, &heard, segment->interface.mac);
		}
	}
}

static void on_arp(void *context)
{
	read_frames(context, SEGMENTSOCKET_ARP);
}

static void on_nd(void *context)
{
	read_frames(context, SEGMENTSOCKET_ND);
}

static void shut(struct segment *segment)
{
	segment_hush(segment);
	for (unsigned kind = 0; kind < SEGMENTSOCKET_KINDS; kind++) {
		loop_unwatch(segment->watches[kind]);
		segment->watches[kind] = NULL;
	}
	segmentsocket_close(&segment->sockets);
	segment->bound = false;
}

static int watch(struct segment *segment, unsigned kind)
{
	int fd = segment->sockets.fds[kind];

	if (fd < 0) {
		return 0;
	}
	segment->watches[kind] = loop_watch(segment->loop, fd, LOOP_PROBE,
		kind == SEGMENTSOCKET_ND ? on_nd : on_arp, segment);
	return segment->watches[kind] ? 0 : -errno;
}

static void make_filter(
	const struct segment *segment, struct segmentsocket_filter *filter)
{
	const struct claims *claims = &segment->claims;

	*filter = (struct segmentsocket_filter){ .group_count = 0 };
	for (size_t i = 0; i < claims->list.count; i++) {
		segmentsocket_add_fip(filter, claims->list.entries[i].fip.address);
	}
	segmentsocket_add_host(filter, claims->peer);
	for (size_t i = 0; i < claims->reference_count; i++) {
		segmentsocket_add_host(filter, claims->references[i]);
	}
}

static int open_sockets(struct segment *segment)
{
	struct segmentsocket_filter filter;
	int error;

	make_filter(segment, &filter);
	error = segmentsocket_open(
		&segment->sockets, segment->interface.index, &filter);
	for (unsigned kind = 0; !error && kind < SEGMENTSOCKET_KINDS; kind++) {
		error = watch(segment, kind);
	}
	if (error) {
		shut(segment);
	}
	segment->bound = !error;
	return error;
}

/* The filter changes with the router only, and that stays for months. */
static void refer_to(struct segment *segment,
	const struct references_question *questions, size_t count)
{
	struct claims *claims = &segment->claims;
	struct segmentsocket_filter filter;
	bool same = count == claims->reference_count;

	for (size_t i = 0; i < count; i++) {
		same = same && ip_equal(questions[i].target, claims->references[i]);
		claims->references[i] = questions[i].target;
	}
	claims->reference_count = count;
	if (!same) {
		make_filter(segment, &filter);
		segmentsocket_set_filter(&segment->sockets, &filter);
	}
}

int segment_ask_references(struct segment *segment)
{
	struct references_question questions[REFERENCES_MAX];
	size_t count = references_list(
		segment->references, segment->interface.index, questions);
	int first_error = 0;

	refer_to(segment, questions, count);
	for (size_t i = 0; i < count; i++) {
		int error = ask(segment, questions[i].sender, questions[i].target);

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
		shut(segment);
		error = interface->index == 0 ? 0 : open_sockets(segment);
	}
	/* Heartbeats would wait for a question of the kernel's: a second, if one was
	 * lost. */
	if (!error && interface->up) {
		segment_ask_peer(segment);
	}
	return error;
}

static int start(struct segment *segment, const struct segment_options *options)
{
	const struct config *config = options->config;
	int error = announcing_open(
		&segment->announcing, segment->loop, config->fips, config->fip_count);

	if (!error) {
		error = references_open(&segment->references, config, options->own);
	}
	segmentsocket_init(&segment->sockets);
	claims_init(&segment->claims, &options->listener, config->peer, config->fips,
		config->fip_count);
	return error;
}

int segment_open(struct segment **segment, struct loop *loop,
	const struct segment_options *options)
{
	struct segment *fresh;
	int error;

	*segment = NULL;
	if (options->config->fip_count == 0) {
		return -EINVAL;
	}
	fresh = calloc(1, sizeof(*fresh));
	if (!fresh) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->own = options->own;
	error = start(fresh, options);
	if (error) {
		announcing_close(fresh->announcing);
		free(fresh);
		return error;
	}
	*segment = fresh;
	return 0;
}

void segment_close(struct segment *segment)
{
	if (!segment) {
		return;
	}
	shut(segment);
	references_close(segment->references);
	announcing_close(segment->announcing);
	free(segment);
}

const uint8_t *segment_peer(const struct segment *segment)
{
	return segment->claims.peer_known ? segment->claims.peer_mac : NULL;
}

void segment_tell(const struct segment *segment, struct status *status)
{
	for (size_t i = 0; i < segment->claims.list.count; i++) {
		status->fips[i].announcements =
			announcing_count(segment->announcing, i);
	}
	claims_tell(&segment->claims, status);
}

void segment_reset_counters(struct segment *segment)
{
	announcing_reset_counts(segment->announcing);
	memset(segment->claims.conflicts, 0, sizeof(segment->claims.conflicts));
}
