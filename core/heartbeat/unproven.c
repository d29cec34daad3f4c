#include "heartbeat/unproven.h"

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

struct unproven {
	struct loop *loop;
	struct timer *pause;
	struct watch *watch; /* NULL also while the budget is used up */
	int fd;              /* -1: shut */
	uint8_t family;
	uint64_t count;
	void (*on_datagram)(const uint8_t bytes[HEARTBEAT_BYTES],
		const struct linksocket_arrival *arrival, void *context);
	void *context;
};

static void rest(struct unproven *unproven)
{
	loop_unwatch(unproven->watch);
	unproven->watch = NULL;
	timer_set(unproven->pause, loop_now_us(unproven->loop) + BUDGET_PAUSE_US);
}

static void on_readable(void *context)
{
	struct unproven *unproven = context;
	uint8_t bytes[HEARTBEAT_BYTES];
	struct linksocket_arrival arrival;

	for (int i = 0; i < BUDGET_READS && unproven->fd >= 0; i++) {
		ssize_t length = linksocket_receive_raw(
			unproven->fd, unproven->family, bytes, &arrival);

		if (length == -EAGAIN) {
			return;
		}
		if (length >= 0) {
			unproven->count++;
			unproven->on_datagram(bytes, &arrival, unproven->context);
		}
	}
	if (unproven->fd >= 0) {
		rest(unproven);
	}
}

static void go_on(void *context)
{
	struct unproven *unproven = context;

	if (unproven->fd >= 0 && !unproven->watch) {
		unproven->watch = loop_watch(unproven->loop, unproven->fd,
			LOOP_DATAGRAM, on_readable, unproven);
	}
}

int unproven_open(struct unproven **unproven, struct loop *loop,
	void (*on_datagram)(const uint8_t bytes[HEARTBEAT_BYTES],
		const struct linksocket_arrival *arrival, void *context),
	void *context)
{
	struct unproven *fresh = calloc(1, sizeof(*fresh));
	int error;

	*unproven = NULL;
	if (!fresh) {
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
	*unproven = fresh;
	return 0;
}

void unproven_close(struct unproven *unproven)
{
	if (unproven) {
		unproven_shut(unproven);
		timer_close(unproven->pause);
		free(unproven);
	}
}

void unproven_shut(struct unproven *unproven)
{
	loop_unwatch(unproven->watch);
	unproven->watch = NULL;
	timer_clear(unproven->pause);
	if (unproven->fd >= 0) {
		close(unproven->fd);
	}
	unproven->fd = -1;
}

int unproven_bind(struct unproven *unproven, const struct linksocket_options *options)
{
	int fd;

	unproven_shut(unproven);
	fd = linksocket_open_raw(options);
	if (fd < 0) {
		return fd;
	}
	unproven->fd = fd;
	unproven->family = options->own.family;
	go_on(unproven);
	if (!unproven->watch) {
		unproven_shut(unproven);
		return -ENOMEM;
	}
	return 0;
}

void unproven_expect(struct unproven *unproven, const struct linkfilter *filter)
{
	if (unproven->fd >= 0) {
		linkfilter_attach(unproven->fd, filter);
	}
}

uint64_t unproven_count(const struct unproven *unproven)
{
	return unproven->count;
}
