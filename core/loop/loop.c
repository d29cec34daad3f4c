#include "loop/loop.h"

#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "loop/clock.h"

/*
 * Watches, which have an order, are in an epoll set of their own: libevent runs
 * only the first priority that has something to do and then asks the kernel again, so a
 * socket that is always readable would starve everything below it.  libevent sees the
 * set as one event, which steps aside for the rest of a wake-up in which others have
 * something to do; each look at the set serves every priority once.
 */
enum {
	PRIORITY_OWN = 0,
	PRIORITY_OTHERS = 1, /* what new events get by themselves: half of the number */
	PRIORITY_COUNT,
	READY_MAX = 32,
};

struct watch {
	struct loop *loop;
	int fd;
	enum loop_priority priority;
	void (*on_readable)(void *context);
	void *context;
};

struct loop {
	struct event_base *base;
	struct event *own;
	bool aside; /* own is, in this wake-up */
	int epoll_fd;
	int ready_count;
	struct watch *ready[READY_MAX]; /* of this look; NULL: ended meanwhile */
	int timer_fd;
	int64_t wake_us; /* what the timer is set to; 0: it went off */
	int signal_fd;
	struct watch *timer_watch;
	struct watch *signal_watch;
	int64_t now_us; /* 0: not read in this wake-up */
	bool stopping;
	sigset_t old_mask;
	void (*on_deadline)(void *context);
	void *deadline_context;
	void (*on_turn)(void *context);
	void *turn_context;
	void (*on_signal)(int number, void *context);
	void *signal_context;
};

int64_t loop_now_us(struct loop *loop)
{
	if (loop->now_us == 0) {
		loop->now_us = clock_now_us();
	}
	return loop->now_us;
}

static void look(struct loop *loop)
{
	struct epoll_event events[READY_MAX];
	int count = epoll_wait(loop->epoll_fd, events, READY_MAX, 0);

	loop->ready_count = count < 0 ? 0 : count;
	for (int i = 0; i < loop->ready_count; i++) {
		loop->ready[i] = events[i].data.ptr;
	}
}

static void serve(struct loop *loop, enum loop_priority priority)
{
	for (int i = 0; i < loop->ready_count; i++) {
		struct watch *watch = loop->ready[i];

		if (watch != NULL && watch->priority == priority) {
			watch->on_readable(watch->context);
		}
	}
}

/* Let libevent not look at the watches until the next wake-up. */
static void step_aside(struct loop *loop)
{
	event_del(loop->own);
	loop->aside = true;
}

static void on_own(evutil_socket_t fd, short what, void *context)
{
	struct loop *loop = context;

	(void)fd;
	(void)what;
	look(loop);
	for (int priority = 0; priority < LOOP_PRIORITIES; priority++) {
		serve(loop, (enum loop_priority)priority);
	}
	loop->ready_count = 0;
	if (event_base_get_num_events(loop->base, EVENT_BASE_COUNT_ACTIVE) > 0) {
		step_aside(loop);
	}
}

struct watch *loop_watch(struct loop *loop, int fd, enum loop_priority priority,
	void (*on_readable)(void *context), void *context)
{
	struct watch *watch = calloc(1, sizeof(*watch));
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = watch };

	if (watch == NULL) {
		return NULL;
	}
	watch->loop = loop;
	watch->fd = fd;
	watch->priority = priority;
	watch->on_readable = on_readable;
	watch->context = context;
	if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
		free(watch);
		return NULL;
	}
	return watch;
}

void loop_unwatch(struct watch *watch)
{
	if (watch == NULL) {
		return;
	}
	epoll_ctl(watch->loop->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
	for (int i = 0; i < watch->loop->ready_count; i++) {
		if (watch->loop->ready[i] == watch) {
			watch->loop->ready[i] = NULL;
		}
	}
	free(watch);
}

/* What sets the timer quiets it, so it is read only when the deadline set none. */
static void on_timer(void *context)
{
	struct loop *loop = context;
	uint64_t expirations;

	if (loop->wake_us > loop_now_us(loop)) {
		return; /* set anew by an earlier callback of this wake-up */
	}
	loop->wake_us = 0;
	if (loop->on_deadline != NULL) {
		loop->on_deadline(loop->deadline_context);
	}
	if (loop->wake_us == 0) {
		(void)!read(loop->timer_fd, &expirations, sizeof(expirations));
	}
}

void loop_on_deadline(
	struct loop *loop, void (*on_deadline)(void *context), void *context)
{
	loop->on_deadline = on_deadline;
	loop->deadline_context = context;
}

void loop_wake_at(struct loop *loop, int64_t deadline_us)
{
	/* All zero would disarm the timer, and an instant before boot means now. */
	int64_t at_us = deadline_us > 0 ? deadline_us : 1;
	struct itimerspec when = {
		.it_value = { .tv_sec = at_us / 1000000,
			.tv_nsec = at_us % 1000000 * 1000 },
	};
	int status;

	if (at_us == loop->wake_us) {
		return;
	}
	loop->wake_us = at_us;
	status = timerfd_settime(loop->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
	/* Without its deadline the engine would sleep through everything: better a
	 * crash. */
	assert(status == 0);
	(void)status;
}

void loop_on_turn(struct loop *loop, void (*on_turn)(void *context), void *context)
{
	loop->on_turn = on_turn;
	loop->turn_context = context;
}

static void on_signal_readable(void *context)
{
	struct loop *loop = context;
	struct signalfd_siginfo info;

	while (read(loop->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		loop->on_signal((int)info.ssi_signo, loop->signal_context);
	}
}

static int watch_signals(struct loop *loop, const sigset_t *set)
{
	loop->signal_fd = signalfd(-1, set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (loop->signal_fd < 0) {
		return -errno;
	}
	loop->signal_watch =
		loop_watch(loop, loop->signal_fd, LOOP_REST, on_signal_readable, loop);
	return loop->signal_watch != NULL ? 0 : -errno;
}

int loop_on_signal(
	struct loop *loop, void (*on_signal)(int number, void *context), void *context)
{
	sigset_t set;

	assert(loop->signal_fd < 0);
	loop->on_signal = on_signal;
	loop->signal_context = context;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &loop->old_mask);
	return watch_signals(loop, &set);
}

static int open_base(struct loop *loop)
{
	loop->base = event_base_new();
	if (loop->base == NULL
		|| event_base_priority_init(loop->base, PRIORITY_COUNT) < 0) {
		return -ENOMEM;
	}
	loop->own = event_new(
		loop->base, loop->epoll_fd, EV_READ | EV_PERSIST, on_own, loop);
	if (loop->own == NULL || event_priority_set(loop->own, PRIORITY_OWN) < 0) {
		return -ENOMEM;
	}
	loop->aside = true;
	return 0;
}

static int open_timer(struct loop *loop)
{
	loop->timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (loop->timer_fd < 0) {
		return -errno;
	}
	loop->timer_watch =
		loop_watch(loop, loop->timer_fd, LOOP_DEADLINE, on_timer, loop);
	return loop->timer_watch != NULL ? 0 : -errno;
}

int loop_open(struct loop **loop)
{
	struct loop *fresh = calloc(1, sizeof(*fresh));
	int error;

	*loop = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->timer_fd = -1;
	fresh->signal_fd = -1;
	fresh->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	error = fresh->epoll_fd < 0 ? -errno : 0;
	if (error == 0) {
		error = open_base(fresh);
	}
	if (error == 0) {
		error = open_timer(fresh);
	}
	if (error) {
		loop_close(fresh);
		return error;
	}
	*loop = fresh;
	return 0;
}

static void close_fd(int fd)
{
	if (fd >= 0) {
		close(fd);
	}
}

void loop_close(struct loop *loop)
{
	if (loop == NULL) {
		return;
	}
	if (loop->signal_fd >= 0) {
		sigprocmask(SIG_SETMASK, &loop->old_mask, NULL);
	}
	loop_unwatch(loop->signal_watch);
	loop_unwatch(loop->timer_watch);
	close_fd(loop->signal_fd);
	close_fd(loop->timer_fd);
	if (loop->own != NULL) {
		event_free(loop->own);
	}
	if (loop->base != NULL) {
		event_base_free(loop->base);
	}
	close_fd(loop->epoll_fd);
	free(loop);
}

/* A wake-up costs two looks at the kernel: libevent's, and that at the watches. */
static int wake_up(struct loop *loop)
{
	loop->now_us = 0;
	if (loop->aside && event_add(loop->own, NULL) < 0) {
		return -EIO;
	}
	loop->aside = false;
	return event_base_loop(loop->base, EVLOOP_ONCE) < 0 ? -EIO : 0;
}

int loop_run(struct loop *loop)
{
	loop->stopping = false;
	while (!loop->stopping) {
		int error = wake_up(loop);

		if (error) {
			return error;
		}
		if (loop->on_turn != NULL) {
			loop->on_turn(loop->turn_context);
		}
	}
	step_aside(loop); /* who uses the base now means what is left of it */
	return 0;
}

void loop_stop(struct loop *loop)
{
	loop->stopping = true;
}

struct event_base *loop_base(struct loop *loop)
{
	return loop->base;
}
