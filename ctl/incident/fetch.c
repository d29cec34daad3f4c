#include "incident/side.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "contact/options.h"
#include "values/plain.h"

enum {
	NUMBER_BYTES = 24,
	NO_PROGRAM = 127,
	NO_LOGIN = 255, /* as ssh says that it came to no host */
};

static json_t *refuse(const char *whose, const char *what)
{
	fprintf(stderr, "fipctl: %s: %s\n", whose, what);
	return NULL;
}

/* Read all there is, one byte more than a document has at the most; free it. */
static char *read_all(FILE *stream, size_t *length)
{
	char *text = malloc(SIDE_BYTES_MAX + 1);

	*length = text == NULL ? 0 : fread(text, 1, SIDE_BYTES_MAX + 1, stream);
	return text;
}

/* hint: what may be the cause of a text that is no JSON. */
static json_t *parse_export(
	const char *whose, const char *text, size_t length, const char *hint)
{
	char fault[JSON_ERROR_TEXT_LENGTH + 256];
	json_error_t error;
	json_t *json;

	if (text == NULL) {
		return refuse(whose, strerror(errno));
	}
	if (length == 0) {
		return refuse(whose, "it is empty");
	}
	if (length > SIDE_BYTES_MAX) {
		return refuse(whose, "it is longer than 16 MiB, as no export is");
	}
	json = json_loadb(text, length, 0, &error);
	if (json == NULL) {
		snprintf(fault, sizeof(fault),
			"line %d, column %d: %s; an export is one JSON object%s",
			error.line, error.column, error.text, hint);
		plain_make(fault, strlen(fault), '?');
		return refuse(whose, fault);
	}
	return json;
}

json_t *side_fetch_file(const char *path)
{
	FILE *stream = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	size_t length;
	char *text;
	json_t *json;

	if (stream == NULL) {
		return refuse(path, strerror(errno));
	}
	text = read_all(stream, &length);
	json = ferror(stream) ? refuse(path, strerror(errno))
			      : parse_export(path, text, length, "");
	free(text);
	if (stream != stdin) {
		fclose(stream);
	}
	return json;
}

static int start_ssh(
	const char *host, const char *since, const char *until, int *fd, pid_t *pid)
{
	const char *const argv[] = { "ssh", "-o", "BatchMode=yes", "-o",
		"ConnectTimeout=10", "-o", "ServerAliveInterval=10", "--", host,
		"fipctl", "incident", "--export", "--since", since, "--until", until,
		NULL };
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
static bool judge_end(const char *host, int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	if (code == NO_LOGIN) {
		refuse(host, "ssh could not log in there; it must be able to without "
			     "a password (BatchMode)");
	} else if (code == NO_PROGRAM) {
		refuse(host, "there is no fipctl in its path");
	} else if (code == EXIT_USAGE) {
		refuse(host, "its fipctl does not know incident --export: it is an "
			     "older one");
	} else if (code != 0) {
		char fault[128];

		snprintf(fault, sizeof(fault),
			code < 0 ? "ssh was ended by a signal"
				 : "fipctl incident --export ended there with %d",
			code);
		refuse(host, fault);
	}
	return code == 0;
}

/* Read what ssh prints to its end; *status is how it ended, if all of it was taken. */
static char *read_ssh(int fd, pid_t pid, size_t *length, int *status)
{
	FILE *stream = fdopen(fd, "r");
	char *text = NULL;

	*length = 0;
	if (stream == NULL) {
		close(fd);
	} else {
		text = read_all(stream, length);
		fclose(stream);
	}
	if (waitpid(pid, status, 0) != pid || *length > SIDE_BYTES_MAX) {
		*status = 0;
	}
	return text;
}

json_t *side_fetch_by_ssh(const char *host, int64_t since_s, int64_t until_s)
{
	char since[NUMBER_BYTES];
	char until[NUMBER_BYTES];
	json_t *json = NULL;
	size_t length;
	char *text;
	pid_t pid;
	int status = 0;
	int fd = -1;
	int error;

	if (host[0] == '-') {
		return refuse(host, "a host's name does not begin with -");
	}
	snprintf(since, sizeof(since), "%" PRId64, since_s);
	snprintf(until, sizeof(until), "%" PRId64, until_s);
	error = start_ssh(host, since, until, &fd, &pid);
	if (error != 0) {
		fprintf(stderr,
			"fipctl: ssh: %s; --peer needs it, --file takes what "
			"`fipctl incident --export` printed there\n",
			strerror(error));
		return NULL;
	}
	text = read_ssh(fd, pid, &length, &status);
	if (judge_end(host, status)) {
		json = parse_export(host, text, length,
			"; a login script there must print nothing else");
	}
	free(text);
	return json;
}
