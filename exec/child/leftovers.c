#include "child/leftovers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	STAT_BYTES = 512,
	ROUNDS_MAX = 8,
};

int leftovers_adopt(void)
{
	return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ? 0 : -errno;
}

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

/* The end of one makes its children ours. */
bool leftovers_end(const pid_t *known, size_t count)
{
	bool any = false;

	for (int i = 0; i < ROUNDS_MAX && look(known, count); i++) {
		any = true;
	}
	return any;
}
