#include "incident/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "incident/side.h"

enum {
	NUMBER_BYTES = 24,
	NO_PROGRAM = 127,
	NO_LOGIN = 255, /* as ssh says that it came to no host */
};

static json_t *complain(const char *whose, const char *what)
{
	fprintf(stderr, "fipctl: %s: %s\n", whose, what);
	return NULL;
}

/* Read all there is, SIDE_BYTES_MAX and one more at the most; free it. */
static char *read_all(FILE *stream, size_t *length)
{
	char *text = malloc(SIDE_BYTES_MAX + 1);

	*length = text == NULL ? 0 : fread(text, 1, SIDE_BYTES_MAX + 1, stream);
	return text;
}

static json_t *parse(const char *whose, FILE *stream)
{
	char fault[JSON_ERROR_TEXT_LENGTH + 64];
	size_t length;
	char *text = read_all(stream, &length);
	json_error_t error;
	json_t *json;

	if (text == NULL || ferror(stream)) {
		free(text);
		return complain(whose, strerror(errno));
	}
	if (length > SIDE_BYTES_MAX) {
		free(text);
		return complain(whose, "it is longer than 16 MiB, as no export is");
	}
	json = json_loadb(text, length, 0, &error);
	free(text);
	if (json == NULL) {
		snprintf(fault, sizeof(fault),
			"line %d, column %d: %s; an export is one JSON object",
			error.line, error.column, error.text);
		return complain(whose, length == 0 ? "it is empty" : fault);
	}
	return json;
}

json_t *remote_read(const char *path)
{
	FILE *stream = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	json_t *json;

	if (stream == NULL) {
		return complain(path, strerror(errno));
	}
	json = parse(path, stream);
	if (stream != stdin) {
		fclose(stream);
	}
	return json;
}

static int start_ssh(
	const char *host, const char *since, const char *until, int *fd, pid_t *pid)
{
	const char *const argv[] = { "ssh", "-o", "BatchMode=yes", "-o",
		"ConnectTimeout=10", "--", host, "fipctl", "incident", "--export",
		"--since", since, "--until", until, NULL };
	char *words[sizeof(argv) / sizeof(argv[0])];
	posix_spawn_file_actions_t actions;
	int ends[2];
	int error;

	if (pipe2(ends, O_CLOEXEC) != 0) {
		return errno;
	}
	memcpy(words, argv, sizeof(words));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(
		&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	error = posix_spawnp(pid, "ssh", &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	*fd = ends[0];
	if (error != 0) {
		close(ends[0]);
	}
	return error;
}

/* What ssh and the other fipctl had to say is on stderr already. */
static json_t *judge_end(const char *host, int status, json_t *json)
{
	char fault[128];
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	if (code == 0) {
		return json;
	}
	json_decref(json);
	if (code == NO_LOGIN) {
		return complain(host,
			"ssh could not log in there; it must be able to without "
			"a password (BatchMode)");
	}
	if (code == NO_PROGRAM) {
		return complain(host, "there is no fipctl in its path");
	}
	snprintf(fault, sizeof(fault), "fipctl incident --export ended there with %d",
		code);
	return complain(host, fault);
}

json_t *remote_fetch(const char *host, int64_t since_s, int64_t until_s)
{
	char since[NUMBER_BYTES];
	char until[NUMBER_BYTES];
	FILE *stream;
	json_t *json;
	pid_t pid;
	int status = 0;
	int fd;
	int error;

	if (host[0] == '-') {
		return complain(host, "a host's name does not begin with -");
	}
	snprintf(since, sizeof(since), "%" PRId64, since_s);
	snprintf(until, sizeof(until), "%" PRId64, until_s);
	error = start_ssh(host, since, until, &fd, &pid);
	if (error != 0) {
		return complain("ssh", strerror(error));
	}
	stream = fdopen(fd, "r");
	json = stream == NULL ? NULL : parse(host, stream);
	if (stream != NULL) {
		fclose(stream);
	}
	if (waitpid(pid, &status, 0) != pid) {
		json_decref(json);
		return complain("ssh", strerror(errno));
	}
	return judge_end(host, status, json);
}
