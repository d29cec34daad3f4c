#include "fips/fence.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fips/fence_child.h"
#include "fips/fence_lock.h"
#include "loop/clock.h"
#include "loop/log.h"
#include "model/types.h"

enum {
	PATIENCE_US = 200 * MS_US,  /* without an answer, and */
	UNANSWERED_MAX = 3,         /* so many orders: a host that slept is no reason */
	READY_US = SECOND_US,       /* for a new child */
	RESTART_US = SECOND_US / 2, /* between two starts */
	CONFIRM_MS = 250, /* for a child to be ready, or to confirm that it is armed */
	CLOSE_SHARE =
		16, /* with less than one in so many of the span left it is close */
	FORMERS_MAX = 4, /* of former lives that are looked for */
	SHARE_MAX = 3, /* no more than one in so many of the span is for the removal */
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
	int fd;      /* the socket to the child, -1: there is none */
	int lock_fd; /* the file in which fences are found, -1: none */
	pid_t pid;
	enum fence_logged logged;
	bool wanted;
	bool ready;
	bool realtime;
	bool locked;
	bool armed;
	bool fired;
	uint32_t armed_by;              /* the number of the last order to arm */
	uint32_t answered;              /* the last order that was read */
	int64_t answered_us;            /* when last no order was without an answer */
	int64_t started_us;             /* when the last child was started */
	int64_t removal_us;             /* of the whole list */
	int64_t gone_us;                /* what was promised */
	struct fence_child_order order; /* the last one; list and deadline in force */
};

static int add_files(posix_spawn_file_actions_t *actions, int fd, int lock_fd)
{
	int error = posix_spawn_file_actions_adddup2(actions, fd, STDIN_FILENO);
	int end = FENCE_CHILD_LOCK_FD;

	if (!error && lock_fd >= 0) {
		error = posix_spawn_file_actions_adddup2(actions, lock_fd, end);
		end++;
	}
	return error ? error : posix_spawn_file_actions_addclosefrom_np(actions, end);
}

/*
 * The child is this very program, started anew: so it begins with a small memory and no
 * descriptor of fipd's, and speaks the same language as its fipd, also during an
 * upgrade.
 */
static int spawn(pid_t *pid, int fd, int lock_fd)
{
	char name[] = "fipd-fence";
	char option[] = "--" FENCE_CHILD_OPTION;
	char *arguments[] = { name, option, NULL };
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error) {
		return -error;
	}
	error = add_files(&actions, fd, lock_fd);
	if (!error) {
		error = posix_spawn(
			pid, "/proc/self/exe", &actions, NULL, arguments, environ);
	}
	posix_spawn_file_actions_destroy(&actions);
	return -error;
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
	error = spawn(&fence->pid, ends[1], fence->lock_fd);
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

	if (fence->answered == order->number) {
		fence->answered_us = clock_now_us();
	}
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
	give_order(fence, fence->armed ? FENCE_CHILD_ARM : FENCE_CHILD_PING);
}

static void take_heard(struct fence *fence, const struct fence_child_report *report)
{
	fence->answered = report->number;
	fence->answered_us = clock_now_us();
	if (report->number == fence->armed_by) {
		fence->fired = false;
	}
	log_child_works(fence);
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

static bool is_frozen(const struct fence *fence)
{
	uint32_t unanswered = fence->order.number - fence->answered;
	int64_t now_us = clock_now_us();

	if (!fence->ready) {
		return now_us - fence->started_us > READY_US;
	}
	return unanswered >= UNANSWERED_MAX
	       && now_us - fence->answered_us > PATIENCE_US;
}

/* Replace a child that has not answered for too long. */
static void replace_if_frozen(struct fence *fence)
{
	if (has_child(fence) && is_frozen(fence)) {
		lose_child(fence, "does not answer");
	}
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

int fence_open(struct fence **fence, struct loop *loop)
{
	struct fence *fresh = calloc(1, sizeof(*fresh));

	*fence = fresh;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->fd = -1;
	fresh->lock_fd = -1;
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
	free(fence);
}

void fence_share(struct fence *fence, const char *folder)
{
	fence->lock_fd = fence_lock_open(folder);
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
	replace_if_frozen(fence);
	if (fence->ready) {
		give_order(fence, FENCE_CHILD_PING);
	}
}

/* Measured on Linux 6.18, where it grows faster than the number; rather too much. */
static int64_t estimate_removal_us(size_t v4_count, size_t v6_count)
{
	int64_t v4 = (int64_t)v4_count;
	int64_t v6 = (int64_t)v6_count;

	return v4 * 25 + v6 * (25 + (v4 + v6) / 8);
}

static bool is_in_time(int64_t removal_us, int64_t span_us)
{
	return removal_us <= span_us / SHARE_MAX;
}

bool fence_can_remove(
	size_t v4_count, size_t v6_count, int64_t span_us, int64_t *removal_us)
{
	*removal_us = estimate_removal_us(v4_count, v6_count);
	return is_in_time(*removal_us, span_us);
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
	int64_t removal_us = is_in_time(fence->removal_us, span_us)
				     ? fence->removal_us
				     : span_us / SHARE_MAX;

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

static bool is_close(const struct fence *fence, int64_t now_us, int64_t gone_us)
{
	return fence->order.deadline_us - now_us < (gone_us - now_us) / CLOSE_SHARE;
}

/*
 * So close to the deadline it may pass before the child reads the order: only the child
 * knows what came first.
 */
static int confirm_renewal(struct fence *fence)
{
	if (!await_confirmation(fence, CONFIRM_MS)) {
		return -ESTALE;
	}
	return fence->fired ? -EALREADY : 0;
}

int fence_renew(struct fence *fence, int64_t gone_us)
{
	int64_t now_us = clock_now_us();
	bool close = is_close(fence, now_us, gone_us);

	read_reports(fence);
	if (fence->fired) {
		return -EALREADY;
	}
	if (now_us > fence->order.deadline_us) {
		return -ESTALE;
	}
	set_deadline(fence, gone_us);
	if (fence->ready) {
		give_order(fence, FENCE_CHILD_RENEW);
		replace_if_frozen(fence);
	}
	return close && fence->ready ? confirm_renewal(fence) : 0;
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
