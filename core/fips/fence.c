#include "fips/fence.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fips/fence_child.h"
#include "fips/fence_lock.h"
#include "fips/fence_page.h"
#include "fips/fence_program.h"
#include "loop/clock.h"
#include "loop/log.h"
#include "loop/timer.h"
#include "model/types.h"

enum {
	PATIENCE_US = 100 * MS_US,  /* with a child that is overdue, and then */
	AGAIN_US = 20 * MS_US,      /* for one that has slept with the host */
	READY_US = SECOND_US,       /* for a new child */
	RESTART_US = SECOND_US / 2, /* between two starts */
	CONFIRM_MS = 250, /* for a child to be ready, or to confirm that it is armed */
	FORMERS_MAX = 4,  /* of former lives that are looked for */
	/* The removal's share of a span: of 1.5 beats it leaves more than one. */
	SHARE = 2,
	SHARE_OF = 9,
};

/* The state of the child as the log told it last. */
enum fence_logged {
	FENCE_LOGGED_NOTHING,
	FENCE_LOGGED_WORKS,
	FENCE_LOGGED_LOST,
};

struct fence {
	struct loop *loop;
	struct watch *watch;
	struct timer *again;     /* to look after a child that is overdue */
	int fd;                  /* the socket to the child, -1: there is none */
	int lock_fd;             /* the file in which fences are found, -1: none */
	struct fence_page *page; /* shared with the child */
	struct fence_program program;
	pid_t pid;
	enum fence_logged logged;
	bool wanted;
	bool ready;
	bool realtime;
	bool locked;
	bool armed;
	bool fired;
	uint32_t armed_by;  /* the number of the last order to arm */
	uint32_t answered;  /* the last order that was read */
	int64_t overdue_us; /* since when the child was seen to be, 0: not */
	int64_t started_us; /* when the last child was started */
	int64_t removal_us; /* of the whole list */
	int64_t gone_us;    /* what was promised */
	struct fence_child_order order; /* the last one; list and deadline in force */
};

/* Start a child at the other end of a socket, with a page; 0 or -errno. */
static int spawn_with(struct fence *fence, int fd)
{
	struct fence_program_files files = { .socket = fd, .lock = fence->lock_fd };
	int error = fence_page_new(&fence->page, &files.page);

	if (!error) {
		error = fence_program_start(&fence->pid, &fence->program, &files);
		close(files.page);
	}
	return error;
}

/* Start a child and connect it.  0, or -errno: then there is none. */
static int open_child(struct fence *fence)
{
	int ends[2];
	int error;

	fence->fd = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
		return -errno;
	}
	error = spawn_with(fence, ends[1]);
	close(ends[1]);
	if (error) {
		close(ends[0]);
		return error;
	}
	fence->fd = ends[0];
	return 0;
}

static bool has_child(const struct fence *fence)
{
	return fence->fd >= 0;
}

/* Let the child go on alone; it ends by itself. */
static void leave_child(struct fence *fence)
{
	loop_unwatch(fence->watch);
	fence->watch = NULL;
	fence->ready = false;
	if (has_child(fence)) {
		close(fence->fd);
		fence->fd = -1;
	}
	fence_page_free(fence->page);
	fence->page = NULL;
}

/* Kill the child, if there is one, and wait for its end. */
static void end_child(struct fence *fence)
{
	if (has_child(fence)) {
		kill(fence->pid, SIGKILL);
		waitpid(fence->pid, NULL, 0);
	}
	leave_child(fence);
}

/* Send the order in force, without waiting.  0 or -errno. */
static int send_order(const struct fence *fence)
{
	const struct fence_child_order *order = &fence->order;
	size_t bytes = FENCE_CHILD_HEADER_BYTES;

	if (order->word == FENCE_CHILD_ARM) {
		bytes += order->count * sizeof(order->list[0]);
	}
	return send(fence->fd, order, bytes, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno
									      : 0;
}

/* Receive one report, without waiting.  0, -EAGAIN: none, -EPIPE: no child. */
static int receive_report(const struct fence *fence, struct fence_child_report *report)
{
	ssize_t length = recv(fence->fd, report, sizeof(*report), MSG_DONTWAIT);

	if (length == (ssize_t)sizeof(*report)) {
		return 0;
	}
	return length < 0 && errno == EAGAIN ? -EAGAIN : -EPIPE;
}

static void log_child_lost(struct fence *fence, const char *why)
{
	if (fence->logged != FENCE_LOGGED_LOST) {
		log_message(MESSAGE_ERROR, 340,
			"the fence process %s; until another one works, only the "
			"kernel's lease ends the F-IPs if fipd freezes",
			why);
	}
	fence->logged = FENCE_LOGGED_LOST;
}

static void log_child_works(struct fence *fence)
{
	if (fence->logged != FENCE_LOGGED_WORKS) {
		log_message(MESSAGE_INFO, 341, "the fence process %d works (%s, %s)",
			(int)fence->pid,
			fence->realtime ? "real-time class" : "no real-time class",
			fence->locked ? "memory locked" : "memory not locked");
	}
	fence->logged = FENCE_LOGGED_WORKS;
}

static void start_child(struct fence *fence);

/*
 * Kill the child, say why in the log, and start another one.  A child that dies again
 * and again is started twice a second, no faster.
 */
static void lose_child(struct fence *fence, const char *why)
{
	end_child(fence);
	log_child_lost(fence, why);
	if (clock_now_us() - fence->started_us >= RESTART_US) {
		start_child(fence);
	}
}

/* Give the child an order with the list and deadline in force. */
static void give_order(struct fence *fence, enum fence_child_word word)
{
	struct fence_child_order *order = &fence->order;

	order->word = word;
	order->number++;
	if (word == FENCE_CHILD_ARM) {
		fence->armed_by = order->number;
	}
	if (send_order(fence) != 0) {
		lose_child(fence, "takes no orders");
	}
}

static void take_ready(struct fence *fence, const struct fence_child_report *report)
{
	fence->ready = true;
	fence->realtime = report->realtime;
	fence->locked = report->locked;
	fence->overdue_us = 0;
	log_child_works(fence);
	if (fence->armed) {
		give_order(fence, FENCE_CHILD_ARM);
	}
}

static void take_heard(struct fence *fence, const struct fence_child_report *report)
{
	fence->answered = report->number;
	if (report->number == fence->armed_by) {
		fence->fired = false;
	}
}

static void take_fired(struct fence *fence, const struct fence_child_report *report)
{
	int64_t late_us = report->ended_us - report->deadline_us;

	if (!report->error) {
		log_message(MESSAGE_WARNING, 342,
			"the fence removed the F-IPs: fipd let the deadline pass; "
			"they were gone %.1f ms after it",
			(double)late_us / MS_US);
	} else if (!fence->fired) {
		log_message(MESSAGE_ERROR, 343,
			"the fence cannot remove the F-IPs: %s; it goes on trying",
			strerror(-report->error));
	}
	fence->fired = true;
}

/* flat switch */
static void take_report(struct fence *fence, const struct fence_child_report *report)
{
	switch (report->news) {
	case FENCE_CHILD_READY:
		take_ready(fence, report);
		break;
	case FENCE_CHILD_HEARD:
		take_heard(fence, report);
		break;
	case FENCE_CHILD_FIRED:
		take_fired(fence, report);
		break;
	}
}

/* Read what the child has said; context is the fence. */
static void read_reports(void *context)
{
	struct fence *fence = context;
	int error = 0;

	for (int i = 0; i < LOOP_READS_MAX && has_child(fence) && !error; i++) {
		struct fence_child_report report;

		error = receive_report(fence, &report);
		if (!error) {
			take_report(fence, &report);
		} else if (error != -EAGAIN) {
			lose_child(fence, "has died");
		}
	}
}

/* If there is no child after this, the log says why. */
static void start_child(struct fence *fence)
{
	int error = open_child(fence);

	fence->started_us = clock_now_us();
	fence->answered = fence->order.number;
	if (!error) {
		fence->watch = loop_watch(
			fence->loop, fence->fd, LOOP_KERNEL, read_reports, fence);
		error = fence->watch != NULL ? 0 : -errno;
	}
	if (error) {
		end_child(fence);
		log_child_lost(fence, strerror(-error));
	}
}

/* One that is overdue is looked after once more. */
static bool is_frozen(struct fence *fence)
{
	int64_t now_us = clock_now_us();

	if (!fence->ready) {
		return now_us - fence->started_us > READY_US;
	}
	if (now_us - fence_page_look_us(fence->page) <= PATIENCE_US) {
		fence->overdue_us = 0;
		return false;
	}
	if (fence->overdue_us == 0) {
		fence->overdue_us = now_us;
		timer_set(fence->again, now_us + AGAIN_US);
	}
	return now_us - fence->overdue_us >= AGAIN_US;
}

static bool has_confirmed(const struct fence *fence)
{
	return fence->ready && fence->answered == fence->order.number;
}

/* Wait for a child that has confirmed every order; false after limit_ms. */
static bool await_confirmation(struct fence *fence, int limit_ms)
{
	int64_t left_us = limit_ms * (int64_t)MS_US;
	int64_t end_us = clock_now_us() + left_us;

	while (has_child(fence) && !has_confirmed(fence) && left_us > 0) {
		struct pollfd wait = { .fd = fence->fd, .events = POLLIN };

		poll(&wait, 1, (int)(left_us / MS_US) + 1);
		read_reports(fence);
		left_us = end_us - clock_now_us();
	}
	return has_confirmed(fence);
}

static void on_again(void *context)
{
	fence_tick(context);
}

int fence_open(struct fence **fence, struct loop *loop, const char *folder)
{
	struct fence *fresh = calloc(1, sizeof(*fresh));
	int error = -ENOMEM;

	*fence = NULL;
	if (fresh != NULL) {
		error = timer_open(&fresh->again, loop, LOOP_REST, on_again, fresh);
	}
	if (error) {
		free(fresh);
		return error;
	}
	*fence = fresh;
	fresh->loop = loop;
	fresh->fd = -1;
	fresh->lock_fd = fence_lock_open(folder);
	fence_program_open(&fresh->program);
	return 0;
}

void fence_close(struct fence *fence)
{
	if (fence == NULL) {
		return;
	}
	if (fence->armed) {
		leave_child(fence);
	} else {
		end_child(fence);
	}
	if (fence->lock_fd >= 0) {
		close(fence->lock_fd);
	}
	fence_program_close(&fence->program);
	timer_close(fence->again);
	free(fence);
}

static pid_t find_former(const struct fence *fence)
{
	return fence->lock_fd < 0 ? 0
				  : fence_lock_find(fence->lock_fd,
					  has_child(fence) ? fence->pid : 0);
}

bool fence_has_former(const struct fence *fence)
{
	return find_former(fence) != 0;
}

/* Somebody else who locks the file is not ended. */
int fence_end_former(const struct fence *fence)
{
	pid_t pid = find_former(fence);
	int error = 0;

	for (int i = 0; i < FORMERS_MAX && pid != 0 && !error; i++) {
		error = fence_lock_end(fence->lock_fd, pid);
		pid = find_former(fence);
	}
	if (!error && pid != 0) {
		error = -EBUSY;
	}
	if (error) {
		log_message(MESSAGE_WARNING, 344,
			"process %d locks the file of the fences in the state folder "
			"and may be a fence of a former fipd (%s); the F-IPs that it "
			"might remove are removed now",
			(int)pid, strerror(-error));
	}
	return error;
}

void fence_want(struct fence *fence, bool wanted)
{
	fence->wanted = wanted;
	if (!wanted) {
		fence->armed = false;
		fence->logged = FENCE_LOGGED_NOTHING;
		end_child(fence);
	} else if (!has_child(fence)) {
		start_child(fence);
	}
}

bool fence_works(const struct fence *fence)
{
	return fence->ready;
}

void fence_tick(struct fence *fence)
{
	if (fence->wanted && !has_child(fence)) {
		start_child(fence);
	}
	if (has_child(fence) && is_frozen(fence)) {
		lose_child(fence, "is frozen");
	}
}

/* Measured on Linux 6.18, where it grows faster than the number; rather too much. */
static int64_t estimate_removal_us(size_t v4_count, size_t v6_count)
{
	int64_t v4 = (int64_t)v4_count;
	int64_t v6 = (int64_t)v6_count;

	return v4 * 25 + v6 * (25 + (v4 + v6) / 8);
}

static int64_t longest_removal_us(int64_t span_us)
{
	return span_us * SHARE / SHARE_OF;
}

bool fence_can_remove(
	size_t v4_count, size_t v6_count, int64_t span_us, int64_t *removal_us)
{
	*removal_us = estimate_removal_us(v4_count, v6_count);
	return *removal_us <= longest_removal_us(span_us);
}

static void set_list(
	struct fence *fence, const struct netlink_address *list, size_t count)
{
	size_t v6_count = 0;

	memcpy(fence->order.list, list, count * sizeof(*list));
	fence->order.count = count;
	for (size_t i = 0; i < count; i++) {
		v6_count += list[i].address.family == IP_V6;
	}
	fence->removal_us = estimate_removal_us(count - v6_count, v6_count);
}

static void set_deadline(struct fence *fence, int64_t gone_us)
{
	int64_t span_us = gone_us - clock_now_us();
	int64_t longest_us = longest_removal_us(span_us);
	int64_t removal_us =
		fence->removal_us < longest_us ? fence->removal_us : longest_us;

	fence->gone_us = gone_us;
	fence->order.deadline_us = gone_us - removal_us;
}

int fence_arm(struct fence *fence, const struct netlink_address *list, size_t count,
	int64_t gone_us)
{
	fence->armed = false;
	fence_want(fence, true);
	if (!fence->ready && !await_confirmation(fence, CONFIRM_MS)) {
		return -ECHILD;
	}
	set_list(fence, list, count);
	set_deadline(fence, gone_us);
	fence->armed = true;
	give_order(fence, FENCE_CHILD_ARM);
	return 0;
}

int fence_confirm(struct fence *fence)
{
	if (!await_confirmation(fence, CONFIRM_MS)) {
		fence->armed = false;
		lose_child(fence, "does not answer");
		return -ECHILD;
	}
	return 0;
}

/*
 * An order to arm that was not read yet is followed by another one, else it would take
 * the renewal back.  At an earlier deadline than before the child must look at once.
 */
static int renew_child(struct fence *fence, int64_t was_us)
{
	int error = has_confirmed(fence)
			    ? fence_page_renew(fence->page, fence->order.deadline_us)
			    : -ENOENT;

	if (error == -ENOENT) {
		give_order(fence, FENCE_CHILD_ARM);
		return 0;
	}
	if (!error && fence->order.deadline_us < was_us) {
		give_order(fence, FENCE_CHILD_LOOK);
	}
	return error;
}

/*
 * If fipd was frozen between its look at the clock and the renewal, together with the
 * child, the one that came too late was made: what was in force is so again, and the
 * child removes at once.
 */
static int undo_if_late(struct fence *fence, int64_t was_us, int64_t was_gone_us)
{
	if (clock_now_us() <= was_us) {
		return 0;
	}
	fence->order.deadline_us = was_us;
	fence->gone_us = was_gone_us;
	if (fence->ready) {
		give_order(fence, FENCE_CHILD_ARM);
	}
	return -ESTALE;
}

int fence_renew(struct fence *fence, int64_t gone_us)
{
	int64_t was_us = fence->order.deadline_us;
	int64_t was_gone_us = fence->gone_us;
	int error = 0;

	if (fence->fired) {
		return -EALREADY;
	}
	if (clock_now_us() > was_us) {
		return -ESTALE;
	}
	set_deadline(fence, gone_us);
	if (fence->ready) {
		error = renew_child(fence, was_us);
	}
	error = error ? error : undo_if_late(fence, was_us, was_gone_us);
	if (fence->ready) {
		fence_tick(fence);
	}
	return error;
}

void fence_disarm(struct fence *fence)
{
	fence->fired = false;
	if (fence->armed) {
		fence->armed = false;
		if (fence->ready) {
			give_order(fence, FENCE_CHILD_DISARM);
		}
	}
}

int64_t fence_deadline_us(const struct fence *fence)
{
	return fence->armed ? fence->order.deadline_us : 0;
}

int64_t fence_gone_us(const struct fence *fence)
{
	return fence->armed ? fence->gone_us : 0;
}

pid_t fence_pid(const struct fence *fence)
{
	return fence->pid;
}

bool fence_has_fired(const struct fence *fence)
{
	return fence->fired;
}
