#include "heartbeat/link.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "heartbeat/link_socket.h"
#include "heartbeat/newcomers.h"
#include "wire/heartbeat.h"

struct link {
	struct loop *loop;
	struct watch *watch;
	struct newcomers *newcomers;
	int fd;                    /* -1: shut, then the unproven too */
	struct link_filter filter; /* of the first socket */
	struct link_options options;
	char interface[IF_NAMESIZE];
	struct seal_path sending;
	struct screening screening;
	struct link_counters counters;
	uint64_t dropped_before; /* by sockets that were closed */
	uint64_t dropped_base;   /* when the counters were set to zero */
};

static void tell(const struct link *link, enum link_fate fate, int error)
{
	link->options.on_fate(fate, error, link->options.context);
}

/* The filter of the second socket: what the first one's leaves out. */
static struct link_filter filter_others(const struct link *link)
{
	struct link_filter others = link->filter;

	others.echoing = false;
	others.ip_header = link->options.own.family == IP_V4;
	return others;
}

/* A filter that cannot be replaced leaves the last one: then all is read by budget. */
static void expect_echo(struct link *link, uint64_t incarnation)
{
	struct link_filter others;

	if (incarnation == link->filter.incarnation || link->fd < 0) {
		return;
	}
	link->filter.incarnation = incarnation;
	others = filter_others(link);
	link_filter_attach(link->fd, &link->filter);
	newcomers_expect(link->newcomers, &others);
}

/* Replays of this session cost little once the kernel knows what is behind. */
static void learn(struct link *link, const struct heartbeat *heartbeat)
{
	if (heartbeat->echo == link->filter.incarnation
		&& link_filter_learn(&link->filter, heartbeat)) {
		link_filter_attach(link->fd, &link->filter);
	}
}

static void note_refusal(struct link *link, int error)
{
	link->counters.send_errors++;
	if (error == -ECONNREFUSED) {
		tell(link, LINK_REFUSED, 0);
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
		note_refusal(link, -errno);
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

	expect_echo(link, heartbeat->incarnation);
	heartbeat_encode(bytes, heartbeat, seal_sending_key(seal));
	if (seal_apply(seal, &link->sending, bytes)) {
		error = send_bytes(link, bytes);
	}
	if (error) {
		link->counters.send_errors++;
	} else {
		link->counters.sent++;
	}
	tell(link, LINK_SENT, error);
	return error;
}

static void take(struct link *link, const uint8_t bytes[HEARTBEAT_BYTES], size_t length,
	const struct link_socket_arrival *arrival)
{
	struct screening_datagram datagram = { bytes, length, arrival->hop_limit };
	struct heartbeat heartbeat;
	enum screening_verdict verdict = screening_judge(&link->screening,
		link->options.seal, &datagram, &link->counters, &heartbeat);

	if (verdict == SCREENING_GOOD) {
		learn(link, &heartbeat);
		link->options.on_heartbeat(
			&heartbeat, arrival->age_us, link->options.context);
	} else if (verdict == SCREENING_FORGED) {
		tell(link, LINK_FORGED, 0);
	}
}

static void on_readable(void *context)
{
	struct link *link = context;
	uint8_t bytes[HEARTBEAT_BYTES];
	struct link_socket_arrival arrival;

	/* A callback may shut the link. */
	for (int i = 0; i < LOOP_READS_MAX && link->fd >= 0; i++) {
		ssize_t length =
			link_socket_receive(link->fd, bytes, sizeof(bytes), &arrival);

		if (length == -EAGAIN) {
			return;
		}
		if (length >= 0) {
			take(link, bytes, (size_t)length, &arrival);
			continue;
		}
		note_refusal(link, (int)length);
	}
}

static void on_unproven(const uint8_t bytes[HEARTBEAT_BYTES],
	const struct link_socket_arrival *arrival, void *context)
{
	take(context, bytes, HEARTBEAT_BYTES, arrival);
}

/*
 * The first socket's filter leaves out, and the kernel counts, also what the second one
 * gets.
 */
static uint64_t dropped_in_all(const struct link *link)
{
	uint64_t dropped = link->dropped_before;
	uint64_t copies = newcomers_count(link->newcomers);

	if (link->fd >= 0) {
		dropped += link_socket_dropped(link->fd);
	}
	return dropped > copies ? dropped - copies : 0;
}

static void shut(struct link *link)
{
	loop_unwatch(link->watch);
	link->watch = NULL;
	newcomers_shut(link->newcomers);
	if (link->fd >= 0) {
		link->dropped_before += link_socket_dropped(link->fd);
		close(link->fd);
	}
	link->fd = -1;
}

static int open_sockets(struct link *link)
{
	struct link_socket_options options = {
		.interface = link->options.routed ? NULL : link->interface,
		.own = link->options.own,
		.peer = link->options.peer,
		.filter = link->filter,
	};

	link->fd = link_socket_open(&options);
	if (link->fd < 0) {
		return link->fd;
	}
	options.filter = filter_others(link);
	return newcomers_bind(link->newcomers, &options);
}

int link_reopen(struct link *link)
{
	int error;

	shut(link);
	error = open_sockets(link);
	if (!error) {
		link->watch = loop_watch(
			link->loop, link->fd, LOOP_DATAGRAM, on_readable, link);
		error = link->watch != NULL ? 0 : -ENOMEM;
	}
	if (error) {
		shut(link);
	}
	return error;
}

static void take_options(struct link *link, const struct link_options *options)
{
	link->options = *options;
	snprintf(link->interface, sizeof(link->interface), "%s", options->interface);
	link->options.interface = link->interface;
	link->filter = (struct link_filter){
		.echoing = true,
		.port = options->port,
		.pair = options->pair,
	};
	link->sending = screening_path(options->own, options->peer);
	link->screening = (struct screening){
		.routed = options->routed,
		.path = options->path,
		.peer_node = options->peer_node,
		.pair = options->pair,
		.receiving = screening_path(options->peer, options->own),
	};
}

int link_open(struct link **link, struct loop *loop, const struct link_options *options)
{
	struct link *fresh = calloc(1, sizeof(*fresh));
	int error;

	*link = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->fd = -1;
	take_options(fresh, options);
	error = newcomers_open(&fresh->newcomers, loop, on_unproven, fresh);
	if (error) {
		free(fresh);
		return error;
	}
	error = link_reopen(fresh);
	if (error) {
		link_close(fresh);
		return error;
	}
	*link = fresh;
	return 0;
}

void link_close(struct link *link)
{
	if (link != NULL) {
		shut(link);
		newcomers_close(link->newcomers);
		free(link);
	}
}

void link_set_seal(struct link *link, struct seal *seal)
{
	link->options.seal = seal;
}

const struct link_counters *link_counters(struct link *link)
{
	uint64_t dropped = dropped_in_all(link);

	/* A copy may be read before the other one is counted: never step back. */
	if (dropped > link->dropped_base + link->counters.dropped) {
		link->counters.dropped = dropped - link->dropped_base;
	}
	return &link->counters;
}

void link_reset_counters(struct link *link)
{
	memset(&link->counters, 0, sizeof(link->counters));
	link->dropped_base = dropped_in_all(link);
}
