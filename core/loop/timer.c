#include "loop/timer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct timer {
	int fd;
	struct watch *watch;
	void (*on_time)(void *context);
	void *context;
};

static void on_expiry(void *context)
{
	struct timer *timer = context;
	uint64_t expirations;

	/* Set anew in this wake-up, it has nothing to read. */
	if (read(timer->fd, &expirations, sizeof(expirations)) > 0) {
		timer->on_time(timer->context);
	}
}

int timer_open(struct timer **timer, struct loop *loop, enum loop_priority priority,
	void (*on_time)(void *context), void *context)
{
	struct timer *fresh = calloc(1, sizeof(*fresh));
	int error = 0;

	*timer = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->on_time = on_time;
	fresh->context = context;
	fresh->fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (fresh->fd >= 0) {
		fresh->watch = loop_watch(loop, fresh->fd, priority, on_expiry, fresh);
	}
	if (fresh->watch == NULL) {
		error = -errno;
		timer_close(fresh);
		return error;
	}
	*timer = fresh;
	return 0;
}

static void arm(struct timer *timer, int64_t at_us)
{
	struct itimerspec when = {
		.it_value = { .tv_sec = at_us / 1000000,
			.tv_nsec = at_us % 1000000 * 1000 },
	};

	timerfd_settime(timer->fd, TFD_TIMER_ABSTIME, &when, NULL);
}

void timer_set(struct timer *timer, int64_t at_us)
{
	arm(timer, at_us > 0 ? at_us : 1);
}

void timer_clear(struct timer *timer)
{
	arm(timer, 0);
}

void timer_close(struct timer *timer)
{
	if (timer == NULL) {
		return;
	}
	loop_unwatch(timer->watch);
	if (timer->fd >= 0) {
		close(timer->fd);
	}
	free(timer);
}
