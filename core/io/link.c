#include "io/link.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/linksocket.h"
#include "wire/heartbeat.h"

enum {
	HOP_LIMIT = 255
};

struct link {
	struct loop *loop;
	struct watch *watch;
	int fd; /* -1: shut */
	struct link_options options;
	char interface[IF_NAMESIZE];
	struct seal_path sending;
	struct seal_path receiving;
	struct link_counters counters;
	uint64_t dropped_before; /* by sockets that were closed */
	uint64_t dropped_base;   /* when the counters were set to zero */
	bool in_trouble;
};

static struct seal_path path_of(struct ip source, struct ip destination)
{
	size_t length_bytes = ip_length_bytes(source.family);
	struct seal_path path = { .family = source.family };
	size_t place = sizeof(path.source) - length_bytes;

	memcpy(path.source + place, source.bytes, length_bytes);
	memcpy(path.destination + place, destination.bytes, length_bytes);
	return path;
}

static void note_result(struct link *link, int error)
{
	if (error) {
		link->counters.send_errors++;
	} else {
		link->counters.sent++;
	}
	if ((error != 0) != link->in_trouble) {
		link->in_trouble = error != 0;
		link->options.on_trouble(error, link->options.context);
	}
}

/*
 * What an earlier datagram met (ICMP: the peer's port is closed) is reported instead of
 * sending the next one.  It counts as an error; the datagram still has to go.
 */
static int send_bytes(struct link *link, const uint8_t bytes[HEARTBEAT_BYTES])
{
	if (link->fd < 0) {
		return -ENOTCONN;
	}
	if (send(link->fd, bytes, HEARTBEAT_BYTES, 0) >= 0) {
		return 0;
	}
	if (errno == ECONNREFUSED || errno == EHOSTUNREACH) {
		link->counters.send_errors++;
		if (send(link->fd, bytes, HEARTBEAT_BYTES, 0) >= 0) {
			return 0;
		}
	}
	return -errno;
}

int link_send(struct link *link, const struct heartbeat *heartbeat)
{
	struct seal *seal = link->options.seal;
	uint8_t bytes[HEARTBEAT_BYTES];
	int error = -EIO;

	heartbeat_encode(bytes, heartbeat, seal_sending_key(seal));
	if (seal_apply(seal, &link->sending, bytes)) {
		error = send_bytes(link, bytes);
	}
	note_result(link, error);
	return error;
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
	if (link->options.routed || hop_limit == HOP_LIMIT) {
		return true;
	}
	link->counters.wrong_hop_limit++;
	return false;
}

static bool accept_seal(struct link *link, const uint8_t bytes[HEARTBEAT_BYTES])
{
	if (seal_check(link->options.seal, &link->receiving, bytes)) {
		return true;
	}
	link->counters.unauthenticated++;
	return false;
}

static bool accept_origin(struct link *link, const struct heartbeat *heartbeat)
{
	const struct link_options *options = &link->options;

	if (heartbeat->pair == options->pair && heartbeat->path == options->path
		&& heartbeat->node == options->peer_node) {
		return true;
	}
	link->counters.foreign++;
	return false;
}

static void take(struct link *link, const uint8_t bytes[HEARTBEAT_BYTES],
	size_t length_bytes, const struct linksocket_arrival *arrival)
{
	struct link_counters *counters = &link->counters;
	struct heartbeat heartbeat;

	if (accept_hop_limit(link, arrival->hop_limit)
		&& accept_form(counters, heartbeat_check_form(bytes, length_bytes))
		&& accept_seal(link, bytes)
		&& accept_form(counters, heartbeat_decode(bytes, &heartbeat))
		&& accept_origin(link, &heartbeat)) {
		counters->received++;
		link->options.on_heartbeat(
			&heartbeat, arrival->age_us, link->options.context);
	}
}

static void on_readable(void *context)
{
	struct link *link = context;
	uint8_t bytes[HEARTBEAT_BYTES];
	struct linksocket_arrival arrival;

	/* A callback may shut the link. */
	for (int i = 0; i < LOOP_READS_MAX && link->fd >= 0; i++) {
		ssize_t length =
			linksocket_receive(link->fd, bytes, sizeof(bytes), &arrival);

		if (length == -EAGAIN) {
			return;
		}
		if (length < 0) {
			link->counters.send_errors++;
		} else {
			take(link, bytes, (size_t)length, &arrival);
		}
	}
}

static void shut(struct link *link)
{
	loop_unwatch(link->watch);
	link->watch = NULL;
	if (link->fd >= 0) {
		link->dropped_before += linksocket_dropped(link->fd);
		close(link->fd);
	}
	link->fd = -1;
}

int link_reopen(struct link *link)
{
	struct linksocket_options options = {
		.interface = link->options.routed ? NULL : link->interface,
		.own = link->options.own,
		.peer = link->options.peer,
		.port = link->options.port,
	};

	shut(link);
	link->fd = linksocket_open(&options);
	if (link->fd < 0) {
		int error = link->fd;

		link->fd = -1;
		return error;
	}
	link->watch =
		loop_watch(link->loop, link->fd, LOOP_DATAGRAM, on_readable, link);
	if (!link->watch) {
		shut(link);
		return -ENOMEM;
	}
	return 0;
}

int link_find_own(struct ip *own, struct ip peer, const char *interface)
{
	return linksocket_find_own(own, peer, interface);
}

int link_open(struct link **link, struct loop *loop, const struct link_options *options)
{
	struct link *fresh = calloc(1, sizeof(*fresh));
	int error;

	*link = NULL;
	if (!fresh) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->fd = -1;
	fresh->options = *options;
	snprintf(fresh->interface, sizeof(fresh->interface), "%s", options->interface);
	fresh->options.interface = fresh->interface;
	fresh->sending = path_of(options->own, options->peer);
	fresh->receiving = path_of(options->peer, options->own);
	error = link_reopen(fresh);
	if (error) {
		free(fresh);
		return error;
	}
	*link = fresh;
	return 0;
}

void link_close(struct link *link)
{
	if (link) {
		shut(link);
		free(link);
	}
}

void link_set_seal(struct link *link, struct seal *seal)
{
	link->options.seal = seal;
}

static uint64_t dropped_in_all(const struct link *link)
{
	return link->dropped_before + (link->fd < 0 ? 0 : linksocket_dropped(link->fd));
}

const struct link_counters *link_counters(struct link *link)
{
	link->counters.dropped = dropped_in_all(link) - link->dropped_base;
	return &link->counters;
}

void link_reset_counters(struct link *link)
{
	memset(&link->counters, 0, sizeof(link->counters));
	link->dropped_base = dropped_in_all(link);
}

uint64_t link_malformed(const struct link_counters *counters)
{
	return counters->wrong_length + counters->wrong_magic + counters->wrong_version
	       + counters->wrong_field + counters->foreign + counters->wrong_hop_limit
	       + counters->dropped;
}
