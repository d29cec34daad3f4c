#include "heartbeat/newcomers.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "loop/timer.h"

/*
 * 6,400 datagrams a second at most: less than 3 % of a core, and in a flood of 200,000
 * a second one in thirty of a restarted peer's still gets through.
 */
enum {
	BUDGET_READS = 32,
	BUDGET_PAUSE_US = 5000,
};

struct newcomers {
	struct loop *loop;
	struct timer *pause;
	struct watch *watch; /* NULL also while the budget is used up */
	int fd;              /* -1: shut */
	uint8_t family;
	uint64_t count;
	void (*on_datagram)(const uint8_t bytes[HEARTBEAT_BYTES],
		const struct link_socket_arrival *arrival, void *context);
	void *context;
};

static void rest(struct newcomers *newcomers)
{
	loop_unwatch(newcomers->watch);
	newcomers->watch = NULL;
	timer_set(newcomers->pause, loop_now_us(newcomers->loop) + BUDGET_PAUSE_US);
}

static void on_readable(void *context)
{
	struct newcomers *newcomers = context;
	uint8_t bytes[HEARTBEAT_BYTES];
	struct link_socket_arrival arrival;

	for (int i = 0; i < BUDGET_READS && newcomers->fd >= 0; i++) {
		ssize_t length = link_socket_receive_raw(
			newcomers->fd, newcomers->family, bytes, &arrival);

		if (length == -EAGAIN) {
			return;
		}
		if (length >= 0) {
			newcomers->count++;
			newcomers->on_datagram(bytes, &arrival, newcomers->context);
		}
	}
	if (newcomers->fd >= 0) {
		rest(newcomers);
	}
}

static void go_on(void *context)
{
	struct newcomers *newcomers = context;

	if (newcomers->fd >= 0 && newcomers->watch == NULL) {
		newcomers->watch = loop_watch(newcomers->loop, newcomers->fd,
			LOOP_DATAGRAM, on_readable, newcomers);
	}
}

int newcomers_open(struct newcomers **newcomers, struct loop *loop,
	void (*on_datagram)(const uint8_t bytes[HEARTBEAT_BYTES],
		const struct link_socket_arrival *arrival, void *context),
	void *context)
{
	struct newcomers *fresh = calloc(1, sizeof(*fresh));
	int error;

	*newcomers = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->fd = -1;
	fresh->on_datagram = on_datagram;
	fresh->context = context;
	error = timer_open(&fresh->pause, loop, LOOP_DATAGRAM, go_on, fresh);
	if (error) {
		free(fresh);
		return error;
	}
	*newcomers = fresh;
	return 0;
}

void newcomers_close(struct newcomers *newcomers)
{
	if (newcomers != NULL) {
		newcomers_shut(newcomers);
		timer_close(newcomers->pause);
		free(newcomers);
	}
}

void newcomers_shut(struct newcomers *newcomers)
{
	loop_unwatch(newcomers->watch);
	newcomers->watch = NULL;
	timer_clear(newcomers->pause);
	if (newcomers->fd >= 0) {
		close(newcomers->fd);
	}
	newcomers->fd = -1;
}

int newcomers_bind(
	struct newcomers *newcomers, const struct link_socket_options *options)
{
	int fd;

	newcomers_shut(newcomers);
	fd = link_socket_open_raw(options);
	if (fd < 0) {
		return fd;
	}
	newcomers->fd = fd;
	newcomers->family = options->own.family;
	go_on(newcomers);
	if (newcomers->watch == NULL) {
		newcomers_shut(newcomers);
		return -ENOMEM;
	}
	return 0;
}

void newcomers_expect(struct newcomers *newcomers, const struct link_filter *filter)
{
	if (newcomers->fd >= 0) {
		link_filter_attach(newcomers->fd, filter);
	}
}

uint64_t newcomers_count(const struct newcomers *newcomers)
{
	return newcomers->count;
}
