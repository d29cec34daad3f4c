#include "setup/program.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	NO_PROGRAM = 127, /* as the shell says it */
	WORDS_MAX = 15,
};

/* A file in memory, so that no program can keep the writer waiting. */
static int open_input(const char *input)
{
	size_t length = input == NULL ? 0 : strlen(input);
	int fd = input == NULL ? open("/dev/null", O_RDONLY | O_CLOEXEC)
			       : memfd_create("input", MFD_CLOEXEC);

	if (fd >= 0
		&& (write(fd, input == NULL ? "" : input, length) != (ssize_t)length
			|| lseek(fd, 0, SEEK_SET) < 0)
		&& input != NULL) {
		close(fd);
		return -1;
	}
	return fd;
}

int program_run(const char *const argv[], const char *input)
{
	posix_spawn_file_actions_t actions;
	char *words[WORDS_MAX + 1] = { NULL };
	size_t count = 0;
	int fd = open_input(input);
	int status = 0;
	pid_t pid;
	int error;

	while (count < WORDS_MAX && argv[count] != NULL) {
		count++;
	}
	memcpy(words, argv, count * sizeof(words[0]));
	fflush(stdout);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO);
	error = posix_spawnp(&pid, argv[0], &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (fd >= 0) {
		close(fd);
	}
	if (error != 0 || waitpid(pid, &status, 0) != pid) {
		return NO_PROGRAM;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
