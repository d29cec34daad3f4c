#include "fips/fence_program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define NAME "fipd-fence"

enum {
	HEAD_BYTES = 4096 /* its page: up to the name of the loader */
};

/* The descriptors that the child gets must not be in each other's way. */
static int move_up(int fd)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, FENCE_PROGRAM_OWN_FD + 1);
	int error = -errno;

	close(fd);
	return high < 0 ? error : high;
}

/* Return a descriptor or -errno. */
static int open_file(void)
{
	char path[PATH_MAX + sizeof(NAME)];
	ssize_t length = readlink("/proc/self/exe", path, PATH_MAX);
	int fd;

	if (length < 0) {
		return -errno;
	}
	path[length] = '\0';
	strcpy(strrchr(path, '/') + 1, NAME);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : move_up(fd);
}

/* What is used of a mapping is locked, as all memory of fipd. */
static void *keep_head(int fd)
{
	void *head = mmap(NULL, HEAD_BYTES, PROT_READ, MAP_PRIVATE, fd, 0);

	if (head == MAP_FAILED) {
		return NULL;
	}
	(void)*(const volatile char *)head;
	return head;
}

void fence_program_open(struct fence_program *program)
{
	*program = (struct fence_program){ .fd = open_file() };
	if (program->fd >= 0) {
		program->head = keep_head(program->fd);
	}
}

void fence_program_close(struct fence_program *program)
{
	if (program->head != NULL) {
		munmap(program->head, HEAD_BYTES);
	}
	if (program->fd >= 0) {
		close(program->fd);
	}
	*program = (struct fence_program){ .fd = -EBADF };
}

static int add_file(posix_spawn_file_actions_t *actions, int fd, int number)
{
	return fd < 0 ? posix_spawn_file_actions_addclose(actions, number)
		      : posix_spawn_file_actions_adddup2(actions, fd, number);
}

static int add_files(posix_spawn_file_actions_t *actions, int program,
	const struct fence_program_files *files)
{
	int error = add_file(actions, files->socket, STDIN_FILENO);

	error = error ? error : add_file(actions, files->page, FENCE_PROGRAM_PAGE_FD);
	error = error ? error : add_file(actions, files->lock, FENCE_PROGRAM_LOCK_FD);
	error = error ? error : add_file(actions, program, FENCE_PROGRAM_OWN_FD);
	return error ? error
		     : posix_spawn_file_actions_addclosefrom_np(
			     actions, FENCE_PROGRAM_OWN_FD + 1);
}

int fence_program_start(pid_t *pid, const struct fence_program *program,
	const struct fence_program_files *files)
{
	char name[] = NAME;
	char version[] = FIPD_VERSION;
	char *arguments[] = { name, version, NULL };
	char path[32];
	posix_spawn_file_actions_t actions;
	int error;

	if (program->fd < 0) {
		return program->fd;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", FENCE_PROGRAM_OWN_FD);
	error = posix_spawn_file_actions_init(&actions);
	if (error) {
		return -error;
	}
	error = add_files(&actions, program->fd, files);
	if (!error) {
		error = posix_spawn(pid, path, &actions, NULL, arguments, environ);
	}
	posix_spawn_file_actions_destroy(&actions);
	return -error;
}
