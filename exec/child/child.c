#include "child/child.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loop/timer.h"

enum {
	READS_MAX = 16,
	BUFFER_BYTES = 4096,
	/* A process that has left its group is looked for at the latest so often. */
	SWEEP_US = 10 * 1000000,
	AGAIN_US = 100 * 1000,
	STAT_BYTES = 512,
	ROUNDS_MAX = 8,
};

enum stage {
	STAGE_RUNNING,
	STAGE_ASKED, /* SIGTERM is sent */
	STAGE_ENDED, /* SIGKILL is sent */
	STAGE_TOLD,  /* and it is not gone yet */
};

struct child {
	struct children *children;
	struct child *next;
	enum stage stage;
	pid_t process; /* it leads a group and a session of that number */
	int pidfd;
	int output_fd;
	int trouble_fd;
	struct watch *end_watch;
	struct watch *output_watch;
	struct timer *timer;
	int64_t started_us;
	void (*on_end)(void *context, const struct child_result *result);
	void *context;
	size_t bytes; /* written by it */
	struct child_result result;
};

struct children {
	struct loop *loop;
	struct child *first;
	size_t count;
	struct timer *sweep;
	int64_t swept_us;
};

/* 1. What is left behind. */

/*
 * Its group is ended with a command.  A process that has left the group and whose
 * parent is gone has this process as its parent (PR_SET_CHILD_SUBREAPER), and is found
 * here.  One that forks faster than it is found lasts a little longer, within the
 * limits of its user and of fipd-exec.service; nothing outlives the service.
 */
static bool is_in(const pid_t *known, size_t count, pid_t process)
{
	for (size_t i = 0; i < count; i++) {
		if (known[i] == process) {
			return true;
		}
	}
	return false;
}

/* The name of a process, which it chooses itself, ends with the last bracket. */
static pid_t find_parent(pid_t process)
{
	char path[64];
	char text[STAT_BYTES + 1];
	const char *behind;
	int parent = 0;
	ssize_t length = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)process);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		length = read(fd, text, STAT_BYTES);
		close(fd);
	}
	text[length < 0 ? 0 : length] = '\0';
	behind = strrchr(text, ')');
	return behind != NULL && sscanf(behind, ") %*c %d", &parent) == 1 ? parent : 0;
}

static bool end_if_left(const pid_t *known, size_t count, pid_t process)
{
	if (process <= 0 || is_in(known, count, process)
		|| find_parent(process) != getpid()
		|| is_in(known, count, getsid(process))) {
		return false;
	}
	kill(process, SIGKILL);
	waitpid(process, NULL, WNOHANG);
	return true;
}

static bool look(const pid_t *known, size_t count)
{
	DIR *folder = opendir("/proc");
	const struct dirent *entry;
	bool found = false;

	if (folder == NULL) {
		return false;
	}
	while ((entry = readdir(folder)) != NULL) {
		found = end_if_left(
				known, count, (pid_t)strtol(entry->d_name, NULL, 10))
			|| found;
	}
	closedir(folder);
	return found;
}

/* End every child of this process that is neither known nor in a session that a known
 * one leads, and wait for those that have ended: true if there was any.  The end of one
 * makes its children ours. */
static bool end_leftovers(const pid_t *known, size_t count)
{
	bool any = false;

	for (int i = 0; i < ROUNDS_MAX && look(known, count); i++) {
		any = true;
	}
	return any;
}

/*
 * While nothing runs the kernel knows whether there is any other child; otherwise the
 * processes of the host are looked at, which is not done often.
 */
static bool may_be_left(const struct children *children)
{
	siginfo_t about = { 0 };

	return children->first != NULL
	       || waitid(P_ALL, 0, &about, WEXITED | WNOHANG | WNOWAIT) == 0;
}

static void sweep(struct children *children)
{
	pid_t known[CHILDREN_MAX] = { 0 };
	size_t count = 0;
	bool any;

	for (const struct child *child = children->first; child != NULL;
		child = child->next) {
		known[count++] = child->process;
	}
	children->swept_us = loop_now_us(children->loop);
	any = end_leftovers(known, count);
	if (any || count > 0) {
		timer_set(children->sweep,
			children->swept_us + (any ? AGAIN_US : SWEEP_US));
	}
}

static void on_sweep(void *context)
{
	struct children *children = context;

	if (may_be_left(children)) {
		sweep(children);
	}
}

/* 2. Its output. */

static void keep(struct child *child, const char *bytes, size_t count)
{
	size_t kept = child->bytes < CHILD_OUTPUT_MAX ? child->bytes : CHILD_OUTPUT_MAX;
	size_t room = CHILD_OUTPUT_MAX - kept;

	memcpy(child->result.output + kept, bytes, count < room ? count : room);
	child->bytes += count;
}

static void close_output(struct child *child)
{
	loop_unwatch(child->output_watch);
	child->output_watch = NULL;
}

static void on_output(void *context)
{
	struct child *child = context;
	char buffer[BUFFER_BYTES];
	ssize_t count = 1;

	for (int i = 0; i < READS_MAX && count > 0 && child->bytes < CHILD_DRAIN_MAX;
		i++) {
		count = read(child->output_fd, buffer, sizeof(buffer));
		if (count > 0) {
			keep(child, buffer, (size_t)count);
		}
	}
	if (count == 0 || child->bytes >= CHILD_DRAIN_MAX) {
		close_output(child);
	}
}

/* 3. Its end. */

/* In its first moment it has no group yet. */
static void send_signal(const struct child *child, int number)
{
	if (kill(-child->process, number) != 0) {
		kill(child->process, number);
	}
}

static void release(struct child *child)
{
	loop_unwatch(child->end_watch);
	loop_unwatch(child->output_watch);
	timer_close(child->timer);
	for (size_t i = 0; i < 3; i++) {
		int fds[] = { child->pidfd, child->output_fd, child->trouble_fd };

		if (fds[i] >= 0) {
			close(fds[i]);
		}
	}
	free(child);
}

static void forget(struct child *child)
{
	struct child **place = &child->children->first;

	while (*place != child) {
		place = &(*place)->next;
	}
	*place = child->next;
	child->children->count--;
	release(child);
}

static void tell(struct child *child)
{
	struct child_result *result = &child->result;

	result->took_ms =
		(loop_now_us(child->children->loop) - child->started_us) / 1000;
	child->stage = STAGE_TOLD;
	/* It may start another one, or drop this. */
	child->on_end(child->context, result);
}

/* What kept it from being run has come through its own descriptor, which is closed when
 * the command is there. */
static bool take_trouble(struct child *child)
{
	char text[LAUNCH_TROUBLE_MAX + 1];
	ssize_t count = read(child->trouble_fd, text, LAUNCH_TROUBLE_MAX);

	if (count <= 0) {
		return false;
	}
	memcpy(child->result.output, text, (size_t)count);
	child->result.output[count] = '\0';
	child->result.end = CHILD_NOT_RUN;
	return true;
}

static void take_end(struct child *child, const siginfo_t *about)
{
	struct child_result *result = &child->result;

	result->code = about->si_status;
	if (child->stage != STAGE_RUNNING) {
		result->end = CHILD_TIMED_OUT;
	} else if (!take_trouble(child)) {
		result->end =
			about->si_code == CLD_EXITED ? CHILD_EXITED : CHILD_SIGNALED;
	}
}

/* Until it is waited for its number is nobody else's, and so is that of its group. */
static void on_end(void *context)
{
	struct child *child = context;
	struct children *children = child->children;
	siginfo_t about = { 0 };

	if (waitid(P_PIDFD, (id_t)child->pidfd, &about, WEXITED | WNOWAIT | WNOHANG)
			!= 0
		|| about.si_pid == 0) {
		return;
	}
	kill(-child->process, SIGKILL);
	on_output(child);
	waitid(P_PIDFD, (id_t)child->pidfd, &about, WEXITED | WNOHANG);
	if (child->stage != STAGE_TOLD) {
		take_end(child, &about);
		tell(child);
	}
	forget(child);
	if (may_be_left(children)
		&& (children->first == NULL
			|| loop_now_us(children->loop) - children->swept_us
				   > SWEEP_US)) {
		sweep(children);
	}
}

/* In order: its time is over, it has not followed, and it cannot be ended. */
static void on_time(void *context)
{
	struct child *child = context;
	int64_t next_us =
		loop_now_us(child->children->loop) + (int64_t)CHILD_GRACE_MS * 1000;

	if (child->stage == STAGE_RUNNING) {
		child->stage = STAGE_ASKED;
		send_signal(child, SIGTERM);
		timer_set(child->timer, next_us);
	} else if (child->stage == STAGE_ASKED) {
		child->stage = STAGE_ENDED;
		send_signal(child, SIGKILL);
		timer_set(child->timer, next_us);
	} else if (child->stage == STAGE_ENDED) {
		child->result.end = CHILD_TIMED_OUT;
		tell(child);
	}
}

/* 4. Its start. */

static int watch(struct child *child, int64_t timeout_ms)
{
	struct loop *loop = child->children->loop;
	int error = timer_open(&child->timer, loop, LOOP_REST, on_time, child);

	if (error) {
		return error;
	}
	child->pidfd = pidfd_open(child->process, 0);
	if (child->pidfd < 0) {
		return -errno;
	}
	child->output_watch =
		loop_watch(loop, child->output_fd, LOOP_REST, on_output, child);
	child->end_watch = loop_watch(loop, child->pidfd, LOOP_REST, on_end, child);
	if (child->output_watch == NULL || child->end_watch == NULL) {
		return -errno;
	}
	timer_set(child->timer, child->started_us + timeout_ms * 1000);
	return 0;
}

static int make_pipe(int ends[2])
{
	if (pipe2(ends, O_CLOEXEC) != 0) {
		return -errno;
	}
	return fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 ? 0 : -errno;
}

/* Return the process, or -errno; the ends of pipes that are not ours are closed. */
static int start(struct child *child, const struct launch *launch)
{
	int output[2] = { -1, -1 };
	int trouble[2] = { -1, -1 };
	int error = make_pipe(output);

	error = error ? error : make_pipe(trouble);
	child->output_fd = output[0];
	child->trouble_fd = trouble[0];
	if (!error) {
		child->process = fork();
		error = child->process < 0 ? -errno : 0;
	}
	if (!error && child->process == 0) {
		launch_run(launch, output[1], trouble[1]);
	}
	if (output[1] >= 0) {
		close(output[1]);
	}
	if (trouble[1] >= 0) {
		close(trouble[1]);
	}
	return error;
}

int child_start(struct children *children, const struct child_order *order)
{
	struct child *child;
	int error;

	if (children->count == CHILDREN_MAX) {
		return -EBUSY;
	}
	child = calloc(1, sizeof(*child));
	if (child == NULL) {
		return -ENOMEM;
	}
	child->children = children;
	child->pidfd = -1;
	child->on_end = order->on_end;
	child->context = order->context;
	child->started_us = loop_now_us(children->loop);
	error = start(child, &order->launch);
	if (!error) {
		error = watch(child, order->timeout_ms);
		if (error) {
			kill(child->process, SIGKILL);
			waitpid(child->process, NULL, 0);
		}
	}
	if (error) {
		release(child);
		return error;
	}
	child->next = children->first;
	children->first = child;
	children->count++;
	timer_set(children->sweep, child->started_us + SWEEP_US);
	return 0;
}

bool child_lasts(const struct children *children, const void *context)
{
	const struct child *child = children->first;

	while (child != NULL
		&& (child->context != context || child->stage != STAGE_TOLD)) {
		child = child->next;
	}
	return child != NULL;
}

void child_drop(struct children *children, const void *context)
{
	for (struct child *child = children->first; child != NULL;
		child = child->next) {
		if (child->context == context && child->stage != STAGE_TOLD) {
			child->stage = STAGE_TOLD;
			child->context = NULL;
			send_signal(child, SIGKILL);
		}
	}
}

int children_open(struct children **children, struct loop *loop)
{
	struct children *fresh = calloc(1, sizeof(*fresh));
	int error;

	*children = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	error = prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ? 0 : -errno;
	error = error ? error
		      : timer_open(&fresh->sweep, loop, LOOP_REST, on_sweep, fresh);
	if (error) {
		free(fresh);
		return error;
	}
	*children = fresh;
	return 0;
}

void children_close(struct children *children)
{
	if (children == NULL) {
		return;
	}
	while (children->first != NULL) {
		struct child *child = children->first;

		send_signal(child, SIGKILL);
		forget(child);
	}
	end_leftovers(NULL, 0);
	timer_close(children->sweep);
	free(children);
}
