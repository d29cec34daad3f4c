#include "fips/fence_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "disk/disk_file.h"

enum {
	END_MS = 200 /* for a process that was killed to be gone */
};

int fence_lock_open(const char *folder)
{
	char path[DISK_FILE_PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/fence", folder);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	return fd < 0 ? -errno : fd;
}

static struct flock make_lock(off_t start, off_t length)
{
	return (struct flock){
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = start,
		.l_len = length,
	};
}

int fence_lock_take(int fd)
{
	struct flock lock = make_lock(getpid(), 1);

	return fcntl(fd, F_SETLK, &lock) < 0 ? -errno : 0;
}

/* Length 0 is up to the end of all files. */
static pid_t find_in(int fd, off_t start, off_t length)
{
	struct flock lock = make_lock(start, length);

	if (fcntl(fd, F_GETLK, &lock) < 0 || lock.l_type == F_UNLCK || lock.l_pid < 0) {
		return 0;
	}
	return lock.l_pid;
}

pid_t fence_lock_find(int fd, pid_t own)
{
	pid_t below = own > 0 ? find_in(fd, 0, own) : 0;

	return below > 0 ? below : find_in(fd, own + 1, 0);
}

/*
 * Whoever locks more than the one byte, such as a backup, is no fence.  Only while a
 * fence holds the lock the number means that process and no later one.
 */
static bool is_fence(int fd, pid_t pid)
{
	struct flock lock = make_lock(pid, 1);

	return fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK
	       && lock.l_pid == pid && lock.l_start == pid && lock.l_len == 1;
}

int fence_lock_end(int fd, pid_t pid)
{
	int process = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd wait = { .fd = process, .events = POLLIN };
	int error = 0;

	if (process < 0) {
		return errno == ESRCH ? 0 : -errno;
	}
	if (is_fence(fd, pid)) {
		syscall(SYS_pidfd_send_signal, process, SIGKILL, NULL, 0);
		error = poll(&wait, 1, END_MS) == 1 ? 0 : -ETIMEDOUT;
	}
	close(process);
	return error;
}
