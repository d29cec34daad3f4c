#include "fips/fence_line.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int add_files(posix_spawn_file_actions_t *actions, int fd)
{
	int error = posix_spawn_file_actions_adddup2(actions, fd, STDIN_FILENO);

	return error ? error
		     : posix_spawn_file_actions_addclosefrom_np(
			     actions, STDERR_FILENO + 1);
}

static int spawn(pid_t *pid, int fd)
{
	char name[] = "fipd-fence";
	char option[] = "--" FENCE_CHILD_OPTION;
	char *arguments[] = { name, option, NULL };
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error) {
		return -error;
	}
	error = add_files(&actions, fd);
	if (!error) {
		error = posix_spawn(
			pid, "/proc/self/exe", &actions, NULL, arguments, environ);
	}
	posix_spawn_file_actions_destroy(&actions);
	return -error;
}

int fence_line_open(struct fence_line *line)
{
	int ends[2];
	int error;

	line->fd = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
		return -errno;
	}
	error = spawn(&line->pid, ends[1]);
	close(ends[1]);
	if (error) {
		close(ends[0]);
		return error;
	}
	line->fd = ends[0];
	return 0;
}

void fence_line_close(struct fence_line *line)
{
	if (line->fd >= 0) {
		kill(line->pid, SIGKILL);
		waitpid(line->pid, NULL, 0);
		fence_line_leave(line);
	}
}

void fence_line_leave(struct fence_line *line)
{
	if (line->fd >= 0) {
		close(line->fd);
		line->fd = -1;
	}
}

int fence_line_say(const struct fence_line *line, const struct fence_child_order *order)
{
	size_t bytes = FENCE_CHILD_HEADER_BYTES;

	if (order->word == FENCE_CHILD_ARM) {
		bytes += order->count * sizeof(order->list[0]);
	}
	return send(line->fd, order, bytes, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno
									     : 0;
}

int fence_line_hear(const struct fence_line *line, struct fence_child_report *report)
{
	ssize_t length = recv(line->fd, report, sizeof(*report), MSG_DONTWAIT);

	if (length == (ssize_t)sizeof(*report)) {
		return 0;
	}
	return length < 0 && errno == EAGAIN ? -EAGAIN : -EPIPE;
}
