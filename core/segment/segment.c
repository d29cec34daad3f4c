#include "segment/segment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "loop/clock.h"
#include "segment/announcement_sender.h"
#include "segment/reference_list.h"
#include "segment/segment_socket.h"

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
	struct announcement_sender *sender;
	struct references *references;
	struct segmentsocket sockets;
	struct watch *watches[SEGMENT_SOCKET_KINDS];
	bool bound; /* the sockets are open */
	struct netlink_interface interface;
	struct ip own;
	size_t next_probe;
	struct classifier classifier;
};

int segment_announce(struct segment *segment)
{
	struct frame_origin origin = { .router = segment->interface.router };

	memcpy(origin.mac, segment->interface.mac, sizeof(origin.mac));
	if (!segment->bound) {
		return -ENODEV;
	}
	return announcement_sender_start(segment->sender, &segment->sockets, &origin);
}

void segment_hush(struct segment *segment)
{
	announcement_sender_stop(segment->sender);
}

static int ask(const struct segment *segment, struct ip sender, struct ip target)
{
	struct frame frame;

	frame_put_question(&frame, segment->interface.mac, sender, target);
	return segment_socket_send(&segment->sockets, &frame);
}

int segment_ask_peer(struct segment *segment)
{
	return ask(segment, segment->own, segment->classifier.peer);
}

int segment_probe(struct segment *segment)
{
	const struct ip nobody = { .family = IP_NONE };
	const struct fip_list *list = &segment->classifier.list;
	size_t count = list->count < PROBES_MAX ? list->count : PROBES_MAX;
	int64_t end_us = clock_now_us() + PROBES_US;
	int first_error = 0;

	/* Who answers cannot be told from the peer while its MAC is not known. */
	if (!segment->classifier.peer_known) {
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
			classifier_take(
				&segment->classifier, &heard, segment->interface.mac);
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

static void shut(struct segment *segment)
{
	segment_hush(segment);
	for (unsigned kind = 0; kind < SEGMENT_SOCKET_KINDS; kind++) {
		loop_unwatch(segment->watches[kind]);
		segment->watches[kind] = NULL;
	}
	segment_socket_close(&segment->sockets);
	segment->bound = false;
}

static int watch(struct segment *segment, unsigned kind)
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
	const struct classifier *classifier = &segment->classifier;

	*filter = (struct segment_socket_filter){ .group_count = 0 };
	for (size_t i = 0; i < classifier->list.count; i++) {
		segment_socket_add_fip(filter, classifier->list.entries[i].fip.address);
	}
	segment_socket_add_host(filter, classifier->peer);
	for (size_t i = 0; i < classifier->reference_count; i++) {
		segment_socket_add_host(filter, classifier->references[i]);
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
	struct classifier *classifier = &segment->classifier;
	struct segment_socket_filter filter;
	bool same = count == classifier->reference_count;

	for (size_t i = 0; i < count; i++) {
		same = same && ip_equal(questions[i].target, classifier->references[i]);
		classifier->references[i] = questions[i].target;
	}
	classifier->reference_count = count;
	if (!same) {
		make_filter(segment, &filter);
		segment_socket_set_filter(&segment->sockets, &filter);
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
	int error = announcement_sender_open(
		&segment->sender, segment->loop, config->fips, config->fip_count);

	if (!error) {
		error = references_open(&segment->references, config, options->own);
	}
	segment_socket_init(&segment->sockets);
	classifier_init(&segment->classifier, &options->listener, config->peer,
		config->fips, config->fip_count);
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
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->own = options->own;
	error = start(fresh, options);
	if (error) {
		announcement_sender_close(fresh->sender);
		free(fresh);
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
	shut(segment);
	references_close(segment->references);
	announcement_sender_close(segment->sender);
	free(segment);
}

const uint8_t *segment_peer(const struct segment *segment)
{
	return segment->classifier.peer_known ? segment->classifier.peer_mac : NULL;
}

void segment_tell(const struct segment *segment, struct status *status)
{
	for (size_t i = 0; i < segment->classifier.list.count; i++) {
		status->fips[i].announcements =
			announcement_sender_count(segment->sender, i);
	}
	classifier_tell(&segment->classifier, status);
}

void segment_reset_counters(struct segment *segment)
{
	announcement_sender_reset_counts(segment->sender);
	memset(segment->classifier.conflicts, 0, sizeof(segment->classifier.conflicts));
}
