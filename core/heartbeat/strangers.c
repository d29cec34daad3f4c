#include "heartbeat/strangers.h"

#include <unistd.h>

#include "heartbeat/endpoint.h"

enum {
	READS_MAX = 16,
	QUEUE_BYTES = 8192, /* the kernel doubles it: about READS_MAX heartbeats fit */
};

static void on_readable(void *context)
{
	struct strangers *strangers = context;

	loop_unwatch(strangers->watch);
	strangers->watch = NULL;
	strangers->came = true;
}

/* Without a watch whoever looks must read. */
static void watch_socket(struct strangers *strangers, struct loop *loop)
{
	strangers->watch =
		loop_watch(loop, strangers->fd, LOOP_REST, on_readable, strangers);
	strangers->came = strangers->watch == NULL;
}

static void open_socket(struct strangers *strangers, const struct link_plan *plan)
{
	const struct link_filter filter = {
		.strangers = true,
		.any_hop_limit = plan->routed,
		.ipv6 = plan->own.family == IP_V6,
		.port = plan->port,
		.pair = plan->pair,
	};
	int queue_bytes = QUEUE_BYTES;

	strangers->fd =
		endpoint_open(SOCK_DGRAM, 0, plan, &filter, strangers->first_fd);
	strangers->open = strangers->fd >= 0;
	if (strangers->open) {
		/* With a larger queue less of it is read in time, that is all. */
		setsockopt(strangers->fd, SOL_SOCKET, SO_RCVBUF, &queue_bytes,
			sizeof(queue_bytes));
	}
}

void strangers_shut(struct strangers *strangers)
{
	loop_unwatch(strangers->watch);
	if (strangers->open) {
		close(strangers->fd);
	}
	strangers->watch = NULL;
	strangers->came = false;
	strangers->open = false;
	strangers->at_peer = false;
}

/* Return whether a node at this address has sealed a datagram that is no answer. */
static bool is_third(const struct link_plan *plan, struct seal *seal,
	const uint8_t *bytes, struct ip source)
{
	struct seal_link ends = endpoint_ends(source, plan->own);
	struct heartbeat heartbeat;

	return seal_check(seal, &ends, bytes)
	       && heartbeat_decode(bytes, &heartbeat) == HEARTBEAT_GOOD
	       && heartbeat.link != 0;
}

/* A node that has fallen silent, as one whose redundancy is off, answers nobody. */
static bool speaks(
	const struct strangers *strangers, const struct link_plan *plan, int64_t now_us)
{
	int64_t lately_us = now_us - 3 * MS_US * (int64_t)plan->interval_ms;

	return strangers->said_us != 0 && strangers->said_us >= lately_us;
}

static void answer(const struct strangers *strangers, const struct link_plan *plan,
	struct seal *seal, const struct endpoint *to)
{
	struct seal_link ends = endpoint_ends(plan->own, endpoint_ip(to));
	struct heartbeat heartbeat = strangers->said;
	uint8_t bytes[HEARTBEAT_BYTES_MAX];

	heartbeat.link = 0;
	heartbeat_encode(bytes, &heartbeat, seal_sending_key(seal));
	if (seal_apply(seal, &ends, bytes)) {
		/* One that does not go out is followed by the next in a second. */
		(void)sendto(strangers->fd, bytes, heartbeat_length_bytes(bytes), 0,
			&to->any, to->size_bytes);
	}
}

static bool read_all(const struct strangers *strangers, const struct link_plan *plan,
	struct seal *seal, struct endpoint *third)
{
	uint8_t bytes[HEARTBEAT_BYTES_MAX];
	bool met = false;

	for (int i = 0; i < READS_MAX; i++) {
		struct endpoint from = { .size_bytes = sizeof(from.v6) };
		ssize_t length = recvfrom(strangers->fd, bytes, sizeof(bytes),
			MSG_TRUNC, &from.any, &from.size_bytes);

		if (length < 0) {
			break;
		}
		if (heartbeat_check_form(bytes, (size_t)length) == HEARTBEAT_GOOD
			&& is_third(plan, seal, bytes, endpoint_ip(&from))) {
			*third = from;
			met = true;
		}
	}
	return met;
}

bool strangers_look(struct strangers *strangers, const struct link_plan *plan,
	struct seal *seal, struct loop *loop, struct ip *source)
{
	struct endpoint third;
	bool met;

	if (!strangers->open) {
		open_socket(strangers, plan);
	} else if (!strangers->came) {
		return false;
	}
	if (!strangers->open) {
		return false;
	}
	met = read_all(strangers, plan, seal, &third);
	watch_socket(strangers, loop);
	if (met && speaks(strangers, plan, loop_now_us(loop))) {
		answer(strangers, plan, seal, &third);
	}
	if (met) {
		*source = endpoint_ip(&third);
	}
	return met;
}
